//! The JSON API over real HTTP, on both engines: what it promises to guests, staff and programs.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod support;

mod accounts;
mod admin_bar;
mod admin_content;
mod admin_performances;
mod admin_reservations;
mod admin_travel;
mod api_tokens;
mod attacks;
mod authentication;
mod bar;
mod cancelling;
mod confirming;
mod crm;
mod document;
mod door;
mod door_refusals;
mod expiry;
mod freshness;
mod limits;
mod origins;
mod overload;
mod own_data;
mod patches;
mod posters;
mod privacy;
mod problems;
mod programme;
mod programs;
mod races_door;
mod races_mixed;
mod races_places;
mod resending;
mod reserving;
mod reserving_refusals;
mod sms;
mod studio;
mod tickets;
mod travel;
mod travel_desk;
