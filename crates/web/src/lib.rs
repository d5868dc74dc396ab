//! HTTP: the JSON API and the pages. A handler is extract → one call of the house → render.
//!
//! Invariants: no SQL and no business rule here; everything is refused that no guard allows; every
//! answer, errors and static files included, passes [`http::guard`].

pub mod api;
pub mod assets;
pub mod http;
mod live;
pub mod pages;
mod posters;
mod programme;
mod routes;
pub mod scan;
mod site;
pub mod views;

pub use routes::service;
pub use site::{Site, Web};
