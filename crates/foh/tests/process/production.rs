//! Production: refused when something is missing, and complete when nothing is.

use std::time::Duration;

use foh_testkit::smtp;
use serde_json::json;

use crate::{
    http::{Client, token_of},
    letters::letter,
    program::{KEY, Place},
    wire::{Outcome, ask, connect, request},
};

#[test]
fn production_refuses_and_says_why() {
    let place = Place::empty().with("FOH_MODE", "production");
    let told = place.run(&[]).badly(1);
    for missing in [
        "FOH_SITE_BASE_URL",
        "FOH_SMTP_URL",
        "FOH_MAIL_FROM",
        "FOH_SECRET_KEY",
    ] {
        assert!(told.contains(missing), "{missing} in {told}");
    }
    assert!(!place.data().exists(), "no key is made in production");

    let whole = || {
        Place::empty()
            .with("FOH_MODE", "production")
            .with("FOH_SITE_BASE_URL", "https://tickets.example.org")
            .with("FOH_SMTP_URL", "smtps://foh:hunter2@mail.example.org")
            .with("FOH_MAIL_FROM", "Box Office <tickets@example.org>")
            .with("FOH_SECRET_KEY", KEY)
    };
    for (variable, value) in [
        ("FOH_SITE_BASE_URL", "http://tickets.example.org"),
        (
            "FOH_SECRET_KEY",
            "REPLACE+THIS+BY+32+RANDOM+BYTES+IN+BASE64+A=",
        ),
        ("FOH_ALLOWED_HOSTS", "*"),
        ("FOH_LOG", "debug"),
        ("FOH_LIMITS", "all=off"),
    ] {
        let told = whole().with(variable, value).run(&[]).badly(1);
        assert!(told.contains(variable), "{variable} in {told}");
        assert!(!told.contains("hunter2") && !told.contains(KEY), "{told}");
    }
    whole().run(&["migrate"]).well();
}

#[tokio::test(flavor = "multi_thread")]
async fn production_shows_nothing_of_development_and_sends_its_mail() {
    let post = smtp::Server::start();
    let mut place = Place::empty()
        .with("FOH_MODE", "production")
        .with("FOH_SITE_BASE_URL", "https://tickets.example.org")
        .with("FOH_ALLOWED_HOSTS", "127.0.0.1,localhost")
        .with("FOH_SMTP_URL", &post.url())
        .with("FOH_MAIL_FROM", "Box Office <tickets@example.org>")
        .with("FOH_SECRET_KEY", KEY);
    place.run(&["demo"]).well();
    let serving = place.serve();
    let client = Client::of(&serving);
    for path in ["/dev/mailbox", "/dev/mailbox/x"] {
        assert_eq!(client.get(path).await.status, 404);
    }
    let said = serving.said();
    assert!(!said.contains("token="), "no link is printed: {said}");
    for line in said.lines() {
        serde_json::from_str::<serde_json::Value>(line)
            .unwrap_or_else(|error| panic!("{error}: {line}"));
    }
    let shows = client.get("/api/shows").await;
    assert!(
        shows
            .header("strict-transport-security")
            .contains("max-age=31536000")
    );

    // What the demonstration has confirmed may be on its way as well; this guest has an address of their own.
    let email = "guest@production.example.org";
    let performance = client.roomy_performance().await;
    client.reserve(&performance, email, 2).await.expect(201);
    let link = token_of(
        &letter(&post, email, "confirm?"),
        "https://tickets.example.org/reservations/confirm",
    );
    client
        .post("/api/reservations/confirm", &json!({ "token": link }))
        .await
        .expect(200);
    let ticket = letter(&post, email, "/ticket?");
    assert!(
        ticket.contains("https://tickets.example.org/ticket?token="),
        "{ticket}"
    );
    let mut stream = connect(serving.address, Duration::from_secs(30));
    let other = request("GET", "/api/shows", "", false)
        .replace("host: localhost", "host: other.example.org");
    assert!(matches!(
        ask(&mut stream, &other),
        Outcome::Whole { status: 421, .. }
    ));
    serving.stop();
}
