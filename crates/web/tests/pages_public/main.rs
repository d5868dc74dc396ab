//! The public pages, signing in and the mailbox, over real HTTP and on both engines.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod accounts;
mod external;
mod guarding;
mod own_data;
mod playhouse;
mod programme;
mod reserving;
mod second_factor;
mod sessions;
mod sign_in;
mod story;
mod studio;
mod studio_apply;
mod studio_facilitator;
mod studio_facilitator_guests;
mod studio_lists;
mod studio_pay;
mod timing;
mod tokens;
mod travel;
mod travel_booking;
mod travel_find;
