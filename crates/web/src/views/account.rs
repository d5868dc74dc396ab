//! One's own account: opening it, its password, and the links that are mailed to it.

use askama::Template;

use super::frame::Frame;
use super::parts::{Field, FieldError, Notice};

/// A part of the account, in the list at `/account`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPart {
    /// "Password".
    pub label: String,
    /// Where it is.
    pub href: String,
    /// What can be done there.
    pub about: String,
}

/// `/account`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/account.html")]
pub struct AccountPage {
    /// The frame.
    pub frame: Frame,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// The person's name.
    pub name: String,
    /// The address that signs in, if there is one.
    pub email: Option<String>,
    /// "Box-office staff".
    pub role: String,
    /// Whether the address was confirmed.
    pub verified: bool,
    /// The parts.
    pub parts: Vec<AccountPart>,
}

/// `/account/password`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/password.html")]
pub struct PasswordPage {
    /// The frame.
    pub frame: Frame,
    /// The present password; never carries a value back.
    pub present_password: Field,
    /// The new one; never carries a value back.
    pub new_password: Field,
    /// The least characters of a new one.
    pub least: usize,
}

/// `/register`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/register.html")]
pub struct Register {
    /// The frame.
    pub frame: Frame,
    /// The person's name.
    pub name: Field,
    /// The address that will sign in.
    pub email: Field,
    /// The password; never carries a value back.
    pub password: Field,
    /// The least characters of a password.
    pub least: usize,
    /// The local path to go on to, sent back as the hidden field `next`.
    pub next: Option<String>,
    /// Where one signs in who has an account.
    pub sign_in_href: String,
}

/// `/password-reset`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/password_reset.html")]
pub struct PasswordReset {
    /// The frame.
    pub frame: Frame,
    /// The address.
    pub email: Field,
}

/// The page behind a link that sets a password; opening it changes nothing.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/new_password.html")]
pub struct NewPassword {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What it is for.
    pub standfirst: String,
    /// Where it is sent.
    pub action: &'static str,
    /// What is sent back as `token`.
    pub token: String,
    /// The password; never carries a value back.
    pub password: Field,
    /// The least characters of a password.
    pub least: usize,
}

/// The page behind a link that confirms an address; opening it changes nothing.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/verify.html")]
pub struct Verify {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What is sent back as `token`.
    pub token: String,
}

/// One thing said, and where to go from there.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/told.html")]
pub struct Told {
    /// The frame; its title is the headline.
    pub frame: Frame,
    /// What happened, or what to do.
    pub text: String,
    /// The words of the button and where it leads.
    pub next: Option<(&'static str, String)>,
}

/// What a new password is to be like.
fn hint(least: usize) -> String {
    format!(
        "At least {least} characters, such as four words that have nothing to do with one another."
    )
}

fn errors(fields: &[(&str, &str, &Field)]) -> Vec<FieldError> {
    fields
        .iter()
        .filter_map(|(name, label, field)| {
            field.error.as_ref().map(|message| FieldError {
                field: (*name).to_owned(),
                message: format!("{label}: {message}"),
            })
        })
        .collect()
}

impl PasswordPage {
    fn hint(&self) -> String {
        hint(self.least)
    }

    fn errors(&self) -> Vec<FieldError> {
        errors(&[
            (
                "present_password",
                "Present password",
                &self.present_password,
            ),
            ("new_password", "New password", &self.new_password),
        ])
    }
}

impl Register {
    fn hint(&self) -> String {
        hint(self.least)
    }

    fn errors(&self) -> Vec<FieldError> {
        errors(&[
            ("name", "Name", &self.name),
            ("email", "E-mail", &self.email),
            ("password", "Password", &self.password),
        ])
    }
}

impl PasswordReset {
    fn errors(&self) -> Vec<FieldError> {
        errors(&[("email", "E-mail", &self.email)])
    }
}

impl NewPassword {
    fn hint(&self) -> String {
        hint(self.least)
    }

    fn errors(&self) -> Vec<FieldError> {
        errors(&[("password", "New password", &self.password)])
    }
}
