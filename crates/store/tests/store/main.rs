//! The store on both engines, with real threads, real files and a real server.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod ground;
mod season;
mod writers;

mod accounts;
mod answers;
mod bar_rows;
mod batches;
mod closing;
mod constraint_rows;
mod constraints;
mod counters;
mod crash;
mod decoding;
mod door;
mod groups;
mod guests;
mod inspections;
mod letters;
mod migrations;
mod outage;
mod overload;
mod payment_rows;
mod posters;
mod programme;
mod reads;
mod search;
mod stock;
mod studio;
mod studio_rows;
mod text_messages;
mod timetable;
mod travel_rows;
mod twins;
mod wakes;
