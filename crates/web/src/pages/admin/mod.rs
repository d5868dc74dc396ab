//! The administration: what content managers and the box office work with.

mod clock;
mod done;
mod export;
mod lists;
mod mails;
mod overview;
mod performance;
mod performance_form;
mod performances;
mod reservation;
mod reservations;
mod reserve;
mod rooms;
mod shows;
mod venues;

use axum::{
    Router,
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::Response,
    routing::{get, post},
};
use foh_app::{identity::Staff, theatre::ManageError};
use foh_domain::{
    field::FieldError,
    identity::{Permission, Role},
};

use self::done::Done;
use super::render;
use crate::{
    Web,
    http::{Authorized, BoxOffice, Content, Problem},
    views::{
        admin::{Access, Section, nav},
        frame::{Desk, Frame},
        parts::{Field, Notice},
    },
};

/// The routes of the administration.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin", get(overview::overview))
        .merge(content())
        .merge(box_office())
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
        .route("/admin/reservations.csv", get(export::csv))
        .route("/admin/reservations/new", get(reserve::blank))
        .route("/admin/reservations/{id}", get(reservation::one))
        .route(
            "/admin/reservations/{id}/cancel",
            get(reservation::ask).post(reservation::cancel),
        )
        .route("/admin/reservations/{id}/resend", post(reservation::resend))
        .route("/admin/outbox", get(mails::parked))
        .route("/admin/outbox/{id}/retry", post(mails::retry))
}

/// Somebody of the office: a content manager or the box office. Anybody else is refused as by [`Authorized`].
struct Office {
    staff: Staff,
}

impl FromRequestParts<Web> for Office {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        if let Ok(content) = Authorized::<Content>::from_request_parts(parts, web).await {
            return Ok(Self {
                staff: content.staff,
            });
        }
        let office = Authorized::<BoxOffice>::from_request_parts(parts, web).await?;
        Ok(Self {
            staff: office.staff,
        })
    }
}

/// The frame of a page of the administration, with the navigation its reader's permissions give.
fn frame(web: &Web, title: &str, section: Section, staff: &Staff) -> Frame {
    let access = Access {
        administrator: staff.role == Role::Administrator,
        content: staff.may(Permission::Content),
        box_office: staff.may(Permission::BoxOffice),
        door: staff.may(Permission::Door),
    };
    let mut frame = render::frame(web, title, Desk::Administration, Some(staff));
    frame.nav = nav(access, Some(section));
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

    /// What is wrong with one field.
    fn fault(field: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            notice: None,
            faults: vec![FieldError { field, message }],
        }
    }
}

/// The status of a form that is shown once more, and what it says; what its sender cannot mend is a problem of its own.
fn refused(error: ManageError) -> Result<(StatusCode, Told), Problem> {
    let problem = Problem::from(error);
    if problem.faults().is_empty() {
        return Err(problem);
    }
    let told = Told {
        notice: None,
        faults: problem.faults().to_vec(),
    };
    Ok((problem.code(), told))
}

/// A field as it was typed, with its fault beside it.
fn field(name: &str, value: String, faults: &[FieldError]) -> Field {
    let fault = faults.iter().find(|fault| fault.field == name);
    Field {
        value,
        error: fault.map(|fault| fault.message.clone()),
    }
}

/// A whole number as it was typed; what is none is out of every range.
fn whole(text: &str) -> i64 {
    text.trim().parse().unwrap_or(-1)
}

/// How many there are.
fn count(some: usize) -> u32 {
    u32::try_from(some).unwrap_or(u32::MAX)
}
