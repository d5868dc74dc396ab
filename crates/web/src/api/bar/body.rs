//! What is answered of a stock, and how requests that change one are repeated.

use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use foh_app::{
    bar::StockView,
    idempotency::{Once, Repeatable},
    identity::Staff,
};
use foh_domain::bar::Units;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Web,
    api::travel::{IDEMPOTENCY_KEY, idempotency_key},
    http::Problem,
};

/// A beverage at a location. Quantities are decimals in strings: units have two places, litres at least two and are exact.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct StockItem {
    /// The id of the stock.
    pub(crate) id: Uuid,
    /// Where it is.
    pub(crate) location_id: Uuid,
    /// What that is called.
    #[schema(example = "Rooftop bar")]
    pub(crate) location: String,
    /// What it is.
    pub(crate) beverage_id: Uuid,
    /// What that is called.
    #[schema(example = "Lager")]
    pub(crate) beverage: String,
    /// What a unit of it is called.
    #[schema(example = "Crate of 24")]
    pub(crate) unit_type: String,
    /// How much there is.
    #[schema(example = "12.50")]
    pub(crate) units: String,
    /// The same in litres.
    #[schema(example = "99.00")]
    pub(crate) litres: String,
    /// At or under so many units it is low; the location's, or the beverage's.
    #[schema(example = "4.00")]
    pub(crate) alarm_minimum: Option<String>,
    /// Whether it is low.
    pub(crate) low: bool,
    /// How many movements there were: of two answers the one with more is the newer.
    pub(crate) number: i64,
    /// Whether there is a movement that may be undone.
    pub(crate) undoable: bool,
}

impl From<&StockView> for StockItem {
    fn from(view: &StockView) -> Self {
        Self {
            id: view.id,
            location_id: view.location_id,
            location: view.location.clone(),
            beverage_id: view.beverage_id,
            beverage: view.beverage.clone(),
            unit_type: view.unit_type.clone(),
            units: view.stock.units.to_string(),
            litres: view.litres().to_string(),
            alarm_minimum: view.stock.alarm_minimum.as_ref().map(Units::to_string),
            low: view.is_low(),
            number: view.stock.number,
            undoable: view.stock.undoable.is_some(),
        }
    }
}

/// A sum or a difference of quantities: of either sign, with two places.
pub(crate) fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let amount = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

/// The JSON of a stock, the same whenever the request is repeated.
pub(crate) fn drawn(view: &StockView) -> String {
    serde_json::to_string(&StockItem::from(view)).unwrap_or_default()
}

/// The request as one that may be repeated, if its sender gave it a key. `asked`: all of what it asks for.
///
/// # Errors
/// 400 for a key that is none.
pub(crate) fn repeatable<T: 'static>(
    web: &Web,
    staff: &Staff,
    headers: &HeaderMap,
    asked: &str,
    draw: fn(&T) -> String,
) -> Result<Option<Repeatable<T>>, Problem> {
    if !headers.contains_key(IDEMPOTENCY_KEY) {
        return Ok(None);
    }
    let key = format!("bar:{}:{}", staff.id, idempotency_key(headers)?);
    Ok(Some(web.house.repeatable(&key, asked, draw)))
}

/// What became of it, as JSON.
pub(crate) fn answered<T>(once: Once<T>, draw: fn(&T) -> String) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (json, once.into_text(draw)).into_response()
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn differences_have_a_sign_and_two_places() {
        for (hundredths, written) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (-1_250, "-12.50"),
            (i64::MIN, "-92233720368547758.08"),
        ] {
            assert_eq!(decimal(hundredths), written);
        }
    }
}
