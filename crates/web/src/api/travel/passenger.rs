//! Who may see a booking: whoever has its access token, and staff who reach its route.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use foh_app::{
    identity::Staff,
    travel::{TravelBookingError, TravelBookingItem},
};
use foh_domain::{identity::Permission, token::Token};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    Web,
    http::{MaybeStaff, Problem, Query},
};

/// By what a booking is shown.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccessQuery {
    /// The access token of the booking, if it is not sent as `Authorization: Bearer`.
    #[param(example = "…")]
    token: Option<String>,
}

/// Whoever asks for a booking.
#[derive(Clone)]
pub(super) struct Asker {
    /// The tokens they came with, at most two.
    tokens: Vec<SecretString>,
    staff: Option<Staff>,
}

impl FromRequestParts<Web> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let Query(query) = Query::<AccessQuery>::from_request_parts(parts, web).await?;
        let bearer = parts.headers.get(header::AUTHORIZATION);
        let bearer = bearer.and_then(|value| value.to_str().ok()?.split_once(' '));
        let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let given = query.token.as_deref();
        let tokens = given.into_iter().chain(bearer.map(|(_, token)| token));
        let tokens = tokens.map(|text| text.trim().into()).collect();
        let MaybeStaff(staff) = MaybeStaff::from_request_parts(parts, web).await?;
        // Whose role needs a second factor and who has none reaches nothing but what sets one up.
        let staff = staff.filter(|staff| staff.may(Permission::TravelSales) && !staff.must_enrol);
        Ok(Self { tokens, staff })
    }
}

/// Whose booking it is to whoever asks.
pub(super) enum Sees {
    /// Their own, by this token.
    Passenger(Token),
    /// A passenger's of a route that this operator reaches.
    Staff(Staff),
}

impl Asker {
    /// The booking with this id, and how whoever asks sees it. What is not theirs does not exist.
    pub(super) async fn booking(
        self,
        web: &Web,
        id: Uuid,
    ) -> Result<(TravelBookingItem, Sees), Problem> {
        for text in &self.tokens {
            let read = || Token::parse(text.expose_secret());
            let (Some(token), Some(kept)) = (read(), read()) else {
                continue;
            };
            match web.house.travel_booking_of(token).await {
                Ok(item) if item.view.id == id => return Ok((item, Sees::Passenger(kept))),
                Ok(_) | Err(TravelBookingError::Unknown | TravelBookingError::NotYours) => {}
                Err(TravelBookingError::Store(error)) => return Err(error.into()),
            }
        }
        let staff = self.staff.ok_or_else(Problem::not_found)?;
        match web.house.travel_booking(id, &staff).await {
            Ok(item) => Ok((item, Sees::Staff(staff))),
            Err(TravelBookingError::Unknown | TravelBookingError::NotYours) => {
                Err(Problem::not_found())
            }
            Err(TravelBookingError::Store(error)) => Err(error.into()),
        }
    }
}
