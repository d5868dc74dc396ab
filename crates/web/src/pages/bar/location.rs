//! The stock of a location: the page that is used with a thumb.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    bar::{LocationStock, StockView},
    identity::Staff,
};
use foh_domain::bar::Units;
use serde::Deserialize;
use uuid::Uuid;

use super::{done::Done, frame, manages, place};
use crate::{
    Web,
    http::{Problem, Query, SignedIn},
    pages::{
        admin::lists::href,
        render::{self, Id},
    },
    views::{
        bar::{LocationPage, Section, StockRow},
        parts::{Notice, NoticeKind},
    },
};

/// What of the list is shown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    /// A part of the name.
    pub(super) q: String,
    /// Only what is low.
    pub(super) low: bool,
    /// What has just been done.
    done: String,
}

impl Shown {
    /// Of a form that stood in the list.
    pub(super) fn new(q: String, low: bool) -> Self {
        Self {
            q,
            low,
            done: String::new(),
        }
    }

    fn has(&self, stock: &StockView) -> bool {
        let named = stock
            .beverage
            .to_lowercase()
            .contains(&self.q.trim().to_lowercase());
        named && (!self.low || stock.is_low())
    }

    /// The place of a stock in the list that was shown.
    pub(super) fn place_of(&self, stock: &StockView) -> String {
        let path = format!("/bar/locations/{}", stock.location_id);
        let low = if self.low { "true" } else { "" };
        let list = href(&path, &[("q", self.q.trim()), ("low", low)]);
        format!("{list}#stock-{}", stock.id)
    }
}

/// `GET /bar/locations/{id}`
pub(super) async fn stock(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(shown): Query<Shown>,
) -> Result<Response, Problem> {
    let page = view(&web, &staff, id, shown, None).await?;
    render::page(StatusCode::OK, &page)
}

/// The page; what is refused is said above the list.
pub(super) async fn view(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    shown: Shown,
    refused: Option<Notice>,
) -> Result<LocationPage, Problem> {
    let stock = web.house.location_stock(id, staff).await?;
    let rows = stock.items.iter().map(|item| row(web, item, &shown));
    let rows = rows.collect();
    let low = stock.items.iter().filter(|item| item.is_low()).count();
    let mut frame = frame(web, &stock.location.name, Section::Locations, staff);
    frame.toast = Done::toast(&shown.done);
    Ok(LocationPage {
        frame,
        place: place(id, &stock.location.name),
        notice: refused.or_else(|| switched_off(&stock)),
        description: stock.location.description.clone(),
        staff_id: staff.id.to_string(),
        query: shown.q,
        only_low: shown.low,
        rows,
        low,
        litres: stock.litres().rounded(),
        form_key: web.house.new_form_key().to_string(),
        manages: manages(staff),
    })
}

fn switched_off(stock: &LocationStock) -> Option<Notice> {
    (!stock.location.active).then(|| {
        Notice::new(
            NoticeKind::Warning,
            "This location is switched off",
            "What is written down stays as it is, and nothing moves here.",
        )
    })
}

/// A stock as it stands in the list.
pub(super) fn row(web: &Web, stock: &StockView, shown: &Shown) -> StockRow {
    StockRow {
        id: stock.id.to_string(),
        name: stock.beverage.clone(),
        unit_type: stock.unit_type.clone(),
        units: stock.stock.units.plain(),
        hundredths: stock.stock.units.hundredths(),
        litres: stock.litres().rounded(),
        hundredth_holds: u64::from(stock.items) * u64::from(stock.item_volume.millilitres()),
        minimum: stock.stock.alarm_minimum.map(Units::hundredths),
        low: stock.is_low(),
        number: stock.stock.number,
        form_key: web.house.new_form_key().to_string(),
        query: shown.q.clone(),
        only_low: shown.low,
        hidden: !shown.has(stock),
    }
}
