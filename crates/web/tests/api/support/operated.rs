//! A bus line: a route, its departure of today, and who sells on it.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU32, Ordering},
};

use foh_app::{
    House, StoreError,
    identity::{NewAccount, Staff},
    travel::{DepartureQuery, RouteSchedule, TravelBooked, TravelBookingRequest},
};
use foh_domain::{
    booking::{Guest, PartySize},
    identity::{Granted, PersonName, Role},
    payments::{Currency, Money, PaymentMethod},
    theatre::Zone,
    travel::{Bus, Days, District, Route, RouteFields, Schedule, ScheduleFields},
};
use jiff::SignedDuration;
use uuid::Uuid;

/// What a seat costs, in francs, which have no smaller unit.
pub const FARE: u64 = 5_000;
/// Where the buses leave.
pub const ZONE: &str = "Africa/Kigali";

static NUMBERS: AtomicU32 = AtomicU32::new(0);

fn number() -> u32 {
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

pub fn francs(amount: u64) -> Money {
    Money {
        amount,
        currency: Currency::parse("RWF").unwrap(),
    }
}

/// A departure of a route of its own.
#[derive(Debug, Clone)]
pub struct Line {
    pub route: Uuid,
    pub departure: Uuid,
    /// "Kigali 7 to Musanze 7".
    #[allow(dead_code, reason = "one of two suites asks for it")]
    pub name: String,
}

impl Line {
    /// A bus with so many seats that leaves so long from now, to the minute.
    pub async fn open(house: &House, seats: i64, leaves_in: SignedDuration) -> Self {
        let number = number();
        let (from, to) = (format!("Kigali {number}"), format!("Musanze {number}"));
        let origin = District::parse(&from, &format!("KGL{number}")).unwrap();
        let destination = District::parse(&to, &format!("MUS{number}")).unwrap();
        let name = format!("{from} to {to}");
        let route = Route::parse(RouteFields {
            origin_id: house.create(origin).await.unwrap(),
            destination_id: house.create(destination).await.unwrap(),
            name: &name,
            distance_km: 90,
            minutes: 135,
            fare: francs(FARE),
            active: true,
        });
        let route = house.create(route.unwrap()).await.unwrap();
        let bus = Bus::parse(&format!("RAB {number} C"), seats, "Volcano", true);
        let bus_id = house.create(bus.unwrap()).await.unwrap();
        let zone = Zone::parse(ZONE).unwrap();
        let leaves = (house.now() + leaves_in).to_zoned(zone.rules());
        let clock = |at: jiff::Zoned| at.time().with().second(0).subsec_nanosecond(0).build();
        let day = leaves.date();
        let schedule = Schedule::parse(ScheduleFields {
            days: Days::DAILY,
            departs: clock(leaves.clone()).unwrap(),
            arrives: clock(leaves + SignedDuration::from_mins(135)).unwrap(),
            time_zone: zone,
            valid_from: day,
            valid_to: Some(day),
            exceptions: BTreeSet::new(),
            active: true,
        });
        let schedule = RouteSchedule {
            route_id: route,
            bus_id,
            schedule: schedule.unwrap(),
        };
        house.create_schedule(schedule).await.unwrap();
        let query = DepartureQuery {
            from: day,
            to: day,
            route_id: Some(route),
            status: None,
            after: None,
            limit: 2,
        };
        let found = house.departures(query, None).await.unwrap();
        assert_eq!(found.len(), 1, "one departure of a day");
        Self {
            route,
            departure: found[0].id,
            name,
        }
    }

    /// Sells seats behind the back of everybody; answers the booking.
    pub async fn sold(&self, house: &House, seats: i64, by: &Staff) -> Uuid {
        let number = number();
        let request = TravelBookingRequest {
            departure_id: self.departure,
            guest: Guest::passenger("Aline Uwase", &format!("+25078812{number:04}"), None).unwrap(),
            party: PartySize::parse(seats).unwrap(),
            method: PaymentMethod::Cash,
        };
        let key = format!("line {number}");
        let repeatable = house.repeatable(&key, &key, |made: &TravelBooked| made.id.to_string());
        let given = house.sell_departure(request, repeatable, by).await.unwrap();
        given.into_text().parse().unwrap()
    }
}

/// An operator of these routes, who signs in with this password.
pub async fn operator(house: &House, routes: &[Uuid], password: &str) -> (Staff, String) {
    let email = format!("operator-{}@example.org", number());
    let new = NewAccount {
        email: &email,
        name: "Eric Habimana",
        role: Role::TravelOperator,
        password: Some(password.into()),
    };
    let id = house.create_user(new).await.unwrap();
    for route in routes {
        grant(house, id, *route).await;
    }
    let staff = Staff {
        id,
        role: Role::TravelOperator,
        name: PersonName::parse("Eric Habimana").unwrap(),
        scopes: routes.to_vec(),
        session: None,
        granted: Granted::Everything,
        must_enrol: false,
    };
    (staff, email)
}

/// Gives an account a route.
async fn grant(house: &House, id: Uuid, route: Uuid) {
    let sql = "INSERT INTO user_scopes (user_id, scope_id) VALUES ($1, $2)";
    let written = house.database().write(id, move |tx| {
        tx.execute(sql, &[id.into(), route.into()])
            .map(|changed| assert_eq!(changed, 1))
    });
    Result::<(), StoreError>::unwrap(written.await);
}
