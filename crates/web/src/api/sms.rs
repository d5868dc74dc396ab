//! What the provider of text messages tells of them.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use foh_app::messages::TextReportError;
use foh_domain::limits::Limit;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Web,
    http::{ClientAddress, Form, Problem, Query},
};

const SIGNATURE: &str = "x-twilio-signature";

/// Which message it is about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SmsStatusQuery {
    /// The message, as the address said that the provider was given.
    message: Uuid,
}

/// What is read of the form. The provider signs all of its fields, and sends more than these.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes what the provider sends")]
#[expect(non_snake_case, reason = "the names are the provider's")]
pub(crate) struct SmsStatus {
    #[schema(example = "SM00112233445566778899aabbccddeeff")]
    MessageSid: String,
    /// `queued`, `sending`, `sent`, `delivered`, `undelivered`, `failed` and others, of which nothing follows.
    #[schema(example = "delivered")]
    MessageStatus: String,
    /// Why it did not arrive.
    #[schema(example = "30003")]
    ErrorCode: Option<String>,
}

/// Takes what the provider of text messages tells of one of them, in its own form and signed with our token. It may come twice and in any order.
#[utoipa::path(post, path = "/api/sms/status", tag = "operations", params(SmsStatusQuery, ("X-Twilio-Signature" = String, Header, description = "HMAC-SHA-1 of the address and the fields, in base64.")), request_body(content = SmsStatus, content_type = "application/x-www-form-urlencoded"), responses((status = 204, description = "It is noted.")))]
pub(crate) async fn status(
    State(web): State<Web>,
    client: ClientAddress,
    Query(about): Query<SmsStatusQuery>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<StatusCode, Problem> {
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    let signature = signature.unwrap_or_default();
    match web
        .house
        .text_reported(about.message, &fields, signature)
        .await
    {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(TextReportError::Unreadable) => Err(Problem::malformed(
            "MessageSid and MessageStatus are needed.",
        )),
        Err(TextReportError::Store(error)) => Err(error.into()),
        Err(TextReportError::Forged) => {
            // Only forgeries are counted: the provider sends as much as there is to tell.
            web.house
                .admit(Limit::TextStatusForged, client.as_str())
                .await?;
            Err(Problem::forged())
        }
    }
}
