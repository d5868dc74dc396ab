//! A bus line to test: two districts, a route between them, and buses.

use std::collections::BTreeSet;

use foh_app::{
    House, entropy,
    theatre::{Change, ManageError},
    travel::{ChangedSchedule, DepartureView, RouteSchedule},
};
use foh_domain::{
    booking::PartySize,
    payments::{Currency, Money},
    privacy::Sealed,
    theatre::Zone,
    travel::{Bus, Days, District, Route, RouteFields, Schedule, ScheduleFields},
};
use foh_store::{
    StoreError, departures, occurrences,
    reservations::{self, NewReservation},
};
use foh_testkit::engines::Engine;
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time, time},
};
use uuid::Uuid;

use crate::house::TestHouse;

/// So many departures has a daily schedule that has not left today.
pub const ALL: usize = 61;

pub struct Line {
    pub house: TestHouse,
    pub kigali: Uuid,
    pub huye: Uuid,
    pub route: Uuid,
    /// Of 30 seats.
    pub bus: Uuid,
}

pub fn fare(amount: i64) -> Money {
    Money::of(amount, Currency::parse("RWF").unwrap()).unwrap()
}

pub fn route(origin_id: Uuid, destination_id: Uuid) -> Route {
    Route::parse(RouteFields {
        origin_id,
        destination_id,
        name: "Kigali to Huye",
        distance_km: 125,
        minutes: 150,
        fare: fare(5_000),
        active: true,
    })
    .unwrap()
}

pub fn bus(plate: &str, capacity: i64) -> Bus {
    Bus::parse(plate, capacity, "Volcano", true).unwrap()
}

/// A change of a field or two.
pub fn by<T: 'static>(change: impl Fn(&mut T) + Send + 'static) -> Change<T> {
    Box::new(move |mut thing| {
        change(&mut thing);
        Ok(thing)
    })
}

/// A schedule in `zone` that begins long ago and takes two and a half hours.
pub fn daily(zone: &str, departs: Time) -> Schedule {
    Schedule::parse(ScheduleFields {
        days: Days::DAILY,
        departs,
        arrives: departs.wrapping_add(SignedDuration::from_mins(150)),
        time_zone: Zone::parse(zone).unwrap(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
        exceptions: BTreeSet::new(),
        active: true,
    })
    .unwrap()
}

impl Line {
    pub async fn open(engine: Engine) -> Self {
        let house = TestHouse::open(engine);
        let district = |name, code| house.house().create(District::parse(name, code).unwrap());
        let kigali = district("Kigali", "KGL").await.unwrap();
        let huye = district("Huye", "HUY").await.unwrap();
        let route = house.house().create(route(kigali, huye)).await.unwrap();
        let bus = house.house().create(bus("RAB 123 C", 30)).await.unwrap();
        Self {
            house,
            kigali,
            huye,
            route,
            bus,
        }
    }

    pub fn node(&self, number: usize) -> &House {
        self.house.node(number)
    }

    /// A schedule of this line's route and bus.
    pub fn of(&self, schedule: Schedule) -> RouteSchedule {
        RouteSchedule {
            route_id: self.route,
            bus_id: self.bus,
            schedule,
        }
    }

    pub async fn make(&self, schedule: Schedule) -> Uuid {
        let made = self.node(0).create_schedule(self.of(schedule));
        made.await.unwrap()
    }

    /// Every day at two in the afternoon: not yet today.
    pub async fn afternoons(&self) -> Uuid {
        self.make(daily("Africa/Kigali", time(14, 0, 0, 0))).await
    }

    pub async fn change(
        &self,
        schedule: Uuid,
        change: impl Fn(&mut RouteSchedule) + Send + 'static,
    ) -> Result<ChangedSchedule, ManageError> {
        self.node(1).change_schedule(schedule, by(change)).await
    }

    /// The departures of a schedule by their days.
    pub async fn departures(&self, schedule: Uuid) -> Vec<DepartureView> {
        let ids = self.house.house().database().read(move |tx| {
            tx.query(
                "SELECT id FROM departures WHERE schedule_id = $1 ORDER BY day",
                &[schedule.into()],
                |row| row.get::<Uuid>("id"),
            )
        });
        let mut found = Vec::new();
        for id in ids.await.unwrap() {
            found.push(self.departure(id).await.expect("the departure"));
        }
        found
    }

    pub async fn departure(&self, id: Uuid) -> Option<DepartureView> {
        let found = self.node(2).departure(id).await.unwrap();
        found.map(|item| item.departure)
    }

    pub async fn on(&self, schedule: Uuid, day: &str) -> DepartureView {
        let day: Date = day.parse().unwrap();
        let mut found = self.departures(schedule).await;
        found.retain(|departure| departure.day == day);
        found.pop().expect("a departure on that day")
    }

    /// Somebody has a seat from now on; answers the booking.
    pub async fn book(&self, departure: Uuid) -> Uuid {
        let booked = booking(self.node(0), departure, 1).await;
        booked.unwrap().expect("the departure")
    }

    /// Everything adds up: departures and their occurrences, and no seat sold twice.
    pub async fn adds_up(&self) {
        self.house.adds_up().await;
        for (what, sql) in WRONG {
            assert_eq!(self.house.count(sql).await, 0, "{what}");
        }
    }
}

/// Sells seats the way bookings are made: under the lock of the departure. `None` when it is not there.
pub async fn booking(
    node: &House,
    departure_id: Uuid,
    seats: i64,
) -> Result<Option<Uuid>, StoreError> {
    let now = node.now();
    let id = entropy::id_beside(departure_id, now);
    let party = PartySize::parse(seats).unwrap();
    node.database()
        .write(departure_id, move |tx| {
            let locked = departures::lock(tx, &[departure_id])?;
            let Some(departure) = locked.get(&departure_id) else {
                return Ok(None);
            };
            let new = NewReservation {
                id,
                occurrence_id: departure_id,
                party,
                guest: Sealed::from_bytes(vec![1, 2, 3]),
                email_lookup: None,
                created_by: None,
                created_at: now,
                confirmed_at: Some(now),
            };
            reservations::insert(tx, [&new])?;
            let confirmed = departure.facts.places.confirmed + party.get();
            occurrences::set_confirmed(tx, [(departure_id, confirmed)])?;
            Ok(Some(id))
        })
        .await
}

/// A departure in all its columns.
pub fn whole(departure: &DepartureView) -> String {
    format!("{departure:?}")
}

/// When these leave, as the clocks of UTC show it.
pub fn leave(departures: &[DepartureView]) -> Vec<Timestamp> {
    departures.iter().map(|one| one.departs_at).collect()
}

/// What must never be, and how many there are of it.
const WRONG: &[(&str, &str)] = &[
    (
        "occurrences without a departure",
        "SELECT COUNT(*) AS n FROM occurrences o
         WHERE o.kind <> 'departure' OR NOT EXISTS (SELECT 1 FROM departures d WHERE d.id = o.id)",
    ),
    (
        "departures that leave at another time than their occurrence",
        "SELECT COUNT(*) AS n FROM departures d JOIN occurrences o ON o.id = d.id WHERE o.starts_at <> d.starts_at",
    ),
];
