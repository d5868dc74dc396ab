//! Everything that is served.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware,
    routing::get,
};
use tower::{Layer, Service, util::MapRequestLayer};
use tower_http::{catch_panic::CatchPanicLayer, cors::CorsLayer};

use crate::{Web, api, assets, http, http::Problem, live, pages, posters};

/// The largest body, in bytes; handlers may allow more or less.
const BODY_BYTES: usize = 64 * 1024;

/// The whole site as a service.
pub fn service(
    web: Web,
) -> impl Service<
    Request,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> + Clone
+ Send
+ Sync
+ 'static {
    let cors = cors(&web);
    let router = Router::new()
        .merge(api::routes())
        .merge(pages::routes(&web))
        .merge(live::routes())
        .route("/assets/{name}", get(assets::serve))
        .route("/posters/{show_id}/{file}", get(posters::serve))
        .fallback(|| async { Problem::not_found() })
        // What has a route is asked for in the table, methods included; what it does not name is refused.
        .route_layer(middleware::from_fn_with_state(
            web.clone(),
            http::access::guard_access,
        ))
        .route_layer(middleware::from_fn(api::with_error))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(CatchPanicLayer::custom(
            |_: Box<dyn std::any::Any + Send>| {
                axum::response::IntoResponse::into_response(Problem::internal(
                    &std::io::Error::other("a handler panicked"),
                ))
            },
        ));
    let router = match cors {
        Some(cors) => router.layer(cors),
        None => router,
    };
    // The last layer is the first to see a request: not even the answer to a preflight goes around it.
    let router = router.layer(middleware::from_fn_with_state(web.clone(), http::guard));
    MapRequestLayer::new(without_trailing_slash).layer(router.with_state::<()>(web))
}

fn cors(web: &Web) -> Option<CorsLayer> {
    let origins: Vec<_> = web
        .site
        .cors_origins
        .iter()
        .filter_map(|origin| origin.parse().ok())
        .collect();
    (!origins.is_empty()).then(|| {
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([
                axum::http::Method::GET,
                axum::http::Method::POST,
                axum::http::Method::PATCH,
                axum::http::Method::PUT,
                axum::http::Method::DELETE,
            ])
            .allow_headers([
                axum::http::header::AUTHORIZATION,
                axum::http::header::CONTENT_TYPE,
                axum::http::HeaderName::from_static("idempotency-key"),
            ])
            .max_age(std::time::Duration::from_hours(1))
    })
}

/// Paths answer with and without a trailing slash.
fn without_trailing_slash(mut request: Request) -> Request {
    let path = request.uri().path();
    if path.len() > 1 && path.ends_with('/') {
        let query = request
            .uri()
            .query()
            .map_or(String::new(), |query| format!("?{query}"));
        let trimmed = format!("{}{query}", path.trim_end_matches('/'));
        let trimmed = if trimmed.starts_with('/') {
            trimmed
        } else {
            format!("/{trimmed}")
        };
        if let Ok(path) = trimmed.parse() {
            let mut parts = request.uri().clone().into_parts();
            parts.path_and_query = Some(path);
            if let Ok(uri) = axum::http::Uri::from_parts(parts) {
                *request.uri_mut() = uri;
            }
        }
    }
    request
}
