//! What is kept about somebody: asked for by a link to their address, seen, copied and erased by it.

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use foh_app::{
    identity::AccountItem,
    privacy::{KeptReservation, PersonalCopy as Kept, PersonalData},
    travel::TravelBookingItem,
};
use foh_domain::{
    booking::{Guest, ReservationStatus},
    field::FieldError,
    identity::PersonName,
    limits::Limit,
    privacy::{RetainingDesk, Retention},
    token::Token,
};
use serde::Deserialize;

use super::{
    account::{capitalised, dead_link, field, frame, private, told},
    render::{self, TokenField},
    words,
};
use crate::{
    Web,
    api::PersonalCopy,
    http::{ClientAddress, Form, Problem, Query},
    views::privacy::{DataPage, ErasePage, KeptAccount, KeptLine, OpenPage, PrivacyPage},
};

const DEAD: &str = "It is older than an hour, or everything it led to was erased.";

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/privacy", get(form).post(request))
        .route("/privacy/sent", get(sent))
        .route("/privacy/link", get(link).post(show))
        .route("/privacy/copy", post(copy))
        .route("/privacy/erase", post(erase))
        .route("/privacy/erased", get(erased))
}

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Asking {
    email: String,
}

/// The token of a link, and whether its holder was asked.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Erasing {
    token: String,
    confirmed: String,
}

/// `GET /privacy`
async fn form(State(web): State<Web>) -> Result<Response, Problem> {
    render::page(StatusCode::OK, &asking(&web, "", &[]))
}

/// `POST /privacy`: the same answer whether anything is kept or not.
async fn request(
    State(web): State<Web>,
    address: ClientAddress,
    Form(typed): Form<Asking>,
) -> Result<Response, Problem> {
    admit(&web, &address, &typed.email).await?;
    let problem = match web.house.request_privacy_link(&typed.email).await {
        Ok(()) => return Ok(Redirect::to("/privacy/sent").into_response()),
        Err(error) => Problem::from(error),
    };
    if problem.faults().is_empty() {
        return Err(problem);
    }
    let page = asking(&web, &typed.email, problem.faults());
    render::page(problem.code(), &page)
}

/// Counts a request against the limits of who asks and of the address asked for.
pub(crate) async fn admit(web: &Web, address: &ClientAddress, email: &str) -> Result<(), Problem> {
    let asked_for = format!("address {}", email.trim().to_lowercase());
    for who in [address.as_str(), &asked_for] {
        web.house.admit(Limit::PrivacyRequest, who).await?;
    }
    Ok(())
}

/// `GET /privacy/sent`
async fn sent(State(web): State<Web>) -> Result<Response, Problem> {
    told(
        &web,
        "Look into your mailbox",
        "If anything is kept under this address, a link to it is on its way there. It works for an hour.",
        Some(("Back to the programme", "/")),
    )
}

/// `GET /privacy/link`: shows nothing yet, for whatever opens links in mails must not see it.
async fn link(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let Some(token) = query.read() else {
        return dead(&web, Problem::invalid_token());
    };
    let text = secrecy::ExposeSecret::expose_secret(&token.reveal()).to_owned();
    match web.house.see_privacy_link(token).await {
        Ok(()) => render::page(
            StatusCode::OK,
            &OpenPage {
                frame: private(&web, "Your data"),
                token: text,
            },
        ),
        Err(error) => dead(&web, error.into()),
    }
}

/// `POST /privacy/link`
async fn show(State(web): State<Web>, Form(typed): Form<Erasing>) -> Result<Response, Problem> {
    let data = match kept(&web, &typed.token).await {
        Ok(data) => data,
        Err(problem) => return dead(&web, problem),
    };
    let page = DataPage {
        frame: private(&web, "What is kept about you"),
        token: typed.token,
        email: data.email.expose().to_owned(),
        account: data.copy.account.as_ref().map(|item| account(item, false)),
        is_staff: data.is_staff,
        reservations: lines(&data.copy, false),
        is_cut: data.copy.is_cut,
        told: data.copy.crm_records.len(),
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /privacy/copy`
async fn copy(State(web): State<Web>, Form(typed): Form<Erasing>) -> Result<Response, Problem> {
    let data = match kept(&web, &typed.token).await {
        Ok(data) => data,
        Err(problem) => return dead(&web, problem),
    };
    let mut response = axum::Json(PersonalCopy::from(&data)).into_response();
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"what-is-kept.json\""),
    );
    Ok(response)
}

/// `POST /privacy/erase`: asks first, and erases when it was answered.
async fn erase(State(web): State<Web>, Form(typed): Form<Erasing>) -> Result<Response, Problem> {
    let Some(token) = Token::parse(&typed.token) else {
        return dead(&web, Problem::invalid_token());
    };
    if typed.confirmed != "yes" {
        return match web.house.see_privacy_link(token).await {
            Ok(()) => render::page(
                StatusCode::OK,
                &ErasePage {
                    frame: private(&web, "Erase everything?"),
                    token: typed.token,
                },
            ),
            Err(error) => dead(&web, error.into()),
        };
    }
    match web.house.erase_personal_data(token).await {
        Ok(_) => Ok(Redirect::to("/privacy/erased").into_response()),
        Err(error) => dead(&web, error.into()),
    }
}

/// `GET /privacy/erased`
async fn erased(State(web): State<Web>) -> Result<Response, Problem> {
    told(
        &web,
        "Your data is erased",
        "Reservations that were confirmed are valid as before: whoever shows the ticket is let in.",
        Some(("To the programme", "/")),
    )
}

async fn kept(web: &Web, token: &str) -> Result<PersonalData, Problem> {
    let token = Token::parse(token).ok_or_else(Problem::invalid_token)?;
    Ok(web.house.personal_data(token).await?)
}

fn dead(web: &Web, problem: Problem) -> Result<Response, Problem> {
    dead_link(web, problem, DEAD, ("Send another", "/privacy"))
}

fn asking(web: &Web, email: &str, faults: &[FieldError]) -> PrivacyPage {
    PrivacyPage {
        frame: frame(web, "Your data"),
        kept_for: kept_for(web.house.settings().retention),
        email: field("email", email, faults),
    }
}

/// "30 days after a performance, 14 days after a session or a departure".
fn kept_for(retention: Retention) -> String {
    let mut periods: Vec<(u16, Vec<&str>)> = Vec::new();
    for desk in RetainingDesk::ALL {
        let days = retention.days(desk);
        let occasion = match desk {
            RetainingDesk::Theatre => "a performance",
            RetainingDesk::Studio => "a session",
            RetainingDesk::Travel => "a departure",
        };
        match periods.iter_mut().find(|(others, _)| *others == days) {
            Some((_, occasions)) => occasions.push(occasion),
            None => periods.push((days, vec![occasion])),
        }
    }
    let periods = periods.into_iter().map(|(days, occasions)| {
        let days = if days == 1 {
            "1 day".into()
        } else {
            format!("{days} days")
        };
        match occasions.split_last() {
            Some((last, others)) if !others.is_empty() => {
                format!("{days} after {} or {last}", others.join(", "))
            }
            _ => format!("{days} after {}", occasions.concat()),
        }
    });
    periods.collect::<Vec<_>>().join(", ")
}

/// The account as it is shown; staff are led to it.
pub(super) fn account(item: &AccountItem, to_staff: bool) -> KeptAccount {
    let since = item.created_at.to_zoned(jiff::tz::TimeZone::UTC);
    KeptAccount {
        name: item.name.as_ref().map_or("", PersonName::expose).to_owned(),
        role: capitalised(item.role.in_words()),
        since: since.strftime("%-d %B %Y").to_string(),
        href: if to_staff {
            format!("/admin/accounts/{}", item.id)
        } else {
            String::new()
        },
    }
}

/// Reservations and bookings of departures as they are shown; staff are led to them.
pub(super) fn lines(copy: &Kept, to_staff: bool) -> Vec<KeptLine> {
    let reservations = copy
        .reservations
        .iter()
        .map(|one| reservation(one, to_staff));
    let journeys = copy.journeys.iter().map(|one| journey(one, to_staff));
    reservations.chain(journeys).collect()
}

fn reservation(one: &KeptReservation, to_staff: bool) -> KeptLine {
    let at = words::local(one.performance.starts_at, &one.performance.time_zone);
    let party = one.reservation.party.get();
    KeptLine {
        title: one.performance.title.clone(),
        when: format!("{}, {}", words::date(&at), words::time(&at)),
        places: if party == 1 {
            "1 place".into()
        } else {
            format!("{party} places")
        },
        status: status(one.reservation.status),
        name: name(one.guest.as_ref()),
        others: others(one.guest.as_ref()),
        href: if to_staff {
            format!("/admin/reservations/{}", one.reservation.id)
        } else {
            String::new()
        },
    }
}

fn journey(one: &TravelBookingItem, to_staff: bool) -> KeptLine {
    let at = words::local(one.departure.departs_at, &one.departure.time_zone);
    let party = one.view.party.get();
    KeptLine {
        title: one.departure.route.name.clone(),
        when: format!("{}, {}", words::date(&at), words::time(&at)),
        places: if party == 1 {
            "1 seat".into()
        } else {
            format!("{party} seats")
        },
        status: match one.view.status {
            ReservationStatus::Pending => "Not paid yet",
            ReservationStatus::CheckedIn => "Was on board",
            ReservationStatus::Expired => "Never paid",
            other => status(other),
        },
        name: name(one.guest.as_ref()),
        others: others(one.guest.as_ref()),
        href: if to_staff {
            format!("/travel/bookings/{}", one.view.id)
        } else {
            String::new()
        },
    }
}

fn name(guest: Option<&Guest>) -> String {
    guest.map_or(String::new(), |guest| guest.name.expose().to_owned())
}

/// Phone and notes, as far as they were given.
fn others(guest: Option<&Guest>) -> Vec<String> {
    let phone = guest.and_then(|guest| guest.phone.as_ref());
    let notes = guest.and_then(|guest| guest.notes.as_ref());
    let phone = phone.map(|phone| phone.expose().to_owned());
    let notes = notes.map(|notes| notes.expose().to_owned());
    phone.into_iter().chain(notes).collect()
}

const fn status(status: ReservationStatus) -> &'static str {
    match status {
        ReservationStatus::Pending => "Not confirmed yet",
        ReservationStatus::Confirmed => "Confirmed",
        ReservationStatus::CheckedIn => "Was there",
        ReservationStatus::Cancelled => "Cancelled",
        ReservationStatus::Expired => "Never confirmed",
    }
}
