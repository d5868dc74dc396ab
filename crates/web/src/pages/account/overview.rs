//! The account at a glance.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::Staff;
use foh_domain::limits::Limit;
use serde::Deserialize;

use crate::{
    Web,
    http::{
        Problem, Query, SignedIn,
        access::{self, Menu},
    },
    pages::render,
    views::{
        account::{AccountPage, AccountPart},
        frame::Desk,
        parts::{Notice, NoticeKind},
    },
};

/// What has just been done.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

fn notice(done: &str) -> Option<Notice> {
    let title = match done {
        "password_changed" => "The password is changed",
        "verification_sent" => "The e-mail is on its way",
        _ => return None,
    };
    let text = match done {
        "password_changed" => "Wherever else you were signed in, you are signed out.",
        _ => "",
    };
    Some(Notice::new(NoticeKind::Done, title, text))
}

/// `GET /account`
pub(super) async fn overview(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = web.house.account(staff.id).await?;
    let account = found.ok_or_else(Problem::not_found)?.account;
    let page = AccountPage {
        frame: render::frame(&web, "Your account", Desk::Account, Some(&staff)),
        notice: notice(&asked.done),
        name: staff.name.expose().to_owned(),
        email: account.email.map(|email| email.expose().to_owned()),
        role: capitalised(staff.role.in_words()),
        verified: account.email_verified || staff.role.is_staff(),
        parts: parts(&staff),
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /account/verification`
pub(super) async fn send_again(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let who = format!("account {}", staff.id);
    web.house.admit(Limit::EmailVerification, &who).await?;
    web.house.resend_verification(staff.id).await?;
    Ok(Redirect::to("/account?done=verification_sent").into_response())
}

fn parts(staff: &Staff) -> Vec<AccountPart> {
    access::menu(Menu::Account, staff.role)
        .into_iter()
        .map(|(href, label)| AccountPart {
            label: label.to_owned(),
            href: href.to_owned(),
            about: access::about(href).to_owned(),
        })
        .collect()
}

/// "Box-office staff".
pub(crate) fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
