//! A sandbox: it plays MTN `MoMo`, Airtel Money, Stripe and Twilio over real HTTP, in their protocols, so that the gateways run against it
//! unchanged. No money moves and no text leaves; what the payer does is decided by their number, or on its pages.
//!
//! Invariants: it knows nothing of the house it serves, and believes nobody without the credentials of its [`Setup`]; everything it keeps is in
//! memory and bounded; nothing it does goes on after [`serve`] has ended.

mod airtel;
mod answer;
mod book;
mod callbacks;
mod digits;
mod errands;
mod guard;
mod mtn;
mod pages;
mod payment;
mod play;
mod refund;
mod sandbox;
mod server;
mod setup;
mod sign;
mod stripe;
mod tokens;
mod twilio;

pub use server::serve;
pub use setup::{Now, Pace, Setup, TwilioAccess};
