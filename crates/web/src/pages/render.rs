//! What every page handler does at its end, and reads at its beginning.

use std::slice::from_ref;

use askama::Template;
use axum::{
    extract::{FromRequestParts, Path},
    http::{StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use foh_app::{PerformanceView, identity::Staff};
use foh_domain::{theatre::Zone, token::Token};
use uuid::Uuid;

use crate::{
    Web,
    http::{
        Problem,
        access::{self, Menu},
        next::leading_on,
    },
    views::frame::{Desk, Frame, NavItem},
};

/// The frame of a page: staff have the navigation their permissions give them, visitors none.
pub(crate) fn frame(web: &Web, title: &str, desk: Desk, staff: Option<&Staff>) -> Frame {
    let mut frame = Frame::new(title, super::HOUSE, desk);
    frame.development = web.site.development;
    if let Some(staff) = staff {
        frame.signed_in_name = Some(staff.name.expose().to_owned());
        frame.has_account = access::may_open(staff, "/account");
        let current = match desk {
            Desk::Door => "/door",
            Desk::Administration | Desk::TravelAdministration => "/admin",
            Desk::Facilitator => "/facilitator",
            Desk::TravelDesk => "/travel/desk",
            Desk::Account => "/account",
            _ => "/",
        };
        frame.nav = menu(Menu::House, staff, current);
    }
    frame
}

/// The frame of a page for everybody. Whoever is not signed in is led to what is public, and to signing in: they come back to
/// `here`.
pub(crate) fn public_frame(
    web: &Web,
    title: &str,
    desk: Desk,
    staff: Option<&Staff>,
    here: &str,
) -> Frame {
    let mut frame = frame(web, title, desk, staff);
    if let Some(staff) = staff {
        frame.nav = menu(Menu::House, staff, here);
    } else {
        frame.nav = vec![
            NavItem::new("Programme", "/"),
            NavItem::new("Sessions", "/sessions"),
            NavItem::new("Travel", "/travel"),
            NavItem::new("Sign in", leading_on("/sign-in", Some(here))),
        ];
        for item in &mut frame.nav {
            item.current = item.href == here;
        }
    }
    frame
}

/// What a menu offers somebody; the entry with the address `current` is marked.
pub(crate) fn menu(menu: Menu, staff: &Staff, current: &str) -> Vec<NavItem> {
    access::menu(menu, staff.role)
        .into_iter()
        .filter(|(href, _)| access::may_open(staff, href))
        .map(|(href, label)| {
            let item = NavItem::new(label, href);
            if href == current {
                item.current()
            } else {
                item
            }
        })
        .collect()
}

/// The frame of a page whose address carries a token; it names the zone of its performance.
pub(crate) fn private_frame(
    web: &Web,
    title: &str,
    performance: Option<&PerformanceView>,
) -> Frame {
    let mut frame = frame(web, title, Desk::Theatre, None);
    frame.private = true;
    frame.footer_note = performance.and_then(|one| super::words::zone_note(from_ref(one)));
    frame
}

/// A page drawn.
///
/// # Errors
/// A template that cannot be drawn is our fault.
pub(crate) fn draw(page: &impl Template) -> Result<String, Problem> {
    page.render().map_err(|error| Problem::internal(&error))
}

/// A page as the answer with this status; it is not kept anywhere.
///
/// # Errors
/// See [`draw`].
pub(crate) fn page(status: StatusCode, page: &impl Template) -> Result<Response, Problem> {
    Ok((status, Html(draw(page)?)).into_response())
}

/// A form once more, with the status of the problem it was refused for, and when to come again.
///
/// # Errors
/// See [`draw`].
pub(crate) fn refused(problem: &Problem, form: &impl Template) -> Result<Response, Problem> {
    let mut response = page(problem.code(), form)?;
    if let Some(seconds) = problem.wait_seconds() {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

/// The id in the path; what is none leads to nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Id(pub(crate) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::not_found())?;
        Uuid::try_parse(&text)
            .map(Self)
            .map_err(|_| Problem::not_found())
    }
}

/// The token in a query or a form, if there is one at all.
#[derive(serde::Deserialize)]
pub(crate) struct TokenField {
    #[serde(default)]
    token: String,
}

impl TokenField {
    /// The token as it came.
    pub(crate) fn text(&self) -> &str {
        &self.token
    }

    /// The token, read.
    pub(crate) fn read(&self) -> Option<Token> {
        Token::parse(&self.token)
    }
}

/// The zone of the house: that of its first venue.
///
/// # Errors
/// See [`foh_app::StoreError`].
pub(crate) async fn house_zone(web: &Web) -> Result<Option<Zone>, foh_app::StoreError> {
    let venues = web.house.venues(String::new(), None, 1).await?;
    Ok(venues.into_iter().next().map(|(_, venue)| venue.time_zone))
}
