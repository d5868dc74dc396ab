//! Mail by SMTP (RFC 5321) through the house's mail server.

mod conversation;
mod message;
mod parked;
mod url;

use std::time::Duration;

use lettre::transport::smtp::client::TlsParameters;

use crate::mail::{Detail, Mail, MailError, MailGateway, Reason, Sender, Sending, Step};
use conversation::Conversation;
use message::Outgoing;
use parked::Parked;

pub use url::{SmtpUrl, SmtpUrlError, Tls};

/// How long to wait for the server. lettre bounds only the TCP connection, so every answer is bounded here.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For connecting, the server's greeting and its answer to EHLO.
    pub connect: Duration,
    /// For each command.
    pub command: Duration,
    /// For the receipt of the message; servers scan it before they answer.
    pub content: Duration,
    /// For one mail altogether, the second attempt included. Whoever leases a mail leases it for longer than this.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            command: Duration::from_secs(20),
            content: Duration::from_mins(1),
            whole: Duration::from_mins(2),
        }
    }
}

/// How the mail server received us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Greeting {
    /// Whether nobody on the way can read along.
    pub encrypted: bool,
    /// Whether it knows who we are.
    pub signed_in: bool,
}

/// Sends mail through one SMTP server, over connections kept open between mails.
pub struct SmtpMailer {
    server: SmtpUrl,
    tls: Option<TlsParameters>,
    sender: Sender,
    patience: Patience,
    parked: Parked,
}

impl SmtpMailer {
    /// A mailer for this server. Connects when the first mail is sent, not now.
    ///
    /// # Errors
    /// [`SmtpUrlError::TlsSetup`] when TLS is asked for and cannot be prepared.
    pub fn new(server: SmtpUrl, sender: Sender) -> Result<Self, SmtpUrlError> {
        let tls = match server.tls() {
            Tls::None => None,
            Tls::Opportunistic | Tls::Required | Tls::FromTheStart => Some(
                TlsParameters::new(server.host().to_owned()).map_err(|_| SmtpUrlError::TlsSetup)?,
            ),
        };
        Ok(Self {
            server,
            tls,
            sender,
            patience: Patience::default(),
            parked: Parked::default(),
        })
    }

    /// The same mailer with other time limits.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Connects, switches to TLS and signs in as for a mail, and sends none.
    ///
    /// # Errors
    /// Why no mail could leave.
    pub async fn greet(&self) -> Result<Greeting, MailError> {
        let opening = Conversation::open(&self.server, self.tls.as_ref(), self.patience);
        let opened = tokio::time::timeout(self.patience.whole, opening).await;
        let conversation = opened.unwrap_or(Err(Reason {
            step: Step::Whole,
            detail: Detail::TimedOut,
        }))?;
        let greeting = Greeting {
            encrypted: conversation.is_encrypted(),
            signed_in: self.server.credentials().is_some(),
        };
        conversation.leave(self.patience).await;
        Ok(greeting)
    }

    /// Sends on a connection left open by an earlier mail, or on a new one.
    ///
    /// Servers close idle connections when they like, and that shows only at the next command. Such a connection is
    /// no reason to fail, so the mail is tried once more on a new one, but only if its content was not handed over:
    /// after that the server may have taken it, and the outbox decides about sending it again.
    async fn deliver(&self, outgoing: &Outgoing) -> Result<(), Reason> {
        if let Some(mut kept) = self.parked.take() {
            match self.talk(&mut kept, outgoing).await {
                Err(reason) if went_stale(reason) => {
                    tracing::debug!(%reason, "a kept mail connection had gone stale");
                }
                result => return self.park_after(kept, result).await,
            }
        }
        let mut fresh = Conversation::open(&self.server, self.tls.as_ref(), self.patience).await?;
        let result = self.talk(&mut fresh, outgoing).await;
        self.park_after(fresh, result).await
    }

    async fn talk(&self, conversation: &mut Conversation, mail: &Outgoing) -> Result<(), Reason> {
        conversation.deliver(mail, self.patience).await
    }

    /// Keeps the connection for the next mail if it is in a known state; a mail the server refused has to be
    /// cleared away first.
    async fn park_after(
        &self,
        mut conversation: Conversation,
        result: Result<(), Reason>,
    ) -> Result<(), Reason> {
        let usable = match result {
            Ok(()) => true,
            Err(reason) => match reason.detail {
                Detail::Answer(421) => false,
                Detail::Answer(_) | Detail::NotOffered => conversation.reset(self.patience).await,
                _ => false,
            },
        };
        if usable {
            self.parked.put(conversation);
        }
        result
    }
}

/// True when an open connection turned out to be unusable before anything was handed over. 421 is how a server says
/// that it is closing (RFC 5321, 3.8); silence is how a firewall forgets a connection.
fn went_stale(reason: Reason) -> bool {
    matches!(reason.step, Step::Sender | Step::Recipient | Step::Announce)
        && matches!(
            reason.detail,
            Detail::ConnectionLost | Detail::TimedOut | Detail::Answer(421)
        )
}

impl MailGateway for SmtpMailer {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        Box::pin(async move {
            let outgoing = message::compose(mail, &self.sender)?;
            let delivered =
                tokio::time::timeout(self.patience.whole, self.deliver(&outgoing)).await;
            let result = delivered.unwrap_or(Err(Reason {
                step: Step::Whole,
                detail: Detail::TimedOut,
            }));
            result.map_err(MailError::from)
        })
    }
}
