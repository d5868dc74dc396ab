//! A passenger finds a bus and books seats.

use foh_domain::limits::{Limit, Rate};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::playhouse::{Page, Playhouse, Role, line::Line, unlimited};

/// What is typed, but for what is said otherwise.
pub fn typed<'a>(key: &'a str, change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("form_key", key),
        ("seats", "2"),
        ("passenger_name", "Ada Uwase"),
        ("phone_number", "+250788123451"),
        ("email", ""),
        ("payment_method", "mtn"),
    ];
    for (name, value) in change {
        let field = fields.iter_mut().find(|(of, _)| of == name).unwrap();
        field.1 = value;
    }
    fields
}

/// Opens the form and sends it.
pub async fn book(house: &Playhouse, departure: Uuid, change: &[(&str, &str)]) -> Page {
    let visitor = house.visitor();
    let form = visitor
        .get(&format!("/travel/departures/{departure}"))
        .await;
    let key = form.value("form_key").expect("a form").to_owned();
    let path = format!("/travel/departures/{departure}/book");
    visitor.post(&path, &typed(&key, change)).await
}

/// The address of a booking that was made.
pub async fn booked(house: &Playhouse, departure: Uuid, change: &[(&str, &str)]) -> String {
    let answer = book(house, departure, change).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let address = answer.header("location").to_owned();
    assert!(address.starts_with("/travel/booking?token="), "{address}");
    address
}

both_engines! {
    async fn from_the_search_to_the_booking(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let visitor = house.visitor();
        let start = visitor.get("/travel").await;
        start.says("Find a bus");
        assert_eq!(start.links("/travel?from="), ["/travel?from=KGL&to=HUY"]);
        start.says("aria-current=\"page\">Travel</a>");

        let found = visitor.get("/travel?from=KGL&to=HUY&date=").await;
        found.says("Today, Friday 27 November 2026");
        found.says("30 of 30 seats left");
        found.says("Times are Kigali time.");
        assert_eq!(found.links("/travel?from=HUY"), ["/travel?from=HUY&to=KGL"], "the way back");
        assert_eq!(found.links("/travel?from=KGL&to=HUY&date=").len(), 7, "the next days");
        let page = found.links("/travel/departures/").remove(0);
        let form = visitor.get(&page).await;
        form.says("<span class=\"particulars-time\">18:00</span>");
        form.says("data-totals=\"RWF 5,000|RWF 10,000|");
        form.says("value=\"card\"");
        form.keeps_quiet_about(&["value=\"airtel\"", "value=\"cash\"", "value=\"mtn\" checked"]);

        let address = booked(&house, line.tonight, &[]).await;
        let booking = visitor.get(&address).await;
        assert_eq!((booking.header("referrer-policy"), booking.header("cache-control")), ("no-referrer", "no-store"));
        booking.says("Approve the payment on your phone");
        booking.says("kept until <time datetime=\"2026-11-27T13:10:00+02:00\" data-until>13:10</time>");
        booking.says("<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>");
        visitor.get(&page).await.says("28 of 30 seats left");
    }

    async fn a_search_without_a_bus_says_what_to_do(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let visitor = house.visitor();
        let back = visitor.get("/travel?from=HUY&to=KGL").await;
        assert_eq!(back.status, 200);
        back.says("No bus goes from Huye to Kigali");
        assert!(back.links("/travel?from=KGL&to=HUY").len() >= 2, "where one gets, and the way back");
        let none = visitor.get("/travel?from=KGL&to=HUY&date=2028-01-01").await;
        none.says("Nothing leaves any more on this day");
        assert_eq!(none.links("/travel?from=KGL&to=HUY&date=2026-11-27").len(), 2);
        for query in ["from=nowhere&to=HUY", "from=KGL&to=HUY&date=tomorrow", "from=KGL&to=KGL"] {
            let answer = visitor.get(&format!("/travel?{query}")).await;
            assert_eq!(answer.status, 422, "{query}");
            answer.says("This search cannot be read");
        }
        // By ids, as pages link to it.
        let by_id = visitor.get(&format!("/travel?from={}&to={}", line.kigali, line.huye)).await;
        by_id.says("18:00");
    }

    async fn what_was_typed_is_kept_and_each_fault_stands_beside_its_field(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 3).await;
        let wrong = book(&house, line.tonight, &[("phone_number", "0788 <1>"), ("seats", "0"), ("payment_method", "")]).await;
        assert_eq!(wrong.status, 422);
        wrong.says("3 things need another look");
        wrong.says("id=\"phone_number-error\"");
        wrong.says("id=\"payment_method-error\"");
        assert_eq!(wrong.value("passenger_name"), Some("Ada Uwase"));
        assert_eq!(wrong.value("phone_number"), Some("0788 &#60;1&#62;"));
        booked(&house, line.tonight, &[]).await;
        let few = book(&house, line.tonight, &[]).await;
        assert_eq!(few.status, 409);
        few.says("Seats: Only 1 seat is left. Choose fewer.");
        booked(&house, line.tonight, &[("seats", "1")]).await;
        let visitor = house.visitor();
        let full = visitor.get(&format!("/travel/departures/{}", line.tonight)).await;
        full.says("Every seat is taken");
        full.keeps_quiet_about(&["name=\"passenger_name\""]);
        let late = visitor.post(&format!("/travel/departures/{}/book", line.tonight), &typed("", &[])).await;
        assert_eq!(late.status, 409);
        late.says("Every seat is taken");
    }

    async fn a_form_that_is_sent_twice_books_once(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let visitor = house.visitor();
        let page = format!("/travel/departures/{}", line.tonight);
        let key = visitor.get(&page).await.value("form_key").unwrap().to_owned();
        let book = format!("{page}/book");
        let first = visitor.post(&book, &typed(&key, &[])).await;
        let again = visitor.post(&book, &typed(&key, &[])).await;
        assert_eq!((again.status, again.header("location")), (303, first.header("location")));
        let other = visitor.post(&book, &typed(&key, &[("seats", "3")])).await;
        assert_eq!(other.status, 409);
        other.says("You have booked with this form already");
        assert_ne!(other.value("form_key"), Some(key.as_str()), "sent again, it is another booking");
        visitor.get(&page).await.says("28 of 30 seats left");
        house.clock.advance(SignedDuration::from_mins(61));
        let old = visitor.post(&book, &typed(&key, &[])).await;
        assert_eq!(old.status, 409);
        old.says("more than an hour ago");
    }

    async fn a_bus_that_has_left_or_was_called_off_is_not_booked(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let visitor = house.visitor();
        let admin = house.session("admin@example.org", Role::Administrator).await;
        let by = house.house.who_has_session(admin.session.expose_secret()).await.unwrap();
        house.house.cancel_departure(line.tomorrow, &by.unwrap()).await.unwrap();
        visitor.get(&format!("/travel/departures/{}", line.tomorrow)).await.says("This departure was called off");
        house.clock.advance(SignedDuration::from_hours(6));
        let page = visitor.get(&format!("/travel/departures/{}", line.tonight)).await;
        page.says("This bus has left");
        let answer = visitor.post(&format!("/travel/departures/{}/book", line.tonight), &typed("", &[])).await;
        assert_eq!(answer.status, 409);
        answer.says("This bus has left");
        assert_eq!(visitor.get(&format!("/travel/departures/{}", Uuid::max())).await.status, 404);
    }

    async fn too_many_bookings_are_held_up_with_what_was_typed(engine: Engine) {
        let limits = unlimited().with(Limit::TravelBook, Rate::new(1, 3_600));
        let house = Playhouse::open_with(engine, limits, true).await;
        let line = Line::of(&house.house, 30).await;
        booked(&house, line.tonight, &[]).await;
        let late = book(&house, line.tonight, &[]).await;
        assert_eq!((late.status, late.value("passenger_name")), (429, Some("Ada Uwase")));
        late.says("too many bookings from your connection");
        assert!(!late.header("retry-after").is_empty());
    }
}
