//! Stripe as documented: Checkout Sessions, refunds, and answers that are repeated under an idempotency key.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::server::{Provider, Question};

pub const KEY: &str = "stripe-restricted-key";

#[derive(Default)]
pub struct StripeProvider {
    sessions: HashMap<String, Value>,
    refunds: HashMap<String, Value>,
    /// The form and the answer that each key was first used with.
    kept: HashMap<String, (String, (u16, String))>,
    /// How many sessions and refunds it has made.
    pub done: u32,
}

fn error(status: u16, code: &str) -> (u16, String) {
    let body = json!({"error": {"type": "invalid_request_error", "code": code, "message": "ada@example.org"}});
    (status, body.to_string())
}

/// The fields of a form.
pub fn form(question: &Question) -> HashMap<String, String> {
    url::form_urlencoded::parse(question.body.as_bytes())
        .into_owned()
        .collect()
}

fn change(what: &mut Value, changes: &Value) {
    for (name, value) in changes.as_object().unwrap() {
        what[name] = value.clone();
    }
}

impl StripeProvider {
    /// The session becomes so.
    pub fn becomes(&mut self, session: &str, changes: &Value) {
        change(self.sessions.get_mut(session).unwrap(), changes);
    }

    /// The refund becomes so.
    pub fn refund_becomes(&mut self, refund: &str, changes: &Value) {
        change(self.refunds.get_mut(refund).unwrap(), changes);
    }

    /// The payer has paid.
    pub fn succeeds(&mut self, session: &str) {
        self.becomes(session, &paid());
    }

    fn open(&mut self, form: &HashMap<String, String>) -> (u16, String) {
        self.done += 1;
        let id = format!("cs_test_{}", self.done);
        let session = json!({
            "id": id, "object": "checkout.session", "status": "open", "payment_status": "unpaid", "payment_intent": null,
            "url": format!("https://checkout.example.org/c/pay/{id}#secret"),
            "client_reference_id": form["client_reference_id"],
            "currency": form["line_items[0][price_data][currency]"],
            "amount_total": form["line_items[0][price_data][unit_amount]"].parse::<u64>().unwrap(),
        });
        self.sessions.insert(id, session.clone());
        (200, session.to_string())
    }

    fn give_back(&mut self, form: &HashMap<String, String>) -> (u16, String) {
        if form["payment_intent"] != "pi_1" {
            return error(404, "resource_missing");
        }
        let asked: u64 = form["amount"].parse().unwrap();
        let given: u64 = self
            .refunds
            .values()
            .map(|refund| refund["amount"].as_u64().unwrap())
            .sum();
        if given + asked > 2_500 {
            return error(400, "charge_already_refunded");
        }
        self.done += 1;
        let id = format!("re_{}", self.done);
        let refund = json!({"id": id, "object": "refund", "amount": asked, "currency": "eur", "status": "pending"});
        self.refunds.insert(id, refund.clone());
        (200, refund.to_string())
    }
}

/// A session that was paid.
pub fn paid() -> Value {
    let intent = json!({"id": "pi_1", "object": "payment_intent", "status": "succeeded", "last_payment_error": null});
    json!({"status": "complete", "payment_status": "paid", "url": null, "payment_intent": intent})
}

impl Provider for StripeProvider {
    fn answer(&mut self, question: &Question) -> (u16, String) {
        if question.header("authorization") != format!("Bearer {KEY}") {
            return error(401, "");
        }
        assert_eq!(question.header("stripe-version"), "2024-06-20");
        let (method, path) = question.line.split_once(' ').unwrap();
        if method == "GET" {
            let (path, query) = path.split_once('?').unwrap_or((path, ""));
            let id = path.rsplit('/').next().unwrap();
            let found = match path.strip_suffix(id).unwrap() {
                "/v1/checkout/sessions/" if query == "expand%5B%5D=payment_intent" => {
                    self.sessions.get(id)
                }
                "/v1/refunds/" => self.refunds.get(id),
                _ => None,
            };
            return found.map_or_else(
                || error(404, "resource_missing"),
                |found| (200, found.to_string()),
            );
        }
        let key = question.header("idempotency-key").to_owned();
        assert!(
            !key.is_empty(),
            "a question without a key may be done twice"
        );
        if let Some((body, answer)) = self.kept.get(&key) {
            let same = *body == question.body;
            return if same {
                answer.clone()
            } else {
                error(400, "idempotency_error")
            };
        }
        let form = form(question);
        let answer = match path {
            "/v1/checkout/sessions" => self.open(&form),
            "/v1/refunds" => self.give_back(&form),
            _ => error(404, ""),
        };
        self.kept
            .insert(key, (question.body.clone(), answer.clone()));
        answer
    }
}
