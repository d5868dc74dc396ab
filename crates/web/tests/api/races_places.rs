//! Many want the last places at the same moment.

use std::collections::BTreeMap;

use foh_testkit::{both_engines, engines::Engine};

use crate::support::{Answer, Evening, TestApp, together};

const AT_ONCE: usize = 64;

/// How often each answer was given.
pub fn tally(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        let word = if answer.status < 300 {
            answer.status.to_string()
        } else {
            let problem = answer.expect(answer.status);
            format!("{} {}", answer.status, problem["status"].as_str().unwrap())
        };
        *tally.entry(word).or_default() += 1;
    }
    tally
}

fn counted(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected
        .iter()
        .map(|(word, count)| ((*word).to_owned(), *count))
        .collect()
}

both_engines! {
    async fn exactly_as_many_as_fit_are_confirmed(engine: Engine) {
        let app = TestApp::open(engine).await;
        for (places, party, fit) in [(10, 1, 10), (21, 2, 10), (5, 6, 0), (63, 1, 63)] {
            let hall = app.put_on(Evening::with_places(places.max(party))).await;
            let guests = app.reserve_many(&hall, party, AT_ONCE).await;
            let room = format!("/api/admin/rooms/{}", hall.room);
            app.content().patch(&room, serde_json::json!({ "capacity": places })).await.expect(200);
            let answers = together(guests.iter().map(|guest| app.to_confirm(&guest.confirmation))).await;
            let mut expected = counted(&[("200", fit), ("409 insufficient_seats", AT_ONCE - fit)]);
            expected.retain(|_, count| *count > 0);
            assert_eq!(tally(&answers), expected);
            let left = u64::from(places) - fit as u64 * u64::from(party);
            for answer in answers.iter().filter(|answer| answer.status == 409) {
                assert!(answer.expect(409)["available_seats"].as_u64().unwrap() < u64::from(party));
            }
            let mut told: Vec<u64> = answers
                .iter()
                .filter(|answer| answer.status == 200)
                .map(|answer| answer.expect(200)["available_seats"].as_u64().unwrap())
                .collect();
            told.sort_unstable();
            let each: Vec<u64> = (0..fit as u64).map(|n| left + n * u64::from(party)).collect();
            assert_eq!(told, each, "everybody is told another number");
            assert_eq!(app.recount(&hall).await, fit as u64 * u64::from(party));
        }
    }

    async fn one_link_confirms_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(100)).await;
        for _ in 0..3 {
            let before = app.recount(&hall).await;
            let guest = app.reserve(&hall, 3).await;
            let answers = together((0..AT_ONCE).map(|_| app.to_confirm(&guest.confirmation))).await;
            assert_eq!(tally(&answers), counted(&[("200", 1), ("409 already_confirmed", AT_ONCE - 1)]));
            assert_eq!(app.recount(&hall).await, before + 3);
            assert_eq!(app.letters_to(&guest.email, "ticket").await.len(), 1, "one ticket is sent");
        }
    }

    async fn two_nodes_sell_one_hall(engine: Engine) {
        let app = TestApp::open(engine).await;
        let elsewhere = app.another_node().await;
        let hall = app.put_on(Evening::with_places(20)).await;
        let guests = app.reserve_many(&hall, 1, AT_ONCE).await;
        let nodes = [&app, &elsewhere];
        let confirming = guests.iter().enumerate().map(|(n, guest)| nodes[n % 2].to_confirm(&guest.confirmation));
        let answers = together(confirming).await;
        assert_eq!(tally(&answers), counted(&[("200", 20), ("409 insufficient_seats", AT_ONCE - 20)]));
        assert_eq!(app.recount(&hall).await, 20);
    }

    async fn one_reservation_is_cancelled_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(100)).await;
        let guest = app.reserve(&hall, 5).await;
        app.confirmed(&guest).await;
        let ticket_link = app.letter_to(&guest.email, "ticket").await.token("/reservations/cancel");
        let by_office = format!("/api/admin/reservations/{}/cancel", guest.id);
        let answers = together((0..AT_ONCE).map(|number| match number % 3 {
            0 => app.to_cancel(&guest.cancellation),
            1 => app.to_cancel(&ticket_link),
            _ => app.office().to_post(&by_office, serde_json::json!({})),
        }))
        .await;
        assert_eq!(tally(&answers), counted(&[("200", 1), ("409 already_cancelled", AT_ONCE - 1)]));
        assert_eq!(app.recount(&hall).await, 0);
        assert_eq!(app.letters_to(&guest.email, "cancellation").await.len(), 1);
    }

    async fn confirming_and_cancelling_meet(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(100)).await;
        let guests = app.reserve_many(&hall, 1, 32).await;
        let asking = guests.iter().flat_map(|guest| [app.to_confirm(&guest.confirmation), app.to_cancel(&guest.cancellation)]);
        let answers = together(asking).await;
        for pair in answers.chunks(2) {
            // Cancelling succeeds in either order; confirming only before it.
            pair[1].expect(200);
            if pair[0].status != 200 {
                pair[0].refused(409, "reservation_cancelled");
            }
        }
        assert_eq!(app.recount(&hall).await, 0);
        assert_eq!(app.available(&hall).await, 100);
    }
}
