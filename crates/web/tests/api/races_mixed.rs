//! An evening at the box office: everything at once, and the books agree at the end.

use std::sync::Arc;

use foh_testkit::{both_engines, engines::Engine};
use serde_json::{Value, json};

use crate::support::{Evening, Hall, Reservation, TestApp, together, token_in};

const CLIENTS: usize = 64;
const STEPS: usize = 4;
const PLACES: u32 = 120;

/// A small generator of choices: the same evening each time, whatever the order in which it is played.
struct Choices(u64);

impl Choices {
    fn below(&mut self, end: u64) -> u64 {
        // SplitMix64 (Steele, Lea, Flood 2014).
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// One client's evening: guests who have reserved before, and what they do. Answers how many places they hold in the
/// end, and how many of them are inside.
async fn evening(
    app: Arc<TestApp>,
    hall: Hall,
    guests: Vec<(u32, Reservation)>,
    seed: u64,
) -> (u64, u64) {
    let mut choices = Choices(seed);
    let (mut held, mut inside) = (0, 0);
    for (party, guest) in guests {
        let asked = app.ask(&hall, party).await;
        if asked.status != 201 {
            asked.refused(409, "insufficient_seats");
        }
        let confirmed = app.confirm(&guest.confirmation).await;
        if confirmed.status != 200 {
            confirmed.refused(409, "insufficient_seats");
            continue;
        }
        let ticket = token_in(confirmed.expect(200)["qr_code_url"].as_str().unwrap());
        let size = u64::from(party);
        match choices.below(5) {
            0 => cancel(&app, &guest.id).await,
            1 => drop(app.cancel(&guest.cancellation).await.expect(200)),
            2 => {
                admit(&app, &ticket, 1).await;
                (held, inside) = (held + size, inside + 1);
            }
            3 => {
                let admitted = admit(&app, &ticket, party).await;
                let undo = json!({ "check_in_id": admitted["check_in_id"] });
                app.door()
                    .post("/api/check-ins/undo", undo)
                    .await
                    .expect(200);
                cancel(&app, &guest.id).await;
            }
            _ => {
                admit(&app, &ticket, party).await;
                app.scan(&ticket).await.refused(409, "already_checked_in");
                (held, inside) = (held + size, inside + size);
            }
        }
    }
    (held, inside)
}

async fn cancel(app: &TestApp, id: &str) {
    let path = format!("/api/admin/reservations/{id}/cancel");
    app.office().post(&path, json!({})).await.expect(200);
}

async fn admit(app: &TestApp, ticket: &str, count: u32) -> Value {
    let body = json!({ "token": ticket, "count": count });
    app.door()
        .post("/api/check-ins/confirm", body)
        .await
        .expect(200)
}

both_engines! {
    async fn the_books_agree_after_an_evening_of_everything(engine: Engine) {
        let app = Arc::new(TestApp::open(engine).await);
        let halls = [app.put_on(Evening::with_places(PLACES)).await, app.put_on(Evening::with_places(PLACES)).await];
        let mut guests = [Vec::new(), Vec::new()];
        for (hall, guests) in halls.iter().zip(&mut guests) {
            for party in 1..=4 {
                let some = app.reserve_many(hall, party, CLIENTS / 2 * STEPS / 4).await;
                guests.extend(some.into_iter().map(|one| (party, one)));
            }
        }
        let clients = (0..CLIENTS).map(|client| {
            let mine = guests[client % 2].iter().skip(client / 2).step_by(CLIENTS / 2).cloned().collect();
            evening(Arc::clone(&app), halls[client % 2].clone(), mine, client as u64)
        });
        let outcomes = together(clients).await;
        for (number, hall) in halls.iter().enumerate() {
            let of_hall = outcomes.iter().skip(number).step_by(2);
            let (held, inside) = of_hall.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            assert_eq!(app.recount(hall).await, held, "what the guests were told is what is kept");
            assert!(held > 0 && held <= u64::from(PLACES));
            let items = app.reservations_of(hall).await;
            let kept: u64 = items.iter().map(|item| item["checked_in"].as_u64().unwrap()).sum();
            assert_eq!(kept, inside);
            let count = format!("/api/check-ins/count?performance_id={}", hall.id);
            let counted = app.door().get(&count).await.expect(200);
            assert_eq!([&counted["inside"], &counted["expected"]], [inside, held]);
            for item in items {
                let whole = item["checked_in"] == item["party_size"];
                assert_eq!(whole, item["status"] == "checked_in", "{item}");
            }
        }
    }
}
