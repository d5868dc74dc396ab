//! The travel desk's API for passengers.

mod bookings;
mod cancelling;
mod paying;
mod refusals;
mod repeating;
mod seats;
mod timetable;

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, Caller, TestApp};

pub const PHONE: &str = "+250788123451";

/// What a passenger sends.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a test writes what it wishes on the spot"
)]
pub fn wish(change: Value) -> Value {
    let mut wish = json!({
        "passenger_name": "Ada Uwase", "phone_number": PHONE, "email": "ada@example.org", "payment_method": "mtn", "seats": 2,
    });
    for (name, value) in change.as_object().unwrap() {
        wish[name] = value.clone();
    }
    wish
}

/// Somebody who books under this key.
pub fn with_key(app: &TestApp, key: &str) -> Caller {
    app.anybody().with("idempotency-key", key)
}

pub fn bookings(departure: Uuid) -> String {
    format!("/api/schedules/{departure}/bookings")
}

/// Books under a key of its own.
pub async fn book(app: &TestApp, departure: Uuid, change: Value) -> Answer {
    let key = format!("key-{}", app.number());
    with_key(app, &key)
        .post(&bookings(departure), wish(change))
        .await
}

/// A booking that was made: its path and its access token.
pub struct Made {
    pub path: String,
    pub token: String,
    caller: Caller,
}

impl Made {
    pub async fn book(app: &TestApp, departure: Uuid, change: Value) -> Self {
        let made = book(app, departure, change).await.expect(201);
        Self::of(app, &made)
    }

    pub fn of(app: &TestApp, made: &Value) -> Self {
        let token = made["access_token"].as_str().unwrap();
        let bearer = format!("Bearer {token}");
        Self {
            path: format!("/api/travel/bookings/{}", made["id"].as_str().unwrap()),
            token: token.to_owned(),
            caller: app.anybody().with("authorization", &bearer),
        }
    }

    pub async fn seen(&self) -> Value {
        self.caller.get(&self.path).await.expect(200)
    }

    pub async fn quote(&self) -> Answer {
        let path = format!("{}/cancellation", self.path);
        self.caller.get(&path).await
    }

    pub async fn post(&self, what: &str, body: Value) -> Answer {
        let path = format!("{}/{what}", self.path);
        self.caller.json(Method::POST, &path, &body).await
    }
}
