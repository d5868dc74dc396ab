//! Bookings are cancelled, and their tickets made and sent again.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use super::desk::{Desk, operator_of};
use crate::support::together;

both_engines! {
    async fn cash_goes_back_out_of_the_drawer_once(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let sold = desk.sell("one", 2).await.expect(201);
        let cancel = format!("/api/travel/desk/bookings/{}/cancel", sold["id"].as_str().unwrap());
        let answers = together((0..8).map(|_| desk.operator.to_post(&cancel, json!({ "refund": true })))).await;
        let done: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(done.len(), 1);
        let done = done[0].expect(200);
        assert_eq!((&done["refund"], &done["in_cash"]), (&json!("10000"), &json!(true)));
        for refused in answers.iter().filter(|answer| answer.status != 200) {
            refused.refused(409, "already_cancelled");
        }
        let drawer = desk.drawer().await;
        assert_eq!((&drawer["refunds"], &drawer["expected"]), (&json!("10000"), &json!("20000")));
        assert_eq!(desk.left().await, 30);
    }

    async fn without_a_drawer_only_the_booking_can_go(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let sold = desk.sell("one", 1).await.expect(201);
        let (_, colleague) = operator_of(&desk.app, &[desk.line.route]).await;
        let cancel = format!("/api/travel/desk/bookings/{}/cancel", sold["id"].as_str().unwrap());
        colleague.post(&cancel, json!({ "refund": true })).await.refused(409, "no_shift");
        let done = colleague.post(&cancel, json!({ "refund": false })).await.expect(200);
        assert_eq!((&done["refund"], &done["in_cash"]), (&json!(null), &json!(false)));
        assert_eq!(desk.drawer().await["refunds"], "0");
    }

    async fn a_ticket_is_made_and_sent_again_while_the_booking_stands(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let sold = desk.sell("one", 1).await.expect(201);
        let path = format!("/api/travel/desk/bookings/{}", sold["id"].as_str().unwrap());
        let urls: Vec<String> = [(); 2].map(|()| format!("{path}/ticket")).into();
        let mut made = std::collections::BTreeSet::new();
        for url in &urls {
            let ticket = desk.operator.post(url, json!({})).await.expect(200);
            made.insert(ticket["url"].as_str().unwrap().to_owned());
        }
        assert_eq!(made.len(), 2, "each paper has a code of its own");
        assert_eq!(desk.operator.post(&format!("{path}/resend"), json!({})).await.expect(200)["status"], "sent");
        desk.operator.post(&format!("{path}/cancel"), json!({ "refund": false })).await.expect(200);
        desk.operator.post(&format!("{path}/ticket"), json!({})).await.refused(404, "not_found");
        desk.operator.post(&format!("{path}/resend"), json!({})).await.refused(409, "nothing_to_send");
    }
}
