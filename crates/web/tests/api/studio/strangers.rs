//! Who reaches what of somebody else's.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::{Value, json};

use super::people::{bearer, facilitator, member, refused, seen, wish};
use crate::support::{Caller, TestApp};

/// Everything that can be done with one session and one booking of it.
fn deeds(session: &str, booking: &str) -> [(Method, String, Value); 5] {
    let (put, post) = (Method::PUT, Method::POST);
    [
        (
            put,
            format!("/api/sessions/{session}"),
            json!({ "title": "Mine now" }),
        ),
        (
            post.clone(),
            format!("/api/sessions/{session}/cancel"),
            json!({}),
        ),
        (
            Method::DELETE,
            format!("/api/facilitator/sessions/{session}"),
            json!({}),
        ),
        (
            Method::GET,
            format!("/api/facilitator/sessions/{session}/bookings"),
            json!({}),
        ),
        (
            post,
            format!("/api/facilitator/bookings/{booking}/attendance"),
            json!({ "attended": true }),
        ),
    ]
}

async fn all_refused(
    caller: &Caller,
    deeds: &[(Method, String, Value)],
    status: u16,
    word: &str,
    error: &str,
) {
    for (method, path, body) in deeds {
        refused(
            &caller.json(method.clone(), path, body).await,
            status,
            word,
            error,
        );
    }
}

both_engines! {
    async fn a_session_is_in_its_facilitators_hands_only(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, hugo, ada) = (facilitator(&app).await, facilitator(&app).await, member(&app).await);
        let session = gioia.offers(json!({})).await;
        let booking = ada.has_booked(&session).await;
        let before = seen(&app, &session).await;
        let deeds = deeds(&session, &booking);
        all_refused(&hugo, &deeds, 403, "not_your_session", "This session is somebody else's.").await;
        let forbidden = "Your account does not have this permission.";
        all_refused(&ada, &deeds, 403, "forbidden", forbidden).await;
        all_refused(&app.content(), &deeds, 403, "forbidden", forbidden).await;
        all_refused(&app.anybody(), &deeds, 401, "authentication_required", "Please sign in.").await;
        for path in [
            "/api/facilitator/sessions", "/api/facilitator/bookings", "/api/facilitator/dashboard",
            "/api/facilitator/notifications", "/api/facilitator/profile",
        ] {
            refused(&ada.get(path).await, 403, "forbidden", forbidden);
        }
        refused(&ada.post("/api/sessions", wish(&json!({}))).await, 403, "forbidden", forbidden);
        assert_eq!(seen(&app, &session).await, before);

        let administrator = app.staff(Role::Administrator);
        for (method, path, body) in deeds.iter().rev() {
            let answer = administrator.json(method.clone(), path, body).await;
            let off = path.ends_with("/cancel") || *method == Method::PUT;
            // They go backwards: after the session was called off, it cannot be called off again or changed.
            assert_eq!(answer.status, if off { 409 } else { 200 }, "{path}: {}", answer.body);
        }
    }

    async fn a_facilitator_who_is_switched_off_reaches_nothing(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, ada) = (facilitator(&app).await, member(&app).await);
        let session = gioia.offers(json!({})).await;
        let booking = ada.has_booked(&session).await;
        let deeds = deeds(&session, &booking);
        app.house.deactivate(gioia.id.parse().unwrap()).await.unwrap();
        all_refused(&gioia, &deeds, 401, "authentication_required", "Please sign in.").await;
        let anew = gioia.post("/api/sessions", wish(&json!({}))).await;
        refused(&anew, 401, "authentication_required", "Please sign in.");
        let profile = format!("/api/facilitators/{}", gioia.id);
        refused(&app.anybody().get(&profile).await, 404, "not_found", "There is nothing here.");
        ada.cancels(&booking).await.expect(200);
    }

    async fn a_members_access_token_opens_nothing_of_facilitators(engine: Engine) {
        let app = TestApp::open(engine).await;
        let body = json!({ "email": "ada@example.org", "password": "vermilion otter cabinet", "name": "Ada Rossi" });
        let registered = app.anybody().post("/api/auth/register", body).await.expect(201);
        let ada = bearer(&app, registered["access_token"].as_str().unwrap());
        let gioia = facilitator(&app).await;
        let session = gioia.offers(json!({})).await;
        let body = json!({ "session_id": session });
        let booking = ada.post("/api/bookings", body).await.expect(201);
        let deeds = deeds(&session, booking["booking_id"].as_str().unwrap());
        all_refused(&ada, &deeds, 403, "forbidden", "Your account does not have this permission.").await;
    }

    async fn errors_of_other_desks_stay_as_they_are(engine: Engine) {
        let app = TestApp::open(engine).await;
        for path in ["/api/shows/none", "/api/performances/none"] {
            let problem = app.anybody().get(path).await.refused(404, "not_found");
            assert_eq!(problem["error"], Value::Null);
        }
        let answer = app.anybody().send(Method::PATCH, "/api/sessions", None).await;
        let problem = answer.refused(405, "method_not_allowed");
        assert!(problem["error"].is_string());
        assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    }
}
