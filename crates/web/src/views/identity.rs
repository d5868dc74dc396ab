//! Signing in.

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
