//! Why a provider did not do what it was asked, and whether it may have done it all the same.

use std::fmt;

use foh_domain::payments::FailureReason;

/// Why a question to a provider came to nothing. Built from fixed words and numbers only, so it can be logged and shown to staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// It was certainly not done, and the provider has not judged it: it can be asked again.
    #[error("the payment provider was not asked: {0}")]
    NotSent(Trouble),
    /// It was certainly not done: the provider says no.
    #[error("the payment provider refused: {trouble}")]
    Refused {
        /// Why, in words for the payer.
        reason: FailureReason,
        /// What happened.
        trouble: Trouble,
    },
    /// It may have been done: only the provider's status tells.
    #[error("the payment provider may have done it or not: {0}")]
    Unknown(Trouble),
    /// The provider knows no such payment: as yet nothing was done under this id, which can be started again.
    #[error("the payment provider knows no such payment")]
    Missing,
}

impl PaymentError {
    /// The same of a question that had to be answered before anything was to be done.
    pub(super) fn beforehand(self) -> Self {
        match self {
            Self::Unknown(trouble) => Self::NotSent(trouble),
            Self::Missing => Self::refused(FailureReason::ProviderFailed, Trouble::NothingTaken),
            other => other,
        }
    }

    pub(super) fn refused(reason: FailureReason, trouble: Trouble) -> Self {
        Self::Refused { reason, trouble }
    }

    /// The one table of what follows from an HTTP status that is not success. A provider that fails may have done it before it failed.
    pub(super) fn of(status: u16) -> Self {
        match status {
            401 | 403 => Self::NotSent(Trouble::Credentials),
            429 => Self::NotSent(Trouble::Answer(status)),
            408 | 409 | 425 => Self::Unknown(Trouble::Answer(status)),
            400..=499 => Self::refused(FailureReason::ProviderFailed, Trouble::Answer(status)),
            _ => Self::Unknown(Trouble::Answer(status)),
        }
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It answered with this HTTP status, and perhaps a refusal inside. Its text is left out: it may quote whom it was about.
    Answer(u16),
    /// No answer in time.
    TimedOut,
    /// The name does not resolve, or nobody listens there.
    Unreachable,
    /// The connection broke after the question was sent.
    Broken,
    /// The answer is none this program can read.
    Unreadable,
    /// It does not accept who we are.
    Credentials,
    /// The address is not one that may be asked.
    Address,
    /// It cannot be asked without a telephone number of its country.
    Phone,
    /// It takes no such amount of this currency.
    Amount,
    /// Its name for the payment is not known here.
    Reference,
    /// Nothing of this payment was taken.
    NothingTaken,
    /// It does not offer this, or it is not set up.
    NotOffered,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Answer(status) => return write!(f, "it answered {status}"),
            Self::TimedOut => "no answer in time",
            Self::Unreachable => "it cannot be reached",
            Self::Broken => "the connection broke",
            Self::Unreadable => "its answer cannot be read",
            Self::Credentials => "it does not accept our credentials",
            Self::Address => "its address cannot be asked",
            Self::Phone => "it needs a telephone number of its country",
            Self::Amount => "it does not take this amount",
            Self::Reference => "its reference of the payment is not known",
            Self::NothingTaken => "it has taken nothing",
            Self::NotOffered => "it does not offer this",
        })
    }
}

/// How a provider is set up does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaymentSetupError {
    /// It is not a URL with a host.
    #[error("is not an address such as https://payments.example.org")]
    NotAnAddress,
    /// It has a user, a password, a query or a fragment.
    #[error("has more in it than scheme, host, port and path")]
    TooMuch,
    /// Anybody on the way could read along.
    #[error("must begin with https://, unless it is on this machine")]
    InTheClear,
    /// It is empty, or cannot stand in a header; the word names which.
    #[error("is empty or has characters that cannot stand in a header: {0}")]
    Text(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_a_status() {
        for status in [408, 409, 425, 500, 502, 503, 504, 301, 302] {
            let unknown = PaymentError::Unknown(Trouble::Answer(status));
            assert_eq!(PaymentError::of(status), unknown);
        }
        for status in [401, 403] {
            let not_sent = PaymentError::NotSent(Trouble::Credentials);
            assert_eq!(PaymentError::of(status), not_sent);
        }
        let slower = PaymentError::NotSent(Trouble::Answer(429));
        assert_eq!(PaymentError::of(429), slower);
        for status in [400, 402, 404, 422] {
            let refused =
                PaymentError::refused(FailureReason::ProviderFailed, Trouble::Answer(status));
            assert_eq!(PaymentError::of(status), refused);
        }
    }

    #[test]
    fn what_came_before_was_not_done() {
        let lost = PaymentError::Unknown(Trouble::TimedOut).beforehand();
        assert_eq!(lost, PaymentError::NotSent(Trouble::TimedOut));
        assert_eq!(
            lost.to_string(),
            "the payment provider was not asked: no answer in time"
        );
    }
}
