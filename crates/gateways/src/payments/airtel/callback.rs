//! Airtel's callback: `{"transaction": {…}, "hash": "…"}`, the hash being the HMAC-SHA-256 of the transaction as it is written, in base64.

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::super::{Webhook, WebhookError, mac};

#[derive(Deserialize)]
struct Callback<'a> {
    #[serde(borrow)]
    transaction: &'a RawValue,
    hash: Option<String>,
}

#[derive(Deserialize)]
struct Transaction {
    id: Uuid,
}

/// It names no amount and can be repeated by whoever has seen it, so even a signed one is a reason to ask and no more.
pub(super) fn read(body: &[u8], key: Option<&SecretString>) -> Result<Webhook, WebhookError> {
    let callback: Callback<'_> =
        serde_json::from_slice(body).map_err(|_| WebhookError::Unreadable)?;
    if let Some(key) = key {
        let hash = callback.hash.and_then(|hash| STANDARD.decode(hash).ok());
        let written = callback.transaction.get().as_bytes();
        if !hash.is_some_and(|hash| mac::signed(key, &[written], &hash)) {
            return Err(WebhookError::Forged);
        }
    }
    let transaction: Transaction =
        serde_json::from_str(callback.transaction.get()).map_err(|_| WebhookError::NotOurs)?;
    Ok(Webhook::Hint { id: transaction.id })
}
