//! When a provider is asked next, and how long a payment may still be started.

use foh_domain::booking::ReservationStatus;
use foh_store::payments::PaymentRow;
use jiff::{SignedDuration, Timestamp};

/// The first question may come before the payer has found the phone.
const FIRST_SECONDS: [i64; 4] = [3, 5, 10, 20];
/// Then at least so often.
const USUAL: SignedDuration = SignedDuration::from_secs(60);
/// After so long staff are told, and the provider is asked seldom.
pub(super) const LONG: SignedDuration = SignedDuration::from_hours(24);
/// So many questions about a refund, a minute apart, take as long.
const REFUND_CHECKS: u32 = 24 * 60;
const SELDOM: SignedDuration = SignedDuration::from_hours(1);
/// For how long a payment without a hold, as one for a session, may be started.
const UNHELD: SignedDuration = SignedDuration::from_mins(30);
/// After the last moment to start it, an answer may still be on its way.
pub(super) const GRACE: SignedDuration = SignedDuration::from_mins(2);
/// Hosted pages stay open for so long after the last moment to start them: Stripe wants 30 minutes at least.
const PAGE_OPEN: SignedDuration = SignedDuration::from_mins(35);
/// And less than a day after the first.
const PAGE_MOST: SignedDuration = SignedDuration::from_hours(23);

/// When to ask again after so many questions about something this old.
pub(super) fn next_check(created_at: Timestamp, now: Timestamp, checks: u32) -> Timestamp {
    if is_long(created_at, now) {
        return now + SELDOM;
    }
    let first = usize::try_from(checks)
        .ok()
        .and_then(|checks| FIRST_SECONDS.get(checks));
    now + first.map_or(USUAL, |seconds| SignedDuration::from_secs(*seconds))
}

/// When to ask again about a refund, after so many questions: one that is tried again may be old.
pub(super) fn next_refund_check(now: Timestamp, checks: u32) -> Timestamp {
    let first = next_check(now, now, checks);
    if checks < REFUND_CHECKS {
        first
    } else {
        now + SELDOM
    }
}

/// Whether it has been undecided for so long that staff are told.
pub(super) fn is_long(created_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(created_at) >= LONG
}

/// How long a payment may be started, by what it is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// Whether what it is for still wants to be paid.
    pub(super) wanted: bool,
    /// The last moment to start it.
    pub(super) until: Timestamp,
}

impl Window {
    /// Of a payment for a booking whose hold ends when it was paid, cancelled or not paid in time.
    pub(super) fn held(
        payment: &PaymentRow,
        status: ReservationStatus,
        hold_until: Option<Timestamp>,
    ) -> Self {
        Self {
            wanted: status == ReservationStatus::Pending && hold_until.is_some(),
            until: hold_until.unwrap_or(payment.created_at),
        }
    }

    /// Of a payment for a booking that stands whether it is paid or not, as one of a session.
    pub(super) fn unheld(payment: &PaymentRow, status: ReservationStatus) -> Self {
        Self {
            wanted: status.takes_places(),
            until: payment.created_at + UNHELD,
        }
    }

    pub(super) fn is_open(self, now: Timestamp) -> bool {
        self.wanted && now < self.until
    }

    /// When a hosted page that is opened first now is closed.
    pub(super) fn page_closes_at(self, now: Timestamp) -> Timestamp {
        (self.until.max(now) + PAGE_OPEN).min(now + PAGE_MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn questions_come_soon_then_every_minute_then_every_hour() {
        let waits: Vec<_> = (0..6)
            .map(|checks| {
                next_check(at(0), at(9), checks)
                    .duration_since(at(9))
                    .as_secs()
            })
            .collect();
        assert_eq!(waits, [3, 5, 10, 20, 60, 60]);
        let late = at(24 * 60 * 60);
        assert!(!is_long(at(1), late) && is_long(at(0), late));
        assert_eq!(
            next_check(at(0), late, 0).duration_since(late).as_hours(),
            1
        );
    }

    #[test]
    fn a_page_is_open_as_long_as_stripe_allows() {
        for until in [-600, 0, 600, 60 * 60, 40 * 60 * 60] {
            let window = Window {
                wanted: true,
                until: at(until),
            };
            let open = window.page_closes_at(at(0)).duration_since(at(0));
            assert!(open >= SignedDuration::from_mins(31), "{until}: {open}");
            assert!(open < SignedDuration::from_hours(24), "{until}: {open}");
            // A repetition in the last moment still finds a page that is open long enough.
            let last = at(until.clamp(0, 20 * 60 * 60));
            assert!(
                window.page_closes_at(at(0)).duration_since(last) >= SignedDuration::from_mins(31)
            );
        }
    }
}
