//! Places are booked: as many as there are, one to a member, whoever asks at once.

use foh_app::studio::BookError;
use foh_domain::{
    booking::ReservationStatus,
    id,
    identity::Role,
    studio::{BookRefusal, NotificationKind},
};
use foh_store::Options;
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::gate::{Gate, all};
use super::ground::{HOUR, Studio, begins, counts, offered, price, word};
use crate::house::{MANY, at_once};

const TEN: u32 = 10;

/// Many members book one session at the same moment, on all nodes.
async fn rush(studio: &Studio, session: Uuid, members: &[Uuid]) -> Vec<String> {
    let booked = at_once(members.len(), |n| studio.book(n, session, members[n])).await;
    booked.iter().map(word).collect()
}

both_engines! {
    async fn a_session_is_filled_exactly(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(TEN).await;
        let members = studio.members(MANY).await;
        let words = rush(&studio, session, &members).await;
        let seen = counts(words.iter().map(String::as_str));
        assert_eq!((seen["booked"], seen["Full"], seen.len()), (10, MANY - 10, 2), "{seen:?}");
        assert_eq!(studio.places(session).await.confirmed, TEN);
        studio.adds_up().await;

        let mut winners: Vec<_> = words.iter().enumerate().filter(|(_, word)| *word == "booked").map(|(n, _)| format!("name-{n}@example.org")).collect();
        winners.sort();
        assert_eq!(studio.told("booked").await, winners, "the others hear nothing");
        assert_eq!(studio.told("booked_notice").await.len(), 10);
        let told = studio.node(2).notifications(studio.facilitator.id, None, 100).await.unwrap();
        assert_eq!(told.len(), 10);
        assert!(told.iter().all(|one| one.kind == NotificationKind::Booking && one.unread));
        let rows = "SELECT (SELECT COUNT(*) FROM outbox) * 100 + (SELECT COUNT(*) FROM notifications) AS n";
        assert_eq!(studio.house.count(rows).await, 3_010, "refusals leave nothing behind");
    }

    async fn a_member_has_one_booking_of_a_session(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(100).await;
        let member = studio.member().await;
        for round in 1..=2 {
            let words = rush(&studio, session, &[member; MANY]).await;
            let seen = counts(words.iter().map(String::as_str));
            assert_eq!((seen["booked"], seen["AlreadyBooked"], seen.len()), (1, MANY - 1, 2), "{seen:?}");
            assert_eq!(studio.places(session).await.confirmed, 1);
            studio.adds_up().await;
            let found = studio.node(1).booking_of(member, session).await.unwrap().expect("it stands");
            assert_eq!(found.view.status, ReservationStatus::Confirmed);
            studio.node(2).cancel_booking(found.view.id, member).await.unwrap();
            assert_eq!(studio.places(session).await.confirmed, 0);
            let kept = studio.node(0).bookings_of_member(member, None, 10).await.unwrap();
            assert_eq!(kept.len(), round, "cancelled ones are kept");
        }
        studio.adds_up().await;
    }

    async fn a_member_has_one_booking_in_one_batch(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(100).await;
        let member = studio.member().await;
        let gate = Gate::shut(studio.node(0), session).await;
        let mut doings: Vec<_> = (0..MANY).map(|_| studio.book(0, session, member)).collect();
        gate.queue(&mut doings).await;
        gate.open().await;
        let words: Vec<_> = all(doings).await.iter().map(word).collect();
        let seen = counts(words.iter().map(String::as_str));
        assert_eq!((seen["booked"], seen["AlreadyBooked"]), (1, MANY - 1), "{seen:?}");
        assert_eq!(studio.places(session).await.confirmed, 1);
        studio.adds_up().await;
    }

    /// Different sessions in one batch, of which some are full, called off or unknown.
    async fn a_batch_serves_everybody_as_they_deserve(engine: Engine) {
        let studio = Studio::open(engine).await;
        let lane = |id: Uuid| usize::from(id::lane_byte(id)) % Options::default().write_lanes;
        let small = studio.session(2).await;
        let beside = async |capacity| loop {
            let made = studio.session(capacity).await;
            if lane(made) == lane(small) {
                break made;
            }
        };
        let (large, off) = (beside(5).await, beside(5).await);
        studio.node(0).cancel_session(off, &studio.facilitator).await.unwrap();
        let unknown = id::in_lane_of(Uuid::from_u128(7), small);
        let sessions = [small, large, off, unknown];
        let members = studio.members(8).await;
        let gate = Gate::shut(studio.node(0), small).await;
        let mut doings: Vec<_> = (0..MANY).map(|n| studio.book(0, sessions[n % 4], members[n / 4 % 8])).collect();
        gate.queue(&mut doings).await;
        gate.open().await;
        let answers = all(doings).await;
        for (which, expected) in [
            (0, vec![("AlreadyBooked", 2), ("Full", 12), ("booked", 2)]),
            (1, vec![("AlreadyBooked", 5), ("Full", 6), ("booked", 5)]),
            (2, vec![("NotAvailable", 16)]),
            (3, vec![("Unknown", 16)]),
        ] {
            let words: Vec<_> = answers.iter().skip(which).step_by(4).map(word).collect();
            let seen: Vec<_> = counts(words.iter().map(String::as_str)).into_iter().collect();
            assert_eq!(seen, expected, "session {which}");
        }
        let mut left: Vec<_> = answers.iter().skip(1).step_by(4).flatten().map(|booked| booked.available).collect();
        left.sort_unstable();
        assert_eq!(left, [0, 1, 2, 3, 4], "each is told what is left then");
        assert_eq!(studio.places(small).await.confirmed, 2);
        assert_eq!(studio.places(large).await.confirmed, 5);
        studio.adds_up().await;
    }

    async fn what_is_due_is_what_it_cost_when_it_was_booked(engine: Engine) {
        let studio = Studio::open(engine).await;
        let mut session = offered(TEN);
        session.price = price(2_500);
        let session = studio.make(session).await;
        let first = studio.member().await;
        let booked = studio.node(0).book_session(session, first, Some("Knee trouble")).await.unwrap();
        assert_eq!((booked.price, booked.available), (price(2_500), 9));
        studio.change(1, session, |session| session.price = price(4_000)).await.unwrap();
        let second = studio.member().await;
        let later = studio.node(2).book_session(session, second, None).await.unwrap();
        assert_eq!(later.price, price(4_000));
        for (member, due) in [(first, 2_500), (second, 4_000)] {
            let found = studio.node(1).booking_of(member, session).await.unwrap().unwrap();
            assert_eq!(found.view.price, price(due));
        }
        let of_session = studio.node(1).bookings_of_session(session, &studio.facilitator, false, None, 10);
        let notes: Vec<_> = of_session.await.unwrap().into_iter().filter_map(|item| item.guest.unwrap().notes).collect();
        assert_eq!((notes.len(), notes[0].expose()), (1, "Knee trouble"));
        let mails = studio.house.mails("booked").await;
        let dues: Vec<_> = mails.iter().map(|(_, text)| (text.contains("25.00"), text.contains("40.00"))).collect();
        assert!(dues.contains(&(true, false)) && dues.contains(&(false, true)), "{mails:?}");
    }

    async fn what_has_begun_is_booked_no_more(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(TEN).await;
        let members = studio.members(2).await;
        studio.house.advance(begins().duration_since(studio.house.clock.now()));
        let late = studio.node(0).book_session(session, members[0], None).await;
        assert!(matches!(late, Err(BookError::Refused(BookRefusal::NotAvailable))), "{late:?}");
        let moved = studio.change(0, session, |session| session.starts_at += HOUR).await;
        assert!(moved.is_err(), "it has begun");
        let nobody = studio.node(0).book_session(session, Uuid::from_u128(9), None).await;
        assert!(matches!(nobody, Err(BookError::NoAddress)), "{nobody:?}");
        studio.adds_up().await;
    }

    /// What is stored reaches the facilitator once, though nobody heard that it was.
    async fn a_lost_wake_loses_nothing(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(TEN).await;
        studio.booked(session, 3).await;
        let claims = at_once(9, |n| {
            let (node, facilitator) = (studio.node(n).clone(), studio.facilitator.id);
            async move { node.missed_notifications(facilitator).await.unwrap().len() }
        });
        assert_eq!(claims.await.into_iter().sum::<usize>(), 3);
        let other = studio.staff(Role::Facilitator).await;
        assert!(studio.node(1).missed_notifications(other.id).await.unwrap().is_empty());
    }

    /// Whoever is switched off between asking and booking has no booking.
    async fn an_account_that_is_no_more_books_nothing(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(TEN).await;
        let members = studio.members(2).await;
        let gate = Gate::shut(studio.node(0), session).await;
        let mut doings: Vec<_> = members.iter().map(|member| studio.book(0, session, *member)).collect();
        let node = studio.node(0).clone();
        let gone = members[0];
        gate.queue(&mut doings).await;
        // The embedded engine's only lane is shut: there it queues behind the bookings, and finds what they have written.
        let erased = tokio::spawn(async move { node.erase_account(gone).await.unwrap() });
        gate.open().await;
        all(doings).await;
        erased.await.unwrap();
        let named = "SELECT COUNT(*) AS n FROM reservations WHERE guest IS NOT NULL";
        assert_eq!(studio.house.count(named).await, 1, "only the other member's");
        assert!(matches!(studio.node(1).book_session(session, gone, None).await, Err(BookError::NoAddress | BookError::Refused(_))));
    }
}
