//! Payments: taken once, whoever says so and however often, and given back never beyond what was taken.

mod erasing;
mod given_back;
mod ground;
mod heard;
mod late;
mod pay_again;
mod provider;
mod reconcile;
mod reports;
mod sessions;
mod start;
