//! What the travel desk shows a first visitor: where buses go, who travels, and bookings in every state.

mod bookings;

use foh_domain::{
    identity::Role,
    payments::{Currency, Money},
    theatre::Zone,
    travel::{Bus, Days, District, Route, RouteFields, Schedule, ScheduleFields},
};
use foh_store::{schedules::RouteSchedule, scopes, shifts};
use jiff::{SignedDuration, ToSpan, civil::Time};
use uuid::Uuid;

use super::DemoError;
use crate::{House, entropy};

const ZONE: &str = "Africa/Kigali";
const CURRENCY: &str = "RWF";

const DISTRICTS: [(&str, &str); 5] = [
    ("Kigali", "KGL"),
    ("Huye", "HUY"),
    ("Musanze", "MUS"),
    ("Rubavu", "RUB"),
    ("Nyagatare", "NYA"),
];

/// From, to, kilometres, minutes, fare.
const ROUTES: [(usize, usize, u32, u32, u64); 6] = [
    (0, 1, 133, 165, 3_500),
    (1, 0, 133, 165, 3_500),
    (0, 2, 92, 130, 2_500),
    (2, 0, 92, 130, 2_500),
    (0, 3, 157, 210, 5_000),
    (0, 4, 161, 195, 4_500),
];

const BUSES: [(&str, u32, &str); 4] = [
    ("RAD 412 C", 30, "Horizon"),
    ("RAE 077 B", 45, "Horizon"),
    ("RAC 930 A", 18, "Volcano"),
    ("RAF 158 D", 29, "Volcano"),
];

/// Route, bus, days, hour and minute of the departure; it arrives when the route says.
const SCHEDULES: [(usize, usize, &[&str], i8, i8); 11] = [
    (0, 0, &[], 6, 30),
    (0, 1, &[], 13, 0),
    (0, 0, &["fri", "sun"], 18, 30),
    (1, 0, &[], 10, 15),
    (1, 1, &[], 16, 45),
    (2, 2, &[], 7, 0),
    (2, 2, &[], 14, 30),
    (3, 2, &[], 10, 30),
    (3, 2, &[], 17, 45),
    (4, 3, &["mon", "wed", "fri"], 8, 0),
    (5, 3, &["tue", "thu", "sat"], 8, 0),
];

/// Who sells at the desk in Kigali, on the first routes.
const OPERATOR: &str = "Jean Habimana";
const OPERATED: usize = 4;
/// What lies in the drawer when it is opened.
const FLOAT: u64 = 20_000;

impl House {
    /// Sets up the timetable and what is sold of it.
    pub(super) async fn travel_demonstration(&self) -> Result<(), DemoError> {
        let mut districts = Vec::new();
        for (name, code) in DISTRICTS {
            districts.push(self.create(District::parse(name, code)?).await?);
        }
        let mut routes = Vec::new();
        for (from, to, distance_km, minutes, fare) in ROUTES {
            let fields = RouteFields {
                origin_id: districts[from],
                destination_id: districts[to],
                name: &format!("{} – {}", DISTRICTS[from].0, DISTRICTS[to].0),
                distance_km: distance_km.into(),
                minutes: minutes.into(),
                fare: money(fare)?,
                active: true,
            };
            routes.push(self.create(Route::parse(fields)?).await?);
        }
        let mut buses = Vec::new();
        for (plate, seats, company) in BUSES {
            let bus = Bus::parse(plate, seats.into(), company, true)?;
            buses.push(self.create(bus).await?);
        }
        for planned in SCHEDULES {
            let (route, bus, ..) = planned;
            let of = RouteSchedule {
                route_id: routes[route],
                bus_id: buses[bus],
                schedule: self.planned_schedule(planned)?,
            };
            self.create_schedule(of).await?;
        }
        let operator = self
            .demonstration_account(OPERATOR, Role::TravelOperator)
            .await?;
        let shift = self
            .demonstration_shifts(operator, &routes[..OPERATED])
            .await?;
        for (number, route) in (0..).zip(&routes) {
            self.booked_route(number, *route, (operator, shift)).await?;
        }
        Ok(())
    }

    fn planned_schedule(
        &self,
        (route, _, days, hour, minute): (usize, usize, &[&str], i8, i8),
    ) -> Result<Schedule, DemoError> {
        let zone = zone()?;
        let days = match days {
            [] => Days::DAILY,
            days => Days::parse(days.iter().copied())
                .map_err(|message| super::fault("days", message))?,
        };
        let departs = Time::new(hour, minute, 0, 0)?;
        let today = self.now().to_zoned(zone.rules()).date();
        Ok(Schedule::parse(ScheduleFields {
            days,
            departs,
            arrives: departs.wrapping_add(i64::from(ROUTES[route].3).minutes()),
            time_zone: zone,
            valid_from: today,
            valid_to: None,
            exceptions: std::collections::BTreeSet::new(),
            active: true,
        })?)
    }

    /// Gives an operator their routes, a drawer of yesterday that was closed, and one that is open; answers that.
    async fn demonstration_shifts(
        &self,
        operator: Uuid,
        routes: &[Uuid],
    ) -> Result<Uuid, DemoError> {
        let now = self.now();
        let yesterday = now - SignedDuration::from_hours(26);
        let (closed, open) = (
            entropy::id_beside(operator, yesterday),
            entropy::id_beside(operator, now),
        );
        let (float, routes) = (money(FLOAT)?, routes.to_vec());
        let counted = money(FLOAT)?;
        self.db
            .write(operator, move |tx| {
                for route in &routes {
                    scopes::insert(tx, operator, *route)?;
                }
                shifts::open(tx, closed, operator, float, yesterday)?;
                let ended = yesterday + SignedDuration::from_hours(8);
                shifts::close(tx, closed, counted, "A quiet day.", ended)?;
                shifts::open(tx, open, operator, float, now)
            })
            .await?;
        Ok(open)
    }
}

fn zone() -> Result<Zone, DemoError> {
    Zone::parse(ZONE).map_err(|message| super::fault("time_zone", message))
}

/// An amount in the currency of these routes.
fn money(amount: u64) -> Result<Money, DemoError> {
    let currency =
        Currency::parse(CURRENCY).map_err(|message| super::fault("currency", message))?;
    Ok(Money { amount, currency })
}
