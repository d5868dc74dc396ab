//! A token is good for what it was made for, and for nothing else.

use foh_app::{
    identity::{NewAccount, SignIn},
    theatre::{CancelError, CheckInError, ConfirmError, TicketError},
};
use foh_domain::{
    identity::Role,
    theatre::{CheckInRefusal, ConfirmRefusal},
    token::Purpose,
};
use foh_testkit::{both_engines, engines::Engine};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::house::{TestHouse, scan, token};
use crate::sign_in::{at, begun};

/// Whether each use accepts the token, in the order of [`Purpose`]s below.
async fn accepted(house: &TestHouse, text: &str, by: Uuid) -> Vec<Purpose> {
    let node = house.house();
    let mut accepted = Vec::new();
    let mut is = |purpose, yes| {
        if yes {
            accepted.push(purpose);
        }
    };
    is(
        Purpose::Session,
        node.who_has_session(text).await.unwrap().is_some(),
    );
    let api = format!("foh_{text}");
    is(
        Purpose::Api,
        node.who_has_api_token(&api).await.unwrap().is_some(),
    );
    match node
        .sign_in_by_link(token(text), at("192.0.2.1"))
        .await
        .unwrap()
    {
        SignIn::SignedIn(_) => is(Purpose::SignInLink, true),
        SignIn::Invalid => {}
        other => panic!("{other:?}"),
    }
    for purpose in [
        Purpose::Confirmation,
        Purpose::CheckIn,
        Purpose::Cancellation,
    ] {
        is(
            purpose,
            node.look_behind(token(text), purpose)
                .await
                .unwrap()
                .is_some(),
        );
    }
    match node.ticket(token(text), None).await {
        Ok(_) => is(Purpose::CheckIn, true),
        Err(TicketError::InvalidToken) => {}
        Err(error) => panic!("{error}"),
    }
    match node.preview_check_in(scan(text, None)).await {
        Ok(_) => is(Purpose::CheckIn, true),
        Err(CheckInError::Refused(CheckInRefusal::InvalidToken)) => {}
        Err(error) => panic!("{error:?}"),
    }
    match node.check_in(scan(text, Some(1)), by).await {
        Ok(_) => is(Purpose::CheckIn, true),
        Err(CheckInError::Refused(CheckInRefusal::InvalidToken)) => {}
        Err(error) => panic!("{error:?}"),
    }
    match node.confirm(token(text)).await {
        Ok(_) => is(Purpose::Confirmation, true),
        Err(ConfirmError::Refused(ConfirmRefusal::InvalidToken)) => {}
        Err(error) => panic!("{error:?}"),
    }
    match node.cancel_by_guest(token(text)).await {
        Ok(_) => is(Purpose::Cancellation, true),
        Err(CancelError::InvalidToken) => {}
        Err(error) => panic!("{error:?}"),
    }
    // Signing out with a token of another kind ends nothing; with the right one it ends the session.
    node.sign_out(text).await.unwrap();
    accepted
}

/// The same token with another verifier.
fn forged(text: &str) -> String {
    let (selector, verifier) = text.split_at(22);
    let reversed: String = verifier.chars().rev().collect();
    format!("{selector}{reversed}")
}

both_engines! {
    async fn every_token_serves_its_purpose_only(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(50).await;
        let by = house.staff(Role::Door).await;
        let administrator = NewAccount {
            email: "ada@example.org",
            name: "Ada",
            role: Role::Administrator,
            password: Some("correct horse battery".into()),
        };
        house.house().create_user(administrator).await.unwrap();
        let session = house.house().sign_in("ada@example.org", "correct horse battery".into(), at("192.0.2.1")).await;
        let session = begun(session.unwrap()).unwrap();
        let api = house.house().create_api_token("ada@example.org").await.unwrap();
        let link = house.house().administrator_link().await.unwrap().unwrap();
        let (pending, unused, booked) = (
            house.reserve(performance, 2).await,
            house.reserve(performance, 2).await,
            house.book(performance, 2).await,
        );
        let cases: [(String, &[Purpose]); 6] = [
            (session.session.expose_secret().into(), &[Purpose::Session]),
            (api.expose_secret().strip_prefix("foh_").unwrap().into(), &[Purpose::Api]),
            (link.expose_secret().split_once("token=").unwrap().1.into(), &[Purpose::SignInLink]),
            (pending.confirmation, &[Purpose::Confirmation; 2]),
            (booked.ticket, &[Purpose::CheckIn; 4]),
            (unused.cancellation, &[Purpose::Cancellation; 2]),
        ];
        for (text, expected) in cases {
            assert_eq!(accepted(&house, &forged(&text), by).await, [], "forged, for {expected:?}");
            assert_eq!(accepted(&house, &text, by).await, expected);
        }
        assert_eq!(accepted(&house, &"A".repeat(64), by).await, [], "unknown");
        house.adds_up().await;
    }
}
