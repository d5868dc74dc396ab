//! The outbox.

use foh_store::outbox::{self, Channel, Entry};
use foh_testkit::{both_engines, engines::Engine};
use jiff::Timestamp;
use uuid::Uuid;

use crate::season::{House, RESERVATION, at, id};

/// An entry that is due at once.
pub fn entry(id: Uuid) -> Entry {
    Entry {
        id,
        channel: Channel::Smtp,
        kind: "confirmation".into(),
        subject_id: RESERVATION,
        payload: Some(vec![0, 1, 255]),
        attempts: 0,
        next_attempt_at: Some(at(0)),
        created_at: at(0),
        last_error: None,
    }
}

fn numbers(entries: &[Entry]) -> Vec<u128> {
    entries
        .iter()
        .map(|entry| entry.id.as_u128() >> 8)
        .collect()
}

async fn filled(engine: Engine, count: u128) -> House {
    let house = House::empty(engine);
    house
        .write(move |tx| {
            let entries: Vec<Entry> = (1..=count).map(|number| entry(id(number))).collect();
            outbox::insert(tx, &entries)
        })
        .await
        .unwrap();
    house
}

async fn get(house: &House, number: u128) -> Entry {
    house
        .read(move |tx| outbox::get(tx, id(number)))
        .await
        .unwrap()
}

async fn claim(house: &House, now: i64, lease: i64, limit: u32) -> Vec<Entry> {
    house
        .write(move |tx| outbox::claim(tx, Channel::Smtp, at(now), at(lease), limit))
        .await
        .unwrap()
}

async fn undelivered(house: &House, after: u128, limit: u32) -> Vec<Entry> {
    house
        .read(move |tx| outbox::undelivered(tx, None, id(after), limit))
        .await
}

both_engines! {
    async fn an_entry_comes_back_as_it_was(engine: Engine) {
        let house = House::empty(engine);
        for (number, channel, payload, next) in [
            (1, Channel::Smtp, Some(vec![0, 255]), Some(at(3))),
            (2, Channel::Local, Some(Vec::new()), None),
            (3, Channel::Local, None, None),
            (4, Channel::Crm, None, Some(at(4))),
            (5, Channel::Sms, Some(vec![1]), Some(at(5))),
            (6, Channel::LocalText, Some(vec![1]), None),
        ] {
            let stored = Entry { channel, payload, next_attempt_at: next, kind: "ticket".into(), ..entry(id(number)) };
            let given = stored.clone();
            house.write(move |tx| outbox::insert(tx, [&given])).await.unwrap();
            assert_eq!(format!("{:?}", get(&house, number).await), format!("{stored:?}"));
        }
    }

    async fn what_is_claimed_is_nobody_elses_until_the_lease_ends(engine: Engine) {
        let house = filled(engine, 5).await;
        assert_eq!(numbers(&claim(&house, -1, 60, 9).await), [0_u128; 0], "not due yet");
        assert_eq!(numbers(&claim(&house, 0, 60, 3).await), [1, 2, 3]);
        assert_eq!(numbers(&claim(&house, 0, 60, 3).await), [4, 5]);
        assert_eq!(numbers(&claim(&house, 59, 99, 9).await), [0_u128; 0]);
        assert_eq!(numbers(&claim(&house, 60, 99, 9).await), [1, 2, 3, 4, 5]);
    }

    async fn a_delivered_entry_is_wiped_and_never_due_again(engine: Engine) {
        let house = filled(engine, 1).await;
        claim(&house, 0, 60, 9).await;
        house.write(|tx| outbox::delivered(tx, id(1), at(5))).await.unwrap();
        let entry = get(&house, 1).await;
        assert_eq!((entry.payload, entry.next_attempt_at, entry.attempts), (None, None, 1));
        assert_eq!(numbers(&claim(&house, 1_000_000, 2_000_000, 9).await), [0_u128; 0]);
    }

    async fn a_failed_entry_is_due_later_and_parked_in_the_end(engine: Engine) {
        let house = filled(engine, 1).await;
        house.write(|tx| outbox::failed(tx, id(1), at(1), Some(at(10)), "451")).await.unwrap();
        let entry = get(&house, 1).await;
        assert_eq!((entry.attempts, entry.next_attempt_at), (1, Some(at(10))));
        assert_eq!(entry.last_error.as_deref(), Some("451"));
        assert_eq!(numbers(&claim(&house, 9, 60, 9).await), [0_u128; 0]);
        assert_eq!(numbers(&claim(&house, 10, 60, 9).await), [1]);

        house.write(|tx| outbox::failed(tx, id(1), at(11), None, "550")).await.unwrap();
        let parked = undelivered(&house, 0, 9).await;
        assert_eq!((numbers(&parked), parked[0].attempts), (vec![1], 2));
        assert!(parked[0].payload.is_some(), "kept for the retry");
        assert_eq!(numbers(&claim(&house, 1_000_000, 2_000_000, 9).await), [0_u128; 0]);

        let retry = |number| house.write(move |tx| outbox::retry(tx, id(number), at(20), at(50)));
        assert_eq!(retry(1).await, Ok(Some(Channel::Smtp)));
        assert_eq!(retry(1).await, Ok(None), "no longer parked");
        assert_eq!(retry(2).await, Ok(None));
        let due = claim(&house, 20, 60, 9).await;
        assert_eq!((numbers(&due), due[0].attempts), (vec![1], 0));
        assert!(undelivered(&house, 0, 9).await.is_empty());
    }

    /// A worker whose lease ran out comes too late with bad news.
    async fn what_was_delivered_stays_delivered(engine: Engine) {
        let house = filled(engine, 1).await;
        house.write(|tx| outbox::delivered(tx, id(1), at(5))).await.unwrap();
        for next in [Some(at(10)), None] {
            house.write(move |tx| outbox::failed(tx, id(1), at(6), next, "timed out")).await.unwrap();
        }
        let entry = get(&house, 1).await;
        assert_eq!((entry.next_attempt_at, entry.last_error), (None, None));
        assert!(undelivered(&house, 0, 9).await.is_empty());
    }

    async fn what_failed_is_listed_by_channel_in_the_order_of_its_making(engine: Engine) {
        let house = filled(engine, 5).await;
        house
            .write(|tx| {
                let push = |number| Entry { channel: Channel::Crm, payload: None, ..entry(id(number)) };
                outbox::insert(tx, &[push(6), push(7)])?;
                for (number, at_second, next) in [(3, 1, None), (1, 2, Some(at(90))), (4, 3, None), (6, 4, None)] {
                    outbox::failed(tx, id(number), at(at_second), next, "550")?;
                }
                outbox::delivered(tx, id(4), at(5))
            })
            .await
            .unwrap();
        assert_eq!(numbers(&undelivered(&house, 0, 9).await), [1, 3, 6]);
        assert_eq!(numbers(&undelivered(&house, 0, 2).await), [1, 3]);
        assert_eq!(numbers(&undelivered(&house, 1, 9).await), [3, 6]);
        let of = |channel| house.read(move |tx| outbox::undelivered(tx, Some(channel), Uuid::nil(), 9));
        assert_eq!(numbers(&of(Channel::Crm).await), [6]);
        assert_eq!(numbers(&of(Channel::Smtp).await), [1, 3]);
        assert_eq!(numbers(&of(Channel::Local).await), [0_u128; 0]);
        assert_eq!(house.read(|tx| outbox::count_parked(tx, 9)).await, 2);
        assert_eq!(house.read(|tx| outbox::count_parked(tx, 1)).await, 1);
    }

    /// What is due soon may be in the hands of a worker, and what never failed waits for its first time.
    async fn only_what_waits_long_is_hurried(engine: Engine) {
        let house = filled(engine, 4).await;
        house
            .write(|tx| {
                outbox::failed(tx, id(1), at(1), None, "550")?;
                outbox::failed(tx, id(2), at(1), Some(at(60)), "451")?;
                outbox::failed(tx, id(3), at(1), Some(at(61)), "451")
            })
            .await
            .unwrap();
        let all = |after| house.write(move |tx| outbox::retry_all(tx, Channel::Smtp, id(after), (at(10), at(60)), 9));
        assert_eq!(house.write(|tx| outbox::retry_all(tx, Channel::Crm, Uuid::nil(), (at(10), at(60)), 9)).await, Ok(Vec::new()));
        assert_eq!(all(1).await, Ok(vec![id(3)]));
        assert_eq!(all(0).await, Ok(vec![id(1)]));
        assert_eq!(all(0).await, Ok(Vec::new()));
        for number in [2, 4] {
            assert_eq!(house.write(move |tx| outbox::retry(tx, id(number), at(10), at(60))).await, Ok(None));
        }
        assert_eq!(numbers(&claim(&house, 10, 90, 9).await), [4, 1, 3], "by when they are due");
        assert_eq!(numbers(&undelivered(&house, 0, 9).await), [2]);
    }

    async fn workers_of_a_channel_take_nothing_of_another(engine: Engine) {
        let house = filled(engine, 2).await;
        let push = Entry { channel: Channel::Crm, payload: None, ..entry(id(3)) };
        house.write(move |tx| outbox::insert(tx, [&push])).await.unwrap();
        let pushed = house.write(|tx| outbox::claim(tx, Channel::Crm, at(0), at(60), 9)).await.unwrap();
        assert_eq!(numbers(&pushed), [3]);
        assert_eq!(numbers(&claim(&house, 0, 60, 9).await), [1, 2]);
    }

    async fn the_mailbox_pages_through_what_stays_here(engine: Engine) {
        let house = filled(engine, 3).await;
        house
            .write(|tx| {
                let stays = |number| Entry { channel: Channel::Local, next_attempt_at: None, ..entry(id(number)) };
                outbox::insert(tx, &[stays(10), stays(11), stays(12)])
            })
            .await
            .unwrap();
        assert_eq!(numbers(&house.read(|tx| outbox::local(tx, Uuid::max(), 2)).await), [12, 11]);
        assert_eq!(numbers(&house.read(|tx| outbox::local(tx, id(11), 2)).await), [10]);
        assert_eq!(numbers(&claim(&house, 1_000_000, 2_000_000, 9).await), [1, 2, 3]);
    }

    /// Workers of many nodes share what is due; nothing is claimed twice and nothing is left.
    async fn claims_of_many_workers_never_overlap(engine: Engine) {
        let house = filled(engine, 100).await;
        let url = house.url();
        let nodes: Vec<_> = (0..4).map(|_| crate::ground::open(&url, &crate::ground::one_of_each())).collect();
        let workers: Vec<_> = (0..16)
            .map(|worker| {
                let node = nodes[worker % 4].clone();
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    loop {
                        let now: Timestamp = at(0);
                        let claimed = node
                            .write(crate::ground::LANE, move |tx| outbox::claim(tx, Channel::Smtp, now, at(60), 3))
                            .await
                            .unwrap();
                        if claimed.is_empty() {
                            return mine;
                        }
                        mine.extend(numbers(&claimed));
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.unwrap());
        }
        all.sort_unstable();
        assert_eq!(all, (1..=100).collect::<Vec<_>>());
    }
}
