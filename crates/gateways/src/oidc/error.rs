//! Why nobody was identified.

use jsonwebtoken::errors::{Error, ErrorKind};

/// Why nobody was identified. Built from fixed words, never from what the provider or the person sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// Try again later: the provider is away, slow or in trouble.
    #[error("the identity provider does not answer: {0}")]
    Unavailable(&'static str),
    /// The provider's documents cannot be right, or it does not accept this installation.
    #[error("the identity provider is not set up correctly: {0}")]
    Misconfigured(&'static str),
    /// What was shown proves nothing; the word says which check failed.
    #[error("the identity is not proven: {0}")]
    Refused(&'static str),
}

/// Which check a token failed.
pub(super) fn refusal(error: &Error) -> OidcError {
    OidcError::Refused(match error.kind() {
        ErrorKind::InvalidSignature => "signature",
        ErrorKind::InvalidIssuer => "issuer",
        ErrorKind::InvalidAudience => "audience",
        ErrorKind::InvalidAlgorithm => "algorithm",
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::InvalidClaimFormat(_) => "claims",
        _ => "token",
    })
}
