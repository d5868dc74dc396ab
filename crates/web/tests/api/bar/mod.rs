//! The bar over HTTP.

mod counter;
mod counting;
mod looking;
mod moving;
mod reaching;
mod refusals;
mod signing_in;
mod taps;
