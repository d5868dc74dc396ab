//! The bar: what locations have, how it moves, and what was counted. Whoever counts at a location reaches that one: `in_path` by the guard, `handled` by
//! the use cases.

use super::Entry;

pub(super) const DESK: &[Entry] = lines! { false;
    Get "/bar", BarCounting, handled, "The locations; whoever works at one is led to it.", House "Bar", Bar "Locations", BarAdministration "Stock";
    Get "/bar/all", BarManagement, refused, "All locations together.", Bar "All together";
    Get "/bar/low", BarCounting, handled, "What is low.", Bar "Low stock";
    Get "/bar/locations/{id}", BarCounting, in_path, "The stock of a location, to be changed with a thumb.";
    Get "/bar/locations/{id}/count", BarCounting, in_path, "The form of a count.";
    Post "/bar/locations/{id}/save-count", BarCounting, in_path, "Save a count.";
    Get "/bar/locations/{id}/counts", BarCounting, in_path, "The last counts of a location.";
    Get "/bar/locations/{id}/compare", BarCounting, in_path, "What was used between two counts.";
    Get "/bar/locations/{id}/trends", BarCounting, in_path, "Which way each stock goes, as charts.";
    Get "/bar/locations/{id}/sheet", BarCounting, in_path, "A sheet to count with, to print.";
    Get|Post "/bar/locations/{id}/login-link", BarManagement, refused, "A link that signs in whoever works at a location; make one.";
    Get "/bar/counts/{id}", BarCounting, handled, "A count.";
    Get "/bar/stock/{id}", BarCounting, handled, "A stock and its movements.";
    Post "/bar/stock/{id}/adjust", BarCounting, handled, "Take some of a stock, or put some back.";
    Post "/bar/stock/{id}/update", BarCounting, handled, "Set a stock.";
    Post "/bar/stock/{id}/deliver", BarCounting, handled, "Add a delivery.";
    Post "/bar/stock/{id}/waste", BarCounting, handled, "Take off what was thrown away.";
    Post "/bar/stock/{id}/transfer", BarManagement, refused, "Bring some of a stock to another location.";
    Post "/bar/stock/{id}/undo", BarCounting, handled, "Undo the last movement of a stock.";
    Post "/bar/stock/{id}/alarm", BarManagement, refused, "Set the alarm minimum of a location.";
    Get "/bar/stock.csv", BarManagement, refused, "What all locations have, as a file.";
    Get "/bar/stock.xlsx", BarManagement, refused, "What all locations have, for Excel.";
    Get "/bar/locations/{id}/stock.csv", BarCounting, in_path, "What a location has, as a file.";
    Get "/bar/locations/{id}/stock.xlsx", BarCounting, in_path, "What a location has, for Excel.";
    Get "/bar/locations/{id}/counts.csv", BarCounting, in_path, "The last counts of a location, as a file.";
    Get "/bar/locations/{id}/counts.xlsx", BarCounting, in_path, "The last counts of a location, for Excel.";
};

pub(super) const API: &[Entry] = lines! { false;
    Get "/api/bar/locations", BarCounting, handled, "The locations one reaches, and what they have together.";
    Get "/api/bar/locations/{id}/stock", BarCounting, in_path, "What a location has.";
    Post "/api/bar/locations/{id}/save-count", BarCounting, in_path, "Save a count of a location.";
    Get "/api/bar/locations/{id}/counts", BarCounting, in_path, "The counts of a location.";
    Get "/api/bar/locations/{id}/compare", BarCounting, in_path, "Two counts of a location, and what was used between them.";
    Get "/api/bar/locations/{id}/trends", BarCounting, in_path, "Which way the stocks of a location go.";
    Post "/api/bar/locations/{id}/login-link", BarManagement, refused, "Make a link that signs the user of a location in.";
    Get "/api/bar/counts/{id}", BarCounting, handled, "A count.";
    Get "/api/bar/low", BarCounting, handled, "What is low at the locations one reaches.";
    Get "/api/bar/stock", BarManagement, refused, "All locations together.";
    Get "/api/bar/stock/{id}", BarCounting, handled, "A stock.";
    Get "/api/bar/stock/{id}/movements", BarCounting, handled, "The movements of a stock.";
    Post "/api/bar/stock/{id}/adjust", BarCounting, handled, "Take from a stock, or add to it.";
    Post "/api/bar/stock/{id}/update", BarCounting, handled, "Set a stock to what is there.";
    Post "/api/bar/stock/{id}/deliver", BarCounting, handled, "Add what was delivered.";
    Post "/api/bar/stock/{id}/waste", BarCounting, handled, "Take away what is not to be sold any more.";
    Post "/api/bar/stock/{id}/transfer", BarManagement, refused, "Bring some to another location.";
    Post "/api/bar/stock/{id}/undo", BarCounting, handled, "Undo the last movement.";
    Post "/api/bar/stock/{id}/alarm", BarManagement, refused, "Give a stock an alarm minimum of its own.";
};
