//! What managers of the bar send and get of locations, unit types and beverages: one shape for creating, changing and reading, by JSON and by forms.

use std::collections::BTreeSet;

use foh_domain::{
    bar::{Beverage, BeverageFields, Location, UnitType, Units},
    field::{Faults, FieldError},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::admin::body::Body;

fn yes() -> bool {
    true
}

/// A location.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LocationBody {
    /// At most 80 characters, unique.
    #[schema(example = "Foyer")]
    pub(crate) name: String,
    /// At most 500 characters.
    #[serde(default)]
    #[schema(example = "The counter opposite the cloakroom")]
    pub(crate) description: String,
    /// Whether anything is kept there still.
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

impl Body for LocationBody {
    type Content = Location;
    const FIELDS: &'static [&'static str] = &["name", "description", "active"];

    fn of(location: &Location) -> Self {
        Self {
            name: location.name.clone(),
            description: location.description.clone(),
            active: location.active,
        }
    }

    fn parse(&self) -> Result<Location, Vec<FieldError>> {
        Location::parse(&self.name, &self.description, self.active)
    }
}

/// A unit type.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitTypeBody {
    /// At most 40 characters, unique.
    #[schema(example = "Crate of 24")]
    pub(crate) name: String,
    /// Items in a unit: 1 to 10,000.
    #[schema(example = 24)]
    pub(crate) items: i64,
    /// Whether beverages may come in it.
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

impl Body for UnitTypeBody {
    type Content = UnitType;
    const FIELDS: &'static [&'static str] = &["name", "items", "active"];

    fn of(unit_type: &UnitType) -> Self {
        Self {
            name: unit_type.name.clone(),
            items: unit_type.items.into(),
            active: unit_type.active,
        }
    }

    fn parse(&self) -> Result<UnitType, Vec<FieldError>> {
        UnitType::parse(&self.name, self.items, self.active)
    }
}

/// A beverage. Quantities are decimals in strings.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeverageBody {
    /// At most 80 characters, unique.
    #[schema(example = "Lager")]
    pub(crate) name: String,
    /// The id of the unit type it comes in.
    #[schema(format = Uuid)]
    pub(crate) unit_type_id: String,
    /// What an item of that unit holds: 0.001 to 1,000 litres, three places.
    #[schema(example = "0.330")]
    pub(crate) litres_per_item: String,
    /// At or under so many units somebody is told, wherever the location has no minimum of its own; null for none.
    #[serde(default)]
    #[schema(example = "4.00")]
    pub(crate) alarm_minimum: Option<String>,
    /// Its colour in charts.
    #[schema(example = "#b5651d")]
    pub(crate) colour: String,
    /// Whether it is kept at all.
    #[serde(default = "yes")]
    pub(crate) active: bool,
    /// The ids of the locations that have it.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    pub(crate) location_ids: Vec<String>,
}

impl Body for BeverageBody {
    type Content = Beverage;
    const FIELDS: &'static [&'static str] = &[
        "name",
        "unit_type_id",
        "litres_per_item",
        "alarm_minimum",
        "colour",
        "active",
        "location_ids",
    ];

    fn of(beverage: &Beverage) -> Self {
        Self {
            name: beverage.name.clone(),
            unit_type_id: beverage.unit_type_id.to_string(),
            litres_per_item: beverage.item_volume.to_string(),
            alarm_minimum: beverage.alarm_minimum.as_ref().map(Units::to_string),
            colour: beverage.colour.to_string(),
            active: beverage.active,
            location_ids: beverage.location_ids.iter().map(Uuid::to_string).collect(),
        }
    }

    fn parse(&self) -> Result<Beverage, Vec<FieldError>> {
        let mut faults = Faults::default();
        let unit_type = Uuid::try_parse(&self.unit_type_id);
        let unit_type = unit_type.map_err(|_| "Choose a unit type.".to_owned());
        let unit_type_id = faults.take("unit_type_id", unit_type);
        let locations: Result<BTreeSet<Uuid>, _> = self
            .location_ids
            .iter()
            .map(|id| Uuid::try_parse(id))
            .collect();
        let locations = locations.map_err(|_| "There is no such location.".to_owned());
        let location_ids = faults.take("location_ids", locations);
        // The other fields are looked at with them, so that all faults are told at once.
        let fields = BeverageFields {
            name: &self.name,
            unit_type_id: unit_type_id.unwrap_or_default(),
            litres_per_item: &self.litres_per_item,
            alarm_minimum: self.alarm_minimum.as_deref().unwrap_or_default(),
            colour: &self.colour,
            active: self.active,
        };
        let beverage = Beverage::parse(fields, location_ids.unwrap_or_default());
        match (faults.finish(), beverage) {
            (Ok(()), beverage) => beverage,
            (Err(faults), beverage) => {
                let more = beverage.err().unwrap_or_default();
                Err(faults.into_iter().chain(more).collect())
            }
        }
    }
}
