//! What payment providers say by themselves.

use axum::{Json as Answer, extract::State, http::HeaderMap};
use foh_domain::{limits::Limit, payments::PaymentMethod};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Web,
    http::{ClientAddress, Path, Problem, Raw, too_large},
};

/// The largest report, in bytes.
const MOST_BYTES: usize = 64 * 1024;

/// That a report was understood.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookReceived {
    received: bool,
}

/// Takes what a payment provider says: its own document, signed as it signs. It may come twice and in any order. 200 says that it was kept, or that
/// it is about nothing of ours; nothing of the answer tells which.
#[utoipa::path(post, path = "/api/payments/{method}/webhook", tag = "payments", params(("method" = String, Path, description = "`mtn`, `airtel` or `card`.")), request_body(content = String, content_type = "application/json"), responses((status = 200, body = WebhookReceived)))]
pub(crate) async fn webhook(
    State(web): State<Web>,
    client: ClientAddress,
    Path(method): Path<String>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Answer<WebhookReceived>, Problem> {
    let limit = Limit::PaymentWebhook;
    web.house.admit(limit, client.as_str()).await?;
    let method = PaymentMethod::parse(&method).ok_or_else(Problem::not_found)?;
    if body.len() > MOST_BYTES {
        return Err(too_large());
    }
    web.house.payment_webhook(method, &headers, &body).await?;
    Ok(Answer(WebhookReceived { received: true }))
}

/// The same by the method that MTN uses.
#[utoipa::path(put, path = "/api/payments/{method}/webhook", tag = "payments", params(("method" = String, Path, description = "`mtn`.")), request_body(content = String, content_type = "application/json"), responses((status = 200, body = WebhookReceived)))]
pub(crate) async fn callback(
    web: State<Web>,
    client: ClientAddress,
    method: Path<String>,
    headers: HeaderMap,
    body: Raw,
) -> Result<Answer<WebhookReceived>, Problem> {
    webhook(web, client, method, headers, body).await
}
