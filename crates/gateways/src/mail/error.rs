//! Why a mail did not leave, and whether another attempt can help.

use std::fmt;

/// Why a mail did not leave. Built from fixed words and numbers only, so it can be logged and shown to staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Try again later: the server is away, busy or asked to wait.
    #[error("the mail could not be sent for now: {0}")]
    Temporary(Reason),
    /// This mail will never be taken: the recipient does not exist or the message is refused.
    #[error("the mail was refused: {0}")]
    Permanent(Reason),
    /// Nothing is wrong with this mail: no mail can leave until somebody corrects the settings.
    #[error("mail is not set up correctly: {0}")]
    Misconfigured(Reason),
}

impl MailError {
    /// What went wrong, whatever follows from it.
    #[must_use]
    pub fn reason(self) -> Reason {
        match self {
            Self::Temporary(reason) | Self::Permanent(reason) | Self::Misconfigured(reason) => {
                reason
            }
        }
    }
}

/// What was being done, and what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// What was being done.
    pub step: Step,
    /// What happened.
    pub detail: Detail,
}

/// The steps of sending a mail, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Putting the message together.
    Compose,
    /// Reaching the server and greeting it.
    Connect,
    /// Switching the connection to TLS.
    Encrypt,
    /// Signing in to the server.
    SignIn,
    /// Naming the sender (`MAIL FROM`).
    Sender,
    /// Naming the recipient (`RCPT TO`).
    Recipient,
    /// Asking to send the message (`DATA`).
    Announce,
    /// Sending the message and waiting for its receipt.
    Content,
    /// All of it together.
    Whole,
}

/// What happened at a [`Step`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The server answered with this SMTP code (400 to 599). Its text is left out: it often quotes the address.
    Answer(u16),
    /// No answer in time.
    TimedOut,
    /// The name does not resolve or nobody listens there.
    Unreachable,
    /// The server closed the connection.
    ConnectionLost,
    /// The server's certificate or TLS version is not acceptable.
    NotTrusted,
    /// The server does not offer what this step needs.
    NotOffered,
    /// The server's answer is not SMTP.
    NotUnderstood,
    /// A part of the mail is not allowed to look like that.
    Invalid,
}

impl From<Reason> for MailError {
    /// The one table of what follows from what: a full mailbox is not a wrong password.
    fn from(reason: Reason) -> Self {
        use Detail::{
            Answer, ConnectionLost, Invalid, NotOffered, NotTrusted, NotUnderstood, TimedOut,
            Unreachable,
        };
        use Step::{Announce, Compose, Content, Recipient};
        match (reason.step, reason.detail) {
            (_, TimedOut | Unreachable | ConnectionLost | NotUnderstood | Answer(400..=499)) => {
                Self::Temporary(reason)
            }
            (Compose | Recipient | Announce | Content, Answer(_) | NotOffered | Invalid) => {
                Self::Permanent(reason)
            }
            (_, Answer(_) | NotOffered | NotTrusted | Invalid) => Self::Misconfigured(reason),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.step {
            Step::Compose => "putting the message together",
            Step::Connect => "connecting to the mail server",
            Step::Encrypt => "switching to TLS",
            Step::SignIn => "signing in to the mail server",
            Step::Sender => "naming the sender",
            Step::Recipient => "naming the recipient",
            Step::Announce => "announcing the message",
            Step::Content => "handing over the message",
            Step::Whole => "talking to the mail server",
        };
        write!(f, "{step}: ")?;
        match self.detail {
            Detail::Answer(code) => write!(f, "the server answered {code}"),
            Detail::TimedOut => f.write_str("no answer in time"),
            Detail::Unreachable => f.write_str("the server cannot be reached"),
            Detail::ConnectionLost => f.write_str("the server closed the connection"),
            Detail::NotTrusted => f.write_str("the server's certificate is not acceptable"),
            Detail::NotOffered => f.write_str("the server does not offer it"),
            Detail::NotUnderstood => f.write_str("the answer is not SMTP"),
            Detail::Invalid => f.write_str("a part of the mail is not valid"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_what() {
        use Detail::*;
        use Step::*;
        let temporary = [
            (Connect, Unreachable),
            (Connect, Answer(421)),
            (SignIn, Answer(454)),
            (Recipient, Answer(450)),
            (Content, ConnectionLost),
            (Whole, TimedOut),
            (Connect, NotUnderstood),
        ];
        let permanent = [
            (Compose, Invalid),
            (Recipient, Answer(550)),
            (Recipient, NotOffered),
            (Announce, Answer(554)),
            (Content, Answer(552)),
        ];
        let misconfigured = [
            (Connect, Answer(554)),
            (Encrypt, NotOffered),
            (Encrypt, NotTrusted),
            (SignIn, Answer(535)),
            (SignIn, NotOffered),
            (Sender, Answer(553)),
        ];
        for (cases, expected) in [
            (&temporary[..], MailError::Temporary as fn(Reason) -> _),
            (&permanent[..], MailError::Permanent),
            (&misconfigured[..], MailError::Misconfigured),
        ] {
            for &(step, detail) in cases {
                let reason = Reason { step, detail };
                assert_eq!(MailError::from(reason), expected(reason));
            }
        }
    }

    #[test]
    fn an_error_reads_as_a_sentence() {
        let reason = Reason {
            step: Step::Recipient,
            detail: Detail::Answer(550),
        };
        assert_eq!(
            MailError::from(reason).to_string(),
            "the mail was refused: naming the recipient: the server answered 550"
        );
    }
}
