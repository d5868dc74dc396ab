//! The bar: what locations have, how it moves, and what was counted.

mod count;
mod location;
mod login_link;
mod overview;
mod sheet;
mod stock;
mod trends;

pub use count::{
    CompareLine, ComparePage, CountFormLine, CountFormPage, CountLine, CountPage, CountedLine,
    CountsPage,
};
pub use location::{LocationPage, StockFragment, StockRow};
pub use login_link::{LoginLinkMade, LoginLinkPage};
pub use overview::{AllLine, AllPage, LocationLine, LowLine, LowPage, OverviewPage};
pub use sheet::{SheetLine, SheetPage};
pub use stock::{
    AlarmForm, Amount, Heading, Managed, MovementLine, Open, StockPage, TransferForm, UndoForm,
    WasteForm,
};
pub use trends::{TrendsPage, TurnsTo};

/// The pages in the masthead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `/bar`.
    Locations,
    /// `/bar/all`.
    All,
    /// `/bar/low`.
    Low,
}

impl Section {
    /// Its address, by which the menu knows it.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Locations => "/bar",
            Self::All => "/bar/all",
            Self::Low => "/bar/low",
        }
    }
}

/// The location that a page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl Place {
    /// Where its stock stands.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/bar/locations/{}", self.id)
    }
}

/// A moment with the words for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// "Sat 28 Nov, 20:00".
    pub words: String,
    /// RFC 3339, for machines.
    pub datetime: String,
}

/// Hundredths of a unit as people write them: "12.5", "−0.25", "0".
#[must_use]
pub fn in_units(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "−" } else { "" };
    let (whole, rest) = (
        hundredths.unsigned_abs() / 100,
        hundredths.unsigned_abs() % 100,
    );
    match (rest, rest % 10) {
        (0, _) => format!("{sign}{whole}"),
        (_, 0) => format!("{sign}{whole}.{}", rest / 10),
        _ => format!("{sign}{whole}.{rest:02}"),
    }
}

/// The same with its sign: "+12.5".
#[must_use]
pub fn in_units_signed(hundredths: i64) -> String {
    let plus = if hundredths > 0 { "+" } else { "" };
    format!("{plus}{}", in_units(hundredths))
}

/// "1 beverage", "12 beverages".
#[must_use]
pub fn beverages_in_words(count: usize) -> String {
    match count {
        1 => "1 beverage".to_owned(),
        _ => format!("{count} beverages"),
    }
}

#[cfg(test)]
mod tests {
    use super::{in_units, in_units_signed};

    #[test]
    fn hundredths_are_written_as_people_do() {
        for (hundredths, words, signed) in [
            (0, "0", "0"),
            (100, "1", "+1"),
            (1_250, "12.5", "+12.5"),
            (1_205, "12.05", "+12.05"),
            (-25, "−0.25", "−0.25"),
            (10_000_000, "100000", "+100000"),
            (i64::MIN, "−92233720368547758.08", "−92233720368547758.08"),
        ] {
            assert_eq!(in_units(hundredths), words);
            assert_eq!(in_units_signed(hundredths), signed);
        }
    }
}
