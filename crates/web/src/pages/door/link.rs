//! A door link is opened: the page asks, for whatever opens links in messages must not begin a session.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use foh_app::theatre::DoorLinkError;
use foh_domain::limits::Limit;
use secrecy::ExposeSecret;

use crate::{
    Web,
    http::{ClientAddress, Form, Problem, Query, begin_session, session_of},
    pages::{
        render::{TokenField, page, private_frame},
        words,
    },
    views::door::{DoorLink, LinkedDoor},
};

/// `GET /door-link`
pub(super) async fn ask(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let Some(token) = query.read() else {
        return ended(&web, StatusCode::NOT_FOUND);
    };
    let text = token.reveal();
    let Some((performance, expires_at)) = web.house.behind_door_link(token).await? else {
        return ended(&web, StatusCode::GONE);
    };
    let zone = &performance.time_zone;
    let starts = words::local(performance.starts_at, zone);
    let door = LinkedDoor {
        show_title: performance.title.clone(),
        day: words::date(&starts),
        time: words::time(&starts),
        datetime: words::machine(&starts),
        room: performance.room.clone(),
        until: words::moment(&words::local(expires_at, zone)),
        token: text.expose_secret().to_owned(),
    };
    let view = DoorLink {
        frame: private_frame(&web, "Door link", Some(&performance)),
        door: Some(door),
    };
    page(StatusCode::OK, &view)
}

/// `POST /door-link`: signs this phone in, and ends the session it had.
pub(super) async fn open(
    State(web): State<Web>,
    address: ClientAddress,
    headers: HeaderMap,
    Form(form): Form<TokenField>,
) -> Result<Response, Problem> {
    web.house.admit(Limit::SignIn, address.as_str()).await?;
    let Some(token) = form.read() else {
        return ended(&web, StatusCode::NOT_FOUND);
    };
    let opened = match web.house.open_door_link(token).await {
        Ok(opened) => opened,
        Err(DoorLinkError::Ended) => {
            tracing::warn!(address = address.as_str(), "a door link was refused");
            return ended(&web, StatusCode::GONE);
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(former) = session_of(&headers, &web.site) {
        web.house.sign_out(former).await?;
    }
    let door = format!("/door/{}", opened.performance_id);
    let mut response = Redirect::to(&door).into_response();
    if let Some(cookie) = begin_session(&web.site, &opened.signed_in) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn ended(web: &Web, status: StatusCode) -> Result<Response, Problem> {
    let view = DoorLink {
        frame: private_frame(web, "This link no longer works", None),
        door: None,
    };
    page(status, &view)
}
