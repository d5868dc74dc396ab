//! Lists of locations, unit types and beverages, for whoever looks after them.

use foh_domain::bar::{Beverage, Location, UnitType};
use foh_store::{StoreError, bar_locations, beverages, unit_types};
use uuid::Uuid;

use crate::House;

impl House {
    /// Locations whose name contains `search`, in the order of their making.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn bar_locations(
        &self,
        search: String,
        active_only: bool,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<(Uuid, Location)>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| bar_locations::page(tx, &search, active_only, after, limit))
            .await
    }

    /// Unit types whose name contains `search`, in the order of their making.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn unit_types(
        &self,
        search: String,
        active_only: bool,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<(Uuid, UnitType)>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| unit_types::page(tx, &search, active_only, after, limit))
            .await
    }

    /// Beverages whose name contains `search`, in the order of their making.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn beverages(
        &self,
        search: String,
        active_only: bool,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<(Uuid, Beverage)>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| beverages::page(tx, &search, active_only, after, limit))
            .await
    }
}
