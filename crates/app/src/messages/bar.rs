//! The e-mail that tells whoever manages the bar that a stock is low.

use foh_domain::{
    bar::Units,
    identity::{AccountState, Permission, Profile},
};
use foh_gateways::mail::Mail;
use foh_store::{StoreError, accounts, outbox::Entry, stocks};

use super::{
    Payload,
    account::{Letter, drawn},
    compose::{ComposeError, Composed},
};
use crate::House;

impl House {
    pub(super) async fn about_stock(
        &self,
        entry: &Entry,
        payload: &Payload,
    ) -> Result<Composed, ComposeError> {
        let alarm = payload
            .alarm
            .ok_or(ComposeError::Entry("what was low is missing"))?;
        let stock_id = entry.subject_id;
        let (account, stock) = self
            .db
            .read(move |tx| {
                let account = accounts::get(tx, alarm.manager_id)?;
                let stock = stocks::load(tx, &[stock_id])?.pop();
                Ok::<_, StoreError>((account, stock))
            })
            .await?;
        let manages = |account: &accounts::Account| {
            account.state == AccountState::Active && account.role.allows(Permission::BarManagement)
        };
        let (Some(account), Some(stock)) = (account.filter(manages), stock) else {
            return Ok(Composed::Obsolete);
        };
        let profile: Profile = self
            .keyring
            .open(account.id, &account.profile)
            .map_err(|_| ComposeError::Entry("account sealed with another key"))?;
        let Some(email) = &profile.email else {
            return Ok(Composed::Obsolete);
        };
        let units = |hundredths| Units::of_hundredths(hundredths).unwrap_or_default().plain();
        let (beverage, location) = (&stock.beverage, &stock.location);
        let subject = format!(
            "{beverage} is low: {} left at {location}",
            units(alarm.units)
        );
        let letter = Letter {
            heading: "A stock is low",
            greeting: format!("Dear {},", profile.name.expose()),
            opening: format!(
                "{beverage} at {location} is down to {} (unit: {}). You wanted to hear of it at {} or less.",
                units(alarm.units),
                stock.unit_type,
                units(alarm.minimum)
            ),
            action: Some((
                "See the stock",
                format!("{}/bar/stock/{stock_id}", self.settings.site_base_url),
            )),
            after: "You hear of it again once there has been more and it falls again.",
        };
        let (text, html) = drawn(&letter)?;
        Ok(Composed::Mail(Box::new(Mail {
            to_name: Some(profile.name.expose().to_owned()),
            to: email.expose().into(),
            subject,
            text,
            html,
            inline: Vec::new(),
            calendar: None,
            idempotency_key: entry.id.to_string(),
        })))
    }
}
