//! Districts, the routes between them, and the buses that run there.

use uuid::Uuid;

use crate::{
    booking::PartySize,
    field::{self, Faults, FieldError},
    payments::Money,
};

/// A place where buses leave and arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    /// Unique; at most 80 characters.
    pub name: String,
    /// Unique; 2 to 8 of `A-Z` and `0-9`.
    pub code: String,
}

impl District {
    /// Parses the fields; a code is taken in either case.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(name: &str, code: &str) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("name", field::line(name, 80));
        let code = faults.take("code", district_code(code));
        faults.finish()?;
        match (name, code) {
            (Some(name), Some(code)) => Ok(Self { name, code }),
            _ => Err(Vec::new()),
        }
    }
}

fn district_code(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_uppercase();
    let ok = (2..=8).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if ok {
        Ok(code)
    } else {
        Err("Use 2 to 8 letters and digits, such as KGL.".into())
    }
}

/// A way from one district to another, with what a seat costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Where it begins.
    pub origin_id: Uuid,
    /// Where it ends: another district.
    pub destination_id: Uuid,
    /// At most 120 characters.
    pub name: String,
    /// Kilometres: 1 to 20,000.
    pub distance_km: u32,
    /// How long it takes, in minutes: 1 to 10,080.
    pub minutes: u32,
    /// What a seat costs.
    pub fare: Money,
    /// Whether departures are sold.
    pub active: bool,
}

/// A route's fields as they were typed.
#[derive(Debug, Clone, Copy)]
#[expect(
    missing_docs,
    reason = "each field is the one of `Route` with its name"
)]
pub struct RouteFields<'a> {
    pub origin_id: Uuid,
    pub destination_id: Uuid,
    pub name: &'a str,
    pub distance_km: i64,
    pub minutes: i64,
    pub fare: Money,
    pub active: bool,
}

impl Route {
    /// The highest fare of one seat, in minor units: a booking of the most seats is still an amount of [`Money`].
    pub const MOST_FARE: u64 = Money::MOST / PartySize::MOST as u64;

    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(fields: RouteFields<'_>) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("name", field::line(fields.name, 120));
        let distance = field::number(fields.distance_km, 1, 20_000);
        let distance_km = faults.take("distance_km", distance);
        let minutes = faults.take("minutes", field::number(fields.minutes, 1, 10_080));
        if fields.fare.is_zero() {
            faults.add("fare", "A seat costs something.");
        } else if fields.fare.amount > Self::MOST_FARE {
            let most = Money {
                amount: Self::MOST_FARE,
                currency: fields.fare.currency,
            };
            faults.add("fare", format!("A seat costs at most {most}."));
        }
        if fields.origin_id == fields.destination_id {
            faults.add("destination_id", "A route ends in another district.");
        }
        faults.finish()?;
        match (name, distance_km, minutes) {
            (Some(name), Some(distance_km), Some(minutes)) => Ok(Self {
                origin_id: fields.origin_id,
                destination_id: fields.destination_id,
                name,
                distance_km,
                minutes,
                fare: fields.fare,
                active: fields.active,
            }),
            _ => Err(Vec::new()),
        }
    }
}

/// A bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bus {
    /// Unique; at most 16 characters.
    pub plate: String,
    /// Seats for passengers: 1 to [`Bus::MOST_SEATS`].
    pub capacity: u32,
    /// Whose it is; at most 120 characters, may be empty.
    pub company: String,
    /// Whether it runs.
    pub active: bool,
}

impl Bus {
    /// The largest bus.
    pub const MOST_SEATS: u32 = 400;

    /// Parses the fields; a plate is kept as it is written, in capitals.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(
        plate: &str,
        capacity: i64,
        company: &str,
        active: bool,
    ) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let plate = faults.take("plate", field::line(&plate.to_uppercase(), 16));
        let capacity = faults.take("capacity", field::number(capacity, 1, Self::MOST_SEATS));
        let company = match company.trim() {
            "" => Some(String::new()),
            text => faults.take("company", field::line(text, 120)),
        };
        faults.finish()?;
        match (plate, capacity, company) {
            (Some(plate), Some(capacity), Some(company)) => Ok(Self {
                plate,
                capacity,
                company,
                active,
            }),
            _ => Err(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::Currency;

    #[test]
    fn districts_have_short_codes() {
        let kigali = District::parse(" Kigali ", "kgl").unwrap();
        assert_eq!(
            (kigali.name.as_str(), kigali.code.as_str()),
            ("Kigali", "KGL")
        );
        for wrong in ["", "K", "TOOLONGCODE", "K-L", "ÄÖ"] {
            let faults = District::parse("Kigali", wrong).unwrap_err();
            assert_eq!(faults[0].field, "code", "{wrong}");
        }
    }

    #[test]
    fn faults_of_a_route_name_their_fields() {
        let here = Uuid::from_u128(1);
        let faults = Route::parse(RouteFields {
            origin_id: here,
            destination_id: here,
            name: "",
            distance_km: 0,
            minutes: 10_081,
            fare: Money::of(5_000, Currency::EUR).unwrap(),
            active: true,
        })
        .unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["name", "distance_km", "minutes", "destination_id"]);
    }

    /// A payment of nothing is none, and a seat is held until it is paid.
    #[test]
    fn a_seat_costs_something_and_not_too_much() {
        for (amount, fine) in [
            (0, false),
            (1, true),
            (Route::MOST_FARE, true),
            (Route::MOST_FARE + 1, false),
        ] {
            let route = Route::parse(RouteFields {
                origin_id: Uuid::from_u128(1),
                destination_id: Uuid::from_u128(2),
                name: "Kigali to Huye",
                distance_km: 130,
                minutes: 150,
                fare: Money {
                    amount,
                    currency: Currency::EUR,
                },
                active: true,
            });
            let faults = route.map_err(|faults| faults[0].field);
            assert_eq!(faults.err(), (!fine).then_some("fare"), "{amount}");
        }
    }

    #[test]
    fn a_bus_has_seats() {
        assert_eq!(
            Bus::parse("rab 123 c", 30, "", true).unwrap().plate,
            "RAB 123 C"
        );
        let faults = Bus::parse("", 0, &"x".repeat(121), true).unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["plate", "capacity", "company"]);
    }
}
