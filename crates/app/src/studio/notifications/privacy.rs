//! Whom a notification from elsewhere is about: found by opening every one that is kept, as customer records are.

use foh_domain::{identity::EmailAddress, privacy::Sealed};
use foh_store::{StoreError, notifications, sealed::SealedColumn};
use serde_json::Value;
use uuid::Uuid;

use super::said::Content;
use crate::House;

/// Notifications opened in one go.
const PAGE: u32 = 1_000;

impl House {
    /// Erases what other systems told facilitators of the person whose address has these keyed hashes; answers of how many
    /// bookings.
    pub(crate) async fn erase_notifications_of(
        &self,
        lookups: &[[u8; 32]],
    ) -> Result<u64, StoreError> {
        let (mut erased, mut after) = (0, Uuid::nil());
        loop {
            let page = self
                .db
                .read(move |tx| SealedColumn::Notifications.page(tx, after, PAGE))
                .await?;
            let Some(last) = page.last() else {
                return Ok(erased);
            };
            after = last.at;
            for row in page {
                let content: Result<Content, _> =
                    self.keyring.open(row.row, &Sealed::from_bytes(row.sealed));
                if content.is_ok_and(|content| self.is_about(&content, lookups)) {
                    let id = row.row;
                    let one = self.db.write(id, move |tx| notifications::erase(tx, id));
                    erased += u64::from(one.await?);
                }
            }
        }
    }

    fn is_about(&self, content: &Content, lookups: &[[u8; 32]]) -> bool {
        let email = content.said.user.get("email").and_then(Value::as_str);
        let email = email.and_then(|email| EmailAddress::parse(email).ok());
        email.is_some_and(|email| lookups.contains(&self.keyring.lookup("email", &email.folded())))
    }
}
