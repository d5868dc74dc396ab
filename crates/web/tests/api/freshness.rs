//! The programme is served from memory: never staler than a commit of its node, nor by more than a second than another's.

use std::time::{Duration, Instant};

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::support::{Evening, TestApp, together};

both_engines! {
    async fn who_has_confirmed_sees_it(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(30)).await;
        let guests = app.reserve_many(&hall, 1, 30).await;
        let list = "/api/performances".to_owned();
        let show = format!("/api/shows/{}", hall.slug);
        for (number, guest) in guests.iter().enumerate() {
            app.confirm(&guest.confirmation).await.expect(200);
            let left = 29 - number;
            assert_eq!(app.anybody().get(&hall.page()).await.expect(200)["available_places"], left);
            assert_eq!(app.anybody().get(&list).await.expect(200)["items"][0]["available_places"], left);
            assert_eq!(app.anybody().get(&show).await.expect(200)["performances"][0]["available_places"], left);
        }
        app.cancel(&guests[0].cancellation).await.expect(200);
        assert_eq!(app.available(&hall).await, 1);
        app.content().patch(&hall.administration(), json!({ "booking_open": false })).await.expect(200);
        assert_eq!(app.anybody().get(&hall.page()).await.expect(200)["booking_open"], false);
        app.content().patch(&format!("/api/admin/shows/{}", hall.show), json!({ "title": "Renamed" })).await.expect(200);
        assert_eq!(app.anybody().get(&show).await.expect(200)["title"], "Renamed");
    }

    async fn nobody_reads_what_was_true_before_they_came(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(200)).await;
        let guests = app.reserve_many(&hall, 1, 120).await;
        let seen = together(guests.iter().map(|guest| {
            let (confirm, reader, page) = (app.to_confirm(&guest.confirmation), app.anybody(), hall.page());
            async move {
                let left = confirm.await.expect(200)["available_seats"].as_u64().unwrap();
                let told = reader.get(&page).await.expect(200)["available_places"].as_u64().unwrap();
                (left, told)
            }
        }))
        .await;
        for (left, told) in seen {
            assert!(told <= left, "told {told} after {left} were left");
        }
        assert_eq!(app.available(&hall).await, 80);
    }

    async fn another_node_is_at_most_a_second_behind(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(30)).await;
        let elsewhere = app.another_node().await;
        assert_eq!(elsewhere.available(&hall).await, 30);
        for left in (25..30).rev() {
            let guest = app.reserve(&hall, 1).await;
            elsewhere.available(&hall).await;
            app.confirmed(&guest).await;
            let committed = Instant::now();
            loop {
                let begun = committed.elapsed();
                if elsewhere.available(&hall).await == left {
                    break;
                }
                assert!(begun < Duration::from_secs(1), "stale {begun:?} after the commit");
            }
        }
        // What changes something is never decided by what is kept.
        let all = app.reserve(&hall, 20).await;
        app.confirmed(&all).await;
        assert_eq!(elsewhere.ask(&hall, 20).await.refused(409, "insufficient_seats")["available_seats"], 5);
    }

    async fn who_has_it_already_is_told_so(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let guest = app.reserve(&hall, 1).await;
        for path in [hall.page(), "/api/performances".into(), "/api/shows".into(), format!("/api/shows/{}", hall.slug)] {
            let first = app.anybody().get(&path).await;
            first.expect(200);
            let etag = first.header("etag").to_owned();
            assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() > 10, "{etag}");
            assert_eq!(first.header("cache-control"), "no-cache", "kept, but asked about each time");
            let again = app.anybody().with("if-none-match", &etag).get(&path).await;
            assert_eq!([again.status.to_string(), again.body.clone()], ["304".to_owned(), String::new()], "{path}");
            assert_eq!(again.header("etag"), etag);
            assert_eq!(again.header("x-content-type-options"), "nosniff");
            app.anybody().with("if-none-match", "\"other\"").get(&path).await.expect(200);
        }
        let etag = app.anybody().get(&hall.page()).await.header("etag").to_owned();
        app.confirmed(&guest).await;
        let changed = app.anybody().with("if-none-match", &etag).get(&hall.page()).await;
        assert_eq!(changed.expect(200)["available_places"], 49);
        assert_ne!(changed.header("etag"), etag);
    }
}
