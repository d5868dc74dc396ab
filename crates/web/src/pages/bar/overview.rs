//! The locations, all of them together, and what is low.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::bar::{BeverageTotal, LocationItem};
use foh_domain::bar::{Litres, Units};
use uuid::Uuid;

use super::{frame, manages, place};
use crate::{
    Web,
    http::{Problem, SignedIn},
    pages::render,
    views::bar::{
        AllLine, AllPage, LocationLine, LowLine, LowPage, OverviewPage, Place, Section, in_units,
    },
};

/// `GET /bar`: whoever works at one location is led to it.
pub(super) async fn locations(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    if let Some([only]) = staff.held_to().as_deref() {
        return Ok(Redirect::to(&format!("/bar/locations/{only}")).into_response());
    }
    let items = web.house.bar_overview(&staff).await?;
    let litres: Litres = items.iter().map(|item| item.litres).sum();
    let page = OverviewPage {
        frame: frame(&web, "Bar", Section::Locations, &staff),
        notice: None,
        litres: litres.rounded(),
        low: items.iter().map(|item| item.low as usize).sum(),
        lines: items.iter().map(line).collect(),
        manages: manages(&staff),
    };
    render::page(StatusCode::OK, &page)
}

fn line(item: &LocationItem) -> LocationLine {
    LocationLine {
        place: place(item.id, &item.location.name),
        description: item.location.description.clone(),
        beverages: item.beverages as usize,
        low: item.low as usize,
        litres: item.litres.rounded(),
    }
}

/// `GET /bar/all`
pub(super) async fn all(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let totals = web.house.stock_everywhere().await?;
    let places = columns(&totals);
    let litres: Litres = totals.iter().map(|total| total.litres).sum();
    let ids: Vec<Uuid> = places.iter().map(|(id, _)| *id).collect();
    let page = AllPage {
        frame: frame(&web, "All together", Section::All, &staff),
        lines: totals.iter().map(|total| all_line(total, &ids)).collect(),
        places: places.into_iter().map(|(_, place)| place).collect(),
        litres: litres.rounded(),
    };
    render::page(StatusCode::OK, &page)
}

/// Every location that has anything, by name.
fn columns(totals: &[BeverageTotal]) -> Vec<(Uuid, Place)> {
    let stocks = totals.iter().flat_map(|total| total.at.values());
    let named: BTreeMap<(String, Uuid), &str> = stocks
        .map(|stock| {
            let key = (stock.location.to_lowercase(), stock.location_id);
            (key, stock.location.as_str())
        })
        .collect();
    let columns = named.into_iter();
    columns
        .map(|((_, id), name)| (id, place(id, name)))
        .collect()
}

fn all_line(total: &BeverageTotal, places: &[Uuid]) -> AllLine {
    let at = places.iter().map(|place| {
        let stock = total.at.get(place)?;
        Some((stock.id.to_string(), stock.stock.units.plain()))
    });
    AllLine {
        name: total.name.clone(),
        unit_type: total.unit_type.clone(),
        at: at.collect(),
        units: in_units(total.hundredths),
        litres: total.litres.rounded(),
    }
}

/// `GET /bar/low`
pub(super) async fn low(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let low = web.house.low_stock(&staff).await?;
    let lines = low.into_iter().map(|stock| LowLine {
        id: stock.id.to_string(),
        place: place(stock.location_id, &stock.location),
        units: stock.stock.units.plain(),
        minimum: stock
            .stock
            .alarm_minimum
            .map(Units::plain)
            .unwrap_or_default(),
        beverage: stock.beverage,
        unit_type: stock.unit_type,
    });
    let page = LowPage {
        frame: frame(&web, "Low stock", Section::Low, &staff),
        lines: lines.collect(),
    };
    render::page(StatusCode::OK, &page)
}
