//! Back from the page of a payment provider: it proves nothing, and leads to where what has become of it is seen.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{booking_href, shown};
use crate::{
    Web,
    http::{MaybeStaff, Problem, Query, payer_of},
    pages::{
        render::{self, Id},
        studio::pay,
    },
    views::{frame::Desk, travel::BackPage},
};

/// What the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Said {
    given_up: String,
}

/// `GET /payments/{id}/back`: leads whoever left from a booking back to it. Anybody else is told where to look.
pub(super) async fn back(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Id(id): Id,
    Query(said): Query<Said>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = payer_of(&headers, &web.site)
        && let Some(item) = shown(&web, token).await?
        && item.payments.iter().any(|payment| payment.id == id)
    {
        return Ok(Redirect::to(&booking_href(token)).into_response());
    }
    if let Some(staff) = &staff
        && let Some(booking) = web.house.booking_paid_by(id, staff.id).await?
    {
        return Ok(Redirect::to(&pay::path(booking)).into_response());
    }
    let page = BackPage {
        frame: render::public_frame(
            &web,
            "Your payment",
            Desk::Travel,
            staff.as_ref(),
            "/travel",
        ),
        given_up: said.given_up == "true",
    };
    render::page(StatusCode::OK, &page)
}
