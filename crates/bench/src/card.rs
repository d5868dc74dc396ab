//! A provider of cards, as Stripe is, at which everybody has paid: what it says of a session, and its webhooks.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use axum::extract::Path;
use axum::{Json, Router, routing::get};
use foh_domain::payments::Money;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::Result;
use crate::prepare::FARE;

/// Signs webhooks; as good as any other.
pub const WEBHOOK_SECRET: &str = "whsec_bench";

/// Begins what it calls a payment; the rest is the name the house gave it.
const PREFIX: &str = "cs_";

/// What the provider calls the payment that the house calls `charge`.
pub fn reference(charge: uuid::Uuid) -> String {
    format!("{PREFIX}{}", charge.simple())
}

/// Answers questions about payments from now until this process ends, and says where.
pub fn listen() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("card provider".into())
        .spawn(move || {
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                let site = Router::new().route("/v1/checkout/sessions/{reference}", get(look));
                axum::serve(listener, site).await
            })
        })?;
    Ok(address)
}

async fn look(Path(reference): Path<String>) -> Json<Value> {
    Json(session(&reference, FARE))
}

/// A session that was paid (docs.stripe.com/api/checkout/sessions/object).
fn session(reference: &str, money: Money) -> Value {
    let name = reference.trim_start_matches(PREFIX);
    let charge = uuid::Uuid::parse_str(name).ok();
    json!({
        "id": reference, "object": "checkout.session", "livemode": false, "mode": "payment",
        "client_reference_id": charge, "status": "complete", "payment_status": "paid",
        "amount_total": money.amount, "currency": money.currency.code().to_lowercase(),
        "payment_intent": format!("pi_{name}"), "url": null,
    })
}

/// What it tells the house by itself when a session is paid: the same whenever it is told again.
pub fn event(reference: &str) -> String {
    let name = reference.trim_start_matches(PREFIX);
    json!({
        "id": format!("evt_{name}"), "object": "event", "api_version": "2024-06-20", "livemode": false,
        "type": "checkout.session.completed", "data": {"object": session(reference, FARE)},
    })
    .to_string()
}

/// The value of `Stripe-Signature` (docs.stripe.com/webhooks, "Verify manually"), always of the same length.
pub fn signature(body: &str, now: Timestamp) -> Result<String> {
    let moment = now.as_second().to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes())?;
    for part in [moment.as_str(), ".", body] {
        mac.update(part.as_bytes());
    }
    let digits: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect();
    Ok(format!("t={moment},v1={digits}"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_event_tells_the_session_that_is_looked_at() {
        let charge = Uuid::from_u128(7);
        let reference = reference(charge);
        let event: Value = serde_json::from_str(&event(&reference)).unwrap();
        assert_eq!(event["data"]["object"], session(&reference, FARE));
        assert_eq!(
            event["data"]["object"]["client_reference_id"],
            charge.to_string()
        );
        assert_eq!(event["data"]["object"]["id"], reference);
    }

    #[test]
    fn a_signature_covers_moment_and_body() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let signed = signature("{}", at(1_700_000_000)).unwrap();
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_bench
        assert_eq!(signed, EXPECTED);
        assert_ne!(signature("{}", at(1_700_000_001)).unwrap(), signed);
        assert_ne!(signature("{ }", at(1_700_000_000)).unwrap(), signed);
    }

    const EXPECTED: &str =
        "t=1700000000,v1=3621a9777cddcc887601a759d6e54a3bece387163249f88b761759a630b88591";
}
