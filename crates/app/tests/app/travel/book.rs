//! Seats are booked by many at once, and none is sold twice.

use foh_app::travel::TravelBookingRequest;
use foh_domain::{
    booking::ReservationStatus, identity::Role, payments::PaymentMethod, travel::DepartureRefusal,
};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Desk, FARE, HOUR, MINUTE, SECOND, francs, read, word};
use crate::{
    house::{MANY, as_one_batch, at_once, party, tally},
    studio::gate::Doing,
};

const WAITING: &str = "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'payment_start'";

both_engines! {
    /// Three nodes, one database, forty seats, sixty-four callers, every third of whom buys at the desk.
    async fn no_seat_is_sold_twice(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let operator = desk.operator().await;
        let answers = at_once(MANY, |n| {
            let doing = if n % 3 == 0 { desk.sale(n, 1, &operator) } else { desk.booking(n, 1) };
            async move { (n % 3 == 0, word(&doing.await)) }
        })
        .await;
        let done = |sold| answers.iter().filter(|answer| **answer == (sold, "booked".to_owned())).count();
        let full = answers.iter().filter(|(_, word)| *word == format!("{:?}", DepartureRefusal::Full { remaining: 0 })).count();
        let (held, sold) = (done(false), done(true));
        assert_eq!((held + sold, full), (40, 24), "{answers:?}");
        let places = desk.places().await;
        assert_eq!((places.held as usize, places.confirmed as usize, places.available()), (held, sold, 0));
        assert_eq!(desk.house.count(WAITING).await, i64::try_from(held).unwrap(), "each hold asks for its payment");
        desk.adds_up().await;
    }

    /// Those that wait together are decided one after the other, in one transaction.
    async fn a_batch_is_never_overbooked(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let answers = as_one_batch(desk.node(0), desk.departure, MANY, |n| desk.booking(0, 1 + u32::try_from(n % 3).unwrap())).await;
        let counts = tally(&answers, word);
        let places = desk.places().await;
        assert_eq!(places.held, 40, "{counts:?}");
        assert!(counts["booked"] < MANY, "{counts:?}");
        desk.adds_up().await;
    }

    async fn what_is_booked_is_held_until_its_deadline(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let held = desk.held(3).await;
        let shown = desk.shown(&held).await;
        assert_eq!(shown.view.hold_until, Some(desk.house.clock.now() + MINUTE * 10));
        assert_eq!(shown.view.amount, francs(FARE * 3));
        let payment = shown.payment().expect("a payment that is asked for");
        assert_eq!((payment.money, payment.method), (francs(FARE * 3), PaymentMethod::Mtn));
        assert_eq!(foh_domain::id::lane_byte(payment.id), foh_domain::id::lane_byte(desk.departure));
        desk.before_departure(MINUTE * 4);
        desk.expiring(0).await;
        let late = desk.held(1).await;
        assert_eq!(desk.shown(&late).await.view.hold_until, Some(super::ground::departs()), "no longer than until the bus leaves");
        desk.adds_up().await;
    }

    async fn what_is_not_offered_is_not_booked(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let cash = TravelBookingRequest { method: PaymentMethod::Cash, ..desk.request(1) };
        assert_eq!(word(&desk.asking(0, "cash", &cash).await), "not offered");
        let nowhere = TravelBookingRequest { departure_id: uuid::Uuid::from_u128(9), ..desk.request(1) };
        assert_eq!(word(&desk.asking(0, "nowhere", &nowhere).await), format!("{:?}", DepartureRefusal::Unknown));
        let many = TravelBookingRequest { party: party(11), ..desk.request(1) };
        assert_eq!(word(&desk.asking(0, "many", &many).await), format!("{:?}", DepartureRefusal::Full { remaining: 10 }));
        desk.before_departure(SECOND);
        read(desk.booking(0, 1).await.unwrap());
        desk.house.advance(SECOND);
        let departed = format!("{:?}", DepartureRefusal::Departed);
        assert_eq!(word(&desk.booking(0, 1).await), departed);
        let operator = desk.operator().await;
        assert_eq!(word(&desk.sale(0, 1, &operator).await), departed);
        desk.expiring(0).await;
        desk.adds_up().await;
    }

    /// Whoever kept the address of a departure of a route that is switched off finds nothing there.
    async fn a_route_that_is_switched_off_is_not_sold(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let operator = desk.operator().await;
        let before = desk.held(1).await;
        let switch = |active| desk.node(0).change_route(desk.route, Box::new(move |mut route| {
            route.active = active;
            Ok(route)
        }));
        switch(false).await.unwrap();
        let unknown = format!("{:?}", DepartureRefusal::Unknown);
        assert_eq!(word(&desk.booking(1, 1).await), unknown);
        assert_eq!(word(&desk.sale(1, 1, &operator).await), unknown);
        assert_eq!(desk.shown(&before).await.view.status, ReservationStatus::Pending, "who has booked keeps the seat");
        switch(true).await.unwrap();
        read(desk.booking(1, 1).await.unwrap());
        desk.adds_up().await;
    }

    /// A bus is said to have left while people book: whoever was first, nobody books a bus that has left.
    async fn nobody_books_a_bus_that_has_left(engine: Engine) {
        let desk = Desk::open(engine, 60).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        desk.before_departure(HOUR / 2);
        let answers = at_once(MANY, |n| -> Doing<String> {
            if n == MANY / 2 {
                let (node, by) = (desk.node(n).clone(), office.clone());
                let departure = desk.departure;
                return Box::pin(async move {
                    node.mark_departed(departure, by.held_to()).await.unwrap();
                    "left".into()
                });
            }
            let booking = desk.booking(n, 1);
            Box::pin(async move { word(&booking.await) })
        })
        .await;
        let counts = tally(&answers, Clone::clone);
        let booked = counts.get("booked").copied().unwrap_or(0);
        let late = counts.get("Departed").copied().unwrap_or(0) + counts.get("Full { remaining: 0 }").copied().unwrap_or(0);
        assert_eq!(booked + late, MANY - 1, "{counts:?}");
        assert_eq!(desk.places().await.held as usize, booked);
        assert_eq!(word(&desk.booking(0, 1).await), "Departed");
        desk.adds_up().await;
    }
}
