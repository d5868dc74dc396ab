//! Customer records that other systems keep here.

use foh_app::{
    House,
    crm::{CrmRecordItem, Kept},
};
use foh_domain::{
    crm::{ForeignBooking, ForeignBookingFields},
    identity::Role,
    privacy::Keyring,
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::house::{MANY, TestHouse, at_once, token, tokens_in};

fn told(booking: &str, email: &str) -> ForeignBooking {
    ForeignBooking::parse(ForeignBookingFields {
        booking_id: Some(booking),
        user_id: Some("u-1"),
        user_email: Some(email),
        user_name: Some("Ada Lovelace"),
        event_id: Some("e-1"),
        event_title: Some("Morning practice"),
        event_start_time: Some("2026-11-28T08:00:00Z"),
        facilitator_id: Some("f-1"),
    })
    .unwrap()
}

async fn keep(house: &House, by: Uuid, key: Option<&str>, booking: &str) -> (bool, CrmRecordItem) {
    let kept = house.keep_crm_record(by, key, told(booking, "Ada@example.org"));
    match kept.await.unwrap() {
        Kept::Now(item) => (true, item),
        Kept::Before(item) => (false, item),
    }
}

fn ids(items: &[CrmRecordItem]) -> Vec<Uuid> {
    items.iter().map(|item| item.id).collect()
}

both_engines! {
    async fn what_is_told_twice_is_one_record(engine: Engine) {
        let house = TestHouse::open(engine);
        let (system, other) = (house.staff(Role::Service).await, house.staff(Role::Service).await);
        let (is_new, first) = keep(house.house(), system, None, "42").await;
        assert!(is_new);
        assert_eq!(first.told, Some(told("42", "Ada@example.org")));
        let (is_new, again) = keep(house.node(1), system, None, "42").await;
        assert_eq!((is_new, again.id), (false, first.id));
        let (is_new, keyed) = keep(house.house(), system, Some("k-1"), "42").await;
        assert!(is_new, "a key is another matter than the booking");
        let (is_new, again) = keep(house.house(), system, Some("k-1"), "43").await;
        assert_eq!((is_new, again.id), (false, keyed.id));
        assert_eq!(again.told.unwrap().booking_id, "42", "the first time counts");
        assert!(keep(house.house(), other, None, "42").await.0, "another system has bookings of its own");
        assert!(keep(house.house(), other, Some("k-1"), "42").await.0);
    }

    async fn many_at_once_make_one_record(engine: Engine) {
        let house = TestHouse::open(engine);
        let system = house.staff(Role::Service).await;
        let kept = at_once(MANY, |n| {
            let node = house.node(n).clone();
            async move { keep(&node, system, Some("k-1"), "42").await }
        })
        .await;
        assert_eq!(kept.iter().filter(|(is_new, _)| *is_new).count(), 1);
        assert!(kept.iter().all(|(_, item)| item.id == kept[0].1.id));
    }

    async fn records_are_listed_and_dealt_with(engine: Engine) {
        let house = TestHouse::open(engine);
        let system = house.staff(Role::Service).await;
        let mut made = Vec::new();
        for booking in ["1", "2", "3"] {
            made.insert(0, keep(house.house(), system, None, booking).await.1.id);
            house.advance(SignedDuration::from_secs(1));
        }
        let list = |processed, before, limit| house.house().crm_records(processed, before, limit);
        assert_eq!(ids(&list(None, None, 9).await.unwrap()), made);
        assert_eq!(ids(&list(None, Some(made[0]), 1).await.unwrap()), [made[1]]);
        let at = house.clock.now();
        for _ in 0..2 {
            let processed = house.house().process_crm_record(made[1]).await.unwrap().unwrap();
            assert_eq!(processed.processed_at, Some(at), "the first time counts");
            house.advance(SignedDuration::from_secs(1));
        }
        assert_eq!(ids(&list(Some(true), None, 9).await.unwrap()), [made[1]]);
        assert_eq!(ids(&list(Some(false), None, 9).await.unwrap()), [made[0], made[2]]);
        assert!(house.house().process_crm_record(Uuid::nil()).await.unwrap().is_none());
    }

    async fn what_is_kept_long_enough_is_erased_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let system = house.staff(Role::Service).await;
        let (_, old) = keep(house.house(), system, None, "1").await;
        house.advance(SignedDuration::from_hours(24 * 20));
        let (_, young) = keep(house.house(), system, None, "2").await;
        house.advance(SignedDuration::from_hours(24 * 11));
        assert_eq!(house.house().erase_expired().await.unwrap().crm_records, 1);
        assert_eq!(house.house().erase_expired().await.unwrap().crm_records, 0);
        let list = house.house().crm_records(None, None, 9).await.unwrap();
        assert_eq!(ids(&list), [young.id, old.id]);
        assert!(list[0].told.is_some() && list[1].told.is_none());
        let (is_new, again) = keep(house.house(), system, None, "1").await;
        assert_eq!((is_new, again.id, again.told), (false, old.id, None), "it is not told anew");
        house.advance(SignedDuration::from_hours(24 * 20));
        assert_eq!(house.house().erase_expired().await.unwrap().crm_records, 1);
    }

    /// Whoever is known here only by what another system told has a copy and erases, by a link to that address.
    async fn a_person_has_a_copy_and_erases(engine: Engine) {
        let house = TestHouse::open(engine);
        let system = house.staff(Role::Service).await;
        keep(house.house(), system, None, "1").await;
        house.advance(SignedDuration::from_secs(1));
        house.house().keep_crm_record(system, None, told("2", "grace@example.org")).await.unwrap();
        house.house().request_privacy_link("ADA@example.org").await.unwrap();
        let mails = house.mails("privacy").await;
        let link = tokens_in(&mails[0].1, "/privacy/link").remove(0);
        let data = house.house().personal_data(token(&link)).await.unwrap();
        let found: Vec<_> = data.copy.crm_records.iter().filter_map(|record| record.told.clone()).collect();
        assert_eq!(found, [told("1", "Ada@example.org")]);
        let erased = house.house().erase_personal_data(token(&link)).await.unwrap();
        assert_eq!((erased.records, erased.reservations, erased.account), (1, 0, false));
        assert!(house.house().erase_personal_data(token(&link)).await.is_err());
        let left = house.house().crm_records(None, None, 9).await.unwrap();
        let left: Vec<_> = left.into_iter().map(|record| record.told.map(|told| told.booking_id)).collect();
        assert_eq!(left, [Some("2".to_owned()), None]);
        assert_eq!(house.house().erase_expired().await.unwrap().crm_records, 0);
    }

    async fn another_key_keeps_records_and_knows_repetitions(engine: Engine) {
        let house = TestHouse::open(engine);
        let system = house.staff(Role::Service).await;
        let (_, first) = keep(house.house(), system, None, "1").await;
        let with = |keyring| {
            let settings = house.house().settings().clone();
            House::new(house.house().database().clone(), keyring, house.clock.clone(), settings)
        };
        let during = with(Keyring::new(&[8; 32]).with_former(&[7; 32]));
        assert_eq!(keep(&during, system, None, "1").await.1.id, first.id);
        let rotation = during.rotate_keys().await.unwrap();
        assert_eq!(rotation.left(), 0);
        let after = with(Keyring::new(&[8; 32]));
        let (is_new, again) = keep(&after, system, None, "1").await;
        assert_eq!((is_new, again.id), (false, first.id));
        assert_eq!(again.told, first.told);
    }
}
