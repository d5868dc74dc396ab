//! Content managers make and change venues, rooms and shows.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::{Value, json};

use crate::support::{Evening, TestApp, keys};

const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

fn made(id: &str, fields: &Value) -> Value {
    let mut item = fields.clone();
    item["id"] = id.into();
    item
}

/// The ids of a list, page by page with so many items a page.
async fn walk(app: &TestApp, path: &str, limit: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let mut after = String::new();
    loop {
        let page = app
            .content()
            .get(&format!("{path}limit={limit}{after}"))
            .await
            .expect(200);
        assert_eq!(keys(&page), ["items", "next"]);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit);
        ids.extend(
            items
                .iter()
                .map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else {
            return ids;
        };
        assert_eq!(items.len(), limit, "only the last page is shorter");
        after = format!("&after={next}");
    }
}

both_engines! {
    async fn what_is_made_is_found_and_changed(engine: Engine) {
        let app = TestApp::open(engine).await;
        let venue = json!({ "name": "Teatro Aurora", "address": "Via dei Tessitori 12\nBologna", "time_zone": "Europe/Rome" });
        let venue_id = app.make("/api/admin/venues", venue.clone()).await;
        let room = json!({ "venue_id": venue_id, "name": "Great Hall", "capacity": 240 });
        let show = json!({
            "title": "The Tempest", "slug": "the-tempest", "description": "A storm.\n\nAnd more.", "duration_minutes": 145,
            "language": "English", "published": false,
        });
        for (path, fields, id, change, refused) in [
            ("venues", venue, Some(venue_id), json!({ "name": "Teatro Nuovo", "address": "" }), json!({ "time_zone": "Mars/Base" })),
            ("rooms", room, None, json!({ "name": "Studio", "capacity": 0 }), json!({ "capacity": -1 })),
            ("shows", show, None, json!({ "published": true, "duration_minutes": 1 }), json!({ "slug": "The Tempest" })),
        ] {
            let path = format!("/api/admin/{path}");
            let id = match id {
                Some(id) => id,
                None => app.make(&path, fields.clone()).await,
            };
            let one = format!("{path}/{id}");
            let mut changed = made(&id, &fields);
            if path.ends_with("/shows") {
                changed["poster"] = json!(null);
            }
            assert_eq!(app.content().get(&one).await.expect(200), changed);
            let list = app.content().get(&path).await.expect(200);
            assert_eq!(list, json!({ "items": [changed], "next": null }));

            for (name, value) in change.as_object().unwrap() {
                changed[name] = value.clone();
            }
            assert_eq!(app.content().patch(&one, change).await.expect(200), changed);
            assert_eq!(app.content().get(&one).await.expect(200), changed);
            assert_eq!(app.content().patch(&one, json!({})).await.expect(200), changed, "nothing is no change");

            let field = keys(&refused)[0];
            app.content().patch(&one, refused.clone()).await.faults(422, "invalid_fields", &[field]);
            for sneaked in ["id", "created_at", "confirmed", "x"] {
                let mut body = fields.clone();
                body[sneaked] = json!(1);
                app.content().post(&path, body).await.faults(400, "malformed_request", &[sneaked]);
                app.content().patch(&one, json!({ sneaked: 1 })).await.faults(400, "malformed_request", &[sneaked]);
            }
            assert_eq!(app.content().get(&one).await.expect(200), changed);
            for unknown in [NOBODY, "x"] {
                let other = format!("{path}/{unknown}");
                app.content().get(&other).await.refused(404, "not_found");
                app.content().patch(&other, json!({})).await.refused(404, "not_found");
            }
        }
    }

    async fn fields_are_checked(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let long = |count: usize| "é".repeat(count);
        let venue = json!({ "name": "V", "time_zone": "Europe/Rome" });
        let room = json!({ "venue_id": hall.venue, "name": "R", "capacity": 1 });
        let show = json!({ "title": "S", "duration_minutes": 1 });
        for (kind, whole, field, values) in [
            ("venues", &venue, "name", vec![json!(""), json!(" \n"), json!(long(121))]),
            ("venues", &venue, "address", vec![json!(long(301)), json!("\u{1}")]),
            ("venues", &venue, "time_zone", vec![json!(""), json!("Rome"), json!("+01:00"), json!("../etc/passwd")]),
            ("rooms", &room, "name", vec![json!(""), json!(long(121))]),
            ("rooms", &room, "capacity", vec![json!(-1), json!(10_000_001), json!(i64::MAX)]),
            ("rooms", &room, "venue_id", vec![json!(NOBODY)]),
            ("shows", &show, "title", vec![json!(long(161))]),
            ("shows", &show, "slug", vec![json!(""), json!("A"), json!("a--b"), json!("-a"), json!("a/b"), json!("a".repeat(81))]),
            ("shows", &show, "description", vec![json!(long(5_001))]),
            ("shows", &show, "duration_minutes", vec![json!(0), json!(1_441), json!(-5)]),
            ("shows", &show, "language", vec![json!(long(61))]),
        ] {
            for value in values {
                let mut body = whole.clone();
                body[field] = value;
                app.content().post(&format!("/api/admin/{kind}"), body).await.faults(422, "invalid_fields", &[field]);
            }
        }
        for (kind, whole, field, value) in [
            ("venues", &venue, "name", Value::Null),
            ("venues", &venue, "time_zone", json!(1)),
            ("rooms", &room, "capacity", json!("10")),
            ("rooms", &room, "capacity", json!(1.5)),
            ("rooms", &room, "venue_id", json!("x")),
            ("shows", &show, "published", json!("yes")),
            ("shows", &show, "duration_minutes", Value::Null),
        ] {
            let mut body = whole.clone();
            body[field] = value;
            app.content().post(&format!("/api/admin/{kind}"), body.clone()).await.faults(400, "malformed_request", &[field]);
            body.as_object_mut().unwrap().remove(field);
            if field != "published" {
                app.content().post(&format!("/api/admin/{kind}"), body).await.faults(400, "malformed_request", &[field]);
            }
        }
        // A change cannot take away what must be there, nor give it another type.
        for (path, change, field) in [
            (format!("/api/admin/venues/{}", hall.venue), json!({ "name": null }), "name"),
            (format!("/api/admin/rooms/{}", hall.room), json!({ "capacity": "many" }), "capacity"),
            (format!("/api/admin/rooms/{}", hall.room), json!({ "venue_id": NOBODY }), "venue_id"),
            (format!("/api/admin/shows/{}", hall.show), json!({ "title": ["x"] }), "title"),
        ] {
            let before = app.content().get(&path).await.expect(200);
            app.content().patch(&path, change).await.faults(422, "invalid_fields", &[field]);
            assert_eq!(app.content().get(&path).await.expect(200), before);
        }
    }

    async fn names_are_taken_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let [first, second] = [app.put_on(Evening::default()).await, app.put_on(Evening::default()).await];
        let show = json!({ "title": "Other", "slug": first.slug, "duration_minutes": 1 });
        app.content().post("/api/admin/shows", show).await.faults(409, "already_in_use", &["slug"]);
        let change = json!({ "slug": first.slug });
        let path = format!("/api/admin/shows/{}", second.show);
        app.content().patch(&path, change).await.faults(409, "already_in_use", &["slug"]);
        let room = json!({ "venue_id": first.venue, "name": "Great Hall", "capacity": 1 });
        app.content().post("/api/admin/rooms", room.clone()).await.faults(409, "already_in_use", &["name"]);
        let path = format!("/api/admin/rooms/{}", second.room);
        let change = json!({ "venue_id": first.venue });
        app.content().patch(&path, change).await.faults(409, "already_in_use", &["name"]);

        // A slug is made from the title when none is given.
        let id = app.make("/api/admin/shows", json!({ "title": "L'Été à Rome!", "duration_minutes": 1 })).await;
        let made = app.content().get(&format!("/api/admin/shows/{id}")).await.expect(200);
        assert_eq!(made["slug"], "l-ete-a-rome");
    }

    async fn lists_are_searched_and_turned_page_by_page(engine: Engine) {
        let app = TestApp::open(engine).await;
        let mut venues = Vec::new();
        for number in 0..7 {
            let name = format!("Venue {number} {}", if number % 2 == 0 { "Éast_100%" } else { "West" });
            venues.push(app.make("/api/admin/venues", json!({ "name": name, "time_zone": "Europe/Rome" })).await);
        }
        venues.sort_unstable();
        for limit in [1, 2, 3, 7, 8, 200] {
            assert_eq!(walk(&app, "/api/admin/venues?", limit).await, venues, "limit {limit}");
        }
        for (search, count) in [
            ("west", 3), ("VENUE", 7), ("venue%204", 1), ("nothing", 0), ("100%25", 4), ("%25", 4), ("_", 4), ("t_1", 4),
            ("V%25e", 0), ("'", 0), ("", 7),
        ] {
            let found = walk(&app, &format!("/api/admin/venues?q={search}&"), 2).await;
            assert_eq!(found.len(), count, "{search}");
        }

        let hall = app.put_on(Evening::default()).await;
        for name in ["Studio", "Foyer"] {
            app.make("/api/admin/rooms", json!({ "venue_id": hall.venue, "name": name, "capacity": 1 })).await;
        }
        app.put_on(Evening::default()).await;
        assert_eq!(walk(&app, "/api/admin/rooms?", 2).await.len(), 4);
        assert_eq!(walk(&app, &format!("/api/admin/rooms?venue_id={}&", hall.venue), 2).await.len(), 3);
        assert_eq!(walk(&app, &format!("/api/admin/rooms?venue_id={}&q=foy&", hall.venue), 2).await.len(), 1);
        assert_eq!(walk(&app, "/api/admin/shows?q=play&", 1).await.len(), 2);

        for path in ["venues", "rooms", "shows", "performances", "reservations"] {
            let staff = app.staff(foh_domain::identity::Role::Administrator);
            for (query, field) in [("limit=0", "limit"), ("limit=201", "limit"), ("after=x", "after")] {
                let answer = staff.get(&format!("/api/admin/{path}?{query}")).await;
                answer.faults(400, "malformed_request", &[field]);
            }
            let long = "x".repeat(201);
            for query in ["limit=-1", "limit=many", "offset=3", &format!("q={long}"), "q=%00"] {
                let answer = staff.get(&format!("/api/admin/{path}?{query}")).await;
                answer.refused(400, "malformed_request");
            }
        }
    }
}
