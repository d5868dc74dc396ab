//! The list of one's sessions.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::studio::{SessionItem, Sort};
use serde::Deserialize;

use super::{done::Done, frame, lines::Now};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
    pages::{
        admin::lists::{self, Asked, PAGE},
        render,
    },
    views::{
        admin::Link,
        frame::NavItem,
        studio::facilitator::{Section, SessionsPage},
    },
};

pub(super) const PATH: &str = "/facilitator/sessions";

/// The sorts with their words in the address, their labels, and what is said when there is none.
const SORTS: [(Sort, &str, &str, &str, &str); 3] = [
    (
        Sort::Coming,
        "",
        "Coming",
        "No session is coming",
        "Plan the next one; it can be booked as soon as it is there.",
    ),
    (
        Sort::Over,
        "over",
        "Over",
        "No session is over yet",
        "Sessions stand here once they have ended.",
    ),
    (
        Sort::Cancelled,
        "cancelled",
        "Called off",
        "No session was called off",
        "Nothing here, and that is good.",
    ),
];

/// The query of the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    sort: String,
}

/// `GET /facilitator/sessions`: those that come, unless others are asked for.
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let chosen = SORTS.iter().find(|sort| sort.1 == wanted.sort);
    let (sort, word, _, empty_title, empty_text) =
        *chosen.ok_or_else(|| Problem::malformed("sort: there is no such sort."))?;
    let from = listing::moment_cursor(lists::given(&asked.after))?;
    let found = web
        .house
        .sessions_sorted(staff.id, sort, from, PAGE + 1)
        .await?;
    let now = Now {
        at: web.house.now(),
        zone: render::house_zone(&web).await?,
    };
    let page = listing::page(found, PAGE, after, |item| now.session(&item));
    let create = Link::new("Make a session", format!("{PATH}/new"));
    let page = SessionsPage {
        frame: frame(&web, "Sessions", Section::Sessions, &staff).await?,
        notice: Done::notice(&asked.done, None, 0),
        sorts: SORTS
            .iter()
            .map(|(of, word, label, ..)| {
                let item = NavItem::new(*label, lists::href(PATH, &[("sort", word)]));
                if *of == sort { item.current() } else { item }
            })
            .collect(),
        lines: page.items,
        empty_title,
        empty_text,
        empty_next: (sort == Sort::Coming).then_some(create),
        pager: asked.pager(PATH, &[("sort", word)], page.next.as_deref()),
    };
    render::page(StatusCode::OK, &page)
}

/// The cursor after a session, in a list by beginnings.
fn after(item: &SessionItem) -> String {
    let begins = item.view.session.starts_at.as_microsecond();
    format!("{begins}_{}", item.view.id)
}
