//! Booking, and who sees what was booked.

use foh_app::identity::NewAccount;
use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Made, PHONE, book};
use crate::support::{Caller, Line, TestApp, keys};

/// An operator of this route, by API token.
async fn operator(app: &TestApp, route: Uuid) -> Caller {
    let email = format!("operator-{}@house.example.org", app.number());
    let new = NewAccount {
        email: &email,
        name: "Grace Operator",
        role: Role::TravelOperator,
        password: None,
    };
    let id = app.house.create_user(new).await.unwrap();
    let scoped = app.house.database().write(id, move |tx| {
        tx.execute(
            "INSERT INTO user_scopes (user_id, scope_id) VALUES ($1, $2)",
            &[id.into(), route.into()],
        )
    });
    scoped.await.unwrap();
    let token = app.house.create_api_token(&email).await.unwrap();
    let bearer = format!("Bearer {}", token.expose_secret());
    app.anybody().with("authorization", &bearer)
}

both_engines! {
    async fn seats_are_held_until_they_are_paid(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let answer = book(&app, line.tonight, json!({})).await;
        assert_eq!(answer.header("content-type"), "application/json");
        let made = answer.expect(201);
        let id = made["id"].as_str().unwrap();
        assert_eq!(keys(&made), [
            "access_token", "amount", "currency", "email", "id", "passenger_name", "payment", "payment_method", "phone_number", "reference",
            "schedule", "seats", "status",
        ]);
        let told = |name: &str| made[name].clone();
        assert_eq!(
            [told("status"), told("seats"), told("amount"), told("currency"), told("payment_method"), told("phone_number")],
            [json!("pending"), json!(2), json!("10000"), json!("RWF"), json!("mtn"), json!(PHONE)]
        );
        assert_eq!(made["reference"], id[30..].to_uppercase());
        assert_eq!(made["payment"], json!({
            "status": "pending", "expires_at": "2027-03-05T14:10:00+02:00",
            "next_action": { "kind": "approve_on_phone", "text": "Approve RWF 10,000 on your phone: MTN MoMo asks you for your PIN." },
        }));
        assert_eq!((&made["schedule"]["id"], &made["schedule"]["remaining_seats"]), (&json!(line.tonight), &json!(28)));

        let booking = Made::of(&app, &made);
        let mut seen = booking.seen().await;
        assert!(seen.get("access_token").is_none(), "told once");
        seen["access_token"] = made["access_token"].clone();
        assert_eq!(seen, made, "it stands as it was told");

        line.paid(&booking.token, 10_000).await;
        let paid = booking.seen().await;
        assert_eq!((&paid["status"], &paid["payment"]), (&json!("confirmed"), &json!({ "status": "completed", "expires_at": Value::Null })));
    }

    async fn a_booking_is_seen_by_its_token_and_by_its_operators(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let made = Made::book(&app, line.tonight, json!({})).await;
        let other = Made::book(&app, line.tonight, json!({ "seats": 1, "email": null })).await;
        let by_query = format!("{}?token={}", made.path, made.token);
        let seen = app.anybody().get(&by_query).await;
        assert_eq!(seen.expect(200)["passenger_name"], "Ada Uwase");
        assert_eq!((seen.header("referrer-policy"), seen.header("cache-control")), ("no-referrer", "no-store"));

        let foreign = format!("{}?token={}", made.path, other.token);
        for path in [made.path.clone(), foreign, format!("{}?token=none", made.path)] {
            app.anybody().get(&path).await.refused(404, "not_found");
            app.office().get(&path).await.refused(404, "not_found");
        }
        let own = operator(&app, line.route).await;
        assert_eq!(own.get(&made.path).await.expect(200)["phone_number"], PHONE);
        let elsewhere = operator(&app, Uuid::max()).await;
        elsewhere.get(&made.path).await.refused(404, "not_found");
        let all = app.staff(Role::Administrator);
        assert_eq!(all.get(&made.path).await.expect(200)["seats"], 2);
        let ring = own.post(&format!("{}/pay", made.path), json!({ "payment_method": "mtn" })).await;
        ring.refused(403, "forbidden");
    }
}
