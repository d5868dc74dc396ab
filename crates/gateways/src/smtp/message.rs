//! A mail as it travels: RFC 5322 headers and a MIME body.

use lettre::address::Address;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use secrecy::ExposeSecret as _;

use crate::mail::{CalendarPart, Detail, InlineImage, Mail, MailError, Reason, Sender, Step};

/// A message ready for the wire, with its envelope.
pub(super) struct Outgoing {
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) content: Vec<u8>,
}

impl Outgoing {
    /// Whether the server must know SMTPUTF8 (RFC 6531).
    pub(super) fn needs_utf8_addresses(&self) -> bool {
        [&self.from, &self.to]
            .into_iter()
            .any(|address| !address.user().is_ascii() || !address.domain().is_ascii())
    }
}

/// Puts the message together.
///
/// # Errors
/// [`MailError::Permanent`] when the address, the idempotency key or the name of an image is not valid.
pub(super) fn compose(mail: &Mail, sender: &Sender) -> Result<Outgoing, MailError> {
    let to = recipient(mail.to.expose_secret())?;
    let from = in_ascii(sender.mailbox().email.clone())?;
    if !is_name(&mail.idempotency_key, "-") {
        return Err(invalid());
    }
    let message_id = format!("<{}@{}>", mail.idempotency_key, from.domain());
    let to_name = mail.to_name.as_deref().map(one_line);
    let message = Message::builder()
        .from(Mailbox::new(sender.mailbox().name.clone(), from.clone()))
        .to(Mailbox::new(
            to_name.filter(|name| !name.is_empty()),
            to.clone(),
        ))
        .subject(one_line(&mail.subject))
        .message_id(Some(message_id))
        .header(AutoSubmitted)
        .multipart(body(mail)?)
        .map_err(|_| invalid())?;
    Ok(Outgoing {
        from,
        to,
        content: message.formatted(),
    })
}

/// Text first and HTML second, because readers show the last alternative they can; the images belong to the HTML. A
/// calendar entry comes twice: as an alternative, which Gmail, Outlook and Apple Mail offer to enter, and as a file for
/// whoever reads mail elsewhere.
fn body(mail: &Mail) -> Result<MultiPart, MailError> {
    let text = SinglePart::plain(mail.text.clone());
    let html = SinglePart::html(mail.html.clone());
    let mut alternatives = MultiPart::alternative().singlepart(text);
    if mail.inline.is_empty() {
        alternatives = alternatives.singlepart(html);
    } else {
        let mut related = MultiPart::related().singlepart(html);
        for image in &mail.inline {
            related = related.singlepart(inline(image)?);
        }
        alternatives = alternatives.multipart(related);
    }
    let Some(calendar) = &mail.calendar else {
        return Ok(alternatives);
    };
    alternatives = alternatives.singlepart(invitation(calendar)?);
    Ok(MultiPart::mixed()
        .multipart(alternatives)
        .singlepart(invitation_file(calendar)?))
}

/// The method stands in the header too: without it an entry is only shown (RFC 6047, 2.4).
fn invitation(calendar: &CalendarPart) -> Result<SinglePart, MailError> {
    let method = calendar.method.as_str();
    let kind = content_type(&format!("text/calendar; method={method}; charset=utf-8"))?;
    Ok(SinglePart::builder()
        .header(kind)
        .body(calendar.ics.clone()))
}

fn invitation_file(calendar: &CalendarPart) -> Result<SinglePart, MailError> {
    let kind = content_type("application/ics; name=\"invite.ics\"")?;
    let attachment = Attachment::new("invite.ics".to_owned());
    Ok(attachment.body(calendar.ics.clone(), kind))
}

fn content_type(text: &str) -> Result<ContentType, MailError> {
    ContentType::parse(text).map_err(|_| invalid())
}

fn inline(image: &InlineImage) -> Result<SinglePart, MailError> {
    if !is_name(&image.content_id, "-_.") {
        return Err(invalid());
    }
    let attachment = Attachment::new_inline(image.content_id.clone());
    Ok(attachment.body(image.png.clone(), content_type("image/png")?))
}

fn recipient(text: &str) -> Result<Address, MailError> {
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(invalid());
    }
    in_ascii(text.parse().map_err(|_| invalid())?)
}

/// The address with its domain in ASCII (IDNA), which every server understands.
fn in_ascii(address: Address) -> Result<Address, MailError> {
    if address.domain().is_ascii() {
        return Ok(address);
    }
    let domain = url::Host::parse(address.domain()).map_err(|_| invalid())?;
    Address::new(address.user(), domain.to_string()).map_err(|_| invalid())
}

/// The text without what could end a header line or change how a terminal shows it.
fn one_line(text: &str) -> String {
    let spaced = text.replace(
        |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'),
        " ",
    );
    spaced.trim().to_owned()
}

/// ASCII letters, digits and the `extra` characters, 1 to 64 of them.
fn is_name(text: &str, extra: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
}

fn invalid() -> MailError {
    MailError::from(Reason {
        step: Step::Compose,
        detail: Detail::Invalid,
    })
}

/// `Auto-Submitted: auto-generated` (RFC 3834): out-of-office programs do not answer such mail.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests;
