//! Personal data in the hands of staff: looked up by an address, erased where it stands.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::Staff;
use serde::Deserialize;

use super::{account::refused, accounts::name_of, done::Done, field, frame};
use crate::{
    Web,
    http::{Confirmed, Form, Problem, SignedIn},
    pages::{
        privacy,
        render::{self, Id},
        words,
    },
    views::{
        admin::Section,
        privacy::{Found, StaffErasePage, StaffPage},
    },
};

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    email: String,
}

/// `GET /admin/privacy`
pub(super) async fn form(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let page = StaffPage {
        frame: frame(&web, "Personal data", Section::Privacy, &staff),
        email: field("email", String::new(), &[]),
        found: None,
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/privacy`
pub(super) async fn look_up(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let looked_up = web.house.personal_data_for_staff(&typed.email).await;
    let (code, faults, found) = match looked_up {
        Ok(data) => {
            let account = data.copy.account.as_ref();
            let found = Found {
                account: account.map(|item| privacy::account(item, true)),
                reservations: privacy::lines(&data.copy, true),
                is_cut: data.copy.is_cut,
                told: data.copy.crm_records.len(),
            };
            (StatusCode::OK, Vec::new(), Some(found))
        }
        Err(error) => {
            let problem = Problem::from(error);
            if problem.faults().is_empty() {
                return Err(problem);
            }
            (problem.code(), problem.faults().to_vec(), None)
        }
    };
    let page = StaffPage {
        frame: frame(&web, "Personal data", Section::Privacy, &staff),
        email: field("email", typed.email, &faults),
        found,
    };
    render::page(code, &page)
}

/// `GET /admin/reservations/{id}/erase`: asks. Changes nothing.
pub(super) async fn ask_reservation(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let found = web.house.reservation(id).await?;
    let detail = found.ok_or_else(Problem::not_found)?;
    let what = format!("Reservation {}", words::reference(detail.reservation.id));
    let text = "Name, address, phone number and notes go for good. The reservation stays valid without a name, and its ticket opens the \
                door; it cannot be sent again.";
    ask(
        &web,
        &staff,
        Section::Reservations,
        what,
        text,
        &format!("/admin/reservations/{id}"),
    )
}

/// `POST /admin/reservations/{id}/erase`
pub(super) async fn erase_reservation(
    State(web): State<Web>,
    _: Confirmed,
    Id(id): Id,
) -> Result<Response, Problem> {
    web.house.erase_reservation(id).await?;
    Ok(Done::Erased.seen_at(&format!("/admin/reservations/{id}")))
}

/// `GET /admin/accounts/{id}/erase`: asks. Changes nothing.
pub(super) async fn ask_account(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let found = web.house.account(id).await?;
    let detail = found.ok_or_else(Problem::not_found)?;
    let text = "Name and address go for good, whatever is signed in is signed out, and the address is free for a new account. What the \
                account did stays without a name. Reservations are erased one by one.";
    ask(
        &web,
        &staff,
        Section::Accounts,
        name_of(&detail.account),
        text,
        &format!("/admin/accounts/{id}"),
    )
}

/// `POST /admin/accounts/{id}/erase`
pub(super) async fn erase_account(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
) -> Result<Response, Problem> {
    if let Err(error) = web.house.erase_account(id).await {
        return refused(&web, &staff, id, None, error.into()).await;
    }
    // Who erases their own account is nobody here any more.
    if staff.id == id {
        return Ok(Redirect::to("/").into_response());
    }
    Ok(Done::Erased.seen_at("/admin/accounts"))
}

fn ask(
    web: &Web,
    staff: &Staff,
    section: Section,
    what: String,
    text: &'static str,
    path: &str,
) -> Result<Response, Problem> {
    let page = StaffErasePage {
        frame: frame(web, "Erase the personal data?", section, staff),
        what,
        text,
        action: format!("{path}/erase"),
        back: path.to_owned(),
    };
    render::page(StatusCode::OK, &page)
}
