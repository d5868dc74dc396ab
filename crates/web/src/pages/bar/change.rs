//! The other changes of a stock: a delivery, waste, a transfer, undoing the last one, and the alarm minimum.

use axum::{extract::State, response::Response};
use foh_app::{
    bar::{StockError, StockMove, StockView, Transfer},
    idempotency::Once,
    identity::Staff,
};
use foh_domain::field::FieldError;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    done::{Done, belongs_to_its_form, refused},
    repeated_form, stock,
};
use crate::{
    Web,
    api::bar::{asked, body},
    http::{Form, Problem, SignedIn, refused_fields},
    pages::render::{self, Id},
    views::bar::{Open, StockPage},
};

/// What the forms of a stock send.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    quantity: String,
    reason: String,
    note: String,
    to_location_id: String,
    movement_id: String,
    alarm_minimum: String,
}

/// `POST /bar/stock/{id}/deliver`
pub(super) async fn deliver(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let read = asked::deliver(id, &typed.quantity);
    let asked = format!("deliver {id} {}", typed.quantity);
    match moved(&web, &staff, &typed, read, &asked).await {
        Ok(once) => Ok(seen(Done::Delivered.unless_before(&once), id)),
        Err(problem) => {
            again(&web, &staff, id, &problem, |page| {
                page.open = Open::Delivery;
                page.delivery.quantity = stock::typed(typed.quantity, "quantity", &problem);
            })
            .await
        }
    }
}

/// `POST /bar/stock/{id}/waste`
pub(super) async fn waste(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let (quantity, reason, note) = (&typed.quantity, &typed.reason, &typed.note);
    let read = asked::waste(id, quantity, reason, note);
    let asked = format!("waste {id} {quantity} {reason} {note}");
    match moved(&web, &staff, &typed, read, &asked).await {
        Ok(once) => Ok(seen(Done::Wasted.unless_before(&once), id)),
        Err(problem) => {
            again(&web, &staff, id, &problem, |page| {
                page.open = Open::Waste;
                page.waste.amount.quantity = stock::typed(typed.quantity, "quantity", &problem);
                page.waste.reason = stock::typed(typed.reason, "reason", &problem);
                page.waste.note = stock::typed(typed.note, "note", &problem);
            })
            .await
        }
    }
}

/// `POST /bar/stock/{id}/transfer`
pub(super) async fn transfer(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    match brought(&web, &staff, id, &typed).await {
        Ok(once) => Ok(seen(Done::Brought.unless_before(&once), id)),
        Err(problem) => {
            again(&web, &staff, id, &problem, |page| {
                page.open = Open::Transfer;
                let forms = page.managed.as_mut();
                if let Some(form) = forms.and_then(|managed| managed.transfer.as_mut()) {
                    form.amount.quantity = stock::typed(typed.quantity, "quantity", &problem);
                    form.to = stock::typed(typed.to_location_id, "to_location_id", &problem);
                }
            })
            .await
        }
    }
}

/// `POST /bar/stock/{id}/undo`: the movement that was shown, and no other.
pub(super) async fn undo(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let Ok(movement) = Uuid::try_parse(&typed.movement_id) else {
        let problem = Problem::malformed("movement_id: there is no such movement.");
        return again(&web, &staff, id, &problem, |_| {}).await;
    };
    let asked = format!("undo {id} {movement}");
    let repeatable = repeated_form(&web, &staff, &typed.form_key, &asked, body::drawn)?;
    match web
        .house
        .undo_stock(id, Some(movement), repeatable, &staff)
        .await
    {
        Ok(once) => Ok(seen(Done::Undone.unless_before(&once), id)),
        Err(error) => again(&web, &staff, id, &error.into(), |_| {}).await,
    }
}

/// `POST /bar/stock/{id}/alarm`
pub(super) async fn alarm(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let saved = match asked::alarm_minimum(&typed.alarm_minimum) {
        Ok(minimum) => web.house.set_alarm_minimum(id, minimum, &staff).await,
        Err(faults) => Err(StockError::Faults(faults)),
    };
    let Err(error) = saved else {
        return Ok(seen(Done::Minimum, id));
    };
    let problem = Problem::from(error);
    again(&web, &staff, id, &problem, |page| {
        page.open = Open::Alarm;
        if let Some(managed) = page.managed.as_mut() {
            managed.alarm.minimum = stock::typed(typed.alarm_minimum, "alarm_minimum", &problem);
        }
    })
    .await
}

async fn moved(
    web: &Web,
    staff: &Staff,
    typed: &Typed,
    read: Result<StockMove, Vec<FieldError>>,
    asked: &str,
) -> Result<Once<StockView>, Problem> {
    let repeatable = repeated_form(web, staff, &typed.form_key, asked, body::drawn)?;
    let read = read.map_err(refused_fields)?;
    Ok(web.house.move_stock(read, repeatable, staff).await?)
}

async fn brought(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    typed: &Typed,
) -> Result<Once<StockView>, Problem> {
    let asked = format!("transfer {id} {} {}", typed.quantity, typed.to_location_id);
    let repeatable = repeated_form(web, staff, &typed.form_key, &asked, body::drawn)?;
    let units = asked::amount(&typed.quantity);
    let to = Uuid::try_parse(&typed.to_location_id).map_err(|_| FieldError {
        field: "to_location_id",
        message: "Choose a location.".into(),
    });
    let (units, to_location_id) = match (units, to) {
        (Ok(units), Ok(to)) => (units, to),
        (units, to) => {
            let faults = units.err().into_iter().flatten().chain(to.err());
            return Err(refused_fields(faults.collect()));
        }
    };
    let transfer = Transfer {
        stock_id: id,
        to_location_id,
        units,
    };
    Ok(web
        .house
        .transfer_stock(transfer, repeatable, staff)
        .await?)
}

fn seen(done: Done, id: Uuid) -> Response {
    done.seen_at(&format!("/bar/stock/{id}"))
}

/// The page once more with what was typed and what is wrong with it.
async fn again(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    problem: &Problem,
    fill: impl FnOnce(&mut StockPage),
) -> Result<Response, Problem> {
    if !belongs_to_its_form(problem) {
        return Err(problem.clone());
    }
    let mut page = stock::view(web, staff, id, None).await?;
    fill(&mut page);
    if page.errors().is_empty() {
        page.notice = Some(refused(problem));
    }
    render::refused(problem, &page)
}
