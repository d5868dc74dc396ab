//! Figures, and how they are shown: a table for people, JSON lines for programs.

mod figures;
mod settled;

pub use figures::{Delivery, Figures, rounded};
pub use settled::Settled;

use crate::scenario::Scenario;
use crate::wanted;

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

fn row(figures: &Figures) -> [String; COLUMNS.len()] {
    let shown = |value: Option<f64>| value.map_or_else(|| "-".into(), |value| value.to_string());
    let ratios: Vec<String> = figures
        .ratios
        .iter()
        .map(|(name, ratio)| {
            format!(
                "{ratio} {}",
                name.trim_start_matches("ratio_to_").replace('_', "-")
            )
        })
        .chain(figures.cost_ratio.map(|ratio| format!("cost ×{ratio}")))
        .chain(figures.delivery.as_ref().map(told))
        .chain(figures.full.map(|full| format!("{full} told it is full")))
        .chain(figures.settled.as_ref().map(Settled::to_string))
        .collect();
    [
        figures.scenario.into(),
        thousands(figures.per_second),
        format!("{:.2}", figures.p50_ms),
        format!("{:.2}", figures.p99_ms),
        figures.acknowledged.to_string(),
        figures
            .stored
            .map_or_else(|| "-".into(), |stored| stored.to_string()),
        figures.lost().to_string(),
        figures.oversold.to_string(),
        shown(figures.idle_rss_mb),
        figures.rss_mb.to_string(),
        shown(figures.server_cpu_us),
        shown(figures.generator_cpu_us),
        ratios.join(", "),
    ]
}

fn told(delivery: &Delivery) -> String {
    let Delivery {
        listeners,
        bytes_per_listener,
        p50_ms: p50,
        p99_ms: p99,
        after_answer_p50_ms: after_p50,
        after_answer_p99_ms: after_p99,
        undelivered,
        doubled,
    } = delivery;
    format!(
        "{listeners} told p50 {p50} p99 {p99} ms (after the answer {after_p50} and {after_p99}), undelivered {undelivered}, \
         doubled {doubled}, {bytes_per_listener} bytes each"
    )
}

fn table(all: &[Figures]) -> String {
    let mut rows = vec![COLUMNS.map(String::from)];
    rows.extend(all.iter().map(row));
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
    use super::*;

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
