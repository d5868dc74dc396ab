//! Reservations that are refused, each with a reason that a program can read and a person can understand.

use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Evening, TestApp};

const GONE: &str = "01900000-0000-7000-8000-000000000000";

fn changed(changes: &Value) -> Value {
    let mut wish = json!({ "name": "Ada", "email": "ada@example.org", "party_size": 2 });
    let wish_fields = wish.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        wish_fields.insert(name.clone(), value.clone());
    }
    wish
}

both_engines! {
    async fn every_field_is_checked(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let long_name = "é".repeat(121);
        let long_notes = "x".repeat(1_001);
        let long_email = format!("a@{}.org", "b.".repeat(126));
        for (changes, fields) in [
            (json!({ "name": " " }), vec!["name"]),
            (json!({ "name": long_name }), vec!["name"]),
            (json!({ "name": "Ada\r\nBcc: x@example.org" }), vec!["name"]),
            (json!({ "email": "nobody" }), vec!["email"]),
            (json!({ "email": "" }), vec!["email"]),
            (json!({ "email": "a@b" }), vec!["email"]),
            (json!({ "email": "a b@example.org" }), vec!["email"]),
            (json!({ "email": "a@example.org\r\nBcc: b@example.org" }), vec!["email"]),
            (json!({ "email": "a@example.org,b@example.org" }), vec!["email"]),
            (json!({ "email": long_email }), vec!["email"]),
            (json!({ "phone": "061234567" }), vec!["phone"]),
            (json!({ "phone": "+39 call me" }), vec!["phone"]),
            (json!({ "notes": long_notes }), vec!["notes"]),
            (json!({ "notes": "a\u{0}b" }), vec!["notes"]),
            (json!({ "party_size": 0 }), vec!["party_size"]),
            (json!({ "party_size": -1 }), vec!["party_size"]),
            (json!({ "party_size": 21 }), vec!["party_size"]),
            (json!({ "party_size": 1_000_000_000 }), vec!["party_size"]),
            (json!({ "party_size": i64::MIN }), vec!["party_size"]),
            (
                json!({ "name": "", "email": "?", "phone": "1", "notes": "\u{7}", "party_size": 0 }),
                vec!["name", "email", "phone", "notes", "party_size"],
            ),
        ] {
            let answer = app.anybody().post(&hall.reservations(), changed(&changes)).await;
            answer.faults(422, "invalid_fields", &fields);
        }
        assert_eq!(app.reservations_of(&hall).await, [] as [Value; 0]);
        assert_eq!(app.letters().await.len(), 0);
    }

    async fn unreadable_fields_are_named(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let without = |name: &str| {
            let mut wish = changed(&json!({}));
            wish.as_object_mut().unwrap().remove(name);
            wish
        };
        for (wish, field) in [
            (without("name"), "name"),
            (without("email"), "email"),
            (without("party_size"), "party_size"),
            (changed(&json!({ "name": null })), "name"),
            (changed(&json!({ "email": null })), "email"),
            (changed(&json!({ "party_size": null })), "party_size"),
            (changed(&json!({ "name": 7 })), "name"),
            (changed(&json!({ "email": ["a@example.org"] })), "email"),
            (changed(&json!({ "party_size": "2" })), "party_size"),
            (changed(&json!({ "party_size": 2.5 })), "party_size"),
            (changed(&json!({ "party_size": 1e9 })), "party_size"),
            (changed(&json!({ "party_size": true })), "party_size"),
            (changed(&json!({ "party_size": u64::MAX })), "party_size"),
            (changed(&json!({ "phone": 39 })), "phone"),
            (changed(&json!({ "notes": {} })), "notes"),
            // What only the house decides.
            (changed(&json!({ "status": "confirmed" })), "status"),
            (changed(&json!({ "token": "x" })), "token"),
            (changed(&json!({ "id": GONE })), "id"),
            (changed(&json!({ "reservation_id": GONE })), "reservation_id"),
            (changed(&json!({ "performance_id": GONE })), "performance_id"),
            (changed(&json!({ "checked_in": 2 })), "checked_in"),
            (changed(&json!({ "checked_in_at": "2027-03-05T12:00:00Z" })), "checked_in_at"),
            (changed(&json!({ "confirmed_at": null })), "confirmed_at"),
            (changed(&json!({ "created_by": GONE })), "created_by"),
            (changed(&json!({ "NAME": "Ada" })), "NAME"),
        ] {
            let answer = app.anybody().post(&hall.reservations(), wish.clone()).await;
            answer.faults(400, "malformed_request", &[field]);
        }
        assert_eq!(app.reservations_of(&hall).await, [] as [Value; 0]);
    }

    async fn what_is_not_one_json_object_is_refused(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let whole = changed(&json!({})).to_string();
        let send = async |kind: &str, body: &str| {
            app.anybody().post_text(Method::POST, &hall.reservations(), kind, body.to_owned()).await
        };
        for body in [
            "", "{", "null", "[]", "\"x\"", "7", "{\"name\":\"Ada\"", &format!("{whole}{whole}"), &format!("{whole} x"),
            "{\"name\":\"a\",\"name\":\"b\",\"email\":\"a@example.org\",\"party_size\":1}",
            &whole.replace("Ada", "\\ud800"),
        ] {
            send("application/json", body).await.refused(400, "malformed_request");
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""] {
            send(kind, &whole).await.refused(415, "unsupported_media_type");
        }
        let untyped = app.anybody().send(Method::POST, &hall.reservations(), Some(whole.clone())).await;
        untyped.refused(415, "unsupported_media_type");
        for kind in ["application/json; charset=utf-8", "Application/JSON"] {
            send(kind, &whole).await.expect(201);
        }
        let padding = " ".repeat(64 * 1024 + 1 - whole.len());
        send("application/json", &format!("{whole}{padding}")).await.refused(413, "too_large");
        send("application/json", &format!("{whole}{}", &padding[1..])).await.expect(201);
    }

    async fn performances_that_cannot_be_reserved(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hidden = app.put_on(Evening { published: false, ..Evening::default() }).await;
        app.ask(&hidden, 1).await.refused(404, "not_found");
        app.anybody().get(&hidden.page()).await.refused(404, "not_found");
        for id in [GONE, "00000000-0000-0000-0000-000000000000", "7", "the-tempest", "%00", "'", "..%2F.."] {
            let path = format!("/api/performances/{id}/reservations");
            app.anybody().post(&path, app.wish(1)).await.refused(404, "not_found");
        }

        let closed = app.put_on(Evening { booking_open: false, ..Evening::default() }).await;
        app.ask(&closed, 1).await.refused(409, "booking_closed");

        let full = app.put_on(Evening { capacity: 5, additional: 1, occupied: 3, ..Evening::default() }).await;
        let refused = app.ask(&full, 4).await.refused(409, "insufficient_seats");
        assert_eq!(refused["available_seats"], 3);
        assert!(refused["detail"].as_str().unwrap().contains("3 places"), "{refused}");
        app.ask(&full, 3).await.expect(201);

        let begun = app.put_on(Evening::default().in_hours(3)).await;
        app.pass_hours(3);
        app.ask(&begun, 1).await.refused(409, "performance_begun");
    }
}
