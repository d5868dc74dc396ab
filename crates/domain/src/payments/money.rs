//! Amounts: whole minor units of a currency, never floating point.

use std::fmt;

/// A currency of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(iso_currency::Currency::EUR);

    /// Parses a code of three letters, such as `EUR`, of a currency that has money to pay with.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(code: &str) -> Result<Self, String> {
        iso_currency::Currency::from_code(code.trim())
            .filter(|currency| currency.exponent().is_some())
            .map(Self)
            .ok_or_else(|| {
                "Please name a currency by the three letters of ISO 4217, such as EUR.".into()
            })
    }

    /// The code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many digits the minor unit has: 2 for the euro, 0 for the yen.
    #[must_use]
    pub fn digits(self) -> u32 {
        self.0.exponent().unwrap_or(0).into()
    }

    /// A sign everybody reads at once, where there is one.
    fn sign(self) -> Option<&'static str> {
        match self.code() {
            "EUR" => Some("€"),
            "GBP" => Some("£"),
            "USD" => Some("$"),
            _ => None,
        }
    }
}

/// An amount of money, never negative: what is due, paid or given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// In minor units, such as cents: at most [`Money::MOST`].
    pub amount: u64,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// The largest amount of one price: ten million of a currency with two digits.
    pub const MOST: u64 = 1_000_000_000;

    /// Parses an amount in minor units.
    ///
    /// # Errors
    /// The allowed range, in words.
    pub fn of(amount: i64, currency: Currency) -> Result<Self, String> {
        u64::try_from(amount)
            .ok()
            .filter(|amount| *amount <= Self::MOST)
            .map(|amount| Self { amount, currency })
            .ok_or_else(|| {
                format!(
                    "This must be a whole number of minor units from 0 to {}.",
                    Self::MOST
                )
            })
    }

    /// Parses an amount as people write it: `25`, `25.5`, `25,50`; blank is nothing.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, String> {
        let wrong = || {
            let example = Self {
                amount: 2_550 * 10_u64.pow(currency.digits()) / 100,
                currency,
            };
            format!("Please write an amount such as {}.", example.plain())
        };
        let text = text.trim();
        let (whole, minor) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = currency.digits() as usize;
        let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if minor.len() > digits || whole.len() > 12 || !numeric(whole) || !numeric(minor) {
            return Err(wrong());
        }
        if whole.is_empty() && !minor.is_empty() {
            return Err(wrong());
        }
        let padded = format!("{whole}{minor:0<digits$}");
        let amount = match padded.as_str() {
            "" => 0,
            padded => padded.parse().map_err(|_| wrong())?,
        };
        Self::of(amount, currency)
    }

    /// So many times this, as the seats of a booking cost: never above what a `u64` holds, because prices are bounded.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        Self {
            amount: self.amount.saturating_mul(count.into()),
            currency: self.currency,
        }
    }

    /// Whether nothing is due.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.amount == 0
    }

    /// The number alone, as a form takes it: `25.00`.
    #[must_use]
    pub fn plain(self) -> String {
        let (digits, unit) = (self.currency.digits(), 10_u64.pow(self.currency.digits()));
        let (whole, minor) = (self.amount / unit, self.amount % unit);
        match digits {
            0 => whole.to_string(),
            digits => format!("{whole}.{minor:0width$}", width = digits as usize),
        }
    }
}

/// `€1,250.00`, `CHF 25.00`, `RWF 2,500`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.currency.sign() {
            Some(sign) => f.write_str(sign)?,
            None => write!(f, "{} ", self.currency.code())?,
        }
        let plain = self.plain();
        let (whole, minor) = plain.split_once('.').unwrap_or((&plain, ""));
        for (n, digit) in whole.chars().enumerate() {
            if n > 0 && (whole.len() - n).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        if minor.is_empty() {
            Ok(())
        } else {
            write!(f, ".{minor}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn currencies_are_those_one_can_pay_with() {
        assert_eq!(currency("EUR").digits(), 2);
        assert_eq!(currency("RWF").digits(), 0);
        assert_eq!(currency("TND").digits(), 3);
        for wrong in ["", "EU", "euro", "XXX", "XAU", "ZZZ"] {
            assert!(Currency::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn amounts_are_shown_as_people_read_them() {
        for (amount, code, shown) in [
            (2_500, "EUR", "€25.00"),
            (5, "GBP", "£0.05"),
            (123_456_789, "USD", "$1,234,567.89"),
            (2_500, "CHF", "CHF 25.00"),
            (25_000, "RWF", "RWF 25,000"),
            (1_500, "TND", "TND 1.500"),
        ] {
            let money = Money::of(amount, currency(code)).unwrap();
            assert_eq!(money.to_string(), shown);
        }
    }

    #[test]
    fn typed_amounts_are_read_exactly() {
        for (text, code, amount) in [
            ("25", "EUR", 2_500),
            ("25.5", "EUR", 2_550),
            (" 25,05 ", "EUR", 2_505),
            ("", "EUR", 0),
            ("0", "EUR", 0),
            ("900", "RWF", 900),
            ("10000000", "EUR", Money::MOST),
        ] {
            assert_eq!(Money::parse(text, currency(code)).unwrap().amount, amount);
        }
        for (text, code) in [
            ("-1", "EUR"),
            ("1.234", "EUR"),
            ("1e3", "EUR"),
            (".5", "EUR"),
            ("9.5", "RWF"),
            ("10000000.01", "EUR"),
            ("9999999999999", "EUR"),
            ("1.000,00", "EUR"),
        ] {
            assert!(Money::parse(text, currency(code)).is_err(), "{text} {code}");
        }
    }

    proptest! {
        #[test]
        fn what_a_form_shows_is_what_it_reads(amount in 0..=Money::MOST, code in "(EUR|RWF|TND|CHF)") {
            let money = Money { amount, currency: currency(&code) };
            prop_assert_eq!(Money::parse(&money.plain(), money.currency).unwrap(), money);
        }
    }
}
