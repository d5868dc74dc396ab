//! What is kept about somebody: asked for by a link to their address, seen, copied and erased by it.

mod kept;

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use foh_app::privacy::PersonalData;
use foh_domain::{field::FieldError, limits::Limit, token::Token};
use serde::Deserialize;

pub(super) use kept::{account, lines};

use super::{
    account::{dead_link, field, frame, private, told},
    render::{self, TokenField},
};
use crate::{
    Web,
    api::PersonalCopy,
    http::{ClientAddress, Form, Problem, Query},
    views::privacy::{DataPage, ErasePage, OpenPage, PrivacyPage},
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
        kept_for: kept::kept_for(web.house.settings().retention),
        email: field("email", email, faults),
    }
}
