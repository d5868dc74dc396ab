//! One account: what it may do, and whether.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::identity::{AccountDetail, AdministerError, Staff};
use foh_domain::identity::Role;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Told,
    accounts::{PATH, duty, email_of, name_of, roles, standing},
    done::Done,
    field, frame,
    lists::{self, Asked},
};
use crate::{
    Web,
    http::{Confirmed, Form, Problem, Query, SignedIn, access},
    pages::render::{self, Id},
    views::{
        admin::{AccountPage, Section},
        parts::{Notice, NoticeKind},
    },
};

/// What it is to do.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    role: String,
    scopes: String,
}

impl From<&AccountDetail> for Typed {
    fn from(detail: &AccountDetail) -> Self {
        let scopes: Vec<String> = detail.scopes.iter().map(Uuid::to_string).collect();
        Self {
            role: detail.account.role.as_str().to_owned(),
            scopes: scopes.join("\n"),
        }
    }
}

/// `GET /admin/accounts/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let told = Told::done(&asked.done);
    show(&web, &staff, id, StatusCode::OK, None, told).await
}

/// `POST /admin/accounts/{id}`
pub(super) async fn change(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let changed = async {
        let duty = duty(&typed.role, &typed.scopes)?;
        Ok(web.house.change_duty(id, duty).await?)
    };
    match changed.await {
        Ok(()) => Ok(Done::Saved.seen_at(&format!("{PATH}/{id}"))),
        Err(problem) => refused(&web, &staff, id, Some(typed), problem).await,
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident: $intention:ident, $done:ident;)*) => {$(
        $(#[$doc])*
        pub(super) async fn $name(
            State(web): State<Web>,
            Confirmed(staff): Confirmed,
            Id(id): Id,
        ) -> Result<Response, Problem> {
            let done = web.house.$intention(id).await;
            acted(&web, &staff, id, done, Done::$done).await
        }
    )*};
}

actions! {
    /// `POST /admin/accounts/{id}/deactivate`
    deactivate: deactivate, Deactivated;
    /// `POST /admin/accounts/{id}/reactivate`
    reactivate: reactivate, Reactivated;
    /// `POST /admin/accounts/{id}/end-sessions`
    end_sessions: end_sessions, SessionsEnded;
    /// `POST /admin/accounts/{id}/password-reset`
    send_reset: send_password_reset, ResetSent;
    /// `POST /admin/accounts/{id}/invitation`
    invite_again: resend_invitation, InvitedAgain;
}

/// `POST /admin/accounts/{id}/withdraw`
pub(super) async fn withdraw(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    match web.house.withdraw_invitation(id).await {
        Ok(()) => Ok(Done::InvitationWithdrawn.seen_at(PATH)),
        Err(error) => refused(&web, &staff, id, None, error.into()).await,
    }
}

async fn acted(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    result: Result<(), AdministerError>,
    done: Done,
) -> Result<Response, Problem> {
    match result {
        Ok(()) => Ok(done.seen_at(&format!("{PATH}/{id}"))),
        Err(error) => refused(web, staff, id, None, error.into()).await,
    }
}

/// The page once more, saying why nothing was done; what its reader cannot mend is a problem of its own.
pub(super) async fn refused(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    typed: Option<Typed>,
    problem: Problem,
) -> Result<Response, Problem> {
    let code = problem.code();
    let told = match code {
        StatusCode::CONFLICT => Told {
            notice: Some(Notice::new(NoticeKind::Refused, problem.in_words(), "")),
            ..Told::default()
        },
        StatusCode::UNPROCESSABLE_ENTITY => Told::faults(problem.faults().to_vec()),
        _ => return Err(problem),
    };
    show(web, staff, id, code, typed, told).await
}

async fn show(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    code: StatusCode,
    typed: Option<Typed>,
    told: Told,
) -> Result<Response, Problem> {
    let found = web.house.account(id).await?;
    let detail = found.ok_or_else(Problem::not_found)?;
    let tokens = web.house.api_tokens(id).await?;
    let typed = typed.unwrap_or_else(|| Typed::from(&detail));
    let account = &detail.account;
    let title = name_of(account);
    let utc = account.created_at.to_zoned(jiff::tz::TimeZone::UTC);
    let page = AccountPage {
        frame: frame(web, &title, Section::Accounts, staff),
        id: id.to_string(),
        notice: told.notice,
        email: email_of(account),
        verified: account.email_verified,
        standing: standing(account.state),
        since: utc.strftime("%-d %B %Y").to_string(),
        since_datetime: account.created_at.to_string(),
        can_erase: access::may_open(staff, "/admin/privacy"),
        resettable: account.role != Role::Service,
        api_tokens: tokens.iter().filter(|token| !token.expired).count(),
        roles: lists::offered(roles(), &typed.role),
        role: field("role", typed.role, &told.faults),
        scopes: field("scopes", typed.scopes, &told.faults),
    };
    render::page(code, &page)
}
