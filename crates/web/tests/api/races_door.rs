//! Many phones scan at the same moment.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::{
    races_places::tally,
    support::{Evening, TestApp, together},
};

const AT_ONCE: usize = 64;

both_engines! {
    async fn one_ticket_admits_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        for _ in 0..3 {
            let ticket = app.ticket(&hall, 2).await;
            let answers = together((0..AT_ONCE).map(|_| app.to_scan(&ticket.token, None))).await;
            let tally = tally(&answers);
            assert_eq!(tally.get("200"), Some(&1), "{tally:?}");
            assert_eq!(tally.get("409 already_checked_in"), Some(&(AT_ONCE - 1)), "{tally:?}");
            for answer in answers.iter().filter(|answer| answer.status == 409) {
                assert_eq!(answer.expect(409)["checked_in_at"], "2027-03-05T12:00:00Z");
            }
            let kept = app.office().get(&format!("/api/admin/reservations/{}", ticket.reservation)).await.expect(200);
            assert_eq!([&kept["status"], &kept["checked_in"]], [&json!("checked_in"), &json!(2)]);
        }
    }

    async fn a_party_in_parts_is_never_larger_than_it_is(engine: Engine) {
        let app = TestApp::open(engine).await;
        let elsewhere = app.another_node().await;
        let hall = app.put_on(Evening::default()).await;
        let ticket = app.ticket(&hall, 20).await;
        let nodes = [&app, &elsewhere];
        let answers = together((0..AT_ONCE).map(|n| nodes[n % 2].to_scan(&ticket.token, Some(1)))).await;
        let tally = tally(&answers);
        assert_eq!(tally.get("200"), Some(&20), "{tally:?}");
        assert_eq!(tally.get("409 already_checked_in"), Some(&(AT_ONCE - 20)), "{tally:?}");
        let mut inside: Vec<u64> = answers
            .iter()
            .filter(|answer| answer.status == 200)
            .map(|answer| answer.expect(200)["checked_in"].as_u64().unwrap())
            .collect();
        inside.sort_unstable();
        assert_eq!(inside, (1..=20).collect::<Vec<u64>>());
    }

    async fn one_admission_is_taken_back_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let ticket = app.ticket(&hall, 4).await;
        let part = json!({ "token": ticket.token, "count": 1 });
        app.door().post("/api/check-ins/confirm", part).await.expect(200);
        let admitted = app.scan(&ticket.token).await.expect(200);
        let body = json!({ "check_in_id": admitted["check_in_id"] });
        let answers = together((0..AT_ONCE).map(|_| app.door().to_post("/api/check-ins/undo", body.clone()))).await;
        let tally = tally(&answers);
        assert_eq!(tally.get("200"), Some(&1), "{tally:?}");
        assert_eq!(tally.get("404 not_found"), Some(&(AT_ONCE - 1)), "{tally:?}");
        let seen = app.door().post("/api/check-ins/preview", json!({ "token": ticket.token })).await.expect(200);
        assert_eq!(seen["checked_in"], 1);
    }

    async fn admitting_and_cancelling_exclude_each_other(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(100)).await;
        let guests = app.reserve_many(&hall, 2, 32).await;
        let mut tickets = Vec::new();
        for guest in &guests {
            tickets.push(app.confirmed(guest).await);
        }
        let asking = guests
            .iter()
            .zip(&tickets)
            .flat_map(|(guest, ticket)| [app.to_scan(&ticket.token, None), app.to_cancel(&guest.cancellation)]);
        let answers = together(asking).await;
        let mut inside = 0;
        for pair in answers.chunks(2) {
            if pair[0].status == 200 {
                pair[1].refused(409, "already_checked_in");
                inside += 2;
            } else {
                pair[0].refused(409, "reservation_not_confirmed");
                pair[1].expect(200);
            }
        }
        assert_eq!(app.recount(&hall).await, inside);
    }
}
