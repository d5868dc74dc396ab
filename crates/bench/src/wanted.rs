//! The figures this product wants to reach on a two-core machine with the generator on it.

use crate::database::Engine;
use crate::report::Figures;

/// Longest wait of 99 of 100 visitors who reserve the same performance, in milliseconds, with [`CALLERS`].
const RESERVE_P99_MS: f64 = 25.0;
/// Longest time until 99 of 100 facilitators hear of a booking, in milliseconds, with [`CALLERS`].
const DELIVERY_P99_MS: f64 = 250.0;
/// Callers that the latencies are wanted with.
const CALLERS: usize = 64;
/// Highest cost of a reservation with years of history, as a multiple of one without.
const HISTORY_COST: f64 = 1.3;
/// Memory of a server that nobody uses, in megabytes.
const IDLE_MB: f64 = 40.0;
/// Memory of a server under load, in megabytes.
const LOADED_MB: f64 = 150.0;

/// The ratio that `scenario` wants on `engine`, and the scenario it is a ratio to.
pub fn ratio(scenario: &str, engine: Engine) -> Option<(&'static str, f64)> {
    Some(match (scenario, engine) {
        ("store-batch", Engine::Sqlite) => ("store-single", 5.0),
        ("store-batch", Engine::Postgres) => ("store-single", 8.0),
        ("reserve-hot", Engine::Sqlite) => ("hello", 0.20),
        ("reserve-hot", Engine::Postgres) => ("hello", 0.15),
        ("programme", _) => ("hello", 0.5),
        ("confirm" | "check-in", _) => ("reserve-hot", 0.7),
        ("session-book", _) => ("reserve-hot", 0.3),
        _ => return None,
    })
}

/// What `figures` fall short of, each in a few words.
pub fn shortfalls(figures: &Figures) -> Vec<String> {
    let mut short = Vec::new();
    let mut at_most = |what: &str, value: Option<f64>, limit: f64| {
        if let Some(value) = value.filter(|value| *value > limit) {
            short.push(format!("{what} {value}, wanted at most {limit}"));
        }
    };
    for (what, count) in figures.faults() {
        at_most(what, Some(count as f64), 0.0);
    }
    at_most(
        "cost against an empty database",
        figures.cost_ratio,
        HISTORY_COST,
    );
    at_most("idle MB", figures.idle_rss_mb, IDLE_MB);
    if figures.idle_rss_mb.is_some() {
        at_most("MB under load", Some(figures.rss_mb), LOADED_MB);
    }
    if figures.scenario == "reserve-hot" && figures.concurrency == CALLERS {
        at_most("p99 ms", Some(figures.p99_ms), RESERVE_P99_MS);
    }
    if figures.concurrency == CALLERS {
        let delivery = figures.delivery.as_ref();
        let p99_ms = delivery.map(|delivery| delivery.p99_ms);
        at_most("delivery p99 ms", p99_ms, DELIVERY_P99_MS);
    }
    if let Some((reference, least)) = ratio(figures.scenario, figures.engine)
        && let Some(reached) = figures
            .ratio_to(reference)
            .filter(|reached| *reached < least)
    {
        short.push(format!("{reached} of {reference}, wanted at least {least}"));
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Delivery;

    fn figures(scenario: &'static str) -> Figures {
        Figures {
            concurrency: CALLERS,
            ..Figures::sample(scenario)
        }
    }

    #[test]
    fn what_is_reached_is_not_mentioned() {
        let mut reserve = figures("reserve-hot");
        reserve.compare(&Figures {
            per_second: reserve.per_second * 4.0,
            ..figures("hello")
        });
        assert_eq!(shortfalls(&reserve), Vec::<String>::new());
    }

    #[test]
    fn what_is_missed_is_named_with_both_numbers() {
        let mut reserve = Figures {
            p99_ms: 31.5,
            stored: Some(Figures::sample("x").acknowledged - 2),
            oversold: 1,
            idle_rss_mb: Some(41.0),
            ..figures("reserve-hot")
        };
        reserve.compare(&Figures {
            per_second: reserve.per_second * 10.0,
            ..figures("hello")
        });
        assert_eq!(
            shortfalls(&reserve),
            [
                "lost 2, wanted at most 0",
                "oversold 1, wanted at most 0",
                "idle MB 41, wanted at most 40",
                "p99 ms 31.5, wanted at most 25",
                "0.1 of hello, wanted at least 0.2",
            ]
        );
    }

    #[test]
    fn those_who_listen_are_to_hear_soon_and_once() {
        let notify = Figures {
            incomplete: Some(3),
            delivery: Some(Delivery {
                p99_ms: 251.0,
                undelivered: 1,
                doubled: 2,
                ..Delivery::sample()
            }),
            ..figures("notify")
        };
        assert!(!notify.sound());
        assert_eq!(
            shortfalls(&notify),
            [
                "incomplete 3, wanted at most 0",
                "undelivered 1, wanted at most 0",
                "doubled 2, wanted at most 0",
                "delivery p99 ms 251, wanted at most 250",
            ]
        );
        let few = Figures {
            concurrency: 1,
            incomplete: Some(0),
            delivery: Some(Delivery {
                p99_ms: 251.0,
                ..Delivery::sample()
            }),
            ..figures("notify")
        };
        assert!(few.sound());
        assert_eq!(shortfalls(&few), Vec::<String>::new());
    }

    #[test]
    fn postgres_is_measured_by_its_own_numbers() {
        assert_eq!(
            ratio("reserve-hot", Engine::Postgres),
            Some(("hello", 0.15))
        );
        assert_eq!(ratio("hello", Engine::Sqlite), None);
    }
}
