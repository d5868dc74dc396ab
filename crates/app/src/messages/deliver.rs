//! E-mails leave: each is composed from what is stored then, and handed to the mail server.

use std::sync::Arc;

use foh_gateways::mail::{MailError, MailGateway};
use foh_store::outbox::{Channel, Entry};

use super::compose::{ComposeError, Composed};
use crate::{
    House,
    outbox::{Carrier, Carrying, Outcome},
};

/// Carries e-mails to a mail server.
pub struct MailCarrier(Arc<dyn MailGateway>);

impl MailCarrier {
    /// To this server.
    #[must_use]
    pub fn new(server: Arc<dyn MailGateway>) -> Self {
        Self(server)
    }

    async fn send(&self, house: &House, entry: &Entry) -> Outcome {
        let mail = match house.compose(entry).await {
            Ok(Composed::Mail(mail)) => mail,
            Ok(Composed::Obsolete) => return Outcome::Done,
            Err(error @ ComposeError::Entry(_)) => return Outcome::Never(error.to_string()),
            Err(ComposeError::Store(error)) => return Outcome::again(&error),
        };
        match self.0.send(&mail).await {
            Ok(()) => Outcome::Done,
            Err(error @ MailError::Permanent(_)) => Outcome::Never(error.to_string()),
            Err(error) => Outcome::again(&error),
        }
    }
}

impl Carrier for MailCarrier {
    fn channel(&self) -> Channel {
        Channel::Smtp
    }

    fn carry<'a>(&'a self, house: &'a House, entry: &'a Entry) -> Carrying<'a> {
        Box::pin(self.send(house, entry))
    }
}
