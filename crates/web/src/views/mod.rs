//! The pages: plain values, already in words, and the templates that set them.
//!
//! A view knows no database and no use case. Its fields are strings and numbers
//! as they are read on the page; a handler fills them in and renders.

pub mod account;
pub mod admin;
pub mod api_token;
pub mod bar;
pub mod chart;
pub mod door;
pub mod error;
pub mod frame;
pub mod identity;
pub mod mailbox;
pub mod parts;
pub mod privacy;
pub mod qr;
pub mod studio;
pub mod theatre;
pub mod travel;
pub mod travel_desk;
