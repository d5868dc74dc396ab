//! One session, and booking a place of it.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{
    identity::Staff,
    studio::{BookError, SessionItem},
};
use foh_domain::{
    limits::Limit,
    studio::{BookRefusal, SessionStatus},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{HTML, frame, pay, words};
use crate::{
    Web,
    http::{Form, MaybeStaff, Problem, SignedIn, access, next::leading_on},
    pages::{
        account,
        render::{self, Id},
        words::paragraphs,
    },
    programme::Kept,
    views::{
        parts::{Field, Notice, NoticeKind},
        studio::{Facilitator, SessionDetails, SessionPage, Standing},
    },
};

/// What is typed to book.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    notes: String,
}

/// `GET /sessions/{id}`
pub(super) async fn session(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(staff) = staff {
        let page = view(&web, id, Some(&staff), Field::default(), None).await?;
        return render::page(StatusCode::OK, &page);
    }
    web.programme
        .serve(&path(id), &headers, || async {
            let page = view(&web, id, None, Field::default(), None).await?;
            Ok(Kept::new(StatusCode::OK, HTML, render::draw(&page)?))
        })
        .await
}

/// `POST /sessions/{id}/book`: leads to where it is paid, or back to the session, which then says that they are booked. Sent twice,
/// it books once and both lead there.
pub(super) async fn book(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let Err(problem) = attempt(&web, &staff, id, &typed).await else {
        return Ok(Redirect::to(&after(&web, &staff, id).await?).into_response());
    };
    if problem.code() == StatusCode::NOT_FOUND || problem.code().is_server_error() {
        return Err(problem);
    }
    let notes = account::field("notes", &typed.notes, problem.faults());
    let notice = notes.error.is_none().then(|| {
        let title = "Nothing was booked";
        Notice::new(NoticeKind::Refused, title, problem.in_words())
    });
    let page = view(&web, id, Some(&staff), notes, notice).await?;
    render::refused(&problem, &page)
}

async fn attempt(web: &Web, staff: &Staff, id: Uuid, typed: &Typed) -> Result<(), Problem> {
    let who = format!("account {}", staff.id);
    web.house.admit(Limit::BookingCreate, &who).await?;
    let booked = web.house.book_session(id, staff.id, Some(&typed.notes));
    match booked.await {
        Ok(_) | Err(BookError::Refused(BookRefusal::AlreadyBooked)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Where whoever has booked goes next.
async fn after(web: &Web, staff: &Staff, id: Uuid) -> Result<String, Problem> {
    let booked = web.house.booking_of(staff.id, id).await?;
    let payment = booked.and_then(|booking| pay::payment(web, &booking));
    let action = payment.and_then(|payment| payment.action);
    Ok(action.map_or_else(|| path(id), |action| action.href))
}

fn path(id: Uuid) -> String {
    format!("/sessions/{id}")
}

async fn view(
    web: &Web,
    id: Uuid,
    staff: Option<&Staff>,
    notes: Field,
    notice: Option<Notice>,
) -> Result<SessionPage, Problem> {
    let item = web.house.studio_session(id).await?;
    let item = item.ok_or_else(Problem::not_found)?;
    let here = path(id);
    let mut frame = frame(web, &item.view.session.title, staff, &here);
    frame.footer_note = words::zone_note(std::slice::from_ref(&item));
    Ok(SessionPage {
        frame,
        standing: standing(web, &item, staff).await?,
        session: details(web, &item).await?,
        notice,
        notes,
    })
}

/// What whoever looks can do about a session. That they have a place comes first: it is still theirs when the last one is taken.
async fn standing(
    web: &Web,
    item: &SessionItem,
    staff: Option<&Staff>,
) -> Result<Standing, Problem> {
    let (view, now) = (&item.view, web.house.now());
    if view.status == SessionStatus::Cancelled {
        return Ok(Standing::Cancelled);
    }
    // The session of a door link books nothing.
    let member = staff.filter(|staff| access::may_open(staff, "/bookings"));
    if let Some(member) = member
        && let Some(booking) = web.house.booking_of(member.id, view.id).await?
    {
        let early = now < view.session.starts_at;
        return Ok(Standing::Booked {
            payment: pay::payment(web, &booking),
            cancel_href: early.then(|| format!("/bookings/{}/cancel", booking.view.id)),
        });
    }
    Ok(if now >= view.session.ends_at {
        Standing::Over
    } else if now >= view.session.starts_at {
        Standing::Begun
    } else if let Some(member) = member
        && member.id == view.owner_id
    {
        Standing::Yours {
            href: format!("/facilitator/sessions/{}", view.id),
        }
    } else if !view.has_facilitator {
        Standing::Orphaned
    } else if words::places(item).is_full() {
        Standing::Full
    } else if member.is_some() {
        Standing::Open
    } else {
        sign_in_first(web, &path(view.id))
    })
}

fn sign_in_first(web: &Web, here: &str) -> Standing {
    let open = web.house.settings().registration_open;
    Standing::SignIn {
        href: leading_on("/sign-in", Some(here)),
        register_href: open.then(|| leading_on("/register", Some(here))),
    }
}

async fn details(web: &Web, item: &SessionItem) -> Result<SessionDetails, Problem> {
    let session = &item.view.session;
    let owner_id = item.view.owner_id;
    let presented = web.house.public_facilitator(owner_id).await?.is_some();
    Ok(SessionDetails {
        href: path(item.view.id),
        kind: words::kind(session.kind),
        title: session.title.clone(),
        description: paragraphs(&session.description),
        when: words::when(session.starts_at, session.ends_at, &session.time_zone),
        location: session.location.clone(),
        price: words::price(session.price),
        due: words::due(session.price),
        pays_here: !web.house.settings().providers.offered().is_empty(),
        facilitator: words::facilitator(item).map(|name| Facilitator {
            name: name.to_owned(),
            href: presented.then(|| format!("/facilitators/{owner_id}")),
        }),
        places: words::places(item),
    })
}
