//! Operators' drawers.

use axum::{Json as Answer, extract::State, http::StatusCode};
use foh_app::travel::Shift;
use foh_domain::{
    field::{self, FieldError},
    payments::{Currency, Money},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::body::{DeskPayment, DeskRefund};
use crate::{
    Web,
    api::{
        listing::{cursor, page, size},
        performances::id_of,
    },
    http::{Json, Path, Problem, Query, SignedIn},
};

/// The longest note, in characters.
const MOST_NOTES: usize = 500;

/// A drawer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskShift {
    id: Uuid,
    operator_id: Uuid,
    /// `open` or `closed`.
    #[schema(example = "open")]
    status: &'static str,
    #[schema(example = "RWF")]
    currency: &'static str,
    /// What lay in it when it was opened.
    #[schema(example = "20000")]
    opening_float: String,
    #[schema(example = "45000")]
    sales: String,
    #[schema(example = "5000")]
    refunds: String,
    /// What must lie in it.
    #[schema(example = "60000")]
    expected: String,
    /// What was counted at the end.
    #[schema(example = "60000")]
    counted: Option<String>,
    notes: String,
    opened_at: String,
    closed_at: Option<String>,
}

impl From<&Shift> for DeskShift {
    fn from(shift: &Shift) -> Self {
        let drawer = &shift.drawer;
        let expected = Money {
            amount: drawer.expected(),
            currency: drawer.float.currency,
        };
        Self {
            id: shift.id,
            operator_id: shift.operator_id,
            status: if drawer.closed { "closed" } else { "open" },
            currency: drawer.float.currency.code(),
            opening_float: drawer.float.plain(),
            sales: drawer.sales.plain(),
            refunds: drawer.refunds.plain(),
            expected: expected.plain(),
            counted: shift.counted.map(Money::plain),
            notes: shift.notes.clone(),
            opened_at: shift.opened_at.to_string(),
            closed_at: shift.closed_at.map(|at| at.to_string()),
        }
    }
}

/// A page of drawers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskShiftPage {
    items: Vec<DeskShift>,
    /// Give this as `after` to get the next page; null on the last.
    next: Option<String>,
}

/// A drawer with what went through it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskShiftBook {
    #[serde(flatten)]
    shift: DeskShift,
    /// What was taken, the oldest first.
    payments: Vec<DeskPayment>,
    /// What was handed back, the oldest first.
    given_back: Vec<DeskRefund>,
}

/// Which drawers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeskShiftQuery {
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// A drawer to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenShiftBody {
    /// What lies in it.
    #[schema(example = "20000")]
    opening_float: String,
    /// Of which currency; that of one's routes if not given.
    #[schema(example = "RWF")]
    currency: Option<String>,
}

/// A drawer to be closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloseShiftBody {
    /// What was counted, in the currency of the drawer.
    #[schema(example = "60000")]
    counted: String,
    /// At most 500 characters.
    #[serde(default)]
    notes: String,
}

fn wrong(field: &'static str, message: String) -> Problem {
    Problem::fields(vec![FieldError { field, message }])
}

/// The drawers, the newest first: one's own; administrators see all.
#[utoipa::path(get, path = "/api/travel/shifts", tag = "travel desk", params(DeskShiftQuery), responses((status = 200, body = DeskShiftPage)))]
pub(crate) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(query): Query<DeskShiftQuery>,
) -> Result<Answer<DeskShiftPage>, Problem> {
    let (before, size) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web.house.shifts(&staff, before, size + 1).await?;
    let found = page(
        found,
        size,
        |shift| shift.id.to_string(),
        |shift| DeskShift::from(&shift),
    );
    Ok(Answer(DeskShiftPage {
        items: found.items,
        next: found.next,
    }))
}

/// Opens a drawer of one's own; one at a time.
#[utoipa::path(post, path = "/api/travel/shifts", tag = "travel desk", request_body = OpenShiftBody, responses((status = 201, body = DeskShift)))]
pub(crate) async fn open(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Json(body): Json<OpenShiftBody>,
) -> Result<(StatusCode, Answer<DeskShift>), Problem> {
    let currency = match &body.currency {
        Some(code) => Currency::parse(code).map_err(|message| wrong("currency", message))?,
        None => web.house.desk_place(&staff).await?.currency,
    };
    let float = Money::parse(&body.opening_float, currency)
        .map_err(|message| wrong("opening_float", message))?;
    let id = web.house.open_shift(float, &staff).await?;
    let book = web.house.shift_book(id, &staff).await?;
    Ok((StatusCode::CREATED, Answer((&book.shift).into())))
}

/// A drawer with what went through it.
#[utoipa::path(get, path = "/api/travel/shifts/{id}", tag = "travel desk", params(("id" = Uuid, Path)), responses((status = 200, body = DeskShiftBook)))]
pub(crate) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<DeskShiftBook>, Problem> {
    let book = web.house.shift_book(id_of(&id)?, &staff).await?;
    Ok(Answer(DeskShiftBook {
        shift: (&book.shift).into(),
        payments: book.payments.iter().map(Into::into).collect(),
        given_back: book.refunds.iter().map(Into::into).collect(),
    }))
}

/// Closes a drawer with what was counted. It is never changed again.
#[utoipa::path(post, path = "/api/travel/shifts/{id}/close", tag = "travel desk", params(("id" = Uuid, Path)), request_body = CloseShiftBody, responses((status = 200, body = DeskShift)))]
pub(crate) async fn close(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Json(body): Json<CloseShiftBody>,
) -> Result<Answer<DeskShift>, Problem> {
    let id = id_of(&id)?;
    let shift = web.house.shift_book(id, &staff).await?.shift;
    let counted = Money::parse(&body.counted, shift.drawer.float.currency)
        .map_err(|message| wrong("counted", message))?;
    let notes = if body.notes.trim().is_empty() {
        String::new()
    } else {
        field::prose(&body.notes, MOST_NOTES).map_err(|message| wrong("notes", message))?
    };
    web.house.close_shift(id, counted, notes, &staff).await?;
    let book = web.house.shift_book(id, &staff).await?;
    Ok(Answer((&book.shift).into()))
}
