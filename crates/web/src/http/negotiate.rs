//! Problems of pages, drawn as pages.

use askama::Template;
use axum::{
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};

use super::Problem;
use crate::{
    Web,
    views::{
        error::ErrorPage,
        frame::{Desk, Frame},
    },
};

/// The page of a problem, with the headers of its answer.
pub(super) fn page(problem: &Problem, answer: &Response, web: &Web) -> Option<Response> {
    let status = problem.code().as_u16();
    let mut frame = Frame::new(
        ErrorPage::title_of(status),
        crate::pages::HOUSE,
        Desk::Theatre,
    );
    frame.development = web.site.development;
    let page = ErrorPage {
        frame,
        status,
        retry_after: problem
            .wait_seconds()
            .map(|seconds| format!("{seconds} seconds")),
        request_id: problem.id().map(ToOwned::to_owned),
    };
    let mut response = (problem.code(), Html(page.render().ok()?)).into_response();
    if let Some(after) = answer.headers().get(header::RETRY_AFTER) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, after.clone());
    }
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Some(response)
}
