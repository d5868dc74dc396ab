//! The box office as its users meet it: real HTTP against a house on a database of the test's own, with a clock that
//! stands until the test moves it.

mod answer;
mod app;
mod caller;
mod guests;
mod letters;
pub mod line;
pub mod operated;
mod season;
pub mod stocked;

pub use answer::Answer;
pub use app::{Opening, SITE, TestApp};
pub use caller::{Asking, Caller, together};
pub use guests::Reservation;
pub use letters::token_in;
pub use line::Line;
pub use season::{Evening, Hall};

/// The names of an object's members, in alphabetical order.
pub fn keys(object: &serde_json::Value) -> Vec<&str> {
    let mut keys: Vec<&str> = object
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}
