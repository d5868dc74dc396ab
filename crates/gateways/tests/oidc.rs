//! Signing in at an identity provider, over HTTP, and everything a false one may try.

#![allow(
    clippy::unwrap_used,
    reason = "a broken environment shall fail the test at once"
)]

use foh_gateways::oidc::{Attempt, OidcError, Provider, Registration, Verified};
use foh_testkit::provider::{CLIENT_ID, CLIENT_SECRET, IdentityProvider};
use jiff::Timestamp;
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const REDIRECT: &str = "https://tickets.example.org/sign-in/with/test/back";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(NOW + seconds).unwrap()
}

fn attempt() -> Attempt<'static> {
    Attempt {
        redirect_uri: REDIRECT,
        state: "the state",
        nonce: "the nonce",
        code_verifier: VERIFIER,
    }
}

fn registration(issuer: &str) -> Registration {
    Registration {
        name: "test".into(),
        issuer: issuer.parse().unwrap(),
        client_id: CLIENT_ID.into(),
        client_secret: Some(CLIENT_SECRET.into()),
    }
}

fn world() -> (IdentityProvider, Provider) {
    let world = IdentityProvider::start();
    world.set_now(NOW);
    world.person(json!({
        "sub": "ada-1815", "email": "ada@example.org", "email_verified": true, "name": "Ada Lovelace",
    }));
    let provider = Provider::new(registration(&world.issuer())).unwrap();
    (world, provider)
}

async fn code(provider: &Provider, attempt: &Attempt<'_>) -> String {
    let url = provider.authorization_url(attempt, at(0)).await.unwrap();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let answer = client.get(url).send().await.unwrap();
    let back = answer.headers()["location"].to_str().unwrap().to_owned();
    let (address, query) = back.split_once('?').unwrap();
    assert_eq!(address, attempt.redirect_uri);
    let (code, state) = query.split_once('&').unwrap();
    assert_eq!(state, "state=the state");
    code.strip_prefix("code=").unwrap().to_owned()
}

async fn refused(provider: &Provider, token: &str) -> &'static str {
    match provider.verify(token, at(0)).await {
        Err(OidcError::Refused(check)) => check,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_person_comes_back_identified() {
    let (_world, provider) = world();
    let code = code(&provider, &attempt()).await;
    let verified: Verified = provider.exchange(&code, &attempt(), at(0)).await.unwrap();
    assert_eq!(verified.subject, "ada-1815");
    assert_eq!(verified.verified_email.unwrap().expose(), "ada@example.org");
    assert_eq!(verified.name.unwrap().expose(), "Ada Lovelace");
    // The code is good once.
    let again = provider.exchange(&code, &attempt(), at(0)).await;
    assert_eq!(again.unwrap_err(), OidcError::Refused("code"));
}

#[tokio::test]
async fn an_answer_to_another_attempt_is_refused() {
    let (_world, provider) = world();
    let stolen = code(&provider, &attempt()).await;
    let other = Attempt {
        code_verifier: "another-verifier-another-verifier-another-v",
        ..attempt()
    };
    let answer = provider.exchange(&stolen, &other, at(0)).await;
    assert_eq!(answer.unwrap_err(), OidcError::Refused("code"));

    let injected = code(&provider, &attempt()).await;
    let other = Attempt {
        nonce: "another nonce",
        ..attempt()
    };
    let answer = provider.exchange(&injected, &other, at(0)).await;
    assert_eq!(answer.unwrap_err(), OidcError::Refused("nonce"));
}

#[tokio::test]
async fn every_false_token_is_refused_for_its_own_reason() {
    let (world, provider) = world();
    assert!(
        provider
            .verify(&world.mint(&json!({})), at(0))
            .await
            .is_ok()
    );
    let cases: Vec<(&str, Value)> = vec![
        ("issuer", json!({"iss": "https://evil.example"})),
        ("issuer", json!({"iss": format!("{}/", world.issuer())})),
        ("claims", json!({"iss": null})),
        ("audience", json!({"aud": "somebody else"})),
        ("audience", json!({"aud": ["somebody", "else"]})),
        ("claims", json!({"aud": null})),
        ("authorized party", json!({"aud": [CLIENT_ID, "else"]})),
        ("authorized party", json!({"azp": "else"})),
        ("expired", json!({"exp": NOW - 60})),
        ("claims", json!({"exp": null})),
        ("claims", json!({"exp": "tomorrow"})),
        ("not yet valid", json!({"iat": NOW + 61})),
        ("not yet valid", json!({"nbf": NOW + 61})),
        ("claims", json!({"sub": null})),
        ("subject", json!({"sub": ""})),
        ("subject", json!({"sub": "x".repeat(256)})),
    ];
    for (check, claims) in cases {
        let actual = refused(&provider, &world.mint(&claims)).await;
        // A claim of a wrong type is refused as a token that cannot be read.
        let actual = if actual == "token" { "claims" } else { actual };
        assert_eq!(actual, check, "{claims}");
    }
    let good = json!({});
    assert_eq!(
        refused(&provider, &world.mint_unsigned(&good)).await,
        "header"
    );
    assert_eq!(
        refused(&provider, &world.mint_with_public_key_as_secret(&good)).await,
        "algorithm"
    );
    assert_eq!(
        refused(&provider, &world.mint_with_foreign_key(&good)).await,
        "signature"
    );
    let token = world.mint(&good);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    assert_eq!(refused(&provider, &format!("{signed}.")).await, "signature");
    let (header, _) = signed.split_once('.').unwrap();
    let other = world.mint(&json!({"sub": "somebody else"}));
    let payload = other.split('.').nth(1).unwrap();
    let spliced = format!("{header}.{payload}.{signature}");
    assert_eq!(refused(&provider, &spliced).await, "signature");
    assert_eq!(refused(&provider, &"a".repeat(20_000)).await, "length");
    for rubbish in ["", ".", "..", "a.b.c", "null"] {
        assert_eq!(refused(&provider, rubbish).await, "header", "{rubbish}");
    }
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let (world, provider) = world();
    for claims in [
        json!({"exp": NOW - 59}),
        json!({"iat": NOW + 60}),
        json!({"nbf": NOW + 60}),
        json!({"exp": 1_800_000_300.5}),
    ] {
        let token = world.mint(&claims);
        assert!(provider.verify(&token, at(0)).await.is_ok(), "{claims}");
    }
}

#[tokio::test]
async fn an_address_that_is_not_verified_is_no_address() {
    let (world, provider) = world();
    for (flag, verified) in [
        (json!(true), true),
        (json!("true"), true),
        (json!(false), false),
        (json!("false"), false),
        (json!("yes"), false),
        (Value::Null, false),
    ] {
        let token = world.mint(&json!({"email_verified": flag}));
        let answer = provider.verify(&token, at(0)).await.unwrap();
        assert_eq!(answer.verified_email.is_some(), verified, "{flag}");
    }
}

#[tokio::test]
async fn keys_may_change_at_any_time() {
    let (world, provider) = world();
    let former = world.mint(&json!({}));
    assert!(provider.verify(&former, at(0)).await.is_ok());
    world.rotate_key();
    let token = world.mint(&json!({}));
    assert!(provider.verify(&token, at(11)).await.is_ok());
    // The former key is published no more.
    assert!(provider.verify(&former, at(11)).await.is_err());
}

#[tokio::test]
async fn unknown_keys_do_not_make_us_hammer_the_provider() {
    let (world, provider) = world();
    let elsewhere = IdentityProvider::start();
    elsewhere.rotate_key();
    elsewhere.set_now(NOW);
    let token = elsewhere.mint(&json!({"iss": world.issuer(), "sub": "x"}));
    for _ in 0..20 {
        assert_eq!(refused(&provider, &token).await, "unknown key");
    }
    assert_eq!(world.key_reads(), 1);
}

#[tokio::test]
async fn a_provider_that_cannot_be_right_is_not_believed() {
    let (world, provider) = world();
    world.set_down(true);
    let token = world.mint(&json!({}));
    let answer = provider.verify(&token, at(0)).await.unwrap_err();
    assert_eq!(answer, OidcError::Unavailable("it is in trouble"));
    world.set_down(false);
    world.publish_issuer("https://accounts.google.com");
    let answer = provider.verify(&token, at(0)).await.unwrap_err();
    assert_eq!(answer, OidcError::Misconfigured("issuer"));

    let plain = Provider::new(registration("http://id.example.org"));
    assert!(matches!(plain, Err(OidcError::Misconfigured(_))));
    let nobody = Provider::new(registration("http://127.0.0.1:9")).unwrap();
    let answer = nobody.verify(&token, at(0)).await.unwrap_err();
    assert_eq!(answer, OidcError::Unavailable("it cannot be reached"));
}
