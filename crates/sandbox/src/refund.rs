//! Money that goes back: never more than was taken.

use std::sync::Arc;

use foh_domain::payments::Money;
use url::Url;

use crate::{mtn, payment::Payment, sandbox::Sandbox};

pub(crate) struct Refund {
    pub(crate) money: Money,
    pub(crate) state: RefundState,
    /// The caller's own name for it.
    pub(crate) external_id: String,
    pub(crate) callback: Option<Url>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefundState {
    Pending,
    Done,
    Refused,
}

/// Why nothing is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotGiven {
    NothingTaken,
    NothingLeft,
    TooMuch,
}

impl Payment {
    /// Sets so much aside to be given back.
    pub(crate) fn give_back(&mut self, money: Money) -> Result<(), NotGiven> {
        let left = self.left().ok_or(NotGiven::NothingTaken)?;
        if left.is_zero() {
            return Err(NotGiven::NothingLeft);
        }
        if money.currency != left.currency || money.is_zero() || money.amount > left.amount {
            return Err(NotGiven::TooMuch);
        }
        self.given_back += money.amount;
        Ok(())
    }
}

impl Sandbox {
    /// The refund is done after a while, and the provider says so if it was told where.
    pub(crate) fn finish_refund(self: &Arc<Self>, number: u64) {
        let sandbox = Arc::clone(self);
        self.errands.begin(async move {
            tokio::time::sleep(sandbox.setup.pace.decision).await;
            let letter = {
                let mut books = sandbox.books();
                let Some(refund) = books.refunds.get_mut(number) else {
                    return;
                };
                if refund.state == RefundState::Pending {
                    refund.state = RefundState::Done;
                }
                mtn::refund_callback(refund)
            };
            if let Some(letter) = letter {
                sandbox.deliver(letter).await;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use foh_domain::payments::Currency;
    use jiff::Timestamp;

    use super::*;
    use crate::payment::{State, Wire};

    #[test]
    fn no_more_is_given_back_than_was_taken() {
        let euros = |amount| Money {
            amount,
            currency: Currency::EUR,
        };
        let mut payment = Payment::new(
            String::new(),
            euros(100),
            String::new(),
            Timestamp::UNIX_EPOCH,
            Wire::Airtel,
        );
        assert_eq!(payment.give_back(euros(1)), Err(NotGiven::NothingTaken));
        payment.state = State::Paid(euros(100));
        assert_eq!(payment.give_back(euros(101)), Err(NotGiven::TooMuch));
        assert_eq!(payment.give_back(euros(60)), Ok(()));
        assert_eq!(payment.give_back(euros(41)), Err(NotGiven::TooMuch));
        assert_eq!(payment.give_back(euros(0)), Err(NotGiven::TooMuch));
        assert_eq!(payment.give_back(euros(40)), Ok(()));
        assert_eq!(payment.give_back(euros(1)), Err(NotGiven::NothingLeft));
    }
}
