//! Whose a customer record is: found by opening every one that is kept, for only guests and accounts are found by a hash. There are
//! as many as other systems told in the time personal data is kept.

use foh_store::{StoreError, crm_records};
use uuid::Uuid;

use super::CrmRecordItem;
use crate::House;

/// Records opened in one go.
const PAGE: u32 = 1_000;

impl House {
    /// The records of the person whose address has these keyed hashes, the newest first.
    pub(crate) async fn crm_records_of(
        &self,
        lookups: &[[u8; 32]],
    ) -> Result<Vec<CrmRecordItem>, StoreError> {
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let page = self.crm_records(None, before, PAGE).await?;
            let full = page.len() == PAGE as usize;
            before = page.last().map(|record| record.id);
            found.extend(page.into_iter().filter(|record| {
                record.told.as_ref().is_some_and(|told| {
                    let hash = self.keyring.lookup("email", &told.user.email.folded());
                    lookups.contains(&hash)
                })
            }));
            if !full {
                return Ok(found);
            }
        }
    }

    /// Erases what other systems told of that person; answers of how many bookings.
    pub(crate) async fn erase_crm_records_of(
        &self,
        lookups: &[[u8; 32]],
    ) -> Result<u64, StoreError> {
        let mut erased = 0;
        for record in self.crm_records_of(lookups).await? {
            let id: Uuid = record.id;
            let one = self.db.write(id, move |tx| crm_records::erase(tx, id));
            erased += u64::from(one.await?);
        }
        Ok(erased)
    }
}
