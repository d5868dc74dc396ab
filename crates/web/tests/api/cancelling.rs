//! A guest, or the box office, gives places back.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::support::{Evening, TestApp, keys};

both_engines! {
    async fn cancelled_places_are_free_again_at_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(5)).await;
        let reservation = app.reserve(&hall, 5).await;
        let ticket = app.confirmed(&reservation).await;
        app.ask(&hall, 1).await.refused(409, "insufficient_seats");

        let answer = app.cancel(&reservation.cancellation).await.expect(200);
        assert_eq!(keys(&answer), ["available_seats", "party_size", "reservation_id", "status"]);
        assert_eq!(answer["reservation_id"], reservation.id.as_str());
        assert_eq!([&answer["status"], &answer["party_size"], &answer["available_seats"]], [
            &json!("cancelled"), &json!(5), &json!(5)
        ]);
        assert_eq!(app.available(&hall).await, 5);
        assert_eq!(app.recount(&hall).await, 0);
        app.ticket(&hall, 5).await;

        app.scan(&ticket.token).await.refused(409, "reservation_not_confirmed");
        app.cancel(&reservation.cancellation).await.refused(409, "already_cancelled");
        let letter = app.letter_to(&reservation.email, "cancellation").await;
        assert!(letter.text.contains("5 places"), "{}", letter.text);
        assert!(!letter.text.contains("token="), "nothing is left to do");
        assert_eq!(app.letters_to(&reservation.email, "ticket").await.len(), 0);
        let kept = app.office().get(&format!("/api/admin/reservations/{}", reservation.id)).await.expect(200);
        assert_eq!([&kept["status"], &kept["cancelled_at"]], ["cancelled", "2027-03-05T12:00:00Z"]);
    }

    async fn the_link_of_the_ticket_cancels_as_well(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(5)).await;
        let ticket = app.ticket(&hall, 2).await;
        let link = app.letter_to(&ticket.email, "ticket").await.token("/reservations/cancel");
        assert_eq!(app.cancel(&link).await.expect(200)["available_seats"], 5);
        assert_eq!(app.recount(&hall).await, 0);
    }

    async fn an_unconfirmed_reservation_can_be_cancelled_and_then_not_confirmed(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(5)).await;
        let other = app.ticket(&hall, 1).await;
        let reservation = app.reserve(&hall, 2).await;
        let answer = app.cancel(&reservation.cancellation).await.expect(200);
        assert_eq!(answer["available_seats"], 4, "it had taken none");
        app.confirm(&reservation.confirmation).await.refused(409, "reservation_cancelled");
        assert_eq!(app.letters_to(&reservation.email, "cancellation").await.len(), 0, "who never confirmed is not written to");
        assert_eq!(app.recount(&hall).await, 1);
        app.scan(&other.token).await.expect(200);
    }

    async fn nobody_cancels_what_has_begun_or_is_inside(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(5).in_hours(3)).await;
        let inside = app.reserve(&hall, 2).await;
        let ticket = app.confirmed(&inside).await;
        let part = json!({ "token": ticket.token, "count": 1 });
        app.door().post("/api/check-ins/confirm", part).await.expect(200);
        app.cancel(&inside.cancellation).await.refused(409, "already_checked_in");
        let by_office = format!("/api/admin/reservations/{}/cancel", inside.id);
        app.office().post(&by_office, json!({})).await.refused(409, "already_checked_in");

        let outside = app.reserve(&hall, 1).await;
        app.confirmed(&outside).await;
        app.pass_hours(3);
        app.cancel(&outside.cancellation).await.refused(410, "expired_token");
        let by_office = format!("/api/admin/reservations/{}/cancel", outside.id);
        app.office().post(&by_office, json!({})).await.refused(409, "performance_begun");
        assert_eq!(app.recount(&hall).await, 3);
    }

    async fn the_box_office_cancels_for_the_house(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(5)).await;
        let ticket = app.ticket(&hall, 4).await;
        let path = format!("/api/admin/reservations/{}/cancel", ticket.reservation);
        let answer = app.office().send(reqwest::Method::POST, &path, None).await.expect(200);
        assert_eq!([&answer["status"], &answer["available_seats"]], [&json!("cancelled"), &json!(5)]);
        app.office().post(&path, json!({})).await.refused(409, "already_cancelled");
        app.letter_to(&ticket.email, "cancellation").await;
        for id in ["01900000-0000-7000-8000-000000000000", "x"] {
            let path = format!("/api/admin/reservations/{id}/cancel");
            app.office().post(&path, json!({})).await.refused(404, "not_found");
        }
        assert_eq!(app.recount(&hall).await, 0);
    }
}
