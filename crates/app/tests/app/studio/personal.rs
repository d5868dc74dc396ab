//! Whose bookings are: kept for a time, copied, erased with the person, sealed anew.

use foh_app::{
    House,
    studio::{BookError, FromElsewhere, Told},
};
use foh_domain::{
    privacy::Keyring,
    studio::{Facilitator, NotificationKind},
};
use foh_testkit::{both_engines, engines::Engine};
use serde_json::{Map, Value, json};

use super::gate::Doing;
use super::ground::{DAY, HOUR, Studio, begins, offered, word};
use crate::{
    accounts::links,
    house::{at_once, token},
};

const NAMED: &str =
    "SELECT COUNT(*) AS n FROM reservations WHERE guest IS NOT NULL OR email_lookup IS NOT NULL";
const TOLD: &str = "SELECT COUNT(*) AS n FROM notifications WHERE content IS NOT NULL";

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other}"),
    }
}

/// Another system tells the facilitator of a booking by whoever has this address.
async fn told_elsewhere(studio: &Studio, email: &str) -> Told {
    let told = FromElsewhere {
        facilitator_id: studio.facilitator.id,
        kind: NotificationKind::Booking,
        booking_id: format!("elsewhere-{email}"),
        user: object(json!({ "name": "Ada Rossi", "email": email })),
        session: object(json!({ "title": "Elsewhere" })),
        message: None,
    };
    studio.node(1).notify_from_service(told).await.unwrap()
}

fn profile() -> Facilitator {
    Facilitator::parse("I breathe.", "Breath work").unwrap()
}

async fn messages(studio: &Studio) -> Vec<String> {
    let node = studio.node(2);
    let told = node.notifications(studio.facilitator.id, None, 100).await;
    let mut messages: Vec<_> = told.unwrap().into_iter().map(|one| one.message).collect();
    messages.sort();
    messages
}

both_engines! {
    /// What takes many days is not over when it has begun.
    async fn guests_are_erased_when_the_time_is_over(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        let mut retreat = offered(10);
        retreat.ends_at = begins() + DAY * 40;
        let retreat = studio.make(retreat).await;
        let booked = studio.booked(session, 3).await;
        assert!(studio.cancel(0, booked[0]).await);
        studio.booked(retreat, 2).await;
        told_elsewhere(&studio, "zoe@example.org").await;
        let erased = async |at| {
            studio.house.advance(begins().duration_since(studio.house.clock.now()) + at);
            let erased = at_once(6, |n| {
                let node = studio.node(n).clone();
                async move { node.erase_expired().await.unwrap().guests }
            });
            erased.await.into_iter().sum::<u64>()
        };
        assert_eq!(erased(DAY * 30 + HOUR / 2).await, 0, "half an hour too early");
        assert_eq!(erased(DAY * 30 + HOUR * 2).await, 3, "cancelled ones, too");
        assert_eq!(studio.house.count(NAMED).await, 2, "those of the retreat");
        assert_eq!(studio.house.count(TOLD).await, 0);
        assert_eq!(erased(DAY * 70 - HOUR).await, 0);
        assert_eq!(erased(DAY * 70 + HOUR).await, 2);
        assert_eq!(studio.house.count(NAMED).await, 0);
        let kept = studio.node(0).bookings_of_session(session, &studio.facilitator, true, None, 10).await.unwrap();
        assert_eq!(kept.len(), 3, "numbers stay");
        assert!(kept.iter().all(|item| item.guest.is_none()));
        assert_eq!(studio.places(session).await.confirmed, 2);
        assert!(messages(&studio).await.iter().all(|message| message.starts_with("A guest ")));
        studio.house.adds_up().await;
    }

    async fn a_copy_has_bookings_and_the_profile(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        let booked = studio.booked(session, 2).await;
        let (member, booking) = booked[0];
        studio.node(0).apply_as_facilitator(member, &profile()).await.unwrap();
        let copy = studio.node(1).personal_data_for_staff("NAME-0@example.org").await.unwrap().copy;
        let ids: Vec<_> = copy.bookings.iter().map(|item| item.view.id).collect();
        assert_eq!(ids, [booking], "once, and no other's");
        assert!(copy.bookings[0].guest.is_some());
        assert!(copy.reservations.is_empty());
        assert_eq!(copy.facilitator.unwrap().profile, profile());
        let other = studio.node(1).personal_data_for_staff("name-1@example.org").await.unwrap().copy;
        assert_eq!((other.bookings.len(), other.facilitator.is_none()), (1, true));
    }

    async fn a_person_is_erased_with_everything(engine: Engine) {
        let studio = Studio::open(engine).await;
        let sessions = [studio.session(10).await, studio.session(10).await, studio.session(10).await];
        let booked = studio.booked(sessions[0], 2).await;
        let (member, booking) = booked[0];
        for session in &sessions[1..] {
            studio.node(0).book_session(*session, member, Some("Knee trouble")).await.unwrap();
        }
        assert!(studio.cancel(0, (member, booking)).await);
        studio.node(0).apply_as_facilitator(member, &profile()).await.unwrap();
        assert!(matches!(told_elsewhere(&studio, "Name-0@example.org").await, Told::Now(_)));
        assert!(matches!(told_elsewhere(&studio, "zoe@example.org").await, Told::Now(_)));

        studio.node(0).request_privacy_link("name-0@example.org").await.unwrap();
        let link = links(&studio.house, "privacy", "/privacy/link").await.remove(0);
        let erased = studio.node(1).erase_personal_data(token(&link)).await.unwrap();
        assert!(erased.account);
        assert_eq!((erased.reservations, erased.records), (3, 1));
        assert_eq!(studio.house.count(NAMED).await, 1, "the other member's");
        assert_eq!(studio.house.count(TOLD).await, 1, "about somebody else");
        assert!(studio.node(0).facilitator_of(member).await.unwrap().is_none());
        for kind in ["booked", "booked_notice"] {
            assert_eq!(studio.told(kind).await.len(), 1, "{kind} of the other member");
        }
        assert!(studio.told("booking_cancelled").await.is_empty());
        let heard = messages(&studio).await;
        assert_eq!(heard.iter().filter(|message| message.starts_with("A guest ")).count(), 5, "{heard:?}");
        assert!(matches!(told_elsewhere(&studio, "Name-0@example.org").await, Told::Before(_)), "it is known that it was told");
        assert_eq!(studio.places(sessions[1]).await.confirmed, 1, "the place is still taken");
        studio.house.adds_up().await;
        assert!(studio.node(0).verify_audit(&[]).await.unwrap().is_whole());
    }

    async fn staff_erase_members_and_facilitators(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(200).await;
        let (member, _) = studio.booked(session, 1).await[0];
        studio.booked(session, 1).await;
        for _ in 0..3 {
            let other = studio.session(5).await;
            studio.node(0).book_session(other, member, None).await.unwrap();
        }
        studio.node(2).erase_account(member).await.unwrap();
        assert_eq!(studio.house.count(NAMED).await, 1);
        let id = studio.facilitator.id;
        studio.node(0).present_facilitator(id, &profile()).await.unwrap();
        told_elsewhere(&studio, "zoe@example.org").await;
        studio.node(1).erase_account(id).await.unwrap();
        assert_eq!(studio.house.count(TOLD).await, 0);
        assert_eq!(studio.house.count("SELECT COUNT(*) AS n FROM facilitators").await, 0);
        assert!(studio.node(0).studio_session(session).await.unwrap().is_some());
    }

    /// Members are erased while they book: whoever was first, nobody's name is left.
    async fn nobody_is_erased_and_books(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(200).await;
        let others = [studio.session(200).await, studio.session(200).await];
        let members = studio.members(12).await;
        let answers = at_once(4 * members.len(), |n| -> Doing<String> {
            let member = members[n / 4];
            let node = studio.node(n).clone();
            match n % 4 {
                0 => Box::pin(async move {
                    node.erase_account(member).await.unwrap();
                    "erased".into()
                }),
                n => {
                    let sessions = [session, others[0], others[1]];
                    let booking = studio.book(n, sessions[n - 1], member);
                    Box::pin(async move {
                        match booking.await {
                            Err(BookError::NoAddress) => "nobody".into(),
                            answer => word(&answer),
                        }
                    })
                }
            }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| *answer == "erased").count(), members.len());
        assert_eq!(studio.house.count(NAMED).await, 0);
        studio.adds_up().await;
    }

    async fn another_key_seals_profiles_and_guests_anew(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        studio.booked(session, 2).await;
        let id = studio.facilitator.id;
        studio.node(0).present_facilitator(id, &profile()).await.unwrap();
        let with = |keyring: Keyring| {
            let db = studio.node(0).database().clone();
            House::new(db, keyring, studio.house.clock.clone(), studio.node(0).settings().clone())
        };
        let rotation = with(Keyring::new(&[8; 32]).with_former(&[7; 32])).rotate_keys().await.unwrap();
        assert_eq!(rotation.left(), 0, "{rotation:?}");
        let of_profiles = rotation.columns.iter().find(|column| column.table == "facilitators").unwrap();
        assert_eq!(of_profiles.resealed, 1);
        let after = with(Keyring::new(&[8; 32]));
        assert_eq!(after.facilitator_of(id).await.unwrap().unwrap().profile, profile());
        let bookings = after.bookings_of_facilitator(id, None, 10).await.unwrap();
        assert_eq!(bookings.iter().filter(|item| item.guest.is_some()).count(), 2);
    }
}
