//! The bookings of all of one's sessions.

use axum::{extract::State, http::StatusCode, response::Response};

use super::{frame, lines::Now};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
    pages::{
        admin::lists::{Asked, PAGE},
        render,
    },
    views::{
        admin::ListBasics,
        studio::facilitator::{Section, bookings},
    },
};

/// `GET /facilitator/bookings`: the newest first, cancelled ones too.
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = web
        .house
        .bookings_of_facilitator(staff.id, asked.cursor()?, PAGE + 1)
        .await?;
    let now = Now {
        at: web.house.now(),
        zone: render::house_zone(&web).await?,
    };
    let cursor = |item: &foh_app::studio::BookingItem| item.view.id.to_string();
    let page = listing::page(found, PAGE, cursor, |item| now.booking(&item));
    let basics = ListBasics {
        frame: frame(&web, "Bookings", Section::Bookings, &staff).await?,
        notice: None,
        query: String::new(),
        pager: asked.pager(Section::Bookings.href(), &[], page.next.as_deref()),
        may_create: false,
    };
    render::page(StatusCode::OK, &bookings(basics, page.items))
}
