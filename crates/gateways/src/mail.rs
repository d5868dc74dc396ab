//! A mail to one guest or member of staff, and whoever takes it away.

mod error;
mod sender;

use std::fmt;
use std::pin::Pin;

use secrecy::SecretString;

pub use error::{Detail, MailError, Reason, Step};
pub use sender::{Sender, SenderError};

/// A mail to one recipient, rendered and ready to leave.
///
/// Its `Debug` shows the idempotency key and nothing else: names, addresses and the links in the text are personal or
/// secret.
#[derive(Clone)]
pub struct Mail {
    /// How the recipient is called. Control characters in it become spaces.
    pub to_name: Option<String>,
    /// The recipient's address.
    pub to: SecretString,
    /// The subject line. Control characters in it become spaces.
    pub subject: String,
    /// The message as plain text.
    pub text: String,
    /// The same message as HTML; it shows an inline image by `<img src="cid:CONTENT_ID">`.
    pub html: String,
    /// The images the HTML refers to.
    pub inline: Vec<InlineImage>,
    /// What the recipient's calendar is told, if anything.
    pub calendar: Option<CalendarPart>,
    /// Names this mail for ever (a UUID as text): the Message-ID is made from it, so a mail sent twice is one message to
    /// whoever reads it. ASCII letters, digits and `-`, at most 64 characters.
    pub idempotency_key: String,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("idempotency_key", &self.idempotency_key)
            .finish_non_exhaustive()
    }
}

/// A PNG image shown inside the HTML of a mail, such as the QR code of a ticket.
#[derive(Clone)]
pub struct InlineImage {
    /// The name the HTML uses after `cid:`. ASCII letters, digits, `-`, `_` and `.`, at most 64 characters.
    pub content_id: String,
    /// The PNG file.
    pub png: Vec<u8>,
}

impl fmt::Debug for InlineImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InlineImage")
            .field("content_id", &self.content_id)
            .field("png_bytes", &self.png.len())
            .finish()
    }
}

/// An iCalendar object (RFC 5545) for the recipient's calendar.
#[derive(Clone)]
pub struct CalendarPart {
    /// What it asks the calendar to do.
    pub method: CalendarMethod,
    /// The object; its `METHOD` is the same.
    pub ics: String,
}

impl fmt::Debug for CalendarPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CalendarPart")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// What a calendar is asked to do (RFC 5546, 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarMethod {
    /// To enter the event, or what has changed about it.
    Request,
    /// To take it out.
    Cancel,
}

impl CalendarMethod {
    /// The word in the object and in the header.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// What [`MailGateway::send`] returns: boxed, so that the program picks its gateway at start.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>>;

/// Takes mail away: an SMTP server, or a local mailbox in development.
pub trait MailGateway: Send + Sync {
    /// Hands the mail over. `Ok` means that the other side has taken responsibility for it.
    ///
    /// # Errors
    /// [`MailError`] says whether another attempt can help. After [`MailError::Temporary`] the other side may have
    /// the mail all the same (its answer was lost); send the same [`Mail::idempotency_key`] again.
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_personal() {
        let mail = Mail {
            to_name: Some("Ada Lovelace".into()),
            to: "ada@example.org".into(),
            subject: "Your tickets, Ada".into(),
            text: "https://example.org/t/secret".into(),
            html: "<a href='https://example.org/t/secret'>".into(),
            inline: vec![InlineImage {
                content_id: "ticket-1".into(),
                png: vec![1, 2, 3],
            }],
            calendar: Some(CalendarPart {
                method: CalendarMethod::Request,
                ics: "ATTENDEE:mailto:ada@example.org".into(),
            }),
            idempotency_key: "0199-key".into(),
        };
        assert_eq!(
            format!("{mail:?}"),
            "Mail { idempotency_key: \"0199-key\", .. }"
        );
        assert_eq!(
            format!("{:?}", mail.inline),
            "[InlineImage { content_id: \"ticket-1\", png_bytes: 3 }]"
        );
        assert_eq!(
            format!("{:?}", mail.calendar),
            "Some(CalendarPart { method: Request, .. })"
        );
    }
}
