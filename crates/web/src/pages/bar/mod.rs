//! The bar: what locations have, how it moves, and what was counted.

mod change;
mod compare;
mod count;
mod counts;
mod done;
mod export;
mod location;
mod login_link;
mod overview;
mod sent;
mod sheet;
mod stock;
mod tap;
mod trends;

use axum::{
    Router,
    routing::{get, post},
};
use foh_app::{idempotency::Repeatable, identity::Staff};
use foh_domain::{bar::Location, identity::Permission, theatre::Zone};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Web,
    http::{Problem, access::Menu},
    pages::{render, words},
    views::{
        bar::{Place, Section, When},
        frame::{Desk, Frame},
    },
};

/// The longest key of a form, in characters.
const LONGEST_KEY: usize = 100;

/// The routes of the bar.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/bar", get(overview::locations))
        .route("/bar/all", get(overview::all))
        .route("/bar/low", get(overview::low))
        .route("/bar/counts/{id}", get(counts::one))
        .merge(locations())
        .merge(stocks())
        .merge(files())
}

fn locations() -> Router<Web> {
    Router::new()
        .route("/bar/locations/{id}", get(location::stock))
        .route("/bar/locations/{id}/count", get(count::form))
        .route("/bar/locations/{id}/save-count", post(count::save))
        .route("/bar/locations/{id}/counts", get(counts::table))
        .route("/bar/locations/{id}/compare", get(compare::two))
        .route("/bar/locations/{id}/trends", get(trends::of_location))
        .route("/bar/locations/{id}/sheet", get(sheet::of_location))
        .route(
            "/bar/locations/{id}/login-link",
            get(login_link::ask).post(login_link::make),
        )
}

fn stocks() -> Router<Web> {
    Router::new()
        .route("/bar/stock/{id}", get(stock::one))
        .route("/bar/stock/{id}/adjust", post(tap::adjust))
        .route("/bar/stock/{id}/update", post(tap::update))
        .route("/bar/stock/{id}/deliver", post(change::deliver))
        .route("/bar/stock/{id}/waste", post(change::waste))
        .route("/bar/stock/{id}/transfer", post(change::transfer))
        .route("/bar/stock/{id}/undo", post(change::undo))
        .route("/bar/stock/{id}/alarm", post(change::alarm))
}

fn files() -> Router<Web> {
    Router::new()
        .route("/bar/stock.csv", get(export::everywhere_csv))
        .route("/bar/stock.xlsx", get(export::everywhere_xlsx))
        .route("/bar/locations/{id}/stock.csv", get(export::stock_csv))
        .route("/bar/locations/{id}/stock.xlsx", get(export::stock_xlsx))
        .route("/bar/locations/{id}/counts.csv", get(export::counts_csv))
        .route("/bar/locations/{id}/counts.xlsx", get(export::counts_xlsx))
}

/// The frame of a page of the bar.
fn frame(web: &Web, title: &str, section: Section, staff: &Staff) -> Frame {
    let mut frame = render::frame(web, title, Desk::Bar, Some(staff));
    frame.nav = render::menu(Menu::Bar, staff, section.href());
    frame
}

/// Whether somebody manages the bar, or only counts at it.
fn manages(staff: &Staff) -> bool {
    staff.may(Permission::BarManagement)
}

fn place(id: Uuid, name: &str) -> Place {
    Place {
        id: id.to_string(),
        name: name.to_owned(),
    }
}

/// A location that exists; whether it is reached has been seen before.
async fn found(web: &Web, id: Uuid) -> Result<Location, Problem> {
    let found = web.house.find::<Location>(id).await?;
    found.ok_or_else(Problem::not_found)
}

/// The clocks of the house; those of Greenwich where it has no venue.
async fn clocks(web: &Web) -> Result<Zone, Problem> {
    match render::house_zone(web).await? {
        Some(zone) => Ok(zone),
        None => Zone::parse("UTC").map_err(Problem::malformed),
    }
}

/// "Sat 28 Nov 2026, 20:00".
fn when(at: Timestamp, zone: &Zone) -> When {
    let local = words::local(at, zone);
    When {
        words: local.strftime("%a %-d %b %Y, %H:%M").to_string(),
        datetime: words::machine(&local),
    }
}

/// A form as a request that may be repeated: by its key and by what it asks for, so that a form that the browser brought back asks for something else
/// when something else stands in it.
///
/// # Errors
/// 400 for a key that is none.
fn repeated_form<T>(
    web: &Web,
    staff: &Staff,
    form_key: &str,
    asked: &str,
    draw: fn(&T) -> String,
) -> Result<Option<Repeatable<T>>, Problem>
where
    T: 'static,
{
    if form_key.is_empty() {
        return Ok(None);
    }
    let visible = form_key.bytes().all(|byte| byte.is_ascii_graphic());
    if !visible || form_key.len() > LONGEST_KEY {
        let message = "Look at the page once more and send it again.";
        return Err(Problem::malformed(format!("form_key: {message}")).fault("form_key", message));
    }
    let key = format!("bar form:{}:{form_key}:{asked}", staff.id);
    Ok(Some(web.house.repeatable(&key, asked, draw)))
}
