//! The box office sends an e-mail again.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::support::{Answer, Evening, TestApp};

async fn resend(app: &TestApp, id: &str) -> Answer {
    let path = format!("/api/admin/reservations/{id}/resend");
    app.office().post(&path, json!({})).await
}

both_engines! {
    async fn a_confirmation_sent_again_has_a_link_of_its_own(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(9)).await;
        let reservation = app.reserve(&hall, 2).await;
        assert_eq!(resend(&app, &reservation.id).await.expect(202), json!({ "status": "queued" }));
        let letters = app.letters_to(&reservation.email, "confirmation").await;
        let mut links: Vec<_> = letters.iter().map(|letter| letter.token("/reservations/confirm")).collect();
        assert_eq!(links.len(), 2);
        assert!(links.contains(&reservation.confirmation));
        links.retain(|link| *link != reservation.confirmation);
        app.confirm(&links[0]).await.expect(200);
        // Both links are for one reservation: the first is spent with the second.
        app.confirm(&reservation.confirmation).await.refused(409, "already_confirmed");
        assert_eq!(app.recount(&hall).await, 2);
    }

    async fn a_ticket_sent_again_admits_the_same_party_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(9)).await;
        let ticket = app.ticket(&hall, 2).await;
        resend(&app, &ticket.reservation).await.expect(202);
        let letters = app.letters_to(&ticket.email, "ticket").await;
        let tokens: Vec<_> = letters.iter().map(|letter| letter.token("/ticket")).collect();
        assert_eq!(tokens.len(), 2);
        assert_ne!(tokens[0], tokens[1]);
        app.scan(&tokens[0]).await.expect(200);
        app.scan(&tokens[1]).await.refused(409, "already_checked_in");
    }

    async fn there_may_be_nothing_to_send(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default().in_hours(3)).await;
        let pending = app.reserve(&hall, 1).await;
        let cancelled = app.reserve(&hall, 1).await;
        app.cancel(&cancelled.cancellation).await.expect(200);
        resend(&app, &cancelled.id).await.refused(409, "nothing_to_send");
        app.pass_hours(3);
        resend(&app, &pending.id).await.refused(409, "nothing_to_send");
        resend(&app, "01900000-0000-7000-8000-000000000000").await.refused(404, "not_found");
        resend(&app, "x").await.refused(404, "not_found");
    }
}
