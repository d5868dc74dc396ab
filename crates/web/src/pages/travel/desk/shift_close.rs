//! A drawer is counted, compared and closed.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    travel::{Shift, ShiftError},
};
use foh_domain::{
    field,
    payments::Money,
    travel::{ShiftRefusal, decide_close},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    done::{Done, refused},
    frame,
    shifts::{self, difference, figures},
};
use crate::{
    Web,
    http::{Form, Problem, Query, SignedIn},
    pages::render::{self, Id},
    views::{
        parts::{Field, Notice},
        travel_desk::{Section, ShiftClosePage},
    },
};

/// The longest note, in characters.
const MOST_NOTES: usize = 500;

/// What was counted, and by which figures the difference was told.
#[derive(Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names are those of the form")]
pub(super) struct Counted {
    counted: Option<String>,
    told: Option<u64>,
    notes: String,
}

/// `GET /travel/desk/shifts/{id}/close`: compares what was counted with what must be there. Changes nothing.
pub(super) async fn count(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(counted): Query<Counted>,
) -> Result<Response, Problem> {
    let shift = stored(&web, id, &staff).await?;
    if shift.closed_at.is_some() {
        return closed(&web, &staff, id).await;
    }
    let Some(text) = &counted.counted else {
        let page = view(&web, &staff, &shift, Typed::default(), None);
        return render::page(StatusCode::OK, &page);
    };
    let typed = Typed::read(text, &shift);
    let status = typed.status();
    render::page(status, &view(&web, &staff, &shift, typed, None))
}

/// `POST /travel/desk/shifts/{id}/close`
pub(super) async fn close(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(sent): Form<Counted>,
) -> Result<Response, Problem> {
    let shift = stored(&web, id, &staff).await?;
    if shift.closed_at.is_some() {
        return closed(&web, &staff, id).await;
    }
    let mut typed = Typed::read(sent.counted.as_deref().unwrap_or_default(), &shift);
    let notes = sent.notes.trim().replace("\r\n", "\n");
    typed.notes = Field::new(notes.clone());
    if !notes.is_empty()
        && let Err(message) = field::prose(&notes, MOST_NOTES)
    {
        typed.notes.error = Some(message);
    }
    let Some(money) = typed.money.filter(|_| typed.notes.error.is_none()) else {
        let page = view(&web, &staff, &shift, typed, None);
        return render::page(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if sent.told != Some(shift.drawer.expected()) {
        let notice = refused(
            "Something was sold or handed back meanwhile",
            "Look at the difference once more.",
        );
        let page = view(&web, &staff, &shift, typed, Some(notice));
        return render::page(StatusCode::CONFLICT, &page);
    }
    match web.house.close_shift(id, money, notes, &staff).await {
        Ok(_) => Ok(Done::Closed.seen_at(&format!("{}/{id}", Section::Shifts.href()))),
        Err(ShiftError::Refused(ShiftRefusal::Closed)) => closed(&web, &staff, id).await,
        Err(error) => Err(error.into()),
    }
}

async fn stored(web: &Web, id: Uuid, staff: &Staff) -> Result<Shift, Problem> {
    Ok(web.house.shift_book(id, staff).await?.shift)
}

async fn closed(web: &Web, staff: &Staff, id: Uuid) -> Result<Response, Problem> {
    let notice = refused("The drawer is closed", "It is never changed again.");
    let page = shifts::view(web, staff, id, Some(notice)).await?;
    render::page(StatusCode::CONFLICT, &page)
}

/// What was typed.
#[derive(Default)]
struct Typed {
    counted: Field,
    money: Option<Money>,
    notes: Field,
}

impl Typed {
    fn read(text: &str, shift: &Shift) -> Self {
        let money = if text.trim().is_empty() {
            Err("Count what lies in the drawer.".to_owned())
        } else {
            Money::parse(text, shift.drawer.float.currency)
        };
        let counted = Field {
            value: text.to_owned(),
            error: money.as_ref().err().cloned(),
        };
        Self {
            counted,
            money: money.ok(),
            notes: Field::default(),
        }
    }

    fn status(&self) -> StatusCode {
        if self.money.is_some() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }
}

fn view(
    web: &Web,
    staff: &Staff,
    shift: &Shift,
    typed: Typed,
    notice: Option<Notice>,
) -> ShiftClosePage {
    let over = typed
        .money
        .and_then(|money| Some((money, decide_close(&shift.drawer, money).ok()?)));
    ShiftClosePage {
        frame: frame(web, "Count and close", Section::Drawer, staff),
        id: shift.id.to_string(),
        notice,
        figures: figures(&shift.drawer),
        currency: shift.drawer.float.currency.code(),
        counted: typed.counted,
        difference: over.map(|(money, over)| difference(money, over)),
        told: shift.drawer.expected(),
        notes: typed.notes,
    }
}
