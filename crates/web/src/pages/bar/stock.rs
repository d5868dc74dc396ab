//! One stock: what can be done with it, and how it came to be so.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    bar::{Movement, MovementItem, StockView},
    identity::Staff,
};
use foh_domain::{
    bar::{MovementKind, Units, WasteReason},
    identity::PersonName,
    theatre::Zone,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{clocks, done::Done, frame, manages, place, when};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
    pages::{
        admin::lists::given,
        render::{self, Id},
    },
    views::{
        bar::{
            AlarmForm, Amount, Heading, Managed, MovementLine, Open, Section, StockPage,
            TransferForm, UndoForm, WasteForm, in_units, in_units_signed,
        },
        parts::{Choice, Field},
    },
};

/// Movements on a page.
const PAGE: u32 = 30;

/// Which movements are shown, and what has just been done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: String,
    done: String,
}

/// `GET /bar/stock/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let before = given(&asked.before)
        .map(|text| text.parse::<i64>().map_err(|_| Problem::not_found()))
        .transpose()?;
    let mut page = view(&web, &staff, id, before).await?;
    page.notice = Done::notice(&asked.done);
    render::page(StatusCode::OK, &page)
}

/// The page with empty forms.
pub(super) async fn view(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    before: Option<i64>,
) -> Result<StockPage, Problem> {
    let stock = web.house.stock(id, staff).await?;
    let zone = clocks(web).await?;
    let found = web
        .house
        .stock_movements(id, before, PAGE + 1, staff)
        .await?;
    let href = format!("/bar/stock/{id}");
    let listed = listing::page(
        found,
        PAGE,
        |item| item.movement.number.to_string(),
        |item| line(&item, &zone),
    );
    let managed = if manages(staff) {
        Some(managed(web, &stock).await?)
    } else {
        None
    };
    Ok(StockPage {
        frame: frame(web, &stock.beverage, Section::Locations, staff),
        place: place(stock.location_id, &stock.location),
        notice: None,
        open: Open::Exact,
        exact: amount(web),
        delivery: amount(web),
        waste: WasteForm {
            amount: amount(web),
            reason: Field::new(WasteReason::Broken.as_str()),
            reasons: reasons(),
            note: Field::default(),
        },
        undo: undo(web, &stock, &zone).await?,
        managed,
        movements: listed.items,
        older_href: listed
            .next
            .map(|before| format!("{href}?before={before}#movements")),
        newest_href: before.map(|_| format!("{href}#movements")),
        heading: heading(stock),
    })
}

/// A field as it was typed, with what is wrong with it; a quantity is at fault for whatever no field is.
pub(super) fn typed(value: String, name: &str, problem: &Problem) -> Field {
    let fault = problem.faults().iter().find(|fault| fault.field == name);
    let of_all = name == "quantity"
        && problem.faults().is_empty()
        && problem.code() == StatusCode::BAD_REQUEST;
    Field {
        value,
        error: fault
            .map(|fault| fault.message.clone())
            .or_else(|| of_all.then(|| problem.in_words())),
    }
}

fn heading(stock: StockView) -> Heading {
    Heading {
        id: stock.id.to_string(),
        units: stock.stock.units.plain(),
        litres: stock.litres().rounded(),
        minimum: stock.stock.alarm_minimum.map(Units::plain),
        low: stock.is_low(),
        kept: stock.stock.kept,
        beverage: stock.beverage,
        unit_type: stock.unit_type,
    }
}

fn amount(web: &Web) -> Amount {
    Amount {
        form_key: web.house.new_form_key().to_string(),
        quantity: Field::default(),
    }
}

fn reasons() -> Vec<Choice> {
    let choices = WasteReason::ALL.map(|reason| Choice {
        value: reason.as_str().into(),
        label: reason.in_words().into(),
    });
    choices.into()
}

async fn managed(web: &Web, stock: &StockView) -> Result<Managed, Problem> {
    let everywhere = web.house.stock_everywhere().await?;
    let same = everywhere
        .into_iter()
        .find(|total| total.beverage_id == stock.beverage_id);
    let there = same.into_iter().flat_map(|total| total.at.into_values());
    let mut locations: Vec<Choice> = there
        .filter(|there| there.location_id != stock.location_id)
        .map(|there| Choice {
            value: there.location_id.to_string(),
            label: format!("{} ({} there)", there.location, there.stock.units.plain()),
        })
        .collect();
    locations.sort_by_cached_key(|choice| choice.label.to_lowercase());
    let transfer = (!locations.is_empty()).then(|| TransferForm {
        amount: amount(web),
        to: Field::default(),
        locations,
    });
    let own = stock.own_minimum.map(Units::plain).unwrap_or_default();
    Ok(Managed {
        transfer,
        alarm: AlarmForm {
            minimum: Field::new(own),
        },
    })
}

async fn undo(web: &Web, stock: &StockView, zone: &Zone) -> Result<Option<UndoForm>, Problem> {
    if !stock.stock.kept {
        return Ok(None);
    }
    let Some(movement) = web.house.undoable_movement(stock).await? else {
        return Ok(None);
    };
    let names = web.house.names_of([movement.user_id]).await?;
    let by = who(names.get(&movement.user_id));
    let words = format!(
        "{}, {}, by {by}, {}",
        kind(&movement),
        in_units_signed(movement.delta),
        when(movement.created_at, zone).words
    );
    Ok(Some(UndoForm {
        form_key: web.house.new_form_key().to_string(),
        movement_id: movement.id.to_string(),
        words,
    }))
}

fn line(item: &MovementItem, zone: &Zone) -> MovementLine {
    let movement = &item.movement;
    let reason = movement.reason.map(WasteReason::in_words);
    let why: Vec<&str> = reason.into_iter().chain(movement.note.as_deref()).collect();
    MovementLine {
        kind: kind(movement),
        delta: in_units_signed(movement.delta),
        units: in_units(movement.units.hundredths()),
        why: why.join(": "),
        by: who(item.by.as_ref()).to_owned(),
        at: when(movement.created_at, zone),
        undone: item.undone,
    }
}

fn kind(movement: &Movement) -> &'static str {
    match (movement.kind, movement.delta < 0) {
        (MovementKind::Set, _) => "Set",
        (MovementKind::Adjust, true) => "Taken",
        (MovementKind::Adjust, false) => "Put back",
        (MovementKind::Count, _) => "Counted",
        (MovementKind::Waste, _) => "Waste",
        (MovementKind::Delivery, _) => "Delivery",
        (MovementKind::Transfer, true) => "Brought elsewhere",
        (MovementKind::Transfer, false) => "Brought here",
        (MovementKind::Undo, _) => "Undo",
    }
}

/// A name; of whoever was erased there is none.
pub(super) fn who(name: Option<&PersonName>) -> &str {
    name.map_or("somebody who was erased", |name| name.expose())
}
