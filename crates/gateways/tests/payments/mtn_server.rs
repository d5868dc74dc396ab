//! MTN `MoMo` as documented: tokens, requests to pay and refunds, each under an id of the caller's.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::server::{Provider, Question};

pub const USER: u128 = 7;
pub const KEY: &str = "mtn-api-key";
pub const SUBSCRIPTION: &str = "mtn-subscription";

pub struct MtnProvider {
    pub token_lasts: u64,
    token: u32,
    /// How many tokens it has granted.
    pub granted: u32,
    /// Whether it grants tokens that it then refuses.
    pub refuses_its_tokens: bool,
    made: HashMap<String, Value>,
    /// How many times a payer was asked, or money was sent back.
    pub done: u32,
}

impl Default for MtnProvider {
    fn default() -> Self {
        Self {
            token_lasts: 3600,
            token: 0,
            granted: 0,
            refuses_its_tokens: false,
            made: HashMap::new(),
            done: 0,
        }
    }
}

impl MtnProvider {
    /// The tokens it has granted are no longer good.
    pub fn expire_tokens(&mut self) {
        self.token += 1;
    }

    /// The request with this id becomes so.
    pub fn becomes(&mut self, id: &str, changes: &Value) {
        let made = self.made.get_mut(id).unwrap().as_object_mut().unwrap();
        for (name, value) in changes.as_object().unwrap() {
            made.insert(name.clone(), value.clone());
        }
    }

    fn operation(&mut self, method: &str, path: &str, question: &Question) -> (u16, String) {
        let token = format!("Bearer token-{}", self.token);
        if question.header("authorization") != token || self.refuses_its_tokens {
            let body = json!({"error": "login_required", "error_description": "Missing or invalid credentials"});
            return (401, body.to_string());
        }
        if question.header("x-target-environment") != "mtnrwanda" {
            return (
                500,
                json!({"code": "NOT_ALLOWED_TARGET_ENVIRONMENT"}).to_string(),
            );
        }
        let missing = (404, json!({"code": "RESOURCE_NOT_FOUND"}).to_string());
        if method == "GET" {
            let id = path.rsplit('/').next().unwrap();
            let found = self.made.get(id);
            return found.map_or(missing, |made| (200, made.to_string()));
        }
        let id = question.header("x-reference-id").to_owned();
        if self.made.contains_key(&id) {
            let body =
                json!({"code": "RESOURCE_ALREADY_EXIST", "message": "Duplicated reference id."});
            return (409, body.to_string());
        }
        let mut made = question.json();
        if path.ends_with("refund")
            && !self
                .made
                .contains_key(made["referenceIdToRefund"].as_str().unwrap())
        {
            return missing;
        }
        made["status"] = json!("PENDING");
        made["payer"] = json!({"partyIdType": "MSISDN", "partyId": "250788123456"});
        self.made.insert(id, made);
        self.done += 1;
        (202, String::new())
    }
}

impl Provider for MtnProvider {
    fn answer(&mut self, question: &Question) -> (u16, String) {
        if question.header("ocp-apim-subscription-key") != SUBSCRIPTION {
            let body = json!({"statusCode": 401, "message": "Access denied due to invalid subscription key."});
            return (401, body.to_string());
        }
        let (method, path) = question.line.split_once(' ').unwrap();
        match (method, path) {
            ("POST", "/collection/token/" | "/disbursement/token/") => {
                // base64 of "00000000-0000-0000-0000-000000000007:mtn-api-key"
                let basic =
                    "Basic MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDA3Om10bi1hcGkta2V5";
                if question.header("authorization") != basic {
                    return (401, json!({"error": "login_required"}).to_string());
                }
                if question.header("content-length") != "0" {
                    return (411, String::new());
                }
                self.granted += 1;
                let token = json!({"access_token": format!("token-{}", self.token), "token_type": "access_token", "expires_in": self.token_lasts});
                (200, token.to_string())
            }
            ("POST", "/collection/v1_0/requesttopay" | "/disbursement/v1_0/refund")
            | ("GET", _) => self.operation(method, path, question),
            _ => (404, String::new()),
        }
    }
}
