//! The same key books once, however often and however much at once it comes.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use super::{Made, bookings, wish, with_key};
use crate::support::{Line, TestApp, together};

both_engines! {
    async fn sixty_four_at_once_book_once_and_hear_the_same(engine: Engine) {
        let app = TestApp::open(engine).await;
        let node = app.another_node().await;
        let line = Line::of(&app.house, 300).await;
        let answers = together((0..64).map(|number| {
            let app = if number % 2 == 0 { &app } else { &node };
            with_key(app, "again").to_post(&bookings(line.tonight), wish(json!({})))
        }))
        .await;
        let first = answers[0].expect(201);
        for answer in &answers {
            assert_eq!((answer.status, &answer.body), (201, &answers[0].body));
            assert_eq!(answer.header("content-type"), "application/json");
        }
        assert_eq!(first["schedule"]["remaining_seats"], 298, "two seats, once");
        let one = app.anybody().get(&format!("/api/schedules/{}", line.tonight)).await.expect(200);
        assert_eq!(one["remaining_seats"], 298);

        // What has become of it meanwhile does not change the answer.
        line.paid(&Made::of(&app, &first).token, 10_000).await;
        app.pass_hours(3);
        let later = with_key(&app, "again").post(&bookings(line.tonight), wish(json!({}))).await;
        assert_eq!((later.status, &later.body), (201, &answers[0].body));
    }

    async fn another_request_under_the_same_key_is_refused(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        with_key(&app, "one").post(&bookings(line.tonight), wish(json!({}))).await.expect(201);
        for change in [json!({ "seats": 3 }), json!({ "passenger_name": "Ben" }), json!({ "email": null }), json!({ "payment_method": "card" })] {
            let answer = with_key(&app, "one").post(&bookings(line.tonight), wish(change)).await;
            answer.refused(422, "idempotency_key_reused");
        }
        let elsewhere = with_key(&app, "one").post(&bookings(line.tomorrow), wish(json!({}))).await;
        elsewhere.refused(422, "idempotency_key_reused");
        with_key(&app, "One").post(&bookings(line.tonight), wish(json!({}))).await.expect(201);
    }

    async fn the_last_seats_go_to_one(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 5).await;
        let answers = together((0..32).map(|number| {
            with_key(&app, &format!("k{number}")).to_post(&bookings(line.tonight), wish(json!({ "seats": 2 })))
        }))
        .await;
        let booked = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(booked, 2);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!(answer.refused(409, "insufficient_seats")["remaining"], 1);
        }
    }
}
