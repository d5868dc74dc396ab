//! Accounts of staff: making them, signing in, and who is asking.

mod access_tokens;
mod accounts;
mod administration;
mod api_tokens;
mod authenticate;
mod change_password;
mod directory;
mod external;
mod invitation;
mod links;
mod lockout;
mod password;
mod registration;
mod reset;
mod second_factor;
mod sessions;
mod sign_in;
mod standing;

pub use access_tokens::{ACCESS_TOKEN_LIFE, PublicKey, RefreshError, SigningKeyError, Tokens};
pub(crate) use access_tokens::{SigningKeys, SigningSecret};
pub use accounts::{AccountError, NewAccount};
pub use administration::{AdministerError, Duty};
pub(crate) use administration::{MOST_SCOPES, locked, locked_unless_last};
pub use api_tokens::{ApiTokenError, ApiTokenItem, MadeApiToken, NewApiToken, TokenFor};
pub use authenticate::{Session, Staff};
pub use change_password::ChangePasswordError;
pub use directory::{AccountDetail, AccountItem, AccountPage, AccountSearch};
pub use external::{Begun, ExternalError, GOOGLE};
pub(crate) use external::{ExternalIdentity, LOOKUP as EXTERNAL_LOOKUP};
pub use invitation::{Invitation, InvitedPerson};
pub(crate) use links::working;
pub use links::{LinkError, LinkRequestError};
pub use lockout::{KnownDevice, Visit};
pub use registration::{
    Application, RegisterError, Registered, Registration, ResendVerificationError,
};
pub use second_factor::{Enrolment, SecondFactorError, SecondFactorState, SecondFactorStatus};
pub use sessions::{Proof, Proven, Session as SessionItem};
pub use sign_in::{HalfSignedIn, SignIn, SignedIn};
pub use standing::{Standing, StandsBy};
