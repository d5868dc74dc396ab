//! What is on: put on the programme as a content manager does it.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::TestApp;

/// A performance to be put on.
#[derive(Debug, Clone, Copy)]
pub struct Evening {
    pub capacity: u32,
    pub additional: u32,
    pub occupied: u32,
    /// From now; short enough by default for tickets to be admitted at once.
    pub begins_in: SignedDuration,
    pub duration_minutes: u32,
    pub published: bool,
    pub booking_open: bool,
}

impl Default for Evening {
    fn default() -> Self {
        Self {
            capacity: 50,
            additional: 0,
            occupied: 0,
            begins_in: SignedDuration::from_hours(3),
            duration_minutes: 90,
            published: true,
            booking_open: true,
        }
    }
}

impl Evening {
    pub fn with_places(capacity: u32) -> Self {
        Self {
            capacity,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn in_hours(mut self, hours: i64) -> Self {
        self.begins_in = SignedDuration::from_hours(hours);
        self
    }
}

/// A performance with everything around it.
#[derive(Debug, Clone)]
pub struct Hall {
    /// The performance.
    pub id: String,
    pub show: String,
    pub slug: String,
    pub room: String,
    pub venue: String,
    pub title: String,
}

impl Hall {
    /// Where its places are asked for.
    pub fn reservations(&self) -> String {
        format!("/api/performances/{}/reservations", self.id)
    }

    /// What the public sees of it.
    pub fn page(&self) -> String {
        format!("/api/performances/{}", self.id)
    }

    /// What content managers see of it.
    pub fn administration(&self) -> String {
        format!("/api/admin/performances/{}", self.id)
    }
}

impl TestApp {
    /// Makes something as a content manager and gives its id.
    #[track_caller]
    pub fn make(&self, path: &str, body: Value) -> impl Future<Output = String> {
        let caller = self.content();
        let path = path.to_owned();
        async move {
            let made = caller.post(&path, body).await.expect(201);
            made["id"].as_str().expect("an id").to_owned()
        }
    }

    /// A performance of a show of its own, in a room and a venue of its own.
    pub async fn put_on(&self, evening: Evening) -> Hall {
        let number = self.number();
        let (title, slug) = (format!("Play {number}"), format!("play-{number}"));
        let venue = self
            .make(
                "/api/admin/venues",
                json!({ "name": format!("Venue {number}"), "time_zone": "Europe/Rome" }),
            )
            .await;
        let room = self
            .make(
                "/api/admin/rooms",
                json!({ "venue_id": venue, "name": "Great Hall", "capacity": evening.capacity }),
            )
            .await;
        let show = self
            .make(
                "/api/admin/shows",
                json!({
                    "title": title, "slug": slug, "duration_minutes": evening.duration_minutes,
                    "published": evening.published,
                }),
            )
            .await;
        let id = self
            .make(
                "/api/admin/performances",
                json!({
                    "show_id": show, "room_id": room,
                    "starts_at": (self.now() + evening.begins_in).to_string(),
                    "booking_open": evening.booking_open,
                    "additional_places": evening.additional,
                    "manually_occupied_places": evening.occupied,
                }),
            )
            .await;
        Hall {
            id,
            show,
            slug,
            room,
            venue,
            title,
        }
    }

    /// The free places that the public is told.
    pub async fn available(&self, hall: &Hall) -> u64 {
        let seen = self.anybody().get(&hall.page()).await.expect(200);
        seen["available_places"].as_u64().unwrap()
    }

    /// Counts the places of confirmed reservations in the box office's list and compares with every counter.
    pub async fn recount(&self, hall: &Hall) -> u64 {
        let counted: u64 = self
            .reservations_of(hall)
            .await
            .iter()
            .filter(|item| matches!(item["status"].as_str(), Some("confirmed" | "checked_in")))
            .map(|item| item["party_size"].as_u64().unwrap())
            .sum();
        let managed = self.content().get(&hall.administration()).await.expect(200);
        let total = managed["capacity"].as_u64().unwrap()
            + managed["additional_places"].as_u64().unwrap()
            - managed["manually_occupied_places"].as_u64().unwrap();
        assert_eq!(managed["confirmed_places"], counted, "{managed}");
        assert_eq!(managed["available_places"], total - counted, "{managed}");
        assert_eq!(self.available(hall).await, total - counted);
        counted
    }

    /// Every reservation of a performance, page by page.
    pub async fn reservations_of(&self, hall: &Hall) -> Vec<Value> {
        let mut items = Vec::new();
        let mut after = String::new();
        loop {
            let path = format!(
                "/api/admin/reservations?performance_id={}&limit=200{after}",
                hall.id
            );
            let page = self.office().get(&path).await.expect(200);
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return items,
            }
        }
    }
}
