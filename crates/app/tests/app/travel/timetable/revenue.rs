//! How full the buses are, and what they bring in.

use foh_app::{
    entropy,
    travel::{Occupancy, RevenueRow, TravelPeriod},
};
use foh_domain::{
    payments::{Money, PaymentMethod, PaymentStatus, RefundCause, RefundStatus},
    travel::Route,
};
use foh_store::{
    payments::{self, NewPayment},
    refunds::{self, NewRefund},
    travel_bookings::{self, NewTravelBooking},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::{SignedDuration, Timestamp, civil::time, tz::TimeZone};
use uuid::Uuid;

use super::ground::{ALL, Line, booking, by, daily, fare, route};

/// Pays for a new booking of this departure; `back` is given back an hour later.
async fn pay(
    line: &Line,
    departure: Uuid,
    (method, status): (PaymentMethod, PaymentStatus),
    money: Money,
    at: Timestamp,
    back: Option<i64>,
) {
    let booking = booking(line.node(0), departure, 1).await.unwrap().unwrap();
    let id = || entropy::id_beside(departure, at);
    let (payment, refund, charges) = (id(), id(), [id(), id()]);
    let work = move |tx: &mut foh_store::Tx<'_>| {
        travel_bookings::insert(
            tx,
            [&NewTravelBooking {
                id: booking,
                departure_id: departure,
                method,
                amount: money,
                phone_lookup: [1; 32],
                hold_until: None,
                created_at: at,
            }],
        )?;
        payments::insert(
            tx,
            [&NewPayment {
                id: payment,
                reservation_id: booking,
                method,
                charge_id: charges[0],
                money,
                status,
                closes_at: None,
                shift_id: None,
                created_at: at,
                next_check_at: None,
            }],
        )?;
        let Some(back) = back else { return Ok(()) };
        refunds::insert(
            tx,
            [&NewRefund {
                id: refund,
                payment_id: payment,
                charge_id: charges[1],
                money: Money::of(back, money.currency).unwrap(),
                status: RefundStatus::Completed,
                cause: RefundCause::ByStaff,
                shift_id: None,
                created_by: None,
                created_at: at + SignedDuration::from_hours(1),
            }],
        )
    };
    line.node(0)
        .database()
        .write(departure, work)
        .await
        .unwrap();
}

fn period(from: &str, to: &str) -> TravelPeriod {
    TravelPeriod::parse(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

fn short(rows: &[RevenueRow]) -> Vec<(String, &str, &str, u64, u64, i64)> {
    let short = |row: &RevenueRow| {
        let (method, currency) = (row.method.as_str(), row.currency.code());
        (
            row.day.to_string(),
            method,
            currency,
            row.payments,
            row.refunds,
            row.net(),
        )
    };
    rows.iter().map(short).collect()
}

both_engines! {
    async fn money_counts_on_the_day_it_moved(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let departure = line.on(schedule, "2026-12-01").await.id;
        let kigali = TimeZone::get("Africa/Kigali").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (mtn, cash) = ((PaymentMethod::Mtn, PaymentStatus::Completed), (PaymentMethod::Cash, PaymentStatus::Completed));
        let (pending, failed) = ((PaymentMethod::Mtn, PaymentStatus::Pending), (PaymentMethod::Card, PaymentStatus::Failed));
        let given_back = (PaymentMethod::Mtn, PaymentStatus::Refunded);
        pay(&line, departure, mtn, fare(5_000), at("2026-11-20T10:00:00Z"), None).await;
        // Just before and just after midnight in Kigali.
        pay(&line, departure, mtn, fare(5_000), at("2026-11-20T21:59:59Z"), None).await;
        pay(&line, departure, mtn, fare(7_000), at("2026-11-20T22:00:00Z"), None).await;
        pay(&line, departure, cash, fare(6_000), at("2026-11-20T11:00:00Z"), None).await;
        // Paid on the 21st, and back at midnight, when it is the 22nd.
        pay(&line, departure, given_back, fare(9_000), at("2026-11-21T21:00:00Z"), Some(8_000)).await;
        pay(&line, departure, pending, fare(1), at("2026-11-20T12:00:00Z"), None).await;
        pay(&line, departure, failed, fare(2), at("2026-11-20T12:00:00Z"), None).await;

        let revenue = |from, to| line.node(1).revenue(period(from, to), &kigali);
        let found = revenue("2026-11-20", "2026-11-22").await.unwrap();
        let day = |number: u32| format!("2026-11-{number}");
        assert_eq!(short(&found), [
            (day(20), "cash", "RWF", 1, 0, 6_000),
            (day(20), "mtn", "RWF", 2, 0, 10_000),
            (day(21), "mtn", "RWF", 2, 0, 16_000),
            (day(22), "mtn", "RWF", 0, 1, -8_000),
        ]);
        assert!(found.iter().all(|row| (row.route_id, row.route.as_str()) == (line.route, "Kigali to Huye")));
        assert_eq!(short(&revenue("2026-11-22", "2026-12-31").await.unwrap()), [(day(22), "mtn", "RWF", 0, 1, -8_000)]);
        assert!(revenue("2026-11-01", "2026-11-19").await.unwrap().is_empty());
    }

    async fn currencies_and_routes_are_kept_apart(engine: Engine) {
        let line = Line::open(engine).await;
        let back = line.node(0).create(Route { name: "Back".into(), ..route(line.huye, line.kigali) }).await.unwrap();
        let there = line.afternoons().await;
        let mut of = line.of(daily("Africa/Kigali", time(18, 0, 0, 0)));
        of.route_id = back;
        let back = line.node(0).create_schedule(of).await.unwrap();
        let cash = (PaymentMethod::Cash, PaymentStatus::Completed);
        let at = line.node(0).now();
        let euro = Money::of(500, foh_domain::payments::Currency::EUR).unwrap();
        for (schedule, money) in [(there, fare(5_000)), (there, euro), (back, fare(4_000)), (back, fare(4_000))] {
            let departure = line.on(schedule, "2026-11-25").await.id;
            pay(&line, departure, cash, money, at, None).await;
        }
        let found = line.node(1).revenue(period("2026-11-20", "2026-11-20"), &TimeZone::UTC).await.unwrap();
        let found: Vec<_> = found.iter().map(|row| (row.route.as_str(), row.currency.code(), row.payments, row.taken)).collect();
        assert_eq!(found, [("Back", "RWF", 2, 8_000), ("Kigali to Huye", "EUR", 1, 500), ("Kigali to Huye", "RWF", 1, 5_000)]);
    }

    async fn seats_are_counted_by_route_and_by_departure(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let departures = line.departures(schedule).await;
        for (number, seats) in [(0, 20), (1, 7), (3, 3)] {
            booking(line.node(0), departures[number].id, seats).await.unwrap();
        }
        let called_off = departures[2].id;
        line.node(0).database().write(called_off, move |tx| foh_store::departures::cancel(tx, called_off, Timestamp::UNIX_EPOCH)).await.unwrap();
        let days = period("2026-11-20", "2026-11-22");
        let found = line.node(1).occupancy_by_route(days).await.unwrap();
        assert_eq!((found.len(), found[0].route_id, found[0].departures), (1, line.route, 2));
        assert_eq!(found[0].occupancy, Occupancy { seats: 60, sold: 27, held: 0, blocked: 0 });
        assert_eq!(found[0].occupancy.per_mille(), 450);
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let (page, next) = line.node(1).occupancy_by_departure(days, Some(line.route), after, 2).await.unwrap();
            seen.extend(page.iter().map(|one| (one.departure.id, one.occupancy.sold)));
            let Some(next) = next else { break };
            after = Some(next);
        }
        assert_eq!(seen, [(departures[0].id, 20), (departures[1].id, 7)]);
        let all = line.node(1).occupancy_by_route(period("2026-11-20", "2027-01-31")).await.unwrap();
        assert_eq!(all[0].departures, u64::try_from(ALL - 1).unwrap());
        let other = line.node(0).change_route(line.route, by(|route: &mut Route| route.name = "To Huye".into())).await;
        assert_eq!(other.unwrap().other_fare, Vec::<Uuid>::new());
        assert_eq!(line.node(1).occupancy_by_route(days).await.unwrap()[0].route, "To Huye");
    }
}
