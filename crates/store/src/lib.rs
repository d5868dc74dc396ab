//! Where everything is kept: one SQL body for two engines, worked by database threads (*lanes*).
//!
//! Invariants: nobody is answered before the commit; a piece of a group that fails or panics never
//! harms its neighbours; what was acknowledged ⊆ what is stored ⊆ what was attempted; engine names
//! appear only in `sqlite.rs`, `postgres.rs` and `dialect.rs` (and where a URL picks one of them).

mod database;
mod dialect;
mod error;
mod group;
mod job;
mod lane;
mod param;
mod postgres;
mod queue;
mod row;
mod sqlite;
mod tx;

pub mod accounts;
pub mod api_tokens;
pub mod audit;
pub mod bar_locations;
pub mod beverages;
pub mod buses;
pub mod check_ins;
pub mod crm_records;
pub mod departures;
pub mod districts;
pub mod door_links;
pub mod external_identities;
pub mod facilitators;
pub mod health;
pub mod idempotent_answers;
pub mod inspect;
pub mod jobs;
pub mod lockouts;
pub mod notifications;
pub mod occurrences;
pub mod outbox;
pub mod payment_events;
pub mod payments;
pub mod performances;
pub mod posters;
pub mod rate_limits;
pub mod reach;
pub mod recount;
pub mod refresh_families;
pub mod refunds;
pub mod reservations;
pub mod retention;
pub mod rooms;
pub mod routes;
pub mod schedules;
pub mod scopes;
pub mod sealed;
pub mod second_factors;
pub mod sessions;
pub mod shifts;
pub mod shows;
pub mod signing_keys;
pub mod stock_counts;
pub mod stock_movements;
pub mod stocks;
pub mod studio_bookings;
pub mod studio_sessions;
pub mod studio_statistics;
pub mod text_messages;
pub mod tokens;
pub mod travel_bookings;
pub mod travel_statistics;
pub mod unit_types;
pub mod users;
pub mod venues;
pub mod wakes;

pub use database::{Database, Options};
pub use error::StoreError;
pub use job::Command;
pub use param::Param;
pub use row::{FromColumn, Row};
pub use tx::Tx;
