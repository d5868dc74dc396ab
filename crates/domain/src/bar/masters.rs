//! What a manager of the bar looks after: locations, unit types, and beverages.

use std::{collections::BTreeSet, fmt};

use uuid::Uuid;

use super::{ItemVolume, Units};
use crate::field::{self, Faults, FieldError};

/// Where beverages are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Unique; at most 80 characters.
    pub name: String,
    /// At most 500 characters, may be empty.
    pub description: String,
    /// Whether anything is kept there still.
    pub active: bool,
}

impl Location {
    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(name: &str, description: &str, active: bool) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("name", field::line(name, 80));
        let description = faults.take("description", field::prose(description, 500));
        faults.finish()?;
        match (name, description) {
            (Some(name), Some(description)) => Ok(Self {
                name,
                description,
                active,
            }),
            _ => Err(Vec::new()),
        }
    }
}

/// What a unit is: a tray of 12, a keg, a bottle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitType {
    /// Unique; at most 40 characters.
    pub name: String,
    /// Items in a unit: 1 to [`UnitType::MOST_ITEMS`].
    pub items: u32,
    /// Whether beverages may come in it.
    pub active: bool,
}

impl UnitType {
    /// The largest unit.
    pub const MOST_ITEMS: u32 = 10_000;

    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(name: &str, items: i64, active: bool) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("name", field::line(name, 40));
        let items = faults.take("items", field::number(items, 1, Self::MOST_ITEMS));
        faults.finish()?;
        match (name, items) {
            (Some(name), Some(items)) => Ok(Self {
                name,
                items,
                active,
            }),
            _ => Err(Vec::new()),
        }
    }
}

/// A colour of charts, as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Reads `#rrggbb`, in either case.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "Use a colour such as #b5651d.".to_owned();
        let digits = text.trim().strip_prefix('#').ok_or_else(wrong)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Something that is drunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beverage {
    /// Unique; at most 80 characters.
    pub name: String,
    /// The unit it comes in.
    pub unit_type_id: Uuid,
    /// What one item of that unit holds.
    pub item_volume: ItemVolume,
    /// At or under so many units somebody is told, wherever the location has no minimum of its own.
    pub alarm_minimum: Option<Units>,
    /// Its colour in charts.
    pub colour: Colour,
    /// Whether it is kept at all.
    pub active: bool,
    /// The locations that have it.
    pub location_ids: BTreeSet<Uuid>,
}

/// A beverage's fields as they were typed.
#[derive(Debug, Clone, Copy)]
pub struct BeverageFields<'a> {
    /// See [`Beverage::name`].
    pub name: &'a str,
    /// See [`Beverage::unit_type_id`].
    pub unit_type_id: Uuid,
    /// Litres, as a decimal.
    pub litres_per_item: &'a str,
    /// Units, as a decimal; empty for none.
    pub alarm_minimum: &'a str,
    /// `#rrggbb`
    pub colour: &'a str,
    /// See [`Beverage::active`].
    pub active: bool,
}

impl Beverage {
    /// At most so many locations have it.
    pub const MOST_LOCATIONS: usize = 200;

    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(
        fields: BeverageFields<'_>,
        location_ids: BTreeSet<Uuid>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("name", field::line(fields.name, 80));
        let volume = ItemVolume::parse(fields.litres_per_item);
        let item_volume = faults.take("litres_per_item", volume);
        let alarm_minimum = faults.take("alarm_minimum", alarm_minimum(fields.alarm_minimum));
        let colour = faults.take("colour", Colour::parse(fields.colour));
        if location_ids.len() > Self::MOST_LOCATIONS {
            let most = Self::MOST_LOCATIONS;
            faults.add("location_ids", format!("At most {most} can be named."));
        }
        faults.finish()?;
        match (name, item_volume, alarm_minimum, colour) {
            (Some(name), Some(item_volume), Some(alarm_minimum), Some(colour)) => Ok(Self {
                name,
                unit_type_id: fields.unit_type_id,
                item_volume,
                alarm_minimum,
                colour,
                active: fields.active,
                location_ids,
            }),
            _ => Err(Vec::new()),
        }
    }
}

/// Reads an alarm minimum; nothing written is none.
///
/// # Errors
/// What to write instead.
pub fn alarm_minimum(text: &str) -> Result<Option<Units>, String> {
    if text.trim().is_empty() {
        Ok(None)
    } else {
        Units::parse(text).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_six_digits() {
        assert_eq!(Colour::parse(" #B5651D ").unwrap().to_string(), "#b5651d");
        for wrong in [
            "", "b5651d", "#b56", "#b5651g", "#b5651d0", "#+b565d", "red",
        ] {
            assert!(Colour::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn faults_of_a_beverage_name_their_fields() {
        let fields = BeverageFields {
            name: "",
            unit_type_id: Uuid::nil(),
            litres_per_item: "0",
            alarm_minimum: "-1",
            colour: "amber",
            active: true,
        };
        let many: BTreeSet<Uuid> = (0..=200).map(Uuid::from_u128).collect();
        let faults = Beverage::parse(fields, many).unwrap_err();
        let named: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(
            named,
            [
                "name",
                "litres_per_item",
                "alarm_minimum",
                "colour",
                "location_ids"
            ]
        );
    }

    #[test]
    fn a_unit_has_items() {
        assert_eq!(UnitType::parse("Tray of 12", 12, true).unwrap().items, 12);
        for wrong in [0, -1, 10_001] {
            assert_eq!(
                UnitType::parse("Tray", wrong, true).unwrap_err()[0].field,
                "items"
            );
        }
        assert_eq!(Location::parse("", "", true).unwrap_err()[0].field, "name");
    }

    #[test]
    fn an_alarm_minimum_may_be_left_out() {
        assert_eq!(alarm_minimum(" "), Ok(None));
        assert_eq!(alarm_minimum("0"), Ok(Some(Units::NONE)));
        assert!(alarm_minimum("x").is_err());
    }
}
