//! Signing in by a link that works once.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use foh_app::identity::SignIn;
use secrecy::ExposeSecret;

use super::{ask_for_code, begin, moment};
use crate::{
    Web,
    http::{Form, Problem, Query, Visitor},
    pages::render::{self, TokenField},
    views::{
        frame::{Desk, Frame},
        identity::SignInLink,
    },
};

/// `GET /sign-in/link`: asks, for whatever opens links in mails must not use this one up.
pub(super) async fn form(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let Some(token) = query.read() else {
        return gone(&web, StatusCode::NOT_FOUND);
    };
    match web.house.sign_in_link_until(&token).await? {
        Some(until) => {
            let zone = render::house_zone(&web).await?;
            let page = SignInLink {
                frame: private(&web),
                token: Some(token.reveal().expose_secret().to_owned()),
                valid_until: Some(moment(until, zone.as_ref())),
            };
            render::page(StatusCode::OK, &page)
        }
        None => gone(&web, StatusCode::GONE),
    }
}

/// `POST /sign-in/link`
pub(super) async fn sign_in(
    State(web): State<Web>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<TokenField>,
) -> Result<Response, Problem> {
    let Some(token) = form.read() else {
        return gone(&web, StatusCode::NOT_FOUND);
    };
    match web.house.sign_in_by_link(token, visitor.visit()).await? {
        SignIn::SignedIn(signed_in) => begin(&web, &headers, &signed_in, None).await,
        SignIn::SecondFactorNeeded(half) => Ok(ask_for_code(&web, &half, None)),
        SignIn::Locked { retry_after } => Err(Problem::wait(retry_after)),
        SignIn::Invalid | SignIn::Expired => gone(&web, StatusCode::GONE),
    }
}

fn gone(web: &Web, status: StatusCode) -> Result<Response, Problem> {
    render::page(
        status,
        &SignInLink {
            frame: private(web),
            token: None,
            valid_until: None,
        },
    )
}

fn private(web: &Web) -> Frame {
    let mut frame = render::frame(web, "Sign in", Desk::Theatre, None);
    frame.private = true;
    frame
}
