//! Whether text messages can leave, found out without sending any.

use foh_gateways::sms::{TextError, Trouble};

use super::report::Finding;
use crate::config::{Config, Mode};

/// Asks the provider whether it knows the account.
pub(super) async fn check(config: &Config) -> Finding {
    let Some(provider) = &config.texts else {
        return Finding::pass(
            "texts",
            match config.mode {
                Mode::Development => {
                    "There is no provider of text messages: they stay in the development mailbox."
                }
                Mode::Production => "There is no provider of text messages, and none are sent.",
            },
        );
    };
    let place = provider.place();
    match provider.greet().await {
        Ok(()) => Finding::pass("texts", format!("{place} answers and knows us.")),
        Err(TextError::Refused(Trouble::Answer {
            status: 401 | 403, ..
        })) => Finding::fail(
            "texts",
            format!("{place} does not know us."),
            "correct FOH_SMS_ACCOUNT and FOH_SMS_TOKEN; then send again what is parked at /admin/outbox",
        ),
        Err(TextError::Refused(trouble)) => Finding::warn(
            "texts",
            format!("{place} does not tell whether it knows us: {trouble}."),
            "correct FOH_SMS_URL, unless text messages do leave",
        ),
        Err(TextError::Temporary { trouble, .. } | TextError::Unknown(trouble)) => Finding::fail(
            "texts",
            format!("{place}: {trouble}."),
            "reach the provider, or correct FOH_SMS_URL; until then text messages wait in the outbox",
        ),
    }
}
