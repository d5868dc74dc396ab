//! A session shrinks while people book it.

use foh_app::studio::ManageSessionError;
use foh_domain::studio::SessionChangeRefusal;
use foh_testkit::{both_engines, engines::Engine};

use super::gate::Doing;
use super::ground::{Studio, changing, word};
use crate::house::{MANY, at_once};

both_engines! {
    async fn a_session_that_shrinks_is_never_overbooked(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(60).await;
        let members = studio.members(MANY).await;
        let answers = at_once(MANY + 8, |n| -> Doing<String> {
            if n % 9 > 0 {
                let booking = studio.book(n, session, members[n - n / 9 - 1]);
                return Box::pin(async move { word(&booking.await) });
            }
            let smaller = 20 + 5 * u32::try_from(n / 9).unwrap();
            let shrink = changing(studio.node(n).clone(), studio.facilitator.clone(), session, move |session| session.capacity = smaller);
            Box::pin(async move {
                match shrink.await {
                    Ok(_) => "changed".into(),
                    Err(ManageSessionError::Refused(SessionChangeRefusal::BelowBooked { booked })) => {
                        assert!(booked > smaller, "{booked} are no more than {smaller}");
                        "too late".into()
                    }
                    Err(error) => panic!("{error:?}"),
                }
            })
        })
        .await;
        let booked = answers.iter().filter(|answer| *answer == "booked").count();
        let places = studio.places(session).await;
        assert_eq!(places.confirmed as usize, booked);
        assert!(places.confirmed <= places.capacity, "{places:?}");
        assert!(answers.iter().any(|answer| answer == "Full") || places.capacity == 60);
        studio.adds_up().await;
    }

    async fn places_that_are_booked_cannot_be_taken_away(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        studio.booked(session, 6).await;
        let to = |capacity| studio.change(1, session, move |session| session.capacity = capacity);
        let below = to(5).await;
        assert!(matches!(below, Err(ManageSessionError::Refused(SessionChangeRefusal::BelowBooked { booked: 6 }))), "{below:?}");
        assert_eq!(studio.places(session).await.capacity, 10);
        to(6).await.unwrap();
        assert_eq!(studio.places(session).await.available(), 0);
        let late = studio.member().await;
        assert_eq!(word(&studio.node(0).book_session(session, late, None).await), "Full");
        to(7).await.unwrap();
        studio.node(0).book_session(session, late, None).await.unwrap();
        assert!(studio.told("session_moved").await.is_empty(), "how many may come is nobody else's concern");
        studio.adds_up().await;
    }
}
