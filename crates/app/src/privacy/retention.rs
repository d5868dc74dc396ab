//! What is kept long enough goes: the guests of occurrences, the details of the audit log, e-mails, tokens, and answers that are given again. Every run goes on
//! where the last one ended, in small transactions, so that it costs what is new, and several nodes may do it at once.

use foh_domain::{
    audit::Action,
    id,
    privacy::{RetainingDesk, Retention},
};
use foh_store::{
    StoreError, Tx, crm_records, external_identities, jobs, notifications, payment_events,
    payments, retention, text_messages,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::House;

/// Rows touched in one transaction at most.
const STRIDE: u32 = 500;
/// Transactions of one kind in one run at most; the next run goes on.
const MOST_STEPS: u32 = 200;
/// How far the audit log is erased.
const DETAILS_JOB: &str = "erase audit details";
/// How far tokens were looked at; at the end it begins anew.
const TOKENS_JOB: &str = "forget tokens";

/// Erases some of what came before a moment: the place to go on from, the bound, at most so many rows; how many, and where it stopped.
type EraseBefore = fn(&mut Tx<'_>, Uuid, Uuid, u32) -> Result<Option<(u64, Uuid)>, StoreError>;

/// A kind of thing that other systems told: how far it is erased, what the audit log calls it, and what erases some of it.
struct Told {
    job: &'static str,
    what: &'static str,
    erase: EraseBefore,
}

const CRM_RECORDS: Told = Told {
    job: "erase CRM records",
    what: "crm",
    erase: crm_records::erase_before,
};
const NOTIFICATIONS: Told = Told {
    job: "erase notifications",
    what: "notifications",
    erase: notifications::erase_before,
};
const PAYMENT_ANSWERS: Told = Told {
    job: "erase payment answers",
    what: "payment answers",
    erase: payment_events::erase_before,
};
const PAYMENT_PAGES: Told = Told {
    job: "erase payment pages",
    what: "payment pages",
    erase: payments::erase_before,
};

/// What a run has erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expired {
    /// Reservations whose guests were erased.
    pub guests: u64,
    /// Entries of the audit log whose details were erased.
    pub details: u64,
    /// E-mails and text messages, sent or not.
    pub mails: u64,
    /// Bookings that other systems told of.
    pub crm_records: u64,
    /// What other systems told facilitators.
    pub notifications: u64,
    /// Answers that are given again no more.
    pub answers: u64,
    /// What payment providers said, and addresses of their pages.
    pub payments: u64,
}

impl House {
    /// Erases what has been kept long enough.
    ///
    /// # Errors
    /// See [`StoreError`]; the next run goes on from there.
    pub async fn erase_expired(&self) -> Result<Expired, StoreError> {
        let (now, rules) = (self.now(), self.settings.retention);
        let mut expired = Expired::default();
        for desk in RetainingDesk::ALL {
            expired.guests += self.erase_guests_of(desk, rules, now).await?;
        }
        expired.details = self.erase_details(rules.usually_before(now)).await?;
        expired.mails = self.forget_mails(rules.usually_before(now)).await?;
        let before = rules.usually_before(now);
        expired.crm_records = self.erase_told(CRM_RECORDS, before).await?;
        expired.notifications = self.erase_told(NOTIFICATIONS, before).await?;
        expired.payments = self.erase_told(PAYMENT_ANSWERS, before).await?;
        expired.payments += self.erase_told(PAYMENT_PAGES, before).await?;
        self.forget_tokens(rules.usually_before(now)).await?;
        expired.answers = self.forget_old_answers().await?;
        self.db
            .write(Uuid::nil(), move |tx| {
                external_identities::forget_credentials(tx, now)
            })
            .await?;
        Ok(expired)
    }

    async fn erase_guests_of(
        &self,
        desk: RetainingDesk,
        rules: Retention,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let before = rules.before(desk, now);
        let mut erased = 0;
        for _ in 0..MOST_STEPS {
            let due = self
                .db
                .read(move |tx| retention::due(tx, desk.kind(), before))
                .await?;
            let Some(occurrence) = due else { break };
            let witness = self.witness().await?;
            erased += self
                .db
                .write(occurrence, move |tx| {
                    let rows = retention::erase_guests(tx, occurrence, before, now, STRIDE)?;
                    if rows > 0 {
                        let words = [("what", desk.as_str().into()), ("rows", count(rows).into())];
                        witness.note(tx, Action::DataExpired, Some(occurrence), &words)?;
                    }
                    Ok::<_, StoreError>(rows)
                })
                .await?;
        }
        Ok(erased)
    }

    async fn erase_details(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut erased = 0;
        for _ in 0..MOST_STEPS {
            let witness = self.witness().await?;
            let step = self
                .db
                .write(Uuid::nil(), move |tx| {
                    let after = moment(jobs::watermark(tx, DETAILS_JOB)?);
                    let step = retention::forget_details(tx, (after, before), STRIDE)?;
                    if let Some((rows, upto)) = step {
                        jobs::advance(tx, DETAILS_JOB, mark(upto))?;
                        if rows > 0 {
                            let words = [("rows", count(rows).into())];
                            witness.note(tx, Action::DetailsErased, None, &words)?;
                        }
                    }
                    Ok::<_, StoreError>(step)
                })
                .await?;
            let Some((rows, _)) = step else { break };
            erased += rows;
        }
        Ok(erased)
    }

    async fn forget_mails(&self, before: Timestamp) -> Result<u64, StoreError> {
        let before = id::first_at(before);
        let mut forgotten = 0;
        for _ in 0..MOST_STEPS {
            let some = self
                .db
                .write(Uuid::nil(), move |tx| {
                    text_messages::forget(tx, before, STRIDE)?;
                    retention::forget_mails(tx, before, STRIDE)
                })
                .await?;
            forgotten += some;
            if some < u64::from(STRIDE) {
                break;
            }
        }
        Ok(forgotten)
    }

    /// Answers to requests that may be repeated are kept for a day, whatever else is kept for how long.
    async fn forget_old_answers(&self) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        for _ in 0..MOST_STEPS {
            let some = self.forget_answers(STRIDE).await?;
            forgotten += some;
            if some < u64::from(STRIDE) {
                break;
            }
        }
        Ok(forgotten)
    }

    /// Erases what other systems told before this moment, in the order it was told.
    async fn erase_told(&self, told: Told, before: Timestamp) -> Result<u64, StoreError> {
        let Told { job, what, erase } = told;
        let before = id::first_at(before);
        let mut erased = 0;
        for _ in 0..MOST_STEPS {
            let witness = self.witness().await?;
            let step = self
                .db
                .write(Uuid::nil(), move |tx| {
                    let after = jobs::watermark(tx, job)?;
                    let step = erase(tx, after, before, STRIDE)?;
                    if let Some((rows, upto)) = step {
                        jobs::advance(tx, job, upto)?;
                        if rows > 0 {
                            let words = [("what", what.into()), ("rows", count(rows).into())];
                            witness.note(tx, Action::DataExpired, None, &words)?;
                        }
                    }
                    Ok::<_, StoreError>(step)
                })
                .await?;
            let Some((rows, _)) = step else { break };
            erased += rows;
        }
        Ok(erased)
    }

    /// A few pages of tokens: those that live long lie among those that have expired, so all are looked at in turn.
    async fn forget_tokens(&self, before: Timestamp) -> Result<(), StoreError> {
        for _ in 0..20 {
            let more = self
                .db
                .write(Uuid::nil(), move |tx| {
                    let after = jobs::watermark(tx, TOKENS_JOB)?;
                    let last = retention::forget_tokens(tx, after, before, STRIDE)?;
                    jobs::advance(tx, TOKENS_JOB, last.unwrap_or_default())?;
                    Ok::<_, StoreError>(last.is_some())
                })
                .await?;
            if !more {
                break;
            }
        }
        Ok(())
    }
}

fn count(rows: u64) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// A moment as a watermark, and back; no watermark is the beginning of time.
fn mark(at: Timestamp) -> Uuid {
    Uuid::from_u64_pair(at.as_microsecond().cast_unsigned(), 1)
}

fn moment(mark: Uuid) -> Timestamp {
    if mark.is_nil() {
        return Timestamp::MIN;
    }
    let (microseconds, _) = mark.as_u64_pair();
    Timestamp::from_microsecond(microseconds.cast_signed()).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::{mark, moment};
    use jiff::Timestamp;
    use uuid::Uuid;

    #[test]
    fn watermarks_are_moments() {
        assert_eq!(moment(Uuid::nil()), Timestamp::MIN);
        for text in [
            "1970-01-01T00:00:00Z",
            "2026-11-21T09:00:00.123456Z",
            "1969-12-31T23:59:59Z",
        ] {
            let at: Timestamp = text.parse().unwrap();
            assert_eq!(moment(mark(at)), at);
        }
    }
}
