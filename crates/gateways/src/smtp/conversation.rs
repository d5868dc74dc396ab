//! One connection to the mail server and what is said on it.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{Error as SmtpError, response::Response};
use secrecy::ExposeSecret as _;
use tokio::time::timeout;

use super::message::Outgoing;
use super::url::{SmtpUrl, Tls};
use super::{Patience, Step};
use crate::mail::{Detail, Reason};

/// An open connection, signed in, between two mails or inside one.
///
/// A future of its methods that is dropped halfway leaves it unusable: drop it as well, which closes the connection.
pub(super) struct Conversation {
    connection: AsyncSmtpConnection,
}

impl Conversation {
    /// Connects, switches to TLS and signs in as the URL says.
    pub(super) async fn open(
        server: &SmtpUrl,
        tls: Option<&TlsParameters>,
        patience: Patience,
    ) -> Result<Self, Reason> {
        let hello = ClientId::default();
        let from_the_start = tls.filter(|_| server.tls() == Tls::FromTheStart).cloned();
        let connecting = AsyncSmtpConnection::connect_tokio1(
            (server.host(), server.port()),
            Some(patience.connect),
            &hello,
            from_the_start,
            None,
        );
        let connection = within(patience.connect, Step::Connect, connecting).await?;
        let mut conversation = Self { connection };
        if let (Tls::Opportunistic | Tls::Required, Some(tls)) = (server.tls(), tls) {
            conversation
                .encrypt(server.tls(), tls, &hello, patience)
                .await?;
        }
        if let Some((user, password)) = server.credentials() {
            conversation
                .sign_in(server, user, password.expose_secret(), patience)
                .await?;
        }
        Ok(conversation)
    }

    async fn encrypt(
        &mut self,
        wanted: Tls,
        tls: &TlsParameters,
        hello: &ClientId,
        patience: Patience,
    ) -> Result<(), Reason> {
        if self.connection.can_starttls() {
            let switching = self.connection.starttls(tls.clone(), hello);
            within(patience.command, Step::Encrypt, switching).await
        } else if wanted == Tls::Required {
            Err(not_offered(Step::Encrypt))
        } else {
            Ok(())
        }
    }

    /// The password goes over an encrypted connection or stays on this machine; with `tls=opportunistic` anybody on
    /// the way could otherwise ask for it by hiding STARTTLS.
    async fn sign_in(
        &mut self,
        server: &SmtpUrl,
        user: &str,
        password: &str,
        patience: Patience,
    ) -> Result<(), Reason> {
        if !self.connection.is_encrypted() && !server.is_this_machine() {
            return Err(not_offered(Step::Encrypt));
        }
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        let info = self.connection.server_info();
        if !mechanisms
            .iter()
            .any(|&mechanism| info.supports_auth_mechanism(mechanism))
        {
            return Err(not_offered(Step::SignIn));
        }
        let credentials = Credentials::new(user.to_owned(), password.to_owned());
        let signing_in = self.connection.auth(&mechanisms, &credentials);
        within(patience.command, Step::SignIn, signing_in)
            .await
            .map(drop)
    }

    /// Hands over one mail.
    pub(super) async fn deliver(
        &mut self,
        mail: &Outgoing,
        patience: Patience,
    ) -> Result<(), Reason> {
        let mut parameters = Vec::new();
        if mail.needs_utf8_addresses() {
            let info = self.connection.server_info();
            if !info.supports_feature(Extension::SmtpUtfEight) {
                return Err(not_offered(Step::Recipient));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = Mail::new(Some(mail.from.clone()), parameters);
        let to = Rcpt::new(mail.to.clone(), vec![]);
        self.command(Step::Sender, from, patience).await?;
        self.command(Step::Recipient, to, patience).await?;
        self.command(Step::Announce, Data, patience).await?;
        let handing_over = self.connection.message(&mail.content);
        within(patience.content, Step::Content, handing_over)
            .await
            .map(drop)
    }

    /// Whether nobody on the way can read along.
    pub(super) fn is_encrypted(&self) -> bool {
        self.connection.is_encrypted()
    }

    /// Says goodbye; whether that is heard matters to nobody.
    pub(super) async fn leave(mut self, patience: Patience) {
        let _ = timeout(patience.command, self.connection.quit()).await;
    }

    /// Clears an abandoned mail away. False if the connection is of no more use.
    pub(super) async fn reset(&mut self, patience: Patience) -> bool {
        self.command(Step::Sender, Rset, patience).await.is_ok()
    }

    async fn command(
        &mut self,
        step: Step,
        command: impl std::fmt::Display,
        patience: Patience,
    ) -> Result<Response, Reason> {
        within(patience.command, step, self.connection.command(command)).await
    }
}

fn not_offered(step: Step) -> Reason {
    Reason {
        step,
        detail: Detail::NotOffered,
    }
}

/// Awaits one answer of the server for so long and no longer.
async fn within<T>(
    limit: Duration,
    step: Step,
    answer: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, Reason> {
    let detail = match timeout(limit, answer).await {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => detail_of(step, &error),
        Err(_) => Detail::TimedOut,
    };
    Err(Reason { step, detail })
}

/// Reduces lettre's error to what may be told: its text repeats what the server said, addresses included.
fn detail_of(step: Step, error: &SmtpError) -> Detail {
    if let Some(code) = error.status() {
        return Detail::Answer(code.into());
    }
    if let Some(io) = io_cause(error) {
        return match io.kind() {
            io::ErrorKind::TimedOut => Detail::TimedOut,
            // This is how tokio-rustls reports every fault of the handshake.
            io::ErrorKind::InvalidData if matches!(step, Step::Connect | Step::Encrypt) => {
                Detail::NotTrusted
            }
            io::ErrorKind::InvalidData => Detail::NotUnderstood,
            _ if step == Step::Connect => Detail::Unreachable,
            _ => Detail::ConnectionLost,
        };
    }
    if error.is_tls() {
        Detail::NotTrusted
    } else if error.is_response() && error.to_string().ends_with("incomplete response") {
        // lettre's words for an end of file where an answer was due.
        Detail::ConnectionLost
    } else if error.is_response() {
        Detail::NotUnderstood
    } else if step == Step::Connect {
        Detail::Unreachable
    } else {
        Detail::ConnectionLost
    }
}

/// The input/output error behind an error, if there is one.
fn io_cause(error: &SmtpError) -> Option<&io::Error> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref() {
            return Some(io);
        }
        cause = error.source();
    }
    None
}
