//! Whom mail comes from: one name and address for the whole house.

use lettre::message::Mailbox;

/// A name and an address, as in `Front of House <box-office@example.org>`, or an address alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

/// The text does not name one sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a sender: write Name <address@example.org> or only the address, on one line")]
pub struct SenderError;

impl Sender {
    /// Reads `Name <address>` or `address`.
    ///
    /// # Errors
    /// [`SenderError`] for anything else, for several addresses and for text with control characters.
    pub fn parse(text: &str) -> Result<Self, SenderError> {
        if text.chars().any(char::is_control) {
            return Err(SenderError);
        }
        text.trim().parse().map(Self).map_err(|_| SenderError)
    }

    /// The domain of the address; the right-hand side of every Message-ID.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }

    /// The name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The address.
    #[must_use]
    pub fn address(&self) -> &str {
        self.0.email.as_ref()
    }

    pub(crate) fn mailbox(&self) -> &Mailbox {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_name_and_address() {
        for (text, name, address) in [
            (
                "Front of House <box-office@localhost>",
                Some("Front of House"),
                "box-office@localhost",
            ),
            (
                "\"Teatro, Piccolo\" <tickets@example.it>",
                Some("Teatro, Piccolo"),
                "tickets@example.it",
            ),
            (
                "Théâtre <caisse@example.fr>",
                Some("Théâtre"),
                "caisse@example.fr",
            ),
            (" tickets@example.org ", None, "tickets@example.org"),
        ] {
            let sender = Sender::parse(text).unwrap();
            assert_eq!(sender.name(), name);
            assert_eq!(sender.address(), address);
        }
    }

    #[test]
    fn refuses_what_is_not_one_sender() {
        for text in [
            "",
            "nobody",
            "a@b@c",
            "A <a@example.org>, B <b@example.org>",
            "A <a@example.org>\r\nBcc: b@example.org",
        ] {
            assert_eq!(Sender::parse(text), Err(SenderError), "{text:?}");
        }
    }
}
