//! Access tokens and the refresh tokens that get new ones.

use foh_app::{
    audit::AuditFilter,
    identity::{NewAccount, RefreshError, Tokens},
};
use foh_domain::{audit::Group, identity::Role};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::house::{MANY, TestHouse, at_once};

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn account(house: &TestHouse) -> Uuid {
    let new = NewAccount {
        email: "ada@example.org",
        name: "Ada Rossi",
        role: Role::Facilitator,
        password: None,
    };
    house.house().create_user(new).await.unwrap()
}

async fn who(house: &TestHouse, access_token: &SecretString) -> Option<Uuid> {
    let found = house
        .house()
        .who_has_bearer_token(access_token.expose_secret())
        .await;
    found.unwrap().map(|staff| staff.id)
}

async fn refresh(house: &TestHouse, refresh_token: &SecretString) -> Option<Tokens> {
    let shown = refresh_token.expose_secret();
    match house.house().refresh(shown).await {
        Ok(tokens) => Some(tokens),
        Err(RefreshError::Invalid) => None,
        Err(error) => panic!("{error}"),
    }
}

async fn set_active(house: &TestHouse, active: bool) {
    let all = move |tx: &mut foh_store::Tx<'_>| {
        tx.execute("UPDATE users SET active = $1", &[active.into()])
    };
    let database = house.house().database().clone();
    database.write(Uuid::nil(), all).await.unwrap();
}

both_engines! {
    async fn an_access_token_speaks_for_its_account_for_fifteen_minutes(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house).await;
        let tokens = house.house().issue_tokens(id).await.unwrap();
        assert_eq!(tokens.life, SignedDuration::from_mins(15));
        assert_eq!(who(&house, &tokens.access_token).await, Some(id));
        assert_eq!(who(&house, &tokens.refresh_token).await, None, "that is for refreshing only");
        set_active(&house, false).await;
        assert_eq!(who(&house, &tokens.access_token).await, None, "at once");
        set_active(&house, true).await;
        house.clock.advance(SignedDuration::from_mins(15));
        assert_eq!(who(&house, &tokens.access_token).await, None);
    }

    async fn refresh_tokens_follow_one_another(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house).await;
        let mut tokens = house.house().issue_tokens(id).await.unwrap();
        for _ in 0..3 {
            house.clock.advance(DAY);
            tokens = refresh(&house, &tokens.refresh_token).await.expect("a successor");
            assert_eq!(who(&house, &tokens.access_token).await, Some(id));
        }
        house.clock.advance(DAY * 30);
        assert!(refresh(&house, &tokens.refresh_token).await.is_none(), "not used for 30 days");
    }

    async fn a_family_ends_after_ninety_days(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house).await;
        let mut tokens = house.house().issue_tokens(id).await.unwrap();
        for _ in 0..4 {
            house.clock.advance(DAY * 20);
            tokens = refresh(&house, &tokens.refresh_token).await.expect("a successor");
        }
        house.clock.advance(DAY * 10);
        assert!(refresh(&house, &tokens.refresh_token).await.is_none());
    }

    async fn a_token_shown_twice_ends_its_family_and_no_other(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house).await;
        let stolen = house.house().issue_tokens(id).await.unwrap();
        let elsewhere = house.house().issue_tokens(id).await.unwrap();
        let thief = refresh(&house, &stolen.refresh_token).await.unwrap();
        assert!(refresh(&house, &stolen.refresh_token).await.is_none());
        assert!(refresh(&house, &thief.refresh_token).await.is_none(), "whoever was first");
        assert_eq!(who(&house, &thief.access_token).await, None, "at once");
        assert_eq!(who(&house, &elsewhere.access_token).await, Some(id));
        assert!(refresh(&house, &elsewhere.refresh_token).await.is_some());
        let tokens = AuditFilter { group: Some(Group::Tokens), ..AuditFilter::default() };
        let said = house.sentences(tokens).await;
        assert!(said.iter().any(|sentence| sentence.contains("refresh token")), "{said:?}");
    }

    async fn one_token_shown_by_many_at_once_gives_one_successor_at_most(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house).await;
        let tokens = house.house().issue_tokens(id).await.unwrap();
        let shown = tokens.refresh_token.expose_secret().to_owned();
        let answers = at_once(MANY, |node| {
            let (house, shown) = (house.node(node).clone(), shown.clone());
            async move { house.refresh(&shown).await.ok() }
        })
        .await;
        let successors: Vec<_> = answers.into_iter().flatten().collect();
        assert!(successors.len() <= 1, "{}", successors.len());
        for successor in &successors {
            assert_eq!(who(&house, &successor.access_token).await, None, "the family has ended");
        }
    }

    async fn signing_out_ends_access_and_refreshing(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house).await;
        let tokens = house.house().issue_tokens(id).await.unwrap();
        house.house().end_tokens(tokens.refresh_token.expose_secret()).await.unwrap();
        assert_eq!(who(&house, &tokens.access_token).await, None);
        assert!(refresh(&house, &tokens.refresh_token).await.is_none());
        let tokens = house.house().issue_tokens(id).await.unwrap();
        house.house().end_access(tokens.access_token.expose_secret()).await.unwrap();
        assert!(refresh(&house, &tokens.refresh_token).await.is_none());
    }

    async fn keys_change_and_every_node_follows(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = account(&house).await;
        let before = house.node(0).issue_tokens(id).await.unwrap();
        assert_eq!(who(&house, &before.access_token).await, Some(id));
        assert_eq!(house.node(1).published_keys().await.unwrap().len(), 1);
        house.clock.advance(SignedDuration::from_secs(2));
        house.node(0).rotate_signing_key().await.unwrap();
        let after = house.node(0).issue_tokens(id).await.unwrap();
        for node in [0, 1] {
            for tokens in [&before, &after] {
                let found = house.node(node).who_has_bearer_token(tokens.access_token.expose_secret()).await;
                assert!(found.unwrap().is_some(), "node {node}");
            }
            assert_eq!(house.node(node).published_keys().await.unwrap().len(), 2);
        }
        house.clock.advance(SignedDuration::from_mins(21));
        house.node(1).tidy_tokens().await.unwrap();
        assert_eq!(house.node(1).published_keys().await.unwrap().len(), 1);
        house.clock.advance(DAY * 91);
        let kept = house.node(1).published_keys().await.unwrap();
        house.node(1).tidy_tokens().await.unwrap();
        assert_ne!(house.node(1).published_keys().await.unwrap()[0], kept[0], "changed by itself");
    }
}
