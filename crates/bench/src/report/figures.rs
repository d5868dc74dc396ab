//! What one scenario showed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::database::Engine;
use crate::load::{Plan, Tally, Window};
use crate::prepare::Audit;
use crate::report::Settled;

/// What one scenario showed.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Name of the scenario, or of a part of one that is reported separately.
    pub scenario: &'static str,
    /// The engine of the run.
    pub engine: Engine,
    /// Acknowledged requests per second of the measured part.
    pub per_second: f64,
    /// Half of the requests took no longer.
    pub p50_ms: f64,
    /// 99 of 100 requests took no longer.
    pub p99_ms: f64,
    /// Answers 200 and 201, those of the warm-up included.
    pub acknowledged: u64,
    /// What the database holds of it afterwards; none where nothing is written.
    pub stored: Option<u64>,
    /// Occurrences with more places taken than there are.
    pub oversold: u64,
    /// Highest memory of the server under load; of this program where there is no server.
    pub rss_mb: f64,
    /// Memory of the product's server before anybody used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_rss_mb: Option<f64>,
    /// Occurrences and stocks whose counters differ from a recount.
    pub miscounted: u64,
    /// Refusals because everything was taken, which are right answers; none where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<u64>,
    /// Other answers.
    pub refused: u64,
    /// Requests without an answer.
    pub broken: u64,
    /// Processor time of the server per request, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_cpu_us: Option<f64>,
    /// Processor time of the generator per request, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generator_cpu_us: Option<f64>,
    /// Reservations per second on an empty database divided by those on one with a history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_ratio: Option<f64>,
    /// Bookings that lack something, or have something twice; none where nothing is booked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<u64>,
    /// How those who listen were told.
    #[serde(flatten)]
    pub delivery: Option<Delivery>,
    /// What became of payments.
    #[serde(flatten)]
    pub settled: Option<Settled>,
    /// Callers.
    pub concurrency: usize,
    /// Throughput as a share of other scenarios' in the same run, as `ratio_to_hello` and so on.
    #[serde(flatten)]
    pub ratios: BTreeMap<String, f64>,
}

impl Figures {
    /// The figures of a load; what the database and the server's process say is added by the scenario.
    pub fn of(
        scenario: &'static str,
        engine: Engine,
        plan: &Plan,
        tally: &Tally,
        window: &Window,
    ) -> Self {
        Self {
            scenario,
            engine,
            per_second: rounded(tally.per_second(window), 1),
            p50_ms: rounded(tally.latencies.quantile_ms(0.5), 3),
            p99_ms: rounded(tally.latencies.quantile_ms(0.99), 3),
            acknowledged: tally.acknowledged,
            stored: None,
            oversold: 0,
            rss_mb: 0.0,
            idle_rss_mb: None,
            miscounted: 0,
            full: (tally.right > 0).then_some(tally.right),
            refused: tally.refusals(),
            broken: tally.broken,
            server_cpu_us: None,
            generator_cpu_us: None,
            cost_ratio: None,
            incomplete: None,
            delivery: None,
            settled: None,
            concurrency: plan.concurrency,
            ratios: BTreeMap::new(),
        }
    }

    /// Acknowledged but not stored.
    pub fn lost(&self) -> u64 {
        let stored = self.stored;
        let lost = stored.map_or(0, |stored| self.acknowledged.saturating_sub(stored));
        lost + self.settled.as_ref().map_or(0, Settled::lost)
    }

    /// Adds what the database says after the load; `count` picks what the scenario writes.
    pub fn audited(mut self, before: Audit, after: Audit, count: impl Fn(&Audit) -> u64) -> Self {
        self.stored = Some(count(&after).saturating_sub(count(&before)));
        self.oversold = after.oversold;
        self.miscounted = after.miscounted;
        self.incomplete = (after.bookings + after.journeys > 0).then_some(after.incomplete);
        self
    }

    /// Compares with another scenario of the same run.
    pub fn compare(&mut self, reference: &Self) {
        if reference.per_second > 0.0 {
            let ratio = rounded(self.per_second / reference.per_second, 3);
            self.ratios.insert(ratio_name(reference.scenario), ratio);
        }
    }

    /// The ratio to the named scenario, where it was compared.
    pub fn ratio_to(&self, scenario: &str) -> Option<f64> {
        self.ratios.get(&ratio_name(scenario)).copied()
    }

    /// What must never happen, and how often it did.
    pub fn faults(&self) -> [(&'static str, u64); 9] {
        let delivery = self.delivery.as_ref();
        let settled = self.settled.as_ref();
        [
            ("lost", self.lost()),
            ("oversold", self.oversold),
            ("miscounted", self.miscounted),
            ("refused", self.refused),
            ("broken", self.broken),
            ("incomplete", self.incomplete.unwrap_or(0)),
            (
                "undelivered",
                delivery.map_or(0, |delivery| delivery.undelivered),
            ),
            (
                "doubled",
                delivery.map_or(0, |delivery| delivery.doubled)
                    + settled.map_or(0, |settled| settled.doubled),
            ),
            (
                "rarely told",
                settled.map_or(0, |settled| settled.rarely_told),
            ),
        ]
    }

    /// Whether nothing of that happened. Speed is another question.
    pub fn sound(&self) -> bool {
        self.faults().iter().all(|(_, count)| *count == 0)
    }

    /// One line of JSON.
    pub fn json_line(&self) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            #[serde(flatten)]
            figures: &'a Figures,
            lost: u64,
        }
        let line = Line {
            figures: self,
            lost: self.lost(),
        };
        // Numbers and names only: it cannot fail, and if it did the line would say so.
        serde_json::to_string(&line).unwrap_or_else(|problem| problem.to_string())
    }

    #[cfg(test)]
    pub fn sample(scenario: &'static str) -> Self {
        Self {
            scenario,
            engine: Engine::Sqlite,
            per_second: 25_000.0,
            p50_ms: 2.5,
            p99_ms: 9.125,
            acknowledged: 300_000,
            stored: Some(300_000),
            oversold: 0,
            rss_mb: 61.4,
            idle_rss_mb: Some(21.5),
            miscounted: 0,
            full: None,
            refused: 0,
            broken: 0,
            server_cpu_us: Some(30.5),
            generator_cpu_us: None,
            cost_ratio: None,
            incomplete: None,
            delivery: None,
            settled: None,
            concurrency: 64,
            ratios: BTreeMap::new(),
        }
    }
}

/// How those who listen were told.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// How many listened.
    pub listeners: usize,
    /// Memory of the server for each of them, in bytes.
    pub bytes_per_listener: f64,
    /// From just before the request until the event: half took no longer.
    #[serde(rename = "delivery_p50_ms")]
    pub p50_ms: f64,
    /// The same of 99 of 100.
    #[serde(rename = "delivery_p99_ms")]
    pub p99_ms: f64,
    /// From the answer until the event; nothing where the event was first.
    pub after_answer_p50_ms: f64,
    /// The same of 99 of 100.
    pub after_answer_p99_ms: f64,
    /// Acknowledged bookings whose event has not come.
    pub undelivered: u64,
    /// Events that came again, or to somebody else.
    pub doubled: u64,
}

impl Delivery {
    #[cfg(test)]
    pub fn sample() -> Self {
        Self {
            listeners: 1_000,
            bytes_per_listener: 14_500.0,
            p50_ms: 12.5,
            p99_ms: 40.25,
            after_answer_p50_ms: 1.5,
            after_answer_p99_ms: 20.0,
            undelivered: 0,
            doubled: 0,
        }
    }
}

fn ratio_name(scenario: &str) -> String {
    format!("ratio_to_{}", scenario.replace('-', "_"))
}

/// `value` with `digits` digits after the point.
pub fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_json_line_has_the_fields_that_stay_fixed_and_those_that_are_known() {
        let mut figures = Figures {
            stored: Some(299_998),
            ..Figures::sample("check-in")
        };
        figures.compare(&Figures {
            per_second: 50_000.0,
            ..Figures::sample("reserve-hot")
        });
        let line = figures.json_line();
        assert!(!line.contains('\n'));
        assert_eq!(
            serde_json::from_str::<Value>(&line).unwrap(),
            json!({
                "scenario": "check-in", "engine": "sqlite", "per_second": 25_000.0, "p50_ms": 2.5, "p99_ms": 9.125,
                "acknowledged": 300_000, "stored": 299_998, "lost": 2, "oversold": 0, "miscounted": 0, "refused": 0,
                "broken": 0, "rss_mb": 61.4, "idle_rss_mb": 21.5, "server_cpu_us": 30.5, "concurrency": 64,
                "ratio_to_reserve_hot": 0.5,
            })
        );
    }

    #[test]
    fn a_delivery_stands_beside_the_other_fields() {
        let figures = Figures {
            incomplete: Some(0),
            delivery: Some(Delivery::sample()),
            ..Figures::sample("notify")
        };
        let line: Value = serde_json::from_str(&figures.json_line()).unwrap();
        assert_eq!(line["scenario"], "notify");
        assert_eq!(
            (&line["incomplete"], &line["undelivered"], &line["doubled"]),
            (&json!(0), &json!(0), &json!(0))
        );
        assert_eq!(line["delivery_p99_ms"], 40.25);
        assert_eq!(line["bytes_per_listener"], 14_500.0);
    }

    #[test]
    fn a_scenario_that_writes_nothing_loses_nothing() {
        let figures = Figures {
            stored: None,
            ..Figures::sample("hello")
        };
        assert_eq!(figures.lost(), 0);
        assert!(figures.sound());
    }

    #[test]
    fn an_audit_counts_what_came_since_before() {
        let before = Audit {
            reservations: 10,
            ..Audit::default()
        };
        let after = Audit {
            reservations: 300_009,
            miscounted: 1,
            ..Audit::default()
        };
        let figures =
            Figures::sample("reserve-hot").audited(before, after, |audit| audit.reservations);
        assert_eq!(
            (figures.stored, figures.lost(), figures.miscounted),
            (Some(299_999), 1, 1)
        );
        assert!(!figures.sound());
    }
}
