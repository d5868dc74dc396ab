//! A row as it was read, and what it makes of a beverage.

use std::collections::BTreeSet;

use foh_domain::bar::{Beverage, BeverageFields, Units};
use uuid::Uuid;

use super::{RowFault, plan::Masters};

/// Colours that new beverages are given in turn where the file says none: to be told apart on paper, in light and in dark.
const PALETTE: [&str; 8] = [
    "#b5651d", "#2f6f8f", "#7a8f2f", "#8f2f5f", "#c9a227", "#4b5fa5", "#3f7f5f", "#a5482f",
];

/// A row of a file, as it was read. A column that the file does not have is `None`: it leaves a beverage that is there as it is.
///
/// An empty cell says that there is no alarm minimum and no location; of all others it says nothing, as if the column were left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportRow {
    /// The line of the file that it begins at.
    pub line: u64,
    /// Which beverage.
    pub name: String,
    /// The name of a unit type; needed for a new beverage.
    pub unit_type: Option<String>,
    /// Litres, as a decimal; needed for a new beverage.
    pub litres_per_item: Option<String>,
    /// Units, as a decimal.
    pub alarm_minimum: Option<String>,
    /// `#rrggbb`
    pub colour: Option<String>,
    /// Yes or no.
    pub active: Option<String>,
    /// Names of locations, with `|` between them.
    pub locations: Option<String>,
    /// Why its cells cannot be told apart.
    pub unreadable: Option<String>,
}

/// A column of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportedField {
    /// `name`
    Name,
    /// `unit_type`
    UnitType,
    /// `litres_per_item`
    LitresPerItem,
    /// `alarm_minimum`
    AlarmMinimum,
    /// `colour`
    Colour,
    /// `active`
    Active,
    /// `locations`
    Locations,
}

impl ImportedField {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::UnitType,
        Self::LitresPerItem,
        Self::AlarmMinimum,
        Self::Colour,
        Self::Active,
        Self::Locations,
    ];

    /// What its column is called.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::UnitType => "unit_type",
            Self::LitresPerItem => "litres_per_item",
            Self::AlarmMinimum => "alarm_minimum",
            Self::Colour => "colour",
            Self::Active => "active",
            Self::Locations => "locations",
        }
    }

    /// The column that is called so, in any case and with blanks for the underscores.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim().to_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|field| field.as_str() == word)
    }

    /// The column of a field as [`Beverage::parse`] names it.
    fn of(field: &str) -> Option<Self> {
        match field {
            "unit_type_id" => Some(Self::UnitType),
            "location_ids" => Some(Self::Locations),
            other => Self::ALL.into_iter().find(|field| field.as_str() == other),
        }
    }
}

fn fault(field: ImportedField, message: impl Into<String>) -> RowFault {
    RowFault {
        field: Some(field),
        message: message.into(),
    }
}

/// What is written in a cell, if anything is.
fn written(cell: Option<&String>) -> Option<&str> {
    cell.map(|text| text.trim()).filter(|text| !text.is_empty())
}

impl ImportRow {
    /// The beverage that this row describes; what it does not say is as it is stored.
    ///
    /// # Errors
    /// Every fault.
    pub(super) fn beverage(
        &self,
        stored: Option<&Beverage>,
        masters: &Masters,
    ) -> Result<Beverage, Vec<RowFault>> {
        let mut faults = Vec::new();
        let unit_type_id = self.unit_type(stored, masters, &mut faults);
        let location_ids = self.locations(stored, masters, &mut faults);
        let active = self.active(stored, &mut faults);
        let volume = stored.map(|beverage| beverage.item_volume.plain());
        let colour = stored.map(|beverage| beverage.colour.to_string());
        let minimum = stored.and_then(|beverage| beverage.alarm_minimum);
        let minimum = minimum.map(Units::plain).unwrap_or_default();
        let turn = usize::try_from(self.line).unwrap_or_default() % PALETTE.len();
        let fields = BeverageFields {
            name: &self.name,
            unit_type_id: unit_type_id.unwrap_or_default(),
            litres_per_item: written(self.litres_per_item.as_ref())
                .or(volume.as_deref())
                .unwrap_or_default(),
            alarm_minimum: self.alarm_minimum.as_ref().unwrap_or(&minimum),
            colour: written(self.colour.as_ref())
                .or(colour.as_deref())
                .unwrap_or(PALETTE[turn]),
            active,
        };
        let parsed = Beverage::parse(fields, location_ids);
        match parsed {
            Ok(beverage) if faults.is_empty() => {
                may_come_in_it(&beverage, masters).map(|()| beverage)
            }
            parsed => {
                let more = parsed.err().into_iter().flatten().map(|found| RowFault {
                    field: ImportedField::of(found.field),
                    message: found.message,
                });
                faults.extend(more);
                Err(faults)
            }
        }
    }

    fn unit_type(
        &self,
        stored: Option<&Beverage>,
        masters: &Masters,
        faults: &mut Vec<RowFault>,
    ) -> Option<Uuid> {
        let Some(name) = written(self.unit_type.as_ref()) else {
            let kept = stored.map(|beverage| beverage.unit_type_id);
            if kept.is_none() {
                faults.push(fault(ImportedField::UnitType, "Please fill this in."));
            }
            return kept;
        };
        let found = masters.unit_types.get(name).map(|(id, _)| *id);
        if found.is_none() {
            let message = format!("There is no unit type “{name}”.");
            faults.push(fault(ImportedField::UnitType, message));
        }
        found
    }

    fn locations(
        &self,
        stored: Option<&Beverage>,
        masters: &Masters,
        faults: &mut Vec<RowFault>,
    ) -> BTreeSet<Uuid> {
        let Some(text) = &self.locations else {
            return stored
                .map(|beverage| beverage.location_ids.clone())
                .unwrap_or_default();
        };
        let mut ids = BTreeSet::new();
        let names = text.split('|').map(str::trim);
        for name in names.filter(|name| !name.is_empty()) {
            if let Some(id) = masters.locations.get(name) {
                ids.insert(*id);
            } else {
                let message = format!("There is no location “{name}”.");
                faults.push(fault(ImportedField::Locations, message));
            }
        }
        ids
    }

    fn active(&self, stored: Option<&Beverage>, faults: &mut Vec<RowFault>) -> bool {
        let Some(word) = written(self.active.as_ref()) else {
            return stored.is_none_or(|beverage| beverage.active);
        };
        match word.to_lowercase().as_str() {
            "true" | "yes" | "1" => true,
            "false" | "no" | "0" => false,
            _ => {
                faults.push(fault(ImportedField::Active, "Write yes or no."));
                false
            }
        }
    }
}

/// What is kept comes in a unit that is in use, as when it is saved by hand.
fn may_come_in_it(beverage: &Beverage, masters: &Masters) -> Result<(), Vec<RowFault>> {
    let mut units = masters.unit_types.values();
    let unit = units.find(|(id, _)| *id == beverage.unit_type_id);
    if beverage.active && !unit.is_some_and(|(_, unit)| unit.active) {
        let message = "This unit type is switched off.";
        return Err(vec![fault(ImportedField::UnitType, message)]);
    }
    Ok(())
}
