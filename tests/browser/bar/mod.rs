//! The bar: a barkeeper's evening, a manager's stocktake, and what the pages look like.

mod barkeeper;
mod manager;
mod pages;

use foh_testkit::browser::Browser;
use serde_json::{Value, json};

use crate::program::{ask, eventually};

/// Who manages the bar of the demonstration.
const MARTA: &str = "marta.bianchi@example.org";

/// The id of a location, as programs know it.
async fn location(browser: &Browser, name: &str) -> String {
    let found = ask(browser, "/api/bar/locations", None).await;
    named(&found, "name", name)["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The item of a list with this name.
fn named(list: &Value, field: &str, name: &str) -> Value {
    let items = list["items"].as_array().unwrap();
    let found = items.iter().find(|item| item[field] == json!(name));
    found.unwrap_or_else(|| panic!("no {name}")).clone()
}

/// A beverage of a location, as programs know it.
async fn stock(browser: &Browser, location: &str, beverage: &str) -> Value {
    let path = format!("/api/bar/locations/{location}/stock");
    named(&ask(browser, &path, None).await, "beverage", beverage)
}

/// How much there is, in hundredths of a unit.
fn hundredths(stock: &Value) -> i64 {
    let units = stock["units"].as_str().unwrap();
    units.replace('.', "").parse().unwrap()
}

/// Waits until the program has so much of it.
async fn stored(browser: &Browser, location: &str, beverage: &str, expected: i64) {
    eventually(browser, "what was tapped", async || {
        hundredths(&stock(browser, location, beverage).await) == expected
    })
    .await;
}
