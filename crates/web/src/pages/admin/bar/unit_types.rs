//! Unit types.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::identity::Staff;
use foh_domain::{bar::UnitType, field::FieldError};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    super::{
        Told, field, form_key,
        lists::{Asked, PAGE},
        masters::{InUse, Master, Switched},
        whole,
    },
    basics, frame,
};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
    pages::render,
    views::admin::bar::{Section, UnitTypeLine, UnitTypePage, unit_types},
};

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::pages::admin) struct Typed {
    form_key: String,
    name: String,
    items: String,
}

impl From<&UnitType> for Typed {
    fn from(unit_type: &UnitType) -> Self {
        Self {
            form_key: String::new(),
            name: unit_type.name.clone(),
            items: unit_type.items.to_string(),
        }
    }
}

/// `GET /admin/bar/unit-types`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(in_use): Query<InUse>,
) -> Result<Response, Problem> {
    let (search, after) = (asked.search()?, asked.cursor()?);
    let found = web.house.unit_types(search, in_use.only(), after, PAGE + 1);
    let page = listing::page(
        found.await?,
        PAGE,
        |(id, _)| id.to_string(),
        |(id, unit_type)| UnitTypeLine {
            id: id.to_string(),
            name: unit_type.name,
            items: unit_type.items,
            active: unit_type.active,
        },
    );
    let filters = [("q", asked.q.as_str()), ("active", in_use.word())];
    let pager = asked.pager(UnitType::PATH, &filters, page.next.as_deref());
    let basics = basics(
        &web,
        "Unit types",
        Section::UnitTypes,
        &staff,
        &asked,
        pager,
    );
    render::page(
        StatusCode::OK,
        &unit_types(basics, in_use.word(), page.items),
    )
}

impl Master for UnitType {
    const PATH: &'static str = "/admin/bar/unit-types";
    type Typed = Typed;
    type Page = UnitTypePage;

    fn key(typed: &Typed) -> &str {
        &typed.form_key
    }

    fn parse(typed: &Typed) -> Result<Self, Vec<FieldError>> {
        Self::parse(&typed.name, whole(&typed.items), true)
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
    ) -> Result<UnitTypePage, Problem> {
        let title = stored.map_or("New unit type", |(_, unit_type)| &unit_type.name);
        Ok(UnitTypePage {
            frame: frame(web, title, Section::UnitTypes, staff),
            id: stored.map(|(id, _)| id.to_string()),
            form_key: form_key(web, &typed.form_key),
            name: field("name", typed.name, &told.faults),
            items: field("items", typed.items, &told.faults),
            active: stored.is_none_or(|(_, unit_type)| unit_type.active),
            notice: told.notice,
        })
    }
}

impl Switched for UnitType {
    fn switched(self, active: bool) -> Self {
        Self { active, ..self }
    }
}
