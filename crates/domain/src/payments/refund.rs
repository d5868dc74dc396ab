//! What may be given back of a payment: never more than was taken.

use super::Money;

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundStatus {
    /// It is on its way.
    Pending,
    /// The payer has it.
    Completed,
    /// The provider refused it; staff may try again.
    Failed,
}

impl RefundStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Completed, Self::Failed];

    /// The word in the database, the API and on the screen.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    /// The status a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// Why money is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundCause {
    /// The passenger cancelled in time.
    CancelledByPassenger,
    /// The member cancelled the booking of a session.
    CancelledByMember,
    /// Staff cancelled the booking.
    CancelledByStaff,
    /// The departure was called off.
    DepartureCancelled,
    /// The session was called off.
    SessionCancelled,
    /// The money came when the places were gone.
    PaidLate,
    /// The booking was paid already.
    PaidTwice,
    /// Staff decided so.
    ByStaff,
}

impl RefundCause {
    /// Every cause.
    pub const ALL: [Self; 8] = [
        Self::CancelledByPassenger,
        Self::CancelledByMember,
        Self::CancelledByStaff,
        Self::DepartureCancelled,
        Self::SessionCancelled,
        Self::PaidLate,
        Self::PaidTwice,
        Self::ByStaff,
    ];

    /// The word in the database and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CancelledByPassenger => "cancelled_by_passenger",
            Self::CancelledByMember => "cancelled_by_member",
            Self::CancelledByStaff => "cancelled_by_staff",
            Self::DepartureCancelled => "departure_cancelled",
            Self::SessionCancelled => "session_cancelled",
            Self::PaidLate => "paid_late",
            Self::PaidTwice => "paid_twice",
            Self::ByStaff => "by_staff",
        }
    }

    /// The cause a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}

/// Why nothing is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundRefusal {
    /// Nothing was asked for.
    Nothing,
    /// It is another currency than was paid.
    Currency,
    /// More than is left of the payment.
    Exceeds {
        /// What is left, in minor units.
        left: u64,
    },
}

/// Decides a refund of a completed payment. `others`: the amounts of all its other refunds with where they stand; those that failed gave
/// nothing back. One that is tried again is not among them.
///
/// # Errors
/// See [`RefundRefusal`].
pub fn decide_refund(
    paid: Money,
    others: impl IntoIterator<Item = (u64, RefundStatus)>,
    asked: Money,
) -> Result<(), RefundRefusal> {
    let left = left_of(paid, others);
    if asked.currency != paid.currency {
        Err(RefundRefusal::Currency)
    } else if asked.is_zero() {
        Err(RefundRefusal::Nothing)
    } else if asked.amount > left {
        Err(RefundRefusal::Exceeds { left })
    } else {
        Ok(())
    }
}

/// What is left of a payment, in minor units.
#[must_use]
pub fn left_of(paid: Money, refunds: impl IntoIterator<Item = (u64, RefundStatus)>) -> u64 {
    let given: u64 = refunds
        .into_iter()
        .filter(|(_, status)| *status != RefundStatus::Failed)
        .map(|(amount, _)| amount)
        .sum();
    paid.amount.saturating_sub(given)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::Currency;
    use proptest::prelude::*;

    fn euro(amount: u64) -> Money {
        Money {
            amount,
            currency: Currency::EUR,
        }
    }

    #[test]
    fn what_is_left_may_be_given_back() {
        use RefundStatus::{Completed, Failed, Pending};
        for (others, asked, expected) in [
            (vec![], 5_000, Ok(())),
            (vec![], 5_001, Err(RefundRefusal::Exceeds { left: 5_000 })),
            (vec![(2_000, Pending)], 3_000, Ok(())),
            (
                vec![(2_000, Pending), (1_000, Completed)],
                2_001,
                Err(RefundRefusal::Exceeds { left: 2_000 }),
            ),
            (vec![(5_000, Failed)], 5_000, Ok(())),
            (
                vec![(5_000, Completed)],
                1,
                Err(RefundRefusal::Exceeds { left: 0 }),
            ),
            (vec![], 0, Err(RefundRefusal::Nothing)),
        ] {
            assert_eq!(decide_refund(euro(5_000), others, euro(asked)), expected);
        }
        let francs = Money {
            amount: 1,
            currency: Currency::parse("CHF").unwrap(),
        };
        assert_eq!(
            decide_refund(euro(5_000), [], francs),
            Err(RefundRefusal::Currency)
        );
    }

    #[test]
    fn words_are_read_as_written() {
        for status in RefundStatus::ALL {
            assert_eq!(RefundStatus::parse(status.as_str()), Some(status));
        }
        for cause in RefundCause::ALL {
            assert_eq!(RefundCause::parse(cause.as_str()), Some(cause));
        }
        assert_eq!(RefundCause::parse("refunded"), None);
    }

    proptest! {
        #[test]
        fn refunds_never_exceed_the_payment(paid in 0_u64..10_000, asked in proptest::collection::vec((1_u64..6_000, 0_u8..3), 0..12)) {
            let mut given = Vec::new();
            for (amount, status) in asked {
                if decide_refund(euro(paid), given.iter().copied(), euro(amount)).is_ok() {
                    given.push((amount, RefundStatus::ALL[usize::from(status)]));
                }
            }
            let sum: u64 = given.iter().filter(|(_, status)| *status != RefundStatus::Failed).map(|(amount, _)| amount).sum();
            prop_assert!(sum <= paid);
            prop_assert_eq!(left_of(euro(paid), given), paid - sum);
        }
    }
}
