//! The JSON API. Every route is declared together with its description, so that the `OpenAPI` document
//! cannot miss one.

pub(crate) mod account;
pub(crate) mod admin;
mod auth;
pub(crate) mod bar;
pub(crate) mod check_ins;
mod contract;
mod crm;
mod guest_record;
mod health;
pub(crate) mod listing;
mod openapi;
mod payments;
mod performances;
mod posters;
mod privacy;
mod reservations;
mod second_factor;
mod sessions;
mod shows;
mod sms;
mod studio;
mod tokens;
pub(crate) mod travel;
mod travel_desk;

pub(crate) use contract::with_error;
pub(crate) use performances::id_of;
pub(crate) use privacy::PersonalCopy;

use axum::{Router, routing::get};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Web;

/// Every route of the API, with the document that describes them.
pub(crate) fn routes() -> Router<Web> {
    let (router, mut document) = OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(health::health))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(sms::status))
        .routes(routes!(payments::webhook, payments::callback))
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
        .routes(routes!(account::own))
        .routes(routes!(account::change_password))
        .routes(routes!(sessions::list, sessions::end_others))
        .routes(routes!(sessions::end))
        .routes(routes!(sessions::confirm))
        .routes(routes!(second_factor::status, second_factor::begin))
        .routes(routes!(second_factor::enrol))
        .routes(routes!(second_factor::renew_codes))
        .routes(routes!(second_factor::remove))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(account::resend_verification))
        .routes(routes!(account::verify_email))
        .routes(routes!(account::request_reset))
        .routes(routes!(account::reset))
        .routes(routes!(account::accept_invitation))
        .routes(routes!(privacy::request_link))
        .routes(routes!(privacy::copy_own_data))
        .routes(routes!(privacy::erase_own_data))
        .merge(signing_in())
        .merge(customer_records())
        .merge(studio::routes())
        .merge(travel::routes())
        .merge(travel_desk::routes())
        .merge(bar::routes())
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

/// The program as the CRM of other systems.
fn customer_records() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(crm::keep))
        .routes(routes!(crm::list))
        .routes(routes!(crm::process))
}

/// How programs sign in.
fn signing_in() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(auth::login))
        .routes(routes!(auth::register))
        .routes(routes!(auth::refresh))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::google))
        .routes(routes!(auth::nonce))
        .routes(routes!(auth::keys))
}
