//! A guest confirms by the link in the e-mail.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Evening, SITE, TestApp, keys, token_in};

both_engines! {
    async fn a_confirmation_takes_the_places_and_gives_the_ticket(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(12)).await;
        let reservation = app.reserve(&hall, 3).await;
        app.pass(SignedDuration::from_mins(10));
        let answer = app.confirm(&reservation.confirmation).await.expect(200);
        assert_eq!(
            keys(&answer),
            ["available_seats", "party_size", "qr_code_image", "qr_code_url", "reservation_id", "status"]
        );
        assert_eq!(answer["status"], "confirmed");
        assert_eq!(answer["reservation_id"], reservation.id.as_str());
        assert_eq!([&answer["party_size"], &answer["available_seats"]], [3, 9]);
        assert_eq!(app.available(&hall).await, 9);
        assert_eq!(app.recount(&hall).await, 3);

        let url = answer["qr_code_url"].as_str().unwrap();
        let token = url.strip_prefix(&format!("{SITE}/api/check-ins/preview/?token=")).unwrap();
        assert!(token.len() >= 43, "at least 256 random bits: {token}");
        for other in [&reservation.confirmation, &reservation.cancellation] {
            assert_ne!(token, other, "the ticket is a token of its own");
        }

        let kept = app.office().get(&format!("/api/admin/reservations/{}", reservation.id)).await.expect(200);
        assert_eq!(kept["status"], "confirmed");
        assert_eq!(kept["confirmed_at"], "2027-03-05T12:10:00Z");
        let letter = app.letter_to(&reservation.email, "ticket").await;
        assert_eq!(letter.token("/ticket"), token, "the e-mail brings the same ticket");
        assert_eq!(app.letters_to(&reservation.email, "confirmation").await.len(), 0, "that question is answered");
    }

    async fn a_link_confirms_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(12)).await;
        let reservation = app.reserve(&hall, 3).await;
        app.confirmed(&reservation).await;
        for _ in 0..2 {
            app.confirm(&reservation.confirmation).await.refused(409, "already_confirmed");
        }
        assert_eq!(app.recount(&hall).await, 3);
        assert_eq!(app.letters_to(&reservation.email, "ticket").await.len(), 1);
    }

    async fn places_are_counted_again_when_it_matters(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(5)).await;
        let [first, second] = [app.reserve(&hall, 3).await, app.reserve(&hall, 3).await];
        app.confirmed(&first).await;
        let refused = app.confirm(&second.confirmation).await.refused(409, "insufficient_seats");
        assert_eq!(refused["available_seats"], 2);
        assert_eq!(app.recount(&hall).await, 3);

        // It stays pending: when places come back, the same link works.
        let more = json!({ "additional_places": 1 });
        app.content().patch(&hall.administration(), more).await.expect(200);
        assert_eq!(app.confirm(&second.confirmation).await.expect(200)["available_seats"], 0);
        assert_eq!(app.recount(&hall).await, 6);
    }

    async fn booking_may_be_closed_meanwhile(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let reservation = app.reserve(&hall, 2).await;
        app.content().patch(&hall.administration(), json!({ "booking_open": false })).await.expect(200);
        app.ask(&hall, 1).await.refused(409, "booking_closed");
        app.confirm(&reservation.confirmation).await.expect(200);
    }

    async fn each_token_serves_its_purpose_alone(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let pending = app.reserve(&hall, 1).await;
        let reservation = app.reserve(&hall, 2).await;
        let ticket = app.confirmed(&reservation).await;
        let ticket_cancellation =
            app.letter_to(&reservation.email, "ticket").await.token("/reservations/cancel");

        for wrong in [&ticket.token, &pending.cancellation, &ticket_cancellation] {
            app.confirm(wrong).await.refused(404, "invalid_token");
        }
        for wrong in [&ticket.token, &pending.confirmation, &reservation.confirmation] {
            app.cancel(wrong).await.refused(404, "invalid_token");
        }
        for wrong in [&pending.confirmation, &reservation.confirmation, &pending.cancellation, &ticket_cancellation] {
            for door in ["preview", "confirm"] {
                let path = format!("/api/check-ins/{door}");
                app.door().post(&path, json!({ "token": wrong })).await.refused(404, "invalid_token");
            }
            for id in [&pending.id, &reservation.id] {
                let path = format!("/api/reservations/{id}/qr-code?token={wrong}");
                app.anybody().get(&path).await.refused(404, "invalid_token");
            }
            let caller = app.anybody().with("authorization", &format!("Bearer {wrong}"));
            caller.get("/api/admin/venues").await.refused(401, "authentication_required");
            let caller = app.anybody().with("cookie", &format!("foh={wrong}"));
            caller.get("/api/admin/venues").await.refused(401, "authentication_required");
        }
        let link = app.administrator_cookie().await;
        app.confirm(link.strip_prefix("foh=").unwrap()).await.refused(404, "invalid_token");
        assert_eq!(app.recount(&hall).await, 2, "nothing came of all this");
    }

    async fn tokens_that_are_none(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let genuine = app.reserve(&hall, 1).await.confirmation;
        let altered: Vec<String> = [20, 40, 62]
            .into_iter()
            .map(|at| {
                let other = if genuine.as_bytes()[at] == b'A' { "B" } else { "A" };
                format!("{}{other}{}", &genuine[..at], &genuine[at + 1..])
            })
            .collect();
        let stranger = "A".repeat(64);
        let long = "A".repeat(10_000);
        let shorter = &genuine[..63];
        let longer = format!("{genuine}A");
        let mut wrong = vec!["", " ", "x", &stranger, &long, shorter, &longer, "'; DROP TABLE token; --", "\u{0}", "é"];
        wrong.extend(altered.iter().map(String::as_str));
        for token in wrong {
            app.confirm(token).await.refused(404, "invalid_token");
            app.cancel(token).await.refused(404, "invalid_token");
            app.scan(token).await.refused(404, "invalid_token");
        }
        for body in [json!({}), json!({ "token": null }), json!({ "token": 7 })] {
            for path in ["confirm", "cancel"] {
                let answer = app.anybody().post(&format!("/api/reservations/{path}"), body.clone()).await;
                answer.faults(400, "malformed_request", &["token"]);
            }
        }
        let more = json!({ "token": genuine, "status": "confirmed" });
        app.anybody().post("/api/reservations/confirm", more).await.faults(400, "malformed_request", &["status"]);
        app.confirm(&format!(" {genuine}\n")).await.expect(200);
    }

    async fn hand_made_reservations_wait_for_their_guest_too(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(4)).await;
        let mut wish = app.wish(4);
        wish["performance_id"] = hall.id.clone().into();
        let made = app.office().post("/api/admin/reservations", wish.clone()).await.expect(201);
        assert_eq!(keys(&made), ["available_seats", "id", "party_size", "reservation_id", "status"]);
        assert_eq!(made["id"], made["reservation_id"]);
        assert_eq!([&made["status"], &made["available_seats"]], [&json!("pending"), &json!(4)]);
        assert_eq!(app.recount(&hall).await, 0);
        let kept = format!("/api/admin/reservations/{}", made["id"].as_str().unwrap());
        assert!(app.office().get(&kept).await.expect(200)["created_by"].is_string());

        let letter = app.letter_to(wish["email"].as_str().unwrap(), "confirmation").await;
        let confirmed = app.confirm(&token_in(&letter.link("/reservations/confirm"))).await.expect(200);
        assert_eq!(confirmed["reservation_id"], made["id"]);
        assert_eq!(app.recount(&hall).await, 4);
        let refused = app.office().post("/api/admin/reservations", wish.clone()).await;
        assert_eq!(refused.refused(409, "insufficient_seats")["available_seats"], 0);

        for (field, value, status, word) in [
            ("performance_id", json!("x"), 400, "malformed_request"),
            ("status", json!("confirmed"), 400, "malformed_request"),
            ("party_size", json!(21), 422, "invalid_fields"),
            ("email", json!("x"), 422, "invalid_fields"),
        ] {
            let mut wish = wish.clone();
            wish[field] = value;
            app.office().post("/api/admin/reservations", wish).await.faults(status, word, &[field]);
        }
        wish["performance_id"] = "01900000-0000-7000-8000-000000000000".into();
        app.office().post("/api/admin/reservations", wish).await.refused(404, "not_found");
    }
}
