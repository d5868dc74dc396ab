//! What payment providers say by themselves.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use foh_domain::{limits::Limit, payments::PaymentMethod};

use crate::{
    Web,
    http::{ClientAddress, Path, Problem, too_large},
};

/// The largest report, in bytes.
const MOST_BYTES: usize = 64 * 1024;

/// Takes what a payment provider says: its own document, signed as it signs. It may come twice and in any order. 200 says that it was kept, or that
/// it is about nothing of ours; nothing of the answer tells which.
#[utoipa::path(post, path = "/api/payments/{method}/webhook", tag = "payments", params(("method" = String, Path, description = "`mtn`, `airtel` or `card`.")), request_body(content = String, content_type = "application/json"), responses((status = 200, description = "It was understood.")))]
pub(crate) async fn webhook(
    State(web): State<Web>,
    client: ClientAddress,
    Path(method): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let limit = Limit::PaymentWebhook;
    web.house.admit(limit, client.as_str()).await?;
    let method = PaymentMethod::parse(&method).ok_or_else(Problem::not_found)?;
    if body.len() > MOST_BYTES {
        return Err(too_large());
    }
    web.house.payment_webhook(method, &headers, &body).await?;
    Ok(StatusCode::OK)
}

/// The same by the method that MTN uses.
#[utoipa::path(put, path = "/api/payments/{method}/webhook", tag = "payments", params(("method" = String, Path, description = "`mtn`.")), request_body(content = String, content_type = "application/json"), responses((status = 200, description = "It was understood.")))]
pub(crate) async fn callback(
    web: State<Web>,
    client: ClientAddress,
    method: Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    webhook(web, client, method, headers, body).await
}
