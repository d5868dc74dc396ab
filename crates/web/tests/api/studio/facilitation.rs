//! What facilitators see, and what they note.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::{Value, json};

use super::people::{Person, at_fault, facilitator, member, refused};
use crate::support::{Answer, TestApp, keys};

async fn attend(person: &Person, booking: &str, attended: bool) -> Answer {
    let path = format!("/api/facilitator/bookings/{booking}/attendance");
    person.post(&path, json!({ "attended": attended })).await
}

fn ids(list: &Value) -> Vec<&str> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| item["id"].as_str().unwrap()).collect()
}

both_engines! {
    async fn bookings_are_seen_with_who_booked(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, hugo) = (facilitator(&app).await, facilitator(&app).await);
        let (ada, ben) = (member(&app).await, member(&app).await);
        let (one, two) = (gioia.offers(json!({ "price": 700 })).await, gioia.offers(json!({})).await);
        let first = ada.has_booked(&one).await;
        let second = ben.has_booked(&one).await;
        let third = ada.has_booked(&two).await;
        let other = ada.has_booked(&hugo.offers(json!({})).await).await;
        ben.cancels(&second).await.expect(200);

        let all = gioia.get("/api/facilitator/bookings").await.expect(200);
        assert_eq!(ids(&all["bookings"]), [third.as_str(), &second, &first], "the newest first");
        let booking = &all["bookings"][2];
        assert_eq!(booking["user"], json!({ "id": ada.id, "name": ada.name, "email": ada.email }));
        assert_eq!(
            (&booking["price"], &booking["status"], &booking["session"]["id"]),
            (&json!(700), &json!("confirmed"), &json!(one))
        );
        assert_eq!(all["bookings"][1]["status"], "cancelled");

        let path = format!("/api/facilitator/sessions/{one}/bookings");
        let standing = gioia.get(&path).await.expect(200);
        assert_eq!(ids(&standing["bookings"]), [first.as_str()]);
        let with = gioia.get(&format!("{path}?with_cancelled=true&limit=1")).await.expect(200);
        assert_eq!(ids(&with["bookings"]), [first.as_str()]);
        let next = with["next"].as_str().unwrap();
        let with = gioia.get(&format!("{path}?with_cancelled=true&after={next}")).await.expect(200);
        assert_eq!(ids(&with["bookings"]), [second.as_str()]);

        let theirs = hugo.get("/api/facilitator/bookings").await.expect(200);
        assert_eq!(ids(&theirs["bookings"]), [other.as_str()]);
        let own = gioia.get("/api/facilitator/sessions").await.expect(200);
        assert_eq!(own["sessions"].as_array().unwrap().len(), 2);
    }

    async fn the_dashboard_has_the_numbers_of_the_contract(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, ada, ben) = (facilitator(&app).await, member(&app).await, member(&app).await);
        let empty = gioia.get("/api/facilitator/dashboard").await.expect(200);
        assert_eq!(empty["metrics"], json!({
            "total_sessions": 0, "active_sessions": 0, "total_bookings": 0, "total_revenue": 0, "currency": "EUR",
            "upcoming_sessions": 0,
        }));
        let priced = gioia.offers(json!({ "price": 2500, "capacity": 3 })).await;
        let off = gioia.offers(json!({ "price": 100 })).await;
        for guest in [&ada, &ben] {
            guest.has_booked(&off).await;
            guest.has_booked(&priced).await;
        }
        gioia.post(&format!("/api/sessions/{off}/cancel"), json!({})).await.expect(200);
        for _ in 0..10 {
            let free = gioia.offers(json!({})).await;
            ada.has_booked(&free).await;
        }
        let seen = gioia.get("/api/facilitator/dashboard").await.expect(200);
        assert_eq!(keys(&seen), ["fill", "metrics", "months", "paid", "recent_bookings", "weeks"]);
        assert_eq!(seen["metrics"], json!({
            "total_sessions": 12, "active_sessions": 11, "total_bookings": 12, "total_revenue": 5000, "currency": "EUR",
            "upcoming_sessions": 11,
        }));
        let recent = seen["recent_bookings"].as_array().unwrap();
        assert_eq!(recent.len(), 10);
        assert_eq!(recent[0]["user"]["name"], json!(ada.name));
        assert_eq!((seen["weeks"].as_array().unwrap().len(), seen["months"].as_array().unwrap().len()), (12, 12));
        assert_eq!(seen["weeks"][11], json!({ "from": "2027-03-01", "bookings": 12, "revenue": 5000 }));
        assert_eq!(seen["months"][11]["from"], "2027-03-01");
        let fill = seen["fill"].as_array().unwrap();
        assert_eq!(fill.len(), 11);
        assert!(fill.contains(&json!({
            "session_id": priced, "title": "Breathing in winter", "start_time": "2027-03-12T17:00:00Z", "booked": 2,
            "capacity": 3,
        })));
        app.pass_hours(24 * 7 + 5);
        let later = gioia.get("/api/facilitator/dashboard").await.expect(200);
        assert_eq!(later["metrics"]["upcoming_sessions"], 0);
        assert_eq!(later["metrics"]["active_sessions"], 11);
    }

    async fn guests_are_ticked_off_and_back(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, ada) = (facilitator(&app).await, member(&app).await);
        let session = gioia.offers(json!({})).await;
        let booking = ada.has_booked(&session).await;
        for attended in [true, true, false, true] {
            let noted = attend(&gioia, &booking, attended).await.expect(200);
            assert_eq!(noted, json!({
                "message": "Attendance noted", "booking_id": booking, "session_id": session, "attended": attended,
            }));
            let seen = gioia.get("/api/facilitator/bookings").await.expect(200);
            assert_eq!(seen["bookings"][0]["attended"], attended);
            assert_eq!(seen["bookings"][0]["status"], "confirmed");
        }
        refused(&ada.cancels(&booking).await, 409, "already_checked_in", "You were ticked off as there already.");
        attend(&gioia, &booking, false).await.expect(200);
        ada.cancels(&booking).await.expect(200);
        refused(&attend(&gioia, &booking, true).await, 409, "booking_cancelled", "This booking was cancelled.");
        attend(&gioia, &session, true).await.refused(404, "not_found");
        let path = format!("/api/facilitator/bookings/{booking}/attendance");
        at_fault(&gioia.post(&path, json!({})).await, 400, &["attended"]);
        at_fault(&gioia.post(&path, json!({ "attended": true, "member_id": ada.id })).await, 400, &["member_id"]);
    }

    async fn notifications_are_read(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, hugo, ada) = (facilitator(&app).await, facilitator(&app).await, member(&app).await);
        let session = gioia.offers(json!({})).await;
        let booking = ada.has_booked(&session).await;
        ada.cancels(&booking).await.expect(200);
        let path = "/api/facilitator/notifications";
        let told = gioia.get(path).await.expect(200);
        assert_eq!(told["unread"], 2);
        let kinds: Vec<_> = told["notifications"].as_array().unwrap().iter().map(|one| &one["type"]).collect();
        assert_eq!(kinds, ["booking_cancelled", "new_booking"]);
        let first = &told["notifications"][1];
        assert_eq!(first["message"], format!("{} booked Breathing in winter", ada.name));
        assert_eq!((&first["booking_id"], &first["user"]["email"]), (&json!(booking), &json!(ada.email)));
        assert_eq!((&first["session"]["id"], &first["unread"]), (&json!(session), &json!(true)));

        let id = first["notification_id"].as_str().unwrap();
        let read = format!("{path}/{id}/read");
        hugo.post(&read, json!({})).await.refused(404, "not_found");
        let done = gioia.post(&read, json!({})).await.expect(200);
        assert_eq!(done, json!({ "message": "Notification read", "notification_id": id }));
        let page = gioia.get(&format!("{path}?limit=1")).await.expect(200);
        assert_eq!(page["unread"], 1);
        let next = page["next"].as_str().unwrap();
        let page = gioia.get(&format!("{path}?limit=1&after={next}")).await.expect(200);
        assert_eq!((&page["notifications"][0]["unread"], &page["next"]), (&json!(false), &json!(null)));
        hugo.post(&format!("{path}/read-all"), json!({})).await.expect(200);
        let all = gioia.post(&format!("{path}/read-all"), json!({})).await.expect(200);
        assert_eq!(all, json!({ "message": "Notifications read", "read": 1 }));
        assert_eq!(gioia.get(path).await.expect(200)["unread"], 0);
    }
}
