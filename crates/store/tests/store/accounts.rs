//! Accounts, and tokens of whatever purpose.

use foh_domain::{
    identity::Role,
    privacy::Sealed,
    token::{Purpose, Token},
};
use foh_store::{tokens, tokens::StoredToken, users, users::User};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use crate::season::{House, TOKEN, USER, at, id, token, user};

both_engines! {
    async fn an_account_comes_back_as_it_was(engine: Engine) {
        let house = House::empty(engine);
        for (number, role) in (1_u8..).zip(Role::ALL) {
            let stored = User {
                role,
                active: number % 2 == 0,
                password_hash: (number > 2).then(|| "$argon2id$…".to_owned()),
                profile: Sealed::from_bytes(vec![0, number, 255]),
                ..user(id(number.into()))
            };
            let given = stored.clone();
            house.write(move |tx| users::insert(tx, &given, &[number; 32], at(0))).await.unwrap();
            let found = house.read(move |tx| users::by_email(tx, &[[number; 32]])).await.unwrap();
            assert_eq!(format!("{found:?}"), format!("{stored:?}"));
            assert_eq!(found.profile, stored.profile);
            let loaded = house.read(move |tx| users::load(tx, &[found.id, id(99)])).await;
            assert_eq!(loaded.len(), 1);
        }
        assert!(house.read(|tx| users::by_email(tx, &[[99; 32]])).await.is_none());
    }

    async fn the_first_administrator_is_the_oldest_active_one(engine: Engine) {
        let house = House::empty(engine);
        assert!(house.read(users::first_administrator).await.is_none());
        for (number, role, active) in [
            (4_u8, Role::Administrator, true),
            (1, Role::Door, true),
            (3, Role::Administrator, true),
            (2, Role::Administrator, false),
        ] {
            let new = User { role, active, ..user(id(number.into())) };
            house.write(move |tx| users::insert(tx, &new, &[number; 32], at(0))).await.unwrap();
        }
        assert_eq!(house.read(users::first_administrator).await.unwrap().id, id(3));
    }

    async fn a_token_comes_back_as_it_was(engine: Engine) {
        let house = House::empty(engine);
        let purposes = [
            Purpose::Confirmation,
            Purpose::CheckIn,
            Purpose::Cancellation,
            Purpose::Session,
            Purpose::Api,
            Purpose::SignInLink,
        ];
        let raw: Vec<Token> = (1..=6).map(|number| Token::new(id(number), [7; 32])).collect();
        let stored: Vec<StoredToken> = raw
            .iter()
            .zip(purposes)
            .map(|(token, purpose)| StoredToken::new(token, purpose, USER, (at(0), at(50))))
            .collect();
        house.write(move |tx| tokens::insert(tx, &stored)).await.unwrap();
        let ids: Vec<Uuid> = (0..=6).map(id).collect();
        let found = house.read(move |tx| tokens::load(tx, &ids)).await;
        assert_eq!(found.len(), 6);
        for (token, purpose) in raw.iter().zip(purposes) {
            let stored = &found[&token.selector()];
            assert_eq!((stored.purpose, stored.subject_id), (purpose, USER));
            assert_eq!((stored.created_at, stored.expires_at, stored.used_at), (at(0), at(50), None));
            for asked in purposes {
                assert_eq!(stored.admits(token, asked, at(49)), asked == purpose);
            }
            assert!(!stored.admits(token, purpose, at(50)));
            assert!(!stored.admits(&Token::new(token.selector(), [8; 32]), purpose, at(0)));
        }
    }

    async fn a_token_is_used_once_and_noted_often(engine: Engine) {
        let house = House::empty(engine);
        house.write(|tx| tokens::insert(tx, [&token(TOKEN), &token(id(71))])).await.unwrap();
        assert_eq!(house.write(|tx| tokens::use_once(tx, TOKEN, at(1))).await, Ok(true));
        assert_eq!(house.write(|tx| tokens::use_once(tx, TOKEN, at(2))).await, Ok(false));
        assert_eq!(house.write(|tx| tokens::use_once(tx, id(1), at(2))).await, Ok(false));
        let used = |house: &House| {
            let db = house.db.clone();
            async move { db.read(|tx| tokens::load(tx, &[TOKEN])).await.unwrap()[&TOKEN].used_at }
        };
        assert_eq!(used(&house).await, Some(at(1)));
        house.write(|tx| tokens::mark_used(tx, [TOKEN, id(71)], at(3))).await.unwrap();
        assert_eq!(used(&house).await, Some(at(3)));
        house.write(|tx| tokens::delete(tx, TOKEN)).await.unwrap();
        let left = house.read(|tx| tokens::load(tx, &[TOKEN, id(71)])).await;
        assert_eq!(left.into_keys().collect::<Vec<_>>(), [id(71)]);
    }
}
