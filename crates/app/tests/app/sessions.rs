//! One's own sessions, and proving again who one is.

use foh_app::{
    SignInRules,
    identity::{Proof, Proven, Visit},
};
use foh_domain::identity::{Role, SessionRules};
use foh_store::accounts;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::{
    house::{MANY, TestHouse, at_once},
    sign_in::{PASSWORD, account, at, begun, sign_in, who},
};

const ADA: &str = "ada@example.org";
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

async fn session_of(house: &TestHouse, text: &str) -> foh_app::identity::Session {
    let staff = house.house().who_has_session(text).await.unwrap();
    staff.expect("somebody").session.expect("a session")
}

async fn give(house: &TestHouse, user: Uuid, session: Uuid, password: &str) -> Proven {
    let proof = Proof::Password(password.into());
    let given = house
        .house()
        .confirm_session((user, session), proof, at("192.0.2.1"));
    given.await.unwrap()
}

both_engines! {
    async fn sessions_are_seen_and_ended(engine: Engine) {
        let house = TestHouse::open(engine);
        let ada = account(&house, ADA, Role::Door).await;
        let bruno = account(&house, "bruno@example.org", Role::Door).await;
        let phone = Visit { user_agent: Some("Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"), ..at("192.0.2.1") };
        let phone = begun(house.house().sign_in(ADA, PASSWORD.into(), phone).await.unwrap()).unwrap();
        let phone = phone.session.expose_secret();
        house.advance(MINUTE);
        let desk = sign_in(&house, ADA, PASSWORD).await.unwrap();
        let his = sign_in(&house, "bruno@example.org", PASSWORD).await.unwrap();
        let listed = house.house().sessions(ada).await.unwrap();
        let devices: Vec<&str> = listed.iter().map(|session| session.device.as_str()).collect();
        assert_eq!(devices, ["An unknown device", "Firefox on Android"]);
        assert_eq!(listed[1].id, session_of(&house, phone).await.id);
        assert_eq!(listed[0].confirmed_at, house.clock.now());
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM sessions WHERE device LIKE '%131%'").await, 0, "never the header");

        // Using one brings it to the front.
        house.advance(MINUTE * 10);
        assert_eq!(who(&house, phone).await, Some(ada));
        let listed = house.house().sessions(ada).await.unwrap();
        assert_eq!((listed[0].device.as_str(), listed[0].used_at), ("Firefox on Android", house.clock.now()));

        let his_id = session_of(&house, &his).await.id;
        assert!(!house.house().end_session(ada, his_id).await.unwrap(), "somebody else's");
        assert_eq!(who(&house, &his).await, Some(bruno));
        assert!(house.house().end_session(ada, listed[1].id).await.unwrap());
        assert!(!house.node(1).end_session(ada, listed[1].id).await.unwrap());
        assert_eq!((who(&house, &desk).await, who(&house, phone).await), (None, Some(ada)));
    }

    async fn all_others_end_and_this_one_stays(engine: Engine) {
        let house = TestHouse::open(engine);
        let ada = account(&house, ADA, Role::Door).await;
        let bruno = account(&house, "bruno@example.org", Role::Door).await;
        let mut texts = Vec::new();
        for _ in 0..4 {
            texts.push(sign_in(&house, ADA, PASSWORD).await.unwrap());
        }
        let his = sign_in(&house, "bruno@example.org", PASSWORD).await.unwrap();
        let kept = session_of(&house, &texts[2]).await.id;
        let ended: u64 = at_once(8, |n| {
            let node = house.node(n).clone();
            async move { node.end_other_sessions(ada, Some(kept)).await.unwrap() }
        })
        .await
        .into_iter()
        .sum();
        assert_eq!(ended, 3);
        for (n, text) in texts.iter().enumerate() {
            assert_eq!(who(&house, text).await, (n == 2).then_some(ada));
        }
        assert_eq!(who(&house, &his).await, Some(bruno));
        assert_eq!(house.house().sessions(ada).await.unwrap().len(), 1);
    }

    /// What changes about an account holds for the sessions it has.
    async fn an_account_that_changes_changes_at_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let ada = account(&house, ADA, Role::Administrator).await;
        let session = sign_in(&house, ADA, PASSWORD).await.unwrap();
        let db = house.house().database().clone();
        db.write(ada, move |tx| accounts::set_role(tx, ada, Role::Door)).await.unwrap();
        let staff = house.node(1).who_has_session(&session).await.unwrap().unwrap();
        assert_eq!(staff.role, Role::Door);
        db.write(ada, move |tx| accounts::set_active(tx, ada, false)).await.unwrap();
        assert_eq!(who(&house, &session).await, None);
    }

    async fn the_house_says_how_long_sessions_last(engine: Engine) {
        let rules = SessionRules::new(MINUTE * 20, MINUTE * 60).unwrap();
        let house = TestHouse::with_rules(engine, SignInRules { sessions: rules, ..SignInRules::default() });
        let ada = account(&house, ADA, Role::Door).await;
        let session = sign_in(&house, ADA, PASSWORD).await.unwrap();
        for _ in 0..3 {
            house.advance(MINUTE * 18);
            assert_eq!(who(&house, &session).await, Some(ada));
        }
        house.advance(MINUTE * 6);
        assert_eq!(who(&house, &session).await, None, "its life is over");
        let idle = sign_in(&house, ADA, PASSWORD).await.unwrap();
        house.advance(MINUTE * 21);
        assert_eq!(who(&house, &idle).await, None);
        assert_eq!(house.house().sessions(ada).await.unwrap(), [], "what has ended is not listed");
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM sessions").await, 2);
        sign_in(&house, ADA, PASSWORD).await.unwrap();
        assert_eq!(house.house().forget_sessions().await, Ok(2));
        assert_eq!(house.house().forget_sessions().await, Ok(0));
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM sessions").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM tokens WHERE purpose = 'session'").await, 1);
    }

    async fn the_password_holds_for_ten_minutes(engine: Engine) {
        let house = TestHouse::open(engine);
        let ada = account(&house, ADA, Role::Door).await;
        let text = sign_in(&house, ADA, PASSWORD).await.unwrap();
        let now = || house.clock.now();
        let session = session_of(&house, &text).await;
        assert!(session.is_confirmed(now()));
        house.advance(MINUTE * 10);
        assert!(session_of(&house, &text).await.is_confirmed(now()));
        house.advance(SignedDuration::from_secs(1));
        assert!(!session_of(&house, &text).await.is_confirmed(now()));
        assert_eq!(give(&house, ada, session.id, "wrong").await, Proven::No);
        assert!(!session_of(&house, &text).await.is_confirmed(now()));
        assert_eq!(give(&house, ada, session.id, PASSWORD).await, Proven::Yes);
        assert_eq!(session_of(&house, &text).await.confirmed_at, Some(now()));
        // Somebody else's session is not confirmed by one's own password.
        account(&house, "bruno@example.org", Role::Door).await;
        let his = sign_in(&house, "bruno@example.org", PASSWORD).await.unwrap();
        house.advance(MINUTE * 11);
        let his_id = session_of(&house, &his).await.id;
        assert_eq!(give(&house, ada, his_id, PASSWORD).await, Proven::No);
        assert!(!session_of(&house, &his).await.is_confirmed(now()));
        let none = house.house().confirm_session((ada, session.id), Proof::Code("123456".into()), at("192.0.2.1"));
        assert_eq!(none.await.unwrap(), Proven::No, "there is no second factor");
    }

    async fn of_many_passwords_at_once_five_are_looked_at(engine: Engine) {
        let house = TestHouse::open(engine);
        let ada = account(&house, ADA, Role::Door).await;
        let text = sign_in(&house, ADA, PASSWORD).await.unwrap();
        let session = session_of(&house, &text).await.id;
        let answers = at_once(MANY, |n| {
            let node = house.node(n).clone();
            async move {
                let proof = Proof::Password("wrong".into());
                node.confirm_session((ada, session), proof, at("192.0.2.1")).await.unwrap()
            }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| **answer == Proven::No).count(), 5);
        let locked = Proven::Locked { retry_after: SignedDuration::from_secs(1) };
        assert_eq!(answers.iter().filter(|answer| **answer == locked).count(), MANY - 5);
        // Who signs in is not delayed by it.
        assert!(sign_in(&house, ADA, PASSWORD).await.is_some());
    }
}
