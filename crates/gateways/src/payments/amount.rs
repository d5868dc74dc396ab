//! Amounts as providers write them: decimals, in a JSON string or as a JSON number. Read digit by digit, never as floating point.

use foh_domain::payments::{Currency, Money};
use serde_json::value::RawValue;

/// Reads an amount such as `"1000"`, `1000`, `"10.5"` or `1000.00`. Nothing if it is none, or finer than the currency.
pub(super) fn read(json: &RawValue, currency: &str) -> Option<Money> {
    let currency = Currency::parse(currency).ok()?;
    let text = json.get();
    let text = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    match fraction.trim_end_matches('0') {
        "" => Money::parse(whole, currency).ok(),
        fraction => Money::parse(&format!("{whole}.{fraction}"), currency).ok(),
    }
}

/// The amount as a JSON number with every digit in its place.
pub(super) fn number(money: Money) -> Option<Box<RawValue>> {
    RawValue::from_string(money.plain()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    #[test]
    fn decimals_are_read_exactly() {
        for (json, code, amount) in [
            ("\"1000\"", "RWF", 1_000),
            ("1000", "RWF", 1_000),
            ("\"1000.00\"", "RWF", 1_000),
            ("1000.0", "UGX", 1_000),
            ("\"10.5\"", "EUR", 1_050),
            ("10.29", "EUR", 1_029),
            ("0.290", "EUR", 29),
            ("\"1.234\"", "TND", 1_234),
            ("10000000.00", "EUR", Money::MOST),
        ] {
            assert_eq!(
                read(&raw(json), code).map(|money| money.amount),
                Some(amount),
                "{json}"
            );
        }
    }

    #[test]
    fn what_is_no_amount_is_nothing() {
        for (json, code) in [
            ("\"\"", "EUR"),
            ("\"1,5\"", "EUR"),
            ("\"-1\"", "EUR"),
            ("1e3", "EUR"),
            ("10.001", "EUR"),
            ("0.5", "RWF"),
            ("\".5\"", "EUR"),
            ("\"5.\"", "EUR"),
            ("null", "EUR"),
            ("true", "EUR"),
            ("\"10\\u0030\"", "EUR"),
            ("99999999999999999999", "EUR"),
            ("5", "XXX"),
            ("5", ""),
        ] {
            assert_eq!(read(&raw(json), code), None, "{json} {code}");
        }
    }

    #[test]
    fn numbers_are_written_exactly() {
        let money = Money::of(100_000_029, Currency::EUR).unwrap();
        assert_eq!(number(money).unwrap().get(), "1000000.29");
    }
}
