//! Signing in by password, and out.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::SignIn as Came;
use serde::Deserialize;

use super::{after, ask_for_code, begin, desk_of, external::offered, locked, named};
use crate::{
    Web,
    http::{
        Form, MaybeStaff, Problem, Query, Visitor, end_session,
        next::{leading_on, local},
        session_of,
    },
    pages::render,
    views::{
        frame::Desk,
        identity::SignIn,
        parts::{Field, Notice, NoticeKind},
    },
};

/// The query of the form.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    signed_out: String,
    #[serde(default)]
    expired: String,
}

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    email: String,
    password: String,
    next: String,
}

/// `GET /sign-in`
pub(super) async fn form(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if let Some(staff) = staff {
        return Ok(Redirect::to(local(&asked.next).unwrap_or(desk_of(&staff))).into_response());
    }
    let notice = if asked.signed_out == "now" {
        Some(Notice::new(NoticeKind::Done, "You are signed out", ""))
    } else if asked.expired == "now" {
        Some(Notice::new(
            NoticeKind::Warning,
            "Please begin anew",
            "Five minutes and five codes are all that one sign-in has.",
        ))
    } else {
        None
    };
    let page = view(&web, notice, Field::default(), &asked.next);
    render::page(StatusCode::OK, &page)
}

/// `POST /sign-in`
pub(super) async fn sign_in(
    State(web): State<Web>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let came = web
        .house
        .sign_in(&typed.email, typed.password.into(), visitor.visit());
    match came.await? {
        Came::SignedIn(signed_in) => begin(&web, &headers, &signed_in, local(&typed.next)).await,
        Came::SecondFactorNeeded(half) => Ok(ask_for_code(&web, &half, local(&typed.next))),
        Came::Locked { retry_after } => {
            let (status, notice) = locked(retry_after);
            let page = view(&web, Some(notice), Field::new(typed.email), &typed.next);
            Ok(after(render::page(status, &page)?, retry_after))
        }
        Came::Invalid | Came::Expired => {
            let notice = Notice::new(
                NoticeKind::Refused,
                "E-mail and password do not belong together",
                "Look over both and try again, or set a new password.",
            );
            let page = view(&web, Some(notice), Field::new(typed.email), &typed.next);
            Ok(named(render::page(StatusCode::UNAUTHORIZED, &page)?))
        }
    }
}

/// `POST /sign-out`
pub(super) async fn sign_out(
    State(web): State<Web>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(session) = session_of(&headers, &web.site) {
        web.house.sign_out(session).await?;
    }
    let mut response = Redirect::to("/sign-in?signed_out=now").into_response();
    if let Some(cookie) = end_session(&web.site) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn view(web: &Web, notice: Option<Notice>, email: Field, next: &str) -> SignIn {
    let mut frame = render::frame(web, "Sign in", Desk::Theatre, None);
    // Whoever opened a ticket's code comes by with its token.
    frame.private = next.contains("token=");
    SignIn {
        frame,
        notice,
        email,
        password: Field::default(),
        next: local(next).map(ToOwned::to_owned),
        providers: offered(web, local(next)),
        register_href: leading_on("/register", local(next)),
    }
}
