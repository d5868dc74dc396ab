//! A sheet of paper to count with.

use axum::{extract::State, http::StatusCode, response::Response};

use super::{clocks, frame, place, when};
use crate::{
    Web,
    http::{Problem, SignedIn},
    pages::render::{self, Id},
    views::bar::{Section, SheetLine, SheetPage},
};

/// `GET /bar/locations/{id}/sheet`
pub(super) async fn of_location(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let stock = web.house.location_stock(id, &staff).await?;
    let zone = clocks(&web).await?;
    let lines = stock.items.into_iter().map(|item| SheetLine {
        units: item.stock.units.plain(),
        name: item.beverage,
        unit_type: item.unit_type,
    });
    let title = format!("Count sheet, {}", stock.location.name);
    let page = SheetPage {
        frame: frame(&web, &title, Section::Locations, &staff),
        place: place(id, &stock.location.name),
        made_at: when(web.house.now(), &zone).words,
        lines: lines.collect(),
    };
    render::page(StatusCode::OK, &page)
}
