//! A login link for whoever works at a location: asked for, made, and shown once.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    bar::{LocationUser, MadeLoginLink},
    identity::Staff,
    theatre::TicketError,
};
use foh_domain::identity::AccountState;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::{
    clocks,
    done::{belongs_to_its_form, refused},
    found, frame, place,
    stock::who,
};
use crate::{
    Web,
    http::{Confirmed, Problem, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::{
        bar::{LoginLinkMade, LoginLinkPage, Section},
        parts::{Notice, NoticeKind},
        qr::qr_svg_of,
    },
};

/// `GET /bar/locations/{id}/login-link`
pub(super) async fn ask(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let page = view(&web, &staff, id, None).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /bar/locations/{id}/login-link`: the answer shows the address, this once. Sent again it makes a new one, and what was shown before works no
/// more.
pub(super) async fn make(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
) -> Result<Response, Problem> {
    match web.house.make_login_link(id).await {
        Ok(made) => shown(&web, &staff, id, &made).await,
        Err(error) => {
            let problem = Problem::from(error);
            if !belongs_to_its_form(&problem) {
                return Err(problem);
            }
            let page = view(&web, &staff, id, Some(refused(&problem))).await?;
            render::refused(&problem, &page)
        }
    }
}

async fn view(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    notice: Option<Notice>,
) -> Result<LoginLinkPage, Problem> {
    let location = found(web, id).await?;
    let user = web.house.location_user(id).await?;
    let obstacle = obstacle(location.active, user.as_ref());
    let life = web.house.settings().sign_in.link_life.as_mins();
    Ok(LoginLinkPage {
        frame: frame(web, "Login link", Section::Locations, staff),
        place: place(id, &location.name),
        may_make: obstacle.is_none(),
        notice: notice.or(obstacle),
        user: user.map(|user| who(user.name.as_ref()).to_owned()),
        life: words::duration(u32::try_from(life).unwrap_or(u32::MAX)),
    })
}

/// Why no link can be made for whoever works there.
fn obstacle(active: bool, user: Option<&LocationUser>) -> Option<Notice> {
    let warning = |title, text| Some(Notice::new(NoticeKind::Warning, title, text));
    if !active {
        return warning(
            "This location is switched off",
            "Switch it on before a link is made.",
        );
    }
    if user.is_some_and(|user| user.state != AccountState::Active) {
        return warning(
            "The account is not active",
            "Links are made only for people whose accounts are active.",
        );
    }
    None
}

async fn shown(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    made: &MadeLoginLink,
) -> Result<Response, Problem> {
    let location = found(web, id).await?;
    let names = web.house.names_of([made.user_id]).await?;
    let zone = clocks(web).await?;
    let url = made.url.expose_secret();
    let qr_svg = qr_svg_of(url, "QR code of the login link")
        .ok_or_else(|| Problem::internal(&TicketError::Drawing))?;
    let mut frame = frame(web, "A login link to scan", Section::Locations, staff);
    frame.private = true;
    let page = LoginLinkMade {
        frame,
        place: place(id, &location.name),
        user: who(names.get(&made.user_id)).to_owned(),
        url: url.to_owned(),
        qr_svg,
        until: words::moment(&words::local(made.expires_at, &zone)),
    };
    render::page(StatusCode::OK, &page)
}
