//! The JSON API. Every route is declared together with its description, so that the `OpenAPI` document
//! cannot miss one.

mod admin;
pub(crate) mod check_ins;
mod health;
pub(crate) mod listing;
mod openapi;
mod performances;
mod reservations;
mod shows;

use axum::{Router, routing::get};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Web;

/// Every route of the API, with the document that describes them.
pub(crate) fn routes() -> Router<Web> {
    let (router, mut document) = OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(health::health))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(shows::list))
        .routes(routes!(shows::one))
        .routes(routes!(performances::list))
        .routes(routes!(performances::one))
        .routes(routes!(reservations::reserve))
        .routes(routes!(reservations::confirm))
        .routes(routes!(reservations::cancel))
        .routes(routes!(reservations::qr_code))
        .routes(routes!(check_ins::preview))
        .routes(routes!(check_ins::confirm))
        .routes(routes!(check_ins::undo))
        .routes(routes!(check_ins::count))
        .merge(admin::routes())
        .split_for_parts();
    openapi::finish(&mut document);
    let document = bytes::Bytes::from(serde_json::to_vec(&document).unwrap_or_default());
    router
        .route("/api/check-ins/preview", get(crate::pages::guest_code))
        .route(
            "/api/openapi.json",
            get(move || std::future::ready(openapi::serve(document.clone()))),
        )
}
