//! At the door: look, admit, take back.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Answer, Evening, TestApp, keys};

async fn preview(app: &TestApp, token: &str) -> Answer {
    app.door()
        .post("/api/check-ins/preview", json!({ "token": token }))
        .await
}

async fn admit(app: &TestApp, token: &str, count: u32) -> Answer {
    app.door()
        .post(
            "/api/check-ins/confirm",
            json!({ "token": token, "count": count }),
        )
        .await
}

async fn undo(app: &TestApp, check_in_id: &str) -> Answer {
    app.door()
        .post("/api/check-ins/undo", json!({ "check_in_id": check_in_id }))
        .await
}

both_engines! {
    async fn the_door_sees_the_operational_minimum(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default().in_hours(3)).await;
        let ticket = app.ticket(&hall, 3).await;
        for _ in 0..2 {
            let seen = preview(&app, &ticket.token).await.expect(200);
            assert_eq!(
                keys(&seen),
                ["checked_in", "party_size", "performance_id", "reservation_id", "room", "show", "starts_at", "status",
                    "time_zone"]
            );
            assert_eq!(seen, json!({
                "status": "valid", "reservation_id": ticket.reservation, "party_size": 3, "checked_in": 0,
                "performance_id": hall.id, "show": hall.title, "starts_at": "2027-03-05T15:00:00Z", "room": "Great Hall",
                "time_zone": "Europe/Rome",
            }), "a look changes nothing");
        }
    }

    async fn a_party_is_admitted_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let ticket = app.ticket(&hall, 3).await;
        app.pass(SignedDuration::from_mins(30));
        let admitted = app.scan(&ticket.token).await.expect(200);
        let check_in = admitted["check_in_id"].as_str().unwrap();
        assert_eq!(admitted, json!({
            "status": "checked_in", "check_in_id": check_in, "reservation_id": ticket.reservation, "party_size": 3,
            "admitted": 3, "checked_in": 3, "performance_id": hall.id, "show": hall.title,
            "starts_at": "2027-03-05T15:00:00Z", "room": "Great Hall", "time_zone": "Europe/Rome",
        }));
        app.pass(SignedDuration::from_mins(5));
        for path in ["/api/check-ins/confirm", "/api/check-ins/preview"] {
            let again = app.door().post(path, json!({ "token": ticket.token })).await;
            let again = again.refused(409, "already_checked_in");
            assert_eq!(again["checked_in_at"], "2027-03-05T12:30:00Z");
        }
        let kept = app.office().get(&format!("/api/admin/reservations/{}", ticket.reservation)).await.expect(200);
        assert_eq!([&kept["status"], &kept["checked_in_at"]], ["checked_in", "2027-03-05T12:30:00Z"]);
        assert_eq!(kept["checked_in"], 3);
        assert_eq!(app.recount(&hall).await, 3, "who is inside keeps the places");
    }

    async fn a_party_may_come_in_parts(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let ticket = app.ticket(&hall, 4).await;
        let first = admit(&app, &ticket.token, 1).await.expect(200);
        assert_eq!([&first["admitted"], &first["checked_in"]], [1, 1]);
        assert_eq!(preview(&app, &ticket.token).await.expect(200)["checked_in"], 1);
        for count in [0, 4, 20, u32::MAX] {
            let refused = admit(&app, &ticket.token, count).await;
            assert_eq!(refused.faults(422, "too_many", &["count"])["remaining"], 3);
        }
        let second = admit(&app, &ticket.token, 2).await.expect(200);
        assert_eq!([&second["admitted"], &second["checked_in"]], [2, 3]);
        let last = app.scan(&ticket.token).await.expect(200);
        assert_eq!([&last["admitted"], &last["checked_in"]], [1, 4], "all who are still outside");
        admit(&app, &ticket.token, 1).await.refused(409, "already_checked_in");
    }

    async fn an_admission_is_taken_back_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let ticket = app.ticket(&hall, 3).await;
        let first = admit(&app, &ticket.token, 1).await.expect(200);
        app.pass(SignedDuration::from_mins(1));
        let second = admit(&app, &ticket.token, 2).await.expect(200);

        let second = second["check_in_id"].as_str().unwrap();
        assert_eq!(
            undo(&app, second).await.expect(200),
            json!({ "status": "undone", "reservation_id": ticket.reservation, "checked_in": 1 })
        );
        undo(&app, second).await.refused(404, "not_found");
        let kept = app.office().get(&format!("/api/admin/reservations/{}", ticket.reservation)).await.expect(200);
        assert_eq!([&kept["status"], &kept["checked_in_at"]], ["confirmed", "2027-03-05T12:00:00Z"]);
        let told = kept["check_ins"].as_array().unwrap();
        let [first_told, second_told] = &told[..] else { panic!("two: {told:?}") };
        assert_eq!(keys(first_told), ["admitted", "at", "by", "undone_at"]);
        assert_eq!([&first_told["at"], &first_told["undone_at"]], [&json!("2027-03-05T12:00:00Z"), &json!(null)]);
        assert_eq!(second_told["undone_at"], app.now().to_string());
        assert!(told.iter().all(|one| one["by"].is_string() && one["admitted"].is_u64()), "{told:?}");

        assert_eq!(undo(&app, first["check_in_id"].as_str().unwrap()).await.expect(200)["checked_in"], 0);
        assert_eq!(admit(&app, &ticket.token, 3).await.expect(200)["checked_in"], 3);
        undo(&app, "01900000-0000-7000-8000-000000000000").await.refused(404, "not_found");
    }

    async fn tickets_admit_around_their_performance(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening { duration_minutes: 60, ..Evening::default() }.in_hours(30)).await;
        let [early, late, too_late] = [app.ticket(&hall, 1).await, app.ticket(&hall, 1).await, app.ticket(&hall, 1).await];
        let refused = app.scan(&early.token).await.refused(409, "outside_check_in_window");
        assert_eq!([&refused["opens_at"], &refused["closes_at"]], ["2027-03-05T18:00:00Z", "2027-03-06T21:00:00Z"]);
        preview(&app, &early.token).await.refused(409, "outside_check_in_window");
        app.pass_hours(6);
        app.scan(&early.token).await.expect(200);
        app.pass(SignedDuration::from_hours(27) - SignedDuration::from_secs(1));
        app.scan(&late.token).await.expect(200);
        app.pass(SignedDuration::from_secs(1));
        app.scan(&too_late.token).await.refused(409, "outside_check_in_window");
        app.scan(&late.token).await.refused(409, "already_checked_in");
    }

    async fn a_door_may_say_which_performance_it_is_for(engine: Engine) {
        let app = TestApp::open(engine).await;
        let [here, there] = [app.put_on(Evening::default()).await, app.put_on(Evening::default()).await];
        let ticket = app.ticket(&here, 1).await;
        for path in ["/api/check-ins/preview", "/api/check-ins/confirm"] {
            let wrong = json!({ "token": ticket.token, "performance_id": there.id });
            app.door().post(path, wrong).await.refused(409, "wrong_performance");
        }
        let right = json!({ "token": ticket.token, "performance_id": here.id });
        app.door().post("/api/check-ins/confirm", right).await.expect(200);
    }

    async fn the_door_knows_how_many_are_inside(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let [first, second] = [app.ticket(&hall, 4).await, app.ticket(&hall, 2).await];
        app.reserve(&hall, 3).await;
        let count = format!("/api/check-ins/count?performance_id={}", hall.id);
        let inside = async || {
            let counted = app.door().get(&count).await.expect(200);
            assert_eq!(counted["performance_id"], hall.id.as_str());
            assert_eq!(counted["expected"], 6, "who has not confirmed is not expected");
            counted["inside"].as_u64().unwrap()
        };
        assert_eq!(inside().await, 0);
        admit(&app, &first.token, 3).await.expect(200);
        let last = app.scan(&second.token).await.expect(200);
        assert_eq!(inside().await, 5);
        undo(&app, last["check_in_id"].as_str().unwrap()).await.expect(200);
        assert_eq!(inside().await, 3);
        let unknown = "/api/check-ins/count?performance_id=01900000-0000-7000-8000-000000000000";
        app.door().get(unknown).await.refused(404, "not_found");
        app.door().get("/api/check-ins/count").await.refused(400, "malformed_request");
    }
}
