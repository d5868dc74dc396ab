//! Which way each stock of a location goes, as charts.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::bar::TrendItem;
use foh_domain::{bar::Trend, theatre::Zone};

use super::{clocks, found, frame, place};
use crate::{
    Web,
    http::{Problem, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::{
        bar::{Section, TrendsPage},
        chart::{Direction, LineChart, LinePoint},
    },
};

/// Counts in a chart.
const POINTS: u32 = 30;

/// `GET /bar/locations/{id}/trends`
pub(super) async fn of_location(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let items = web.house.stock_trends(id, POINTS, &staff).await?;
    let location = found(&web, id).await?;
    let zone = clocks(&web).await?;
    let page = TrendsPage {
        frame: frame(&web, "Trends", Section::Locations, &staff),
        place: place(id, &location.name),
        charts: items.iter().map(|item| chart(item, &zone)).collect(),
    };
    render::page(StatusCode::OK, &page)
}

fn chart(item: &TrendItem, zone: &Zone) -> LineChart {
    let minimum = item.stock.stock.alarm_minimum;
    let points = item.points.iter().map(|point| LinePoint {
        at: point.at,
        when: words::local(point.at, zone)
            .strftime("%-d %b, %H:%M")
            .to_string(),
        value: point.units.hundredths(),
        words: point.units.plain(),
    });
    LineChart {
        id: format!("stock-{}", item.stock.id),
        title: item.stock.beverage.clone(),
        of: "Count",
        measured: "Units",
        colour: item.stock.colour.to_string(),
        level: minimum.map(|minimum| {
            (
                minimum.hundredths(),
                format!("alarm at {}", minimum.plain()),
            )
        }),
        direction: item.trend.map(|trend| match trend {
            Trend::Up => Direction::Rising,
            Trend::Down => Direction::Falling,
            Trend::Level => Direction::Level,
        }),
        empty: "It is in no count yet.",
        points: points.collect(),
    }
}
