//! Quantities as exact decimals: units with two places, litres per item with three, and litres as their product with five.
//! Never floating point: 0.1 of a crate three times is 0.3 of it.

use std::fmt;

/// A quantity in stock: units (trays, kegs, bottles) with two places, nought or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Units(i64);

/// A change of a quantity: units with two places, of either sign and never nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adjustment(i64);

/// How much one item holds: litres with three places, that is whole millilitres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemVolume(u32);

/// A volume in hundred-thousandths of a litre: exact for any product of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Litres(i128);

impl Units {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// The most that is kept of one beverage in one place.
    pub const MOST: Self = Self(10_000_000);

    /// Of so many hundredths; `None` below nought or above [`Self::MOST`].
    #[must_use]
    pub fn of_hundredths(hundredths: i64) -> Option<Self> {
        (0..=Self::MOST.0)
            .contains(&hundredths)
            .then_some(Self(hundredths))
    }

    /// In hundredths of a unit.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// Reads a quantity: at most two places, from nought to 100,000; a comma is taken for the point.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let hundredths = decimal(text, 2).map_err(|fault| fault.in_words(2))?;
        if hundredths < 0 {
            return Err("A quantity cannot be below nought.".into());
        }
        Self::of_hundredths(hundredths).ok_or_else(too_large)
    }

    /// How much that is in litres.
    #[must_use]
    pub fn litres(self, items: u32, volume: ItemVolume) -> Litres {
        Litres(i128::from(self.0) * i128::from(items) * i128::from(volume.0))
    }

    /// As people write it: `12.5`, and not `12.50`.
    #[must_use]
    pub fn plain(self) -> String {
        trimmed(&fixed(self.0.into(), 2), 0)
    }
}

/// With two places, as programs are given it: `12.50`.
impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&fixed(self.0.into(), 2))
    }
}

impl Adjustment {
    /// Of so many hundredths; `None` for nought, and for more than there may ever be.
    #[must_use]
    pub fn of_hundredths(hundredths: i64) -> Option<Self> {
        let fits = hundredths != 0 && hundredths.unsigned_abs() <= Units::MOST.0.unsigned_abs();
        fits.then_some(Self(hundredths))
    }

    /// In hundredths of a unit.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// Reads a change: at most two places, of either sign, up to 100,000; a comma is taken for the point.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let hundredths = decimal(text, 2).map_err(|fault| fault.in_words(2))?;
        if hundredths == 0 {
            return Err("Say by how much: nought changes nothing.".into());
        }
        Self::of_hundredths(hundredths).ok_or_else(too_large)
    }
}

/// With its sign and without needless noughts: `+1`, `-0.5`.
impl fmt::Display for Adjustment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 > 0 { "+" } else { "" };
        write!(f, "{sign}{}", trimmed(&fixed(self.0.into(), 2), 0))
    }
}

impl ItemVolume {
    /// The largest item holds a thousand litres.
    pub const MOST_MILLILITRES: u32 = 1_000_000;

    /// Of so many millilitres; `None` for nought or more than [`Self::MOST_MILLILITRES`].
    #[must_use]
    pub fn of_millilitres(millilitres: u32) -> Option<Self> {
        (1..=Self::MOST_MILLILITRES)
            .contains(&millilitres)
            .then_some(Self(millilitres))
    }

    /// In millilitres.
    #[must_use]
    pub const fn millilitres(self) -> u32 {
        self.0
    }

    /// Reads litres: at most three places, from 0.001 to 1,000; a comma is taken for the point.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let millilitres = decimal(text, 3).map_err(|fault| fault.in_words(3))?;
        u32::try_from(millilitres)
            .ok()
            .and_then(Self::of_millilitres)
            .ok_or_else(|| "This must be from 0.001 to 1000 litres.".into())
    }

    /// As people write it: `0.5`.
    #[must_use]
    pub fn plain(self) -> String {
        trimmed(&fixed(self.0.into(), 3), 0)
    }
}

/// With three places, as programs are given it: `0.500`.
impl fmt::Display for ItemVolume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&fixed(self.0.into(), 3))
    }
}

impl Litres {
    /// In hundred-thousandths of a litre.
    #[must_use]
    pub const fn hundred_thousandths(self) -> i128 {
        self.0
    }

    /// As people read it: `148.5`, rounded half away from nought to two places.
    #[must_use]
    pub fn rounded(self) -> String {
        let hundredths = (self.0.abs() + 500) / 1_000 * self.0.signum();
        trimmed(&fixed(hundredths, 2), 0)
    }
}

impl std::ops::Add for Litres {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::iter::Sum for Litres {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), std::ops::Add::add)
    }
}

/// Exactly, with two places at least: `148.50`, `0.00333`.
impl fmt::Display for Litres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&trimmed(&fixed(self.0, 5), 2))
    }
}

/// Why a text is no decimal of that kind.
#[derive(Debug, PartialEq, Eq)]
enum DecimalFault {
    Empty,
    NoNumber,
    TooManyPlaces,
    TooLarge,
}

impl DecimalFault {
    fn in_words(&self, places: usize) -> String {
        match self {
            Self::Empty => "Please fill this in.".into(),
            Self::NoNumber => "This is not a number: write it like 12 or 12.5.".into(),
            Self::TooManyPlaces => format!("At most {places} places after the point."),
            Self::TooLarge => too_large(),
        }
    }
}

fn too_large() -> String {
    format!("This is too large: at most {}.", Units::MOST.plain())
}

/// The number in units of its last place.
fn decimal(text: &str, places: usize) -> Result<i64, DecimalFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DecimalFault::Empty);
    }
    let negative = text.starts_with(['-', '−']);
    let digits = text
        .strip_prefix(['-', '−', '+'])
        .unwrap_or(text)
        .replacen(',', ".", 1);
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err(DecimalFault::NoNumber);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places {
        return Err(DecimalFault::TooManyPlaces);
    }
    // More digits than any quantity has would not fit: they are too many whatever they are.
    let whole = whole.trim_start_matches('0');
    if whole.len() > 12 {
        return Err(DecimalFault::TooLarge);
    }
    let number: i64 = format!("0{whole}{fraction:0<places$}")
        .parse()
        .map_err(|_| DecimalFault::TooLarge)?;
    Ok(if negative { -number } else { number })
}

/// A whole number of last places, written with its point.
fn fixed(number: i128, places: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// Without the noughts at its end, but with `least` places.
fn trimmed(text: &str, least: usize) -> String {
    let Some((whole, fraction)) = text.split_once('.') else {
        return text.to_owned();
    };
    let mut kept = fraction.trim_end_matches('0').len();
    kept = kept.max(least.min(fraction.len()));
    if kept == 0 {
        whole.to_owned()
    } else {
        format!("{whole}.{}", &fraction[..kept])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantities_are_read_exactly() {
        for (text, read) in [
            ("0", Ok(0)),
            ("12", Ok(1_200)),
            ("12.5", Ok(1_250)),
            (" 12,05 ", Ok(1_205)),
            ("+3", Ok(300)),
            (".5", Ok(50)),
            ("5.", Ok(500)),
            ("0012.50000", Ok(1_250)),
            ("100000", Ok(10_000_000)),
            ("100000.01", Err("too large")),
            ("99999999999999999999", Err("too large")),
            ("-1", Err("below nought")),
            ("−1", Err("below nought")),
            ("1.005", Err("2 places")),
            ("", Err("fill this in")),
            (".", Err("not a number")),
            ("1.2.3", Err("not a number")),
            ("1,000.5", Err("not a number")),
            ("1e3", Err("not a number")),
            ("NaN", Err("not a number")),
            ("٣", Err("not a number")),
            ("--1", Err("not a number")),
        ] {
            match (Units::parse(text), read) {
                (Ok(units), Ok(hundredths)) => assert_eq!(units.hundredths(), hundredths, "{text}"),
                (Err(message), Err(part)) => assert!(message.contains(part), "{text}: {message}"),
                (other, _) => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn an_adjustment_has_a_sign_and_is_never_nought() {
        for (text, shown) in [("1", "+1"), ("-0.5", "-0.5"), ("+12,25", "+12.25")] {
            assert_eq!(Adjustment::parse(text).unwrap().to_string(), shown);
        }
        for wrong in ["0", "-0.00", "100000.01", "-100000.01", "x"] {
            assert!(Adjustment::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_item_holds_millilitres() {
        assert_eq!(ItemVolume::parse("0.33").unwrap().millilitres(), 330);
        assert_eq!(ItemVolume::parse("50").unwrap().to_string(), "50.000");
        for wrong in ["0", "-1", "0.0001", "1000.001", ""] {
            assert!(ItemVolume::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn litres_are_the_exact_product() {
        let units = Units::parse("12.25").unwrap();
        let litres = units.litres(24, ItemVolume::parse("0.33").unwrap());
        assert_eq!(
            (litres.to_string(), litres.rounded()),
            ("97.02".into(), "97.02".into())
        );
        let least = Units::parse("0.01").unwrap();
        let drop = least.litres(1, ItemVolume::parse("0.001").unwrap());
        assert_eq!(drop.to_string(), "0.00001");
        let litres = Units::MOST.litres(10_000, ItemVolume::parse("1000").unwrap());
        assert_eq!(litres.to_string(), "1000000000000.00");
        let litres = Units::parse("3").unwrap().litres(1, ItemVolume(500));
        assert_eq!(
            (litres.to_string(), litres.rounded()),
            ("1.50".into(), "1.5".into())
        );
        for (hundred_thousandths, read) in [
            (0, "0"),
            (499, "0"),
            (500, "0.01"),
            (165_458_750, "1654.59"),
            (165_458_499, "1654.58"),
        ] {
            assert_eq!(Litres(hundred_thousandths).rounded(), read);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(hundredths in 0_i64..=10_000_000) {
            let units = Units::of_hundredths(hundredths).unwrap();
            prop_assert_eq!(Units::parse(&units.to_string()), Ok(units));
            prop_assert_eq!(Units::parse(&units.plain()), Ok(units));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = (Units::parse(&text), Adjustment::parse(&text), ItemVolume::parse(&text));
        }
    }
}
