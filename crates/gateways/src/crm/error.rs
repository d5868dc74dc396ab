//! Why customer records were not told, and whether another attempt can help.

use std::{fmt, time::Duration};

use reqwest::StatusCode;

/// Why customer records were not told. Built from fixed words and numbers only, so it can be logged and shown to staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CrmError {
    /// Try again later: they are away, slow or in trouble.
    #[error("the CRM could not be told for now: {trouble}")]
    Temporary {
        /// What happened.
        trouble: Trouble,
        /// How long they asked to be left alone.
        retry_after: Option<Duration>,
    },
    /// They will not take it: the address, the token or what is told is not to their liking.
    #[error("the CRM refused it: {0}")]
    Refused(Trouble),
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// They answered with this HTTP status. Its text is left out: it may quote whom it was about.
    Answer(u16),
    /// No answer in time.
    TimedOut,
    /// The name does not resolve, nobody listens there, or the connection broke.
    Unreachable,
    /// The address is not one that may be asked.
    Address,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(401 | 403) => f.write_str("it does not accept our token"),
            Self::Answer(status @ 300..=399) => {
                write!(
                    f,
                    "it answered {status}, and nobody is followed to another address"
                )
            }
            Self::Answer(status) => write!(f, "it answered {status}"),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Unreachable => f.write_str("it cannot be reached"),
            Self::Address => f.write_str("its address cannot be asked"),
        }
    }
}

impl CrmError {
    /// The one table of what follows from what they answered; `None` when they have it.
    pub(super) fn of(status: StatusCode, retry_after: Option<Duration>) -> Option<Self> {
        let trouble = Trouble::Answer(status.as_u16());
        match status.as_u16() {
            200..=299 => None,
            408 | 425 | 429 | 500..=599 => Some(Self::Temporary {
                trouble,
                retry_after,
            }),
            _ => Some(Self::Refused(trouble)),
        }
    }

    /// Of a question that got no answer.
    pub(super) fn without_answer(trouble: Trouble) -> Self {
        Self::Temporary {
            trouble,
            retry_after: None,
        }
    }
}

/// The address of customer records is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CrmSetupError {
    /// It is not a URL with a host.
    #[error("is not an address such as https://crm.example.org")]
    NotAnAddress,
    /// It has a user, a password, a query or a fragment.
    #[error("has more in it than scheme, host, port and path")]
    TooMuch,
    /// Anybody on the way could read along.
    #[error("must begin with https://, unless it is on this machine")]
    InTheClear,
    /// The token cannot stand in a header.
    #[error("has characters that cannot stand in a header")]
    Token,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_what() {
        for status in [200, 201, 202, 204] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(CrmError::of(status, None), None);
        }
        let wait = Some(Duration::from_secs(7));
        for status in [408, 425, 429, 500, 502, 503, 504, 599] {
            let again = CrmError::Temporary {
                trouble: Trouble::Answer(status),
                retry_after: wait,
            };
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(CrmError::of(status, wait), Some(again));
        }
        for status in [301, 302, 307, 400, 401, 403, 404, 409, 413, 422] {
            let never = CrmError::Refused(Trouble::Answer(status));
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(CrmError::of(status, wait), Some(never));
        }
    }

    #[test]
    fn an_error_reads_as_a_sentence() {
        for (error, words) in [
            (
                CrmError::Refused(Trouble::Answer(422)),
                "the CRM refused it: it answered 422",
            ),
            (
                CrmError::Refused(Trouble::Answer(401)),
                "the CRM refused it: it does not accept our token",
            ),
            (
                CrmError::without_answer(Trouble::TimedOut),
                "the CRM could not be told for now: no answer in time",
            ),
        ] {
            assert_eq!(error.to_string(), words);
        }
    }
}
