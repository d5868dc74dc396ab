//! Accounts, sessions and API tokens.

use foh_app::{
    House,
    identity::{AccountError, ApiTokenError, NewAccount, SignIn, SignedIn, Visit},
};
use foh_domain::identity::{Permission, Role};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::house::{MANY, TestHouse, at_once, token};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
pub const PASSWORD: &str = "correct horse battery";

/// Somebody at an address.
pub fn at(address: &str) -> Visit<'_> {
    Visit {
        address,
        ..Visit::default()
    }
}

/// Who is signed in; nobody when the answer was that it is not valid.
pub fn begun(came: SignIn) -> Option<SignedIn> {
    match came {
        SignIn::SignedIn(signed_in) => Some(signed_in),
        SignIn::Invalid => None,
        other => panic!("{other:?}"),
    }
}

pub async fn account(house: &TestHouse, email: &str, role: Role) -> Uuid {
    let new = NewAccount {
        email,
        name: "Ada Rossi",
        role,
        password: Some(PASSWORD.into()),
    };
    house.house().create_user(new).await.unwrap()
}

pub async fn sign_in(house: &TestHouse, email: &str, password: &str) -> Option<String> {
    let came = house
        .house()
        .sign_in(email, password.into(), at("192.0.2.1"));
    begun(came.await.unwrap()).map(|signed_in| signed_in.session.expose_secret().to_owned())
}

async fn by_link(house: &House, text: &str) -> Option<String> {
    let came = house.sign_in_by_link(token(text), at("192.0.2.1"));
    begun(came.await.unwrap()).map(|signed_in| signed_in.session.expose_secret().to_owned())
}

pub async fn who(house: &TestHouse, session: &str) -> Option<Uuid> {
    house
        .house()
        .who_has_session(session)
        .await
        .unwrap()
        .map(|staff| staff.id)
}

async fn deactivate(house: &TestHouse) {
    let all =
        |tx: &mut foh_store::Tx<'_>| tx.execute("UPDATE users SET active = $1", &[false.into()]);
    house
        .house()
        .database()
        .write(Uuid::nil(), all)
        .await
        .unwrap();
}

both_engines! {
    async fn a_password_signs_its_account_in(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::Door).await;
        let session = sign_in(&house, " ADA@example.org ", PASSWORD).await.expect("the address in any case");
        let staff = house.house().who_has_session(&session).await.unwrap().unwrap();
        assert_eq!((staff.id, staff.role, staff.name.expose()), (id, Role::Door, "Ada Rossi"));
        assert!(staff.may(Permission::Door) && !staff.may(Permission::Content));
        let another = sign_in(&house, "ada@example.org", PASSWORD).await.unwrap();
        assert_ne!(session, another);
        for (email, password) in [
            ("ada@example.org", "correct horse batterz"),
            ("ada@example.org", ""),
            ("nobody@example.org", PASSWORD),
            ("not an address", PASSWORD),
        ] {
            assert_eq!(sign_in(&house, email, password).await, None, "{email} {password}");
        }
        assert_eq!(sign_in(&house, "ada@example.org", &"x".repeat(100_000)).await, None);
    }

    async fn an_inactive_account_is_nobody(engine: Engine) {
        let house = TestHouse::open(engine);
        account(&house, "ada@example.org", Role::Administrator).await;
        let session = sign_in(&house, "ada@example.org", PASSWORD).await.unwrap();
        let api = house.house().create_api_token("ada@example.org").await.unwrap();
        let link = house.house().administrator_link().await.unwrap().unwrap();
        deactivate(&house).await;
        assert_eq!(sign_in(&house, "ada@example.org", PASSWORD).await, None);
        assert_eq!(who(&house, &session).await, None);
        assert!(house.house().who_has_api_token(api.expose_secret()).await.unwrap().is_none());
        let text = link.expose_secret().split_once("token=").unwrap().1;
        assert_eq!(by_link(house.house(), text).await, None);
        assert!(house.house().administrator_link().await.unwrap().is_none());
        assert!(matches!(house.house().create_api_token("ada@example.org").await, Err(ApiTokenError::Unknown)));
    }

    async fn an_account_without_a_password_has_none(engine: Engine) {
        let house = TestHouse::open(engine);
        let new = NewAccount { email: "ada@example.org", name: "Ada", role: Role::Door, password: None };
        house.house().create_user(new).await.unwrap();
        for password in ["", PASSWORD, "nobody has this password"] {
            assert_eq!(sign_in(&house, "ada@example.org", password).await, None, "{password}");
        }
    }

    async fn an_address_has_one_account(engine: Engine) {
        let house = TestHouse::open(engine);
        let outcomes = at_once(8, |n| {
            let node = house.node(n).clone();
            async move {
                let email = if n % 2 == 0 { "ada@example.org" } else { "Ada@Example.org" };
                let new = NewAccount { email, name: "Ada", role: Role::Door, password: None };
                match node.create_user(new).await {
                    Ok(_) => true,
                    Err(AccountError::Taken) => false,
                    Err(error) => panic!("{error}"),
                }
            }
        })
        .await;
        assert_eq!(outcomes.into_iter().filter(|made| *made).count(), 1);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM users").await, 1);
        let faulty = NewAccount { email: "ada", name: " ", role: Role::Door, password: Some("short".into()) };
        let Err(AccountError::Faults(faults)) = house.house().create_user(faulty).await else {
            panic!("faults are told");
        };
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["email", "name", "password"]);
    }

    async fn a_link_signs_in_once(engine: Engine) {
        let house = TestHouse::open(engine);
        assert!(house.house().administrator_link().await.unwrap().is_none(), "nobody to sign in");
        let id = account(&house, "ada@example.org", Role::Administrator).await;
        let link = house.house().administrator_link().await.unwrap().unwrap();
        let text = link.expose_secret().split_once("token=").unwrap().1;
        let sessions = at_once(MANY, |n| {
            let (node, text) = (house.node(n).clone(), text.to_owned());
            async move { by_link(&node, &text).await }
        })
        .await;
        let sessions: Vec<_> = sessions.into_iter().flatten().collect();
        assert_eq!(sessions.len(), 1);
        assert_eq!(who(&house, &sessions[0]).await, Some(id));
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM tokens WHERE purpose = 'session'").await, 1);

        let late = house.house().administrator_link().await.unwrap().unwrap();
        let unused = token(late.expose_secret().split_once("token=").unwrap().1);
        let until = house.house().sign_in_link_until(&unused).await.unwrap();
        assert_eq!(until, Some(house.clock.now() + HOUR));
        assert_eq!(house.house().sign_in_link_until(&token(text)).await.unwrap(), None, "it was used");
        house.advance(HOUR);
        let text = late.expose_secret().split_once("token=").unwrap().1;
        assert_eq!(by_link(house.house(), text).await, None);
    }

    async fn signing_out_ends_this_session_only(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::Door).await;
        let here = sign_in(&house, "ada@example.org", PASSWORD).await.unwrap();
        let there = sign_in(&house, "ada@example.org", PASSWORD).await.unwrap();
        house.node(1).sign_out(&here).await.unwrap();
        house.node(1).sign_out(&here).await.unwrap();
        house.node(1).sign_out("nonsense").await.unwrap();
        assert_eq!((who(&house, &here).await, who(&house, &there).await), (None, Some(id)));
    }

    async fn a_session_ends_when_it_is_not_used(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::Door).await;
        let session = sign_in(&house, "ada@example.org", PASSWORD).await.unwrap();
        for _ in 0..3 {
            house.advance(HOUR * 12);
            assert_eq!(who(&house, &session).await, Some(id));
        }
        house.advance(HOUR * 12 + SignedDuration::from_secs(1));
        assert_eq!(who(&house, &session).await, None);
        assert_eq!(who(&house, &session).await, None, "asking does not wake it up");
    }

    async fn a_session_ends_after_a_week_whatever_happens(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::Door).await;
        let session = sign_in(&house, "ada@example.org", PASSWORD).await.unwrap();
        for _ in 0..16 {
            house.advance(HOUR * 10);
            assert_eq!(who(&house, &session).await, Some(id));
        }
        house.advance(HOUR * 8);
        assert_eq!(who(&house, &session).await, None);
    }

    async fn an_api_token_works_for_ninety_days(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::BoxOffice).await;
        let api = house.house().create_api_token("ADA@example.org").await.unwrap();
        let text = api.expose_secret();
        let who = async |text: &str| house.node(1).who_has_api_token(text).await.unwrap().map(|staff| staff.id);
        assert!(text.starts_with("foh_"));
        assert_eq!(who(text).await, Some(id));
        for wrong in ["", "foh_", text.strip_prefix("foh_").unwrap(), &text[..text.len() - 1]] {
            assert_eq!(who(wrong).await, None);
        }
        house.advance(HOUR * (90 * 24) - SignedDuration::from_micros(1));
        assert_eq!(who(text).await, Some(id));
        house.advance(SignedDuration::from_micros(1));
        assert_eq!(who(text).await, None);
    }

    /// Those who ask at once are answered together, and each about himself.
    async fn many_who_ask_at_once_are_not_mixed_up(engine: Engine) {
        let house = TestHouse::open(engine);
        let mut known = Vec::new();
        for n in 0..8 {
            let email = format!("ada-{n}@example.org");
            let new = NewAccount { email: &email, name: "Ada", role: Role::Door, password: None };
            let id = house.house().create_user(new).await.unwrap();
            known.push((id, house.house().create_api_token(&email).await.unwrap()));
        }
        let answers = at_once(MANY * 4, |n| {
            let (node, (_, text)) = (house.node(n).clone(), known[n % 8].clone());
            async move {
                let strange = "foh_".to_owned() + &"A".repeat(64);
                let text = if n % 5 == 0 { strange } else { text.expose_secret().to_owned() };
                node.who_has_api_token(&text).await.unwrap().map(|staff| staff.id)
            }
        })
        .await;
        for (n, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer, (n % 5 != 0).then_some(known[n % 8].0));
        }
    }
}
