//! Who holds sessions, and who wants to: administrators decide.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use foh_app::{identity::Staff, studio::FacilitatorItem};
use foh_domain::{identity::PersonName, studio::FacilitatorState};
use jiff::tz::TimeZone;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Told,
    done::Done,
    frame,
    lists::{self, Asked, PAGE},
};
use crate::{
    Web,
    http::{Confirmed, Problem, Query, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::{
        admin::{Empty, FacilitatorLine, FacilitatorsPage, Link, Section},
        frame::NavItem,
        parts::{Notice, NoticeKind},
    },
};

const PATH: &str = "/admin/facilitators";

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/facilitators", get(list))
        .route("/admin/facilitators/{id}/approve", post(approve))
        .route("/admin/facilitators/{id}/refuse", post(refuse))
}

/// What the list is asked.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    state: String,
    after: String,
    done: String,
}

/// `GET /admin/facilitators`
async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let state = FacilitatorState::parse(&wanted.state).unwrap_or(FacilitatorState::Applied);
    let asked = Asked {
        after: wanted.after,
        ..Asked::default()
    };
    let told = Told::done(&wanted.done);
    show(&web, &staff, StatusCode::OK, state, &asked, told).await
}

/// `POST /admin/facilitators/{id}/approve`
async fn approve(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
) -> Result<Response, Problem> {
    decide(&web, &staff, id, true).await
}

/// `POST /admin/facilitators/{id}/refuse`
async fn refuse(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
) -> Result<Response, Problem> {
    decide(&web, &staff, id, false).await
}

async fn decide(web: &Web, staff: &Staff, id: Uuid, approved: bool) -> Result<Response, Problem> {
    let problem: Problem = match web.house.decide_on_facilitator(id, approved).await {
        Ok(()) if approved => return Ok(Done::FacilitatorApproved.seen_at(PATH)),
        Ok(()) => return Ok(Done::FacilitatorRefused.seen_at(PATH)),
        Err(error) => error.into(),
    };
    if problem.code() != StatusCode::CONFLICT {
        return Err(problem);
    }
    let told = Told {
        notice: Some(Notice::new(NoticeKind::Refused, problem.in_words(), "")),
        ..Told::default()
    };
    let (code, state) = (problem.code(), FacilitatorState::Applied);
    show(web, staff, code, state, &Asked::default(), told).await
}

async fn show(
    web: &Web,
    staff: &Staff,
    code: StatusCode,
    state: FacilitatorState,
    asked: &Asked,
    told: Told,
) -> Result<Response, Problem> {
    let page = PAGE as usize;
    let mut found = web
        .house
        .facilitators(state, asked.cursor()?, PAGE + 1)
        .await?;
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more);
    let next = next.map(|item| item.person.id.to_string());
    let zone = render::house_zone(web).await?;
    let zone = zone.map_or(TimeZone::UTC, |zone| zone.rules());
    let page = FacilitatorsPage {
        frame: frame(web, "Facilitators", Section::Facilitators, staff),
        notice: told.notice,
        lists: FacilitatorState::ALL.map(|one| tab(one, state)).to_vec(),
        people: found.iter().map(|item| line(item, &zone)).collect(),
        empty: nobody(state),
        pager: asked.pager(PATH, &[("state", state.as_str())], next.as_deref()),
    };
    render::page(code, &page)
}

/// The way to a list.
fn tab(of: FacilitatorState, shown: FacilitatorState) -> NavItem {
    let label = match of {
        FacilitatorState::Applied => "Applications",
        FacilitatorState::Approved => "Approved",
        FacilitatorState::Refused => "Refused",
    };
    let item = NavItem::new(label, lists::href(PATH, &[("state", of.as_str())]));
    if of == shown { item.current() } else { item }
}

fn nobody(state: FacilitatorState) -> Empty {
    match state {
        FacilitatorState::Applied => Empty::new(
            "Nobody waits for an answer",
            "Members apply in their account. You can also give somebody the role yourself.",
            Some(Link::new("See the accounts", "/admin/accounts")),
        ),
        FacilitatorState::Approved => Empty::new(
            "Nobody has been approved yet",
            "Whoever applies is listed under “Applications”.",
            Some(Link::new("See the applications", PATH)),
        ),
        FacilitatorState::Refused => Empty::new("Nobody was refused", "", None),
    }
}

fn line(item: &FacilitatorItem, zone: &TimeZone) -> FacilitatorLine {
    let name = item.person.name.as_ref().map(PersonName::expose);
    let (word, at) = match (item.state, item.decided_at) {
        (FacilitatorState::Approved, Some(at)) => ("Approved", at),
        (FacilitatorState::Refused, Some(at)) => ("Refused", at),
        _ => ("Applied", item.applied_at),
    };
    let at = at.to_zoned(zone.clone());
    FacilitatorLine {
        id: item.person.id.to_string(),
        name: name.unwrap_or("Sealed by another key").to_owned(),
        specialization: item.profile.specialization.clone(),
        bio: words::paragraphs(&item.profile.bio),
        since: format!("{word} on {}", words::date(&at)),
        since_datetime: words::machine(&at),
        waits: item.state == FacilitatorState::Applied,
        public_href: item
            .holds_sessions
            .then(|| format!("/facilitators/{}", item.person.id)),
    }
}
