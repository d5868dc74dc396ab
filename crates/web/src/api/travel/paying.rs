//! A further attempt to pay.

use axum::{Json as Answer, extract::State};
use foh_domain::{
    field::{Faults, FieldError},
    identity::PhoneNumber,
    limits::Limit,
    payments::PaymentMethod,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    booking_body::TravelBooking,
    passenger::{AccessQuery, Asker, Sees},
};
use crate::{
    Web,
    api::performances::id_of,
    http::{ClientAddress, Json, Path, Problem, refused_fields},
};

/// Another way to pay, or the same again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayBody {
    /// `mtn`, `airtel` or `card`, as far as it is offered.
    #[schema(example = "airtel")]
    payment_method: String,
    /// The phone that pays, with its country code; the passenger's if none is given. Members of the studio give theirs.
    #[schema(example = "+250738123451")]
    phone_number: Option<String>,
}

impl PayBody {
    /// How it is paid, and by which phone.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub(crate) fn payer(&self) -> Result<(PaymentMethod, Option<PhoneNumber>), Problem> {
        read_payer(&self.payment_method, self.phone_number.as_deref()).map_err(refused_fields)
    }
}

/// How somebody pays, and by which phone.
///
/// # Errors
/// Every fault, each with its field.
pub(crate) fn read_payer(
    method: &str,
    phone: Option<&str>,
) -> Result<(PaymentMethod, Option<PhoneNumber>), Vec<FieldError>> {
    let mut faults = Faults::default();
    let method = PaymentMethod::parse(method).ok_or_else(|| "Choose how you want to pay.".into());
    let method = faults.take("payment_method", method);
    let phone = phone.map(str::trim).filter(|phone| !phone.is_empty());
    let phone = phone.map(|phone| faults.take("phone_number", PhoneNumber::parse(phone)));
    faults.finish()?;
    method
        .map(|method| (method, phone.flatten()))
        .ok_or_else(Vec::new)
}

/// Pays once more for a booking whose seats are still held: the payment before has failed, or its page was left.
#[utoipa::path(post, path = "/api/travel/bookings/{id}/pay", tag = "travel", params(("id" = Uuid, Path), AccessQuery), request_body = PayBody, responses((status = 202, body = TravelBooking)))]
pub(crate) async fn pay(
    State(web): State<Web>,
    Path(id): Path<String>,
    client: ClientAddress,
    asker: Asker,
    Json(body): Json<PayBody>,
) -> Result<(axum::http::StatusCode, Answer<TravelBooking>), Problem> {
    let id = id_of(&id)?;
    let (method, phone) = body.payer()?;
    web.house.admit(Limit::TravelPay, client.as_str()).await?;
    let again = asker.clone();
    let (item, sees) = asker.booking(&web, id).await?;
    // Operators take cash; they do not make a passenger's phone ring.
    if matches!(sees, Sees::Staff(_)) {
        return Err(Problem::forbidden());
    }
    let own = item.guest.and_then(|guest| guest.phone);
    web.house.pay_again(id, method, phone.or(own)).await?;
    let (item, _) = again.booking(&web, id).await?;
    let told = TravelBooking::of(&web.house, &item)?;
    Ok((axum::http::StatusCode::ACCEPTED, Answer(told)))
}
