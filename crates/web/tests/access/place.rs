//! What the routes are asked about: a performance, at the travel desk a departure, its booking and a drawer, and at the bar a location, one of its
//! stocks and a count.

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
        stocked::{Bar, of_the_bar},
    },
};

/// A performance, a departure with a booking that its operator sold, and a bar with a count.
pub struct Place {
    hall: Hall,
    pub line: Line,
    booking: Uuid,
    drawer: Uuid,
    bar: Bar,
    count: Uuid,
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
        let bar = Bar::open(&app.house).await;
        let (manager, _) = of_the_bar(&app.house, None, PASSWORD).await;
        let count = bar.counted(&app.house, &manager).await;
        Self {
            hall,
            line,
            booking,
            drawer,
            bar,
            count,
        }
    }

    /// What a scoped role has in its scope here.
    pub fn scope_of(&self, role: Role) -> Uuid {
        match role {
            Role::TravelOperator => self.line.route,
            Role::BarCounter => self.bar.here,
            _ => self.hall.id.parse().unwrap(),
        }
    }

    /// Has the drawer of somebody in the place of the seller's.
    pub async fn with_drawer_of(&mut self, app: &TestApp, staff: &Staff) {
        self.drawer = app.house.open_shift(francs(0), staff).await.unwrap();
    }

    /// The id that stands in such a path.
    pub fn id_in(&self, path: &str) -> String {
        match what_of(path) {
            Some(What::Departure) => self.line.departure.to_string(),
            Some(What::Booking) => self.booking.to_string(),
            Some(What::Drawer) => self.drawer.to_string(),
            Some(What::Location) => self.bar.here.to_string(),
            Some(What::Stock) => self.bar.lager.to_string(),
            Some(What::Count) => self.count.to_string(),
            None => self.hall.id.clone(),
        }
    }
}

enum What {
    Departure,
    Booking,
    Drawer,
    Location,
    Stock,
    Count,
}

/// What a path of the travel desk or of the bar is about.
fn what_of(path: &str) -> Option<What> {
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
    } else if begins(&["/bar/locations/", "/api/bar/locations/"]) {
        Some(What::Location)
    } else if begins(&["/bar/stock/", "/api/bar/stock/"]) {
        Some(What::Stock)
    } else if begins(&["/bar/counts/", "/api/bar/counts/"]) {
        Some(What::Count)
    } else {
        None
    }
}

/// Whether the use case behind a line holds scoped roles to the routes or the location of their scope, or to their own drawers.
pub fn holds_to_scope(entry: &Entry) -> bool {
    what_of(entry.path).is_some()
}

/// What such a line is sent, so that its use case is reached: whose it is is said before what is wrong with it, but not before it can be read at all.
pub fn body_for(path: &str) -> Option<(&'static str, &'static str)> {
    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";
    what_of(path)?;
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
        ("adjust", true) => (JSON, r#"{"adjustment":"1"}"#),
        ("adjust", false) => (FORM, "adjustment=1"),
        ("update" | "deliver", true) => (JSON, r#"{"quantity":"1"}"#),
        ("update" | "deliver", false) => (FORM, "quantity=1"),
        ("waste", true) => (JSON, r#"{"quantity":"1","reason":"broken"}"#),
        ("waste", false) => (FORM, "quantity=1&reason=broken"),
        ("undo", true) if path.starts_with("/api/bar/") => (JSON, "{}"),
        ("undo", false) if path.starts_with("/bar/") => {
            (FORM, "movement_id=00000000-0000-0000-0000-000000000000")
        }
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
