//! The pages: what was asked for, and buttons that let a payer do something. Plain HTML; state changes by POST only.

mod hosted;
mod list;
mod text;

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};

use crate::sandbox::Sandbox;

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/", get(list::show))
        .route("/payments/{number}/{action}", post(list::act))
        .route("/pay/{session}", get(hosted::show))
        .route("/pay/{session}/pay", post(hosted::pay))
        .route("/pay/{session}/decline", post(hosted::decline))
        .route("/sandbox.css", get(style))
        .fallback(async || StatusCode::NOT_FOUND)
}

async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (headers, include_str!("../assets/sandbox.css"))
}

fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(page) => Html(page).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page of the sandbox cannot be drawn");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// After a form: the browser asks for another page, so that looking again does not post again.
fn see_other(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}
