#![allow(clippy::expect_used, clippy::unwrap_used, dead_code)]
#[path = "app/house.rs"]
mod house;
#[path = "app/audit/mod.rs"]
mod audit;
