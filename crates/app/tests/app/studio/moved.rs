//! A session is changed: every guest who must know is told once, and what was so already is no change.

use foh_app::studio::ManageSessionError;
use foh_domain::studio::SessionChangeRefusal;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use uuid::Uuid;

use super::gate::{Doing, Gate, all};
use super::ground::{HOUR, Studio, begins, changing, offered, price};
use crate::house::{MANY, at_once};

/// When it was, and an hour later, as letters say it.
const BEFORE: &str = "Thursday 10 December 2026, 10:00–11:00 (Europe/Rome)";
const AFTER: &str = "Thursday 10 December 2026, 11:00–12:00 (Europe/Rome)";

fn later(studio: &Studio, number: usize, session: Uuid, by: SignedDuration) -> Doing<()> {
    let node = studio.node(number).clone();
    let change = changing(node, studio.facilitator.clone(), session, move |session| {
        session.starts_at += by;
        session.ends_at += by;
        session.price = price(4_000);
    });
    Box::pin(async move {
        change.await.unwrap();
    })
}

fn instead_of(text: &str) -> &str {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("Instead of "));
    line.expect("the former time")
}

both_engines! {
    /// What a booking costs shows on which side of the move it was made.
    async fn who_booked_before_is_told_and_who_booked_after_knows(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.make(offered(200)).await;
        studio.booked(session, 5).await;
        let members = studio.members(MANY).await;
        at_once(MANY + 1, |n| -> Doing<()> {
            if n == MANY / 2 {
                return later(&studio, n, session, HOUR);
            }
            let booking = studio.book(n, session, members[n - usize::from(n > MANY / 2)]);
            Box::pin(async move {
                booking.await.unwrap();
            })
        })
        .await;
        let moved = studio.house.mails("session_moved").await;
        assert!(moved.len() >= 5, "{}", moved.len());
        for (_, text) in &moved {
            assert_eq!(instead_of(text), BEFORE);
            assert!(text.contains(AFTER), "{text}");
        }
        let wrong = "SELECT COUNT(*) AS n FROM studio_bookings b
                     WHERE (SELECT COUNT(*) FROM outbox e WHERE e.subject_id = b.id AND e.kind = 'session_moved')
                           <> CASE WHEN b.price = 0 THEN 1 ELSE 0 END";
        assert_eq!(studio.house.count(wrong).await, 0, "told once before, not at all after");
        let booked = studio.house.mails("booked").await;
        assert_eq!(booked.len(), 5 + MANY);
        assert!(booked.iter().all(|(_, text)| text.contains(AFTER)));
        assert_eq!(studio.revision(session).await, 1);
        studio.adds_up().await;
    }

    /// More have booked since the letters were made ready than there are letters.
    async fn nobody_is_forgotten_who_books_in_the_last_moment(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(200).await;
        let members = studio.members(MANY).await;
        let gate = Gate::shut(studio.node(0), session).await;
        let mut bookings: Vec<_> = members.iter().map(|member| studio.book(0, session, *member)).collect();
        gate.queue(&mut bookings).await;
        let mut moving = [later(&studio, 0, session, HOUR)];
        gate.queue(&mut moving).await;
        gate.open().await;
        assert!(all(bookings).await.iter().all(Result::is_ok));
        let [moving] = moving;
        moving.await;
        assert_eq!(studio.told("session_moved").await.len(), MANY);
        assert_eq!(studio.revision(session).await, 1);
    }

    async fn two_moves_at_once_are_two_moves(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(20).await;
        studio.booked(session, 3).await;
        at_once(2, |n| later(&studio, n, session, HOUR)).await;
        let found = studio.node(0).studio_session(session).await.unwrap().unwrap().view;
        assert_eq!(found.session.starts_at, begins() + HOUR + HOUR, "neither is lost");
        assert_eq!(found.revision, 2);
        let mut former: Vec<_> = studio.house.mails("session_moved").await.iter().map(|(to, text)| (to.clone(), instead_of(text).to_owned())).collect();
        former.sort();
        let expected: Vec<_> = (0..3).flat_map(|n| [BEFORE, AFTER].map(|at| (format!("name-{n}@example.org"), at.to_owned()))).collect();
        assert_eq!(former, expected, "of each move once");
    }

    async fn only_what_guests_must_know_is_told(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(20).await;
        studio.booked(session, 2).await;
        let told = async || (studio.revision(session).await, studio.told("session_moved").await.len());
        studio.change(0, session, |_| ()).await.unwrap();
        studio.change(1, session, |session| {
            session.description = "Bring a mat.".into();
            session.capacity = 19;
            session.price = price(100);
        }).await.unwrap();
        assert_eq!(told().await, (0, 0));
        studio.change(2, session, |session| session.title = "Evening practice".into()).await.unwrap();
        assert_eq!(told().await, (1, 2));
        studio.change(0, session, |session| session.location = "Sala Blu".into()).await.unwrap();
        assert_eq!(told().await, (2, 4));
        studio.change(0, session, |session| session.ends_at += HOUR).await.unwrap();
        assert_eq!(told().await, (3, 6));
        let found = studio.node(1).studio_session(session).await.unwrap().unwrap().view.session;
        assert_eq!((found.title.as_str(), found.location.as_str(), found.description.as_str()), ("Evening practice", "Sala Blu", "Bring a mat."));
        assert_eq!((found.capacity, found.price), (19, price(100)));
    }

    /// Each changes a field of its own, again and again: nothing is lost, and nobody waits for ever.
    async fn many_change_one_session(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(20).await;
        studio.booked(session, 2).await;
        at_once(16, |n| {
            let (node, by) = (studio.node(n).clone(), studio.facilitator.clone());
            async move {
                let change = move |session: &mut foh_domain::studio::Session| match n % 2 {
                    0 => session.capacity += 1,
                    _ => session.location.push('x'),
                };
                changing(node, by, session, change).await.unwrap();
            }
        })
        .await;
        let found = studio.node(0).studio_session(session).await.unwrap().unwrap().view;
        assert_eq!(found.places.capacity, 28);
        assert!(found.session.location.ends_with("xxxxxxxx"), "{}", found.session.location);
        assert_eq!((found.revision, studio.told("session_moved").await.len()), (8, 16));
        studio.adds_up().await;
    }

    async fn what_may_not_be_moved(engine: Engine) {
        let studio = Studio::open(engine).await;
        let past = offered(5);
        let session = studio.make(past.clone()).await;
        let back = studio.change(0, session, |session| session.starts_at -= HOUR * 24 * 21).await;
        assert!(matches!(back, Err(ManageSessionError::Refused(SessionChangeRefusal::InThePast))), "{back:?}");
        studio.house.advance(begins().duration_since(studio.house.clock.now()));
        let made = studio.node(0).create_session(past, &studio.facilitator).await;
        assert!(matches!(made, Err(ManageSessionError::Refused(SessionChangeRefusal::InThePast))), "{made:?}");
        let begun = studio.change(0, session, |session| session.starts_at += HOUR / 2).await;
        assert!(matches!(begun, Err(ManageSessionError::Refused(SessionChangeRefusal::Begun))), "{begun:?}");
        studio.change(0, session, |session| session.ends_at += HOUR).await.unwrap();
        let ended = studio.node(1).cancel_session(session, &studio.facilitator).await;
        assert!(matches!(ended, Err(ManageSessionError::Refused(SessionChangeRefusal::Begun))), "{ended:?}");
    }
}
