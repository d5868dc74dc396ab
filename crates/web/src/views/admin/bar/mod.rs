//! What managers of the bar look after.

mod beverage;
mod import;
mod location;
mod unit_type;

pub use beverage::{BeverageLine, BeveragePage, LocationChoice, beverages};
pub use import::{ImportLine, ImportPage, ImportPreview, RowState};
pub use location::{LocationLine, LocationPage, Works, locations};
pub use unit_type::{UnitTypeLine, UnitTypePage, unit_types};

/// The pages in the masthead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `/admin/bar/locations`.
    Locations,
    /// `/admin/bar/unit-types`.
    UnitTypes,
    /// `/admin/bar/beverages`.
    Beverages,
    /// `/admin/bar/beverages/import`.
    Import,
}

impl Section {
    /// Its address, by which the menu knows it.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Locations => "/admin/bar/locations",
            Self::UnitTypes => "/admin/bar/unit-types",
            Self::Beverages => "/admin/bar/beverages",
            Self::Import => "/admin/bar/beverages/import",
        }
    }
}
