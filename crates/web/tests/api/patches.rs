//! People who change different fields of one thing at the same moment lose nothing.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::{Value, json};

use crate::support::{Answer, Evening, TestApp, together};

const AT_ONCE: usize = 64;

fn all_well(answers: &[Answer]) {
    for answer in answers {
        answer.expect(200);
    }
}

both_engines! {
    async fn changes_of_different_fields_meet(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let show = format!("/api/admin/shows/{}", hall.show);
        for round in 0..3 {
            let fields = [
                ("title", json!(format!("Title {round}"))),
                ("slug", json!(format!("slug-{round}"))),
                ("description", json!(format!("Description {round}"))),
                ("duration_minutes", json!(100 + round)),
                ("language", json!(format!("Language {round}"))),
                ("published", json!(round % 2 == 0)),
            ];
            let answers = together((0..AT_ONCE).map(|number| {
                let (field, value) = &fields[number % fields.len()];
                app.content().to_patch(&show, json!({ *field: value }))
            }))
            .await;
            all_well(&answers);
            let seen = app.content().get(&show).await.expect(200);
            for (field, value) in &fields {
                assert_eq!(seen[field], *value, "{seen}");
            }
        }
    }

    async fn changes_of_a_performance_meet_its_counter(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(100)).await;
        let guests = app.reserve_many(&hall, 1, 32).await;
        let changes: Vec<Value> = (0..32)
            .map(|number| match number % 3 {
                0 => json!({ "additional_places": 7 }),
                1 => json!({ "manually_occupied_places": 4 }),
                _ => json!({ "doors_open_at": "2027-03-05T14:30:00Z" }),
            })
            .collect();
        let path = hall.administration();
        let changing = changes.into_iter().map(|change| app.content().to_patch(&path, change));
        let confirming = guests.iter().map(|one| app.to_confirm(&one.confirmation));
        let answers = together(changing.chain(confirming)).await;
        all_well(&answers);
        let seen = app.content().get(&path).await.expect(200);
        assert_eq!(seen["additional_places"], 7);
        assert_eq!(seen["manually_occupied_places"], 4);
        assert_eq!(seen["doors_open_at"], "2027-03-05T14:30:00Z");
        assert_eq!(app.recount(&hall).await, 32);
    }

    async fn one_slug_is_given_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let answers = together((0..AT_ONCE).map(|number| {
            let show = json!({ "title": format!("Show {number}"), "slug": "hamlet", "duration_minutes": 90 });
            app.content().to_post("/api/admin/shows", show)
        }))
        .await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, 1);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            answer.faults(409, "already_in_use", &["slug"]);
        }
    }
}
