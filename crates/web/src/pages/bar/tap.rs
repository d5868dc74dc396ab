//! Taps, and setting a quantity: by a form, or by a script that wants the changed row.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{Html, IntoResponse, Redirect, Response},
};
use foh_app::{
    bar::{StockMove, StockView},
    idempotency::Once,
    identity::Staff,
};
use foh_domain::field::FieldError;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    done::{Done, belongs_to_its_form, refused},
    location::{self, Shown},
    repeated_form,
    sent::{Sent, Wanted, as_it_is},
    stock,
};
use crate::{
    Web,
    api::bar::{
        asked::{self, Decimal},
        body,
    },
    http::{Problem, SignedIn, refused_fields},
    pages::render::{self, Id},
    views::{
        bar::{Open, StockFragment},
        parts::{Notice, NoticeKind},
    },
};

/// A press of a button in the list.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Pressed {
    adjustment: String,
    form_key: String,
    q: String,
    low: bool,
}

/// The same by a script.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Adjustment {
    adjustment: Decimal,
}

/// A quantity in the form of a stock.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    quantity: String,
    form_key: String,
}

/// The same by a script.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quantity {
    quantity: Decimal,
}

/// `POST /bar/stock/{id}/adjust`
pub(super) async fn adjust(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    headers: HeaderMap,
    body: Result<Sent<Pressed, Adjustment>, Problem>,
) -> Result<Response, Problem> {
    let wanted = Wanted::by(&headers);
    let pressed = match body {
        Ok(Sent::Form(pressed)) => pressed,
        Ok(Sent::Json(sent)) => Pressed {
            adjustment: sent.adjustment.as_str().to_owned(),
            ..Pressed::default()
        },
        Err(problem) => return unreadable(wanted, problem),
    };
    let change = Change {
        read: asked::adjust(id, &pressed.adjustment),
        asked: format!("adjust {id} {}", pressed.adjustment),
        form_key: &pressed.form_key,
    };
    let problem = match made(&web, &staff, &headers, change).await {
        Ok(once) => {
            let shown = Shown::new(pressed.q, pressed.low);
            return answer(&web, &staff, id, wanted, once, |stock, _| {
                Redirect::to(&shown.place_of(stock)).into_response()
            })
            .await;
        }
        Err(problem) => problem,
    };
    if wanted != Wanted::Page {
        return Ok(as_it_is(problem));
    }
    if !belongs_to_its_form(&problem) {
        return Err(problem);
    }
    let stock = web.house.stock(id, &staff).await?;
    let shown = Shown::new(pressed.q, pressed.low);
    let said = format!("{}: nothing was changed", stock.beverage);
    let notice = Notice::new(NoticeKind::Refused, said, in_words(&problem));
    let page = location::view(&web, &staff, stock.location_id, shown, Some(notice)).await?;
    render::refused(&problem, &page)
}

/// `POST /bar/stock/{id}/update`
pub(super) async fn update(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    headers: HeaderMap,
    body: Result<Sent<Typed, Quantity>, Problem>,
) -> Result<Response, Problem> {
    let wanted = Wanted::by(&headers);
    let typed = match body {
        Ok(Sent::Form(typed)) => typed,
        Ok(Sent::Json(sent)) => Typed {
            quantity: sent.quantity.as_str().to_owned(),
            ..Typed::default()
        },
        Err(problem) => return unreadable(wanted, problem),
    };
    let change = Change {
        read: asked::update(id, &typed.quantity),
        asked: format!("update {id} {}", typed.quantity),
        form_key: &typed.form_key,
    };
    let problem = match made(&web, &staff, &headers, change).await {
        Ok(once) => {
            return answer(&web, &staff, id, wanted, once, |_, done| {
                done.seen_at(&format!("/bar/stock/{id}"))
            })
            .await;
        }
        Err(problem) => problem,
    };
    if wanted != Wanted::Page {
        return Ok(as_it_is(problem));
    }
    if !belongs_to_its_form(&problem) {
        return Err(problem);
    }
    let mut page = stock::view(&web, &staff, id, None).await?;
    page.open = Open::Exact;
    page.exact.quantity = stock::typed(typed.quantity, "quantity", &problem);
    if page.errors().is_empty() {
        page.notice = Some(refused(&problem));
    }
    render::refused(&problem, &page)
}

/// A change as it was asked for.
struct Change<'a> {
    read: Result<StockMove, Vec<FieldError>>,
    /// All of it, in words that tell it from others.
    asked: String,
    form_key: &'a str,
}

async fn made(
    web: &Web,
    staff: &Staff,
    headers: &HeaderMap,
    change: Change<'_>,
) -> Result<Once<StockView>, Problem> {
    let by_key = body::repeatable(web, staff, headers, &change.asked, body::drawn)?;
    let repeatable = match by_key {
        Some(repeatable) => Some(repeatable),
        None => repeated_form(web, staff, change.form_key, &change.asked, body::drawn)?,
    };
    let read = change.read.map_err(refused_fields)?;
    Ok(web.house.move_stock(read, repeatable, staff).await?)
}

async fn answer(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    wanted: Wanted,
    once: Once<StockView>,
    lead_on: impl FnOnce(&StockView, Done) -> Response,
) -> Result<Response, Problem> {
    if wanted == Wanted::Json {
        return Ok(body::answered(once, body::drawn));
    }
    let done = Done::Set.unless_before(&once);
    // What was answered before is older than what is there now.
    let stock = match once {
        Once::Now(stock) => stock,
        Once::Before(_) => web.house.stock(id, staff).await?,
    };
    if wanted == Wanted::Page {
        return Ok(lead_on(&stock, done));
    }
    let row = location::row(web, &stock, &Shown::default());
    Ok(Html(render::draw(&StockFragment { row })?).into_response())
}

fn unreadable(wanted: Wanted, problem: Problem) -> Result<Response, Problem> {
    if wanted == Wanted::Page {
        Err(problem)
    } else {
        Ok(as_it_is(problem))
    }
}

/// What is wrong with the one field there is, or with the whole.
fn in_words(problem: &Problem) -> String {
    let fault = problem.faults().first();
    fault.map_or_else(|| problem.in_words(), |fault| fault.message.clone())
}
