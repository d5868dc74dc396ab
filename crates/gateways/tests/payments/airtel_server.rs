//! Airtel Money as documented: tokens of three minutes, collections, the enquiry, refunds of whole payments.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::server::{Provider, Question};

pub const SECRET: &str = "airtel-client-secret";

#[derive(Default)]
pub struct AirtelProvider {
    token: u32,
    /// How many tokens it has granted.
    pub granted: u32,
    /// What the enquiry answers of each payment: `transaction` and `status`.
    made: HashMap<String, (Value, Value)>,
    given_back: Vec<String>,
    /// How many times a payer was asked, or money was sent back.
    pub done: u32,
}

fn success() -> Value {
    json!({"code": "200", "message": "SUCCESS", "result_code": "ESB000010", "response_code": "DP00800001006", "success": true})
}

/// As Airtel says no, whatever the HTTP status.
pub fn failure(code: &str) -> Value {
    json!({"code": "200", "message": "Paid by 788123456", "result_code": "ESB000099", "response_code": code, "success": false})
}

impl AirtelProvider {
    /// The tokens it has granted are no longer good.
    pub fn expire_tokens(&mut self) {
        self.token += 1;
    }

    /// The payment with this id becomes so.
    pub fn becomes(&mut self, id: &str, transaction: &Value, status: Value) {
        let made = self.made.get_mut(id).unwrap();
        let fields = made.0.as_object_mut().unwrap();
        for (name, value) in transaction.as_object().unwrap() {
            fields.insert(name.clone(), value.clone());
        }
        made.1 = status;
    }

    /// The payer has paid.
    pub fn succeeds(&mut self, id: &str) {
        let transaction = json!({"status": "TS", "airtel_money_id": "MP210603.1234.L06941"});
        self.becomes(id, &transaction, success());
    }

    fn collect(&mut self, question: &Question) -> Value {
        let asked = question.json();
        let id = asked["transaction"]["id"].as_str().unwrap().to_owned();
        if self.made.contains_key(&id) {
            let mut status = failure("");
            status["result_code"] = json!("ESB000041");
            return json!({"status": status});
        }
        self.done += 1;
        let transaction = json!({"id": id, "message": "", "status": "TIP"});
        self.made.insert(id.clone(), (transaction, success()));
        json!({"data": {"transaction": {"id": id, "status": "SUCCESS"}}, "status": success()})
    }

    fn give_back(&mut self, question: &Question) -> Value {
        let name = question.json()["transaction"]["airtel_money_id"]
            .as_str()
            .unwrap()
            .to_owned();
        if self.given_back.contains(&name) {
            return json!({"status": failure("DP00800001009")});
        }
        self.done += 1;
        self.given_back.push(name);
        json!({"data": {"transaction": {"airtel_money_id": "CI210603.1234.L06942", "status": "SUCCESS"}}, "status": success()})
    }
}

impl Provider for AirtelProvider {
    fn answer(&mut self, question: &Question) -> (u16, String) {
        let (method, path) = question.line.split_once(' ').unwrap();
        if (method, path) == ("POST", "/auth/oauth2/token") {
            let expected = json!({"client_id": "app", "client_secret": SECRET, "grant_type": "client_credentials"});
            if question.json() != expected {
                return (401, json!({"error": "invalid_client"}).to_string());
            }
            self.granted += 1;
            let token = json!({"access_token": format!("token-{}", self.token), "expires_in": "180", "token_type": "bearer"});
            return (200, token.to_string());
        }
        if question.header("authorization") != format!("Bearer token-{}", self.token) {
            return (401, json!({"error": "invalid_token"}).to_string());
        }
        if (question.header("x-country"), question.header("x-currency")) != ("RW", "RWF") {
            return (403, json!({"status": failure("ROUTER006")}).to_string());
        }
        let answer = match (method, path) {
            ("POST", "/merchant/v1/payments/") => self.collect(question),
            ("POST", "/standard/v1/payments/refund") => self.give_back(question),
            ("GET", _) => match self
                .made
                .get(path.trim_start_matches("/standard/v1/payments/"))
            {
                Some((transaction, status)) => {
                    json!({"data": {"transaction": transaction}, "status": status})
                }
                None => json!({"status": failure("DP00800001025")}),
            },
            _ => return (404, String::new()),
        };
        (200, answer.to_string())
    }
}
