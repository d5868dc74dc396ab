//! A guest reserves.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::support::{Evening, TestApp, keys};

both_engines! {
    async fn a_reservation_waits_for_its_confirmation(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(12)).await;
        let wish = json!({
            "name": " Ada Rossi ", "email": "Ada.Rossi@example.org", "phone": "+39 06 1234567",
            "notes": "Two on the aisle,\nplease.", "party_size": 3,
        });
        let answer = app.anybody().post(&hall.reservations(), wish).await.expect(201);
        assert_eq!(keys(&answer), ["available_seats", "party_size", "reservation_id", "status"]);
        assert_eq!(answer["status"], "pending");
        assert_eq!(answer["party_size"], 3);
        assert_eq!(answer["available_seats"], 12, "a pending reservation takes no place");
        assert_eq!(app.available(&hall).await, 12);

        let id = answer["reservation_id"].as_str().unwrap();
        let kept = app.office().get(&format!("/api/admin/reservations/{id}")).await.expect(200);
        assert_eq!(
            [&kept["name"], &kept["email"], &kept["phone"], &kept["notes"], &kept["status"]],
            ["Ada Rossi", "Ada.Rossi@example.org", "+39061234567", "Two on the aisle,\nplease.", "pending"]
        );
        assert_eq!(kept["performance_id"], hall.id.as_str());
        assert!(kept["created_by"].is_null() && kept["confirmed_at"].is_null(), "{kept}");

        let letter = app.letter_to("Ada.Rossi@example.org", "confirmation").await;
        assert!(letter.subject.contains(&hall.title), "{}", letter.subject);
        assert!(letter.text.contains("3 places") && letter.text.contains("Ada Rossi"), "{}", letter.text);
        assert_ne!(letter.token("/reservations/confirm"), letter.token("/reservations/cancel"));
    }

    async fn optional_fields_may_be_left_out_or_null(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        for optional in [json!({}), json!({ "phone": null, "notes": null }), json!({ "phone": " ", "notes": "" })] {
            let mut wish = app.wish(1);
            for (name, value) in optional.as_object().unwrap() {
                wish[name] = value.clone();
            }
            let answer = app.anybody().post(&hall.reservations(), wish).await.expect(201);
            let id = answer["reservation_id"].as_str().unwrap();
            let kept = app.office().get(&format!("/api/admin/reservations/{id}")).await.expect(200);
            assert!(kept["phone"].is_null() && kept["notes"].is_null(), "{kept}");
        }
    }

    async fn the_largest_values_are_kept_whole(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(20)).await;
        let name = "é".repeat(120);
        let notes = "😀".repeat(1_000);
        let email = format!("{}@{}.example.org", "a".repeat(64), "b".repeat(63));
        let wish = json!({ "name": name, "email": email, "notes": notes, "party_size": 20 });
        let answer = app.anybody().post(&hall.reservations(), wish).await.expect(201);
        let id = answer["reservation_id"].as_str().unwrap();
        let kept = app.office().get(&format!("/api/admin/reservations/{id}")).await.expect(200);
        assert_eq!([&kept["name"], &kept["notes"], &kept["email"]], [&name, &notes, &email]);
        assert_eq!(kept["party_size"], 20);
    }

    async fn more_may_ask_than_places_are_there(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(2)).await;
        for _ in 0..3 {
            assert_eq!(app.ask(&hall, 2).await.expect(201)["available_seats"], 2);
        }
        app.ticket(&hall, 1).await;
        let refused = app.ask(&hall, 2).await.refused(409, "insufficient_seats");
        assert_eq!(refused["available_seats"], 1);
    }
}
