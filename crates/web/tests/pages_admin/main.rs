//! The administration, over real HTTP and on both engines.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod accounts;
mod audit;
mod bar;
mod bar_export;
mod bar_import;
mod bar_masters;
mod changes;
mod clock;
mod content;
mod export;
mod facilitators;
mod lists;
mod office;
mod once;
#[path = "../api/support/operated.rs"]
mod operated;
mod outbox;
mod payments;
mod permissions;
#[allow(dead_code, reason = "the tests of the public pages use all of it")]
#[path = "../pages_public/playhouse.rs"]
mod playhouse;
mod posters;
mod staff;
#[path = "../api/support/stocked.rs"]
mod stocked;
mod tokens;
mod travel_assignments;
mod travel_dashboard;
mod travel_desk;
mod travel_timetable;
