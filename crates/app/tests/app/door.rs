//! At the door, with many phones.

use foh_app::theatre::{CancelError, CheckInError, UndoError};
use foh_domain::{
    identity::Role,
    theatre::{CancelRefusal, CheckInRefusal},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::house::{MANY, TestHouse, as_one_batch, at_once, morning, scan, tally, token, tonight};

fn word<T>(answer: &Result<T, CheckInError>) -> String {
    match answer {
        Ok(_) => "admitted".into(),
        Err(CheckInError::Refused(CheckInRefusal::AlreadyCheckedIn { at })) => {
            assert_eq!(*at, Some(morning()));
            "already inside".into()
        }
        Err(error) => panic!("{error:?}"),
    }
}

both_engines! {
    async fn one_ticket_admits_once_however_many_phones_scan(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let booked = house.book(performance, 3).await;
        let by = house.staff(Role::Door).await;
        let answers = at_once(MANY, |n| {
            let (node, request) = (house.node(n).clone(), scan(&booked.ticket, None));
            async move { node.check_in(request, by).await }
        })
        .await;
        let expected = [("admitted".to_owned(), 1), ("already inside".to_owned(), MANY - 1)];
        assert_eq!(tally(&answers, word), expected.into());
        let admitted = answers.into_iter().find_map(Result::ok).unwrap();
        assert_eq!((admitted.admitted, admitted.checked_in, admitted.party_size), (3, 3, 3));
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM check_ins").await, 1);
        house.adds_up().await;
    }

    async fn a_party_of_five_enters_one_by_one(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let booked = house.book(performance, 5).await;
        let by = house.staff(Role::Door).await;
        let answers = at_once(MANY, |n| {
            let (node, request) = (house.node(n).clone(), scan(&booked.ticket, Some(1)));
            async move { node.check_in(request, by).await }
        })
        .await;
        let expected = [("admitted".to_owned(), 5), ("already inside".to_owned(), MANY - 5)];
        assert_eq!(tally(&answers, word), expected.into());
        let mut inside: Vec<_> = answers.iter().flatten().map(|admitted| admitted.checked_in).collect();
        inside.sort_unstable();
        assert_eq!(inside, [1, 2, 3, 4, 5]);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM check_ins").await, 5);
        house.adds_up().await;
    }

    /// All within one transaction, where each must see who is inside.
    async fn one_batch_admits_as_many_as_the_party_has(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let booked = house.book(performance, 5).await;
        let by = house.staff(Role::Door).await;
        let node = house.house();
        let answers = as_one_batch(node, performance, MANY, |_| {
            let (node, request) = (node.clone(), scan(&booked.ticket, Some(1)));
            async move { node.check_in(request, by).await }
        })
        .await;
        let inside: Vec<_> = answers.iter().flatten().map(|admitted| admitted.checked_in).collect();
        assert_eq!(inside, [1, 2, 3, 4, 5], "in the order of their coming");
        let expected = [("admitted".to_owned(), 5), ("already inside".to_owned(), MANY - 5)];
        assert_eq!(tally(&answers, word), expected.into());
        house.adds_up().await;
    }

    async fn an_admission_is_undone_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let booked = house.book(performance, 4).await;
        let by = house.staff(Role::Door).await;
        house.check_in(&booked.ticket, Some(1), by).await.unwrap();
        let second = house.check_in(&booked.ticket, None, by).await.unwrap();
        assert_eq!((second.admitted, second.checked_in), (3, 4));
        let answers = at_once(MANY, |n| {
            let node = house.node(n).clone();
            async move { node.undo_check_in(second.check_in_id, foh_app::theatre::DoorReach::everywhere()).await }
        })
        .await;
        let undone: Vec<_> = answers
            .into_iter()
            .filter_map(|answer| match answer {
                Ok(undone) => Some(undone),
                Err(UndoError::Unknown) => None,
                Err(UndoError::Store(error)) => crate::house::no_fault(&error),
            })
            .collect();
        assert_eq!(undone, [(booked.id, 1)]);
        house.adds_up().await;
        let again = house.check_in(&booked.ticket, None, by).await.unwrap();
        assert_eq!((again.admitted, again.checked_in), (3, 4));
        house.adds_up().await;
    }

    /// The ticket is scanned and the reservation cancelled at the same moment: one of them comes too late.
    async fn nobody_is_admitted_on_a_cancelled_ticket(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(200).await;
        let by = house.staff(Role::Door).await;
        for _ in 0..5 {
            let booked = house.book(performance, 2).await;
            let before = house.places(performance).await.confirmed;
            let answers = at_once(16, |n| {
                let (node, booked) = (house.node(n / 2).clone(), booked.clone());
                async move {
                    if n % 2 == 0 {
                        match node.check_in(scan(&booked.ticket, None), by).await {
                            Ok(_) => "admitted",
                            Err(CheckInError::Refused(CheckInRefusal::NotConfirmed)) => "cancelled before",
                            Err(CheckInError::Refused(CheckInRefusal::AlreadyCheckedIn { .. })) => "inside before",
                            Err(error) => panic!("{error:?}"),
                        }
                    } else {
                        match node.cancel_by_guest(token(&booked.cancellation)).await {
                            Ok(_) => "cancelled",
                            Err(CancelError::Refused(CancelRefusal::AlreadyCheckedIn)) => "inside before",
                            Err(CancelError::Refused(CancelRefusal::AlreadyCancelled)) => "cancelled before",
                            Err(error) => panic!("{error:?}"),
                        }
                    }
                }
            })
            .await;
            let counts = tally(&answers, |answer| (*answer).to_owned());
            let admitted = counts.get("admitted").copied().unwrap_or_default();
            let cancelled = counts.get("cancelled").copied().unwrap_or_default();
            assert_eq!(admitted + cancelled, 1, "{counts:?}");
            let freed = before - house.places(performance).await.confirmed;
            assert_eq!(freed, if cancelled == 1 { 2 } else { 0 });
            house.adds_up().await;
        }
    }

    async fn the_door_knows_what_it_may_not_admit(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let (later, _) = house.publish(10, tonight() + SignedDuration::from_hours(72)).await;
        let by = house.staff(Role::Door).await;
        let refusal = async |ticket: &str, occurrence_id, count| {
            let request = foh_app::theatre::CheckInRequest { occurrence_id, ..scan(ticket, count) };
            match house.house().check_in(request, by).await {
                Err(CheckInError::Refused(refusal)) => refusal,
                other => panic!("{other:?}"),
            }
        };
        let tonight = house.book(performance, 2).await;
        assert_eq!(refusal(&tonight.ticket, Some(later), None).await, CheckInRefusal::WrongOccurrence);
        assert_eq!(refusal(&tonight.ticket, None, Some(3)).await, CheckInRefusal::TooMany { remaining: 2 });
        assert_eq!(refusal(&tonight.ticket, None, Some(0)).await, CheckInRefusal::TooMany { remaining: 2 });
        let another = house.book(later, 2).await;
        assert!(matches!(refusal(&another.ticket, None, None).await, CheckInRefusal::OutsideWindow { .. }));
        house.cancel(&tonight.cancellation).await.unwrap();
        assert_eq!(refusal(&tonight.ticket, None, None).await, CheckInRefusal::NotConfirmed);
        house.advance(SignedDuration::from_hours(12 + 72 + 6));
        assert!(matches!(refusal(&another.ticket, None, None).await, CheckInRefusal::OutsideWindow { .. }));
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM check_ins").await, 0);
    }

    async fn a_preview_changes_nothing(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let by = house.staff(Role::Door).await;
        let booked = house.book(performance, 2).await;
        for inside in [0, 1] {
            for _ in 0..3 {
                let seen = house.house().preview_check_in(scan(&booked.ticket, None)).await.unwrap();
                assert_eq!((seen.reservation_id, seen.party_size, seen.checked_in), (booked.id, 2, inside));
                assert_eq!(seen.occurrence.id(), performance);
            }
            house.check_in(&booked.ticket, Some(1), by).await.unwrap();
        }
        let full = house.house().preview_check_in(scan(&booked.ticket, None)).await;
        assert_eq!(word(&full), "already inside");
        house.adds_up().await;
    }
}
