//! Places are given back: once each, and nobody loses one by it.

use foh_app::studio::CancelBookingError;
use foh_domain::studio::BookingCancelRefusal;
use foh_testkit::{both_engines, engines::Engine};

use super::gate::Doing;
use super::ground::{Studio, begins, counts, is_full, word};
use crate::house::{MANY, at_once};

both_engines! {
    async fn a_place_is_given_back_once(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        let booked = studio.booked(session, 3).await;
        let answers = at_once(MANY, |n| studio.cancel(n, booked[1])).await;
        assert_eq!(answers.iter().filter(|done| **done).count(), 1);
        assert_eq!(studio.places(session).await.confirmed, 2);
        assert_eq!(studio.told("booking_cancelled").await, ["name-1@example.org"]);
        assert_eq!(studio.told("booking_cancelled_notice").await.len(), 1);
        studio.adds_up().await;
    }

    async fn who_cancels_and_who_books_share_the_places(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        let before = studio.booked(session, 10).await;
        let others = studio.members(MANY).await;
        let answers = at_once(20 + MANY, |n| -> Doing<String> {
            match n.checked_sub(20) {
                // Each twice.
                None => {
                    let cancelling = studio.cancel(n, before[n % 10]);
                    Box::pin(async move { if cancelling.await { "given back" } else { "was before" }.into() })
                }
                Some(n) => {
                    let booking = studio.book(n, session, others[n]);
                    Box::pin(async move { word(&booking.await) })
                }
            }
        })
        .await;
        let seen = counts(answers.iter().map(String::as_str));
        assert_eq!((seen["given back"], seen["was before"]), (10, 10), "{seen:?}");
        let booked = seen.get("booked").copied().unwrap_or(0);
        assert!(booked <= 10, "{seen:?}");
        assert_eq!(studio.places(session).await.confirmed as usize, booked);
        studio.adds_up().await;
        // What was given back is there for whoever asks again.
        let again = at_once(MANY, |n| studio.book(n, session, others[n])).await;
        let taken = again.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(booked + taken, 10);
        assert!(again.iter().any(is_full));
        assert_eq!(studio.places(session).await.available(), 0);
        studio.adds_up().await;
    }

    async fn what_cannot_be_cancelled(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        let booked = studio.booked(session, 2).await;
        let stranger = studio.node(0).cancel_booking(booked[0].1, booked[1].0).await;
        assert!(matches!(stranger, Err(CancelBookingError::Unknown)), "{stranger:?}");
        studio.node(0).attend(booked[0].1, true, &studio.facilitator).await.unwrap();
        let inside = studio.node(0).cancel_booking(booked[0].1, booked[0].0).await;
        assert!(matches!(inside, Err(CancelBookingError::Refused(BookingCancelRefusal::AlreadyCheckedIn))), "{inside:?}");
        studio.house.advance(begins().duration_since(studio.house.clock.now()));
        let late = studio.node(0).cancel_booking(booked[1].1, booked[1].0).await;
        assert!(matches!(late, Err(CancelBookingError::Refused(BookingCancelRefusal::Begun))), "{late:?}");
        assert_eq!(studio.places(session).await.confirmed, 2);
        studio.adds_up().await;
    }
}
