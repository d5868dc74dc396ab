//! Events about a session, signed (docs.stripe.com/webhooks, "Verify manually").

use serde_json::json;

use super::Session;
use crate::{
    callbacks::Letter,
    payment::{Payment, State},
    setup::Setup,
    sign,
};

/// The version of the API that events are written in.
const VERSION: &str = "2024-06-20";

impl Session {
    /// The event that says that the session stands so. Told again, it is the same event.
    pub(crate) fn event(&self, payment: &Payment, state: State, setup: &Setup) -> Option<Letter> {
        let to = setup.stripe_webhook.clone()?;
        let kind = match state {
            State::Waiting | State::Paid(_) => "checkout.session.completed",
            State::Failed(_) => "checkout.session.expired",
        };
        let mut object = self.object(payment, state);
        if state == State::Waiting {
            // As while a bank has not said yes: the visitor is done, the money is not there.
            object["status"] = json!("complete");
        }
        let about = format!(
            "event {} {kind} {}",
            self.intent(),
            object["payment_status"]
        );
        let mut id = setup.word(&about);
        id.truncate(32);
        let now = (setup.now)().as_second();
        let event = json!({
            "id": format!("evt_{id}"), "object": "event", "api_version": VERSION, "livemode": false,
            "created": now, "type": kind, "data": {"object": object},
        });
        let mut letter = Letter::json(to, &event);
        let parts = [now.to_string(), ".".to_owned(), letter.body.clone()];
        let parts = parts.each_ref().map(String::as_bytes);
        let signature = sign::sha256_hex(&setup.stripe_webhook_secret(), &parts);
        letter.signature = Some(("stripe-signature", format!("t={now},v1={signature}")));
        Some(letter)
    }
}
