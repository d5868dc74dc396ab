//! Tickets are checked at the bus as at the door of the theatre, and each at its own.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;

use super::desk::{Desk, operator_of};
use crate::support::{Evening, keys, operated::Line, together, token_in};

impl Desk {
    /// A ticket for so many, as its paper has it.
    async fn paper(&self, key: &str, seats: u32) -> String {
        let sold = self.sell(key, seats).await.expect(201);
        let path = format!(
            "/api/travel/desk/bookings/{}/ticket",
            sold["id"].as_str().unwrap()
        );
        let made = self.operator.post(&path, json!({})).await.expect(200);
        token_in(made["url"].as_str().unwrap())
    }
}

both_engines! {
    async fn a_party_boards_in_parts_and_one_is_taken_back(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let token = desk.paper("one", 3).await;
        let here = desk.line.departure;
        let look = json!({ "token": token, "departure_id": here });
        let seen = desk.operator.post("/api/check-ins/preview", look.clone()).await.expect(200);
        assert_eq!(
            keys(&seen),
            ["bus", "checked_in", "departure_id", "party_size", "reservation_id", "route", "starts_at", "status", "time_zone"]
        );
        assert_eq!(seen["route"], desk.line.name.as_str());
        let some = json!({ "token": token, "departure_id": here, "count": 2 });
        let first = desk.operator.post("/api/check-ins/confirm", some.clone()).await.expect(200);
        assert_eq!((&first["admitted"], &first["checked_in"]), (&json!(2), &json!(2)));
        desk.operator.post("/api/check-ins/confirm", some).await.refused(422, "too_many");
        let rest = desk.operator.post("/api/check-ins/confirm", look.clone()).await.expect(200);
        assert_eq!(rest["checked_in"], 3);
        desk.operator.post("/api/check-ins/confirm", look).await.refused(409, "already_checked_in");
        let count = format!("/api/check-ins/count?departure_id={here}");
        let counted = desk.operator.get(&count).await.expect(200);
        assert_eq!((&counted["inside"], &counted["expected"]), (&json!(3), &json!(3)));
        let undo = json!({ "check_in_id": first["check_in_id"] });
        let undone = desk.operator.post("/api/check-ins/undo", undo).await.expect(200);
        assert_eq!(undone["checked_in"], 1);
        let passengers = desk.operator.get(&format!("{}/passengers", desk.departure())).await.expect(200);
        assert_eq!(passengers["bookings"][0]["checked_in"], 1);
    }

    async fn many_phones_board_a_ticket_once(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let token = desk.paper("one", 4).await;
        let body = json!({ "token": token, "departure_id": desk.line.departure });
        let answers = together((0..16).map(|_| desk.operator.to_post("/api/check-ins/confirm", body.clone()))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        for refused in answers.iter().filter(|answer| answer.status != 200) {
            refused.refused(409, "already_checked_in");
        }
    }

    async fn a_ticket_is_good_at_its_own_door_only(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let other = Line::open(&desk.app.house, 30, SignedDuration::from_hours(4)).await;
        let hall = desk.app.put_on(Evening::default()).await;
        let theatre = desk.app.ticket(&hall, 2).await.token;
        let bus = desk.paper("one", 2).await;
        let everywhere = desk.app.staff(Role::Administrator);
        let (_, both) = operator_of(&desk.app, &[desk.line.route, other.route]).await;
        for path in ["/api/check-ins/preview", "/api/check-ins/confirm"] {
            let at_other = json!({ "token": bus, "departure_id": other.departure });
            both.post(path, at_other.clone()).await.refused(409, "wrong_departure");
            everywhere.post(path, at_other.clone()).await.refused(409, "wrong_departure");
            // A foreign door is nobody's, whatever ticket is shown there.
            desk.operator.post(path, at_other).await.refused(403, "forbidden");
            let at_theatre = json!({ "token": bus, "performance_id": hall.id });
            desk.app.door().post(path, at_theatre.clone()).await.refused(409, "wrong_performance");
            everywhere.post(path, at_theatre).await.refused(409, "wrong_performance");
            let at_bus = json!({ "token": theatre, "departure_id": desk.line.departure });
            desk.operator.post(path, at_bus.clone()).await.refused(409, "wrong_departure");
            everywhere.post(path, at_bus).await.refused(409, "wrong_departure");
            // Without a door, what one's duty does not reach is not admitted either.
            desk.app.door().post(path, json!({ "token": bus })).await.refused(409, "wrong_performance");
            desk.operator.post(path, json!({ "token": theatre })).await.refused(409, "wrong_departure");
            let two = json!({ "token": bus, "departure_id": desk.line.departure, "performance_id": hall.id });
            everywhere.post(path, two).await.faults(400, "malformed_request", &["departure_id"]);
        }
        let (_, stranger) = operator_of(&desk.app, &[other.route]).await;
        stranger.post("/api/check-ins/confirm", json!({ "token": bus })).await.refused(409, "wrong_departure");
        let admitted = desk.operator.post("/api/check-ins/confirm", json!({ "token": bus })).await.expect(200);
        let undo = json!({ "check_in_id": admitted["check_in_id"] });
        stranger.post("/api/check-ins/undo", undo.clone()).await.refused(404, "not_found");
        desk.app.door().post("/api/check-ins/undo", undo.clone()).await.refused(404, "not_found");
        desk.operator.post("/api/check-ins/undo", undo).await.expect(200);
        let inside = desk.app.scan(&theatre).await.expect(200);
        let undo = json!({ "check_in_id": inside["check_in_id"] });
        desk.operator.post("/api/check-ins/undo", undo).await.refused(404, "not_found");
        for (caller, path) in [
            (&desk.operator, format!("/api/check-ins/count?departure_id={}", other.departure)),
            (&desk.operator, format!("/api/check-ins/count?performance_id={}", hall.id)),
            (&desk.app.door(), format!("/api/check-ins/count?departure_id={}", desk.line.departure)),
        ] {
            caller.get(&path).await.refused(403, "forbidden");
        }
    }

    async fn tickets_board_within_their_window(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let early = Line::open(&desk.app.house, 30, SignedDuration::from_hours(25)).await;
        let (staff, operator) = operator_of(&desk.app, &[early.route]).await;
        desk.app.house.open_shift(crate::support::operated::francs(0), &staff).await.unwrap();
        let booking = early.sold(&desk.app.house, 1, &staff).await;
        let made = operator.post(&format!("/api/travel/desk/bookings/{booking}/ticket"), json!({})).await.expect(200);
        let body = json!({ "token": token_in(made["url"].as_str().unwrap()), "departure_id": early.departure });
        operator.post("/api/check-ins/confirm", body.clone()).await.refused(409, "outside_check_in_window");
        desk.app.pass_hours(1);
        operator.post("/api/check-ins/preview", body.clone()).await.expect(200);
        // Two hours after the bus was to arrive, 2 h 15 min after it left.
        desk.app.pass_hours(24 + 4);
        operator.post("/api/check-ins/preview", body.clone()).await.expect(200);
        desk.app.pass(SignedDuration::from_mins(15));
        operator.post("/api/check-ins/confirm", body).await.refused(409, "outside_check_in_window");
    }

    async fn a_cancelled_booking_boards_nobody(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let token = desk.paper("one", 1).await;
        desk.operator.post(&format!("{}/cancel", desk.departure()), json!({})).await.expect(200);
        desk.operator.post("/api/check-ins/confirm", json!({ "token": token })).await.refused(409, "reservation_not_confirmed");
    }

    async fn the_code_opened_in_a_browser_admits_nobody(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let token = desk.paper("one", 2).await;
        let path = format!("/api/check-ins/preview?token={token}");
        let page = desk.app.anybody().get(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Show this code when you board"), "{}", page.body);
        assert!(!page.body.contains("Aline"));
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        let led = desk.operator.get(&path).await;
        assert_eq!(led.header("location"), format!("/door/departures/{}?token={token}", desk.line.departure));
        let (_, stranger) = operator_of(&desk.app, &[]).await;
        assert_eq!(stranger.get(&path).await.status, 200);
        let passengers = desk.operator.get(&format!("{}/passengers", desk.departure())).await.expect(200);
        assert_eq!(passengers["bookings"][0]["checked_in"], 0);
    }
}
