//! The administration: what content managers and the box office work with.

mod access;
mod account;
mod accounts;
mod audit;
mod bar;
mod done;
mod door_links;
mod export;
mod facilitators;
pub(super) mod lists;
mod masters;
mod outbox;
mod overview;
mod payments;
mod performance;
mod performance_form;
mod performances;
mod poster;
mod privacy;
mod reservation;
mod reservations;
mod reserve;
mod rooms;
mod shows;
mod tokens;
mod travel;
pub(super) mod venues;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    routing::{get, post},
};
use foh_app::{identity::Staff, theatre::ManageError};
use foh_domain::field::FieldError;

use self::done::Done;
use super::render;
use crate::{
    Web,
    http::{Problem, access::Menu},
    views::{
        admin::Section,
        frame::{Desk, Frame},
        parts::{Field, Notice, NoticeKind},
    },
};

/// The routes of the administration.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin", get(overview::overview))
        .route("/admin/access", get(access::access))
        .route("/admin/audit", get(audit::list))
        .route("/admin/audit.csv", get(audit::file))
        .merge(content())
        .merge(box_office())
        .merge(door_links())
        .merge(looking_after_accounts())
        .merge(facilitators::routes())
        .merge(travel::routes())
        .merge(bar::routes())
        .merge(payments::routes())
        .merge(personal_data())
}

fn looking_after_accounts() -> Router<Web> {
    Router::new()
        .route(
            "/admin/accounts",
            get(accounts::list).post(accounts::invite),
        )
        .route("/admin/accounts/new", get(accounts::blank))
        .route(
            "/admin/accounts/{id}",
            get(account::one).post(account::change),
        )
        .route("/admin/accounts/{id}/deactivate", post(account::deactivate))
        .route("/admin/accounts/{id}/reactivate", post(account::reactivate))
        .route(
            "/admin/accounts/{id}/end-sessions",
            post(account::end_sessions),
        )
        .route(
            "/admin/accounts/{id}/password-reset",
            post(account::send_reset),
        )
        .route(
            "/admin/accounts/{id}/invitation",
            post(account::invite_again),
        )
        .route("/admin/accounts/{id}/withdraw", post(account::withdraw))
        .route(
            "/admin/accounts/{id}/tokens",
            get(tokens::list).post(tokens::create),
        )
        .route(
            "/admin/accounts/{id}/tokens/{token_id}/revoke",
            get(tokens::ask).post(tokens::revoke),
        )
}

fn personal_data() -> Router<Web> {
    Router::new()
        .route("/admin/privacy", get(privacy::form).post(privacy::look_up))
        .route(
            "/admin/reservations/{id}/erase",
            get(privacy::ask_reservation).post(privacy::erase_reservation),
        )
        .route(
            "/admin/accounts/{id}/erase",
            get(privacy::ask_account).post(privacy::erase_account),
        )
}

fn door_links() -> Router<Web> {
    Router::new()
        .route(
            "/admin/performances/{id}/door-links",
            get(door_links::list).post(door_links::create),
        )
        .route("/admin/door-links/{id}/renew", post(door_links::renew))
        .route("/admin/door-links/{id}/revoke", post(door_links::revoke))
}

fn content() -> Router<Web> {
    Router::new()
        .route("/admin/venues", get(venues::list).post(venues::create))
        .route("/admin/venues/new", get(venues::blank))
        .route("/admin/venues/{id}", get(venues::one).post(venues::change))
        .route("/admin/rooms", get(rooms::list).post(rooms::create))
        .route("/admin/rooms/new", get(rooms::blank))
        .route("/admin/rooms/{id}", get(rooms::one).post(rooms::change))
        .route("/admin/shows", get(shows::list).post(shows::create))
        .route("/admin/shows/new", get(shows::blank))
        .route("/admin/shows/{id}", get(shows::one).post(shows::change))
        .route("/admin/shows/{id}/publish", post(shows::publish))
        .route(
            "/admin/shows/{id}/poster",
            post(poster::set).layer(DefaultBodyLimit::max(poster::MOST_FORM_BYTES)),
        )
        .route(
            "/admin/shows/{id}/poster/remove",
            get(poster::ask).post(poster::remove),
        )
        .route(
            "/admin/performances",
            get(performances::list).post(performance::create),
        )
        .route("/admin/performances/new", get(performance::blank))
        .route(
            "/admin/performances/{id}",
            get(performance::one).post(performance::change),
        )
        .route(
            "/admin/performances/{id}/booking",
            post(performance::booking),
        )
}

fn box_office() -> Router<Web> {
    Router::new()
        .route(
            "/admin/reservations",
            get(reservations::list).post(reserve::create),
        )
        .route("/admin/reservations.csv", get(export::file))
        .route("/admin/reservations/new", get(reserve::blank))
        .route("/admin/reservations/{id}", get(reservation::one))
        .route(
            "/admin/reservations/{id}/cancel",
            get(reservation::ask).post(reservation::cancel),
        )
        .route("/admin/reservations/{id}/resend", post(reservation::resend))
        .route("/admin/outbox", get(outbox::list))
        .route(
            "/admin/outbox/retry",
            get(outbox::ask).post(outbox::retry_all),
        )
        .route("/admin/outbox/{id}/retry", post(outbox::retry))
}

/// The frame of a page of the administration, with the navigation its reader's permissions give.
fn frame(web: &Web, title: &str, section: Section, staff: &Staff) -> Frame {
    let mut frame = render::frame(web, title, Desk::Administration, Some(staff));
    frame.nav = render::menu(Menu::Administration, staff, section.href());
    frame
}

/// What a form says: above itself, and beside its fields.
#[derive(Default)]
struct Told {
    notice: Option<Notice>,
    faults: Vec<FieldError>,
}

impl Told {
    /// That something has just been done, or nothing.
    fn done(word: &str) -> Self {
        Self {
            notice: Done::notice(word),
            faults: Vec::new(),
        }
    }

    /// What is wrong with some fields; with the form itself, it stands above them.
    fn faults(faults: Vec<FieldError>) -> Self {
        let (form, faults): (Vec<_>, _) = faults
            .into_iter()
            .partition(|fault| fault.field == "form_key");
        let kind = NoticeKind::Warning;
        let notice = form
            .into_iter()
            .next()
            .map(|fault| Notice::new(kind, "Please send it once more", fault.message));
        Self { notice, faults }
    }

    /// What is wrong with one field.
    fn fault(field: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            notice: None,
            faults: vec![FieldError { field, message }],
        }
    }
}

/// The key that a form is shown with: the one it was sent with as long as that will do.
pub(super) fn form_key(web: &Web, typed: &str) -> String {
    let key = web.house.form_key(typed);
    key.unwrap_or_else(|_| web.house.new_form_key()).to_string()
}

/// The status of a form that is shown once more, and what it says; what its sender cannot mend is a problem of its own.
fn refused(error: ManageError) -> Result<(StatusCode, Told), Problem> {
    let problem = Problem::from(error);
    if problem.faults().is_empty() {
        return Err(problem);
    }
    Ok((problem.code(), Told::faults(problem.faults().to_vec())))
}

/// A field as it was typed, with its fault beside it.
pub(super) fn field(name: &str, value: String, faults: &[FieldError]) -> Field {
    let fault = faults.iter().find(|fault| fault.field == name);
    Field {
        value,
        error: fault.map(|fault| fault.message.clone()),
    }
}

/// A whole number as it was typed; what is none is out of every range.
pub(super) fn whole(text: &str) -> i64 {
    text.trim().parse().unwrap_or(-1)
}

/// How many there are.
fn count(some: usize) -> u32 {
    u32::try_from(some).unwrap_or(u32::MAX)
}
