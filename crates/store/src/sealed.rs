//! Every column that holds something sealed, to be leafed through when the keys of the house are changed.
//!
//! A page is read by itself and put back row by row, each only if it is still as it was read: whoever erases or changes a
//! value meanwhile wins, and no lock is held while values are sealed.

use foh_domain::privacy::KEY_ID_BYTES;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// A column of sealed values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedColumn {
    /// The key of the audit chains.
    AuditKeys,
    /// The keys that sign access tokens.
    SigningKeys,
    /// Who accounts belong to.
    Users,
    /// How facilitators present themselves.
    Facilitators,
    /// Second factors.
    SecondFactors,
    /// Who accounts are at identity providers.
    ExternalIdentities,
    /// Guests.
    Reservations,
    /// E-mails that wait.
    Outbox,
    /// What other systems told of their bookings.
    CrmRecords,
    /// What other systems told facilitators.
    Notifications,
    /// Addresses of the hosted pages of payments.
    Payments,
    /// What payment providers answered and sent.
    PaymentEvents,
    /// What was answered to requests that may be repeated.
    IdempotentAnswers,
    /// Details of the audit log.
    AuditEntries,
}

/// Where a sealed value stands in the order of its pages: the id of its row; in the audit log chain and number.
pub type SealedAt = Uuid;

/// A sealed value as stored.
#[derive(Debug, Clone)]
pub struct SealedRow {
    /// Where it stands.
    pub at: SealedAt,
    /// The row it was sealed for.
    pub row: Uuid,
    /// The value.
    pub sealed: Vec<u8>,
}

/// A value to be put back.
#[derive(Debug, Clone)]
pub struct Resealed {
    /// As it was read.
    pub before: SealedRow,
    /// As it is to be.
    pub sealed: Vec<u8>,
    /// The keyed hash it is found by from now on, where there is one.
    pub lookup: Option<[u8; 32]>,
    /// The keyed hash of a passenger's telephone number, by which their booking is found from now on.
    pub phone_lookup: Option<[u8; 32]>,
}

impl SealedColumn {
    /// Every column, those that others depend on first.
    pub const ALL: [Self; 14] = [
        Self::AuditKeys,
        Self::SigningKeys,
        Self::Users,
        Self::Facilitators,
        Self::SecondFactors,
        Self::ExternalIdentities,
        Self::Reservations,
        Self::Outbox,
        Self::CrmRecords,
        Self::Notifications,
        Self::Payments,
        Self::PaymentEvents,
        Self::IdempotentAnswers,
        Self::AuditEntries,
    ];

    /// The name of its table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::AuditKeys => "audit_keys",
            Self::SigningKeys => "signing_keys",
            Self::Users => "users",
            Self::Facilitators => "facilitators",
            Self::SecondFactors => "second_factors",
            Self::ExternalIdentities => "external_identities",
            Self::Reservations => "reservations",
            Self::Outbox => "outbox",
            Self::CrmRecords => "crm_records",
            Self::Notifications => "notifications",
            Self::Payments => "payments",
            Self::PaymentEvents => "payment_events",
            Self::IdempotentAnswers => "idempotent_answers",
            Self::AuditEntries => "audit_entries",
        }
    }

    /// The name of the column.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Self::AuditKeys | Self::SigningKeys | Self::SecondFactors => "secret",
            Self::Users | Self::Facilitators => "profile",
            Self::ExternalIdentities => "identity",
            Self::Reservations => "guest",
            Self::Outbox => "payload",
            Self::CrmRecords | Self::Notifications | Self::PaymentEvents => "content",
            Self::Payments => "visit",
            Self::IdempotentAnswers => "answer",
            Self::AuditEntries => "details",
        }
    }

    /// At most `limit` values after `after`, in their order.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn page(
        self,
        tx: &mut Tx<'_>,
        after: SealedAt,
        limit: u32,
    ) -> Result<Vec<SealedRow>, StoreError> {
        let sql = match self {
            Self::AuditKeys => return audit_keys(tx, after),
            Self::SigningKeys => {
                "SELECT id, secret AS sealed FROM signing_keys WHERE id > $1 ORDER BY id LIMIT $2"
            }
            Self::Users => {
                "SELECT id, profile AS sealed FROM users WHERE id > $1 ORDER BY id LIMIT $2"
            }
            Self::Facilitators => {
                "SELECT id, profile AS sealed FROM facilitators WHERE id > $1 ORDER BY id LIMIT $2"
            }
            Self::SecondFactors => {
                "SELECT user_id AS id, secret AS sealed FROM second_factors WHERE user_id > $1 ORDER BY user_id LIMIT $2"
            }
            Self::ExternalIdentities => {
                "SELECT id, identity AS sealed FROM external_identities WHERE id > $1 ORDER BY id LIMIT $2"
            }
            Self::Reservations => {
                "SELECT id, guest AS sealed FROM reservations WHERE id > $1 AND guest IS NOT NULL ORDER BY id LIMIT $2"
            }
            Self::Outbox => {
                "SELECT id, payload AS sealed FROM outbox WHERE id > $1 AND payload IS NOT NULL ORDER BY id LIMIT $2"
            }
            Self::CrmRecords => {
                "SELECT id, content AS sealed FROM crm_records WHERE id > $1 AND content IS NOT NULL ORDER BY id LIMIT $2"
            }
            Self::Notifications => {
                "SELECT id, content AS sealed FROM notifications WHERE id > $1 AND content IS NOT NULL ORDER BY id LIMIT $2"
            }
            Self::Payments => {
                "SELECT id, visit AS sealed FROM payments WHERE id > $1 AND visit IS NOT NULL ORDER BY id LIMIT $2"
            }
            Self::PaymentEvents => {
                "SELECT id, content AS sealed FROM payment_events WHERE id > $1 AND content IS NOT NULL ORDER BY id LIMIT $2"
            }
            Self::IdempotentAnswers => {
                "SELECT id, answer AS sealed FROM idempotent_answers WHERE id > $1 ORDER BY id LIMIT $2"
            }
            Self::AuditEntries => return entries(tx, after, limit),
        };
        tx.query(sql, params![after, limit], |row| {
            let at = row.get("id")?;
            Ok(SealedRow {
                at,
                row: at,
                sealed: row.get("sealed")?,
            })
        })
    }

    /// Puts a value back unless it has changed meanwhile; answers whether it was put back.
    ///
    /// # Errors
    /// See [`StoreError`]; a constraint when the new keyed hash is another row's.
    pub fn put(self, tx: &mut Tx<'_>, new: &Resealed) -> Result<bool, StoreError> {
        let (at, row) = (new.before.at, new.before.row);
        let before = new.before.sealed.as_slice();
        let sealed = new.sealed.as_slice();
        let lookup = new.lookup.as_ref();
        let changed = match self {
            Self::AuditKeys => tx.execute(
                "UPDATE audit_keys SET secret = $1 WHERE id = $2 AND secret = $3",
                params![sealed, row, before],
            ),
            Self::SigningKeys => tx.execute(
                "UPDATE signing_keys SET secret = $1 WHERE id = $2 AND secret = $3",
                params![sealed, at, before],
            ),
            Self::Users => tx.execute(
                "UPDATE users SET profile = $1, email_lookup = COALESCE($2, email_lookup) WHERE id = $3 AND profile = $4",
                params![sealed, lookup, at, before],
            ),
            Self::Facilitators => tx.execute(
                "UPDATE facilitators SET profile = $1 WHERE id = $2 AND profile = $3",
                params![sealed, at, before],
            ),
            Self::SecondFactors => tx.execute(
                "UPDATE second_factors SET secret = $1 WHERE user_id = $2 AND secret = $3",
                params![sealed, at, before],
            ),
            Self::ExternalIdentities => tx.execute(
                "UPDATE external_identities SET identity = $1, subject_lookup = COALESCE($2, subject_lookup) WHERE id = $3 AND identity = $4",
                params![sealed, lookup, at, before],
            ),
            Self::Reservations => tx.execute(
                "UPDATE reservations SET guest = $1, email_lookup = COALESCE($2, email_lookup) WHERE id = $3 AND guest = $4",
                params![sealed, lookup, at, before],
            ),
            Self::Outbox => tx.execute(
                "UPDATE outbox SET payload = $1 WHERE id = $2 AND payload = $3",
                params![sealed, at, before],
            ),
            Self::CrmRecords => tx.execute(
                "UPDATE crm_records SET content = $1, source = COALESCE($2, source) WHERE id = $3 AND content = $4",
                params![sealed, lookup, at, before],
            ),
            Self::Notifications => tx.execute(
                "UPDATE notifications SET content = $1, source = COALESCE($2, source) WHERE id = $3 AND content = $4",
                params![sealed, lookup, at, before],
            ),
            Self::Payments => tx.execute(
                "UPDATE payments SET visit = $1 WHERE id = $2 AND visit = $3",
                params![sealed, at, before],
            ),
            Self::PaymentEvents => tx.execute(
                "UPDATE payment_events SET content = $1, event = COALESCE($2, event) WHERE id = $3 AND content = $4",
                params![sealed, lookup, at, before],
            ),
            Self::IdempotentAnswers => tx.execute(
                "UPDATE idempotent_answers SET answer = $1 WHERE id = $2 AND answer = $3",
                params![sealed, at, before],
            ),
            Self::AuditEntries => {
                let (chain, number) = place(at);
                tx.execute(
                    "UPDATE audit_entries SET details = $1 WHERE chain = $2 AND number = $3 AND details = $4",
                    params![sealed, chain, number, before],
                )
            }
        };
        let changed = changed? == 1;
        if let Some(phone) = new.phone_lookup.as_ref().filter(|_| changed) {
            tx.execute(
                "UPDATE travel_bookings SET phone_lookup = $1 WHERE id = $2 AND phone_lookup IS NOT NULL",
                params![phone, at],
            )?;
        }
        Ok(changed)
    }

    /// How many values another key than this has sealed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn count_others(self, tx: &mut Tx<'_>, key: [u8; KEY_ID_BYTES]) -> Result<u64, StoreError> {
        let sql = match self {
            Self::AuditKeys => {
                "SELECT COUNT(*) AS n FROM audit_keys WHERE substr(secret, 1, 4) <> $1"
            }
            Self::SigningKeys => {
                "SELECT COUNT(*) AS n FROM signing_keys WHERE substr(secret, 1, 4) <> $1"
            }
            Self::Users => "SELECT COUNT(*) AS n FROM users WHERE substr(profile, 1, 4) <> $1",
            Self::Facilitators => {
                "SELECT COUNT(*) AS n FROM facilitators WHERE substr(profile, 1, 4) <> $1"
            }
            Self::SecondFactors => {
                "SELECT COUNT(*) AS n FROM second_factors WHERE substr(secret, 1, 4) <> $1"
            }
            Self::ExternalIdentities => {
                "SELECT COUNT(*) AS n FROM external_identities WHERE substr(identity, 1, 4) <> $1"
            }
            Self::Reservations => {
                "SELECT COUNT(*) AS n FROM reservations WHERE substr(guest, 1, 4) <> $1"
            }
            Self::Outbox => "SELECT COUNT(*) AS n FROM outbox WHERE substr(payload, 1, 4) <> $1",
            Self::CrmRecords => {
                "SELECT COUNT(*) AS n FROM crm_records WHERE substr(content, 1, 4) <> $1"
            }
            Self::Notifications => {
                "SELECT COUNT(*) AS n FROM notifications WHERE substr(content, 1, 4) <> $1"
            }
            Self::Payments => "SELECT COUNT(*) AS n FROM payments WHERE substr(visit, 1, 4) <> $1",
            Self::PaymentEvents => {
                "SELECT COUNT(*) AS n FROM payment_events WHERE substr(content, 1, 4) <> $1"
            }
            Self::IdempotentAnswers => {
                "SELECT COUNT(*) AS n FROM idempotent_answers WHERE substr(answer, 1, 4) <> $1"
            }
            Self::AuditEntries => {
                "SELECT COUNT(*) AS n FROM audit_entries WHERE substr(details, 1, 4) <> $1"
            }
        };
        let found = tx.query_one(sql, params![key.as_slice()], |row| row.get::<i64>("n"))?;
        Ok(found.and_then(|n| n.try_into().ok()).unwrap_or(0))
    }
}

/// Chain and number, packed in their order into what every other row has as its id.
fn packed(chain: i64, number: i64) -> SealedAt {
    Uuid::from_u64_pair(chain.cast_unsigned(), number.cast_unsigned())
}

fn place(at: SealedAt) -> (i64, i64) {
    let (chain, number) = at.as_u64_pair();
    (chain.cast_signed(), number.cast_signed())
}

/// All of them at once, placed last: there is one, and its id may be nil, after which a page would look in vain.
fn audit_keys(tx: &mut Tx<'_>, after: SealedAt) -> Result<Vec<SealedRow>, StoreError> {
    if !after.is_nil() {
        return Ok(Vec::new());
    }
    tx.query(
        "SELECT id, secret FROM audit_keys ORDER BY id",
        &[],
        |row| {
            Ok(SealedRow {
                at: Uuid::max(),
                row: row.get("id")?,
                sealed: row.get("secret")?,
            })
        },
    )
}

fn entries(tx: &mut Tx<'_>, after: SealedAt, limit: u32) -> Result<Vec<SealedRow>, StoreError> {
    let (chain, number) = place(after);
    let entry = |row: &Row<'_>| {
        let hash: Vec<u8> = row.get("details_hash")?;
        let end = hash.get(16..32).and_then(|end| Uuid::from_slice(end).ok());
        Ok(SealedRow {
            at: packed(row.get("chain")?, row.get("number")?),
            row: end.ok_or_else(|| StoreError::decode("details_hash", "not a hash"))?,
            sealed: row.get("sealed")?,
        })
    };
    tx.query(
        "SELECT chain, number, details_hash, details AS sealed FROM audit_entries
         WHERE (chain > $1 OR (chain = $1 AND number > $2)) AND details IS NOT NULL ORDER BY chain, number LIMIT $3",
        params![chain, number, limit],
        entry,
    )
}

#[cfg(test)]
mod tests {
    use super::{packed, place};

    #[test]
    fn places_in_the_log_keep_their_order() {
        let places = [(0, 0), (0, 1), (0, i64::MAX), (1, 1), (15, 7)];
        let all: Vec<_> = places.iter().map(|(c, n)| packed(*c, *n)).collect();
        assert!(all.is_sorted());
        assert!(
            all.iter()
                .zip(places)
                .all(|(at, other)| place(*at) == other)
        );
    }
}
