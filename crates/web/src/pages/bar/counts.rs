//! The counts there were: the last as a table, and each by itself.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::bar::{Count, CountLine as Line};
use foh_domain::{
    bar::{Litres, is_low},
    theatre::Zone,
};
use serde::Deserialize;

use super::{clocks, done::Done, frame, place, stock::who, when};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
    pages::{
        admin::lists::{Asked, PAGE},
        render::{self, Id},
        words,
    },
    views::bar::{CountLine, CountPage, CountedLine, CountsPage, Section},
};

/// Counts in the table.
const COLUMNS: u32 = 8;

/// `GET /bar/locations/{id}/counts`
pub(super) async fn table(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let table = web.house.count_table(id, COLUMNS, &staff).await?;
    let zone = clocks(&web).await?;
    let last = table.counts.last().map(|count| count.id);
    let before = asked.cursor()?.or(last);
    let older = match before {
        Some(before) => {
            web.house
                .stock_counts(id, Some(before), PAGE + 1, &staff)
                .await?
        }
        None => Vec::new(),
    };
    let older = listing::page(
        older,
        PAGE,
        |item| item.count.id.to_string(),
        |item| line(&item.count, &zone),
    );
    let rows = table.rows.into_iter().map(|row| CountedLine {
        stock_id: row.stock_id.to_string(),
        name: row.name,
        units: row
            .lines
            .iter()
            .map(|line| line.as_ref().map(|line| line.tally.units.plain()))
            .collect(),
    });
    let page = CountsPage {
        frame: frame(&web, "Counts", Section::Locations, &staff),
        place: place(id, &table.location.name),
        counts: table
            .counts
            .iter()
            .map(|count| line(count, &zone))
            .collect(),
        lines: rows.collect(),
        older: older.items,
        older_href: older
            .next
            .map(|after| format!("/bar/locations/{id}/counts?after={after}#each")),
    };
    render::page(StatusCode::OK, &page)
}

fn line(count: &Count, zone: &Zone) -> CountLine {
    let local = words::local(count.created_at, zone);
    CountLine {
        id: count.id.to_string(),
        at: when(count.created_at, zone),
        short: (local.strftime("%-d %b").to_string(), words::time(&local)),
    }
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    done: String,
}

/// `GET /bar/counts/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(told): Query<Told>,
) -> Result<Response, Problem> {
    let detail = web.house.stock_count(id, &staff).await?;
    let zone = clocks(&web).await?;
    let mut frame = frame(&web, "Count", Section::Locations, &staff);
    frame.toast = Done::toast(&told.done);
    let litres: Litres = detail.lines.iter().map(Line::litres).sum();
    let lines = detail.lines.iter().map(|line| {
        (
            line.name.clone(),
            line.unit_type.clone(),
            line.tally.units.plain(),
            line.litres().rounded(),
            is_low(line.tally.units, line.alarm_minimum),
        )
    });
    let page = CountPage {
        frame,
        place: place(detail.count.location_id, &detail.location.name),
        notice: None,
        id: id.to_string(),
        at: when(detail.count.created_at, &zone),
        by: who(detail.by.as_ref()).to_owned(),
        lines: lines.collect(),
        litres: litres.rounded(),
    };
    render::page(StatusCode::OK, &page)
}
