//! The seats that are left, as they change.

use std::time::Duration;

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;
use uuid::Uuid;

use super::Made;
use crate::support::{Line, TestApp};

/// An open event stream.
struct Stream {
    response: reqwest::Response,
    read: String,
}

impl Stream {
    async fn open(app: &TestApp, path: &str) -> Self {
        let request = app
            .anybody()
            .stream(path)
            .header("accept", "text/event-stream");
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.headers()["content-type"],
            "text/event-stream; charset=utf-8"
        );
        Self {
            response,
            read: String::new(),
        }
    }

    /// The next count that is told.
    async fn next(&mut self) -> u64 {
        let told = async {
            loop {
                if let Some((event, rest)) = self.read.split_once("\n\n") {
                    let count = event.strip_prefix("event: seats\ndata: ").map(|data| {
                        let data: serde_json::Value = serde_json::from_str(data).unwrap();
                        data["remaining_seats"].as_u64().unwrap()
                    });
                    let rest = rest.to_owned();
                    self.read = rest;
                    match count {
                        Some(count) => return count,
                        None => continue,
                    }
                }
                let more = self
                    .response
                    .chunk()
                    .await
                    .unwrap()
                    .expect("the stream goes on");
                self.read.push_str(std::str::from_utf8(&more).unwrap());
            }
        };
        tokio::time::timeout(Duration::from_secs(20), told)
            .await
            .expect("a count")
    }

    /// Reads until this count is told: others may lie in between.
    async fn until(&mut self, count: u64) {
        while self.next().await != count {}
    }
}

both_engines! {
    async fn who_watches_is_told_whoever_books_and_wherever(engine: Engine) {
        let app = TestApp::open(engine).await;
        let node = app.another_node().await;
        let line = Line::of(&app.house, 30).await;
        let path = format!("/travel/departures/{}/seats", line.tonight);
        let mut here = Stream::open(&app, &path).await;
        let mut there = Stream::open(&node, &format!("/api/schedules/{}/seats", line.tonight)).await;
        assert_eq!((here.next().await, there.next().await), (30, 30), "told at once");
        let made = Made::book(&app, line.tonight, json!({})).await;
        Made::book(&app, line.tomorrow, json!({ "seats": 5 })).await;
        here.until(28).await;
        there.until(28).await;
        made.post("cancel", json!({})).await.expect(200);
        here.until(30).await;
        there.until(30).await;
        // Nobody wakes anybody when a bus leaves: it is looked up.
        app.pass_hours(4);
        here.until(0).await;
    }

    async fn there_is_nothing_else_to_be_heard(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        for path in [format!("/travel/departures/{}/seats", line.tonight), format!("/api/schedules/{}/seats", line.tonight)] {
            app.anybody().get(&path).await.refused(406, "event_stream_only");
        }
        let listening = app.anybody().with("accept", "text/event-stream");
        listening.get(&format!("/api/schedules/{}/seats", Uuid::max())).await.refused(404, "not_found");
        listening.get("/travel/departures/none/seats").await.refused(404, "not_found");
    }
}
