//! Stripe's units (docs.stripe.com/currencies), which are not always the minor units of ISO 4217.

use foh_domain::payments::{Currency, Money};

/// What so many units are; nothing if Stripe takes no such amount.
pub(super) fn money(units: i64, code: &str) -> Option<Money> {
    let currency = Currency::parse(&code.to_uppercase()).ok()?;
    let amount = match currency.code() {
        // Counted whole, although it has two digits.
        "MGA" => units.checked_mul(100)?,
        // Counted in hundredths, although it has no digits.
        "ISK" if units % 100 != 0 => return None,
        "ISK" => units / 100,
        _ => units,
    };
    let money = Money::of(amount, currency).ok()?;
    (!money.is_zero()).then_some(money)
}

/// How many units an amount is.
pub(super) fn of(money: Money) -> u64 {
    match money.currency.code() {
        "MGA" => money.amount / 100,
        "ISK" => money.amount * 100,
        _ => money.amount,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn units_and_money() {
        for (units, code, shown) in [
            (2_500, "eur", "€25.00"),
            (2_500, "rwf", "RWF 2,500"),
            (500, "isk", "ISK 5"),
            (123, "mga", "MGA 123.00"),
        ] {
            let money = super::money(units, code).unwrap();
            assert_eq!(money.to_string(), shown);
            assert_eq!(i64::try_from(super::of(money)), Ok(units));
        }
        for (units, code) in [(501, "isk"), (0, "eur"), (-1, "eur"), (1, "xxx")] {
            assert_eq!(super::money(units, code), None, "{units} {code}");
        }
    }
}
