//! Stripe's units (docs.stripe.com/currencies), which are not always the minor units of ISO 4217.

use foh_domain::payments::{Currency, Money};

/// Currencies that Stripe counts whole although ISO 4217 gives them two digits.
const WHOLE_AT_STRIPE: &str = "MGA";
/// Currencies without digits in ISO 4217 that Stripe counts in hundredths.
const HUNDREDTHS_AT_STRIPE: &str = "ISK";
/// Stripe's page lists it as counted whole and, below, in hundredths. Neither is sent or believed.
const CONTRADICTED: &str = "UGX";

/// How many units of Stripe are so many minor units: the first for the second.
fn ratio(currency: Currency) -> Option<(u64, u64)> {
    match currency.code() {
        CONTRADICTED => None,
        WHOLE_AT_STRIPE => Some((1, 100)),
        HUNDREDTHS_AT_STRIPE => Some((100, 1)),
        _ => Some((1, 1)),
    }
}

/// An amount as Stripe counts it; nothing if Stripe cannot take it.
pub(super) fn of(money: Money) -> Option<u64> {
    let (units, minor) = ratio(money.currency)?;
    // Of three digits, the last must be 0.
    let step = if money.currency.digits() == 3 { 10 } else { 1 };
    let exact = money.amount.is_multiple_of(minor) && money.amount.is_multiple_of(step);
    exact.then_some(money.amount / minor * units)
}

/// What Stripe's amount is.
pub(super) fn money(amount: u64, currency: &str) -> Option<Money> {
    let currency = Currency::parse(&currency.to_uppercase()).ok()?;
    let (units, minor) = ratio(currency)?;
    if !amount.is_multiple_of(units) {
        return None;
    }
    let amount = (amount / units).checked_mul(minor)?;
    Money::of(i64::try_from(amount).ok()?, currency).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_money() {
        for (amount, code, units) in [
            (2_500, "EUR", 2_500),
            (2_500, "RWF", 2_500),
            (500, "JPY", 500),
            (5, "ISK", 500),
            (12_300, "MGA", 123),
            (5_120, "KWD", 5_120),
        ] {
            let currency = Currency::parse(code).unwrap();
            let money = Money::of(amount, currency).unwrap();
            assert_eq!(of(money), Some(units), "{code}");
            assert_eq!(super::money(units, &code.to_lowercase()), Some(money));
        }
    }

    #[test]
    fn what_cannot_be_said_is_not_sent() {
        for (amount, code) in [(12_345, "MGA"), (5_124, "KWD"), (5_000, "UGX")] {
            let currency = Currency::parse(code).unwrap();
            assert_eq!(of(Money::of(amount, currency).unwrap()), None, "{code}");
        }
        for (amount, code) in [(501, "isk"), (500, "ugx"), (1, "xxx"), (u64::MAX, "mga")] {
            assert_eq!(money(amount, code), None, "{code}");
        }
    }
}
