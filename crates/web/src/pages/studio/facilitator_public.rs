//! Who holds sessions, and which.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use foh_app::{identity::Staff, studio::SessionFilter as Filter};
use foh_domain::identity::PersonName;
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{HTML, PAGE, frame, words};
use crate::{
    Web,
    http::{MaybeStaff, Problem, Query},
    pages::{
        render::{self, Id},
        words::paragraphs,
    },
    programme::Kept,
    views::studio::FacilitatorPublicPage,
};

/// The query: where the page before ended.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    later: String,
}

/// `GET /facilitators/{id}`
pub(super) async fn facilitator(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Id(id): Id,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let later = words::read_cursor(&asked.later).ok_or_else(Problem::not_found)?;
    if let Some(staff) = staff {
        let page = view(&web, id, later, Some(&staff)).await?;
        return render::page(StatusCode::OK, &page);
    }
    let key = format!("/facilitators/{id} {later:?}");
    web.programme
        .serve(&key, &headers, || async {
            let page = view(&web, id, later, None).await?;
            Ok(Kept::new(StatusCode::OK, HTML, render::draw(&page)?))
        })
        .await
}

async fn view(
    web: &Web,
    id: Uuid,
    later: Option<(Timestamp, Uuid)>,
    staff: Option<&Staff>,
) -> Result<FacilitatorPublicPage, Problem> {
    let found = web.house.public_facilitator(id).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let name = found.person.name.as_ref().map(PersonName::expose);
    let name = name.ok_or_else(Problem::not_found)?;
    let mut items = web
        .house
        .studio_sessions(of(id, web.house.now(), later))
        .await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let name_zone = words::several_zones(&items);
    let here = format!("/facilitators/{id}");
    let mut frame = frame(web, name, staff, &here);
    frame.footer_note = words::zone_note(&items);
    Ok(FacilitatorPublicPage {
        frame,
        name: name.to_owned(),
        specialization: found.profile.specialization.clone(),
        bio: paragraphs(&found.profile.bio),
        sessions: items
            .iter()
            .map(|item| words::row(item, false, name_zone))
            .collect(),
        later_href: items
            .last()
            .filter(|_| more)
            .map(|last| format!("{here}?later={}", words::cursor(last))),
    })
}

/// What they hold from now on.
fn of(owner_id: Uuid, now: Timestamp, later: Option<(Timestamp, Uuid)>) -> Filter {
    Filter {
        active_only: true,
        owner_id: Some(owner_id),
        kind: None,
        free: None,
        with_places: false,
        from: now,
        to: Timestamp::MAX,
        search: String::new(),
        after: later.unwrap_or((Timestamp::MIN, Uuid::nil())),
        limit: u32::try_from(PAGE + 1).unwrap_or(u32::MAX),
    }
}
