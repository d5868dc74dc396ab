//! Routes from one district to another.

use foh_domain::travel::{District, Route};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, departures::money, param::params};

/// A route with the districts it joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteView {
    /// Its id.
    pub id: Uuid,
    /// The route.
    pub route: Route,
    /// Where it begins.
    pub origin: District,
    /// Where it ends.
    pub destination: District,
}

macro_rules! view_sql {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.origin_id, r.destination_id, r.name, r.distance_km, r.minutes, r.fare, r.currency, r.active,
                    f.name AS origin, f.code AS origin_code, t.name AS destination, t.code AS destination_code
             FROM routes r JOIN districts f ON f.id = r.origin_id JOIN districts t ON t.id = r.destination_id ",
            $rest
        )
    };
}

fn route(row: &Row<'_>) -> Result<(Uuid, Route), StoreError> {
    let route = Route {
        origin_id: row.get("origin_id")?,
        destination_id: row.get("destination_id")?,
        name: row.get("name")?,
        distance_km: row.get("distance_km")?,
        minutes: row.get("minutes")?,
        fare: money(row, "fare")?,
        active: row.get("active")?,
    };
    Ok((row.get("id")?, route))
}

fn view(row: &Row<'_>) -> Result<RouteView, StoreError> {
    let (id, route) = route(row)?;
    Ok(RouteView {
        id,
        route,
        origin: District {
            name: row.get("origin")?,
            code: row.get("origin_code")?,
        },
        destination: District {
            name: row.get("destination")?,
            code: row.get("destination_code")?,
        },
    })
}

/// Adds a route.
///
/// # Errors
/// See [`StoreError`]; `routes_origin_id_destination_id_key` refuses a second one between the same districts in the same
/// direction, `foreign_key` unknown districts.
pub fn insert(tx: &mut Tx<'_>, id: Uuid, route: &Route) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO routes (id, origin_id, destination_id, name, distance_km, minutes, fare, currency, active)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            id,
            route.origin_id,
            route.destination_id,
            &route.name,
            route.distance_km,
            route.minutes,
            route.fare.amount.cast_signed(),
            route.fare.currency.code(),
            route.active
        ],
    )
    .map(|_| ())
}

/// Replaces a route's facts; its departures stay as they are.
///
/// # Errors
/// See [`insert`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, route: &Route) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE routes SET origin_id = $1, destination_id = $2, name = $3, distance_km = $4, minutes = $5, fare = $6,
                currency = $7, active = $8 WHERE id = $9",
        params![
            route.origin_id,
            route.destination_id,
            &route.name,
            route.distance_km,
            route.minutes,
            route.fare.amount.cast_signed(),
            route.fare.currency.code(),
            route.active,
            id
        ],
    )
    .map(|_| ())
}

/// One route, locked for changing: until the commit no departure of it is made elsewhere.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Route>, StoreError> {
    let rows = tx.query_in(
        "SELECT r.id, r.origin_id, r.destination_id, r.name, r.distance_km, r.minutes, r.fare, r.currency, r.active
         FROM routes r WHERE r.id {in} {lock r}",
        &[id],
        route,
    )?;
    Ok(rows.into_iter().next().map(|(_, route)| route))
}

/// One route.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<RouteView>, StoreError> {
    tx.query_one(view_sql!("WHERE r.id = $1"), params![id], view)
}

/// These routes, in no particular order.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<RouteView>, StoreError> {
    tx.query_in(view_sql!("WHERE r.id {in}"), ids, view)
}

/// Which routes a list shows.
#[derive(Debug, Clone, Default)]
pub struct RouteFilter {
    /// Only those that are sold.
    pub active_only: bool,
    /// Only those that begin here.
    pub origin_id: Option<Uuid>,
    /// Only those that end here.
    pub destination_id: Option<Uuid>,
    /// Whose name, or that of a district, contains this.
    pub search: String,
}

/// Routes in the order of their making, after `after`.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    filter: &RouteFilter,
    after: Uuid,
    limit: u32,
) -> Result<Vec<RouteView>, StoreError> {
    let pattern = crate::tx::containing(&filter.search);
    tx.query(
        view_sql!(
            "WHERE r.id > $1 AND (r.active OR NOT $2) AND (r.origin_id = $3 OR $3 IS NULL) AND (r.destination_id = $4 OR $4 IS NULL)
               AND (LOWER(r.name) LIKE $5 ESCAPE '!' OR LOWER(f.name) LIKE $5 ESCAPE '!' OR LOWER(t.name) LIKE $5 ESCAPE '!')
             ORDER BY r.id LIMIT $6"
        ),
        params![
            after,
            filter.active_only,
            filter.origin_id,
            filter.destination_id,
            &pattern,
            limit
        ],
        view,
    )
}

/// Whether anybody has ever reserved a departure of this route.
///
/// # Errors
/// See [`StoreError`].
pub fn is_reserved(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    let found = tx.query_one(
        "SELECT d.id FROM departures d
         WHERE d.route_id = $1 AND EXISTS (SELECT 1 FROM reservations r WHERE r.occurrence_id = d.id) LIMIT 1",
        params![id],
        |row| row.get::<Uuid>("id"),
    )?;
    Ok(found.is_some())
}
