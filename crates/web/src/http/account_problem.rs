//! What refusals about accounts are in HTTP.

use axum::http::StatusCode;
use foh_app::identity::{
    AccountError, AdministerError, ApiTokenError, ChangePasswordError, LinkError, LinkRequestError,
    RegisterError, ResendVerificationError, SecondFactorError,
};
use foh_app::privacy::EraseError;
use foh_domain::{field::FieldError, identity::AccountState};

use super::Problem;

fn unprotected() -> Problem {
    Problem::internal(&std::io::Error::other(
        "a value could not be hashed or sealed",
    ))
}

fn fault(field: &'static str, message: impl Into<String>) -> Vec<FieldError> {
    let message = message.into();
    vec![FieldError { field, message }]
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Faults(faults) => Self::fields(faults),
            AccountError::Taken => Self::new(
                StatusCode::CONFLICT,
                "already_in_use",
                "This is in use already.",
            )
            .fault("email", "There is an account with this address already."),
            AccountError::Unknown => Self::not_found(),
            AccountError::Protection => unprotected(),
            AccountError::Store(error) => error.into(),
        }
    }
}

impl From<ApiTokenError> for Problem {
    fn from(error: ApiTokenError) -> Self {
        let conflict = |word, title| Self::new(StatusCode::CONFLICT, word, title);
        match error {
            ApiTokenError::Faults(faults) => Self::fields(faults),
            ApiTokenError::Unknown => Self::not_found(),
            ApiTokenError::NotService => conflict("not_a_service", "This account is a person's.")
                .detail("People make their own API tokens, at /account/tokens."),
            ApiTokenError::TooMany => conflict(
                "too_many_api_tokens",
                "As many API tokens of this account work as can be.",
            )
            .detail("Revoke one that is not needed."),
            ApiTokenError::MadeBefore => {
                conflict("made_before", "This form has made an API token already.")
            }
            ApiTokenError::Store(error) => error.into(),
        }
    }
}

impl From<SecondFactorError> for Problem {
    fn from(error: SecondFactorError) -> Self {
        match error {
            SecondFactorError::Wrong => Self::fields(fault(
                "code",
                "This does not work. Each code works once: wait for the next one.",
            )),
            SecondFactorError::State => Self::new(
                StatusCode::CONFLICT,
                "second_factor_state",
                "The second factor does not stand so that this can be done.",
            ),
            SecondFactorError::Locked(wait) => Self::wait(wait),
            SecondFactorError::Seal(_) => unprotected(),
            SecondFactorError::Store(error) => error.into(),
        }
    }
}

impl From<AdministerError> for Problem {
    fn from(error: AdministerError) -> Self {
        match error {
            AdministerError::Unknown => Self::not_found(),
            AdministerError::LastAdministrator => Self::new(
                StatusCode::CONFLICT,
                "last_administrator",
                "This is the last active administrator.",
            )
            .detail("Give another account this role first."),
            AdministerError::State(state) => Self::new(
                StatusCode::CONFLICT,
                "account_state",
                "The account is not in a state for this.",
            )
            .detail(match state {
                AccountState::Invited => {
                    "Its invitation is open: it is accepted by its person, or withdrawn."
                }
                AccountState::Active => "It is active already.",
                AccountState::Inactive => "It is deactivated: reactivate it first.",
            }),
            AdministerError::NoPassword => Self::new(
                StatusCode::CONFLICT,
                "no_password",
                "This account is a program's.",
            )
            .detail("It signs in by API tokens, not by a password."),
            AdministerError::Faults(faults) => Self::fields(faults),
            AdministerError::Protection => unprotected(),
            AdministerError::Store(error) => error.into(),
        }
    }
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Unknown => Self::invalid_token(),
            LinkError::Gone => Self::expired_token(),
            LinkError::Faults(faults) => Self::fields(faults),
            LinkError::Protection => unprotected(),
            LinkError::Store(error) => error.into(),
        }
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Closed => Self::new(
                StatusCode::FORBIDDEN,
                "registration_closed",
                "This house opens accounts for its guests only by itself.",
            )
            .detail("Ask the house for one."),
            RegisterError::Faults(faults) => Self::fields(faults),
            RegisterError::Protection => unprotected(),
            RegisterError::Store(error) => error.into(),
        }
    }
}

impl From<ChangePasswordError> for Problem {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::WrongPassword => Self::fields(fault(
                "present_password",
                "This is not your present password.",
            )),
            ChangePasswordError::Faults(faults) => Self::fields(faults),
            ChangePasswordError::Protection => unprotected(),
            ChangePasswordError::Store(error) => error.into(),
        }
    }
}

impl From<LinkRequestError> for Problem {
    fn from(error: LinkRequestError) -> Self {
        match error {
            LinkRequestError::Address(message) => Self::fields(fault("email", message)),
            LinkRequestError::Protection => unprotected(),
            LinkRequestError::Store(error) => error.into(),
        }
    }
}

impl From<EraseError> for Problem {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::Unknown => Self::not_found(),
            EraseError::Store(error) => error.into(),
        }
    }
}

impl From<ResendVerificationError> for Problem {
    fn from(error: ResendVerificationError) -> Self {
        match error {
            ResendVerificationError::NothingToVerify => Self::new(
                StatusCode::CONFLICT,
                "nothing_to_send",
                "There is nothing to confirm.",
            )
            .detail("The address is confirmed already."),
            ResendVerificationError::Protection => unprotected(),
            ResendVerificationError::Store(error) => error.into(),
        }
    }
}
