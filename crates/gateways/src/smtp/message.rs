//! A mail as it travels: RFC 5322 headers and a MIME body.

use lettre::address::Address;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use secrecy::ExposeSecret as _;

use crate::mail::{Detail, InlineImage, Mail, MailError, Reason, Sender, Step};

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

/// Text first and HTML second, because readers show the last alternative they can; the images belong to the HTML.
fn body(mail: &Mail) -> Result<MultiPart, MailError> {
    let text = SinglePart::plain(mail.text.clone());
    let html = SinglePart::html(mail.html.clone());
    let alternatives = MultiPart::alternative().singlepart(text);
    if mail.inline.is_empty() {
        return Ok(alternatives.singlepart(html));
    }
    let mut related = MultiPart::related().singlepart(html);
    for image in &mail.inline {
        related = related.singlepart(inline(image)?);
    }
    Ok(alternatives.multipart(related))
}

fn inline(image: &InlineImage) -> Result<SinglePart, MailError> {
    if !is_name(&image.content_id, "-_.") {
        return Err(invalid());
    }
    let png = ContentType::parse("image/png").map_err(|_| invalid())?;
    let attachment = Attachment::new_inline(image.content_id.clone());
    Ok(attachment.body(image.png.clone(), png))
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
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            to_name: Some("Ada Lovelace".into()),
            to: "ada@example.org".into(),
            subject: "Your tickets".into(),
            text: "Hello\n.\nline".into(),
            html: "<p>Hello</p>".into(),
            inline: vec![],
            idempotency_key: "01990000-0000-7000-8000-000000000001".into(),
        }
    }

    fn composed(mail: &Mail) -> String {
        let sender = Sender::parse("Front of House <box-office@example.com>").unwrap();
        String::from_utf8(compose(mail, &sender).unwrap().content).unwrap()
    }

    /// The header lines, unfolded.
    fn headers(message: &str) -> Vec<String> {
        let (head, _) = message.split_once("\r\n\r\n").unwrap();
        head.replace("\r\n ", " ")
            .split("\r\n")
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn has_the_headers_it_needs_and_no_others() {
        let message = composed(&mail());
        let mut headers = headers(&message);
        headers.retain(|line| !line.starts_with("Date: ") && !line.starts_with("Content-Type: "));
        headers.sort();
        assert_eq!(
            headers,
            [
                "Auto-Submitted: auto-generated",
                "From: \"Front of House\" <box-office@example.com>",
                "MIME-Version: 1.0",
                "Message-ID: <01990000-0000-7000-8000-000000000001@example.com>",
                "Subject: Your tickets",
                "To: \"Ada Lovelace\" <ada@example.org>",
            ]
        );
    }

    #[test]
    fn line_breaks_do_not_make_headers() {
        for bad in [
            "A\r\nBcc: eve@example.net",
            "A\nBcc: eve@example.net",
            "A\rBcc: eve@example.net",
            "A\0\u{85}\u{2028}\nBcc: eve@example.net",
            "É\r\nBcc: eve@example.net",
            "A\"\r\nBcc: eve@example.net\r\n\r\nbody",
        ] {
            let plain = headers(&composed(&mail()));
            let mut mail = mail();
            mail.to_name = Some(bad.into());
            mail.subject = bad.into();
            let attacked = headers(&composed(&mail));
            assert_eq!(attacked.len(), plain.len(), "{attacked:#?}");
            assert!(attacked.iter().all(|line| !line.starts_with("Bcc")));
        }
    }

    #[test]
    fn what_cannot_be_a_mail_is_refused_for_good() {
        let change: [fn(&mut Mail); 8] = [
            |m| m.to = "nobody".into(),
            |m| m.to = "ada@example.org\r\nBcc: eve@example.net".into(),
            |m| m.to = "ada@example.org> SIZE=1".into(),
            |m| m.to = "ada@example.org,eve@example.net".into(),
            |m| m.idempotency_key = String::new(),
            |m| m.idempotency_key = "a>\r\nBcc: eve@example.net".into(),
            |m| m.idempotency_key = "a@b".into(),
            |m| {
                m.inline = vec![InlineImage {
                    content_id: "a\r\nX: y".into(),
                    png: vec![],
                }];
            },
        ];
        let sender = Sender::parse("box-office@example.com").unwrap();
        for (case, change) in change.into_iter().enumerate() {
            let mut mail = mail();
            change(&mut mail);
            let result = compose(&mail, &sender).map(drop);
            assert_eq!(result, Err(invalid()), "case {case}");
        }
    }

    #[test]
    fn an_international_domain_travels_in_ascii() {
        let mut mail = mail();
        mail.to = "ada@bücher.example".into();
        let sender = Sender::parse("box-office@example.com").unwrap();
        let outgoing = compose(&mail, &sender).unwrap();
        assert_eq!(outgoing.to.to_string(), "ada@xn--bcher-kva.example");
        assert!(!outgoing.needs_utf8_addresses());
    }

    #[test]
    fn images_stand_beside_the_html() {
        let mut mail = mail();
        mail.inline = vec![InlineImage {
            content_id: "ticket-1".into(),
            png: vec![0x89, b'P', b'N', b'G'],
        }];
        let message = composed(&mail);
        let parts: Vec<_> = message
            .lines()
            .filter_map(|line| line.strip_prefix("Content-Type: "))
            .map(|kind| kind.split(';').next().unwrap_or(kind))
            .collect();
        assert_eq!(
            parts,
            [
                "multipart/alternative",
                "text/plain",
                "multipart/related",
                "text/html",
                "image/png"
            ]
        );
        assert!(message.contains("Content-ID: <ticket-1>\r\n"));
        assert!(message.contains("Content-Disposition: inline\r\n"));
    }

    #[test]
    fn everything_on_the_wire_is_ascii_in_short_lines() {
        let mut mail = mail();
        mail.to_name = Some("Éloïse d'Été ".repeat(30));
        mail.subject = "Réservation confirmée – ".repeat(30);
        mail.text = "é".repeat(5000);
        mail.html = "<p>é</p>".repeat(5000);
        let message = composed(&mail);
        assert!(message.is_ascii());
        assert!(message.split("\r\n").all(|line| line.len() <= 998));
        assert!(!message.replace("\r\n", "").contains(['\r', '\n']));
    }
}
