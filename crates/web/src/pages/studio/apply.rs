//! Applying to hold sessions.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{identity::Staff, studio::FacilitatorItem};
use foh_domain::{
    field::FieldError,
    identity::{Permission, Role},
    limits::Limit,
    studio::{Facilitator, FacilitatorState},
};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::{
    Web,
    http::{Form, Problem, SignedIn},
    pages::{
        account,
        render::{self, frame, house_zone},
        words,
    },
    views::{
        frame::Desk,
        parts::{Notice, NoticeKind},
        studio::{Application, ApplyPage},
    },
};

const PATH: &str = "/account/facilitator";

/// What they say of themselves.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    specialization: String,
    bio: String,
}

/// `GET /account/facilitator`
pub(super) async fn form(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let found = web.house.facilitator_of(staff.id).await?;
    let typed = found.as_ref().map_or_else(Typed::default, |item| Typed {
        specialization: item.profile.specialization.clone(),
        bio: item.profile.bio.clone(),
    });
    let page = view(&web, &staff, found.as_ref(), &typed, (None, &[])).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /account/facilitator`: what is said later replaces what was said before.
pub(super) async fn apply(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let Err(problem) = attempt(&web, &staff, &typed).await else {
        return Ok(Redirect::to(PATH).into_response());
    };
    if problem.code() == StatusCode::NOT_FOUND || problem.code().is_server_error() {
        return Err(problem);
    }
    let notice = problem.faults().is_empty().then(|| {
        let title = "Nothing was sent";
        Notice::new(NoticeKind::Refused, title, problem.in_words())
    });
    let found = web.house.facilitator_of(staff.id).await?;
    let told = (notice, problem.faults());
    let page = view(&web, &staff, found.as_ref(), &typed, told).await?;
    render::refused(&problem, &page)
}

async fn attempt(web: &Web, staff: &Staff, typed: &Typed) -> Result<FacilitatorState, Problem> {
    let profile = Facilitator::parse(&typed.bio, &typed.specialization).map_err(Problem::fields)?;
    let who = format!("account {}", staff.id);
    web.house.admit(Limit::FacilitatorApply, &who).await?;
    Ok(web.house.apply_as_facilitator(staff.id, &profile).await?)
}

async fn view(
    web: &Web,
    staff: &Staff,
    found: Option<&FacilitatorItem>,
    typed: &Typed,
    (notice, faults): (Option<Notice>, &[FieldError]),
) -> Result<ApplyPage, Problem> {
    let application = if staff.role.allows(Permission::Facilitation) {
        Application::Holds {
            public_href: web
                .house
                .public_facilitator(staff.id)
                .await?
                .map(|_| format!("/facilitators/{}", staff.id)),
        }
    } else if staff.role == Role::Member {
        member(web, found).await?
    } else {
        Application::OtherRole(staff.role.in_words())
    };
    Ok(ApplyPage {
        frame: frame(web, "Hold sessions", Desk::Account, Some(staff)),
        notice,
        application,
        bio: account::field("bio", &typed.bio, faults),
        specialization: account::field("specialization", &typed.specialization, faults),
    })
}

/// How it stands with a member. Who held sessions once and does no more may apply anew.
async fn member(web: &Web, found: Option<&FacilitatorItem>) -> Result<Application, Problem> {
    Ok(match found.map(|item| (item.state, item.applied_at)) {
        None | Some((FacilitatorState::Approved, _)) => Application::None,
        Some((FacilitatorState::Refused, _)) => Application::Refused,
        Some((FacilitatorState::Applied, applied_at)) => {
            let zone = house_zone(web).await?;
            let zone = zone.map_or(TimeZone::UTC, |zone| zone.rules());
            Application::Waiting {
                since: words::date(&applied_at.to_zoned(zone)),
            }
        }
    })
}
