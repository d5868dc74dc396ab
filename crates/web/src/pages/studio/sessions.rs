//! What the studio offers: the sessions to come, by day.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use foh_app::identity::Staff;
use jiff::tz::TimeZone;

use super::{
    HTML, PAGE, frame,
    search::{Asked, Wanted},
    words,
};
use crate::{
    Web,
    http::{MaybeStaff, Problem, Query},
    pages::render,
    programme::Kept,
    views::{
        parts::{Notice, NoticeKind},
        studio::SessionsPage,
    },
};

pub(super) const PATH: &str = "/sessions";

/// `GET /sessions`
pub(super) async fn sessions(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&asked);
    // There are too many searches to keep an answer to each.
    if staff.is_some() || !wanted.search.is_empty() {
        let page = view(&web, &wanted, staff.as_ref()).await?;
        return render::page(status(&wanted), &page);
    }
    web.programme
        .serve(&wanted.key(), &headers, || async {
            let page = view(&web, &wanted, None).await?;
            Ok(Kept::new(status(&wanted), HTML, render::draw(&page)?))
        })
        .await
}

async fn view(web: &Web, wanted: &Wanted, staff: Option<&Staff>) -> Result<SessionsPage, Problem> {
    let now = web.house.now();
    let zone = render::house_zone(web)
        .await?
        .map_or(TimeZone::UTC, |zone| zone.rules());
    let filter = wanted
        .filter(&zone, now)
        .map_err(|error| Problem::internal(&error))?;
    let mut items = web.house.studio_sessions(filter).await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let mut frame = frame(web, "Sessions and retreats", staff, PATH);
    frame.footer_note = words::zone_note(&items);
    Ok(SessionsPage {
        frame,
        notice: wanted.misread.then(|| {
            Notice::new(
                NoticeKind::Warning,
                "This search cannot be read",
                "Choose a first and a last day, the first not after the last. Meanwhile, here is everything.",
            )
        }),
        filter: wanted.fields(),
        later_href: items
            .last()
            .filter(|_| more)
            .map(|last| wanted.later_href(last)),
        days: words::days(&items, now),
    })
}

fn status(wanted: &Wanted) -> StatusCode {
    if wanted.misread {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}
