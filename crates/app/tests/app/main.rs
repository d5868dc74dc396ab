//! The use cases on both engines: what users do, races of many at once, and what leaves the house.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod house;

mod access_tokens;
mod accounts;
mod administration;
mod api_tokens;
mod audit;
mod bar;
mod bar_import;
mod capacity;
mod coach;
mod confidential;
mod confirmations;
mod crm;
mod crm_records;
mod door;
mod expiry;
mod external;
mod letters;
mod letters_studio;
mod letters_travel;
mod limits;
mod lockout;
mod mixture;
mod notifications;
mod office;
mod once;
mod outbox;
mod outbox_workers;
mod payments;
mod posters;
mod privacy;
mod purposes;
mod retention;
mod rotation;
mod second_factor;
mod sessions;
mod sign_in;
mod studio;
mod texts;
mod travel;
