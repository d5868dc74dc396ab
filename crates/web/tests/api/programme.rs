//! What the public reads.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Evening, TestApp, keys};

both_engines! {
    async fn the_public_sees_published_shows_alone(engine: Engine) {
        let app = TestApp::open(engine).await;
        let shown = app.put_on(Evening::default()).await;
        let hidden = app.put_on(Evening { published: false, ..Evening::default() }).await;
        let shows = app.anybody().get("/api/shows").await.expect(200);
        assert_eq!(keys(&shows), ["items", "next"]);
        assert_eq!(shows["items"].as_array().unwrap().len(), 1);
        assert_eq!(keys(&shows["items"][0]), ["description", "duration_minutes", "id", "language", "poster", "slug", "title"]);
        assert_eq!(shows["items"][0]["slug"], shown.slug.as_str());
        let performances = app.anybody().get("/api/performances").await.expect(200);
        assert_eq!(performances["items"].as_array().unwrap().len(), 1);
        assert_eq!(performances["items"][0]["id"], shown.id.as_str());
        for path in [format!("/api/shows/{}", hidden.slug), hidden.page(), format!("/api/performances?show_id={}", hidden.show)] {
            let answer = app.anybody().get(&path).await;
            assert!(!answer.body.contains(&hidden.title), "{path}: {}", answer.body);
            assert!(!answer.body.contains(&hidden.id), "{path}: {}", answer.body);
        }
        app.anybody().get(&format!("/api/shows/{}", hidden.slug)).await.refused(404, "not_found");

        app.content().patch(&format!("/api/admin/shows/{}", hidden.show), json!({ "published": true })).await.expect(200);
        app.anybody().get(&hidden.page()).await.expect(200);
        app.anybody().get(&format!("/api/shows/{}", hidden.slug)).await.expect(200);
        app.content().patch(&format!("/api/admin/shows/{}", shown.show), json!({ "published": false })).await.expect(200);
        app.anybody().get(&shown.page()).await.refused(404, "not_found");
        app.ask(&shown, 1).await.refused(404, "not_found");
    }

    async fn a_performance_says_where_and_when(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening { capacity: 20, additional: 2, occupied: 5, ..Evening::default() }).await;
        app.ticket(&hall, 3).await;
        let seen = app.anybody().get(&hall.page()).await.expect(200);
        assert_eq!(seen, json!({
            "id": hall.id,
            "show": { "id": hall.show, "title": hall.title, "slug": hall.slug, "duration_minutes": 90 },
            "venue": { "id": hall.venue, "name": seen["venue"]["name"], "address": "", "time_zone": "Europe/Rome" },
            "room": { "id": hall.room, "name": "Great Hall" },
            "starts_at": "2027-03-05T15:00:00Z", "doors_open_at": null, "booking_open": true,
            "total_places": 22, "available_places": 14,
        }));
        let show = app.anybody().get(&format!("/api/shows/{}", hall.slug)).await.expect(200);
        assert_eq!(show["performances"], json!([seen]));
        assert_eq!(app.anybody().get("/api/performances").await.expect(200)["items"], json!([seen]));
    }

    async fn the_programme_begins_now(engine: Engine) {
        let app = TestApp::open(engine).await;
        let [past, tonight, next_week] = [
            app.put_on(Evening::default().in_hours(1)).await,
            app.put_on(Evening::default().in_hours(5)).await,
            app.put_on(Evening::default().in_hours(24 * 7)).await,
        ];
        app.pass(SignedDuration::from_hours(2));
        // What is kept from before the clock moved is out of date after half a second.
        let listed = async |query: &str| -> Vec<String> {
            let page = app.anybody().get(&format!("/api/performances?{query}")).await.expect(200);
            let items = page["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(listed("").await, [&*tonight.id, &*next_week.id]);
        assert_eq!(listed("to=2027-03-06").await, [&*tonight.id]);
        assert_eq!(listed("from=2027-03-05&to=2027-03-05").await, [&*past.id, &*tonight.id]);
        assert_eq!(listed("from=2027-03-07").await, [&*next_week.id]);
        assert_eq!(listed("limit=1").await, [&*tonight.id]);
        app.anybody().get(&past.page()).await.expect(200);
        app.ask(&past, 1).await.refused(409, "performance_begun");
        for (query, field) in [("from=soon", "from"), ("to=2027-02-30", "to"), ("limit=0", "limit"), ("after=x", "after")] {
            let answer = app.anybody().get(&format!("/api/performances?{query}")).await;
            answer.faults(400, "malformed_request", &[field]);
        }
        for path in ["/api/performances?secret=1", "/api/shows?secret=1", "/api/shows?after=x"] {
            app.anybody().get(path).await.refused(400, "malformed_request");
        }
        for path in ["/api/performances/x", "/api/performances/01900000-0000-7000-8000-000000000000", "/api/shows/none"] {
            app.anybody().get(path).await.refused(404, "not_found");
        }
    }
}
