//! The code that a sign-in waits for.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::SignIn;
use serde::Deserialize;

use super::{after, begin, forget_half, locked, named};
use crate::{
    Web,
    http::{Form, Problem, Query, Visitor, half_of, next::local},
    pages::render,
    views::{
        frame::Desk,
        identity::SignInCode,
        parts::{Field, Notice, NoticeKind},
    },
};

/// Where to go on to.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
}

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    code: String,
    next: String,
}

/// `GET /sign-in/second-factor`
pub(super) async fn form(
    State(web): State<Web>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if half_of(&headers, &web.site).is_none() {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    render::page(StatusCode::OK, &view(&web, None, &asked.next))
}

/// `POST /sign-in/second-factor`
pub(super) async fn give(
    State(web): State<Web>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let half = half_of(&headers, &web.site).unwrap_or_default();
    let came = web
        .house
        .give_second_factor(half, &typed.code, visitor.visit());
    match came.await? {
        SignIn::SignedIn(signed_in) => {
            let response = begin(&web, &headers, &signed_in, local(&typed.next)).await?;
            Ok(forget_half(&web, response))
        }
        SignIn::Locked { retry_after } => {
            let (status, notice) = locked(retry_after);
            let page = view(&web, Some(notice), &typed.next);
            Ok(after(render::page(status, &page)?, retry_after))
        }
        SignIn::Invalid | SignIn::SecondFactorNeeded(_) => {
            let notice = Notice::new(
                NoticeKind::Refused,
                "This code does not work",
                "Each code works once. Wait for the next one in the app, or use a recovery code.",
            );
            let page = view(&web, Some(notice), &typed.next);
            Ok(named(render::page(StatusCode::UNAUTHORIZED, &page)?))
        }
        SignIn::Expired => {
            let response = Redirect::to("/sign-in?expired=now").into_response();
            Ok(forget_half(&web, response))
        }
    }
}

fn view(web: &Web, notice: Option<Notice>, next: &str) -> SignInCode {
    SignInCode {
        frame: render::frame(web, "Sign in", Desk::Theatre, None),
        notice,
        code: Field::default(),
        next: local(next).map(ToOwned::to_owned),
    }
}
