//! Text messages leave: each is composed from what is stored then, and handed to the provider at most once.
//!
//! The provider cannot tell a repetition from another message. So an entry is marked before the provider is asked, and whoever finds the mark
//! on a claimed entry knows that nobody saw how the attempt before ended: it is parked for staff instead of being sent blindly. If the message had
//! left after all, the provider's own news says so and takes the entry from the list.

mod reported;

use std::sync::Arc;

use foh_domain::{identity::PhoneNumber, limits::Limit};
use foh_gateways::sms::{TextError, TextGateway, TextMessage};
use foh_store::{
    StoreError,
    outbox::{self, Channel, Entry},
    text_messages,
};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{Subject, compose::ComposeError};
use crate::{
    House,
    limits::LimitError,
    outbox::{Carrier, Carrying, Outcome},
};

pub use reported::{LostText, TextReportError};

/// What stands at an entry while the provider is asked.
const UNDER_WAY: &str = "it is being handed over";
/// What staff read of an entry whose attempt nobody saw to its end.
const UNSEEN: &str = "the program stopped while the text message was handed over, and nobody knows whether it has left; \
                      look with the provider before it is sent again";

/// When an entry is looked at again that cannot be dealt with now.
const A_MOMENT: SignedDuration = SignedDuration::from_mins(1);

/// Carries text messages to a provider.
pub struct TextCarrier(Arc<dyn TextGateway>);

impl TextCarrier {
    /// To this provider.
    #[must_use]
    pub fn new(provider: Arc<dyn TextGateway>) -> Self {
        Self(provider)
    }

    async fn send(&self, house: &House, entry: &Entry) -> Outcome {
        if entry.last_error.as_deref() == Some(UNDER_WAY) {
            return house.unseen(entry.id).await;
        }
        let message = match house.compose_text(entry).await {
            Ok(Some(message)) => message,
            Ok(None) => return Outcome::Done,
            Err(error @ ComposeError::Entry(_)) => return Outcome::Never(error.to_string()),
            Err(ComposeError::Store(error)) => return Outcome::again(&error),
        };
        match house.admit_text(&message.to).await {
            Ok(()) => {}
            Err(LimitError::Exceeded(wait)) => return Outcome::Later(wait),
            Err(LimitError::Store(error)) => return Outcome::again(&error),
        }
        match house.mark_under_way(entry.id).await {
            Ok(true) => {}
            Ok(false) => return Outcome::Later(A_MOMENT),
            Err(error) => return Outcome::again(&error),
        }
        match self.0.send(&message).await {
            Ok(receipt) => {
                house.text_taken(entry.id, receipt.sid).await;
                Outcome::Done
            }
            Err(error @ TextError::Temporary { retry_after, .. }) => Outcome::Again {
                reason: error.to_string(),
                wait: retry_after,
            },
            Err(error @ (TextError::Refused(_) | TextError::Unknown(_))) => {
                Outcome::Never(error.to_string())
            }
        }
    }
}

impl Carrier for TextCarrier {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn carry<'a>(&'a self, house: &'a House, entry: &'a Entry) -> Carrying<'a> {
        Box::pin(self.send(house, entry))
    }
}

impl House {
    /// The text message of an entry; nothing where it is no longer wanted, or the guest has no telephone.
    pub(super) async fn compose_text(
        &self,
        entry: &Entry,
    ) -> Result<Option<TextMessage>, ComposeError> {
        let (kind, payload) = self.content(entry)?;
        match kind.subject() {
            Subject::Travel => self.travel_text(kind, entry, &payload).await,
            _ => Err(ComposeError::Entry("it has no form as a text message")),
        }
    }

    /// Counts a message to this number. An attempt counts, whatever comes of it.
    async fn admit_text(&self, to: &PhoneNumber) -> Result<(), LimitError> {
        let limits = [Limit::TextMessage, Limit::TextMessageDaily];
        self.admit_to_all(&limits, to.expose()).await
    }

    /// Notes that the provider is going to be asked; `false` when another worker is at it, because our lease ran out, or was.
    async fn mark_under_way(&self, id: Uuid) -> Result<bool, StoreError> {
        self.db
            .write(id, move |tx| outbox::mark(tx, id, UNDER_WAY))
            .await
    }

    /// Notes that the provider has the message. That it cannot be noted is no reason to send it again: its news will say it.
    async fn text_taken(&self, id: Uuid, sid: String) {
        let now = self.now();
        let noted = self
            .db
            .write(id, move |tx| text_messages::taken(tx, id, &sid, now))
            .await;
        if let Err(error) = noted {
            tracing::warn!(entry = %id, %error, "the name of a text message that was sent could not be noted");
        }
    }

    /// What becomes of a message whose last attempt nobody saw to its end.
    async fn unseen(&self, id: Uuid) -> Outcome {
        match self
            .db
            .write(id, move |tx| text_messages::lock(tx, id))
            .await
        {
            Ok(Some(_)) => Outcome::Done,
            Ok(None) => Outcome::Never(UNSEEN.to_owned()),
            Err(error) => {
                tracing::warn!(entry = %id, %error, "it cannot be seen whether a text message has left");
                // Any other outcome would take the mark away.
                Outcome::Later(A_MOMENT)
            }
        }
    }
}
