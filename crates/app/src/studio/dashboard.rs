//! The numbers of a facilitator, in the days of their own clock.

use std::collections::BTreeMap;

use foh_domain::{
    booking::Places,
    payments::{Currency, Money},
};
use foh_store::{
    StoreError, studio_bookings,
    studio_sessions::{self, Filter},
    studio_statistics::{self, Quarter, Totals},
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use uuid::Uuid;

use super::{BookingItem, with_paid};
use crate::House;

/// Weeks in the chart of bookings.
const WEEKS: i64 = 12;
/// Months in the chart of revenue.
const MONTHS: i64 = 12;
/// Bookings shown as recent.
const RECENT: u32 = 10;
/// Sessions in the chart of fill rates: those that begin next.
const FILLED: u32 = 40;

/// The numbers of the contract.
#[derive(Debug, Clone, Copy)]
pub struct Metrics {
    /// Sessions and bookings.
    pub totals: Totals,
    /// What is due for all bookings that stand, in the currency of the house.
    pub revenue: Money,
}

/// The bookings of a week or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub from: Date,
    /// How many were made and stand.
    pub bookings: u64,
    /// What is due for them, in the currency of the house.
    pub revenue: Money,
}

/// How full a session is.
#[derive(Debug, Clone)]
pub struct Fill {
    /// The session.
    pub session_id: Uuid,
    /// Its title.
    pub title: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// Its counters.
    pub places: Places,
}

/// What a facilitator sees first.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// The totals.
    pub metrics: Metrics,
    /// What was paid of what is due for bookings that stand and not given back, in the currency of the house.
    pub paid: Money,
    /// The newest bookings.
    pub recent: Vec<BookingItem>,
    /// The last twelve weeks, the oldest first; empty ones too.
    pub weeks: Vec<Period>,
    /// The last twelve months, the oldest first; empty ones too.
    pub months: Vec<Period>,
    /// The sessions that begin next.
    pub fill: Vec<Fill>,
}

impl House {
    /// A facilitator's dashboard, by the days of `zone`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn dashboard(
        &self,
        owner_id: Uuid,
        zone: &TimeZone,
    ) -> Result<Dashboard, StoreError> {
        let now = self.now();
        let today = now.to_zoned(zone.clone()).date();
        let weeks = last_weeks(today);
        let months = last_months(today);
        let first = weeks.iter().chain(&months).min().copied().unwrap_or(today);
        // A day earlier: which day it is, is decided below.
        let since = first
            .yesterday()
            .and_then(|day| day.to_zoned(TimeZone::UTC))
            .map_or(now, |at| at.timestamp());
        let next = next_of(owner_id, now);
        let (totals, due, paid, quarters, recent, sessions) = self
            .db
            .read(move |tx| {
                let recent = studio_bookings::of_owner(tx, owner_id, Uuid::max(), RECENT)?;
                Ok::<_, StoreError>((
                    studio_statistics::totals(tx, owner_id, now)?,
                    studio_statistics::due(tx, owner_id)?,
                    studio_statistics::paid(tx, owner_id)?,
                    studio_statistics::by_quarter(tx, owner_id, since)?,
                    with_paid(tx, recent)?,
                    studio_sessions::page(tx, &next)?,
                ))
            })
            .await?;
        let currency = self.settings.currency;
        let sum = |by_currency: Vec<(String, u64)>| Money {
            amount: by_currency
                .into_iter()
                .filter(|(code, _)| code == currency.code())
                .map(|(_, amount)| amount)
                .sum(),
            currency,
        };
        Ok(Dashboard {
            metrics: Metrics {
                totals,
                revenue: sum(due),
            },
            paid: sum(paid),
            recent: self.booking_items(recent),
            weeks: periods(&weeks, &quarters, zone, currency),
            months: periods(&months, &quarters, zone, currency),
            fill: sessions
                .into_iter()
                .map(|view| Fill {
                    session_id: view.id,
                    title: view.session.title,
                    starts_at: view.session.starts_at,
                    places: view.places,
                })
                .collect(),
        })
    }
}

fn next_of(owner_id: Uuid, now: Timestamp) -> Filter {
    Filter {
        active_only: true,
        owner_id: Some(owner_id),
        kind: None,
        free: None,
        with_places: false,
        from: now,
        to: Timestamp::MAX,
        search: String::new(),
        after: (Timestamp::MIN, Uuid::nil()),
        limit: FILLED,
    }
}

/// The Mondays of the last weeks, this one's last.
fn last_weeks(today: Date) -> Vec<Date> {
    let back = i64::from(today.weekday().to_monday_zero_offset());
    let monday = today.saturating_sub(back.days());
    (0..WEEKS)
        .rev()
        .map(|ago| monday.saturating_sub(ago.weeks()))
        .collect()
}

/// The first days of the last months, this one's last.
fn last_months(today: Date) -> Vec<Date> {
    let first = today.first_of_month();
    (0..MONTHS)
        .rev()
        .map(|ago| first.saturating_sub(ago.months()))
        .collect()
}

/// Puts quarters of an hour into the periods that begin on these days, which are in order.
fn periods(
    begins: &[Date],
    quarters: &[Quarter],
    zone: &TimeZone,
    currency: Currency,
) -> Vec<Period> {
    let mut sums: BTreeMap<Date, (u64, u64)> = begins.iter().map(|day| (*day, (0, 0))).collect();
    for quarter in quarters {
        let day = quarter.at.to_zoned(zone.clone()).date();
        if let Some((_, (bookings, due))) = sums.range_mut(..=day).next_back() {
            *bookings += quarter.bookings;
            if quarter.currency == currency.code() {
                *due += quarter.due;
            }
        }
    }
    sums.into_iter()
        .map(|(from, (bookings, amount))| Period {
            from,
            bookings,
            revenue: Money { amount, currency },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn periods_begin_where_people_expect_it() {
        let weeks = last_weeks(date("2026-11-22"));
        assert_eq!(weeks.len(), 12);
        assert_eq!(
            weeks[11],
            date("2026-11-16"),
            "a Sunday belongs to the week before"
        );
        assert_eq!(weeks[0], date("2026-08-31"));
        let months = last_months(date("2026-03-31"));
        assert_eq!(
            (months[0], months[11]),
            (date("2025-04-01"), date("2026-03-01"))
        );
    }

    #[test]
    fn bookings_count_on_the_day_of_the_facilitators_clock() {
        let zone = TimeZone::get("Europe/Rome").unwrap();
        let quarter = |at: &str, due, currency: &str| Quarter {
            at: at.parse().unwrap(),
            bookings: 2,
            due,
            currency: currency.into(),
        };
        let begins = [date("2026-10-01"), date("2026-11-01")];
        let found = periods(
            &begins,
            &[
                quarter("2026-09-30T21:45:00Z", 1, "EUR"),
                quarter("2026-09-30T22:00:00Z", 10, "EUR"),
                quarter("2026-10-31T22:45:00Z", 100, "EUR"),
                quarter("2026-10-31T23:00:00Z", 1_000, "EUR"),
                quarter("2026-11-02T12:00:00Z", 9_999, "CHF"),
            ],
            &zone,
            Currency::EUR,
        );
        let seen: Vec<_> = found
            .iter()
            .map(|period| (period.bookings, period.revenue.amount))
            .collect();
        assert_eq!(seen, [(4, 110), (4, 1_000)]);
    }
}
