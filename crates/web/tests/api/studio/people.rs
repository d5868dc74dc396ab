//! Members and facilitators, and what they offer.

use foh_app::{Clock, identity::NewAccount};
use foh_domain::identity::Role;
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, Asking, Caller, TestApp};

/// Somebody with an account, who asks by token.
#[derive(Clone)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub email: String,
    caller: Caller,
    clock: Clock,
}

impl std::ops::Deref for Person {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// Somebody new with an account of this role.
pub async fn person(app: &TestApp, role: Role) -> Person {
    let number = app.number();
    let (name, email) = (
        format!("Robin {number}"),
        format!("robin-{number}@example.org"),
    );
    let new = NewAccount {
        email: &email,
        name: &name,
        role,
        password: None,
    };
    let id: Uuid = app.house.create_user(new).await.unwrap();
    let token = app.house.create_api_token(&email).await.unwrap();
    let caller = bearer(app, token.expose_secret());
    Person {
        id: id.to_string(),
        name,
        email,
        caller,
        clock: app.clock.clone(),
    }
}

pub async fn member(app: &TestApp) -> Person {
    person(app, Role::Member).await
}

pub async fn facilitator(app: &TestApp) -> Person {
    person(app, Role::Facilitator).await
}

/// Whoever has this token.
pub fn bearer(app: &TestApp, token: &str) -> Caller {
    app.anybody()
        .with("authorization", &format!("Bearer {token}"))
}

/// What a facilitator sends: a session of 12 a week from the beginning, with these members changed. Null takes one out.
pub fn wish(changes: &Value) -> Value {
    let mut wish = json!({
        "title": "Breathing in winter",
        "description": "Two quiet hours.",
        "location": "Via dei Tessitori 12, Bologna",
        "time_zone": "Europe/Rome",
        "start_time": "2027-03-12T18:00:00+01:00",
        "end_time": "2027-03-12T20:00:00+01:00",
        "capacity": 12,
    });
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            wish.as_object_mut().unwrap().remove(name);
        } else {
            wish[name] = value.clone();
        }
    }
    wish
}

impl Person {
    /// Makes a session and gives its id.
    pub async fn offers(&self, changes: Value) -> String {
        let made = self.post("/api/sessions", wish(&changes)).await.expect(201);
        made["session_id"].as_str().unwrap().to_owned()
    }

    /// Books, later.
    pub fn to_book(&self, session: &str) -> Asking {
        self.to_post("/api/bookings", json!({ "session_id": session }))
    }

    /// Books, a moment after whatever was before: lists have the order of the ids, and those are of milliseconds.
    pub async fn books(&self, session: &str) -> Answer {
        self.clock.advance(SignedDuration::from_millis(1));
        self.to_book(session).await
    }

    /// Books and gives the booking's id.
    pub async fn has_booked(&self, session: &str) -> String {
        let made = self.books(session).await.expect(201);
        made["booking_id"].as_str().unwrap().to_owned()
    }

    /// Cancels a booking, a moment after whatever was before.
    pub async fn cancels(&self, booking: &str) -> Answer {
        self.clock.advance(SignedDuration::from_millis(1));
        let path = format!("/api/bookings/{booking}/cancel");
        self.post(&path, json!({})).await
    }

    /// Sends a change of a session.
    pub async fn changes(&self, session: &str, change: Value) -> Answer {
        let path = format!("/api/sessions/{session}");
        self.json(reqwest::Method::PUT, &path, &change).await
    }
}

/// A session as everybody sees it.
pub async fn seen(app: &TestApp, session: &str) -> Value {
    let path = format!("/api/sessions/{session}");
    app.anybody().get(&path).await.expect(200)
}

/// Refused, in the words of the contract beside those of the rest of the API.
#[track_caller]
pub fn refused(answer: &Answer, status: u16, word: &str, error: &str) {
    let problem = answer.refused(status, word);
    assert_eq!(problem["error"], error, "{}", answer.body);
}

/// Refused for these fields, with something in `error` too.
#[track_caller]
pub fn at_fault(answer: &Answer, status: u16, fields: &[&str]) -> Value {
    let word = match status {
        400 => "malformed_request",
        _ => "invalid_fields",
    };
    let problem = answer.faults(status, word, fields);
    assert!(!problem["error"].as_str().unwrap().is_empty(), "{problem}");
    problem
}
