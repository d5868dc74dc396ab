//! The secret of the house is changed while it goes on: everything is sealed anew, everybody is found, nobody twice.

use foh_app::{
    House,
    identity::{AccountError, AccountSearch, NewAccount, Registration},
    theatre::ReservationFilter,
};
use foh_domain::{identity::Role, privacy::Keyring};
use foh_store::{Database, Options};
use foh_testkit::{
    both_engines,
    engines::{Engine, blocking},
};

use crate::{
    accounts::{registered, sign_in},
    house::{MANY, TestHouse, at_once, guest, keyring, party, token, tokens_in},
};

const PASSWORD: &str = "vermilion otter cabinet";
const ADA: &str = "ada@example.org";

/// Another node on the same database, with these keys.
fn node(house: &TestHouse, keyring: Keyring) -> House {
    let url = house.place.url();
    let db = blocking(|| Database::open(&url, &Options::default())).unwrap();
    let settings = house.house().settings().clone();
    House::new(db, keyring, house.clock.clone(), settings)
}

/// The new key, and the one of the house as a former one.
fn both_keys() -> Keyring {
    Keyring::new(&[8; 32]).with_former(&[7; 32])
}

fn new_key() -> Keyring {
    Keyring::new(&[8; 32])
}

fn ada() -> Registration<'static> {
    Registration {
        email: ADA,
        name: "Ada Rossi",
        password: PASSWORD.into(),
    }
}

fn search(text: &str) -> ReservationFilter {
    ReservationFilter {
        performance_id: None,
        status: None,
        search: text.into(),
        before: None,
        limit: 200,
    }
}

both_engines! {
    async fn everything_is_sealed_anew_while_the_house_goes_on(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(2_000).await;
        let id = registered(&house).await;
        house.house().begin_second_factor(id).await.unwrap();
        house.house().published_keys().await.unwrap();
        let before = house.reserve_many(performance, vec![1; 400]).await;

        let nodes = [node(&house, both_keys()), node(&house, both_keys())];
        let rotating = at_once(2, |number| {
            let node = nodes[number].clone();
            async move { node.rotate_keys().await.unwrap() }
        });
        let going_on = at_once(16, |number| {
            let node = nodes[number % 2].clone();
            let early = before[number].confirmation.clone();
            async move {
                node.confirm(token(&early)).await.unwrap();
                for round in 0..5 {
                    let email = format!("new-{number}-{round}@example.org");
                    node.reserve(performance, &guest("Noor Example", &email), party(1), None).await.unwrap();
                    assert!(node.account_with(ADA).await.unwrap().is_some(), "found under either key");
                }
            }
        });
        let (rotations, _) = tokio::join!(rotating, going_on);
        for rotation in &rotations {
            assert_eq!(rotation.left(), 0, "{rotation:?}");
        }
        assert!(rotations.iter().map(foh_app::privacy::Rotation::resealed).sum::<u64>() >= 800, "{rotations:?}");
        let again = nodes[0].rotate_keys().await.unwrap();
        assert_eq!((again.resealed(), again.left()), (0, 0), "{again:?}");
        drop(nodes);

        let after = node(&house, new_key());
        assert!(sign_in(&after, PASSWORD).await.is_some());
        assert!(after.account_with(ADA).await.unwrap().is_some());
        assert!(after.verify_audit(&[]).await.unwrap().is_whole());
        after.published_keys().await.unwrap();
        for pending in before.iter().step_by(37) {
            let found = after.reservations(search(&pending.email)).await.unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].guest.as_ref().unwrap().email.as_ref().unwrap().expose(), pending.email);
        }
        assert_eq!(after.reservations(search("new-3-4@example.org")).await.unwrap().len(), 1);
        let late = &before[399];
        let mail = after.mailbox(None, 10_000).await.unwrap();
        let (_, mail) = mail.into_iter().find(|(_, mail)| mail.as_ref().is_some_and(|mail| mail.to == late.email)).unwrap();
        let link = tokens_in(&mail.unwrap().text, "/reservations/confirm").remove(0);
        after.confirm(token(&link)).await.unwrap();
        house.adds_up().await;
    }

    /// One account to an address, whichever key made the hash it is found by.
    async fn an_address_stays_one_accounts(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = registered(&house).await;
        let during = node(&house, both_keys());
        assert_eq!(during.register(ada()).await.unwrap(), None);
        let new = || NewAccount { email: ADA, name: "Ada Rossi", role: Role::Door, password: None };
        assert!(matches!(during.create_user(new()).await, Err(AccountError::Taken)));
        let answers = at_once(MANY / 4, |number| {
            let node = during.clone();
            async move {
                if number % 4 == 0 {
                    node.rotate_keys().await.unwrap();
                    return None;
                }
                node.register(ada()).await.unwrap()
            }
        })
        .await;
        assert!(answers.iter().all(Option::is_none), "{answers:?}");
        let after = node(&house, new_key());
        assert_eq!(after.register(ada()).await.unwrap(), None);
        let found = after.accounts(AccountSearch { text: ADA.into(), limit: 9, ..AccountSearch::default() }).await.unwrap();
        assert_eq!(found.items.iter().map(|item| item.id).collect::<Vec<_>>(), [id]);
    }

    /// Without the former key nothing is sealed anew and nothing is harmed; with it the same is done.
    async fn what_no_key_opens_is_counted_and_left(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let pending = house.reserve(performance, 1).await;
        // The log goes on with its own key, which must be known for that.
        let during = node(&house, both_keys());
        during.witness().await.unwrap();
        let other = node(&house, Keyring::new(&[9; 32]).with_former(&[10; 32]));
        assert!(other.rotate_keys().await.is_err(), "it cannot even write to the log");
        let found = house.house().reservation(pending.id).await.unwrap().unwrap();
        assert!(found.guest.is_some());
        assert_eq!(during.rotate_keys().await.unwrap().left(), 0);
        let unable = house.house().reservation(pending.id).await.unwrap().unwrap();
        assert!(unable.guest.is_none(), "a node with the former key alone");
        let back = node(&house, keyring().with_former(&[8; 32]));
        assert_eq!(back.rotate_keys().await.unwrap().left(), 0);
        let found = house.house().reservation(pending.id).await.unwrap().unwrap();
        assert!(found.guest.is_some(), "and back");
    }
}
