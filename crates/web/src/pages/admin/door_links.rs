//! Door links of a performance: made, listed, renewed, taken back.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    PerformanceView,
    identity::Staff,
    theatre::{DoorLinkError, DoorLinkItem, MadeDoorLink, NewDoorLink, TicketError},
};
use foh_domain::theatre::{DoorLinkState, Zone, door_link_until};
use secrecy::ExposeSecret;
use serde::Deserialize;
use uuid::Uuid;

use super::{Told, done::Done, field, form_key, frame, lists::Asked};
use crate::{
    Web,
    http::{Confirmed, Form, Problem, Query, SignedIn},
    pages::{
        clock,
        render::{self, Id},
        words,
    },
    views::{
        admin::{DoorLinkLine, DoorLinkPage, DoorLinksPage, Section, State as Standing, Tone},
        parts::{Notice, NoticeKind},
        qr::qr_svg_of,
    },
};

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    name: String,
    valid_until: String,
}

/// `GET /admin/performances/{id}/door-links`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let performance = performance(&web, id).await?;
    let told = Told::done(&asked.done);
    let page = view(&web, &staff, &performance, Typed::default(), told).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/performances/{id}/door-links`: the answer shows the address, this once.
pub(super) async fn create(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let performance = performance(&web, id).await?;
    let (status, told) = match make(&web, &staff, &performance, &typed).await {
        Ok(made) => return shown(&web, &staff, &performance, &typed.name, &made),
        Err(DoorLinkError::MadeBefore) => {
            return Ok(Done::AddedBefore.seen_at(&path(id)));
        }
        Err(DoorLinkError::Faults(faults)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Told::faults(faults))
        }
        Err(DoorLinkError::TooMany) => {
            let notice = Notice::new(
                NoticeKind::Refused,
                "As many door links as can be work already",
                "Revoke one that is not needed.",
            );
            let told = Told {
                notice: Some(notice),
                ..Told::default()
            };
            (StatusCode::CONFLICT, told)
        }
        Err(error) => return Err(error.into()),
    };
    let page = view(&web, &staff, &performance, typed, told).await?;
    render::page(status, &page)
}

/// `POST /admin/door-links/{id}/renew`: the answer shows the new address, this once.
pub(super) async fn renew(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
) -> Result<Response, Problem> {
    let made = web.house.renew_door_link(id).await?;
    let performance = performance(&web, made.performance_id).await?;
    let links = web.house.door_links(performance.id).await?;
    let name = links.into_iter().find(|link| link.id == id);
    let name = name.as_ref().map_or("the helper", in_words);
    shown(&web, &staff, &performance, name, &made)
}

/// `POST /admin/door-links/{id}/revoke`
pub(super) async fn revoke(State(web): State<Web>, Id(id): Id) -> Result<Response, Problem> {
    let performance_id = web.house.revoke_door_link(id).await?;
    Ok(Done::DoorLinkRevoked.seen_at(&path(performance_id)))
}

async fn make(
    web: &Web,
    staff: &Staff,
    performance: &PerformanceView,
    typed: &Typed,
) -> Result<MadeDoorLink, DoorLinkError> {
    let key = web.house.form_key(&typed.form_key);
    let key = key.map_err(|error| DoorLinkError::Faults(Problem::from(error).faults().to_vec()))?;
    let valid_until = match typed.valid_until.trim() {
        "" => None,
        text => {
            let usual = usual_end(web, performance).ok();
            let read = clock::read(text, &performance.time_zone, usual);
            let fault = |message| Told::fault("valid_until", message).faults;
            Some(read.map_err(|message| DoorLinkError::Faults(fault(message)))?)
        }
    };
    let new = NewDoorLink {
        performance_id: performance.id,
        name: &typed.name,
        valid_until,
        by: staff.id,
    };
    web.house.make_door_link(key, new).await
}

fn path(performance_id: Uuid) -> String {
    format!("/admin/performances/{performance_id}/door-links")
}

async fn performance(web: &Web, id: Uuid) -> Result<PerformanceView, Problem> {
    let found = web.house.performance(id).await?;
    found.ok_or_else(Problem::not_found)
}

/// When a link ends that is made now, or why none can be made.
fn usual_end(web: &Web, performance: &PerformanceView) -> Result<jiff::Timestamp, String> {
    let (starts_at, length) = (performance.starts_at, performance.duration_minutes);
    door_link_until(None, starts_at, length, web.house.now()).map_err(|fault| fault.message)
}

fn spoken(performance: &PerformanceView) -> String {
    let starts = words::local(performance.starts_at, &performance.time_zone);
    format!("{}, {}", performance.title, words::moment(&starts))
}

async fn view(
    web: &Web,
    staff: &Staff,
    performance: &PerformanceView,
    typed: Typed,
    told: Told,
) -> Result<DoorLinksPage, Problem> {
    let zone = &performance.time_zone;
    let usual = usual_end(web, performance);
    let valid_until = match &usual {
        Ok(usual) if typed.valid_until.is_empty() => clock::typed(*usual, zone),
        _ => typed.valid_until,
    };
    let links = web.house.door_links(performance.id).await?;
    Ok(DoorLinksPage {
        frame: frame(web, "Door links", Section::Performances, staff),
        performance_id: performance.id.to_string(),
        in_words: spoken(performance),
        notice: told.notice,
        obstacle: usual.err(),
        form_key: form_key(web, &typed.form_key),
        name: field("name", typed.name, &told.faults),
        valid_until: field("valid_until", valid_until, &told.faults),
        clock: format!("{}, at most 7 days from now", words::zone_name(zone)),
        links: links.iter().map(|link| line(link, zone)).collect(),
    })
}

fn line(link: &DoorLinkItem, zone: &Zone) -> DoorLinkLine {
    let until = words::local(link.expires_at, zone);
    let (tone, word) = match link.state {
        DoorLinkState::Working => (Tone::Done, "Works"),
        DoorLinkState::Expired => (Tone::Off, "Ended"),
        DoorLinkState::Revoked => (Tone::Off, "Revoked"),
    };
    DoorLinkLine {
        id: link.id.to_string(),
        name: in_words(link).to_owned(),
        state: Standing::new(tone, word),
        works: link.state == DoorLinkState::Working,
        until: words::moment(&until),
        until_datetime: words::machine(&until),
    }
}

fn in_words(link: &DoorLinkItem) -> &str {
    link.name.as_ref().map_or("A helper", |name| name.expose())
}

fn shown(
    web: &Web,
    staff: &Staff,
    performance: &PerformanceView,
    name: &str,
    made: &MadeDoorLink,
) -> Result<Response, Problem> {
    let url = made.url.expose_secret();
    let qr_svg = qr_svg_of(url, "QR code of the door link")
        .ok_or_else(|| Problem::internal(&TicketError::Drawing))?;
    let mut frame = frame(web, "A door link to scan", Section::Performances, staff);
    frame.private = true;
    let until = words::local(made.expires_at, &performance.time_zone);
    let page = DoorLinkPage {
        frame,
        performance_id: performance.id.to_string(),
        in_words: spoken(performance),
        name: name.trim().to_owned(),
        url: url.to_owned(),
        qr_svg,
        until: words::moment(&until),
    };
    render::page(StatusCode::OK, &page)
}
