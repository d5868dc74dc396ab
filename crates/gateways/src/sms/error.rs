//! Why a text message did not leave, whether it may have left all the same, and whether another attempt can help.

use std::{fmt, time::Duration};

use super::meaning;
use crate::http::{NoAnswer, Unfit};

/// Why a text message did not leave. Built from fixed words and numbers only, so it can be logged and shown to staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// It did not leave; try again later: the provider is away, busy or asked to wait.
    #[error("the text message could not be sent for now: {trouble}")]
    Temporary {
        /// What happened.
        trouble: Trouble,
        /// How long the provider asked to be left alone.
        retry_after: Option<Duration>,
    },
    /// It did not leave and will not: the provider says no.
    #[error("the text message was refused: {0}")]
    Refused(Trouble),
    /// It may have left: the provider was asked and its answer was lost.
    #[error(
        "nobody knows whether the text message has left: {0}; look with the provider before it is sent again"
    )]
    Unknown(Trouble),
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It answered with this HTTP status and perhaps an error code of its own. Its text is left out: it quotes the number.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The provider's code ([`meaning`]).
        code: Option<u32>,
    },
    /// No answer in time.
    TimedOut,
    /// The name does not resolve, or nobody listens there.
    Unreachable,
    /// The connection broke after it was asked.
    Broken,
    /// The answer is none this program can read.
    Unreadable,
    /// The address is not one that may be asked.
    Address,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Answer { status, code } => {
                return match (code, code.and_then(meaning)) {
                    (Some(code), Some(words)) => write!(f, "{words} ({code})"),
                    (Some(code), None) => write!(f, "it answered {status} with the code {code}"),
                    (None, _) => write!(f, "it answered {status}"),
                };
            }
            Self::TimedOut => "no answer in time",
            Self::Unreachable => "the provider cannot be reached",
            Self::Broken => "the connection broke",
            Self::Unreadable => "the answer cannot be read",
            Self::Address => "the provider's address cannot be asked",
        })
    }
}

impl TextError {
    /// The one table of what follows from an HTTP status that is not success. That 429, 500, 502 and 503 may be asked again is what Twilio says
    /// (help.twilio.com, "Handling Twilio REST API Error Codes and Implementing Retry Logic"). It says so of 504 too, but a gateway that got no
    /// answer in time knows no more than we do.
    pub(super) fn of(status: u16, code: Option<u32>, retry_after: Option<Duration>) -> Self {
        let trouble = Trouble::Answer { status, code };
        match status {
            408 | 425 | 429 | 500 | 502 | 503 => Self::Temporary {
                trouble,
                retry_after,
            },
            300..=499 => Self::Refused(trouble),
            _ => Self::Unknown(trouble),
        }
    }
}

impl From<Unfit> for TextError {
    fn from(_: Unfit) -> Self {
        Self::Refused(Trouble::Address)
    }
}

impl From<NoAnswer> for TextError {
    fn from(error: NoAnswer) -> Self {
        match error {
            NoAnswer::NotSent => Self::Temporary {
                trouble: Trouble::Unreachable,
                retry_after: None,
            },
            NoAnswer::TimedOut => Self::Unknown(Trouble::TimedOut),
            NoAnswer::Broken => Self::Unknown(Trouble::Broken),
            NoAnswer::TooLarge => Self::Unknown(Trouble::Unreadable),
        }
    }
}

/// Why what somebody says of a text message is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// It is not signed with our token.
    #[error("it is not signed by the provider")]
    Forged,
    /// It is not what the provider documents.
    #[error("it cannot be read")]
    Unreadable,
}

/// How a provider is set up does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextSetupError {
    /// It is not a URL with a host.
    #[error("is not an address such as https://api.twilio.com")]
    NotAnAddress,
    /// It has a user, a password, a query or a fragment.
    #[error("has more in it than scheme, host, port and path")]
    TooMuch,
    /// Anybody on the way could read along.
    #[error("must begin with https://, unless it is on this machine")]
    InTheClear,
    /// The account is not one.
    #[error("is not an account: letters and digits, as the provider shows it")]
    Account,
    /// The token cannot be one.
    #[error("is empty or has characters other than visible ASCII")]
    Token,
    /// Neither a number nor a messaging service.
    #[error("is neither a telephone number such as +250788123456 nor a messaging service (MG…)")]
    From,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_a_status() {
        let wait = Some(Duration::from_secs(7));
        for status in [408, 425, 429, 500, 502, 503] {
            let trouble = Trouble::Answer { status, code: None };
            let again = TextError::Temporary {
                trouble,
                retry_after: wait,
            };
            assert_eq!(TextError::of(status, None, wait), again);
        }
        for status in [301, 307, 400, 401, 403, 404, 409, 422] {
            let code = Some(21211);
            let never = TextError::Refused(Trouble::Answer { status, code });
            assert_eq!(TextError::of(status, code, wait), never);
        }
        for status in [504, 520, 599] {
            let unknown = TextError::Unknown(Trouble::Answer { status, code: None });
            assert_eq!(TextError::of(status, None, wait), unknown);
        }
    }

    #[test]
    fn an_error_reads_as_a_sentence() {
        let answer = |status, code| Trouble::Answer { status, code };
        for (error, words) in [
            (
                TextError::Refused(answer(400, Some(21211))),
                "the text message was refused: the number is not a valid one (21211)",
            ),
            (
                TextError::Refused(answer(400, Some(29999))),
                "the text message was refused: it answered 400 with the code 29999",
            ),
            (
                TextError::Unknown(Trouble::TimedOut),
                "nobody knows whether the text message has left: no answer in time; look with the provider before it is sent again",
            ),
        ] {
            assert_eq!(error.to_string(), words);
        }
    }
}
