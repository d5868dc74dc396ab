//! E-mails about an account.

use askama::Template;
use foh_domain::identity::{AccountState, EmailAddress, Profile, Role};
use foh_gateways::mail::Mail;
use foh_store::{
    accounts::{self, Account},
    outbox::Entry,
};

use super::{
    Kind, Payload,
    compose::{ComposeError, Composed},
};
use crate::House;

#[derive(Template)]
#[template(path = "account.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "account.html")]
struct Html<'a> {
    letter: &'a Letter,
}

/// What the templates show.
pub(super) struct Letter {
    pub(super) heading: &'static str,
    pub(super) greeting: String,
    pub(super) opening: String,
    pub(super) action: Option<(&'static str, String)>,
    pub(super) after: &'static str,
}

/// The letter as text and as HTML.
pub(super) fn drawn(letter: &Letter) -> Result<(String, String), ComposeError> {
    let fault = |_| ComposeError::Entry("the e-mail cannot be drawn");
    let text = Text { letter }.render().map_err(fault)?;
    let html = Html { letter }.render().map_err(fault)?;
    Ok((text, html))
}

/// Whether the account is still as it was when the e-mail was written.
fn is_wanted(kind: Kind, account: &Account) -> bool {
    let active = account.state == AccountState::Active;
    match kind {
        Kind::Verification => active && account.email_verified_at.is_none(),
        Kind::Invitation => account.state == AccountState::Invited,
        Kind::FacilitatorApproved => active && account.role == Role::Facilitator,
        Kind::FacilitatorRefused => active && account.role != Role::Facilitator,
        _ => active,
    }
}

impl House {
    pub(super) async fn about_account(
        &self,
        kind: Kind,
        entry: &Entry,
        payload: &Payload,
    ) -> Result<Composed, ComposeError> {
        let id = entry.subject_id;
        let found = self.db.read(move |tx| accounts::get(tx, id)).await?;
        let Some(account) = found.filter(|account| is_wanted(kind, account)) else {
            return Ok(Composed::Obsolete);
        };
        let profile: Profile = self
            .keyring
            .open(account.id, &account.profile)
            .map_err(|_| ComposeError::Entry("account sealed with another key"))?;
        let Some(email) = &profile.email else {
            return Ok(Composed::Obsolete);
        };
        let letter = self.letter_about(kind, &account, &profile, email, payload)?;
        let (text, html) = drawn(&letter)?;
        Ok(Composed::Mail(Box::new(Mail {
            to_name: Some(profile.name.expose().to_owned()),
            to: email.expose().into(),
            subject: letter.heading.to_owned(),
            text,
            html,
            inline: Vec::new(),
            calendar: None,
            idempotency_key: entry.id.to_string(),
        })))
    }

    fn letter_about(
        &self,
        kind: Kind,
        account: &Account,
        profile: &Profile,
        email: &EmailAddress,
        payload: &Payload,
    ) -> Result<Letter, ComposeError> {
        let base = &self.settings.site_base_url;
        let link = |path: &str| {
            let token = payload.tokens.first();
            let token = token.ok_or(ComposeError::Entry("a token is missing"))?;
            Ok::<_, ComposeError>(format!("{base}{path}?token={token}"))
        };
        let address = email.expose();
        let greeting = format!("Dear {},", profile.name.expose());
        Ok(match kind {
            Kind::Verification => Letter {
                heading: "Please confirm your address",
                greeting,
                opening: format!(
                    "An account was opened with the address {address}. Please confirm that it is yours."
                ),
                action: Some(("Confirm the address", link("/register/verify")?)),
                after: "The link works once, for 24 hours. If it was not you who opened the account, ignore this e-mail and do not \
                        open the link: an address that is not confirmed is nobody’s.",
            },
            Kind::AlreadyRegistered => Letter {
                heading: "You have an account already",
                greeting,
                opening: format!(
                    "Somebody wanted to open an account with the address {address}, which has one already. Nothing was changed."
                ),
                action: Some(("Sign in", format!("{base}/sign-in"))),
                after: "If it was you and the password is lost, choose “Forgotten your password?” there. If it was not you, there is \
                        nothing to do.",
            },
            Kind::PasswordReset => Letter {
                heading: "Set a new password",
                greeting,
                opening: format!(
                    "A new password was asked for, for the account with the address {address}."
                ),
                action: Some(("Set a new password", link("/password-reset/link")?)),
                after: "The link works once, for an hour. If it was not you who asked, ignore this e-mail: the password stays as it is.",
            },
            Kind::PasswordChanged => Letter {
                heading: "Your password was changed",
                greeting,
                opening: format!(
                    "The password of the account with the address {address} was changed, and whatever else was signed in was signed out."
                ),
                action: None,
                after: "If it was not you, set a new password at once with “Forgotten your password?” on the page to sign in, and tell \
                        the house.",
            },
            Kind::Invitation => Letter {
                heading: "You are invited to Front of House",
                greeting,
                opening: format!(
                    "You were asked to join the house as {}. You will sign in with the address {address}; please set a password.",
                    account.role.in_words()
                ),
                action: Some(("Accept and set a password", link("/invitation")?)),
                after: "The link works once, for 7 days. If you know nothing of this, ignore this e-mail: nothing happens without you.",
            },
            Kind::FacilitatorApproved => Letter {
                heading: "You can hold sessions now",
                greeting,
                opening: "Your application as a facilitator is approved: you can offer sessions and retreats from now on.".to_owned(),
                action: Some(("Open the studio", format!("{base}/facilitator"))),
                after: "Your sessions and whoever books them are found there.",
            },
            Kind::FacilitatorRefused => Letter {
                heading: "Your application as a facilitator",
                greeting,
                opening: "We have looked at your application as a facilitator, and cannot accept it at present.".to_owned(),
                action: None,
                after: "Your account stays as it is, and you can book sessions with it. If you have questions, please ask the house.",
            },
            _ => return Err(ComposeError::Entry("not about an account")),
        })
    }
}
