//! What administrators send and get of districts, buses and routes: one shape for creating, changing and reading, by JSON and by
//! forms.

use foh_domain::{
    field::{Faults, FieldError},
    payments::{Currency, Money},
    travel::{Bus, District, Route, RouteFields},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::admin::body::Body;

/// A district.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DistrictBody {
    /// At most 80 characters, unique.
    #[schema(example = "Kigali")]
    pub(crate) name: String,
    /// 2 to 8 letters and digits, unique.
    #[schema(example = "KGL")]
    pub(crate) code: String,
}

impl Body for DistrictBody {
    type Content = District;
    const FIELDS: &'static [&'static str] = &["name", "code"];

    fn of(district: &District) -> Self {
        Self {
            name: district.name.clone(),
            code: district.code.clone(),
        }
    }

    fn parse(&self) -> Result<District, Vec<FieldError>> {
        District::parse(&self.name, &self.code)
    }
}

/// A bus.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BusBody {
    /// At most 16 characters, unique.
    #[schema(example = "RAB 123 C")]
    pub(crate) plate: String,
    /// Seats for passengers.
    #[schema(example = 30)]
    pub(crate) capacity: i64,
    /// Whose it is; at most 120 characters.
    #[serde(default)]
    #[schema(example = "Volcano Express")]
    pub(crate) company: String,
    /// Whether schedules may go by it.
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

pub(super) fn yes() -> bool {
    true
}

impl Body for BusBody {
    type Content = Bus;
    const FIELDS: &'static [&'static str] = &["plate", "capacity", "company", "active"];

    fn of(bus: &Bus) -> Self {
        Self {
            plate: bus.plate.clone(),
            capacity: bus.capacity.into(),
            company: bus.company.clone(),
            active: bus.active,
        }
    }

    fn parse(&self) -> Result<Bus, Vec<FieldError>> {
        Bus::parse(&self.plate, self.capacity, &self.company, self.active)
    }
}

/// A route.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RouteBody {
    /// The id of the district where it begins.
    #[schema(format = Uuid)]
    pub(crate) origin_id: String,
    /// The id of the district where it ends.
    #[schema(format = Uuid)]
    pub(crate) destination_id: String,
    /// At most 120 characters.
    #[schema(example = "Kigali to Huye")]
    pub(crate) name: String,
    /// Its length in kilometres.
    #[schema(example = 135)]
    pub(crate) distance_km: i64,
    /// How long it usually takes, in minutes.
    #[schema(example = 150)]
    pub(crate) minutes: i64,
    /// What a seat costs, as a decimal.
    #[schema(example = "3000")]
    pub(crate) fare: String,
    /// In which currency (ISO 4217).
    #[schema(example = "RWF")]
    pub(crate) currency: String,
    /// Whether it is sold.
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

impl Body for RouteBody {
    type Content = Route;
    const FIELDS: &'static [&'static str] = &[
        "origin_id",
        "destination_id",
        "name",
        "distance_km",
        "minutes",
        "fare",
        "currency",
        "active",
    ];

    fn of(route: &Route) -> Self {
        Self {
            origin_id: route.origin_id.to_string(),
            destination_id: route.destination_id.to_string(),
            name: route.name.clone(),
            distance_km: route.distance_km.into(),
            minutes: route.minutes.into(),
            fare: route.fare.plain(),
            currency: route.fare.currency.code().to_owned(),
            active: route.active,
        }
    }

    fn parse(&self) -> Result<Route, Vec<FieldError>> {
        let mut faults = Faults::default();
        let origin_id = faults.take("origin_id", id(&self.origin_id, "district"));
        let destination_id = faults.take("destination_id", id(&self.destination_id, "district"));
        let currency = faults.take("currency", Currency::parse(&self.currency));
        // Of an unknown currency nobody knows how its amounts are written.
        let fare = currency.and_then(|currency| faults.take("fare", fare(&self.fare, currency)));
        // The other fields are looked at with it, so that all faults are told at once.
        let route = Route::parse(RouteFields {
            origin_id: origin_id.unwrap_or_else(Uuid::nil),
            destination_id: destination_id.unwrap_or_else(Uuid::max),
            name: &self.name,
            distance_km: self.distance_km,
            minutes: self.minutes,
            // What could not be read is one fault and no second.
            fare: fare.unwrap_or(Money {
                amount: 1,
                currency: Currency::EUR,
            }),
            active: self.active,
        });
        together(faults, route)
    }
}

fn fare(text: &str, currency: Currency) -> Result<Money, String> {
    if text.trim().is_empty() {
        return Err("Please write what a seat costs; 0 if nothing is due.".into());
    }
    Money::parse(text, currency)
}

/// The id of one of what is chosen from.
pub(super) fn id(text: &str, what: &str) -> Result<Uuid, String> {
    Uuid::try_parse(text).map_err(|_| format!("Please choose a {what}."))
}

/// What was parsed, if nothing was noted before; otherwise all faults.
fn together<T>(faults: Faults, parsed: Result<T, Vec<FieldError>>) -> Result<T, Vec<FieldError>> {
    match (faults.finish(), parsed) {
        (Ok(()), parsed) => parsed,
        (Err(faults), Ok(_)) => Err(faults),
        (Err(mut faults), Err(more)) => {
            faults.extend(more);
            Err(faults)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults<T: std::fmt::Debug>(parsed: Result<T, Vec<FieldError>>) -> Vec<&'static str> {
        let faults = parsed.unwrap_err();
        faults.iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_fare_is_written_in_the_currency_of_its_route() {
        let route = |fare: &str, currency: &str| RouteBody {
            origin_id: Uuid::from_u128(1).to_string(),
            destination_id: Uuid::from_u128(2).to_string(),
            name: "Kigali to Huye".into(),
            distance_km: 135,
            minutes: 150,
            fare: fare.into(),
            currency: currency.into(),
            active: true,
        };
        for (fare, currency, minor) in [
            ("5000", "RWF", 5_000),
            ("12.50", "EUR", 1_250),
            ("12,5", "EUR", 1_250),
        ] {
            assert_eq!(route(fare, currency).parse().unwrap().fare.amount, minor);
        }
        for (fare, currency, field) in [
            ("50.5", "RWF", "fare"),
            ("", "RWF", "fare"),
            ("-1", "EUR", "fare"),
            ("0", "EUR", "fare"),
            ("1", "XYZ", "currency"),
        ] {
            assert_eq!(faults(route(fare, currency).parse()), [field]);
        }
        let wrong = RouteBody {
            origin_id: String::new(),
            destination_id: String::new(),
            name: String::new(),
            distance_km: -1,
            minutes: 0,
            fare: "much".into(),
            currency: "EUR".into(),
            active: true,
        };
        let mut named = faults(wrong.parse());
        named.sort_unstable();
        let all = [
            "destination_id",
            "distance_km",
            "fare",
            "minutes",
            "name",
            "origin_id",
        ];
        assert_eq!(named, all);
    }
}
