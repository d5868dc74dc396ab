//! What the routes are asked about: a performance, and at the travel desk a departure, its booking and a drawer.

use std::ops::Deref;

use foh_app::identity::Staff;
use foh_domain::identity::Role;
use foh_web::http::access::Entry;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    people::PASSWORD,
    support::{
        Evening, Hall, TestApp,
        operated::{Line, francs, operator},
    },
};

/// A performance, and a departure with a booking that its operator sold.
pub struct Place {
    hall: Hall,
    pub line: Line,
    booking: Uuid,
    drawer: Uuid,
}

impl Deref for Place {
    type Target = Hall;

    fn deref(&self) -> &Hall {
        &self.hall
    }
}

impl Place {
    pub async fn open(app: &TestApp) -> Self {
        let hall = app.put_on(Evening::default()).await;
        let line = Line::open(&app.house, 30, SignedDuration::from_mins(30)).await;
        let (seller, _) = operator(&app.house, &[line.route], PASSWORD).await;
        let drawer = app.house.open_shift(francs(0), &seller).await.unwrap();
        let booking = line.sold(&app.house, 1, &seller).await;
        Self {
            hall,
            line,
            booking,
            drawer,
        }
    }

    /// What a scoped role has in its scope here.
    pub fn scope_of(&self, role: Role) -> Uuid {
        match role {
            Role::TravelOperator => self.line.route,
            _ => self.hall.id.parse().unwrap(),
        }
    }

    /// Has the drawer of somebody in the place of the seller's.
    pub async fn with_drawer_of(&mut self, app: &TestApp, staff: &Staff) {
        self.drawer = app.house.open_shift(francs(0), staff).await.unwrap();
    }

    /// The id that stands in such a path.
    pub fn id_in(&self, path: &str) -> String {
        match of_routes(path) {
            Some(What::Departure) => self.line.departure.to_string(),
            Some(What::Booking) => self.booking.to_string(),
            Some(What::Drawer) => self.drawer.to_string(),
            None => self.hall.id.clone(),
        }
    }
}

enum What {
    Departure,
    Booking,
    Drawer,
}

/// What a path of the travel desk is about.
fn of_routes(path: &str) -> Option<What> {
    let begins = |starts: &[&str]| {
        let path = path.split_once("{id}").map(|(before, _)| before);
        path.is_some_and(|path| starts.contains(&path))
    };
    if begins(&[
        "/door/departures/",
        "/travel/desk/departures/",
        "/api/travel/departures/",
    ]) {
        Some(What::Departure)
    } else if begins(&["/travel/bookings/", "/api/travel/desk/bookings/"]) {
        Some(What::Booking)
    } else if begins(&["/travel/desk/shifts/", "/api/travel/shifts/"]) {
        Some(What::Drawer)
    } else {
        None
    }
}

/// Whether the use case behind a line holds scoped roles to the routes of their scope, or to their own drawers.
pub fn holds_to_routes(entry: &Entry) -> bool {
    of_routes(entry.path).is_some()
}

/// What such a line is sent, so that its use case is reached: whose it is is said before what is wrong with it, but not before it can be read at all.
pub fn body_for(path: &str) -> Option<(&'static str, &'static str)> {
    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";
    of_routes(path)?;
    let (_, end) = path.rsplit_once('/')?;
    let json = path.starts_with("/api/");
    Some(match (end, json) {
        ("sell", true) => (
            JSON,
            r#"{"passenger_name":"Ada","phone_number":"+250788123456"}"#,
        ),
        ("sell", false) => (FORM, "passenger_name=Ada&phone_number=1&seats=1"),
        ("cancel", true) => (JSON, r#"{"refund":false}"#),
        ("cancel", false) => (FORM, "refund=false"),
        ("hand-over", true) => (
            JSON,
            r#"{"refund_id":"00000000-0000-0000-0000-000000000000"}"#,
        ),
        ("hand-over", false) => (FORM, "refund_id=00000000-0000-0000-0000-000000000000"),
        ("close", true) => (JSON, r#"{"counted":"0"}"#),
        ("close", false) => (FORM, "counted=0"),
        ("check" | "admit", false) => (FORM, "token=none"),
        ("undo", false) => (FORM, "check_in_id=00000000-0000-0000-0000-000000000000"),
        _ => return None,
    })
}

/// What a GET of such a line needs in its query to be read at all.
pub fn query_for(path: &str) -> &'static str {
    match path {
        "/door/departures/{id}/admitted" => "?check_in=00000000-0000-0000-0000-000000000000",
        _ => "",
    }
}
