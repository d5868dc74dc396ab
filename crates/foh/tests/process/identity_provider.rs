//! The program and an identity provider, each in a process of its own, over HTTP.

use std::time::{Duration, Instant};

use foh_testkit::provider::{CLIENT_ID, CLIENT_SECRET, IdentityProvider};
use serde_json::{Value, json};

use crate::http::Client;
use crate::program::Place;

async fn sign_in(client: &Client, credential: &str) -> (u16, Value) {
    let body = json!({ "credential": credential });
    let answer = client.post("/api/auth/google", &body).await;
    (
        answer.status,
        serde_json::from_str(&answer.body).unwrap_or_default(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_the_provider_vouches_for_is_signed_in_and_nobody_else() {
    let provider = IdentityProvider::start();
    provider.person(json!({
        "sub": "1815", "email": "ada@example.org", "email_verified": true, "name": "Ada Lovelace",
    }));
    let mut place = Place::empty()
        .with("FOH_GOOGLE_ISSUER", &provider.issuer())
        .with("FOH_GOOGLE_CLIENT_ID", CLIENT_ID)
        .with("FOH_GOOGLE_CLIENT_SECRET", CLIENT_SECRET)
        .with("FOH_LIMITS", "all=off");
    let serving = place.serve();
    let client = Client::of(&serving);

    let (status, tokens) = sign_in(&client, &provider.mint(&json!({}))).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["user"]["email"], "ada@example.org");
    let unverified = json!({"sub": "1852", "email": "b@example.org", "email_verified": false});
    for (what, credential, expected) in [
        ("no signature", provider.mint_unsigned(&json!({})), 401),
        (
            "the public key as a secret",
            provider.mint_with_public_key_as_secret(&json!({})),
            401,
        ),
        (
            "a foreign key",
            provider.mint_with_foreign_key(&json!({})),
            401,
        ),
        (
            "another issuer",
            provider.mint(&json!({"iss": "https://evil.example"})),
            401,
        ),
        (
            "another audience",
            provider.mint(&json!({"aud": "else"})),
            401,
        ),
        (
            "another page's nonce",
            provider.mint(&json!({"nonce": "else"})),
            401,
        ),
        (
            "expired",
            provider.mint(&json!({"exp": 1_700_000_000})),
            401,
        ),
        ("an unverified address", provider.mint(&unverified), 403),
    ] {
        let (status, problem) = sign_in(&client, &credential).await;
        assert_eq!(status, expected, "{what}: {problem}");
    }

    // Changed keys are found once the program may look again.
    provider.rotate_key();
    let patience = Instant::now() + Duration::from_secs(30);
    let mut number = 0;
    loop {
        number += 1;
        let credential = provider.mint(&json!({"jti": number}));
        let (status, answer) = sign_in(&client, &credential).await;
        if status == 200 {
            assert_eq!(
                answer["user"]["id"], tokens["user"]["id"],
                "the same person"
            );
            break;
        }
        assert_eq!(status, 401, "{answer}");
        assert!(Instant::now() < patience, "the new key is found");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    serving.stop();
}
