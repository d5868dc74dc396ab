//! The second factor: a code works once, and nothing goes without it.

use foh_app::{
    House, SignInRules,
    identity::{Proof, Proven, SecondFactorError, SecondFactorState, SignIn},
};
use foh_domain::identity::Role;
use foh_store::second_factors;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use totp_rs::{Builder, Secret};
use uuid::Uuid;

use crate::{
    house::{MANY, TestHouse, at_once, token},
    sign_in::{PASSWORD, account, at, sign_in, who},
};

const ADA: &str = "ada@example.org";
const STEP: SignedDuration = SignedDuration::from_secs(30);

/// An authenticator app.
pub struct App(totp_rs::Totp);

impl App {
    async fn given(house: &House, user: Uuid) -> Self {
        let SecondFactorState::Begun(enrolment) = house.second_factor(user).await.unwrap().state
        else {
            panic!("an enrolment has begun");
        };
        let secret = Secret::try_from_base32(enrolment.text.expose_secret()).unwrap();
        assert!(
            enrolment
                .url
                .expose_secret()
                .contains(enrolment.text.expose_secret())
        );
        Self(Builder::new().with_secret(secret).build().unwrap())
    }

    /// What it shows now.
    pub fn code(&self, house: &TestHouse) -> String {
        let now = house.clock.now().as_second().try_into().unwrap();
        self.0.generate(now).to_string()
    }
}

/// Ada has an app, and these recovery codes. The code that was used for it is not shown any more.
async fn enrolled(house: &TestHouse) -> (Uuid, App, Vec<String>) {
    let ada = account(house, ADA, Role::Administrator).await;
    let (app, codes) = enrol(house, ada).await;
    (ada, app, codes)
}

/// Sets up a second factor of an account. The code that was used for it is not shown any more.
pub async fn enrol(house: &TestHouse, user: Uuid) -> (App, Vec<String>) {
    house.house().begin_second_factor(user).await.unwrap();
    let app = App::given(house.house(), user).await;
    let codes = house
        .node(1)
        .enrol_second_factor(user, &app.code(house))
        .await
        .unwrap();
    house.advance(STEP);
    let codes = codes
        .iter()
        .map(|code| code.expose_secret().to_owned())
        .collect();
    (app, codes)
}

/// The password is right; the token of what waits for the code.
async fn halfway(house: &House, address: &str) -> String {
    let came = house.sign_in(ADA, PASSWORD.into(), at(address));
    let SignIn::SecondFactorNeeded(half) = came.await.unwrap() else {
        panic!("a code is needed");
    };
    half.token.expose_secret().to_owned()
}

async fn give(house: &House, half: &str, code: &str) -> Result<String, &'static str> {
    give_from(house, half, code, "192.0.2.1").await
}

async fn give_from(
    house: &House,
    half: &str,
    code: &str,
    address: &str,
) -> Result<String, &'static str> {
    match house
        .give_second_factor(half, code, at(address))
        .await
        .unwrap()
    {
        SignIn::SignedIn(signed_in) => Ok(signed_in.session.expose_secret().to_owned()),
        SignIn::Invalid => Err("invalid"),
        SignIn::Locked { .. } => Err("locked"),
        SignIn::Expired => Err("expired"),
        SignIn::SecondFactorNeeded(_) => Err("halfway"),
    }
}

both_engines! {
    async fn it_counts_from_its_first_code_on(engine: Engine) {
        let house = TestHouse::open(engine);
        let ada = account(&house, ADA, Role::Administrator).await;
        let state = async || house.house().second_factor(ada).await.unwrap();
        assert!(matches!(state().await.state, SecondFactorState::None));
        assert!(matches!(house.house().enrol_second_factor(ada, "123456").await, Err(SecondFactorError::State)));
        house.house().begin_second_factor(ada).await.unwrap();
        let first = App::given(house.house(), ada).await;
        house.house().begin_second_factor(ada).await.unwrap();
        let app = App::given(house.house(), ada).await;
        assert_ne!(first.code(&house), app.code(&house), "begun anew, the first is none");
        assert!(sign_in(&house, ADA, PASSWORD).await.is_some(), "it does not count yet");
        for wrong in ["", "12345", &first.code(&house)] {
            assert!(matches!(house.house().enrol_second_factor(ada, wrong).await, Err(SecondFactorError::Wrong)));
        }
        // Confirmed many times at once, there is one set of recovery codes.
        let code = app.code(&house);
        let sets = at_once(8, |n| {
            let (node, code) = (house.node(n).clone(), code.clone());
            async move { node.enrol_second_factor(ada, &code).await.ok() }
        })
        .await;
        let sets: Vec<_> = sets.into_iter().flatten().collect();
        assert_eq!((sets.len(), sets[0].len()), (1, 10));
        assert!(matches!(state().await.state, SecondFactorState::Enrolled { recovery_codes: 10, .. }));
        assert!(matches!(house.house().begin_second_factor(ada).await, Err(SecondFactorError::State)));
        halfway(house.house(), "192.0.2.1").await;
        // Nothing in the database says what it is.
        let secret: Vec<u8> = house.house().database()
            .read(move |tx| second_factors::get(tx, ada))
            .await.unwrap().unwrap().secret.as_bytes().to_vec();
        assert!(secret.len() > 60);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM recovery_codes WHERE used_at IS NULL").await, 10);
    }

    async fn a_code_signs_in_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let (ada, app, _) = enrolled(&house).await;
        let code = app.code(&house);
        // From addresses of their own, with sign-ins of their own.
        let mut halves = Vec::new();
        for n in 0..8 {
            halves.push((format!("192.0.2.{n}"), halfway(house.node(n), &format!("192.0.2.{n}")).await));
        }
        let sessions = at_once(8, |n| {
            let (node, (address, half), code) = (house.node(n).clone(), halves[n].clone(), code.clone());
            async move { give_from(&node, &half, &code, &address).await.ok() }
        })
        .await;
        let sessions: Vec<_> = sessions.into_iter().flatten().collect();
        assert_eq!(sessions.len(), 1, "the code of a step works once");
        assert_eq!(who(&house, &sessions[0]).await, Some(ada));
        let half = halfway(house.house(), "192.0.2.1").await;
        assert_eq!(give(house.house(), &half, &code).await, Err("invalid"));
        house.advance(STEP);
        assert!(give(house.house(), &half, &app.code(&house)).await.is_ok());
        assert_eq!(give(house.house(), &half, &app.code(&house)).await, Err("expired"), "a half-done sign-in ends once");
    }

    /// Whatever the rules about guessing: the store itself lets one through.
    async fn of_many_uses_of_a_code_one_counts(engine: Engine) {
        let house = TestHouse::open(engine);
        let (ada, app, codes) = enrolled(&house).await;
        let step = house.clock.now().as_second() / 30;
        let _ = app;
        let uses = at_once(MANY, |n| {
            let db = house.node(n).database().clone();
            async move { db.write(ada, move |tx| second_factors::use_step(tx, ada, step)).await.unwrap() }
        })
        .await;
        assert_eq!(uses.into_iter().filter(|used| *used).count(), 1);
        let half = halfway(house.house(), "192.0.2.1").await;
        let tries = at_once(MANY, |n| {
            let (node, half, code) = (house.node(n).clone(), half.clone(), codes[0].clone());
            async move { give(&node, &half, &code).await }
        })
        .await;
        assert_eq!(tries.iter().filter(|came| came.is_ok()).count(), 1);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM recovery_codes WHERE used_at IS NOT NULL").await, 1);
    }

    async fn recovery_codes_stand_for_the_app(engine: Engine) {
        let house = TestHouse::open(engine);
        let (ada, _, codes) = enrolled(&house).await;
        for (n, code) in codes.iter().enumerate() {
            let half = halfway(house.house(), "192.0.2.1").await;
            let typed = if n % 2 == 0 { code.to_lowercase() } else { code.replace('-', " ") };
            assert!(give(house.house(), &half, &typed).await.is_ok(), "{code}");
            let again = halfway(house.house(), "192.0.2.1").await;
            assert_eq!(give(house.house(), &again, code).await, Err("invalid"), "used");
            house.advance(SignedDuration::from_hours(1));
        }
        let fresh = house.house().renew_recovery_codes(ada).await.unwrap();
        let fresh: Vec<_> = fresh.iter().map(|code| code.expose_secret().to_owned()).collect();
        let renewed = house.house().renew_recovery_codes(ada).await.unwrap();
        let half = halfway(house.house(), "192.0.2.1").await;
        assert_eq!(give(house.house(), &half, &fresh[0]).await, Err("invalid"), "replaced");
        assert!(give(house.house(), &half, renewed[0].expose_secret()).await.is_ok());
    }

    async fn a_sign_in_has_five_codes_and_five_minutes(engine: Engine) {
        let house = TestHouse::open(engine);
        let (_, app, _) = enrolled(&house).await;
        let half = halfway(house.house(), "192.0.2.1").await;
        for _ in 0..5 {
            assert_eq!(give(house.house(), &half, "000000").await, Err("invalid"));
        }
        assert_eq!(give(house.house(), &half, &app.code(&house)).await, Err("expired"));
        // Another sign-in does not make more guesses of it.
        let another = halfway(house.house(), "192.0.2.1").await;
        assert_eq!(give(house.house(), &another, &app.code(&house)).await, Err("locked"));
        house.advance(SignedDuration::from_secs(1));
        assert!(give(house.house(), &another, &app.code(&house)).await.is_ok());

        let late = halfway(house.house(), "192.0.2.1").await;
        house.advance(SignedDuration::from_mins(5));
        assert_eq!(give(house.house(), &late, &app.code(&house)).await, Err("expired"));
        // It is good for nothing else.
        let half = halfway(house.house(), "192.0.2.1").await;
        assert_eq!(who(&house, &half).await, None);
        assert!(matches!(house.house().sign_in_by_link(token(&half), at("192.0.2.1")).await.unwrap(), SignIn::Invalid));
        for strange in ["", "x", &"A".repeat(64)] {
            assert_eq!(give(house.house(), strange, &app.code(&house)).await, Err("expired"));
        }
        house.advance(SignedDuration::from_mins(6));
        house.house().forget_sessions().await.unwrap();
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM tokens WHERE purpose = 'second_factor'").await, 0);
    }

    async fn a_link_asks_for_it_too(engine: Engine) {
        let house = TestHouse::open(engine);
        let (ada, app, _) = enrolled(&house).await;
        let link = house.house().administrator_link().await.unwrap().unwrap();
        let text = link.expose_secret().split_once("token=").unwrap().1;
        let came = house.house().sign_in_by_link(token(text), at("192.0.2.1"));
        let SignIn::SecondFactorNeeded(half) = came.await.unwrap() else {
            panic!("a code is needed");
        };
        let session = give(house.house(), half.token.expose_secret(), &app.code(&house)).await.unwrap();
        assert_eq!(who(&house, &session).await, Some(ada));
    }

    async fn it_is_removed_by_password_and_code(engine: Engine) {
        let house = TestHouse::open(engine);
        let (ada, app, codes) = enrolled(&house).await;
        let remove = async |password: &str, code: &str| {
            house.house().remove_second_factor(ada, password.into(), code, at("192.0.2.1")).await
        };
        for (password, code) in [("wrong", app.code(&house)), (PASSWORD, "000000".into()), (PASSWORD, String::new())] {
            assert!(matches!(remove(password, &code).await, Err(SecondFactorError::Wrong)));
        }
        // What was refused used nothing up.
        remove(PASSWORD, &codes[3]).await.unwrap();
        assert!(matches!(remove(PASSWORD, &app.code(&house)).await, Err(SecondFactorError::Wrong)));
        assert!(sign_in(&house, ADA, PASSWORD).await.is_some());
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM recovery_codes").await, 0);
    }

    async fn whoever_lost_everything_is_helped(engine: Engine) {
        let house = TestHouse::open(engine);
        enrolled(&house).await;
        for (email, found) in [("nobody@example.org", false), ("x", false), ("ADA@example.org", true), (ADA, false)] {
            assert_eq!(house.house().lose_second_factor(email).await, Ok(found), "{email}");
        }
        assert!(sign_in(&house, ADA, PASSWORD).await.is_some());
    }

    async fn a_role_may_need_it(engine: Engine) {
        let rules = SignInRules {
            second_factor_roles: [Role::Administrator].into(),
            ..SignInRules::default()
        };
        let house = TestHouse::with_rules(engine, rules);
        let ada = account(&house, ADA, Role::Administrator).await;
        account(&house, "bruno@example.org", Role::Door).await;
        let must = async |text: &str| house.house().who_has_session(text).await.unwrap().unwrap().must_enrol;
        let hers = sign_in(&house, ADA, PASSWORD).await.unwrap();
        let his = sign_in(&house, "bruno@example.org", PASSWORD).await.unwrap();
        assert_eq!((must(&hers).await, must(&his).await), (true, false));
        house.house().begin_second_factor(ada).await.unwrap();
        assert!(must(&hers).await, "begun is not done");
        // What a program gets for the password alone is held to it as well.
        let came = house.house().sign_in_for_tokens(ADA, PASSWORD.into(), None, at("192.0.2.1")).await.unwrap();
        let SignIn::SignedIn(tokens) = came else {
            panic!("the password is right");
        };
        let bearer = house.house().who_has_bearer_token(tokens.access_token.expose_secret());
        assert!(bearer.await.unwrap().unwrap().must_enrol);
        let app = App::given(house.house(), ada).await;
        house.house().enrol_second_factor(ada, &app.code(&house)).await.unwrap();
        assert!(!must(&hers).await);
        assert!(house.house().second_factor(ada).await.unwrap().required);
    }

    /// An account that signs in by links confirms with its code.
    async fn without_a_password_a_code_confirms(engine: Engine) {
        let house = TestHouse::open(engine);
        let (ada, app, _) = enrolled(&house).await;
        let half = halfway(house.house(), "192.0.2.1").await;
        let text = give(house.house(), &half, &app.code(&house)).await.unwrap();
        let session = house.house().who_has_session(&text).await.unwrap().unwrap().session.unwrap().id;
        house.advance(STEP);
        let by_code = async || {
            let proof = Proof::Code(app.code(&house));
            house.house().confirm_session((ada, session), proof, at("192.0.2.1")).await.unwrap()
        };
        assert_eq!(by_code().await, Proven::No, "there is a password");
        house.house().database()
            .write(ada, |tx| tx.execute("UPDATE users SET password_hash = NULL", &[]))
            .await.unwrap();
        assert_eq!(by_code().await, Proven::Yes);
        assert_eq!(by_code().await, Proven::No, "a code works once");
    }
}
