//! What stands between the wire and the handlers.

mod body;
mod client;
mod cookie;
mod guard;
mod identify;
mod negotiate;
pub mod problem;

pub use body::{Form, Json, Path, Query};
pub use client::ClientAddress;
pub use cookie::{begin_session, end_session, session_of};
pub use guard::guard;
pub use identify::{Authorized, BoxOffice, Content, Door, MaybeStaff, Needed};
pub use problem::Problem;
