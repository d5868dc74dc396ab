//! Drawers: one open each, closed for good.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use super::desk::{Desk, operator_of};
use crate::support::together;

const SHIFTS: &str = "/api/travel/shifts";

both_engines! {
    async fn an_operator_has_one_open_drawer(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let (_, fresh) = operator_of(&desk.app, &[desk.line.route]).await;
        let answers = together((0..8).map(|_| fresh.to_post(SHIFTS, json!({ "opening_float": "1500" })))).await;
        let opened: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert_eq!(opened.len(), 1);
        assert_eq!((&opened[0].expect(201)["currency"], &opened[0].expect(201)["expected"]), (&json!("RWF"), &json!("1500")));
        for refused in answers.iter().filter(|answer| answer.status != 201) {
            refused.refused(409, "shift_open");
        }
        for (field, body) in [
            ("opening_float", json!({ "opening_float": "-1" })),
            ("opening_float", json!({ "opening_float": "1.5" })),
            ("currency", json!({ "opening_float": "1", "currency": "XXX" })),
        ] {
            fresh.post(SHIFTS, body).await.faults(422, "invalid_fields", &[field]);
        }
    }

    async fn a_closed_drawer_is_never_changed_again(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let sold = desk.sell("one", 1).await.expect(201);
        let drawer = desk.drawer().await;
        let path = format!("{SHIFTS}/{}", drawer["id"].as_str().unwrap());
        let close = format!("{path}/close");
        desk.operator.post(&close, json!({ "counted": "much" })).await.faults(422, "invalid_fields", &["counted"]);
        let closed = desk.operator.post(&close, json!({ "counted": "24500", "notes": "A note was torn." })).await.expect(200);
        assert_eq!((&closed["status"], &closed["expected"], &closed["counted"]), (&json!("closed"), &json!("25000"), &json!("24500")));
        desk.operator.post(&close, json!({ "counted": "25000" })).await.refused(409, "shift_closed");
        desk.sell("two", 1).await.refused(409, "no_shift");
        let cancel = format!("/api/travel/desk/bookings/{}/cancel", sold["id"].as_str().unwrap());
        desk.operator.post(&cancel, json!({ "refund": true })).await.refused(409, "no_shift");
        let mut after = desk.operator.get(&path).await.expect(200);
        for of_the_book in ["payments", "given_back"] {
            after.as_object_mut().unwrap().remove(of_the_book);
        }
        assert_eq!(after, closed);
    }

    async fn drawers_are_their_operators_and_administrators_see_all(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let path = format!("{SHIFTS}/{}", desk.drawer().await["id"].as_str().unwrap());
        let (_, colleague) = operator_of(&desk.app, &[desk.line.route]).await;
        colleague.get(&path).await.refused(403, "not_your_shift");
        colleague.post(&format!("{path}/close"), json!({ "counted": "0" })).await.refused(403, "not_your_shift");
        let own = colleague.get(SHIFTS).await.expect(200);
        assert_eq!(own["items"], json!([]));
        let all = desk.app.staff(Role::Administrator).get(SHIFTS).await.expect(200);
        assert_eq!(all["items"].as_array().unwrap().len(), 1);
        desk.app.staff(Role::Administrator).get(&path).await.expect(200);
    }
}
