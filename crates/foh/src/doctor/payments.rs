//! Which ways to pay are offered, and what of payments calls for a look.

use foh_app::House;

use super::report::Finding;
use crate::config::Config;

/// Which ways to pay are set up.
pub(super) fn offered(config: &Config) -> Finding {
    let offered = config.payments.offered();
    if offered.is_empty() {
        return Finding::pass(
            "payments",
            "No provider of payments is set up: guests pay in cash, at the desk.",
        );
    }
    let names: Vec<_> = offered.iter().map(|method| method.in_words()).collect();
    Finding::pass("payments", format!("Guests pay by {}.", names.join(", ")))
}

/// What somebody is to look at.
pub(super) async fn waiting(house: &House) -> Finding {
    match house.payments_waiting().await {
        Err(error) => Finding::fail(
            "payments",
            format!("The payments cannot be counted: {error}."),
            "run foh doctor again when the database is at rest",
        ),
        Ok(waiting) if waiting.alerts > 0 => Finding::warn(
            "payments",
            format!("Payments that call for a look: {}.", waiting.alerts),
            "look at them as an administrator, and with their provider",
        ),
        Ok(_) => Finding::pass("payments", "No payment calls for a look."),
    }
}
