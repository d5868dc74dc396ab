//! Accounts: registered, verified, lost and found, invited, switched off. Each once, however many try at the same time.

use foh_app::{
    Clock, House, Settings,
    identity::{
        ApiTokenError, ChangePasswordError, Invitation, LinkError, NewAccount, RegisterError,
        Registration, ResendVerificationError, SignIn, Visit,
    },
};
use foh_domain::identity::{AccountState, Role};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::house::{MANY, TestHouse, at_once, keyring, morning, no_fault, tally, token, tokens_in};

const ADA: &str = "ada@example.org";
const PASSWORD: &str = "vermilion otter cabinet";
const ANOTHER: &str = "seventeen quiet lanterns";
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

pub async fn registered(house: &TestHouse) -> Uuid {
    let new = Registration {
        email: ADA,
        name: "Ada Rossi",
        password: PASSWORD.into(),
    };
    house
        .house()
        .register(new)
        .await
        .unwrap()
        .expect("a new account")
}

/// The tokens of the e-mails of this kind that are still wanted, the newest first.
pub async fn links(house: &TestHouse, kind: &str, path: &str) -> Vec<String> {
    let mails = house.mails(kind).await;
    mails
        .iter()
        .map(|(_, text)| tokens_in(text, path).remove(0))
        .collect()
}

pub async fn state_of(house: &TestHouse, id: Uuid) -> AccountState {
    house
        .house()
        .account(id)
        .await
        .unwrap()
        .expect("the account")
        .account
        .state
}

pub async fn sign_in(house: &House, password: &str) -> Option<String> {
    let visit = Visit {
        address: "203.0.113.9",
        ..Visit::default()
    };
    match house.sign_in(ADA, password.into(), visit).await {
        Ok(SignIn::SignedIn(signed_in)) => Some(signed_in.session.expose_secret().to_owned()),
        Ok(_) => None,
        Err(error) => no_fault(&error),
    }
}

pub async fn is_signed_in(house: &TestHouse, session: &str) -> bool {
    house
        .node(1)
        .who_has_session(session)
        .await
        .unwrap()
        .is_some()
}

fn word(result: &Result<(), LinkError>) -> String {
    match result {
        Ok(()) => "done".into(),
        Err(LinkError::Store(error)) => no_fault(error),
        Err(error) => error.to_string(),
    }
}

both_engines! {
    async fn a_guest_registers_and_verifies_the_address(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = registered(&house).await;
        let detail = house.house().account(id).await.unwrap().unwrap().account;
        assert_eq!((detail.role, detail.state, detail.email_verified), (Role::Member, AccountState::Active, false));
        let first = links(&house, "verification", "/register/verify").await.remove(0);
        house.advance(MINUTE);
        house.node(1).resend_verification(id).await.unwrap();
        let second = links(&house, "verification", "/register/verify").await.remove(0);
        let verify = async |text: &str| house.node(2).verify_email(token(text)).await;
        assert!(matches!(verify(&first).await, Err(LinkError::Unknown)), "the newest link counts");
        house.node(2).see_verification(token(&second)).await.unwrap();
        house.node(2).see_verification(token(&second)).await.unwrap();
        verify(&second).await.unwrap();
        assert!(house.house().account(id).await.unwrap().unwrap().account.email_verified);
        assert!(matches!(verify(&second).await, Err(LinkError::Gone)));
        let again = house.house().resend_verification(id).await;
        assert!(matches!(again, Err(ResendVerificationError::NothingToVerify)));
        assert!(house.mails("verification").await.is_empty(), "no longer wanted");
    }

    async fn a_verification_works_for_a_day(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = registered(&house).await;
        let link = links(&house, "verification", "/register/verify").await.remove(0);
        house.advance(MINUTE * (24 * 60));
        assert!(matches!(house.house().verify_email(token(&link)).await, Err(LinkError::Gone)));
        assert!(!house.house().account(id).await.unwrap().unwrap().account.email_verified);
    }

    async fn an_address_is_registered_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let made = at_once(32, |n| {
            let node = house.node(n).clone();
            async move {
                let email = if n % 2 == 0 { ADA } else { "Ada@Example.org" };
                let new = Registration { email, name: "Ada Rossi", password: PASSWORD.into() };
                node.register(new).await.unwrap()
            }
        })
        .await;
        assert_eq!(made.iter().flatten().count(), 1);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM users").await, 1);
        assert_eq!(house.mails("verification").await.len(), 1);
        assert_eq!(house.mails("already_registered").await.len(), 31);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM tokens").await, 32, "as much is written for each");
    }

    async fn a_taken_address_stays_its_owners(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = registered(&house).await;
        let new = Registration { email: ADA, name: "Mallory", password: ANOTHER.into() };
        assert_eq!(house.house().register(new).await.unwrap(), None);
        assert_eq!(sign_in(house.house(), ANOTHER).await, None);
        let session = sign_in(house.house(), PASSWORD).await.unwrap();
        assert!(is_signed_in(&house, &session).await);
        let (to, text) = house.mails("already_registered").await.remove(0);
        assert_eq!(to, ADA);
        assert!(text.contains("Ada Rossi") && !text.contains("Mallory"));
        // The token that makes both entries alike opens nothing.
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM tokens WHERE purpose = 'email_verification' AND expires_at > created_at").await, 1);
        house.house().deactivate(id).await.unwrap();
        assert!(house.mails("already_registered").await.is_empty());
    }

    async fn whoever_registers_hears_of_every_fault(engine: Engine) {
        let house = TestHouse::open(engine);
        let faulty = Registration { email: "ada", name: " ", password: "short".into() };
        let Err(RegisterError::Faults(faults)) = house.house().register(faulty).await else {
            panic!("faults are told");
        };
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["email", "name", "password"]);
        let settings = Settings { registration_open: false, ..house.house().settings().clone() };
        let closed = House::new(house.house().database().clone(), keyring(), Clock::standing(morning()), settings);
        let new = Registration { email: ADA, name: "Ada", password: PASSWORD.into() };
        assert!(matches!(closed.register(new).await, Err(RegisterError::Closed)));
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM users").await, 0);
    }

    async fn a_lost_password_is_set_anew(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = registered(&house).await;
        let sessions = [sign_in(house.house(), PASSWORD).await.unwrap(), sign_in(house.node(1), PASSWORD).await.unwrap()];
        house.house().request_password_reset(" ADA@example.org").await.unwrap();
        house.node(1).request_password_reset(ADA).await.unwrap();
        let found = links(&house, "password_reset", "/password-reset/link").await;
        let (link, other) = (&found[0], &found[1]);
        let reset = async |text: &str, password: &str| house.node(2).reset_password(token(text), password.into()).await;
        let Err(LinkError::Faults(faults)) = reset(link, "Ada Rossi").await else { panic!("refused") };
        assert_eq!(faults[0].field, "password");
        house.node(1).see_password_reset(token(link)).await.unwrap();
        reset(link, ANOTHER).await.unwrap();
        for session in &sessions {
            assert!(!is_signed_in(&house, session).await);
        }
        assert!(matches!(reset(link, PASSWORD).await, Err(LinkError::Gone)));
        assert!(matches!(reset(other, PASSWORD).await, Err(LinkError::Unknown)), "the others end with it");
        assert_eq!(sign_in(house.house(), PASSWORD).await, None);
        assert!(sign_in(house.house(), ANOTHER).await.is_some());
        assert!(house.house().account(id).await.unwrap().unwrap().account.email_verified);
        assert_eq!(house.mails("password_changed").await.len(), 1);
        house.house().request_password_reset(ADA).await.unwrap();
        let late = links(&house, "password_reset", "/password-reset/link").await.remove(0);
        house.advance(MINUTE * 60);
        assert!(matches!(reset(&late, PASSWORD).await, Err(LinkError::Gone)));
    }

    async fn nobody_gets_a_link_to_reset(engine: Engine) {
        let house = TestHouse::open(engine);
        let service = NewAccount { email: "crm@example.org", name: "CRM", role: Role::Service, password: None };
        house.house().create_user(service).await.unwrap();
        let inactive = registered(&house).await;
        let door = NewAccount { email: "bruno@example.org", name: "Bruno", role: Role::Administrator, password: None };
        house.house().create_user(door).await.unwrap();
        house.house().deactivate(inactive).await.unwrap();
        for email in ["nobody@example.org", "crm@example.org", ADA] {
            house.house().request_password_reset(email).await.unwrap();
        }
        assert!(house.mails("password_reset").await.is_empty());
        // As much was written for each as for an account there is.
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM outbox WHERE kind = 'password_reset'").await, 3);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM tokens WHERE purpose = 'password_reset' AND expires_at = created_at").await, 3);
    }

    async fn a_link_to_reset_works_once(engine: Engine) {
        let house = TestHouse::open(engine);
        registered(&house).await;
        house.house().request_password_reset(ADA).await.unwrap();
        let link = links(&house, "password_reset", "/password-reset/link").await.remove(0);
        let results = at_once(MANY, |n| {
            let (node, link) = (house.node(n).clone(), link.clone());
            async move { (n, node.reset_password(token(&link), format!("{ANOTHER} {n}").into()).await) }
        })
        .await;
        let counts = tally(&results, |(_, result)| word(result));
        assert_eq!(counts.get("done"), Some(&1), "{counts:?}");
        assert_eq!(counts.get("the link works no more"), Some(&(MANY - 1)), "{counts:?}");
        let (winner, _) = results.iter().find(|(_, result)| result.is_ok()).unwrap();
        assert!(sign_in(house.house(), &format!("{ANOTHER} {winner}")).await.is_some());
        assert_eq!(house.mails("password_changed").await.len(), 1);
    }

    /// Whoever signs in with the former password while it is replaced is refused, or signed out with everybody else.
    async fn no_session_outlives_its_password(engine: Engine) {
        let house = TestHouse::open(engine);
        registered(&house).await;
        house.house().request_password_reset(ADA).await.unwrap();
        let link = links(&house, "password_reset", "/password-reset/link").await.remove(0);
        let sessions = at_once(17, |n| {
            let (node, link) = (house.node(n).clone(), link.clone());
            async move {
                if n == 8 {
                    node.reset_password(token(&link), ANOTHER.into()).await.unwrap();
                    None
                } else {
                    sign_in(&node, PASSWORD).await
                }
            }
        })
        .await;
        for session in sessions.iter().flatten() {
            assert!(!is_signed_in(&house, session).await);
        }
        assert_eq!(sign_in(house.house(), PASSWORD).await, None);
    }

    async fn changing_the_password_ends_all_but_this_session(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = registered(&house).await;
        let here = sign_in(house.house(), PASSWORD).await.unwrap();
        let there = sign_in(house.house(), PASSWORD).await.unwrap();
        let api = house.house().create_api_token(ADA).await.unwrap();
        house.house().request_password_reset(ADA).await.unwrap();
        let link = links(&house, "password_reset", "/password-reset/link").await.remove(0);
        let change = async |present: &str, new: &str| {
            house.node(1).change_password(id, Some(&here), present.into(), new.into()).await
        };
        assert!(matches!(change(ANOTHER, ANOTHER).await, Err(ChangePasswordError::WrongPassword)));
        let Err(ChangePasswordError::Faults(faults)) = change(PASSWORD, "1234567890").await else { panic!("refused") };
        assert_eq!(faults[0].field, "new_password");
        change(PASSWORD, ANOTHER).await.unwrap();
        assert!(is_signed_in(&house, &here).await && !is_signed_in(&house, &there).await);
        assert!(house.house().who_has_api_token(api.expose_secret()).await.unwrap().is_some());
        assert!(matches!(house.house().see_password_reset(token(&link)).await, Err(LinkError::Unknown)));
        assert_eq!((sign_in(house.house(), PASSWORD).await.is_some(), sign_in(house.house(), ANOTHER).await.is_some()), (false, true));
        assert_eq!(house.mails("password_changed").await.len(), 1);
    }

    async fn of_many_changes_at_once_one_counts(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = registered(&house).await;
        let results = at_once(16, |n| {
            let node = house.node(n).clone();
            async move {
                let new = format!("{ANOTHER} {n}");
                match node.change_password(id, None, PASSWORD.into(), new.clone().into()).await {
                    Ok(()) => Some(new),
                    Err(ChangePasswordError::WrongPassword) => None,
                    Err(error) => panic!("{error}"),
                }
            }
        })
        .await;
        let kept: Vec<_> = results.into_iter().flatten().collect();
        assert_eq!(kept.len(), 1);
        assert!(sign_in(house.house(), &kept[0]).await.is_some());
    }

    async fn a_hash_of_former_parameters_is_renewed_by_signing_in(engine: Engine) {
        let house = TestHouse::open(engine);
        registered(&house).await;
        // "vermilion otter cabinet" with m=8 KiB, t=1, p=1 and the salt "0123456789abcdef".
        let former = weak_hash();
        let stored = former.clone();
        let set = move |tx: &mut foh_store::Tx<'_>| tx.execute("UPDATE users SET password_hash = $1", &[stored.as_str().into()]);
        house.house().database().write(Uuid::nil(), set).await.unwrap();
        let hash = async || {
            let read = |tx: &mut foh_store::Tx<'_>| tx.query_one("SELECT password_hash FROM users", &[], |row| row.get::<String>("password_hash"));
            house.house().database().read(read).await.unwrap().unwrap()
        };
        assert_eq!(sign_in(house.house(), ANOTHER).await, None);
        assert_eq!(hash().await, former);
        let sessions = at_once(8, |n| {
            let node = house.node(n).clone();
            async move { sign_in(&node, PASSWORD).await }
        })
        .await;
        assert!(sessions.iter().any(Option::is_some), "{sessions:?}");
        let fresh = hash().await;
        assert!(fresh.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{fresh}");
        assert!(sign_in(house.house(), PASSWORD).await.is_some());
        assert_eq!(hash().await, fresh, "once is enough");
    }

    async fn an_invitation_is_accepted_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = invited(&house).await;
        assert_eq!(state_of(&house, id).await, AccountState::Invited);
        assert!(matches!(house.house().create_api_token(ADA).await, Err(ApiTokenError::Unknown)), "it can do nothing yet");
        let link = links(&house, "invitation", "/invitation").await.remove(0);
        let person = house.house().see_invitation(token(&link).into()).await.unwrap();
        assert_eq!((person.name.expose(), person.role), ("Ada Rossi", Role::TravelOperator));
        let short = house.house().accept_invitation(token(&link), "k7#pQ2xv".into()).await;
        assert!(matches!(short, Err(LinkError::Faults(_))), "staff need longer ones than members");
        let results = at_once(MANY, |n| {
            let (node, link) = (house.node(n).clone(), link.clone());
            async move { node.accept_invitation(token(&link), PASSWORD.into()).await }
        })
        .await;
        let counts = tally(&results, word);
        assert_eq!((counts.get("done"), counts.get("the link works no more")), (Some(&1), Some(&(MANY - 1))), "{counts:?}");
        let session = sign_in(house.house(), PASSWORD).await.unwrap();
        assert!(is_signed_in(&house, &session).await);
        let detail = house.house().account(id).await.unwrap().unwrap();
        assert!(detail.account.email_verified);
        assert_eq!(detail.scopes, [Uuid::from_u128(7)]);
    }

    async fn an_invitation_is_sent_again_or_withdrawn(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = invited(&house).await;
        let first = links(&house, "invitation", "/invitation").await.remove(0);
        house.advance(MINUTE);
        house.node(1).resend_invitation(id).await.unwrap();
        let second = links(&house, "invitation", "/invitation").await.remove(0);
        let see = async |text: &str| house.house().see_invitation(token(text).into()).await.map(|_| ());
        assert!(matches!(see(&first).await, Err(LinkError::Unknown)));
        house.advance(MINUTE * (7 * 24 * 60) - SignedDuration::from_micros(1));
        see(&second).await.unwrap();
        house.advance(SignedDuration::from_micros(1));
        assert!(matches!(see(&second).await, Err(LinkError::Gone)));
        house.node(2).resend_invitation(id).await.unwrap();
        let third = links(&house, "invitation", "/invitation").await.remove(0);
        house.house().withdraw_invitation(id).await.unwrap();
        assert!(matches!(see(&third).await, Err(LinkError::Unknown)));
        assert!(house.house().account(id).await.unwrap().is_none());
        assert!(house.mails("invitation").await.is_empty());
        // The address is free again.
        invited(&house).await;
    }

    /// Accepted and withdrawn at the same moment: one of them, wholly.
    async fn an_invitation_is_accepted_or_withdrawn(engine: Engine) {
        let house = TestHouse::open(engine);
        for _ in 0..4 {
            let id = invited(&house).await;
            let link = links(&house, "invitation", "/invitation").await.remove(0);
            let done = at_once(2, |n| {
                let (node, link) = (house.node(n).clone(), link.clone());
                async move {
                    if n == 0 {
                        node.accept_invitation(token(&link), PASSWORD.into()).await.is_ok()
                    } else {
                        node.withdraw_invitation(id).await.is_ok()
                    }
                }
            })
            .await;
            let account = house.house().account(id).await.unwrap();
            match done[..] {
                [true, false] => assert_eq!(account.unwrap().account.state, AccountState::Active),
                [false, true] => assert!(account.is_none()),
                _ => panic!("{done:?}"),
            }
            forget(&house).await;
        }
    }
}

pub async fn invited(house: &TestHouse) -> Uuid {
    let duty = foh_app::identity::Duty {
        role: Role::TravelOperator,
        scopes: vec![Uuid::from_u128(7)],
    };
    let new = Invitation {
        email: ADA,
        name: "Ada Rossi",
        duty,
    };
    house.house().invite(new).await.unwrap()
}

async fn forget(house: &TestHouse) {
    let all = |tx: &mut foh_store::Tx<'_>| {
        tx.execute("DELETE FROM user_scopes", &[])?;
        tx.execute("DELETE FROM users", &[])
    };
    house
        .house()
        .database()
        .write(Uuid::nil(), all)
        .await
        .unwrap();
}

/// Today's password by yesterday's parameters.
fn weak_hash() -> String {
    use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
    let params = Params::new(8, 1, 1, None).unwrap();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(PASSWORD.as_bytes(), b"0123456789abcdef")
        .unwrap()
        .to_string()
}
