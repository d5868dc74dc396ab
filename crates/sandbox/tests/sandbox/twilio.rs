//! Texts.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use serde_json::Value;
use sha1::Sha1;
use url::form_urlencoded;

use crate::place::Sandbox;

async fn send(sandbox: &Sandbox, token: &str, to: &str, body: &str) -> (u16, Value) {
    let access = sandbox.setup.twilio();
    let path = format!("/2010-04-01/Accounts/{}/Messages.json", access.account);
    let callback = sandbox.house.at("/texts?of=1").to_string();
    let form = [
        ("To", to),
        ("From", &access.from),
        ("Body", body),
        ("StatusCallback", &callback),
    ];
    let question = sandbox.post(&path).basic_auth(access.account, Some(token));
    let answer = question.form(&form).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn token(sandbox: &Sandbox) -> String {
    let access = sandbox.setup.twilio();
    access.token.expose_secret().to_owned()
}

#[tokio::test]
async fn a_text_is_taken_sent_and_delivered() {
    let sandbox = Sandbox::start().await;
    let token = token(&sandbox);
    let text = "Your ticket: https://example.org/t/1. <Bye>";
    let (status, answer) = send(&sandbox, &token, "+250788123451", text).await;
    assert_eq!((status, answer["status"].as_str()), (201, Some("queued")));
    for status in ["sent", "delivered"] {
        let received = sandbox.house.next().await;
        assert_eq!(received.path, "/texts");
        let mut fields: Vec<_> = form_urlencoded::parse(&received.body).collect();
        let field = |name: &str| {
            let field = fields.iter().find(|(field, _)| field == name);
            field.unwrap().1.clone().into_owned()
        };
        assert_eq!(field("MessageStatus"), status);
        assert_eq!(field("MessageSid"), answer["sid"].as_str().unwrap());
        fields.sort();
        let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap();
        mac.update(sandbox.house.at("/texts?of=1").as_str().as_bytes());
        for (name, value) in &fields {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        let signature = STANDARD
            .decode(&received.headers["x-twilio-signature"])
            .unwrap();
        mac.verify_slice(&signature).unwrap();
    }
    let page = sandbox.page("/").await;
    for (words, shown) in [
        ("href=\"https://example.org/t/1\"", true),
        ("<Bye>", false),
        ("•451", true),
        ("3451", false),
        ("delivered", true),
    ] {
        assert_eq!(page.contains(words), shown, "{words}: {page}");
    }
}

#[tokio::test]
async fn the_last_digit_decides() {
    let sandbox = Sandbox::start().await;
    let token = token(&sandbox);
    for (to, told) in [
        // Of this one nobody is told anything.
        ("+250788123457", vec![]),
        ("+250788123454", vec!["sent", "undelivered 30003"]),
        ("+250788123456", vec!["delivered", "sent", "delivered"]),
    ] {
        assert_eq!(send(&sandbox, &token, to, "Hello").await.0, 201);
        for expected in told {
            let received = sandbox.house.next().await;
            let fields: Vec<_> = form_urlencoded::parse(&received.body).collect();
            let field = |name: &str| {
                let field = fields.iter().find(|(field, _)| field == name);
                field.map_or("", |(_, value)| value).to_owned()
            };
            let told = format!("{} {}", field("MessageStatus"), field("ErrorCode"));
            assert_eq!(told.trim(), expected, "{to}");
        }
    }
    assert!(sandbox.house.has_nothing().await);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_as_documented() {
    let sandbox = Sandbox::start().await;
    let token = token(&sandbox);
    let long = "x".repeat(1_601);
    for (token, to, body, expected) in [
        ("another", "+250788123456", "Hello", (401, 20_003)),
        (&token, "0788123456", "Hello", (400, 21_211)),
        (&token, "+15005550001", "Hello", (400, 21_211)),
        (&token, "+15005550004", "Hello", (400, 21_610)),
        (&token, "+250788123456", "", (400, 21_602)),
        (&token, "+250788123456", &long, (400, 21_617)),
    ] {
        let (status, answer) = send(&sandbox, token, to, body).await;
        let told = (status, answer["code"].as_i64().unwrap());
        assert_eq!(told, expected, "{to} {}", body.len());
    }
    assert!(sandbox.page("/").await.contains("No text was sent yet"));
    assert!(sandbox.house.has_nothing().await);
}
