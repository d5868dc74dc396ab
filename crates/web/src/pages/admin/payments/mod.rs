//! Payments of every desk: what calls for a look, what waits, what goes back.

mod lines;
mod lists;
mod one;
mod refunds;

use axum::{
    Router,
    routing::{get, post},
};

use super::{Told, done::Done, field, form_key, frame};
use crate::Web;

/// The routes of payments.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/payments", get(lists::alerts))
        .route("/admin/payments/pending", get(lists::pending))
        .route("/admin/payments/refunds", get(lists::refunds))
        .route("/admin/payments/{id}", get(one::one))
        .route("/admin/payments/{id}/look", post(one::look))
        .route(
            "/admin/payments/{id}/refund",
            get(refunds::ask).post(refunds::order),
        )
        .route("/admin/payments/refunds/{id}/retry", post(refunds::retry))
        .route(
            "/admin/payments/refunds/{id}/settle",
            get(refunds::ask_settle).post(refunds::settle),
        )
}
