//! How often one may do what, and how one is told.

use foh_domain::{
    identity::Role,
    limits::{Limit, Limits, Rate},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Answer, Evening, Opening, TestApp, together};

fn only(limit: Limit, count: u32, seconds: u32) -> Opening {
    let mut opening = Opening::default();
    opening.limits = opening.limits.with(limit, Rate::new(count, seconds));
    opening
}

/// The seconds a refusal tells to wait, said alike in the header and in the body.
fn wait(answer: &Answer) -> i64 {
    let problem = answer.refused(429, "too_many_requests");
    let seconds: i64 = answer.header("retry-after").parse().unwrap();
    assert_eq!(problem["retry_after_seconds"], seconds);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains(&seconds.to_string()),
        "{problem}"
    );
    assert!(seconds > 0);
    seconds
}

both_engines! {
    async fn the_wait_that_is_told_is_the_wait_there_is(engine: Engine) {
        let app = TestApp::open_as(engine, only(Limit::ReservationCreate, 3, 3_600)).await;
        let hall = app.put_on(Evening::default().in_hours(48)).await;
        for _ in 0..3 {
            app.ask(&hall, 1).await.expect(201);
        }
        let seconds = wait(&app.ask(&hall, 1).await);
        assert_eq!(seconds, 1_200);
        assert_eq!(wait(&app.ask(&hall, 1).await), seconds, "asking again does not prolong it");
        app.pass(SignedDuration::from_secs(seconds - 1));
        assert_eq!(wait(&app.ask(&hall, 1).await), 1);
        app.pass(SignedDuration::from_secs(1));
        app.ask(&hall, 1).await.expect(201);
        wait(&app.ask(&hall, 1).await);
        assert_eq!(app.reservations_of(&hall).await.len(), 4, "what was refused was not stored");

        // The box office is not a guest.
        let mut wish = app.wish(1);
        wish["performance_id"] = hall.id.clone().into();
        app.office().post("/api/admin/reservations", wish).await.expect(201);
    }

    async fn the_usual_limits_are_those_of_the_contract(engine: Engine) {
        let app = TestApp::open_as(engine, Opening { limits: Limits::default(), ..Opening::default() }).await;
        let hall = app.put_on(Evening::default()).await;
        let mut tokens = Vec::new();
        for _ in 0..20 {
            tokens.push(app.reserve(&hall, 1).await.confirmation);
        }
        wait(&app.ask(&hall, 1).await);
        let ticket = app.confirm(&tokens[0]).await.expect(200);
        for _ in 1..60 {
            app.confirm("x").await.refused(404, "invalid_token");
        }
        wait(&app.confirm("x").await);
        wait(&app.confirm(&tokens[1]).await);
        let url = ticket["qr_code_url"].as_str().unwrap();
        app.scan(url).await.expect(200);
    }

    async fn a_flood_is_counted_exactly(engine: Engine) {
        let app = TestApp::open_as(engine, only(Limit::ReservationCreate, 20, 3_600)).await;
        let hall = app.put_on(Evening::default()).await;
        let answers = together((0..64).map(|_| app.anybody().to_post(&hall.reservations(), app.wish(1)))).await;
        let (let_in, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
        assert_eq!(let_in.len(), 20);
        assert!(refused.into_iter().all(|answer| wait(answer) == 180));
        assert_eq!(app.reservations_of(&hall).await.len(), 20);
    }

    async fn nodes_count_together(engine: Engine) {
        let app = TestApp::open_as(engine, only(Limit::ReservationCancel, 2, 3_600)).await;
        app.cancel("x").await.refused(404, "invalid_token");
        app.cancel("x").await.refused(404, "invalid_token");
        wait(&app.cancel("x").await);
        let restarted = app.another_node_as(&only(Limit::ReservationCancel, 2, 3_600)).await;
        wait(&restarted.cancel("x").await);
    }

    async fn a_proxy_is_believed_only_if_it_is_ours(engine: Engine) {
        let limit = || only(Limit::ReservationConfirm, 1, 3_600);
        let confirm = async |app: &TestApp, forwarded: &str| {
            let caller = app.anybody().with("x-forwarded-for", forwarded);
            caller.post("/api/reservations/confirm", json!({ "token": "x" })).await
        };
        let app = TestApp::open_as(engine, limit()).await;
        confirm(&app, "203.0.113.1").await.refused(404, "invalid_token");
        for claimed in ["203.0.113.2", "127.0.0.1", "", "nonsense"] {
            wait(&confirm(&app, claimed).await);
        }

        let app = TestApp::open_as(engine, Opening { trusted_proxies: vec!["127.0.0.0/8"], ..limit() }).await;
        for client in ["203.0.113.1", "203.0.113.2", "2001:db8:1:1::1", "2001:db8:1:2::1"] {
            confirm(&app, client).await.refused(404, "invalid_token");
        }
        // The same again, told in other ways; what the client itself claims stands further left.
        for client in ["203.0.113.1", "1.2.3.4, 203.0.113.1", "203.0.113.1, 127.0.0.9", "2001:db8:1:1:ffff::9", "::ffff:203.0.113.2"] {
            wait(&confirm(&app, client).await);
        }
    }

    async fn the_door_is_limited_by_member_of_staff(engine: Engine) {
        let mut opening = only(Limit::CheckInConfirm, 2, 60);
        opening.limits = opening.limits.with(Limit::CheckInPreview, Rate::new(1, 60));
        let app = TestApp::open_as(engine, opening).await;
        let body = json!({ "token": "x" });
        for (path, count) in [("/api/check-ins/confirm", 2), ("/api/check-ins/preview", 1)] {
            for staff in [app.door(), app.staff(Role::Administrator)] {
                for _ in 0..count {
                    staff.post(path, body.clone()).await.refused(404, "invalid_token");
                }
                wait(&staff.post(path, body.clone()).await);
            }
            app.anybody().post(path, body.clone()).await.refused(401, "authentication_required");
        }
    }

    async fn without_limits_nothing_is_limited(engine: Engine) {
        let app = TestApp::open(engine).await;
        for _ in 0..100 {
            app.confirm("x").await.refused(404, "invalid_token");
        }
    }
}
