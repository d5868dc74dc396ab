//! Seats are sold for cash.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use super::desk::{Desk, operator_of, sale};
use crate::support::{keys, together};

both_engines! {
    async fn a_sale_stands_at_once_and_lies_in_the_drawer(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let sold = desk.sell("one", 2).await.expect(201);
        assert_eq!(
            keys(&sold),
            ["amount", "currency", "departure", "email", "id", "passenger_name", "payment_method", "phone_number", "reference", "seats", "status"]
        );
        assert_eq!((&sold["status"], &sold["amount"], &sold["currency"]), (&json!("confirmed"), &json!("10000"), &json!("RWF")));
        assert_eq!(sold["departure"]["remaining_seats"], 28);
        let drawer = desk.drawer().await;
        assert_eq!((&drawer["sales"], &drawer["expected"]), (&json!("10000"), &json!("30000")));
        let book = desk.operator.get(&format!("/api/travel/shifts/{}", drawer["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(book["payments"].as_array().unwrap().len(), 1);
    }

    async fn a_repeated_sale_is_answered_byte_for_byte(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let path = format!("{}/sell", desk.departure());
        let asking = desk.operator.clone().with("idempotency-key", "the-same");
        let answers = together((0..16).map(|_| asking.to_post(&path, sale(3)))).await;
        for answer in &answers {
            assert_eq!((answer.status, &answer.body), (201, &answers[0].body));
            assert_eq!(answer.header("content-type"), "application/json");
        }
        assert_eq!(desk.left().await, 27);
        assert_eq!(desk.drawer().await["sales"], "15000");
        asking.post(&path, sale(2)).await.refused(422, "idempotency_key_reused");
    }

    async fn no_seat_is_sold_twice(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let path = format!("{}/sell", desk.departure());
        let answers = together((0..24).map(|n| {
            let asking = desk.operator.clone().with("idempotency-key", &format!("sale-{n}"));
            asking.to_post(&path, sale(1))
        })).await;
        let sold = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(sold, 10);
        for refused in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!(refused.refused(409, "insufficient_seats")["remaining_seats"], 0);
        }
        assert_eq!(desk.drawer().await["sales"], "50000");
    }

    async fn what_is_wrong_is_named(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let path = format!("{}/sell", desk.departure());
        desk.operator.post(&path, sale(1)).await.faults(400, "malformed_request", &["Idempotency-Key"]);
        for key in ["with space", "é", &"k".repeat(201)] {
            let asking = desk.operator.clone().with("idempotency-key", key);
            asking.post(&path, sale(1)).await.faults(400, "malformed_request", &["Idempotency-Key"]);
        }
        let asking = desk.operator.clone().with("idempotency-key", "wrong");
        let wrong = json!({ "passenger_name": "", "phone_number": "12", "email": "x", "seats": 21 });
        asking.post(&path, wrong).await.faults(422, "invalid_fields", &["passenger_name", "phone_number", "email", "seats"]);
        // What was refused was not answered for good.
        asking.post(&path, sale(1)).await.expect(201);
        let (_, without) = operator_of(&desk.app, &[desk.line.route]).await;
        without.with("idempotency-key", "no-drawer").post(&path, sale(1)).await.refused(409, "no_shift");
    }
}
