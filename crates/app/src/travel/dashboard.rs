//! How full the buses are, and what they bring in.

use std::collections::BTreeMap;

use foh_domain::{
    booking::Places,
    field::{Faults, FieldError},
    payments::{Currency, PaymentMethod},
    travel::DepartureStatus,
};
use foh_store::{
    StoreError,
    departures::{self, DepartureFilter, DepartureView},
    travel_statistics::{self, QuarterMoney, RouteSeats},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use uuid::Uuid;

use crate::House;

/// Days of a timetable or of a cash book, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TravelPeriod {
    from: Date,
    to: Date,
}

impl TravelPeriod {
    /// The longest period that is looked at once, in days.
    pub const MOST_DAYS: i32 = 92;

    /// A period of these days.
    ///
    /// # Errors
    /// What is wrong with its end.
    pub fn parse(from: Date, to: Date) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let days = to.duration_since(from).as_hours() / 24 + 1;
        if days < 1 {
            faults.add("to", "It cannot end before it begins.");
        } else if days > Self::MOST_DAYS.into() {
            let message = format!("Look at no more than {} days at once.", Self::MOST_DAYS);
            faults.add("to", message);
        }
        faults.finish()?;
        Ok(Self { from, to })
    }

    /// Its moments by the clocks of `zone`: the first, and the first that is no part of it.
    fn moments(self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let begins = |day: Date| day.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
        let end = self.to.tomorrow().ok().and_then(begins);
        (
            begins(self.from).unwrap_or(Timestamp::MIN),
            end.unwrap_or(Timestamp::MAX),
        )
    }
}

/// How full something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupancy {
    /// All seats.
    pub seats: u64,
    /// Those that are sold.
    pub sold: u64,
    /// Those that are held for bookings that are not paid yet.
    pub held: u64,
    /// Those that were taken out by hand.
    pub blocked: u64,
}

impl Occupancy {
    fn of(places: &Places) -> Self {
        Self {
            seats: places.total().into(),
            sold: places.confirmed.into(),
            held: places.held.into(),
            blocked: places.manually_occupied.into(),
        }
    }

    /// Seats that nobody else can have.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.sold + self.held + self.blocked
    }

    /// How many of a thousand seats are taken; none of none.
    #[must_use]
    pub fn per_mille(&self) -> u64 {
        (self.taken() * 1_000).checked_div(self.seats).unwrap_or(0)
    }
}

/// How full the departures of a route are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteOccupancy {
    /// The route.
    pub route_id: Uuid,
    /// Its name.
    pub route: String,
    /// How many departures; those that were called off do not count.
    pub departures: u64,
    /// Their seats.
    pub occupancy: Occupancy,
}

impl From<RouteSeats> for RouteOccupancy {
    fn from(found: RouteSeats) -> Self {
        Self {
            route_id: found.route_id,
            route: found.route,
            departures: found.departures,
            occupancy: Occupancy {
                seats: found.seats,
                sold: found.sold,
                held: found.held,
                blocked: found.blocked,
            },
        }
    }
}

/// How full a departure is.
#[derive(Debug, Clone)]
pub struct DepartureOccupancy {
    /// The departure.
    pub departure: DepartureView,
    /// Its seats.
    pub occupancy: Occupancy,
}

/// What a route brought in on one day in one way; a row of the file, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevenueRow {
    /// The day on which it was paid, or given back.
    pub day: Date,
    /// The route.
    pub route_id: Uuid,
    /// Its name.
    pub route: String,
    /// How it was paid; what is given back stands under the same.
    pub method: PaymentMethod,
    /// Of which currency.
    pub currency: Currency,
    /// How many payments were completed.
    pub payments: u64,
    /// What they came to, in minor units.
    pub taken: u64,
    /// How many refunds were completed.
    pub refunds: u64,
    /// What they came to, in minor units.
    pub given_back: u64,
}

impl RevenueRow {
    /// What is left, in minor units: below zero where more was given back than paid on that day.
    #[must_use]
    pub fn net(&self) -> i64 {
        self.taken.cast_signed() - self.given_back.cast_signed()
    }
}

impl House {
    /// How full the departures of these days are, by route; the days are those of the clocks where they leave.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn occupancy_by_route(
        &self,
        period: TravelPeriod,
    ) -> Result<Vec<RouteOccupancy>, StoreError> {
        let found = self
            .db
            .read(move |tx| travel_statistics::seats_by_route(tx, period.from, period.to))
            .await?;
        Ok(found.into_iter().map(RouteOccupancy::from).collect())
    }

    /// How full the departures of these days are, of one route or of all, in the order of their leaving, after `after` in that
    /// order; those that were called off are left out, so that a page may be shorter than `limit` and yet not be the last.
    /// Answers after which the next page begins, if there may be one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn occupancy_by_departure(
        &self,
        period: TravelPeriod,
        route_id: Option<Uuid>,
        after: Option<(Timestamp, Uuid)>,
        limit: u32,
    ) -> Result<(Vec<DepartureOccupancy>, Option<(Timestamp, Uuid)>), StoreError> {
        let filter = DepartureFilter {
            from: period.from,
            to: period.to,
            routes: route_id.map(|id| vec![id]),
            status: None,
            after: after.unwrap_or((Timestamp::MIN, Uuid::nil())),
            limit,
        };
        let found = self
            .db
            .read(move |tx| departures::page(tx, &filter))
            .await?;
        let next = (found.len() == limit as usize)
            .then(|| found.last().map(|last| (last.departs_at, last.id)))
            .flatten();
        let runs = found
            .into_iter()
            .filter(|departure| departure.status != DepartureStatus::Cancelled)
            .map(|departure| DepartureOccupancy {
                occupancy: Occupancy::of(&departure.places),
                departure,
            });
        Ok((runs.collect(), next))
    }

    /// What the routes brought in on the days of `zone`, by day, route, method and currency, in that order. A payment counts on
    /// the day it was completed, a refund on the day it was: yesterday's numbers stay what they are.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn revenue(
        &self,
        period: TravelPeriod,
        zone: &TimeZone,
    ) -> Result<Vec<RevenueRow>, StoreError> {
        let (from, to) = period.moments(zone);
        let (taken, given_back) = self
            .db
            .read(move |tx| {
                Ok::<_, StoreError>((
                    travel_statistics::taken(tx, from, to)?,
                    travel_statistics::given_back(tx, from, to)?,
                ))
            })
            .await?;
        Ok(by_day(&taken, &given_back, zone))
    }
}

/// Puts quarters of an hour into the days of `zone`.
fn by_day(taken: &[QuarterMoney], given_back: &[QuarterMoney], zone: &TimeZone) -> Vec<RevenueRow> {
    let mut rows = BTreeMap::new();
    let moves = taken.iter().map(|money| (money, true));
    for (money, came) in moves.chain(given_back.iter().map(|money| (money, false))) {
        let day = money.at.to_zoned(zone.clone()).date();
        let (method, currency) = (money.method.as_str(), money.currency.code());
        let key = (day, &money.route, money.route_id, method, currency);
        let row = rows.entry(key).or_insert_with(|| RevenueRow {
            day,
            route_id: money.route_id,
            route: money.route.clone(),
            method: money.method,
            currency: money.currency,
            payments: 0,
            taken: 0,
            refunds: 0,
            given_back: 0,
        });
        if came {
            row.payments += money.count;
            row.taken += money.amount;
        } else {
            row.refunds += money.count;
            row.given_back += money.amount;
        }
    }
    rows.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_has_an_end_and_a_limit() {
        let from = date("2026-11-01");
        for (to, ok) in [
            ("2026-11-01", true),
            ("2027-01-31", true),
            ("2027-02-01", false),
            ("2026-10-31", false),
        ] {
            let period = TravelPeriod::parse(from, date(to));
            assert_eq!(period.is_ok(), ok, "{to}");
            assert!(ok || period.unwrap_err()[0].field == "to");
        }
    }

    #[test]
    fn its_days_are_those_of_the_clocks() {
        let rome = TimeZone::get("Europe/Rome").unwrap();
        let day = date("2026-10-25");
        let (from, to) = TravelPeriod::parse(day, day).unwrap().moments(&rome);
        assert_eq!(to.duration_since(from).as_hours(), 25);
        assert_eq!(from.to_string(), "2026-10-24T22:00:00Z");
    }

    #[test]
    fn nothing_is_full_that_has_no_seats() {
        let occupancy = |seats, sold| Occupancy {
            seats,
            sold,
            held: 1,
            blocked: 1,
        };
        assert_eq!(occupancy(0, 0).per_mille(), 0);
        assert_eq!(occupancy(30, 13).per_mille(), 500);
    }
}
