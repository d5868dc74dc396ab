//! What stands between the wire and the handlers.

pub mod access;
mod account_problem;
mod bar_problem;
mod body;
mod client;
mod confirmed;
mod cookie;
mod guard;
mod headers;
mod identify;
mod negotiate;
pub mod next;
mod payment_problem;
pub mod problem;
mod redirect;
mod studio_problem;
mod travel_desk_problem;
mod travel_problem;
mod visitor;

pub use body::{CsvFile, Form, Json, MaybeJson, Path, Picture, Query, Raw, too_large};
pub use client::ClientAddress;
pub(crate) use confirmed::session_required;
pub use confirmed::{Confirmed, ConfirmedSession};
pub use cookie::{
    begin_external, begin_half, begin_session, end_external, end_half, end_session, external_of,
    half_of, know_device, know_payer, payer_of, session_of,
};
pub use guard::guard;
pub(crate) use guard::is_own_origin;
pub use headers::{Unread, unread};
pub use identify::{MaybeStaff, SignedIn};
pub use problem::Problem;
pub use redirect::redirect;
pub(crate) use studio_problem::session_not_paid;
pub(crate) use travel_problem::{refused_fields, seats_left};
pub use visitor::Visitor;
