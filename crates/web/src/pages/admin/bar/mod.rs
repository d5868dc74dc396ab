//! What managers of the bar look after.

mod beverages;
mod import;
mod locations;
mod unit_types;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use foh_app::identity::Staff;
use foh_domain::bar::{Beverage, Location, UnitType};

use super::{done::Done, lists::Asked, masters};
use crate::{
    Web,
    http::access::Menu,
    pages::render,
    views::{
        admin::{ListBasics, Pager, bar::Section},
        frame::{Desk, Frame},
    },
};

/// The routes of it.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(
            "/admin/bar/locations",
            get(locations::list).post(masters::create::<Location>),
        )
        .route("/admin/bar/locations/new", get(masters::blank::<Location>))
        .route(
            "/admin/bar/locations/{id}",
            get(masters::one::<Location>).post(masters::change::<Location>),
        )
        .route(
            "/admin/bar/locations/{id}/active",
            post(masters::switch::<Location>),
        )
        .route("/admin/bar/locations/{id}/user", post(locations::assign))
        .route(
            "/admin/bar/unit-types",
            get(unit_types::list).post(masters::create::<UnitType>),
        )
        .route("/admin/bar/unit-types/new", get(masters::blank::<UnitType>))
        .route(
            "/admin/bar/unit-types/{id}",
            get(masters::one::<UnitType>).post(masters::change::<UnitType>),
        )
        .route(
            "/admin/bar/unit-types/{id}/active",
            post(masters::switch::<UnitType>),
        )
        .route(
            "/admin/bar/beverages",
            get(beverages::list).post(masters::create::<Beverage>),
        )
        .route("/admin/bar/beverages/new", get(masters::blank::<Beverage>))
        .route(
            "/admin/bar/beverages/import",
            get(import::form)
                .post(import::send)
                .layer(DefaultBodyLimit::max(import::MOST_FORM_BYTES)),
        )
        .route(
            "/admin/bar/beverages/{id}",
            get(masters::one::<Beverage>).post(masters::change::<Beverage>),
        )
        .route(
            "/admin/bar/beverages/{id}/active",
            post(masters::switch::<Beverage>),
        )
}

/// The frame of a page of the bar's administration.
fn frame(web: &Web, title: &str, section: Section, staff: &Staff) -> Frame {
    let mut frame = render::frame(web, title, Desk::BarAdministration, Some(staff));
    frame.nav = render::menu(Menu::BarAdministration, staff, section.href());
    frame
}

/// What a list has in common with the others.
fn basics(
    web: &Web,
    title: &str,
    section: Section,
    staff: &Staff,
    asked: &Asked,
    pager: Pager,
) -> ListBasics {
    ListBasics {
        frame: frame(web, title, section, staff),
        notice: Done::notice(&asked.done),
        query: asked.q.clone(),
        pager,
        may_create: true,
    }
}
