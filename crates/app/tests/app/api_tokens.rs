//! API tokens: what they carry, how long, and that there are never too many.

use foh_app::{
    audit::AuditFilter,
    identity::{ApiTokenError, Duty, Invitation, MadeApiToken, NewAccount, NewApiToken, TokenFor},
};
use foh_domain::{
    audit::Group,
    identity::{
        AccountState, Granted,
        Permission::{self, BoxOffice, Content, Door, Integration},
        Role,
    },
};
use foh_store::api_tokens;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::house::{MANY, TestHouse, at_once};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const INSTANT: SignedDuration = SignedDuration::from_micros(1);

async fn account(house: &TestHouse, email: &str, role: Role) -> Uuid {
    let new = NewAccount {
        email,
        name: "Ada Rossi",
        role,
        password: None,
    };
    house.house().create_user(new).await.unwrap()
}

fn named<'a>(name: &'a str, permissions: Option<&[&'a str]>, days: Option<i64>) -> NewApiToken<'a> {
    NewApiToken {
        name,
        permissions: permissions.map(<[&str]>::to_vec),
        days,
    }
}

async fn make(
    house: &TestHouse,
    of: TokenFor,
    new: NewApiToken<'_>,
) -> Result<MadeApiToken, ApiTokenError> {
    let key = house.house().new_form_key();
    house.house().make_api_token(key, of, new).await
}

/// What a token may do now, on any node; `None` when it does not work.
async fn may(house: &TestHouse, node: usize, made: &MadeApiToken) -> Option<Vec<Permission>> {
    let text = made.text.expose_secret();
    let staff = house.node(node).who_has_api_token(text).await.unwrap()?;
    assert_eq!(staff.session, None);
    let all = Permission::ALL.into_iter();
    Some(all.filter(|one| staff.may(*one)).collect())
}

fn faults<T>(result: Result<T, ApiTokenError>) -> Vec<&'static str> {
    match result {
        Err(ApiTokenError::Faults(faults)) => faults.iter().map(|fault| fault.field).collect(),
        Err(error) => panic!("{error}"),
        Ok(_) => Vec::new(),
    }
}

/// The pattern that `docs/api-tokens.md` gives secret scanners: `foh_[A-Za-z0-9_-]{64}`.
fn is_recognised(text: &str) -> bool {
    text.strip_prefix("foh_").is_some_and(|rest| {
        let of_alphabet = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        rest.len() == 64 && rest.bytes().all(of_alphabet)
    })
}

both_engines! {
    async fn a_token_carries_what_role_and_choice_both_allow(engine: Engine) {
        let house = TestHouse::open(engine);
        account(&house, "other@example.org", Role::Administrator).await;
        let id = account(&house, "ada@example.org", Role::Administrator).await;
        let of = TokenFor::Oneself(id);
        let all = make(&house, of, named("All", None, None)).await.unwrap();
        let some = make(&house, of, named("Some", Some(&["door", "content"]), None)).await.unwrap();
        let everything: Vec<_> = Permission::ALL.into_iter().filter(|one| *one != Integration).collect();
        assert_eq!(may(&house, 0, &all).await, Some(everything));
        assert_eq!(may(&house, 1, &some).await, Some(vec![Content, Door]));
        for (role, by_all, by_some) in [
            (Role::Content, vec![Content], vec![Content]),
            (Role::BoxOffice, vec![BoxOffice], vec![]),
            (Role::Member, vec![], vec![]),
            (Role::Door, vec![Door], vec![Door]),
        ] {
            house.house().change_duty(id, Duty { role, scopes: Vec::new() }).await.unwrap();
            assert_eq!(may(&house, 1, &all).await, Some(by_all), "{role:?} at once, on every node");
            assert_eq!(may(&house, 2, &some).await, Some(by_some), "{role:?}");
        }
        let beyond = make(&house, of, named("Beyond", Some(&["door", "accounts"]), None)).await;
        assert_eq!(faults(beyond), ["permissions"]);
        house.house().deactivate(id).await.unwrap();
        assert_eq!((may(&house, 1, &all).await, may(&house, 2, &some).await), (None, None));
        house.house().reactivate(id).await.unwrap();
        assert_eq!(may(&house, 1, &all).await, None, "what has ended does not come back");
        assert!(house.house().api_tokens(id).await.unwrap().is_empty());
    }

    async fn a_token_works_as_long_as_it_was_made_for(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::Door).await;
        let of = TokenFor::Oneself(id);
        let day = make(&house, of, named("A day", None, Some(1))).await.unwrap();
        house.advance(MINUTE);
        let usual = make(&house, of, named("Usual", None, None)).await.unwrap();
        house.advance(MINUTE);
        let year = make(&house, of, named("A year", None, Some(365))).await.unwrap();
        for (made, days, ago) in [(&day, 1, 2), (&usual, 90, 1), (&year, 365, 0)] {
            assert_eq!(made.expires_at, house.clock.now() - MINUTE * ago + DAY * days);
        }
        for (new, field) in [
            (named("", None, None), "name"),
            (named("Two\nlines", None, None), "name"),
            (named("X", None, Some(0)), "days"),
            (named("X", None, Some(366)), "days"),
            (named("X", None, Some(i64::MAX)), "days"),
            (named("X", Some(&[]), None), "permissions"),
            (named("X", Some(&["root"]), None), "permissions"),
        ] {
            assert_eq!(faults(make(&house, of, new).await), [field]);
        }
        house.advance(DAY - MINUTE * 2 - INSTANT);
        assert!(may(&house, 1, &day).await.is_some());
        house.advance(INSTANT);
        assert!(may(&house, 1, &day).await.is_none());
        let list = house.node(2).api_tokens(id).await.unwrap();
        let seen: Vec<_> = list.iter().map(|item| (item.name.as_str(), item.expired)).collect();
        assert_eq!(seen, [("A year", false), ("Usual", false), ("A day", true)]);
        house.advance(DAY * 31);
        house.house().forget_api_tokens().await.unwrap();
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM api_tokens").await, 2);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM tokens WHERE purpose = 'api'").await, 2);
        assert!(may(&house, 1, &usual).await.is_some() && may(&house, 1, &year).await.is_some());
    }

    async fn a_revoked_token_works_no_more_at_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::Door).await;
        let other = account(&house, "bea@example.org", Role::Door).await;
        let made = make(&house, TokenFor::Oneself(id), named("CI", None, None)).await.unwrap();
        let foreign = house.node(1).revoke_api_token(made.id, Some(other)).await;
        assert!(matches!(foreign, Err(ApiTokenError::Unknown)), "somebody else's");
        assert!(may(&house, 1, &made).await.is_some());
        let outcomes = at_once(8, |n| {
            let (node, id) = (house.node(n).clone(), made.id);
            async move {
                match node.revoke_api_token(id, None).await {
                    Ok(()) => true,
                    Err(ApiTokenError::Unknown) => false,
                    Err(error) => panic!("{error}"),
                }
            }
        })
        .await;
        assert_eq!(outcomes.into_iter().filter(|revoked| *revoked).count(), 1);
        for node in 0..3 {
            assert!(may(&house, node, &made).await.is_none());
        }
        let log = AuditFilter { group: Some(Group::Tokens), limit: 10, ..AuditFilter::default() };
        let log = house.house().audit_log(log).await.unwrap();
        let said: Vec<String> = log.iter().map(foh_app::audit::AuditItem::what).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("revoked an API token: CI") && said[1].contains("made an API token: CI"), "{said:?}");
    }

    async fn there_are_never_more_than_fifty(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::Door).await;
        for n in 0..48 {
            let days = Some(if n == 0 { 1 } else { 90 });
            make(&house, TokenFor::Oneself(id), named("One of many", None, days)).await.unwrap();
        }
        let outcomes = at_once(8, |n| {
            let node = house.node(n).clone();
            async move {
                let new = named("Two tabs", None, None);
                match node.make_api_token(node.new_form_key(), TokenFor::Oneself(id), new).await {
                    Ok(_) => true,
                    Err(ApiTokenError::TooMany) => false,
                    Err(error) => panic!("{error}"),
                }
            }
        })
        .await;
        assert_eq!(outcomes.into_iter().filter(|made| *made).count(), 2);
        assert_eq!(house.house().api_tokens(id).await.unwrap().len(), 50);
        house.advance(DAY);
        make(&house, TokenFor::Oneself(id), named("In its place", None, None)).await.unwrap();
        let beyond = make(&house, TokenFor::Oneself(id), named("Beyond", None, None)).await;
        assert!(matches!(beyond, Err(ApiTokenError::TooMany)));
    }

    async fn a_form_makes_one_token(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::Door).await;
        let key = house.house().new_form_key();
        let made = at_once(8, |n| {
            let node = house.node(n).clone();
            async move {
                let new = named("Twice", None, None);
                match node.make_api_token(key, TokenFor::Oneself(id), new).await {
                    Ok(made) => Some(made),
                    Err(ApiTokenError::MadeBefore) => None,
                    Err(error) => panic!("{error}"),
                }
            }
        })
        .await;
        let made: Vec<_> = made.into_iter().flatten().collect();
        assert_eq!(made.len(), 1);
        assert!(may(&house, 1, &made[0]).await.is_some(), "the one whose text was told");
    }

    async fn its_last_use_is_noted_within_five_minutes(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::Door).await;
        let made = make(&house, TokenFor::Oneself(id), named("CI", None, None)).await.unwrap();
        let used = async || house.house().api_tokens(id).await.unwrap()[0].used_at;
        assert_eq!(used().await, None);
        let text = made.text.expose_secret().to_owned();
        let known = at_once(MANY, |n| {
            let (node, text) = (house.node(n).clone(), text.clone());
            async move { node.who_has_api_token(&text).await.unwrap().is_some() }
        })
        .await;
        assert!(known.into_iter().all(|known| known));
        let first = house.clock.now();
        assert_eq!(used().await, Some(first));
        house.advance(MINUTE * 5);
        assert!(may(&house, 1, &made).await.is_some());
        assert_eq!(used().await, Some(first), "noted not long ago");
        house.advance(INSTANT);
        // As many at once as ask: one writes.
        let (now, since) = (house.clock.now(), house.clock.now() - MINUTE * 5);
        let noted = at_once(MANY, |n| {
            let (db, id) = (house.node(n).database().clone(), made.id);
            async move { db.write(id, move |tx| api_tokens::note_use(tx, id, (now, since))).await.unwrap() }
        })
        .await;
        assert_eq!(noted.into_iter().filter(|noted| *noted).count(), 1);
        assert_eq!(used().await, Some(now));
        let forged = format!("{}{}", &text[..60], "A".repeat(8));
        assert!(house.house().who_has_api_token(&forged).await.unwrap().is_none());
    }

    async fn a_leaked_token_is_recognised(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house, "ada@example.org", Role::Door).await;
        for _ in 0..32 {
            let made = make(&house, TokenFor::Oneself(id), named("Leak", None, None)).await.unwrap();
            let text = made.text.expose_secret();
            assert!(is_recognised(text));
            assert!(!format!("{made:?}").contains(&text[4..]), "it cannot be printed");
            let items = house.house().api_tokens(id).await.unwrap();
            let item = items.iter().find(|item| item.id == made.id).unwrap();
            assert!(text.starts_with(&item.beginning) && item.beginning.len() == 16);
            assert!(!format!("{item:?}").contains(&text[26..]), "nothing of the verifier is kept");
        }
        let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api-tokens.md");
        let docs = std::fs::read_to_string(docs).unwrap();
        assert!(docs.contains("foh_[A-Za-z0-9_-]{64}"), "secret scanners are told");
    }

    async fn services_have_tokens_made_for_them(engine: Engine) {
        let house = TestHouse::open(engine);
        let person = account(&house, "ada@example.org", Role::Door).await;
        let invitation = Invitation {
            email: "crm@example.org",
            name: "CRM",
            duty: Duty { role: Role::Service, scopes: Vec::new() },
        };
        let service = house.house().invite(invitation).await.unwrap();
        let found = house.house().account(service).await.unwrap().unwrap().account;
        assert_eq!((found.state, found.has_password), (AccountState::Active, false));
        assert!(house.mails("invitation").await.is_empty(), "nobody reads it");
        let made = make(&house, TokenFor::Service(service), named("CRM", None, None)).await.unwrap();
        assert_eq!(may(&house, 1, &made).await, Some(vec![Permission::Integration]));
        let refused = make(&house, TokenFor::Service(person), named("Mine", None, None)).await;
        assert!(matches!(refused, Err(ApiTokenError::NotService)));
        let nobody = make(&house, TokenFor::Anybody(Uuid::nil()), named("Mine", None, None)).await;
        assert!(matches!(nobody, Err(ApiTokenError::Unknown)));
        let item = house.house().api_tokens_with("CRM@example.org").await.unwrap().remove(0);
        assert_eq!((item.id, item.granted), (made.id, Granted::Everything));
    }
}
