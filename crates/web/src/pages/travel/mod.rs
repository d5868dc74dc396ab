//! The travel desk.

mod desk;

use axum::Router;

use crate::Web;

pub(crate) use desk::boarding_code;

/// The routes of the travel desk.
pub(super) fn routes() -> Router<Web> {
    Router::new().merge(desk::routes())
}
