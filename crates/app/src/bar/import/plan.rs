//! What rows would do to what is stored.

use std::collections::{BTreeSet, HashMap};

use foh_domain::bar::{Beverage, UnitType};
use foh_store::{StoreError, Tx, bar_locations, beverages, unit_types};
use uuid::Uuid;

use super::{ImportRow, ImportedField, RowFault};

/// More unit types and locations than that are not known by name.
const MOST_MASTERS: u32 = 10_000;

/// Whether what is looked at is changed afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looking {
    /// It may be otherwise a moment later.
    Only,
    /// It is locked, and stays so until the commit.
    ToChange,
}

/// A row, and what becomes of it.
pub(super) struct Planned {
    pub(super) line: u64,
    pub(super) name: String,
    pub(super) outcome: Outcome,
}

/// What becomes of a row.
pub(super) enum Outcome {
    /// This is made.
    New(Beverage),
    /// This is changed.
    Changed {
        /// Which.
        id: Uuid,
        /// As it is stored.
        before: Beverage,
        /// As it shall be.
        after: Beverage,
        /// In what they differ.
        fields: Vec<ImportedField>,
    },
    /// Nothing.
    Same,
    /// It cannot be used.
    Faulty(Vec<RowFault>),
}

/// What rows name.
pub(super) struct Masters {
    /// By name.
    pub(super) unit_types: HashMap<String, (Uuid, UnitType)>,
    /// By name.
    pub(super) locations: HashMap<String, Uuid>,
}

/// What each row would do now.
pub(super) fn plan(
    tx: &mut Tx<'_>,
    rows: &[ImportRow],
    looking: Looking,
) -> Result<Vec<Planned>, StoreError> {
    let stored = stored(tx, rows, looking)?;
    let masters = masters(tx, rows, &stored, looking)?;
    let mut lines: HashMap<&str, u64> = HashMap::new();
    let planned = rows.iter().map(|row| {
        let name = row.name.trim();
        let outcome = match lines.get(name) {
            Some(line) if !name.is_empty() => Outcome::Faulty(vec![RowFault {
                field: Some(ImportedField::Name),
                message: format!("Line {line} has this name already."),
            }]),
            _ => outcome(row, stored.get(name), &masters),
        };
        lines.entry(name).or_insert(row.line);
        Planned {
            line: row.line,
            name: name.to_owned(),
            outcome,
        }
    });
    Ok(planned.collect())
}

fn outcome(row: &ImportRow, stored: Option<&(Uuid, Beverage)>, masters: &Masters) -> Outcome {
    if let Some(message) = &row.unreadable {
        return Outcome::Faulty(vec![RowFault {
            field: None,
            message: message.clone(),
        }]);
    }
    match (
        row.beverage(stored.map(|(_, beverage)| beverage), masters),
        stored,
    ) {
        (Err(faults), _) => Outcome::Faulty(faults),
        (Ok(made), None) => Outcome::New(made),
        (Ok(after), Some((_, before))) if after == *before => Outcome::Same,
        (Ok(after), Some((id, before))) => Outcome::Changed {
            id: *id,
            before: before.clone(),
            fields: differences(before, &after),
            after,
        },
    }
}

/// In what they differ; their names are the same.
fn differences(before: &Beverage, after: &Beverage) -> Vec<ImportedField> {
    [
        (
            before.unit_type_id != after.unit_type_id,
            ImportedField::UnitType,
        ),
        (
            before.item_volume != after.item_volume,
            ImportedField::LitresPerItem,
        ),
        (
            before.alarm_minimum != after.alarm_minimum,
            ImportedField::AlarmMinimum,
        ),
        (before.colour != after.colour, ImportedField::Colour),
        (before.active != after.active, ImportedField::Active),
        (
            before.location_ids != after.location_ids,
            ImportedField::Locations,
        ),
    ]
    .into_iter()
    .filter_map(|(differs, field)| differs.then_some(field))
    .collect()
}

/// The beverages of these names. Those that are locked are so in the order of their ids, and before their unit types, as when one is changed by hand.
fn stored(
    tx: &mut Tx<'_>,
    rows: &[ImportRow],
    looking: Looking,
) -> Result<HashMap<String, (Uuid, Beverage)>, StoreError> {
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name.trim()).collect();
    let mut found = HashMap::new();
    for name in names {
        if let Some((id, beverage)) = beverages::by_name(tx, name)? {
            found.insert(name.to_owned(), (id, beverage));
        }
    }
    if looking == Looking::Only {
        return Ok(found);
    }
    let ids: BTreeSet<Uuid> = found.values().map(|(id, _)| *id).collect();
    // By the names they have now: somebody may have renamed one since it was found.
    let mut locked = HashMap::new();
    for id in ids {
        if let Some(beverage) = beverages::lock(tx, id)? {
            locked.insert(beverage.name.clone(), (id, beverage));
        }
    }
    Ok(locked)
}

fn masters(
    tx: &mut Tx<'_>,
    rows: &[ImportRow],
    stored: &HashMap<String, (Uuid, Beverage)>,
    looking: Looking,
) -> Result<Masters, StoreError> {
    let mut units = unit_types::page(tx, "", false, Uuid::nil(), MOST_MASTERS)?;
    if looking == Looking::ToChange {
        let named: BTreeSet<&str> = rows
            .iter()
            .filter_map(|row| row.unit_type.as_deref())
            .map(str::trim)
            .collect();
        let kept: BTreeSet<Uuid> = stored
            .values()
            .map(|(_, beverage)| beverage.unit_type_id)
            .collect();
        // Not switched off between this look and the commit; a page is in the order of ids.
        for (id, unit) in &mut units {
            if (kept.contains(id) || named.contains(unit.name.as_str()))
                && let Some(locked) = unit_types::lock(tx, *id)?
            {
                *unit = locked;
            }
        }
    }
    let locations = bar_locations::page(tx, "", false, Uuid::nil(), MOST_MASTERS)?;
    Ok(Masters {
        unit_types: units
            .into_iter()
            .map(|(id, unit)| (unit.name.clone(), (id, unit)))
            .collect(),
        locations: locations
            .into_iter()
            .map(|(id, location)| (location.name, id))
            .collect(),
    })
}
