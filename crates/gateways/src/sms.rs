//! A text message to one telephone, and whoever takes it away.

mod codes;
mod error;
mod signature;
mod twilio;

use std::{fmt, pin::Pin};

use foh_domain::{identity::PhoneNumber, messages::TextStatus};

pub use codes::meaning;
pub use error::{CallbackError, TextError, TextSetupError, Trouble};
pub use twilio::{Twilio, TwilioSetup};

/// A text message, composed and ready to leave.
///
/// Its `Debug` shows nothing: number and text are personal, and the links in it are secret.
#[derive(Clone)]
pub struct TextMessage {
    /// Whose telephone.
    pub to: PhoneNumber,
    /// What it says.
    pub body: String,
    /// Where the provider tells how it stands, as [`TextGateway::verify_callback`] is told it later.
    pub status_callback: String,
}

impl fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextMessage").finish_non_exhaustive()
    }
}

/// The provider has taken responsibility for a text message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The provider's name for the message.
    pub sid: String,
}

/// What a provider says of a text message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextReport {
    /// The provider's name for the message.
    pub sid: String,
    /// How it stood when this was sent; nothing where the provider uses a word of which nothing follows.
    pub status: Option<TextStatus>,
    /// Why it did not arrive ([`meaning`]).
    pub error_code: Option<u32>,
}

/// What [`TextGateway::send`] returns: boxed, so that the program picks its gateway at start.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Receipt, TextError>> + Send + 'a>>;

/// Takes text messages away.
pub trait TextGateway: fmt::Debug + Send + Sync {
    /// Hands a text message over. `Ok` means that the other side has taken responsibility for it. There is no key by which the other side
    /// could tell a repetition: after [`TextError::Unknown`] nobody may send it again who does not accept that it comes twice.
    ///
    /// # Errors
    /// [`TextError`] says whether it may have left, and whether another attempt can help.
    fn send<'a>(&'a self, message: &'a TextMessage) -> Sending<'a>;

    /// Reads what somebody says who claims to be the provider: a form posted to `url`, with this signature.
    ///
    /// # Errors
    /// See [`CallbackError`].
    fn verify_callback(
        &self,
        url: &str,
        fields: &[(String, String)],
        signature: &str,
    ) -> Result<TextReport, CallbackError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_personal() {
        let message = TextMessage {
            to: PhoneNumber::parse("+250788123456").unwrap(),
            body: "https://example.org/travel/booking/secret".into(),
            status_callback: "https://example.org/api/sms/status".into(),
        };
        assert_eq!(format!("{message:?}"), "TextMessage { .. }");
    }
}
