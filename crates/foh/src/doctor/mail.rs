//! Whether mail can leave, found out without sending any.

use std::time::Duration;

use foh_gateways::{
    mail::Sender,
    smtp::{Patience, SmtpMailer, SmtpUrl},
};
use secrecy::ExposeSecret;

use super::report::Finding;
use crate::config::{Config, Mode};

/// Nobody waits longer for a list.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(5),
    command: Duration::from_secs(5),
    content: Duration::from_secs(5),
    whole: Duration::from_secs(15),
};

/// Connects, encrypts and signs in.
pub(super) async fn check(config: &Config) -> Finding {
    let Some(url) = &config.smtp else {
        let what = "There is no mail server: mail stays in the development mailbox.";
        let remedy = "set FOH_SMTP_URL";
        return match config.mode {
            Mode::Development => Finding::warn("mail", what, remedy),
            Mode::Production => Finding::fail("mail", "There is no mail server.", remedy),
        };
    };
    let mailer = SmtpUrl::parse(url.expose_secret()).and_then(|server| {
        let place = server.to_string();
        let local = server.is_this_machine();
        // The sender was read with the settings.
        let sender = Sender::parse(&config.mail_from).ok();
        let mailer = sender
            .map(|sender| SmtpMailer::new(server, sender))
            .transpose()?;
        Ok((mailer, place, local))
    });
    let (mailer, place, local) = match mailer {
        Ok((Some(mailer), place, local)) => (mailer.with_patience(PATIENCE), place, local),
        Ok((None, ..)) => {
            return Finding::fail(
                "mail",
                "mail_from cannot be used.",
                "write for example Box Office <tickets@example.org>",
            );
        }
        Err(error) => {
            return Finding::fail("mail", format!("smtp_url {error}."), "correct FOH_SMTP_URL");
        }
    };
    match mailer.greet().await {
        Err(error) => Finding::fail(
            "mail",
            format!("{place}: {error}."),
            "start or reach the server, or correct FOH_SMTP_URL; until then mail waits in the outbox",
        ),
        Ok(greeting) if !greeting.encrypted && !local => Finding::warn(
            "mail",
            format!("{place} answers, and mail travels there in the clear."),
            "write smtps://… or add ?tls=required to FOH_SMTP_URL",
        ),
        Ok(greeting) => {
            let known = if greeting.signed_in {
                " and knows us"
            } else {
                ""
            };
            Finding::pass("mail", format!("{place} answers{known}."))
        }
    }
}
