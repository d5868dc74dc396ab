//! A session is called off: nobody has a booking any more, and everybody who had one hears of it once.

use std::collections::BTreeSet;

use foh_app::studio::{CancelledSession, ManageSessionError};
use foh_domain::studio::SessionChangeRefusal;
use foh_testkit::{both_engines, engines::Engine};

use super::gate::{Doing, Gate, all};
use super::ground::{Studio, word};
use crate::house::{MANY, at_once};

/// How somebody's doing ended.
#[derive(Debug)]
enum Ended {
    Booked(String),
    Cancelled(bool),
    CalledOff(Option<CancelledSession>),
}

fn call_off(
    studio: &Studio,
    number: usize,
    session: uuid::Uuid,
) -> Doing<Option<CancelledSession>> {
    let (node, by) = (studio.node(number).clone(), studio.facilitator.clone());
    Box::pin(async move {
        match node.cancel_session(session, &by).await {
            Ok(done) => Some(done),
            Err(ManageSessionError::Refused(SessionChangeRefusal::Cancelled)) => None,
            Err(error) => panic!("{error:?}"),
        }
    })
}

const STANDING: &str = "SELECT COUNT(*) AS n FROM studio_bookings WHERE cancelled_at IS NULL";

both_engines! {
    async fn nobody_is_left_and_everybody_is_told_once(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(200).await;
        let before = studio.booked(session, 20).await;
        let others = studio.members(MANY).await;
        let answers = at_once(MANY + 20 + 3, |n| -> Doing<Ended> {
            if n % 29 == 28 {
                let ending = call_off(&studio, n, session);
                return Box::pin(async move { Ended::CalledOff(ending.await) });
            }
            let n = n - n / 29;
            if let Some(n) = n.checked_sub(20) {
                let booking = studio.book(n, session, others[n]);
                return Box::pin(async move { Ended::Booked(word(&booking.await)) });
            }
            let cancelling = studio.cancel(n, before[n]);
            Box::pin(async move { Ended::Cancelled(cancelling.await) })
        })
        .await;
        assert_eq!(studio.house.count(STANDING).await, 0);
        assert_eq!(studio.places(session).await.confirmed, 0);
        studio.adds_up().await;

        let called_off: Vec<_> = answers.iter().filter_map(|ended| match ended {
            Ended::CalledOff(done) => done.map(|done| done.bookings),
            _ => None,
        }).collect();
        let told = studio.told("session_cancelled").await;
        assert_eq!(called_off, [told.len()], "one did it, and knows how many");
        let own = answers.iter().filter(|ended| matches!(ended, Ended::Cancelled(true))).count();
        assert_eq!(studio.told("booking_cancelled").await.len(), own);
        let booked = answers.iter().filter(|ended| matches!(ended, Ended::Booked(word) if word == "booked")).count();
        assert_eq!(own + told.len(), 20 + booked, "each who had one");
        assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "once");
        let refused = answers.iter().filter(|ended| matches!(ended, Ended::Booked(word) if word == "NotAvailable")).count();
        assert_eq!(booked + refused, MANY);
        assert_eq!(studio.house.count("SELECT COUNT(*) AS n FROM studio_bookings").await, i64::try_from(20 + booked).unwrap());

        assert_eq!(word(&studio.node(0).book_session(session, others[0], None).await), "NotAvailable");
        let changed = studio.change(0, session, |session| session.title = "Evening practice".into()).await;
        assert!(matches!(changed, Err(ManageSessionError::Refused(SessionChangeRefusal::Cancelled))), "{changed:?}");
    }

    /// More have booked since the letters were made ready than there are letters.
    async fn nobody_is_forgotten_who_books_in_the_last_moment(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(200).await;
        let members = studio.members(MANY).await;
        let gate = Gate::shut(studio.node(0), session).await;
        let mut bookings: Vec<_> = members.iter().map(|member| studio.book(0, session, *member)).collect();
        gate.queue(&mut bookings).await;
        let mut ending = [call_off(&studio, 0, session)];
        gate.queue(&mut ending).await;
        gate.open().await;
        assert!(all(bookings).await.iter().all(Result::is_ok));
        let [ending] = ending;
        assert_eq!(ending.await.unwrap().bookings, MANY);
        assert_eq!(studio.told("session_cancelled").await.len(), MANY);
        assert_eq!(studio.house.count(STANDING).await, 0);
        studio.adds_up().await;
    }

    /// Of guests who are here already it is as of all others, and nobody is inside any more.
    async fn guests_who_are_here_are_sent_home(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        let booked = studio.booked(session, 4).await;
        for (_, booking) in &booked[..2] {
            studio.node(1).attend(*booking, true, &studio.facilitator).await.unwrap();
        }
        let ended = call_off(&studio, 0, session).await.unwrap();
        assert_eq!(ended.bookings, 4);
        assert_eq!(studio.told("session_cancelled").await.len(), 4);
        assert_eq!(studio.house.count("SELECT COUNT(*) AS n FROM check_ins WHERE undone_at IS NULL").await, 0);
        studio.adds_up().await;
    }
}
