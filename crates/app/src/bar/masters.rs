//! Managers of the bar make and change locations, unit types and beverages, like venues and shows: by [`House::create`](crate::House::create),
//! [`House::create_once`](crate::House::create_once), [`House::change`](crate::House::change) and [`House::find`](crate::House::find). Nothing is
//! deleted: what is switched off is not offered any more, and what was written down of it stays.
//!
//! - A *location* that is switched off is left out of every list; its stock stays as it is.
//! - A *unit type* is switched off once no active beverage comes in it. Its items change what its beverages hold from then on; counts keep theirs.
//! - A *beverage* that is switched off, or that a location has no more, does not move there; its stock stays written down and is back when it is
//!   switched on. A new alarm minimum tells nobody: what is above it will be told of again.

use foh_domain::bar::{Beverage, Location, UnitType};
use foh_store::{StoreError, Tx, bar_locations, beverages, stocks, unit_types};
use jiff::Timestamp;
use uuid::Uuid;

use crate::theatre::{Content, ManageError, Told, fault, unknown};

impl Told for Location {
    const WHAT: &'static str = "location";

    fn name(&self) -> &str {
        &self.name
    }
}

impl Told for UnitType {
    const WHAT: &'static str = "unit type";

    fn name(&self) -> &str {
        &self.name
    }
}

impl Told for Beverage {
    const WHAT: &'static str = "beverage";

    fn name(&self) -> &str {
        &self.name
    }
}

impl Content for Location {
    fn insert(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
        bar_locations::insert(tx, id, self)
    }
    fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        bar_locations::lock(tx, id)
    }
    fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        bar_locations::get(tx, id)
    }
    fn update(&self, tx: &mut Tx<'_>, id: Uuid, _now: Timestamp) -> Result<(), StoreError> {
        bar_locations::update(tx, id, self)
    }
}

impl Content for UnitType {
    fn insert(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
        unit_types::insert(tx, id, self)
    }
    fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        unit_types::lock(tx, id)
    }
    fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        unit_types::get(tx, id)
    }
    fn update(&self, tx: &mut Tx<'_>, id: Uuid, _now: Timestamp) -> Result<(), StoreError> {
        unit_types::update(tx, id, self)
    }
    fn check_change(
        &self,
        tx: &mut Tx<'_>,
        (id, _): (Uuid, Timestamp),
        before: &Self,
    ) -> Result<(), ManageError> {
        if before.active && !self.active && unit_types::is_used(tx, id)? {
            let message = "Beverages come in this unit: please give them another one first.";
            return Err(fault("active", message));
        }
        Ok(())
    }
}

impl Content for Beverage {
    fn insert(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
        beverages::insert(tx, id, self)
    }
    fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        beverages::lock(tx, id)
    }
    fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        beverages::get(tx, id)
    }
    fn update(&self, tx: &mut Tx<'_>, id: Uuid, _now: Timestamp) -> Result<(), StoreError> {
        beverages::update(tx, id, self)?;
        stocks::arm(tx, id)
    }
    fn check(&self, tx: &mut Tx<'_>) -> Result<(), ManageError> {
        // Locked: it is not switched off between this look and the commit.
        let unit_type = unit_types::lock(tx, self.unit_type_id)?
            .ok_or_else(|| unknown("unit_type_id", "unit type"))?;
        if self.active && !unit_type.active {
            return Err(fault("unit_type_id", "This unit type is switched off."));
        }
        let ids: Vec<Uuid> = self.location_ids.iter().copied().collect();
        if bar_locations::load(tx, &ids)?.len() != ids.len() {
            return Err(unknown("location_ids", "location"));
        }
        Ok(())
    }
}
