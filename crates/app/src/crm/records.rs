//! Customer records kept here: what other systems tell of their bookings, each booking once.

use foh_domain::{
    crm::ForeignBooking,
    privacy::{Personal, SealError},
};
use foh_store::{
    StoreError,
    crm_records::{self, CrmRecord, NewCrmRecord},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{House, entropy};

/// The kind of the keyed hash by which a repetition is known.
pub(crate) const SOURCE_LOOKUP: &str = "crm source";

/// A record as it is sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredRecord {
    /// What makes a repetition of it a repetition: hashed anew with another key.
    pub(crate) source: String,
    /// What was told.
    pub(crate) told: ForeignBooking,
}

impl Personal for StoredRecord {
    const COLUMN: &'static str = "crm_records.content";
}

/// A customer record.
#[derive(Debug, Clone)]
pub struct CrmRecordItem {
    /// Its id.
    pub id: Uuid,
    /// What was told; `None` once it is erased.
    pub told: Option<ForeignBooking>,
    /// When it was told.
    pub created_at: Timestamp,
    /// When somebody had dealt with it.
    pub processed_at: Option<Timestamp>,
}

/// What became of what was told.
#[derive(Debug, Clone)]
pub enum Kept {
    /// It is a new record.
    Now(CrmRecordItem),
    /// It was told before, and this is its record.
    Before(CrmRecordItem),
}

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepRecordError {
    /// Sealing failed.
    #[error("the record could not be sealed")]
    Protection(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Keeps what the system with the account `by` tells, once: what it tells under one `key`, or without a key of one booking, is
    /// one record, whatever is told the second time. Ids and keys of different systems have nothing to do with each other.
    ///
    /// # Errors
    /// See [`KeepRecordError`].
    pub async fn keep_crm_record(
        &self,
        by: Uuid,
        key: Option<&str>,
        told: ForeignBooking,
    ) -> Result<Kept, KeepRecordError> {
        let source = match key {
            Some(key) => format!("{by} key {key}"),
            None => format!("{by} booking {}", told.booking_id),
        };
        let lookups = self.keyring.lookups(SOURCE_LOOKUP, &source);
        let now = self.now();
        let id = entropy::new_id(now);
        let stored = StoredRecord { source, told };
        let new = NewCrmRecord {
            id,
            source: self.keyring.lookup(SOURCE_LOOKUP, &stored.source),
            content: self.keyring.seal(id, entropy::bytes(), &stored)?,
            created_at: now,
        };
        let found = self
            .db
            .write(id, move |tx| {
                for source in &lookups {
                    if let Some(found) = crm_records::by_source(tx, source)? {
                        return Ok::<_, StoreError>(Some(found));
                    }
                }
                if crm_records::insert_if_new(tx, &new)? {
                    return Ok(None);
                }
                // Another node was quicker.
                crm_records::by_source(tx, &new.source)
            })
            .await?;
        Ok(match found {
            Some(record) => Kept::Before(self.opened_record(record)),
            None => Kept::Now(CrmRecordItem {
                id,
                told: Some(stored.told),
                created_at: now,
                processed_at: None,
            }),
        })
    }

    /// Records made before `before`, the newest first: all of them, or those that are dealt with or are not.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn crm_records(
        &self,
        processed: Option<bool>,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<CrmRecordItem>, StoreError> {
        let before = before.unwrap_or(Uuid::max());
        let found = self
            .db
            .read(move |tx| crm_records::page(tx, processed, before, limit))
            .await?;
        Ok(found
            .into_iter()
            .map(|record| self.opened_record(record))
            .collect())
    }

    /// Notes that a record is dealt with, as it may have been before; `None` when there is none with this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn process_crm_record(&self, id: Uuid) -> Result<Option<CrmRecordItem>, StoreError> {
        let now = self.now();
        let found = self
            .db
            .write(id, move |tx| {
                crm_records::process(tx, id, now)?;
                crm_records::get(tx, id)
            })
            .await?;
        Ok(found.map(|record| self.opened_record(record)))
    }

    /// What cannot be opened is as good as erased; the operator is told.
    pub(crate) fn opened_record(&self, record: CrmRecord<StoredRecord>) -> CrmRecordItem {
        let told = record.content.and_then(|sealed| {
            let opened = self.keyring.open(record.id, &sealed);
            opened
                .inspect_err(
                    |error| tracing::error!(record = %record.id, %error, "a customer record cannot be opened"),
                )
                .ok()
        });
        CrmRecordItem {
            id: record.id,
            told: told.map(|stored| stored.told),
            created_at: record.created_at,
            processed_at: record.processed_at,
        }
    }
}
