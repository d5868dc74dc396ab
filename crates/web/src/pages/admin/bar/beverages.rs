//! Beverages.

use std::collections::BTreeMap;

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::identity::Staff;
use foh_domain::{
    bar::{Beverage, ItemVolume, UnitType, Units},
    field::FieldError,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    super::{
        Told, field, form_key,
        lists::{self, Asked, MOST_CHOICES, PAGE},
        masters::{InUse, Master, Switched},
    },
    basics, frame,
};
use crate::{
    Web,
    api::{
        admin::{bar::BeverageBody, body::Body},
        listing,
    },
    http::{Problem, Query, SignedIn},
    pages::render,
    views::{
        admin::bar::{BeverageLine, BeveragePage, LocationChoice, Section, beverages},
        parts::Choice,
    },
};

/// What charts are drawn in until somebody chooses.
const FIRST_COLOUR: &str = "#b5651d";

/// The form; a location is named once for each box that is ticked.
#[derive(Deserialize)]
#[serde(try_from = "Vec<(String, String)>")]
pub(in crate::pages::admin) struct Typed {
    form_key: String,
    name: String,
    unit_type_id: String,
    litres_per_item: String,
    alarm_minimum: String,
    colour: String,
    location_ids: Vec<String>,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            form_key: String::new(),
            name: String::new(),
            unit_type_id: String::new(),
            litres_per_item: String::new(),
            alarm_minimum: String::new(),
            colour: FIRST_COLOUR.to_owned(),
            location_ids: Vec::new(),
        }
    }
}

impl TryFrom<Vec<(String, String)>> for Typed {
    type Error = String;

    fn try_from(fields: Vec<(String, String)>) -> Result<Self, String> {
        let mut typed = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "form_key" => typed.form_key = value,
                "name" => typed.name = value,
                "unit_type_id" => typed.unit_type_id = value,
                "litres_per_item" => typed.litres_per_item = value,
                "alarm_minimum" => typed.alarm_minimum = value,
                "colour" => typed.colour = value,
                "location_ids" => typed.location_ids.push(value),
                other => return Err(format!("unknown field `{other}`")),
            }
        }
        Ok(typed)
    }
}

impl From<&Beverage> for Typed {
    fn from(beverage: &Beverage) -> Self {
        let minimum = beverage.alarm_minimum;
        Self {
            form_key: String::new(),
            name: beverage.name.clone(),
            unit_type_id: beverage.unit_type_id.to_string(),
            litres_per_item: beverage.item_volume.plain(),
            alarm_minimum: minimum.map(Units::plain).unwrap_or_default(),
            colour: beverage.colour.to_string(),
            location_ids: beverage.location_ids.iter().map(Uuid::to_string).collect(),
        }
    }
}

/// `GET /admin/bar/beverages`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(in_use): Query<InUse>,
) -> Result<Response, Problem> {
    let (search, after) = (asked.search()?, asked.cursor()?);
    let found = web.house.beverages(search, in_use.only(), after, PAGE + 1);
    let found = found.await?;
    let units: BTreeMap<Uuid, UnitType> = every_unit(&web).await?.into_iter().collect();
    let page = listing::page(
        found,
        PAGE,
        |(id, _)| id.to_string(),
        |(id, beverage)| {
            let unit = units.get(&beverage.unit_type_id);
            BeverageLine {
                id: id.to_string(),
                name: beverage.name,
                unit: unit.map_or(String::new(), |unit| unit.name.clone()),
                holds: unit.map_or(String::new(), |unit| holds(unit, beverage.item_volume)),
                alarm_minimum: beverage.alarm_minimum.map(Units::plain).unwrap_or_default(),
                locations: super::super::count(beverage.location_ids.len()),
                active: beverage.active,
            }
        },
    );
    let filters = [("q", asked.q.as_str()), ("active", in_use.word())];
    let pager = asked.pager(Beverage::PATH, &filters, page.next.as_deref());
    let basics = basics(&web, "Beverages", Section::Beverages, &staff, &asked, pager);
    render::page(
        StatusCode::OK,
        &beverages(basics, in_use.word(), page.items),
    )
}

async fn every_unit(web: &Web) -> Result<Vec<(Uuid, UnitType)>, Problem> {
    let every = web
        .house
        .unit_types(String::new(), false, None, MOST_CHOICES);
    Ok(every.await?)
}

/// "7.92 litres"
fn holds(unit: &UnitType, volume: ItemVolume) -> String {
    let one = Units::of_hundredths(100).unwrap_or_default();
    format!("{} litres", one.litres(unit.items, volume))
}

impl Master for Beverage {
    const PATH: &'static str = "/admin/bar/beverages";
    type Typed = Typed;
    type Page = BeveragePage;

    fn key(typed: &Typed) -> &str {
        &typed.form_key
    }

    fn parse(typed: &Typed) -> Result<Self, Vec<FieldError>> {
        let body = BeverageBody {
            name: typed.name.clone(),
            unit_type_id: typed.unit_type_id.clone(),
            litres_per_item: typed.litres_per_item.clone(),
            alarm_minimum: Some(typed.alarm_minimum.clone()),
            colour: typed.colour.clone(),
            active: true,
            location_ids: typed.location_ids.clone(),
        };
        body.parse()
    }

    fn keeping(self, stored: &Self) -> Self {
        Self {
            active: stored.active,
            ..self
        }
    }

    async fn page(
        web: &Web,
        staff: &Staff,
        stored: Option<(Uuid, &Self)>,
        typed: Typed,
        told: Told,
    ) -> Result<BeveragePage, Problem> {
        let units = every_unit(web).await?;
        let holds = stored.and_then(|(_, beverage)| {
            let unit = units.iter().find(|(id, _)| *id == beverage.unit_type_id);
            unit.map(|(_, unit)| holds(unit, beverage.item_volume))
        });
        let title = stored.map_or("New beverage", |(_, beverage)| &beverage.name);
        let fault = told
            .faults
            .iter()
            .find(|fault| fault.field == "location_ids");
        Ok(BeveragePage {
            frame: frame(web, title, Section::Beverages, staff),
            id: stored.map(|(id, _)| id.to_string()),
            form_key: form_key(web, &typed.form_key),
            units: lists::offered(
                unit_choices(units, &typed.unit_type_id),
                &typed.unit_type_id,
            ),
            locations: location_choices(web, &typed.location_ids).await?,
            location_error: fault.map(|fault| fault.message.clone()),
            name: field("name", typed.name, &told.faults),
            unit_type_id: field("unit_type_id", typed.unit_type_id, &told.faults),
            litres_per_item: field("litres_per_item", typed.litres_per_item, &told.faults),
            alarm_minimum: field("alarm_minimum", typed.alarm_minimum, &told.faults),
            colour: field("colour", typed.colour, &told.faults),
            holds: holds.unwrap_or_default(),
            active: stored.is_none_or(|(_, beverage)| beverage.active),
            notice: told.notice,
        })
    }
}

impl Switched for Beverage {
    fn switched(self, active: bool) -> Self {
        Self { active, ..self }
    }
}

/// Those in use, and the one that is chosen.
fn unit_choices(units: Vec<(Uuid, UnitType)>, chosen: &str) -> Vec<Choice> {
    let offered = units
        .into_iter()
        .map(|(id, unit)| (id.to_string(), unit))
        .filter(|(id, unit)| unit.active || id == chosen);
    let mut choices: Vec<Choice> = offered
        .map(|(value, unit)| {
            let items = if unit.items == 1 { "item" } else { "items" };
            let off = if unit.active { "" } else { " (switched off)" };
            Choice {
                value,
                label: format!("{}: {} {items}{off}", unit.name, unit.items),
            }
        })
        .collect();
    choices.sort_by_cached_key(|choice| choice.label.to_lowercase());
    choices
}

/// Those in use, and those that are ticked.
async fn location_choices(web: &Web, ticked: &[String]) -> Result<Vec<LocationChoice>, Problem> {
    let every = web
        .house
        .bar_locations(String::new(), false, None, MOST_CHOICES);
    let mut choices: Vec<LocationChoice> = every
        .await?
        .into_iter()
        .map(|(id, location)| {
            let id = id.to_string();
            LocationChoice {
                chosen: ticked.contains(&id),
                id,
                name: location.name,
                active: location.active,
            }
        })
        .filter(|choice| choice.active || choice.chosen)
        .collect();
    choices.sort_by_cached_key(|choice| choice.name.to_lowercase());
    Ok(choices)
}
