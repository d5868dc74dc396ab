//! Seats are sold for cash.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use foh_app::travel::{TravelBooked, TravelBookingRequest};
use foh_domain::{
    booking::{Guest, PartySize},
    field::Faults,
    payments::PaymentMethod,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::DeskSale;
use crate::{
    Web,
    api::{performances::id_of, travel::idempotency_key},
    http::{Json, Path, Problem, SignedIn},
};

/// What is sold.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaleBody {
    #[schema(example = "Aline Uwase")]
    passenger_name: String,
    /// With the code of its country.
    #[schema(example = "+250788123456")]
    phone_number: String,
    email: Option<String>,
    /// How many: 1 to 20, usually 1.
    #[serde(default = "one")]
    #[schema(example = 2)]
    seats: i64,
}

const fn one() -> i64 {
    1
}

/// Sells seats for cash, which goes into the open drawer of whoever asks; the booking stands at once and the ticket is sent. The same key and body
/// answer the same again for a day.
#[utoipa::path(
    post,
    path = "/api/travel/departures/{id}/sell",
    tag = "travel desk",
    params(
        ("id" = Uuid, Path),
        ("Idempotency-Key" = String, Header, description = "Any 1 to 200 visible characters of ASCII that name this sale.")
    ),
    request_body = SaleBody,
    responses((status = 201, body = DeskSale))
)]
pub(crate) async fn sell(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<SaleBody>,
) -> Result<Response, Problem> {
    let departure_id = id_of(&id)?;
    // Whose route it is comes before what was wrong with the request.
    let held_to = staff.held_to();
    web.house.departure_for_staff(departure_id, held_to).await?;
    let key = idempotency_key(&headers)?;
    let asked =
        serde_json::to_string(&(departure_id, &body)).map_err(|error| Problem::internal(&error))?;
    let (guest, party) = parsed(&body)?;
    let repeatable = web.house.repeatable(
        &format!("desk-api:{}:{key}", staff.id),
        &asked,
        |booked: &TravelBooked| serde_json::to_string(&DeskSale::from(booked)).unwrap_or_default(),
    );
    let request = TravelBookingRequest {
        departure_id,
        guest,
        party,
        method: PaymentMethod::Cash,
    };
    let given = web.house.sell_departure(request, repeatable, &staff).await;
    let given = given?.into_text();
    let json = [(header::CONTENT_TYPE, "application/json")];
    Ok((StatusCode::CREATED, json, given).into_response())
}

fn parsed(body: &SaleBody) -> Result<(Guest, PartySize), Problem> {
    let mut faults = Faults::default();
    let party = faults.take("seats", PartySize::parse(body.seats));
    let email = body.email.as_deref();
    let guest = Guest::passenger(&body.passenger_name, &body.phone_number, email);
    let mut wrong = guest.as_ref().err().cloned().unwrap_or_default();
    wrong.extend(faults.finish().err().unwrap_or_default());
    match (guest, party) {
        (Ok(guest), Some(party)) if wrong.is_empty() => Ok((guest, party)),
        _ => Err(Problem::fields(wrong)),
    }
}
