//! What can be measured.

mod book;
mod check_in;
mod confirm;
mod departure;
mod hello;
mod history;
mod http;
mod notify;
mod pay;
mod programme;
mod reserve;
mod spend;
mod store;
mod tap;

use std::time::Duration;

use clap::ValueEnum;

use crate::Result;
use crate::database::Databases;
use crate::load::Plan;
use crate::report::Figures;

/// Places of a performance that no load can fill: as many as a room may have.
const ENOUGH_PLACES: u32 = foh_domain::theatre::Room::MOST_PLACES;

/// Tokens prepared per second of load: more than this machine spends.
const TOKENS_PER_SECOND: u64 = 30_000;

/// What is measured, on which databases, and how hard.
pub struct Bench {
    /// Where databases come from.
    pub databases: Databases,
    /// Callers and time.
    pub plan: Plan,
    /// Reservations of the history scenario.
    pub history: usize,
    /// Who listen in the notify scenario; at least one.
    pub facilitators: usize,
    /// Tokens to prepare, where the command line says it.
    pub tokens: Option<usize>,
}

impl Bench {
    /// How many tokens, or places, to prepare for scenarios that spend one per request.
    fn tokens(&self) -> usize {
        self.prepared(TOKENS_PER_SECOND)
    }

    /// How much to prepare where so many a second are more than this machine spends.
    fn prepared(&self, per_second: u64) -> usize {
        let seconds = (self.plan.total() + Duration::from_secs(1)).as_secs();
        self.tokens
            .unwrap_or_else(|| usize::try_from(seconds * per_second).unwrap_or(usize::MAX))
    }

    /// One script per caller, made from the caller's number.
    fn scripts<S>(&self, script: impl Fn(usize) -> S) -> Vec<S> {
        (0..self.plan.concurrency).map(script).collect()
    }
}

/// A scenario, in the order in which they are measured: what others are compared with comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Scenario {
    /// A bare axum JSON answer: the limit of the stack here
    Hello,
    /// One durable transaction per reservation, without HTTP
    StoreSingle,
    /// Reservations through the write lanes, without HTTP
    StoreBatch,
    /// Reservations over HTTP, all for one performance
    ReserveHot,
    /// Reservations over HTTP, spread over 1,000 performances
    ReserveSpread,
    /// Confirmations over HTTP
    Confirm,
    /// Check-ins over HTTP
    CheckIn,
    /// Bookings of a studio's sessions over HTTP, one session after the other
    SessionBook,
    /// Live notifications of bookings to connected facilitators
    Notify,
    /// Bookings of departures over HTTP, one bus after the other, more wanted than there are seats
    DepartureHot,
    /// Webhooks of a payment provider, each five times, with the server killed in between
    Pay,
    /// Taps on one stock of the bar over HTTP, and on 500
    Tap,
    /// The public programme, JSON and HTML
    Programme,
    /// Reservations for one performance of a house with 2,000,000 reservations
    History,
}

impl Scenario {
    /// Its name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hello => "hello",
            Self::StoreSingle => "store-single",
            Self::StoreBatch => "store-batch",
            Self::ReserveHot => "reserve-hot",
            Self::ReserveSpread => "reserve-spread",
            Self::Confirm => "confirm",
            Self::CheckIn => "check-in",
            Self::SessionBook => "session-book",
            Self::Notify => "notify",
            Self::DepartureHot => "departure-hot",
            Self::Pay => "pay",
            Self::Tap => "tap",
            Self::Programme => "programme",
            Self::History => "history",
        }
    }

    /// What its figures are usually compared with, measured in the same run.
    pub fn references(self) -> &'static [Self] {
        match self {
            Self::Hello | Self::StoreSingle | Self::Pay | Self::History => &[],
            Self::StoreBatch => &[Self::StoreSingle],
            Self::ReserveHot | Self::ReserveSpread | Self::Programme => &[Self::Hello],
            Self::Confirm | Self::CheckIn | Self::SessionBook | Self::DepartureHot | Self::Tap => {
                &[Self::Hello, Self::ReserveHot]
            }
            Self::Notify => &[Self::SessionBook],
        }
    }

    /// Prepares, loads and counts.
    pub fn run(self, bench: &Bench) -> Result<Vec<Figures>> {
        match self {
            Self::Hello => hello::run(bench),
            Self::StoreSingle => store::single(bench),
            Self::StoreBatch => store::batch(bench),
            Self::ReserveHot => reserve::hot(bench),
            Self::ReserveSpread => reserve::spread(bench),
            Self::Confirm => confirm::run(bench),
            Self::CheckIn => check_in::run(bench),
            Self::SessionBook => book::run(bench),
            Self::Notify => notify::run(bench),
            Self::DepartureHot => departure::run(bench),
            Self::Pay => pay::run(bench),
            Self::Tap => tap::run(bench),
            Self::Programme => programme::run(bench),
            Self::History => history::run(bench),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_and_the_report_use_the_same_names() {
        for scenario in Scenario::value_variants() {
            assert_eq!(
                scenario.to_possible_value().unwrap().get_name(),
                scenario.name()
            );
        }
    }

    #[test]
    fn references_come_before_what_is_compared_with_them() {
        for scenario in Scenario::value_variants() {
            assert!(
                scenario
                    .references()
                    .iter()
                    .all(|reference| reference < scenario)
            );
        }
    }
}
