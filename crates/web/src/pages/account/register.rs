//! Opening an account, and confirming its address.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::{RegisterError, Registration};
use foh_domain::{field::FieldError, identity::Role, limits::Limit};
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::{dead_link, field, frame, least, private, told};
use crate::{
    Web,
    http::{
        ClientAddress, Form, Problem, Query,
        next::{leading_on, local},
    },
    pages::render::{self, TokenField},
    views::account::{Register, Verify},
};

const DEAD: &str = "It has been used, or it is older than a day. Sign in to have another one sent.";

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    name: String,
    email: String,
    password: String,
    next: String,
}

/// Where to go on to with the account.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
}

/// `GET /register`
pub(super) async fn form(
    State(web): State<Web>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if !web.house.settings().registration_open {
        return Err(RegisterError::Closed.into());
    }
    let typed = Typed {
        next: asked.next,
        ..Typed::default()
    };
    render::page(StatusCode::OK, &view(&web, &typed, &[]))
}

/// `POST /register`: the same answer whether the address has an account or not.
pub(super) async fn register(
    State(web): State<Web>,
    address: ClientAddress,
    Form(mut typed): Form<Typed>,
) -> Result<Response, Problem> {
    let account = format!("account {}", typed.email.trim().to_lowercase());
    for who in [address.as_str(), &account] {
        web.house.admit(Limit::Register, who).await?;
    }
    let registration = Registration {
        email: &typed.email,
        name: &typed.name,
        password: std::mem::take(&mut typed.password).into(),
    };
    let problem = match web.house.register(registration).await {
        Ok(_) => {
            return Ok(
                Redirect::to(&leading_on("/register/sent", local(&typed.next))).into_response(),
            );
        }
        Err(error) => Problem::from(error),
    };
    if problem.faults().is_empty() {
        return Err(problem);
    }
    render::page(problem.code(), &view(&web, &typed, problem.faults()))
}

/// `GET /register/sent`
pub(super) async fn sent(
    State(web): State<Web>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    told(
        &web,
        "Look into your mailbox",
        "An e-mail is on its way to the address you gave. Open the link in it within a day to confirm that the address is yours.",
        Some(("Sign in", &leading_on("/sign-in", local(&asked.next)))),
    )
}

/// `GET /register/verify`: asks, for whatever opens links in mails must not use this one up.
pub(super) async fn link(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let Some(token) = query.read() else {
        return dead(&web, Problem::invalid_token());
    };
    let text = token.reveal().expose_secret().to_owned();
    if let Err(error) = web.house.see_verification(token).await {
        return dead(&web, error.into());
    }
    let page = Verify {
        frame: private(&web, "Confirm your address"),
        token: text,
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /register/verify`
pub(super) async fn verify(
    State(web): State<Web>,
    address: ClientAddress,
    Form(form): Form<TokenField>,
) -> Result<Response, Problem> {
    let limit = Limit::EmailVerification;
    web.house.admit(limit, address.as_str()).await?;
    let Some(token) = form.read() else {
        return dead(&web, Problem::invalid_token());
    };
    match web.house.verify_email(token).await {
        Ok(()) => Ok(Redirect::to("/register/verified").into_response()),
        Err(error) => dead(&web, error.into()),
    }
}

/// `GET /register/verified`
pub(super) async fn verified(State(web): State<Web>) -> Result<Response, Problem> {
    told(
        &web,
        "Your address is confirmed",
        "Thank you. You can sign in with it now.",
        Some(("Sign in", "/sign-in")),
    )
}

fn dead(web: &Web, problem: Problem) -> Result<Response, Problem> {
    dead_link(web, problem, DEAD, ("Sign in", "/sign-in"))
}

fn view(web: &Web, typed: &Typed, faults: &[FieldError]) -> Register {
    Register {
        frame: frame(web, "Open an account"),
        name: field("name", &typed.name, faults),
        email: field("email", &typed.email, faults),
        password: field("password", "", faults),
        least: least(Role::Member),
        next: local(&typed.next).map(ToOwned::to_owned),
        sign_in_href: leading_on("/sign-in", local(&typed.next)),
    }
}
