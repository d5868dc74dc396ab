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

pub mod check_ins;
pub mod health;
pub mod jobs;
pub mod occurrences;
pub mod outbox;
pub mod performances;
pub mod rate_limits;
pub mod reservations;
pub mod rooms;
pub mod shows;
pub mod tokens;
pub mod users;
pub mod venues;

pub use database::{Database, Options};
pub use error::StoreError;
pub use job::Command;
pub use param::Param;
pub use row::{FromColumn, Row};
pub use tx::Tx;
