//! The command line.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::Result;
use crate::database::{Databases, Engine};
use crate::load::Plan;
use crate::report::{Report, say};
use crate::scenario::{Bench, Scenario};

/// Measures what this machine does per second, and whether anything was lost or oversold
///
/// Databases are made under TMPDIR, which must be on a disk: on a memory file system durability costs nothing.
#[derive(Debug, Parser)]
#[command(name = "foh-bench", version)]
struct Arguments {
    /// What to measure; several may be named.
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<Choice>,
    /// Database engine.
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engine,
    /// Length of the measured part of each scenario.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// Callers that ask at the same time.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    concurrency: u16,
    /// Seconds of load before each measured part.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(0..=600))]
    warm_up: u64,
    /// Compare with these scenarios instead of the usual ones; they are measured in the same run.
    #[arg(long, value_name = "SCENARIO", value_delimiter = ',')]
    against: Vec<Scenario>,
    /// Measure only what is named, without the scenarios that its figures are compared with.
    #[arg(long, conflicts_with = "against")]
    alone: bool,
    /// Reservations that the `history` scenario prepares.
    #[arg(long, default_value_t = 2_000_000, value_name = "N")]
    history: usize,
    /// Tokens that `confirm` and `check-in` prepare, places that `session-book`, `notify` and `departure-hot` prepare, and
    /// payments that `pay` prepares; a run that spends them all ends early.
    #[arg(long, value_name = "N")]
    tokens: Option<usize>,
    /// Facilitators that `notify` connects.
    #[arg(long, default_value_t = 1_000, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=8_000))]
    facilitators: u16,
    /// Print one JSON line per scenario instead of a table.
    #[arg(long)]
    json: bool,
}

/// A scenario or all of them.
#[derive(Clone, Copy, Debug)]
enum Choice {
    All,
    One(Scenario),
}

impl ValueEnum for Choice {
    fn value_variants<'a>() -> &'a [Self] {
        use Scenario as S;
        &[
            Self::All,
            Self::One(S::Hello),
            Self::One(S::StoreSingle),
            Self::One(S::StoreBatch),
            Self::One(S::ReserveHot),
            Self::One(S::ReserveSpread),
            Self::One(S::Confirm),
            Self::One(S::CheckIn),
            Self::One(S::SessionBook),
            Self::One(S::Notify),
            Self::One(S::DepartureHot),
            Self::One(S::Pay),
            Self::One(S::Tap),
            Self::One(S::Programme),
            Self::One(S::History),
        ]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        match self {
            Self::All => Some(clap::builder::PossibleValue::new("all").help("All of them")),
            Self::One(scenario) => scenario.to_possible_value(),
        }
    }
}

/// Measures what the command line asks for and prints it. A loss, an overselling or a broken answer makes the exit code 1.
pub fn run() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let plan = Plan {
        concurrency: usize::from(arguments.concurrency),
        warm_up: Duration::from_secs(arguments.warm_up),
        measured: Duration::from_secs(arguments.seconds),
    };
    let bench = Bench {
        databases: Databases::new(arguments.engine),
        plan,
        history: arguments.history,
        facilitators: usize::from(arguments.facilitators),
        tokens: arguments.tokens,
    };
    let mut report = Report::new(arguments.json);
    let measured = arguments.measure(&bench, &mut report);
    // What was measured before a failure is shown all the same.
    report.finish();
    measured?;
    Ok(if report.sound() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl Arguments {
    fn measure(&self, bench: &Bench, report: &mut Report) -> Result<()> {
        for scenario in self.order() {
            say(&format!("{} …", scenario.name()));
            for figures in scenario.run(bench)? {
                report.add(figures, &self.references(scenario));
            }
        }
        Ok(())
    }

    /// The scenarios whose figures `scenario` is compared with.
    fn references(&self, scenario: Scenario) -> Vec<Scenario> {
        if self.alone {
            return Vec::new();
        }
        let usual = if self.against.is_empty() {
            scenario.references()
        } else {
            &self.against
        };
        usual
            .iter()
            .copied()
            .filter(|reference| *reference != scenario)
            .collect()
    }

    /// What is measured, in order: every reference before what is compared with it.
    fn order(&self) -> Vec<Scenario> {
        let mut wanted = Vec::new();
        for choice in &self.scenarios {
            match *choice {
                Choice::All => wanted.extend(Scenario::value_variants()),
                Choice::One(scenario) => wanted.push(scenario),
            }
        }
        wanted.sort_unstable();
        let mut order = Vec::new();
        for scenario in wanted {
            for measured in self.references(scenario).into_iter().chain([scenario]) {
                if !order.contains(&measured) {
                    order.push(measured);
                }
            }
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn order(line: &str) -> Vec<Scenario> {
        let words = ["foh-bench"].into_iter().chain(line.split(' '));
        Arguments::try_parse_from(words).unwrap().order()
    }

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_scenario_can_be_named() {
        let named = Choice::value_variants()
            .iter()
            .filter(|choice| matches!(choice, Choice::One(_)));
        assert_eq!(named.count(), Scenario::value_variants().len());
    }

    #[test]
    fn references_are_measured_first_and_once() {
        use Scenario as S;
        assert_eq!(order("reserve-hot"), [S::Hello, S::ReserveHot]);
        assert_eq!(
            order("check-in confirm"),
            [S::Hello, S::ReserveHot, S::Confirm, S::CheckIn]
        );
        assert_eq!(order("store-batch"), [S::StoreSingle, S::StoreBatch]);
        assert_eq!(
            order("departure-hot pay"),
            [S::Hello, S::ReserveHot, S::DepartureHot, S::Pay]
        );
        assert_eq!(order("reserve-hot --alone"), [S::ReserveHot]);
        assert_eq!(
            order("confirm --against check-in"),
            [S::CheckIn, S::Confirm]
        );
        assert_eq!(order("all"), Scenario::value_variants());
    }

    #[test]
    fn nonsense_is_refused() {
        for line in [
            "",
            "nonsense",
            "hello --seconds 0",
            "hello --concurrency 0",
            "hello --engine oracle",
        ] {
            let words = ["foh-bench"].into_iter().chain(line.split_whitespace());
            assert!(Arguments::try_parse_from(words).is_err(), "{line}");
        }
    }
}
