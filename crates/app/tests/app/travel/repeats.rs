//! Requests that are sent again: one booking, and the same answer byte for byte, for a day.

use foh_app::{
    House,
    idempotency::GivenAnswer,
    travel::{BookTravelError, TravelBookingRequest},
};
use foh_domain::travel::DepartureRefusal;
use foh_store::idempotent_answers;
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{DAY, Desk, SECOND, departs, read, word};
use crate::{
    house::{MANY, as_one_batch, at_once, tally},
    studio::gate::Doing,
};

const BOOKINGS: &str = "SELECT COUNT(*) AS n FROM travel_bookings";
const ANSWERS: &str = "SELECT COUNT(*) AS n FROM idempotent_answers";
const PAYMENTS: &str = "SELECT COUNT(*) AS n FROM payments";

fn texts(answers: Vec<Result<GivenAnswer, BookTravelError>>) -> Vec<String> {
    answers
        .into_iter()
        .map(|answer| answer.unwrap().into_text())
        .collect()
}

#[track_caller]
fn all_the_same(texts: &[String]) {
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
}

both_engines! {
    async fn one_key_books_once_and_is_answered_alike(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let request = desk.request(2);
        let mut answers = texts(at_once(MANY, |n| desk.asking(n, "key", &request)).await);
        answers.extend(texts(as_one_batch(desk.node(0), desk.departure, MANY, |_| desk.asking(0, "key", &request)).await));
        all_the_same(&answers);
        // What is left of the bus has changed, and the answer has not.
        desk.held(5).await;
        answers.push(desk.asking(2, "key", &request).await.unwrap().into_text());
        all_the_same(&answers);
        assert_eq!((desk.house.count(BOOKINGS).await, desk.house.count(PAYMENTS).await), (2, 2));
        assert_eq!(desk.places().await.held, 7);
        desk.adds_up().await;
    }

    /// All of a batch, of which the first is the first there ever was.
    async fn one_key_books_once_in_a_batch(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let request = desk.request(1);
        let other = desk.request(1);
        let answers = as_one_batch(desk.node(0), desk.departure, MANY, |n| {
            let (key, request) = if n % 2 == 0 { ("even", &request) } else { ("odd", &other) };
            desk.asking(0, key, request)
        })
        .await;
        let answers = texts(answers);
        for first in [0, 1] {
            all_the_same(&answers.iter().skip(first).step_by(2).cloned().collect::<Vec<_>>());
        }
        assert_ne!(answers[0], answers[1]);
        assert_eq!(desk.house.count(BOOKINGS).await, 2);
        desk.adds_up().await;
    }

    async fn one_key_is_for_one_request(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let first = desk.request(1);
        let given = desk.asking(0, "key", &first).await.unwrap().into_text();
        let others = [
            TravelBookingRequest { party: crate::house::party(2), ..first.clone() },
            TravelBookingRequest { guest: desk.request(1).guest, ..first.clone() },
        ];
        for other in &others {
            assert_eq!(word(&desk.asking(1, "key", other).await), "another request");
        }
        let answers = at_once(MANY, |n| desk.asking(n, "new", if n % 2 == 0 { &first } else { &others[0] })).await;
        let counts = tally(&answers, word);
        assert_eq!(counts, [("another request".into(), MANY / 2), ("booked".into(), MANY / 2)].into());
        assert_eq!(desk.asking(2, "key", &first).await.unwrap().into_text(), given);
        assert_eq!(desk.house.count(BOOKINGS).await, 2);
        desk.adds_up().await;
    }

    /// The same key for departures in different lanes of different nodes: the constraint decides, and nobody hears of it.
    async fn one_key_for_two_departures_books_one(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let (_, other) = desk.another_departure(40).await;
        for round in 0..8 {
            let key = format!("round {round}");
            let request = desk.request(1);
            let elsewhere = TravelBookingRequest { departure_id: other, ..request.clone() };
            let answers = at_once(8, |n| desk.asking(n, &key, if n % 2 == 0 { &request } else { &elsewhere })).await;
            let counts = tally(&answers, word);
            assert_eq!(counts, [("another request".into(), 4), ("booked".into(), 4)].into());
            all_the_same(&texts(answers.into_iter().flatten().map(Ok).collect()));
        }
        assert_eq!(desk.house.count(BOOKINGS).await, 8);
        assert_eq!(desk.places().await.held + desk.places_of(other).await.held, 8);
        desk.adds_up().await;
    }

    async fn an_answer_is_kept_for_a_day_and_not_longer(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let request = desk.request(1);
        let given = desk.asking(0, "key", &request).await.unwrap().into_text();
        desk.asking(0, "another key", &desk.request(1)).await.unwrap();
        desk.house.advance(DAY - SECOND);
        assert_eq!(desk.node(1).erase_expired().await.unwrap().answers, 0);
        assert_eq!(desk.asking(1, "key", &request).await.unwrap().into_text(), given, "the bus has left, and the answer is the same");
        desk.house.advance(SECOND);
        assert_eq!(word(&desk.asking(1, "key", &request).await), "Departed", "it is a new request");
        let erased = at_once(6, |n| {
            let node = desk.node(n).clone();
            async move { node.erase_expired().await.unwrap().answers }
        });
        assert_eq!(erased.await.into_iter().sum::<u64>(), 1, "the other: whoever asks anew has made room already");
        assert_eq!(desk.house.count(ANSWERS).await, 0);
    }

    /// An old answer that nothing has removed yet stands in nobody's way.
    async fn a_key_is_free_again_after_a_day(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let request = desk.request(1);
        let first = read(desk.asking(0, "key", &request).await.unwrap());
        let two_days = departs() - DAY * 2;
        desk.node(0).database().write(Uuid::nil(), move |tx| {
            tx.execute("UPDATE idempotent_answers SET created_at = $1", &[two_days.into()])
        }).await.unwrap();
        let (_, other) = desk.another_departure(40).await;
        let elsewhere = TravelBookingRequest { departure_id: other, ..request.clone() };
        let answers = at_once(MANY, |n| desk.asking(n, "key", if n % 2 == 0 { &request } else { &elsewhere })).await;
        let counts = tally(&answers, word);
        assert_eq!(counts, [("another request".into(), MANY / 2), ("booked".into(), MANY / 2)].into());
        let again: Vec<_> = answers.into_iter().filter_map(Result::ok).map(read).collect();
        assert!(again.iter().all(|one| *one == again[0] && *one != first));
        assert_eq!((desk.house.count(BOOKINGS).await, desk.house.count(ANSWERS).await), (2, 1));
        desk.adds_up().await;
    }

    async fn what_was_refused_may_be_asked_again(engine: Engine) {
        let desk = Desk::open(engine, 2).await;
        let first = desk.held(2).await;
        let request = desk.request(1);
        let full = format!("{:?}", DepartureRefusal::Full { remaining: 0 });
        for n in 0..2 {
            assert_eq!(word(&desk.asking(n, "key", &request).await), full);
        }
        assert_eq!(desk.house.count(ANSWERS).await, 1);
        desk.cancelling(0, &first, None).await.unwrap();
        let answers = texts(at_once(8, |n| desk.asking(n, "key", &request)).await);
        all_the_same(&answers);
        assert_eq!(desk.places().await.held, 1);
        desk.adds_up().await;
    }

    /// The answer is lost after the commit, and whoever asked asks again, another node, with a process that knows nothing of it.
    async fn whoever_heard_nothing_asks_again(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let request = desk.request(2);
        let mut asking = desk.asking(0, "key", &request);
        // Asked as far as the lane, and gone before the answer: the booking is made, and its answer read by nobody.
        let gate = crate::studio::gate::Gate::shut(desk.node(0), desk.departure).await;
        gate.queue(std::slice::from_mut(&mut asking)).await;
        drop(asking);
        gate.open().await;
        desk.node(0).database().write(desk.departure, |_| Ok::<_, foh_store::StoreError>(())).await.unwrap();
        assert_eq!(desk.house.count(BOOKINGS).await, 1);
        let settings = desk.node(0).settings().clone();
        let fresh = House::new(desk.house.node(1).database().clone(), crate::house::keyring(), desk.house.clock.clone(), settings);
        let repeatable = desk.keyed(1, "key", &request);
        let again = fresh.book_departure(request.clone(), repeatable).await.unwrap().into_text();
        assert_eq!(desk.asking(2, "key", &request).await.unwrap().into_text(), again);
        let shown = desk.shown(&read(desk.asking(2, "key", &request).await.unwrap())).await;
        assert_eq!(shown.view.party.get(), 2, "its token opens it");
        assert_eq!(desk.house.count(BOOKINGS).await, 1);
        desk.adds_up().await;
    }

    /// An answer holds a name and a token: it is sealed, and what is sealed in one row is of no use in another.
    async fn answers_are_sealed_for_their_rows(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let doings: Vec<Doing<_>> = vec![desk.booking(0, 1), desk.booking(0, 2)];
        let given = texts(crate::studio::gate::all(doings).await);
        let stored: Vec<Vec<u8>> = desk.node(0).database().read(|tx| {
            tx.query("SELECT answer FROM idempotent_answers ORDER BY created_at, id", &[], |row| row.get("answer"))
        }).await.unwrap();
        assert_eq!(stored.len(), 2);
        for text in &given {
            let access = text.split(' ').nth(1).unwrap().as_bytes();
            assert!(stored.iter().all(|bytes| !bytes.windows(access.len()).any(|window| window == access)));
        }
        let request = desk.request(1);
        desk.asking(0, "mine", &request).await.unwrap();
        desk.node(0).database().write(Uuid::nil(), move |tx| {
            let found = tx.query("SELECT id FROM idempotent_answers", &[], |row| row.get::<Uuid>("id"))?;
            for id in found {
                tx.execute("UPDATE idempotent_answers SET answer = $1 WHERE id = $2", &[stored[0].as_slice().into(), id.into()])?;
            }
            idempotent_answers::load::<GivenAnswer>(tx, &[]).map(|_| ())
        }).await.unwrap();
        let moved = desk.asking(1, "mine", &request).await;
        assert!(matches!(moved, Err(BookTravelError::Repeated(foh_app::idempotency::RepeatError::Seal(_)))), "{moved:?}");
        assert_eq!(desk.house.count(BOOKINGS).await, 3, "and nothing was booked instead");
    }
}
