//! An operator's drawer: opened with a float, closed with what was counted.

use crate::payments::Money;

/// A drawer, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawer {
    /// What lay in it when it was opened.
    pub float: Money,
    /// What was taken for tickets.
    pub sales: Money,
    /// What was given back.
    pub refunds: Money,
    /// Whether it was closed.
    pub closed: bool,
}

/// Why a drawer stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShiftRefusal {
    /// It was closed, and nothing of it changes any more.
    Closed,
    /// The money is of another currency.
    Currency,
    /// More would be given back than lies in it.
    TooLittle,
}

impl Drawer {
    /// What must lie in it.
    #[must_use]
    pub fn expected(&self) -> u64 {
        (self.float.amount + self.sales.amount).saturating_sub(self.refunds.amount)
    }
}

/// Decides whether cash is taken, or given back, from this drawer.
///
/// # Errors
/// See [`ShiftRefusal`].
pub fn decide_sale(drawer: &Drawer, money: Money, back: bool) -> Result<(), ShiftRefusal> {
    if drawer.closed {
        Err(ShiftRefusal::Closed)
    } else if money.currency != drawer.float.currency {
        Err(ShiftRefusal::Currency)
    } else if back && money.amount > drawer.expected() {
        Err(ShiftRefusal::TooLittle)
    } else {
        Ok(())
    }
}

/// Closes a drawer; answers what was counted beyond what was expected, in minor units: below zero where some is missing.
///
/// # Errors
/// See [`ShiftRefusal`].
pub fn decide_close(drawer: &Drawer, counted: Money) -> Result<i64, ShiftRefusal> {
    decide_sale(drawer, counted, false)?;
    Ok(counted.amount.cast_signed() - drawer.expected().cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::Currency;

    fn euro(amount: u64) -> Money {
        Money {
            amount,
            currency: Currency::EUR,
        }
    }

    fn drawer() -> Drawer {
        Drawer {
            float: euro(5_000),
            sales: euro(12_000),
            refunds: euro(2_000),
            closed: false,
        }
    }

    #[test]
    fn what_is_counted_is_compared_with_what_is_expected() {
        assert_eq!(drawer().expected(), 15_000);
        for (counted, difference) in [(15_000, 0), (14_500, -500), (15_001, 1)] {
            assert_eq!(decide_close(&drawer(), euro(counted)), Ok(difference));
        }
    }

    #[test]
    fn a_closed_drawer_stays_closed() {
        let closed = Drawer {
            closed: true,
            ..drawer()
        };
        assert_eq!(decide_close(&closed, euro(1)), Err(ShiftRefusal::Closed));
        assert_eq!(
            decide_sale(&closed, euro(1), false),
            Err(ShiftRefusal::Closed)
        );
        let franc = Money {
            amount: 1,
            currency: Currency::parse("CHF").unwrap(),
        };
        assert_eq!(
            decide_sale(&drawer(), franc, false),
            Err(ShiftRefusal::Currency)
        );
        assert_eq!(
            decide_sale(&drawer(), euro(15_001), true),
            Err(ShiftRefusal::TooLittle)
        );
        assert_eq!(decide_sale(&drawer(), euro(15_000), true), Ok(()));
    }
}
