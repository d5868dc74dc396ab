//! Guessing gets slower, on all nodes together, and keeps nobody out for good.

use foh_app::{
    House,
    identity::{SignIn, Visit},
};
use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use secrecy::ExposeSecret;

use crate::{
    house::{MANY, TestHouse, as_one_batch, at_once, tally},
    sign_in::{PASSWORD, account, at},
};

const ADA: &str = "ada@example.org";
const HOME: &str = "192.0.2.1";
const AWAY: &str = "198.51.100.7";

fn word(came: &SignIn) -> String {
    match came {
        SignIn::SignedIn(_) => "signed in".into(),
        SignIn::SecondFactorNeeded(_) => "halfway".into(),
        SignIn::Locked { .. } => "locked".into(),
        SignIn::Invalid => "invalid".into(),
        SignIn::Expired => "expired".into(),
    }
}

async fn guess(house: &House, email: &str, password: &str, visit: Visit<'_>) -> SignIn {
    house.sign_in(email, password.into(), visit).await.unwrap()
}

async fn said(house: &House, password: &str, visit: Visit<'_>) -> String {
    word(&guess(house, ADA, password, visit).await)
}

/// How long the next guess has to wait.
async fn wait(house: &House, email: &str, visit: Visit<'_>) -> SignedDuration {
    match guess(house, email, PASSWORD, visit).await {
        SignIn::Locked { retry_after } => retry_after,
        other => panic!("{other:?}"),
    }
}

/// So many wrong guesses at once, each from its address at its account, and how often each was answered.
async fn wrong_at_once(
    house: &TestHouse,
    count: usize,
    who: impl Fn(usize) -> (String, String),
) -> Vec<(String, usize)> {
    let answers = at_once(count, |n| {
        let (node, (email, address)) = (house.node(n).clone(), who(n));
        async move { guess(&node, &email, "wrong", at(&address)).await }
    })
    .await;
    tally(&answers, word).into_iter().collect()
}

fn of(invalid: usize, locked: usize) -> Vec<(String, usize)> {
    vec![("invalid".into(), invalid), ("locked".into(), locked)]
}

both_engines! {
    /// Whether the account exists or not.
    async fn of_many_at_once_five_are_looked_at(engine: Engine) {
        let house = TestHouse::open(engine);
        account(&house, ADA, Role::Door).await;
        for email in [ADA, "nobody@example.org", "not an address"] {
            let answers = wrong_at_once(&house, MANY, |_| (email.into(), format!("of {email}"))).await;
            assert_eq!(answers, of(5, MANY - 5), "{email}");
            let here = format!("of {email}");
            assert_eq!(wait(house.node(1), email, at(&here)).await, SignedDuration::from_secs(1));
        }
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM lockouts WHERE failures = 5").await, 9, "pair, address, account");
        house.advance(SignedDuration::from_secs(1));
        assert_eq!(said(house.node(2), PASSWORD, at(&format!("of {ADA}"))).await, "signed in");
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM lockouts WHERE failures = 5").await, 8, "the pair is forgiven");
    }

    async fn in_one_batch_too(engine: Engine) {
        let house = TestHouse::open(engine);
        let answers = as_one_batch(house.house(), uuid::Uuid::nil(), 12, |_| {
            let node = house.house().clone();
            async move { guess(&node, ADA, "wrong", at(HOME)).await }
        })
        .await;
        assert_eq!(tally(&answers, word).into_iter().collect::<Vec<_>>(), of(5, 7));
    }

    async fn each_wrong_guess_doubles_the_wait(engine: Engine) {
        let house = TestHouse::open(engine);
        for _ in 0..5 {
            assert_eq!(said(house.house(), "wrong", at(HOME)).await, "invalid");
        }
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            let left = SignedDuration::from_secs(seconds);
            for _ in 0..3 {
                assert_eq!(wait(house.node(1), ADA, at(HOME)).await, left, "asking prolongs nothing");
            }
            house.advance(left);
            assert_eq!(said(house.house(), "wrong", at(HOME)).await, "invalid");
        }
        // A day later all is forgiven.
        house.advance(SignedDuration::from_hours(24));
        for _ in 0..5 {
            assert_eq!(said(house.house(), "wrong", at(HOME)).await, "invalid");
        }
    }

    async fn an_address_has_twenty_whatever_the_account(engine: Engine) {
        let house = TestHouse::open(engine);
        let answers = wrong_at_once(&house, MANY, |n| (format!("somebody-{n}@example.org"), HOME.into())).await;
        assert_eq!(answers, of(20, MANY - 20));
        assert_eq!(said(house.house(), "wrong", at(AWAY)).await, "invalid", "another address");
    }

    async fn many_addresses_keep_nobody_out_for_good(engine: Engine) {
        let house = TestHouse::open(engine);
        account(&house, ADA, Role::Door).await;
        assert_eq!(said(house.house(), PASSWORD, at(HOME)).await, "signed in");
        let answers = wrong_at_once(&house, MANY, |n| (ADA.into(), format!("203.0.113.{n}"))).await;
        assert_eq!(answers, of(10, MANY - 10));
        // However long it goes on.
        for round in 0..20 {
            house.advance(SignedDuration::from_mins(1));
            let address = format!("198.51.100.{round}");
            assert_eq!(said(house.house(), "wrong", at(&address)).await, "invalid");
        }
        let somewhere = wait(house.house(), ADA, at("somewhere new")).await;
        assert!(somewhere <= SignedDuration::from_mins(1), "{somewhere}");
        assert_eq!(said(house.node(1), PASSWORD, at(HOME)).await, "signed in", "at once where she was before");
        house.advance(somewhere);
        assert_eq!(said(house.node(1), PASSWORD, at("somewhere new")).await, "signed in");
    }

    /// Also against somebody who sits behind the same address.
    async fn a_device_is_known_by_what_the_house_gave_it(engine: Engine) {
        let house = TestHouse::open(engine);
        account(&house, ADA, Role::Door).await;
        account(&house, "bruno@example.org", Role::Door).await;
        let SignIn::SignedIn(signed_in) = guess(house.house(), ADA, PASSWORD, at(HOME)).await else {
            panic!("signed in");
        };
        let device = signed_in.device.expect("a name for the device");
        let text = device.text.expose_secret();
        let known = Visit { device: Some(text), ..at(HOME) };
        assert_eq!(wrong_at_once(&house, MANY, |_| (ADA.into(), HOME.into())).await, of(5, MANY - 5));
        let mut forged = text.to_owned();
        forged.replace_range(42.., if text.ends_with('A') { "E" } else { "A" });
        for strange in [forged.as_str(), "", "A", &"A".repeat(43), &"é".repeat(30)] {
            let visit = Visit { device: Some(strange), ..at(HOME) };
            assert_eq!(said(house.house(), PASSWORD, visit).await, "locked", "{strange}");
        }
        assert_eq!(said(house.node(1), PASSWORD, known).await, "signed in");
        // Its own guesses are counted like anybody's.
        let answers = at_once(MANY, |n| {
            let (node, text) = (house.node(n).clone(), text.to_owned());
            async move {
                let visit = Visit { device: Some(&text), ..at(AWAY) };
                guess(&node, ADA, "wrong", visit).await
            }
        })
        .await;
        assert_eq!(tally(&answers, word).into_iter().collect::<Vec<_>>(), of(5, MANY - 5));
        // It is known to its own account.
        for _ in 0..5 {
            let other = Visit { device: Some(text), ..at("192.0.2.99") };
            assert_eq!(word(&guess(house.house(), "bruno@example.org", "wrong", other).await), "invalid");
        }
        let other = Visit { device: Some(text), ..at("192.0.2.99") };
        wait(house.house(), "bruno@example.org", other).await;
    }

    async fn what_holds_nothing_against_anybody_is_forgotten(engine: Engine) {
        let house = TestHouse::open(engine);
        account(&house, ADA, Role::Door).await;
        said(house.house(), "wrong", at(AWAY)).await;
        said(house.house(), PASSWORD, at(HOME)).await;
        assert_eq!(house.house().forget_lockouts().await, Ok(0));
        house.advance(SignedDuration::from_hours(49));
        assert_eq!(house.house().forget_lockouts().await, Ok(4), "all but where she is known");
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM lockouts").await, 2);
        house.advance(SignedDuration::from_hours(90 * 24));
        assert_eq!(house.house().forget_lockouts().await, Ok(2));
    }
}
