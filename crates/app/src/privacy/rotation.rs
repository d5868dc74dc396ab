//! Another secret: every sealed value is sealed anew with the current key, while the house goes on.
//!
//! A page is read, sealed outside any transaction and put back, each value only if nobody has changed it meanwhile, together with a
//! watermark: whoever is interrupted goes on from there. What is added meanwhile is sealed with the current key already. In the
//! end it is counted what another key has sealed; what was written behind the watermark, by a node that did not know the current key
//! yet, makes another round.

use foh_domain::{
    audit::{Action, Details},
    booking::Guest,
    identity::{EmailAddress, Profile, TotpSecret},
    payments::{ProviderAnswer, VisitPage},
    privacy::{Personal, SealError, Sealed},
    studio::Facilitator,
};
use foh_store::{
    StoreError, jobs,
    sealed::{Resealed, SealedColumn, SealedRow},
};
use uuid::Uuid;

use crate::{
    House,
    audit::ChainSecret,
    crm::{SOURCE_LOOKUP, StoredRecord},
    entropy,
    idempotency::GivenAnswer,
    identity::{EXTERNAL_LOOKUP, ExternalIdentity, SigningSecret},
    messages::Payload,
    payments::EVENT_LOOKUP,
    studio::{NotificationContent, notification_source},
};

/// Values put back in one transaction at most.
const PAGE: u32 = 300;
/// Rounds over a table at most: more are needed only while some node still seals with another key.
const ROUNDS: u32 = 5;

/// What became of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub column: &'static str,
    /// How many values were sealed anew now.
    pub resealed: u64,
    /// How many values another key than the current one has still sealed.
    pub left: u64,
}

/// What became of everything that is sealed.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// Column by column.
    pub columns: Vec<Rotated>,
}

impl Rotation {
    /// How many values another key than the current one has still sealed.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.columns.iter().map(|column| column.left).sum()
    }

    /// How many values were sealed anew now.
    #[must_use]
    pub fn resealed(&self) -> u64 {
        self.columns.iter().map(|column| column.resealed).sum()
    }
}

/// The keyed hashes a value is found by.
struct FoundBy {
    lookup: Option<[u8; 32]>,
    /// Of a passenger's telephone number.
    phone: Option<[u8; 32]>,
}

const NOTHING: FoundBy = FoundBy {
    lookup: None,
    phone: None,
};

/// A page of a column, sealed anew as far as it needs to be.
struct Page {
    resealed: Vec<Resealed>,
    last: Uuid,
}

impl House {
    /// Seals everything with the current key. Several may do it at once, and again after it was interrupted.
    ///
    /// # Errors
    /// See [`StoreError`]: what was sealed anew stays so, and the next try goes on from there. What no key opens is no error: it is
    /// counted in [`Rotated::left`].
    pub async fn rotate_keys(&self) -> Result<Rotation, StoreError> {
        let mut columns = Vec::with_capacity(SealedColumn::ALL.len());
        for column in SealedColumn::ALL {
            columns.push(self.rotate_column(column).await?);
        }
        let rotation = Rotation { columns };
        let rows = i64::try_from(rotation.resealed()).unwrap_or(i64::MAX);
        let words = [("rows", rows.into())];
        self.witnessed(Action::KeysRotated, None, &words).await?;
        Ok(rotation)
    }

    async fn rotate_column(&self, column: SealedColumn) -> Result<Rotated, StoreError> {
        let key = self.keyring.current_id();
        let job = format!(
            "rotate {} to {:08x}",
            column.table(),
            u32::from_be_bytes(key)
        );
        let name = job.clone();
        let mut from = self.db.read(move |tx| jobs::watermark(tx, &name)).await?;
        let (mut resealed, mut left) = (0, u64::MAX);
        for _ in 0..ROUNDS {
            let done = self.rotate_after(column, from, &job).await?;
            resealed += done;
            let before = left;
            left = self.db.read(move |tx| column.count_others(tx, key)).await?;
            // A round that began in the middle has not seen what was written behind it.
            if left == 0 || (done == 0 && left == before) {
                break;
            }
            from = Uuid::nil();
        }
        self.db
            .write(Uuid::nil(), move |tx| jobs::forget(tx, &job))
            .await?;
        Ok(Rotated {
            table: column.table(),
            column: column.column(),
            resealed,
            left,
        })
    }

    async fn rotate_after(
        &self,
        column: SealedColumn,
        mut after: Uuid,
        job: &str,
    ) -> Result<u64, StoreError> {
        let mut done = 0;
        loop {
            let rows = self.db.read(move |tx| column.page(tx, after, PAGE)).await?;
            let Some(page) = self.sealed_anew(column, rows) else {
                return Ok(done);
            };
            after = page.last;
            if page.resealed.is_empty() {
                continue;
            }
            let job = job.to_owned();
            done += self
                .db
                .write(after, move |tx| {
                    let mut put = 0;
                    for one in &page.resealed {
                        put += u64::from(column.put(tx, one)?);
                    }
                    jobs::advance(tx, &job, after)?;
                    Ok::<_, StoreError>(put)
                })
                .await?;
        }
    }

    fn sealed_anew(&self, column: SealedColumn, rows: Vec<SealedRow>) -> Option<Page> {
        let last = rows.last()?.at;
        let mut resealed = Vec::with_capacity(rows.len());
        for row in rows {
            if row.sealed.starts_with(&self.keyring.current_id()) {
                continue;
            }
            match self.opened_and_sealed(column, &row) {
                Ok((sealed, found_by)) => resealed.push(Resealed {
                    before: row,
                    sealed,
                    lookup: found_by.lookup,
                    phone_lookup: found_by.phone,
                }),
                // It is counted in the end, and the operator told.
                Err(error) => {
                    tracing::error!(table = column.table(), row = %row.at, %error, "a sealed value cannot be opened");
                }
            }
        }
        Some(Page { resealed, last })
    }

    fn opened_and_sealed(
        &self,
        column: SealedColumn,
        row: &SealedRow,
    ) -> Result<(Vec<u8>, FoundBy), SealError> {
        let hash = |kind, value: &str| FoundBy {
            lookup: Some(self.keyring.lookup(kind, value)),
            phone: None,
        };
        let email = |address: Option<&EmailAddress>| {
            address.map_or(NOTHING, |address| hash("email", &address.folded()))
        };
        match column {
            SealedColumn::AuditKeys => self.again::<ChainSecret>(row, |_| NOTHING),
            SealedColumn::SigningKeys => self.again::<SigningSecret>(row, |_| NOTHING),
            SealedColumn::Users => {
                self.again::<Profile>(row, |profile| email(profile.email.as_ref()))
            }
            SealedColumn::Facilitators => self.again::<Facilitator>(row, |_| NOTHING),
            SealedColumn::SecondFactors => self.again::<TotpSecret>(row, |_| NOTHING),
            SealedColumn::ExternalIdentities => self.again::<ExternalIdentity>(row, |identity| {
                hash(EXTERNAL_LOOKUP, &identity.lookup_value())
            }),
            SealedColumn::Reservations => self.again::<Guest>(row, |guest| FoundBy {
                phone: guest.phone.as_ref().map(|phone| self.phone_lookup(phone)),
                ..email(guest.email.as_ref())
            }),
            SealedColumn::Outbox => self.again::<Payload>(row, |_| NOTHING),
            SealedColumn::CrmRecords => {
                self.again::<StoredRecord>(row, |record| hash(SOURCE_LOOKUP, &record.source))
            }
            SealedColumn::Notifications => {
                self.again::<NotificationContent>(row, |content| FoundBy {
                    lookup: Some(notification_source(self, content)),
                    phone: None,
                })
            }
            SealedColumn::Payments => self.again::<VisitPage>(row, |_| NOTHING),
            SealedColumn::PaymentEvents => self.again::<ProviderAnswer>(row, |answer| {
                let event = answer.event.as_ref();
                event.map_or(NOTHING, |event| hash(EVENT_LOOKUP, event))
            }),
            // Its name is a hash of what its sender sends again, which is kept nowhere: see docs/privacy.md.
            SealedColumn::IdempotentAnswers => self.again::<GivenAnswer>(row, |_| NOTHING),
            SealedColumn::AuditEntries => self.again::<Details>(row, |_| NOTHING),
        }
    }

    fn again<T: Personal>(
        &self,
        row: &SealedRow,
        found_by: impl Fn(&T) -> FoundBy,
    ) -> Result<(Vec<u8>, FoundBy), SealError> {
        let value: T = self
            .keyring
            .open(row.row, &Sealed::from_bytes(row.sealed.clone()))?;
        let sealed = self.keyring.seal(row.row, entropy::bytes(), &value)?;
        Ok((sealed.as_bytes().to_vec(), found_by(&value)))
    }
}
