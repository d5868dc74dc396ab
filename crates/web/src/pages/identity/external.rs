//! Signing in at an identity provider: there, and back. Coming back changes nothing by itself; a button does, which a script presses.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::{ExternalError, SignIn};
use foh_domain::limits::Limit;
use serde::Deserialize;

use super::{ask_for_code, begin, set_cookies};
use crate::{
    Web,
    http::{
        ClientAddress, Form, Path, Problem, Query, Visitor, begin_external, end_external,
        external_of,
        next::{leading_on, local},
    },
    pages::render,
    views::{
        frame::{Desk, Frame},
        identity::{ProviderLink, SignInElsewhere},
        parts::{Notice, NoticeKind},
    },
};

/// The longest answer of a provider that is looked at, in bytes.
const LONGEST_ANSWER: usize = 4 * 1024;

/// Where to go on to.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
}

/// What the provider sent back (RFC 6749, 4.1.2), and may have added.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Answered {
    code: String,
    state: String,
    error: String,
}

/// What the button sends.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Brought {
    code: String,
    state: String,
}

/// The providers as the sign-in page offers them.
pub(super) fn offered(web: &Web, next: Option<&str>) -> Vec<ProviderLink> {
    let providers = web.house.identity_providers();
    let links = providers.map(|name| ProviderLink {
        label: label(name),
        href: leading_on(&format!("/sign-in/with/{name}"), next),
    });
    links.collect()
}

/// The provider's name with a capital letter.
fn label(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `GET /sign-in/with/{provider}`: leads there.
pub(super) async fn there(
    State(web): State<Web>,
    address: ClientAddress,
    Path(provider): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    web.house.admit(Limit::SignIn, address.as_str()).await?;
    let next = local(&asked.next).unwrap_or_default();
    let begun = match web.house.begin_external(&provider, next).await {
        Ok(begun) => begun,
        Err(error) => return refused(&web, error),
    };
    let mut response = Redirect::to(&begun.url).into_response();
    set_cookies(&mut response, [begin_external(&web.site, &begun)]);
    Ok(response)
}

/// `GET /sign-in/with/{provider}/back`
pub(super) async fn back(
    State(web): State<Web>,
    Path(provider): Path<String>,
    Query(answered): Query<Answered>,
) -> Result<Response, Problem> {
    let name = label(&provider);
    if !answered.error.is_empty() || answered.code.len() + answered.state.len() > LONGEST_ANSWER {
        let notice = Notice::new(
            NoticeKind::Info,
            format!("You were not signed in with {name}"),
            "Nothing was changed. Begin anew, or sign in with your password.",
        );
        return told(&web, StatusCode::OK, notice);
    }
    let page = SignInElsewhere {
        frame: private(&web),
        notice: None,
        action: Some(format!("/sign-in/with/{provider}/back")),
        provider: name,
        code: answered.code,
        state: answered.state,
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /sign-in/with/{provider}/back`
pub(super) async fn finish(
    State(web): State<Web>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(provider): Path<String>,
    Form(brought): Form<Brought>,
) -> Result<Response, Problem> {
    web.house
        .admit(Limit::SignIn, visitor.visit().address)
        .await?;
    let cookie = external_of(&headers, &web.site).unwrap_or_default();
    let came = web
        .house
        .finish_external(
            &provider,
            cookie,
            &brought.state,
            &brought.code,
            visitor.visit(),
        )
        .await;
    let (came, next) = match came {
        Ok(came) => came,
        Err(error) => return refused(&web, error),
    };
    let mut response = match came {
        SignIn::SignedIn(signed_in) => begin(&web, &headers, &signed_in, local(&next)).await?,
        SignIn::SecondFactorNeeded(half) => ask_for_code(&web, &half, local(&next)),
        SignIn::Locked { retry_after } => return Err(Problem::wait(retry_after)),
        SignIn::Invalid | SignIn::Expired => return refused(&web, ExternalError::Inactive),
    };
    set_cookies(&mut response, [end_external(&web.site)]);
    Ok(response)
}

fn refused(web: &Web, error: ExternalError) -> Result<Response, Problem> {
    let problem = Problem::from(error);
    if problem.code() == StatusCode::NOT_FOUND || problem.code().is_server_error() {
        return Err(problem);
    }
    let notice = Notice::new(
        NoticeKind::Refused,
        "You are not signed in",
        problem.in_words(),
    );
    told(web, problem.code(), notice)
}

fn told(web: &Web, status: StatusCode, notice: Notice) -> Result<Response, Problem> {
    let page = SignInElsewhere {
        frame: private(web),
        notice: Some(notice),
        action: None,
        provider: String::new(),
        code: String::new(),
        state: String::new(),
    };
    render::page(status, &page)
}

fn private(web: &Web) -> Frame {
    let mut frame = render::frame(web, "Sign in", Desk::Theatre, None);
    frame.private = true;
    frame
}
