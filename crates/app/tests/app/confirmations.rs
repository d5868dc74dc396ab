//! Confirming, when many want the last places.

use foh_app::theatre::ConfirmError;
use foh_app::theatre::ReserveError;
use foh_domain::theatre::{ConfirmRefusal, ReserveRefusal};
use foh_testkit::{both_engines, engines::Engine};

use crate::house::{MANY, TestHouse, as_one_batch, at_once, tally, token};

/// What became of a confirmation, in a word.
fn word<T>(answer: &Result<T, ConfirmError>) -> String {
    match answer {
        Ok(_) => "confirmed".into(),
        Err(ConfirmError::Refused(refusal)) => format!("{refusal:?}"),
        Err(error) => panic!("{error}"),
    }
}

both_engines! {
    async fn many_confirm_the_last_places(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(20).await;
        let pending = house.reserve_many(performance, vec![1; MANY]).await;
        let answers = at_once(MANY, |n| {
            let (node, text) = (house.node(n).clone(), pending[n].confirmation.clone());
            async move { node.confirm(token(&text)).await }
        })
        .await;
        let expected = [("InsufficientSeats { available: 0 }".to_owned(), MANY - 20), ("confirmed".to_owned(), 20)];
        assert_eq!(tally(&answers, word), expected.into());
        assert_eq!(house.places(performance).await.available(), 0);
        house.adds_up().await;
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM outbox WHERE kind = 'ticket'").await, 20);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM tokens WHERE purpose = 'check_in'").await, 20);
    }

    /// Whoever was refused would not have fitted in the end either.
    async fn parties_of_all_sizes_fill_the_hall_as_far_as_they_fit(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(50).await;
        let sizes: Vec<u32> = (0..64).map(|n| 1 + n * 7 % 5).collect();
        let pending = house.reserve_many(performance, sizes.clone()).await;
        let answers = at_once(MANY, |n| {
            let (node, text) = (house.node(n).clone(), pending[n].confirmation.clone());
            async move { node.confirm(token(&text)).await }
        })
        .await;
        let places = house.places(performance).await;
        let mut confirmed = 0;
        for (answer, size) in answers.iter().zip(sizes) {
            match answer {
                Ok(answer) => {
                    assert_eq!(answer.party.get(), size);
                    confirmed += size;
                }
                Err(ConfirmError::Refused(ConfirmRefusal::InsufficientSeats { available })) => {
                    assert!(*available < size && places.available() < size);
                }
                Err(error) => panic!("{error:?}"),
            }
        }
        assert_eq!(places.confirmed, confirmed);
        assert!(confirmed <= 50 && places.available() < 5, "{places:?}");
        house.adds_up().await;
    }

    async fn one_token_confirms_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(20).await;
        let pending = house.reserve(performance, 3).await;
        let answers = at_once(MANY, |n| {
            let (node, text) = (house.node(n).clone(), pending.confirmation.clone());
            async move { node.confirm(token(&text)).await }
        })
        .await;
        let expected = [("AlreadyConfirmed".to_owned(), MANY - 1), ("confirmed".to_owned(), 1)];
        assert_eq!(tally(&answers, word), expected.into());
        assert_eq!(house.places(performance).await.confirmed, 3);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM outbox WHERE kind = 'ticket'").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM tokens WHERE purpose = 'check_in'").await, 1);
        house.adds_up().await;
    }

    /// All within one transaction, where each must see what the ones before it did.
    async fn one_batch_confirms_as_far_as_places_and_tokens_go(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(5).await;
        let pending = house.reserve_many(performance, [2, 2, 2]).await;
        let node = house.house();
        let answers = as_one_batch(node, performance, MANY, |n| {
            let (node, text) = (node.clone(), pending[n % 3].confirmation.clone());
            async move { node.confirm(token(&text)).await }
        })
        .await;
        let words: Vec<_> = answers.iter().map(word).collect();
        assert_eq!(words[..3], ["confirmed", "confirmed", "InsufficientSeats { available: 1 }"]);
        let later = ["AlreadyConfirmed", "AlreadyConfirmed", "InsufficientSeats { available: 1 }"];
        for (n, word) in words.iter().enumerate().skip(3) {
            assert_eq!(word, later[n % 3]);
        }
        assert_eq!(house.places(performance).await.confirmed, 4);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM outbox WHERE kind = 'ticket'").await, 2);
        house.adds_up().await;
    }

    /// The answers name what is left, from the first place to the last.
    async fn every_confirmation_tells_what_is_left(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(MANY.try_into().unwrap()).await;
        let pending = house.reserve_many(performance, vec![1; MANY]).await;
        let answers = at_once(MANY, |n| {
            let (node, text) = (house.node(n).clone(), pending[n].confirmation.clone());
            async move { node.confirm(token(&text)).await.unwrap().available_seats }
        })
        .await;
        let mut left: Vec<usize> = answers.into_iter().map(|seats| seats as usize).collect();
        left.sort_unstable();
        assert_eq!(left, (0..MANY).collect::<Vec<_>>());
    }

    async fn a_pending_reservation_takes_no_place(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(4).await;
        let (_, first) = house.try_reserve(performance, 4).await;
        assert_eq!(first.unwrap().available_seats, 4);
        let second = house.reserve(performance, 3).await;
        house.confirm(&second.confirmation).await.unwrap();
        let (_, third) = house.try_reserve(performance, 2).await;
        assert!(matches!(third, Err(ReserveError::Refused(ReserveRefusal::InsufficientSeats { available: 1 }))));
        let (_, fourth) = house.try_reserve(performance, 1).await;
        assert_eq!(fourth.unwrap().available_seats, 1);
    }

    async fn many_reserve_at_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let answers = at_once(MANY, |n| {
            let node = house.node(n).clone();
            async move {
                let guest = crate::house::guest("Ada Rossi", &format!("at-once-{n}@example.org"));
                node.reserve(performance, &guest, crate::house::party(2), None).await.unwrap().reservation_id
            }
        })
        .await;
        let distinct: std::collections::HashSet<_> = answers.iter().collect();
        assert_eq!(distinct.len(), MANY);
        assert_eq!(house.mails("confirmation").await.len(), MANY);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM reservations WHERE status = 'pending'").await, 64);
        assert_eq!(house.places(performance).await.available(), 10);
    }
}
