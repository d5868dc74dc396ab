//! Passengers book, and look at what they have booked.

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use foh_app::travel::{TravelBooked, TravelBookingRequest};
use foh_domain::{
    booking::{Guest, PartySize},
    field::{Faults, FieldError},
    identity::{EmailAddress, PhoneNumber},
    limits::Limit,
    payments::PaymentMethod,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    booking_body::TravelBooking,
    passenger::{AccessQuery, Asker},
};
use crate::{
    Web,
    api::performances::id_of,
    http::{ClientAddress, Json, Path, Problem, refused_fields},
};

pub(crate) const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
const LONGEST_KEY: usize = 200;

/// A wish for seats.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TravelBookingBody {
    /// At most 120 characters.
    #[schema(example = "Ada Uwase")]
    passenger_name: String,
    /// With the country code (E.164). It is asked for the payment with mobile money, and gets the ticket as a text.
    #[schema(example = "+250788123451")]
    phone_number: String,
    /// Where the ticket goes as well, if given.
    #[schema(example = "ada@example.org")]
    email: Option<String>,
    /// `mtn`, `airtel` or `card`, as far as it is offered.
    #[schema(example = "mtn")]
    payment_method: String,
    /// How many: 1 to 20, one if none is given.
    #[schema(example = 2, minimum = 1, maximum = 20)]
    seats: Option<i64>,
}

/// Who books what, read from what was sent by a program or a page.
pub(crate) struct Wish {
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) email: Option<String>,
    pub(crate) method: String,
    pub(crate) seats: i64,
}

impl Wish {
    /// What is asked for.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub(crate) fn parse(
        &self,
        departure_id: Uuid,
    ) -> Result<TravelBookingRequest, Vec<FieldError>> {
        let mut faults = Faults::default();
        let party = faults.take("seats", PartySize::parse(self.seats));
        let method = PaymentMethod::parse(&self.method)
            .ok_or_else(|| "Choose how you want to pay.".to_owned());
        let method = faults.take("payment_method", method);
        let guest = Guest::passenger(&self.name, &self.phone, self.email.as_deref());
        match (faults.finish(), guest, party, method) {
            (Ok(()), Ok(guest), Some(party), Some(method)) => Ok(TravelBookingRequest {
                departure_id,
                guest,
                party,
                method,
            }),
            (others, guest, ..) => {
                let guest = guest.err().into_iter().flatten();
                Err(guest.chain(others.err().into_iter().flatten()).collect())
            }
        }
    }
}

/// All of what is asked for, so that another request under the same key is told apart.
pub(crate) fn asked(request: &TravelBookingRequest) -> String {
    let guest = &request.guest;
    json!([
        request.departure_id,
        guest.name.expose(),
        guest.phone.as_ref().map(PhoneNumber::expose),
        guest.email.as_ref().map(EmailAddress::expose),
        request.party.get(),
        request.method.as_str(),
    ])
    .to_string()
}

/// The key of a request that may be repeated.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
    let (first, none_more) = (given.next(), given.next().is_none());
    let message = match first {
        Some(_) => "Give one key of 1 to 200 visible ASCII characters.",
        None => "This header is missing: give a key of your own for each booking.",
    };
    first
        .and_then(|value| value.to_str().ok())
        .map(str::trim)
        .filter(|key| {
            let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
            none_more && visible && (1..=LONGEST_KEY).contains(&key.len())
        })
        .ok_or_else(|| {
            Problem::malformed(format!("{IDEMPOTENCY_KEY}: {message}"))
                .fault(IDEMPOTENCY_KEY, message)
        })
}

/// The answer to whoever booked, byte for byte whenever the request is repeated.
fn drawn(booked: &TravelBooked) -> String {
    serde_json::to_string(&TravelBooking::made(booked)).unwrap_or_default()
}

/// Holds seats until the deadline of the payment, and asks for it. The same key with the same body is answered the same again, for a day.
#[utoipa::path(
    post,
    path = "/api/schedules/{id}/bookings",
    tag = "travel",
    params(
        ("id" = Uuid, Path, description = "The departure."),
        ("Idempotency-Key" = String, Header, description = "A key of your own for this booking: 1 to 200 visible ASCII characters.")
    ),
    request_body = TravelBookingBody,
    responses((status = 201, body = TravelBooking))
)]
pub(crate) async fn book(
    State(web): State<Web>,
    Path(id): Path<String>,
    client: ClientAddress,
    headers: HeaderMap,
    Json(body): Json<TravelBookingBody>,
) -> Result<Response, Problem> {
    let departure_id = id_of(&id)?;
    let key = idempotency_key(&headers)?;
    let wish = Wish {
        name: body.passenger_name,
        phone: body.phone_number,
        email: body.email,
        method: body.payment_method,
        seats: body.seats.unwrap_or(1),
    };
    let request = wish.parse(departure_id).map_err(refused_fields)?;
    web.house.admit(Limit::TravelBook, client.as_str()).await?;
    let house = &web.house;
    let repeatable = house.repeatable(&format!("guest:{key}"), &asked(&request), drawn);
    let given = house.book_departure(request, repeatable).await?;
    let kind = (header::CONTENT_TYPE, "application/json");
    Ok((StatusCode::CREATED, [kind], given.into_text()).into_response())
}

/// A booking, for whoever has its access token, and for operators who reach its route.
#[utoipa::path(get, path = "/api/travel/bookings/{id}", tag = "travel", params(("id" = Uuid, Path), AccessQuery), responses((status = 200, body = TravelBooking)))]
pub(crate) async fn one(
    State(web): State<Web>,
    Path(id): Path<String>,
    asker: Asker,
) -> Result<Answer<TravelBooking>, Problem> {
    let (item, _) = asker.booking(&web, id_of(&id)?).await?;
    Ok(Answer(TravelBooking::of(&web.house, &item)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_and_alone() {
        let read = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("idempotency-key", value.parse().unwrap());
            }
            idempotency_key(&headers).map(ToOwned::to_owned).ok()
        };
        let longest = "k".repeat(LONGEST_KEY);
        assert_eq!(read(&["a-1"]).as_deref(), Some("a-1"));
        assert_eq!(read(&[&longest]).as_deref(), Some(longest.as_str()));
        let wrong: [&[&str]; 5] = [
            &[],
            &[""],
            &["two words"],
            &["a", "b"],
            &[&"k".repeat(LONGEST_KEY + 1)],
        ];
        for wrong in wrong {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
