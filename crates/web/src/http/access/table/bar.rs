//! The bar: what locations have, how it moves, and what was counted. Whoever counts at a location reaches that one: `in_path` by the guard, `handled` by
//! the use cases.

use super::Entry;

pub(super) const DESK: &[Entry] = lines! { false;
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
