//! What managers of the bar look after: locations with who works there, unit types and beverages.

use super::Entry;

pub(super) const MASTERS: &[Entry] = lines! { false;
    Get|Post "/admin/bar/locations", BarManagement, refused, "The locations; add one.", Administration "Bar", BarAdministration "Locations";
    Get "/admin/bar/locations/new", BarManagement, refused, "A location to be added.";
    Get|Post "/admin/bar/locations/{id}", BarManagement, refused, "A location with who works there; change it.";
    Post "/admin/bar/locations/{id}/active", BarManagement, refused, "Switch a location off or on.";
    Post "/admin/bar/locations/{id}/user", BarManagement, refused, "Say who works at a location.";
    Get|Post "/admin/bar/unit-types", BarManagement, refused, "The unit types; add one.", BarAdministration "Unit types";
    Get "/admin/bar/unit-types/new", BarManagement, refused, "A unit type to be added.";
    Get|Post "/admin/bar/unit-types/{id}", BarManagement, refused, "A unit type; change it.";
    Post "/admin/bar/unit-types/{id}/active", BarManagement, refused, "Switch a unit type off or on.";
    Get|Post "/admin/bar/beverages", BarManagement, refused, "The beverages; add one.", Bar "Beverages", BarAdministration "Beverages";
    Get "/admin/bar/beverages/new", BarManagement, refused, "A beverage to be added.";
    Get|Post "/admin/bar/beverages/import", BarManagement, refused, "Beverages from a file.", BarAdministration "Import";
    Get|Post "/admin/bar/beverages/{id}", BarManagement, refused, "A beverage; change it.";
    Post "/admin/bar/beverages/{id}/active", BarManagement, refused, "Switch a beverage off or on.";
};

pub(super) const API: &[Entry] = lines! { false;
    Get|Post "/api/admin/bar/locations", BarManagement, refused, "The locations; add one.";
    Get|Patch "/api/admin/bar/locations/{id}", BarManagement, refused, "A location with who works there; change it.";
    Put "/api/admin/bar/locations/{id}/user", BarManagement, refused, "Say who works at a location.";
    Get|Post "/api/admin/bar/unit-types", BarManagement, refused, "The unit types; add one.";
    Get|Patch "/api/admin/bar/unit-types/{id}", BarManagement, refused, "A unit type; change it.";
    Get|Post "/api/admin/bar/beverages", BarManagement, refused, "The beverages; add one.";
    Get|Patch "/api/admin/bar/beverages/{id}", BarManagement, refused, "A beverage; change it.";
    Post "/api/admin/bar/beverages/import", BarManagement, refused, "Beverages from a file, or what it would do.";
};
