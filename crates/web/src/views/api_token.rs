//! API tokens: one's own, and those of an account that administrators look after.

use askama::Template;

use super::admin::Link;
use super::frame::Frame;
use super::parts::{Choice, Field, FieldError, Notice};

/// A token in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiTokenRow {
    /// Where it is revoked.
    pub revoke_href: String,
    /// How it is called.
    pub name: String,
    /// How its text begins.
    pub beginning: String,
    /// "Everything the account may do", or the permissions.
    pub reach: String,
    /// Until when it works, in words.
    pub until: String,
    /// When it was last used, in words; `None` for never.
    pub used: Option<String>,
    /// Whether it has stopped working.
    pub expired: bool,
}

/// A permission to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionChoice {
    /// The word that is sent.
    pub value: &'static str,
    /// "Box office".
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The form that makes a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiTokenForm {
    /// What makes it one form, however often it is sent.
    pub form_key: String,
    /// How the token is called.
    pub name: Field,
    /// For how many days it works.
    pub days: Field,
    /// The days to choose from.
    pub lives: Vec<Choice>,
    /// Whether it may do whatever the account may; only asked where there is a choice.
    pub everything: bool,
    /// The permissions of the role; empty where there is no choice.
    pub permissions: Vec<PermissionChoice>,
    /// What is wrong with the choice.
    pub permissions_error: Option<String>,
}

/// API tokens of an account, at `/account/tokens` and `/admin/accounts/{id}/tokens`.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/api_tokens.html")]
pub struct ApiTokensPage {
    /// The frame.
    pub frame: Frame,
    /// Where it belongs.
    pub back: Link,
    /// What a token is for.
    pub standfirst: String,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// Where the form is sent.
    pub action: String,
    /// The tokens, those that work first.
    pub rows: Vec<ApiTokenRow>,
    /// The form, where one may be made now.
    pub form: Option<ApiTokenForm>,
    /// What is said instead of a form.
    pub instead: String,
    /// What leads to the form.
    pub first: Option<Link>,
}

/// A fresh token, shown once.
#[derive(Clone, Template)]
#[template(path = "identity/api_token_made.html")]
pub struct ApiTokenMade {
    /// The frame; its title is how the token is called.
    pub frame: Frame,
    /// Its text.
    pub text: String,
    /// Until when it works, in words.
    pub until: String,
    /// Where to go on to.
    pub back: String,
}

/// Asks before a token is revoked.
#[derive(Clone, Debug, Template)]
#[template(path = "identity/api_token_revoke.html")]
pub struct ApiTokenRevoke {
    /// The frame; its title asks.
    pub frame: Frame,
    /// The token.
    pub row: ApiTokenRow,
    /// Where to go instead.
    pub back: String,
}

impl ApiTokensPage {
    fn errors(&self) -> Vec<FieldError> {
        let Some(form) = &self.form else {
            return Vec::new();
        };
        let faults = [
            ("name", "Name", &form.name.error),
            ("days", "Works for", &form.days.error),
            ("permissions", "What it may do", &form.permissions_error),
        ];
        faults
            .into_iter()
            .filter_map(|(field, label, error)| {
                error.as_ref().map(|message| FieldError {
                    field: field.to_owned(),
                    message: format!("{label}: {message}"),
                })
            })
            .collect()
    }
}
