//! Signing in by an identity provider, over HTTP, and whose account one gets.

use foh_app::{
    Delivery, House, Settings, SignInRules, Texts,
    audit::AuditFilter,
    identity::{ExternalError, GOOGLE, NewAccount, SignIn, Visit},
};
use foh_domain::identity::Role;
use foh_gateways::oidc::{Provider, Registration};
use foh_testkit::{
    both_engines,
    engines::Engine,
    provider::{CLIENT_ID, CLIENT_SECRET, IdentityProvider},
};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    house::{MANY, TestHouse, at_once, keyring, morning, unlimited},
    second_factor::enrol,
};

/// A house with a provider, whose clocks agree.
struct World {
    test: TestHouse,
    provider: IdentityProvider,
    house: House,
}

fn ada() -> Value {
    json!({"sub": "1815", "email": "Ada@example.org", "email_verified": true, "name": "Ada Lovelace"})
}

impl World {
    fn open(engine: Engine) -> Self {
        Self::with_registration(engine, true)
    }

    fn with_registration(engine: Engine, registration_open: bool) -> Self {
        let test = TestHouse::open(engine);
        let provider = IdentityProvider::start();
        provider.set_now(morning().as_second());
        provider.person(ada());
        let registration = Registration {
            name: GOOGLE.into(),
            issuer: provider.issuer().parse().unwrap(),
            client_id: CLIENT_ID.into(),
            client_secret: Some(CLIENT_SECRET.into()),
        };
        let settings = Settings {
            site_base_url: "https://tickets.example.org".into(),
            delivery: Delivery::Mailbox,
            mail_from: None,
            texts: Texts::Off,
            crm: false,
            providers: foh_app::payments::Providers::default(),
            limits: unlimited(),
            identity_providers: vec![Provider::new(registration).unwrap().into()],
            registration_open,
            facilitators_open: false,
            payment_patience: jiff::SignedDuration::from_mins(10),
            currency: foh_domain::payments::Currency::EUR,
            retention: foh_domain::privacy::Retention::default(),
            sign_in: SignInRules::default(),
        };
        let database = test.house().database().clone();
        let house = House::new(database, keyring(), test.clock.clone(), settings);
        Self {
            test,
            provider,
            house,
        }
    }

    /// Goes to the provider and comes back as whoever it says; answers the cookie, the state and the code.
    async fn journey(&self) -> (String, String, String) {
        let begun = self.house.begin_external(GOOGLE, "/account").await.unwrap();
        let browser = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let answer = browser.get(&begun.url).send().await.unwrap();
        let back = answer.headers()["location"].to_str().unwrap();
        let (address, query) = back.split_once('?').unwrap();
        assert_eq!(
            address,
            "https://tickets.example.org/sign-in/with/google/back"
        );
        let (code, state) = query.split_once("&state=").unwrap();
        let code = code.strip_prefix("code=").unwrap();
        (begun.reveal().to_owned(), state.to_owned(), code.to_owned())
    }

    async fn come(&self) -> Result<Uuid, ExternalError> {
        let (cookie, state, code) = self.journey().await;
        let visit = Visit::default();
        let (came, next) = self
            .house
            .finish_external(GOOGLE, &cookie, &state, &code, visit)
            .await?;
        assert_eq!(next, "/account");
        Ok(self.who(came).await)
    }

    async fn who(&self, came: SignIn) -> Uuid {
        let SignIn::SignedIn(signed_in) = came else {
            panic!("{came:?}");
        };
        let session = signed_in.session.expose_secret();
        let staff = self.house.who_has_session(session).await.unwrap();
        staff.expect("a session").id
    }

    async fn account(&self) -> Uuid {
        let new = NewAccount {
            email: "ada@example.org",
            name: "Ada Lovelace",
            role: Role::Administrator,
            password: None,
        };
        self.house.create_user(new).await.unwrap()
    }

    async fn sql(&self, sql: &'static str) {
        let database = self.house.database().clone();
        database
            .write(Uuid::nil(), move |tx| tx.execute(sql, &[]))
            .await
            .unwrap();
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let database = self.house.database().clone();
        let found = database
            .read(move |tx| tx.query_one(sql, &[], |row| row.get("n")))
            .await;
        found.unwrap().unwrap()
    }
}

both_engines! {
    async fn a_new_person_becomes_a_member_and_stays_the_same_one(engine: Engine) {
        let world = World::open(engine);
        let id = world.come().await.unwrap();
        let detail = world.house.account(id).await.unwrap().expect("an account");
        assert_eq!(detail.account.role, Role::Member);
        assert!(detail.account.email_verified);
        // Their address may change, or go to somebody else: the subject is the person.
        let mut moved = ada();
        moved["email"] = json!("lovelace@example.org");
        world.provider.person(moved);
        assert_eq!(world.come().await.unwrap(), id);
        let mut heir = ada();
        heir["sub"] = json!("1852");
        world.provider.person(heir);
        assert_eq!(world.come().await.unwrap(), id, "both have verified that address");
    }

    async fn an_account_with_an_unverified_address_is_never_taken_over(engine: Engine) {
        let world = World::open(engine);
        let id = world.account().await;
        assert!(matches!(world.come().await, Err(ExternalError::AccountNotVerified)));
        assert_eq!(world.count("SELECT COUNT(*) AS n FROM external_identities").await, 0);
        world.sql("UPDATE users SET email_verified_at = 1").await;
        assert_eq!(world.come().await.unwrap(), id);
        assert_eq!(world.come().await.unwrap(), id);
        assert_eq!(world.count("SELECT COUNT(*) AS n FROM external_identities").await, 1);
    }

    async fn whom_the_provider_does_not_vouch_for_gets_nothing(engine: Engine) {
        let world = World::open(engine);
        let mut person = ada();
        person["email_verified"] = json!(false);
        world.provider.person(person);
        assert!(matches!(world.come().await, Err(ExternalError::AddressNotVerified)));
        assert_eq!(world.count("SELECT COUNT(*) AS n FROM users").await, 0);
    }

    async fn an_inactive_account_is_not_signed_in(engine: Engine) {
        let world = World::open(engine);
        world.come().await.unwrap();
        world.sql("UPDATE users SET active = (1 = 0)").await;
        assert!(matches!(world.come().await, Err(ExternalError::Inactive)));
        // Nor by its address.
        let mut other = ada();
        other["sub"] = json!("1852");
        world.provider.person(other);
        assert!(matches!(world.come().await, Err(ExternalError::Inactive)));
    }

    async fn a_closed_house_registers_nobody(engine: Engine) {
        let world = World::with_registration(engine, false);
        assert!(matches!(world.come().await, Err(ExternalError::Closed)));
        assert_eq!(world.count("SELECT COUNT(*) AS n FROM users").await, 0);
    }

    async fn many_first_visits_at_once_make_one_account(engine: Engine) {
        let world = World::open(engine);
        let mut journeys = Vec::new();
        for _ in 0..16 {
            journeys.push(world.journey().await);
        }
        let accounts = at_once(journeys.len(), |number| {
            let (house, (cookie, state, code)) = (world.house.clone(), journeys[number].clone());
            async move { house.finish_external(GOOGLE, &cookie, &state, &code, Visit::default()).await }
        })
        .await;
        // Whoever came second in the same moment may be asked to come again, but never gets another account.
        let mut ids = std::collections::HashSet::new();
        for (came, _) in accounts.into_iter().flatten() {
            ids.insert(world.who(came).await);
        }
        assert_eq!(ids.len(), 1);
        assert_eq!(world.count("SELECT COUNT(*) AS n FROM users").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) AS n FROM external_identities").await, 1);
    }

    async fn an_answer_is_taken_only_from_the_browser_that_asked_and_in_time(engine: Engine) {
        let world = World::open(engine);
        let (cookie, state, code) = world.journey().await;
        let (other_cookie, other_state, _) = world.journey().await;
        for (cookie, state) in [
            (other_cookie.as_str(), state.as_str()),
            (&cookie, &other_state),
            (&cookie, ""),
            ("", &state),
            ("rubbish", &state),
        ] {
            let answer = world.house.finish_external(GOOGLE, cookie, state, &code, Visit::default()).await;
            assert!(matches!(answer, Err(ExternalError::UnknownAttempt)));
        }
        let elsewhere = world.house.finish_external("else", &cookie, &state, &code, Visit::default()).await;
        assert!(matches!(elsewhere, Err(ExternalError::UnknownProvider)));
        world.test.clock.advance(SignedDuration::from_mins(10));
        let late = world.house.finish_external(GOOGLE, &cookie, &state, &code, Visit::default()).await;
        assert!(matches!(late, Err(ExternalError::UnknownAttempt)));
    }

    async fn a_posted_credential_is_good_once(engine: Engine) {
        let world = World::open(engine);
        let credential = world.provider.mint(&json!({}));
        let answers = at_once(MANY, |_| {
            let (house, credential) = (world.house.clone(), credential.clone());
            async move { house.sign_in_by_credential(GOOGLE, &credential, None, Visit::default()).await.ok() }
        })
        .await;
        assert_eq!(answers.into_iter().flatten().count(), 1);
    }

    async fn a_posted_credential_is_fresh_and_made_for_us(engine: Engine) {
        let world = World::open(engine);
        let stale = |answer| matches!(answer, Err(ExternalError::Stale));
        let foreign = world.provider.mint(&json!({"nonce": "another page's"}));
        assert!(stale(world.house.sign_in_by_credential(GOOGLE, &foreign, None, Visit::default()).await));
        let nonce = world.house.external_nonce().unwrap();
        let ours = world.provider.mint(&json!({"nonce": nonce}));
        assert!(world.house.sign_in_by_credential(GOOGLE, &ours, None, Visit::default()).await.is_ok());
        let old = world.provider.mint(&json!({"iat": morning().as_second() - 600}));
        assert!(stale(world.house.sign_in_by_credential(GOOGLE, &old, None, Visit::default()).await));
        world.test.clock.advance(SignedDuration::from_mins(10));
        world.provider.set_now(world.house.now().as_second());
        let late = world.provider.mint(&json!({"nonce": nonce}));
        assert!(stale(world.house.sign_in_by_credential(GOOGLE, &late, None, Visit::default()).await));
        let unsigned = world.provider.mint_unsigned(&json!({}));
        let answer = world.house.sign_in_by_credential(GOOGLE, &unsigned, None, Visit::default()).await;
        assert!(matches!(answer, Err(ExternalError::Provider(_))));
    }

    async fn a_second_factor_is_asked_of_a_program_too_and_uses_up_nothing(engine: Engine) {
        let world = World::open(engine);
        let id = world.come().await.unwrap();
        let (app, _) = enrol(&world.test, id).await;
        world.provider.set_now(world.house.now().as_second());
        let credential = world.provider.mint(&json!({}));
        let give = |code: Option<String>| {
            let (house, credential) = (world.house.clone(), credential.clone());
            async move {
                house.sign_in_by_credential(GOOGLE, &credential, code.as_deref(), Visit::default()).await
            }
        };
        assert!(matches!(give(None).await, Ok(SignIn::SecondFactorNeeded(_))));
        assert!(matches!(give(Some("000000".into())).await, Ok(SignIn::Invalid)));
        let answers = at_once(MANY, |_| give(Some(app.code(&world.test)))).await;
        let inside = answers.iter().filter(|answer| matches!(answer, Ok(SignIn::SignedIn(_))));
        assert_eq!(inside.count(), 1);
        world.test.advance(SignedDuration::from_secs(30));
        assert!(matches!(give(Some(app.code(&world.test))).await, Err(ExternalError::Stale)));
        assert_eq!(world.count("SELECT COUNT(*) AS n FROM refresh_families").await, 1);
    }

    async fn signing_in_elsewhere_is_witnessed(engine: Engine) {
        let world = World::open(engine);
        world.come().await.unwrap();
        let (cookie, _, code) = world.journey().await;
        let forged = world.house.finish_external(GOOGLE, &cookie, "forged", &code, Visit::default()).await;
        assert!(matches!(forged, Err(ExternalError::UnknownAttempt)));
        let credential = world.provider.mint(&json!({}));
        let give = || world.house.sign_in_by_credential(GOOGLE, &credential, None, Visit::default());
        let SignIn::SignedIn(tokens) = give().await.unwrap() else {
            panic!("no second factor");
        };
        assert!(matches!(give().await, Err(ExternalError::Stale)));
        world.house.end_tokens(tokens.refresh_token.expose_secret()).await.unwrap();
        world.house.end_tokens(tokens.refresh_token.expose_secret()).await.unwrap();
        let mut said = world.test.sentences(AuditFilter::default()).await;
        said.sort();
        assert_eq!(said, [
            "Ada Lovelace linked an account of google",
            "Ada Lovelace registered",
            "Ada Lovelace signed in by google",
            "Ada Lovelace signed in by google",
            "Ada Lovelace signed out",
            "The house made a signing key",
            "The house was refused to sign in by google: not fresh",
            "The house was refused to sign in by google: unknown attempt",
        ]);
        world.test.is_whole(&[]).await;
    }
}
