//! Lists of districts, routes and buses.

use foh_domain::travel::{Bus, District};
use foh_store::{
    StoreError, buses, districts, routes,
    routes::{RouteFilter, RouteView},
};
use uuid::Uuid;

use crate::House;

/// More districts than that are not offered at once.
const MOST_DISTRICTS: u32 = 2_000;

impl House {
    /// All districts by their names.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn districts(&self) -> Result<Vec<(Uuid, District)>, StoreError> {
        self.db
            .read(|tx| districts::by_name(tx, MOST_DISTRICTS))
            .await
    }

    /// Districts whose name or code contains `search`, in the order of their making.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn districts_page(
        &self,
        search: String,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<(Uuid, District)>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| districts::page(tx, &search, after, limit))
            .await
    }

    /// Routes in the order of their making.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn routes(
        &self,
        filter: RouteFilter,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<RouteView>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| routes::page(tx, &filter, after, limit))
            .await
    }

    /// One route with its districts, whether it is sold or not.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn route(&self, id: Uuid) -> Result<Option<RouteView>, StoreError> {
        self.db.read(move |tx| routes::get(tx, id)).await
    }

    /// These routes by their names; those that are not there are left out. For an operator, their scope.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn routes_of(&self, mut ids: Vec<Uuid>) -> Result<Vec<RouteView>, StoreError> {
        ids.sort_unstable();
        ids.dedup();
        let mut found = self.db.read(move |tx| routes::load(tx, &ids)).await?;
        found.sort_by(|a, b| (&a.route.name, a.id).cmp(&(&b.route.name, b.id)));
        Ok(found)
    }

    /// Buses whose plate or company contains `search`, in the order of their making.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn buses(
        &self,
        search: String,
        active_only: bool,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<(Uuid, Bus)>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| buses::page(tx, &search, active_only, after, limit))
            .await
    }
}
