//! What payment providers say by themselves.

use foh_domain::{
    limits::{Limit, Limits, Rate},
    token::Token,
};
use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::{
    support::{Answer, Caller, Line, Opening, TestApp, together},
    travel::Made,
};

const PATH: &str = "/api/payments/mtn/webhook";

fn till(app: &TestApp, signed: &str) -> Caller {
    app.anybody().with("x-till", signed)
}

async fn send(caller: &Caller, method: Method, path: &str, body: &str) -> Answer {
    let kind = "application/json";
    caller.post_text(method, path, kind, body.to_owned()).await
}

async fn charge(line: &Line, token: &str) -> Uuid {
    line.ask_providers().await;
    let token = Token::parse(token).unwrap();
    let item = line.house.travel_booking_of(token).await.unwrap();
    item.payments.last().unwrap().charge_id
}

both_engines! {
    async fn news_settle_a_payment_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let made = Made::book(&app, line.tonight, json!({})).await;
        let charge = charge(&line, &made.token).await;
        let news = json!(["event 1", charge, 10_000]).to_string();
        let answers = together((0..8).map(|number| {
            let (caller, news) = (till(&app, "signed"), news.clone());
            let method = if number % 2 == 0 { Method::POST } else { Method::PUT };
            async move { send(&caller, method, PATH, &news).await }
        })).await;
        assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == r#"{"received":true}"#));
        assert_eq!(made.seen().await["status"], "confirmed");
        let token = Token::parse(&made.token).unwrap();
        let payment = app.house.travel_booking_of(token).await.unwrap().payments[0].id;
        let details = app.house.payment(payment).await.unwrap().unwrap();
        assert_eq!(details.events.iter().filter(|event| event.source == foh_app::payments::EventSource::Webhook).count(), 1);
    }

    async fn what_is_not_the_providers_changes_nothing(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let made = Made::book(&app, line.tonight, json!({})).await;
        let charge = charge(&line, &made.token).await;
        let news = json!(["event 1", charge, 10_000]).to_string();
        send(&app.anybody(), Method::POST, PATH, &news).await.refused(403, "forged");
        send(&till(&app, "signed long ago"), Method::POST, PATH, &news).await.refused(403, "forged");
        send(&till(&app, "signed"), Method::POST, PATH, "{").await.refused(400, "malformed_request");
        // What is about somebody else, or a payment that nobody knows, is answered like what was understood.
        assert_eq!(send(&till(&app, "signed"), Method::POST, PATH, "news of somebody else").await.status, 200);
        let unknown = json!(["event 2", Uuid::from_u128(7), 10_000]).to_string();
        assert_eq!(send(&till(&app, "signed"), Method::POST, PATH, &unknown).await.status, 200);
        // A payment by telephone is no payment by card.
        assert_eq!(send(&till(&app, "signed"), Method::POST, "/api/payments/card/webhook", &news).await.status, 200);
        for path in ["/api/payments/airtel/webhook", "/api/payments/cash/webhook", "/api/payments/gold/webhook"] {
            send(&till(&app, "signed"), Method::POST, path, &news).await.refused(404, "not_found");
        }
        let large = format!("\"{}\"", "x".repeat(64 * 1024));
        send(&till(&app, "signed"), Method::POST, PATH, &large).await.refused(413, "too_large");
        assert_eq!(made.seen().await["status"], "pending");
        // Another amount confirms nothing.
        let less = json!(["event 3", charge, 9_999]).to_string();
        assert_eq!(send(&till(&app, "signed"), Method::POST, PATH, &less).await.status, 200);
        assert_eq!(made.seen().await["status"], "pending");
    }

    async fn whoever_sends_too_much_waits(engine: Engine) {
        let limits = Limits::default().with(Limit::PaymentWebhook, Rate::new(2, 60));
        let app = TestApp::open_as(engine, Opening { limits, ..Opening::default() }).await;
        for status in [403, 403, 429] {
            assert_eq!(send(&app.anybody(), Method::POST, PATH, "[]").await.status, status);
        }
    }
}
