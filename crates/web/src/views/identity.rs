//! Signing in, and what an account is protected by.

use askama::Template;

use super::frame::Frame;
use super::parts::{Field, Notice};

/// E-mail and password, at `/sign-in`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/sign_in.html")]
pub struct SignIn {
    /// The frame.
    pub frame: Frame,
    /// Why it was refused, or that one has been signed out. The words must not
    /// tell whether an account exists.
    pub notice: Option<Notice>,
    /// The address as it was typed.
    pub email: Field,
    /// Never carries a value back; only its error is shown.
    pub password: Field,
    /// The local path to go on to, sent back as the hidden field `next`.
    pub next: Option<String>,
    /// The identity providers one can sign in at instead.
    pub providers: Vec<ProviderLink>,
    /// Where one opens an account.
    pub register_href: String,
}

/// The way to an identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderLink {
    /// Its name.
    pub label: String,
    /// The local path that leads there.
    pub href: String,
}

/// Back from an identity provider, at `/sign-in/with/{provider}/back`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/sign_in_elsewhere.html")]
pub struct SignInElsewhere {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// Why nobody is signed in.
    pub notice: Option<Notice>,
    /// Where the button leads; without one only the notice is shown.
    pub action: Option<String>,
    /// The provider's name.
    pub provider: String,
    /// What the provider sent back, which the button sends on.
    pub code: String,
    /// See `code`.
    pub state: String,
}

/// The page behind a one-time sign-in link, at `/sign-in/link`; opening it changes nothing.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/sign_in_link.html")]
pub struct SignInLink {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What the POST sends back as `token`; `None` shows that the link is of no use any more.
    pub token: Option<String>,
    /// Until when the link works, in words.
    pub valid_until: Option<String>,
}

/// The code a sign-in waits for, at `/sign-in/second-factor`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/sign_in_code.html")]
pub struct SignInCode {
    /// The frame.
    pub frame: Frame,
    /// Why it was refused.
    pub notice: Option<Notice>,
    /// Never carries a value back.
    pub code: Field,
    /// The local path to go on to, sent back as the hidden field `next`.
    pub next: Option<String>,
}

/// What somebody shows with that it is them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmBy {
    /// The password.
    Password,
    /// A code, where there is no password.
    Code,
    /// Only another sign-in link: there is neither.
    Link,
}

/// The password asked for again, at `/confirm-password`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/confirm_password.html")]
pub struct ConfirmPassword {
    /// The frame.
    pub frame: Frame,
    /// Why it was not looked at.
    pub notice: Option<Notice>,
    /// What is asked for.
    pub by: ConfirmBy,
    /// Never carries a value back; only its error is shown.
    pub field: Field,
    /// The local path to go on to, sent back as the hidden field `next`.
    pub next: Option<String>,
}

/// A session in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id, for its button.
    pub id: String,
    /// "Firefox on Android".
    pub device: String,
    /// Whether it is the one that asks.
    pub this: bool,
    /// When it began, in words.
    pub began: String,
    /// When it was last used, in words.
    pub used: String,
}

/// Where one is signed in, at `/account/sessions`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/sessions.html")]
pub struct Sessions {
    /// The frame.
    pub frame: Frame,
    /// What has just been done.
    pub notice: Option<Notice>,
    /// The sessions, the last used first.
    pub rows: Vec<SessionRow>,
    /// Whether there is any but this one.
    pub others: bool,
}

/// Where the second factor of an account stands.
#[derive(Clone, PartialEq, Eq)]
pub enum FactorStage {
    /// There is none.
    None,
    /// The app is given its secret.
    Begun {
        /// The secret as a picture.
        picture: String,
        /// The same, to be typed.
        secret: String,
    },
    /// It counts.
    Enrolled {
        /// Since when, in words.
        since: String,
        /// How many recovery codes are left.
        recovery_codes: u32,
    },
}

impl std::fmt::Debug for FactorStage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Begun { .. } => "Begun",
            Self::Enrolled { .. } => "Enrolled",
        })
    }
}

/// One's own second factor, at `/account/second-factor`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/second_factor.html")]
pub struct SecondFactor {
    /// The frame.
    pub frame: Frame,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// Where it stands.
    pub stage: FactorStage,
    /// Whether the role needs one.
    pub required: bool,
    /// Whether the password is asked for before it is removed.
    pub has_password: bool,
    /// Never carries a value back.
    pub code: Field,
    /// Never carries a value back.
    pub password: Field,
}

/// Fresh recovery codes, shown once.
#[derive(Clone, Template)]
#[template(path = "identity/recovery_codes.html")]
pub struct RecoveryCodes {
    /// The frame.
    pub frame: Frame,
    /// Whether the second factor was just set up, and not only its codes renewed.
    pub enrolled: bool,
    /// The codes.
    pub codes: Vec<String>,
}
