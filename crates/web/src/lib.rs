//! foh-web

pub mod assets;
pub mod scan;
pub mod views;
