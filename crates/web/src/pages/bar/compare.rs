//! Two counts of a location against each other: what was used between them.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::bar::{Comparison, ComparisonRow, CountItem};
use foh_domain::theatre::Zone;
use jiff::SignedDuration;
use serde::Deserialize;
use uuid::Uuid;

use super::{clocks, found, frame, place, stock::who, when};
use crate::{
    Web,
    http::{Problem, Query, SignedIn},
    pages::{
        admin::lists::given,
        render::{self, Id},
    },
    views::{
        bar::{CompareLine, ComparePage, Section, in_units},
        parts::{Choice, Field},
    },
};

/// Counts to choose from.
const MOST: u32 = 100;

/// Which two; the last two if none are named.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    from: String,
    to: String,
}

/// `GET /bar/locations/{id}/compare`
pub(super) async fn two(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    let counts = web.house.stock_counts(id, None, MOST, &staff).await?;
    let zone = clocks(&web).await?;
    let pair = chosen.pair(&counts)?;
    let comparison = match pair {
        Some(pair) => Some(web.house.compare_counts(id, pair, &staff).await?),
        None => None,
    };
    let location = found(&web, id).await?;
    let mut choices: Vec<Choice> = counts.iter().map(|item| choice(item, &zone)).collect();
    if let Some(comparison) = &comparison {
        offer(&mut choices, comparison, &zone);
    }
    let field = |id: Option<Uuid>| Field::new(id.map(|id| id.to_string()).unwrap_or_default());
    let page = ComparePage {
        frame: frame(&web, "What was used", Section::Locations, &staff),
        place: place(id, &location.name),
        from: field(comparison.as_ref().map(|found| found.from.id)),
        to: field(comparison.as_ref().map(|found| found.to.id)),
        counts: choices,
        between: comparison.as_ref().map(|found| {
            let elapsed = found.to.created_at.duration_since(found.from.created_at);
            in_words(elapsed)
        }),
        lines: comparison
            .iter()
            .flat_map(|found| &found.rows)
            .map(line)
            .collect(),
    };
    render::page(StatusCode::OK, &page)
}

impl Chosen {
    /// The two that are named; the newest, and the one before the later, where they are not.
    fn pair(&self, counts: &[CountItem]) -> Result<Option<(Uuid, Uuid)>, Problem> {
        let [from, to] = [&self.from, &self.to].map(|text| {
            given(text)
                .map(|text| Uuid::try_parse(text).map_err(|_| Problem::not_found()))
                .transpose()
        });
        let mut ids = counts.iter().map(|item| item.count.id);
        let Some(to) = to?.or_else(|| ids.clone().next()) else {
            return Ok(None);
        };
        let before = from?.or_else(|| {
            ids.find(|id| *id == to);
            ids.next()
        });
        Ok(before.map(|from| (from, to)))
    }
}

fn choice(item: &CountItem, zone: &Zone) -> Choice {
    let at = when(item.count.created_at, zone).words;
    Choice {
        value: item.count.id.to_string(),
        label: format!("{at}, {}", who(item.by.as_ref())),
    }
}

/// Counts that are compared can be chosen, however old they are.
fn offer(choices: &mut Vec<Choice>, comparison: &Comparison, zone: &Zone) {
    for count in [&comparison.to, &comparison.from] {
        let value = count.id.to_string();
        if !choices.iter().any(|choice| choice.value == value) {
            let label = when(count.created_at, zone).words;
            choices.push(Choice { value, label });
        }
    }
}

fn line(row: &ComparisonRow) -> CompareLine {
    let became = row.consumption.map(|became| {
        [
            in_units(became.received),
            in_units(became.wasted),
            in_units(became.used),
            became.used_per_day.map_or_else(|| "–".into(), in_units),
        ]
    });
    CompareLine {
        stock_id: row.stock_id.to_string(),
        name: row.name.clone(),
        from: row.from.as_ref().map(|line| line.tally.units.plain()),
        to: row.to.as_ref().map(|line| line.tally.units.plain()),
        became,
    }
}

/// "3 days and 4 h", "25 min": the two largest parts.
fn in_words(elapsed: SignedDuration) -> String {
    let minutes = elapsed.as_mins().max(0);
    let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    let of_days = if days == 1 {
        "1 day".to_owned()
    } else {
        format!("{days} days")
    };
    match (days, hours, rest) {
        (0, 0, rest) => format!("{rest} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, rest) => format!("{hours} h {rest} min"),
        (_, 0, _) => of_days,
        (_, hours, _) => format!("{of_days} and {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_by_their_largest_parts() {
        for (minutes, words) in [
            (0, "0 min"),
            (59, "59 min"),
            (60, "1 h"),
            (61, "1 h 1 min"),
            (1_440, "1 day"),
            (1_441, "1 day"),
            (4_500, "3 days and 3 h"),
        ] {
            assert_eq!(in_words(SignedDuration::from_mins(minutes)), words);
        }
    }
}
