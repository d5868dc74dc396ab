//! What does not get past the door.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::support::{Evening, TestApp};

both_engines! {
    async fn unconfirmed_and_cancelled_reservations_have_no_ticket(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let pending = app.reserve(&hall, 1).await;
        app.scan(&pending.confirmation).await.refused(404, "invalid_token");
        let reservation = app.reserve(&hall, 1).await;
        let ticket = app.confirmed(&reservation).await;
        app.cancel(&reservation.cancellation).await.expect(200);
        for path in ["/api/check-ins/preview", "/api/check-ins/confirm"] {
            let answer = app.door().post(path, json!({ "token": ticket.token })).await;
            answer.refused(409, "reservation_not_confirmed");
        }
    }

    async fn bodies_are_checked(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let token = app.ticket(&hall, 2).await.token;
        for (body, field) in [
            (json!({}), "token"),
            (json!({ "token": null }), "token"),
            (json!({ "token": 7 }), "token"),
            (json!({ "token": token, "count": -1 }), "count"),
            (json!({ "token": token, "count": 1.5 }), "count"),
            (json!({ "token": token, "count": "1" }), "count"),
            (json!({ "token": token, "performance_id": "x" }), "performance_id"),
            (json!({ "token": token, "user_id": "x" }), "user_id"),
            (json!({ "token": token, "checked_in_at": "2027-03-05T12:00:00Z" }), "checked_in_at"),
        ] {
            for path in ["/api/check-ins/preview", "/api/check-ins/confirm"] {
                app.door().post(path, body.clone()).await.faults(400, "malformed_request", &[field]);
            }
        }
        for (body, field) in [
            (json!({}), "check_in_id"),
            (json!({ "check_in_id": "x" }), "check_in_id"),
            (json!({ "check_in_id": "01900000-0000-7000-8000-000000000000", "force": true }), "force"),
        ] {
            app.door().post("/api/check-ins/undo", body).await.faults(400, "malformed_request", &[field]);
        }
        let seen = app.door().post("/api/check-ins/preview", json!({ "token": token })).await.expect(200);
        assert_eq!(seen["checked_in"], 0, "nobody has got in");
    }

    async fn only_the_door_admits(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let ticket = app.ticket(&hall, 2).await;
        let body = json!({ "token": ticket.token });
        for path in ["/api/check-ins/preview", "/api/check-ins/confirm"] {
            let anonymous = app.anybody().post(path, body.clone()).await;
            anonymous.refused(401, "authentication_required");
            assert!(anonymous.header("www-authenticate").starts_with("Bearer"));
            for staff in [app.office(), app.content()] {
                staff.post(path, body.clone()).await.refused(403, "forbidden");
            }
        }
        // Whoever may not, does not learn either whether a token is genuine.
        let wrong = app.office().post("/api/check-ins/confirm", json!({ "token": "x" })).await;
        wrong.refused(403, "forbidden");
        app.scan(&ticket.token).await.expect(200);
    }
}
