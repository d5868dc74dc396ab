//! What is not confirmed in time.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Evening, TestApp};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

both_engines! {
    async fn a_link_works_for_a_day(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(9).in_hours(24 * 7)).await;
        let [in_time, late] = [app.reserve(&hall, 2).await, app.reserve(&hall, 3).await];
        app.pass(SignedDuration::from_hours(24) - SECOND);
        app.confirm(&in_time.confirmation).await.expect(200);
        app.pass(SECOND);
        app.confirm(&late.confirmation).await.refused(410, "expired_token");
        assert_eq!(app.recount(&hall).await, 2);
    }

    async fn a_link_ends_with_the_beginning_of_the_performance(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(9).in_hours(3)).await;
        let [in_time, late] = [app.reserve(&hall, 2).await, app.reserve(&hall, 3).await];
        app.pass(SignedDuration::from_hours(3) - SECOND);
        app.confirm(&in_time.confirmation).await.expect(200);
        app.pass(SECOND);
        app.confirm(&late.confirmation).await.refused(410, "expired_token");
        assert_eq!(app.recount(&hall).await, 2);
    }

    async fn a_performance_that_was_moved_forward_takes_its_links_along(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(9).in_hours(10)).await;
        let reservation = app.reserve(&hall, 2).await;
        let earlier = (app.now() + SignedDuration::from_hours(2)).to_string();
        app.content().patch(&hall.administration(), json!({ "starts_at": earlier })).await.expect(200);
        app.pass_hours(2);
        app.confirm(&reservation.confirmation).await.refused(410, "expired_token");
    }

    async fn unconfirmed_reservations_expire_and_others_do_not(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(9).in_hours(24 * 7)).await;
        let [pending, confirmed, cancelled] =
            [app.reserve(&hall, 1).await, app.reserve(&hall, 2).await, app.reserve(&hall, 3).await];
        app.confirmed(&confirmed).await;
        app.cancel(&cancelled.cancellation).await.expect(200);
        app.house.expire_reservations().await.unwrap();
        app.pass_hours(24);
        let young = app.reserve(&hall, 4).await;
        app.pass_hours(2);
        app.house.expire_reservations().await.unwrap();

        for (reservation, status) in
            [(&pending, "expired"), (&confirmed, "confirmed"), (&cancelled, "cancelled"), (&young, "pending")]
        {
            let path = format!("/api/admin/reservations/{}", reservation.id);
            assert_eq!(app.office().get(&path).await.expect(200)["status"], status);
        }
        app.confirm(&pending.confirmation).await.refused(410, "expired_token");
        app.cancel(&pending.cancellation).await.refused(409, "reservation_expired");
        assert_eq!(app.letters_to(&pending.email, "confirmation").await.len(), 0);
        app.confirm(&young.confirmation).await.expect(200);
        assert_eq!(app.recount(&hall).await, 6);
    }

    async fn a_confirmation_sent_again_prolongs_nothing_that_has_expired(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(9).in_hours(24 * 7)).await;
        let reservation = app.reserve(&hall, 2).await;
        app.pass_hours(26);
        app.house.expire_reservations().await.unwrap();
        let path = format!("/api/admin/reservations/{}/resend", reservation.id);
        app.office().post(&path, json!({})).await.refused(409, "nothing_to_send");
    }
}
