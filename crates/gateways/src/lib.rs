//! The outside world, each part of it behind a trait: outgoing mail and text messages, customer records, identity
//! providers and payment providers.
//!
//! Invariants: nothing here decides a business question, opens the database or knows a use case; an error never carries
//! an address, a link or a word of a message, because errors end in logs and on staff pages.

pub mod crm;
mod http;
pub mod mail;
pub mod oidc;
pub mod payments;
pub mod sms;
pub mod smtp;
