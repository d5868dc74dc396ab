//! What the provider of text messages tells.

use std::sync::Arc;

use foh_app::{StoreError, Texts, Twilio, TwilioSetup};
use foh_domain::{
    identity::Role,
    limits::{Limit, Limits, Rate},
};
use foh_testkit::{
    both_engines,
    engines::Engine,
    sms::{ACCOUNT, TOKEN, signature},
};
use reqwest::Method;
use uuid::Uuid;

use crate::support::{Answer, Opening, SITE, TestApp};

const SID: &str = "SM00112233445566778899aabbccddeeff";

async fn open(engine: Engine) -> TestApp {
    let setup = TwilioSetup {
        address: "https://api.twilio.com".into(),
        account: ACCOUNT.into(),
        token: TOKEN.into(),
        from: "+250788000000".into(),
    };
    TestApp::open_as(
        engine,
        Opening {
            texts: Texts::Provider(Arc::new(Twilio::new(setup).unwrap())),
            limits: Limits::default().with(Limit::TextStatusForged, Rate::new(3, 60)),
            ..Opening::default()
        },
    )
    .await
}

/// A text message whose answer was lost.
async fn parked(app: &TestApp) -> Uuid {
    let (id, now) = (Uuid::from_u128(u128::MAX - 9), app.now());
    let written = app.house.database().write::<_, StoreError, _>(id, move |tx| {
        tx.execute(
            "INSERT INTO outbox (id, channel, kind, subject_id, attempts, parked_at, created_at, last_error)
             VALUES ($1, 'sms', 'travel_ticket', $1, 1, $2, $2, 'nobody knows whether the text message has left')",
            &[id.into(), now.into()],
        )
    });
    written.await.unwrap();
    id
}

fn news(status: &str, code: Option<&str>) -> Vec<(String, String)> {
    let mut fields = vec![
        ("MessageSid", SID),
        ("MessageStatus", status),
        ("To", "+250788123456"),
    ];
    fields.extend(code.map(|code| ("ErrorCode", code)));
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    fields.into_iter().map(owned).collect()
}

async fn post(app: &TestApp, id: Uuid, fields: &[(String, String)], signature: &str) -> Answer {
    let form = reqwest::Url::parse_with_params("https://form.example.org/", fields).unwrap();
    let body = form.query().unwrap().to_owned();
    let path = format!("/api/sms/status?message={id}");
    let provider = app.anybody().with("x-twilio-signature", signature);
    provider
        .post_text(
            Method::POST,
            &path,
            "application/x-www-form-urlencoded",
            body,
        )
        .await
}

/// What is kept of text messages.
async fn noted(app: &TestApp) -> Vec<(String, String, Option<u32>)> {
    let found = app.house.database().read::<_, StoreError, _>(|tx| {
        tx.query(
            "SELECT sid, status, error_code FROM text_messages",
            &[],
            |row| Ok((row.get("sid")?, row.get("status")?, row.get("error_code")?)),
        )
    });
    found.await.unwrap()
}

fn signed(id: Uuid, fields: &[(String, String)]) -> String {
    signature(&format!("{SITE}/api/sms/status?message={id}"), fields)
}

both_engines! {
    async fn what_is_signed_is_noted(engine: Engine) {
        let app = open(engine).await;
        let id = parked(&app).await;
        for (status, code) in [("sent", None), ("undelivered", Some("30003")), ("sent", None)] {
            let fields = news(status, code);
            assert_eq!(post(&app, id, &fields, &signed(id, &fields)).await.status, 204);
        }
        assert_eq!(noted(&app).await, [(SID.to_owned(), "undelivered".to_owned(), Some(30_003))]);
        let office = app.staff(Role::BoxOffice);
        let list = office.get("/api/admin/outbox").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 0, "the provider has it");
        let page = office.get("/admin/outbox").await.body;
        assert!(page.contains("switched off or out of reach (30003)") && page.contains("Travel ticket"), "{page}");
        assert!(!page.contains(&format!("/admin/outbox/{id}/retry")), "{page}");
        let other = office.get("/admin/outbox?channel=smtp").await.body;
        assert!(!other.contains("30003"), "{other}");
    }

    async fn forgeries_are_refused_and_limited(engine: Engine) {
        let app = open(engine).await;
        let id = parked(&app).await;
        let fields = news("delivered", None);
        let genuine = signed(id, &fields);
        let other = Uuid::from_u128(7);
        assert_eq!(post(&app, id, &fields, "").await.status, 403);
        post(&app, other, &fields, &genuine).await.refused(403, "forged");
        assert_eq!(post(&app, id, &news("failed", None), &genuine).await.status, 403);
        assert_eq!(post(&app, id, &fields, "").await.status, 429);
        assert_eq!(post(&app, id, &fields, &genuine).await.status, 204);
        let nobody = vec![("MessageStatus".to_owned(), "sent".to_owned())];
        assert_eq!(post(&app, id, &nobody, &signed(id, &nobody)).await.status, 400);
        // A message nobody knows is no news.
        assert_eq!(post(&app, other, &fields, &signed(other, &fields)).await.status, 204);
        assert_eq!(noted(&app).await, [(SID.to_owned(), "delivered".to_owned(), None)]);
    }
}
