//! What a provider says by itself.

use foh_domain::payments::Reported;
use uuid::Uuid;

/// What a webhook is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Webhook {
    /// The provider says it and proves that it does.
    News {
        /// Names this piece of news for ever: it is handled once, however often it comes.
        event_id: String,
        /// The payment, as its [`super::Charge`] named it.
        id: Uuid,
        /// The provider's name for the payment.
        reference: String,
        /// How it stood when this was sent, which may be long ago.
        reported: Reported,
    },
    /// Somebody says that there is news, perhaps the provider; it is never believed, and not to be counted as handled either. It is a
    /// reason to ask for the status.
    Hint {
        /// The payment or the refund.
        id: Uuid,
    },
}

/// Why a webhook is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// It is not signed with the secret.
    #[error("the webhook is not signed by the payment provider")]
    Forged,
    /// It was signed too long ago, or in the future: somebody may be repeating it.
    #[error("the webhook was not signed just now")]
    Stale,
    /// It is not what the provider documents.
    #[error("the webhook cannot be read")]
    Unreadable,
    /// It is news of something else than a payment of this installation. It is answered like one that was understood.
    #[error("the webhook is about something else")]
    NotOurs,
    /// This provider sends none.
    #[error("the payment provider sends no webhooks")]
    NotOffered,
}
