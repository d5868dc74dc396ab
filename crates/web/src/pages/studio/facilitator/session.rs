//! One session: made and changed.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    Made,
    identity::Staff,
    studio::{ManageSessionError, SessionItem, is_told},
    theatre::ManageError,
};
use foh_domain::{
    field::FieldError,
    limits::Limit,
    studio::{Session, SessionChangeRefusal, SessionKind, SessionStatus},
    theatre::Zone,
};

use super::{
    done::Done,
    frame,
    lines::{self, kind, span, standing},
    session_form::Typed,
    sessions::PATH,
};
use crate::{
    Web,
    http::{Form, Problem, Query, SignedIn},
    pages::{
        admin::{field, form_key, lists::Asked, venues::zones},
        render::{self, Id},
    },
    views::{
        parts::{Choice, Notice, NoticeKind, places_in_words},
        studio::facilitator::{Section, SessionEditor, SessionFacts},
    },
};

/// What the form says: above itself, and beside its fields.
#[derive(Default)]
struct Told {
    notice: Option<Notice>,
    faults: Vec<FieldError>,
}

/// `GET /facilitator/sessions/new`
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let zone = render::house_zone(&web).await?.unwrap_or_else(Zone::utc);
    let typed = Typed {
        kind: SessionKind::Session.as_str().to_owned(),
        time_zone: zone.as_str().to_owned(),
        capacity: "10".into(),
        price: "0".into(),
        ..Typed::default()
    };
    let page = view(&web, &staff, None, typed, Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /facilitator/sessions`
pub(super) async fn create(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let who = staff.id.to_string();
    web.house.admit(Limit::SessionChange, &who).await?;
    let error = match make(&web, &staff, &typed).await {
        Ok(made) => {
            let done = match made {
                Made::Now(_) => Done::Made,
                Made::Before(_) => Done::MadeBefore,
            };
            return Ok(done.seen_at(&format!("{PATH}/{}", made.id())));
        }
        Err(error) => error,
    };
    let (status, told) = refused(error)?;
    let page = view(&web, &staff, None, typed, told).await?;
    render::page(status, &page)
}

async fn make(web: &Web, staff: &Staff, typed: &Typed) -> Result<Made, ManageSessionError> {
    let key = match web.house.form_key(&typed.form_key) {
        Err(ManageError::Faults(faults)) => return Err(faults.into()),
        key => key.unwrap_or_else(|_| web.house.new_form_key()),
    };
    let session = typed.parse(web.house.settings().currency, None)?;
    web.house.create_session_once(key, session, staff.id).await
}

/// `GET /facilitator/sessions/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let stored = web.house.own_session(id, &staff).await?;
    let (session, booked) = (&stored.view.session, stored.view.places.confirmed);
    let typed = Typed::from(session);
    let told = Told {
        notice: Done::notice(&asked.done, Some(session), booked),
        faults: Vec::new(),
    };
    let page = view(&web, &staff, Some(&stored), typed, told).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /facilitator/sessions/{id}`
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let who = staff.id.to_string();
    web.house.admit(Limit::SessionChange, &who).await?;
    let stored = web.house.own_session(id, &staff).await?;
    let (wanted, house) = (typed.clone(), web.house.settings().currency);
    let change = Arc::new(move |stored: Session| wanted.parse(house, Some(&stored)));
    let error = match web.house.change_session(id, &staff, change).await {
        Ok(changed) => {
            let view = &stored.view;
            let told = view.places.confirmed > 0 && is_told(&view.session, &changed);
            let done = if told { Done::Told } else { Done::Saved };
            return Ok(done.seen_at(&format!("{PATH}/{id}")));
        }
        Err(error) => error,
    };
    let (status, told) = refused(error)?;
    let page = view(&web, &staff, Some(&stored), typed, told).await?;
    render::page(status, &page)
}

/// The status of a form that is shown once more, and what it says; what its sender cannot mend is a problem of its own.
fn refused(error: ManageSessionError) -> Result<(StatusCode, Told), Problem> {
    let at = |field, message: String| {
        let faults = vec![FieldError { field, message }];
        let notice = None;
        Ok((StatusCode::CONFLICT, Told { notice, faults }))
    };
    let refusal = match error {
        ManageSessionError::Faults(faults) => {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, faulty(faults)));
        }
        ManageSessionError::Refused(refusal) => refusal,
        error => return Err(error.into()),
    };
    match refusal {
        SessionChangeRefusal::BelowBooked { booked } => at(
            "capacity",
            format!(
                "Guests have {} already: it cannot be fewer.",
                places_in_words(booked)
            ),
        ),
        SessionChangeRefusal::InThePast => {
            at("start_time", "It must begin in the future.".to_owned())
        }
        SessionChangeRefusal::Begun => at(
            "start_time",
            "It has begun: its beginning cannot change any more.".to_owned(),
        ),
        SessionChangeRefusal::Cancelled | SessionChangeRefusal::Over => Err(refusal.into()),
    }
}

/// Faults of fields stand beside them; what is wrong with the form itself, above it.
fn faulty(faults: Vec<FieldError>) -> Told {
    let (form, faults): (Vec<_>, Vec<_>) = faults
        .into_iter()
        .partition(|fault| fault.field == "form_key");
    let notice = form.into_iter().next().map(|fault| {
        Notice::new(
            NoticeKind::Warning,
            "Please send it once more",
            fault.message,
        )
    });
    Told { notice, faults }
}

async fn view(
    web: &Web,
    staff: &Staff,
    stored: Option<&SessionItem>,
    typed: Typed,
    told: Told,
) -> Result<SessionEditor, Problem> {
    let title = stored.map_or("New session", |stored| stored.view.session.title.as_str());
    let currency = stored.map_or(web.house.settings().currency, |stored| {
        stored.view.session.price.currency
    });
    let faults = &told.faults;
    Ok(SessionEditor {
        frame: frame(web, title, Section::Sessions, staff).await?,
        stored: stored.map(|stored| facts(web, stored)),
        form_key: form_key(web, &typed.form_key),
        notice: told.notice,
        kind: field("type", typed.kind, faults),
        kinds: SessionKind::ALL.into_iter().map(choice).collect(),
        title: field("title", typed.title, faults),
        description: field("description", typed.description, faults),
        location: field("location", typed.location, faults),
        time_zone: field("time_zone", typed.time_zone, faults),
        zones: zones(),
        start_time: field("start_time", typed.start_time, faults),
        end_time: field("end_time", typed.end_time, faults),
        capacity: field("capacity", typed.capacity, faults),
        most_places: Session::MOST_PLACES,
        price: field("price", typed.price, faults),
        currency: currency.code(),
    })
}

fn facts(web: &Web, stored: &SessionItem) -> SessionFacts {
    let (view, session, now) = (&stored.view, &stored.view.session, web.house.now());
    let active = view.status == SessionStatus::Active;
    SessionFacts {
        id: view.id.to_string(),
        when: span(session.starts_at, session.ends_at, &session.time_zone),
        places: lines::places(&view.places),
        booked: view.places.confirmed,
        state: standing(view.status, session.starts_at, session.ends_at, now),
        may_change: active && now < session.ends_at,
        may_cancel: active && now < session.starts_at,
    }
}

fn choice(of: SessionKind) -> Choice {
    let hint = match of {
        SessionKind::Session => "some hours",
        SessionKind::Retreat => "some days",
    };
    Choice {
        value: of.as_str().to_owned(),
        label: format!("{} ({hint})", kind(of)),
    }
}
