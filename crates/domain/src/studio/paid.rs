//! How a booking of a session stands with its money. The place is the member's whether it is paid or not.

use crate::payments::{Money, PaymentStatus};

/// How a booking stands with its money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidState {
    /// Nothing is due, and nothing was paid.
    None,
    /// It is to be paid.
    Due,
    /// A payment is under way.
    Pending,
    /// It is paid.
    Paid,
    /// What was paid is on its way back.
    Refunding,
    /// What was paid is back with the payer.
    Refunded,
    /// The last attempt to pay has failed; it is due still.
    Failed,
}

impl PaidState {
    /// The word in the API and in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Due => "due",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Refunding => "refunding",
            Self::Refunded => "refunded",
            Self::Failed => "failed",
        }
    }

    /// Whether somebody is to pay, and nobody does.
    #[must_use]
    pub const fn is_due(self) -> bool {
        matches!(self, Self::Due | Self::Failed)
    }
}

/// An attempt to pay, as far as the booking is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Where it stands.
    pub status: PaymentStatus,
    /// Whether something is left of what was taken when all its refunds are made.
    pub left: bool,
    /// Whether a refund of it is on its way.
    pub going_back: bool,
}

/// How a booking stands with its money. `stands`: whether it does, and its session takes place; `attempts` are in the order they were made.
#[must_use]
pub fn paid_state(due: Money, stands: bool, attempts: &[Attempt]) -> PaidState {
    let any = |status| attempts.iter().any(|attempt| attempt.status == status);
    let kept = attempts
        .iter()
        .any(|attempt| attempt.status == PaymentStatus::Completed && attempt.left);
    let going_back = attempts.iter().any(|attempt| attempt.going_back);
    if stands && kept {
        return PaidState::Paid;
    }
    // Before what goes back: whoever pays once more looks for that.
    if stands && any(PaymentStatus::Pending) {
        return PaidState::Pending;
    }
    if kept || going_back {
        return PaidState::Refunding;
    }
    match attempts.last().map(|attempt| attempt.status) {
        _ if !stands && any(PaymentStatus::Pending) => PaidState::Pending,
        Some(PaymentStatus::Failed) if stands => PaidState::Failed,
        Some(PaymentStatus::Completed | PaymentStatus::Refunded) => PaidState::Refunded,
        _ if any(PaymentStatus::Refunded) => PaidState::Refunded,
        _ if stands && !due.is_zero() => PaidState::Due,
        _ => PaidState::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::Currency;

    fn attempt(status: PaymentStatus) -> Attempt {
        Attempt {
            status,
            left: status == PaymentStatus::Completed,
            going_back: false,
        }
    }

    #[test]
    fn every_state_is_told_from_the_attempts() {
        use PaidState::{Due, Failed, None, Paid, Pending, Refunded, Refunding};
        let waits = attempt(PaymentStatus::Pending);
        let taken = attempt(PaymentStatus::Completed);
        let failed = attempt(PaymentStatus::Failed);
        let back = attempt(PaymentStatus::Refunded);
        let going = Attempt {
            left: false,
            going_back: true,
            ..taken
        };
        let some = Money::of(2_500, Currency::EUR).unwrap();
        for (attempts, stands, cancelled) in [
            (&[][..], Due, None),
            (&[waits], Pending, Pending),
            (&[failed], Failed, None),
            (&[failed, waits], Pending, Pending),
            (&[waits, failed], Pending, Pending),
            (&[taken], Paid, Refunding),
            (&[failed, taken], Paid, Refunding),
            (&[taken, failed], Paid, Refunding),
            (&[going], Refunding, Refunding),
            (&[going, waits], Pending, Refunding),
            (&[going, taken], Paid, Refunding),
            (&[back], Refunded, Refunded),
            (&[back, failed], Failed, Refunded),
            (&[back, taken], Paid, Refunding),
        ] {
            assert_eq!(paid_state(some, true, attempts), stands, "{attempts:?}");
            assert_eq!(paid_state(some, false, attempts), cancelled, "{attempts:?}");
        }
        let nothing = Money::of(0, Currency::EUR).unwrap();
        assert_eq!(paid_state(nothing, true, &[]), None);
    }
}
