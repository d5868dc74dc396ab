//! Everybody does everything at once; in the end it adds up.

use foh_app::theatre::{CancelError, CheckInError, ConfirmError, ReserveError, UndoError};
use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};

use crate::house::{MANY, TestHouse, at_once, no_fault, reveal, scan, token};

both_engines! {
    async fn everything_at_once_adds_up(engine: Engine) {
        let house = TestHouse::open(engine);
        let performances = [house.publish_performance(60).await, house.publish_performance(15).await];
        let by = house.staff(Role::Door).await;
        let sizes = |n: usize| u32::try_from(1 + n % 4).unwrap();
        let mut pending = Vec::new();
        for (n, performance) in performances.iter().cycle().take(MANY).enumerate() {
            pending.push(house.reserve(*performance, sizes(n)).await);
        }
        let done = at_once(MANY * 2, |n| {
            let (node, other) = (house.node(n).clone(), house.node(n + 1).clone());
            let pending = pending[n % MANY].clone();
            let performance = performances[n % 2];
            async move {
                let mut done = 0;
                match node.confirm(token(&pending.confirmation)).await {
                    Ok(confirmed) => {
                        done += 1;
                        let ticket = reveal(&confirmed.check_in);
                        for count in [Some(1), None] {
                            match other.check_in(scan(&ticket, count), by).await {
                                Ok(admitted) if n % 3 == 0 => match node.undo_check_in(admitted.check_in_id, foh_app::theatre::DoorReach::everywhere()).await {
                                    Ok(_) => done += 1,
                                    Err(UndoError::Unknown) => {}
                                    Err(UndoError::Store(error)) => no_fault(&error),
                                },
                                Ok(_) => done += 1,
                                Err(CheckInError::Refused(_)) => {}
                                Err(CheckInError::Store(error)) => no_fault(&error),
                            }
                        }
                    }
                    Err(ConfirmError::Refused(_)) => {}
                    Err(error) => panic!("{error}"),
                }
                if n % 2 == 0 {
                    match other.cancel_by_guest(token(&pending.cancellation)).await {
                        Ok(_) => done += 1,
                        Err(CancelError::Store(error)) => no_fault(&error),
                        Err(_) => {}
                    }
                }
                let guest = crate::house::guest("Ada Rossi", &format!("mixture-{n}@example.org"));
                match node.reserve(performance, &guest, crate::house::party(2), None).await {
                    Ok(reserved) if n % 4 == 1 => {
                        node.cancel_by_staff(reserved.reservation_id).await.unwrap();
                    }
                    Ok(_) | Err(ReserveError::Refused(_)) => {}
                    Err(error) => panic!("{error}"),
                }
                done
            }
        })
        .await;
        house.adds_up().await;
        assert!(done.iter().sum::<u32>() > 32, "hardly anything happened");
        for performance in performances {
            let places = house.places(performance).await;
            assert!(places.taken() <= places.total(), "{places:?}");
        }
        let orphans = "SELECT COUNT(*) AS n FROM tokens t WHERE t.purpose <> 'session'
                         AND NOT EXISTS (SELECT 1 FROM reservations r WHERE r.id = t.subject_id)";
        assert_eq!(house.count(orphans).await, 0, "tokens about nothing");
        let orphans = "SELECT COUNT(*) AS n FROM outbox e
                       WHERE NOT EXISTS (SELECT 1 FROM reservations r WHERE r.id = e.subject_id)";
        assert_eq!(house.count(orphans).await, 0, "e-mails about nothing");
    }

    /// The same reservation is cancelled by many, by guest and by staff: its places are free once.
    async fn places_are_given_back_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        house.book(performance, 5).await;
        let booked = house.book(performance, 3).await;
        let answers = at_once(MANY, |n| {
            let (node, booked) = (house.node(n).clone(), booked.clone());
            async move {
                let cancelled = if n % 2 == 0 {
                    node.cancel_by_guest(token(&booked.cancellation)).await
                } else {
                    node.cancel_by_staff(booked.id).await
                };
                match cancelled {
                    Ok(cancelled) => Some(cancelled.available_seats),
                    Err(CancelError::Store(error)) => no_fault(&error),
                    Err(_) => None,
                }
            }
        })
        .await;
        assert_eq!(answers.into_iter().flatten().collect::<Vec<_>>(), [5]);
        assert_eq!(house.places(performance).await.confirmed, 5);
        let mails = house.mails("cancellation").await;
        assert_eq!(mails.into_iter().map(|(to, _)| to).collect::<Vec<_>>(), [booked.email]);
        house.adds_up().await;
    }
}
