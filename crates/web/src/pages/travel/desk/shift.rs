//! The drawer of whoever asks: opened with a float.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{identity::Staff, travel::ShiftError};
use serde::Deserialize;

use super::{done::Done, frame, sale};
use crate::{
    Web,
    http::{Form, Problem, SignedIn},
    pages::render,
    views::{
        parts::Field,
        travel_desk::{Section, ShiftOpenPage},
    },
};

/// What lies in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    #[serde(default)]
    opening_float: String,
}

/// `GET /travel/desk/shift`: the open one, or the form that opens one.
pub(super) async fn own(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    if let Some(shift) = web.house.open_shift_of(&staff).await? {
        let path = format!("{}/{}", Section::Shifts.href(), shift.id);
        return Ok(Redirect::to(&path).into_response());
    }
    let page = view(&web, &staff, Field::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /travel/desk/shift`: sent again, it leads to the one that is open.
pub(super) async fn open(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let currency = web.house.desk_place(&staff).await?.currency;
    let float = match sale::float(&typed.opening_float, currency) {
        Ok(float) => float,
        Err(message) => {
            let field = Field::new(typed.opening_float).refused(message);
            let page = view(&web, &staff, field).await?;
            return render::page(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let done = match web.house.open_shift(float, &staff).await {
        Ok(_) => Done::Opened,
        Err(ShiftError::OpenAlready) => Done::OpenBefore,
        Err(error) => return Err(error.into()),
    };
    let shift = web.house.open_shift_of(&staff).await?;
    let shift = shift.ok_or_else(|| Problem::from(ShiftError::NoneOpen))?;
    Ok(done.seen_at(&format!("{}/{}", Section::Shifts.href(), shift.id)))
}

async fn view(web: &Web, staff: &Staff, field: Field) -> Result<ShiftOpenPage, Problem> {
    Ok(ShiftOpenPage {
        frame: frame(web, "Open your drawer", Section::Drawer, staff),
        notice: None,
        opening_float: field,
        currency: web.house.desk_place(staff).await?.currency.code(),
    })
}
