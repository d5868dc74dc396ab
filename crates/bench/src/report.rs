//! Figures, and how they are shown: a table for people, JSON lines for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::database::Engine;
use crate::load::{Plan, Tally, Window};
use crate::prepare::Audit;
use crate::scenario::Scenario;
use crate::wanted;

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
    /// Occurrences whose counters differ from a recount.
    pub miscounted: u64,
    /// Other answers than 200 and 201.
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
            refused: tally.refusals(),
            broken: tally.broken,
            server_cpu_us: None,
            generator_cpu_us: None,
            cost_ratio: None,
            concurrency: plan.concurrency,
            ratios: BTreeMap::new(),
        }
    }

    /// Acknowledged but not stored.
    pub fn lost(&self) -> u64 {
        self.stored
            .map_or(0, |stored| self.acknowledged.saturating_sub(stored))
    }

    /// Adds what the database says after the load; `count` picks what the scenario writes.
    pub fn audited(mut self, before: Audit, after: Audit, count: impl Fn(&Audit) -> u64) -> Self {
        self.stored = Some(count(&after).saturating_sub(count(&before)));
        self.oversold = after.oversold;
        self.miscounted = after.miscounted;
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

    /// Whether nothing was lost, oversold, refused or broken. Speed is another question.
    pub fn sound(&self) -> bool {
        [
            self.lost(),
            self.oversold,
            self.miscounted,
            self.refused,
            self.broken,
        ] == [0; 5]
    }

    fn json_line(&self) -> String {
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

    fn row(&self) -> [String; COLUMNS.len()] {
        let shown =
            |value: Option<f64>| value.map_or_else(|| "-".into(), |value| value.to_string());
        let ratios: Vec<String> = self
            .ratios
            .iter()
            .map(|(name, ratio)| {
                format!(
                    "{ratio} {}",
                    name.trim_start_matches("ratio_to_").replace('_', "-")
                )
            })
            .chain(self.cost_ratio.map(|ratio| format!("cost ×{ratio}")))
            .collect();
        [
            self.scenario.into(),
            thousands(self.per_second),
            format!("{:.2}", self.p50_ms),
            format!("{:.2}", self.p99_ms),
            self.acknowledged.to_string(),
            self.stored
                .map_or_else(|| "-".into(), |stored| stored.to_string()),
            self.lost().to_string(),
            self.oversold.to_string(),
            shown(self.idle_rss_mb),
            self.rss_mb.to_string(),
            shown(self.server_cpu_us),
            shown(self.generator_cpu_us),
            ratios.join(", "),
        ]
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
            refused: 0,
            broken: 0,
            server_cpu_us: Some(30.5),
            generator_cpu_us: None,
            cost_ratio: None,
            concurrency: 64,
            ratios: BTreeMap::new(),
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

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

const COLUMNS: [&str; 13] = [
    "scenario",
    "per second",
    "p50 ms",
    "p99 ms",
    "acknowledged",
    "stored",
    "lost",
    "oversold",
    "idle MB",
    "peak MB",
    "server µs",
    "load µs",
    "of",
];

/// The scenarios of one run, printed as they come (JSON) or at the end (table).
pub struct Report {
    json: bool,
    all: Vec<Figures>,
}

impl Report {
    /// An empty report.
    pub fn new(json: bool) -> Self {
        Self {
            json,
            all: Vec::new(),
        }
    }

    /// Adds what a scenario showed and compares it with `references` measured before.
    pub fn add(&mut self, mut figures: Figures, references: &[Scenario]) {
        for reference in &self.all {
            if references
                .iter()
                .any(|wanted| wanted.name() == reference.scenario)
            {
                figures.compare(reference);
            }
        }
        if self.json {
            print_line(&figures.json_line());
        }
        self.all.push(figures);
    }

    /// Prints the table, and on standard error what falls short of the figures wanted.
    pub fn finish(&self) {
        if let Some(first) = self.all.first().filter(|_| !self.json) {
            print_line(&format!(
                "{}, {} callers",
                first.engine.name(),
                first.concurrency
            ));
            print_line(&table(&self.all));
        }
        for figures in &self.all {
            for short in wanted::shortfalls(figures) {
                say(&format!("{}: {short}", figures.scenario));
            }
        }
    }

    /// Whether nothing was lost, oversold, refused or broken in any scenario.
    pub fn sound(&self) -> bool {
        self.all.iter().all(Figures::sound)
    }
}

fn table(all: &[Figures]) -> String {
    let mut rows = vec![COLUMNS.map(String::from)];
    rows.extend(all.iter().map(Figures::row));
    let widths: Vec<usize> = (0..COLUMNS.len())
        .map(|column| {
            rows.iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let line = |row: &[String; COLUMNS.len()]| {
        let cells = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, &width))| {
                let left = column == 0 || column == COLUMNS.len() - 1;
                if left {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[expect(
    clippy::print_stdout,
    reason = "the report is what this program is for"
)]
fn print_line(words: &str) {
    println!("{words}");
}

/// Tells people something on standard error, so that standard output stays readable by programs.
#[expect(
    clippy::print_stderr,
    reason = "the only place that tells people something"
)]
pub fn say(words: &str) {
    eprintln!("{words}");
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

    #[test]
    fn only_references_are_compared() {
        let mut report = Report::new(false);
        for (name, references) in [
            ("hello", vec![]),
            ("reserve-hot", vec![Scenario::Hello]),
            ("history", vec![]),
        ] {
            report.add(Figures::sample(name), &references);
        }
        let ratios: Vec<_> = report
            .all
            .iter()
            .map(|figures| figures.ratio_to("hello"))
            .collect();
        assert_eq!(ratios, [None, Some(1.0), None]);
    }

    #[test]
    fn columns_of_the_table_stand_under_their_names() {
        let table = table(&[Figures::sample("reserve-hot"), Figures::sample("hello")]);
        let ends = |line: &str, word: &str| line.find(word).map(|at| at + word.len());
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(ends(lines[0], "per second"), ends(lines[1], "25,000"));
        assert_eq!(ends(lines[0], "p99 ms"), ends(lines[2], "9.12"));
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(
            ["0", "999", "1,000", "1,234,567"],
            [0.0, 999.0, 1e3, 1_234_567.0]
                .map(thousands)
                .each_ref()
                .map(String::as_str)
        );
    }
}
