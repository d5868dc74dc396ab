//! What is asked of a stock, read once: for the API and for the pages, with every fault under the name of its field.

use std::collections::BTreeMap;

use foh_app::bar::{CountRequest, StockMove, Waste};
use foh_domain::{
    bar::{self, Adjustment, Change, Units, WasteReason},
    field::{self, Faults, FieldError},
};
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use uuid::Uuid;

/// The longest note, in characters.
pub(crate) const MOST_NOTE: usize = 200;

/// A decimal as its sender wrote it: in a string, or as a number of JSON, whose text is taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal(String);

impl Decimal {
    /// As it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw: Box<RawValue> = Deserialize::deserialize(deserializer)?;
        let text = raw.get();
        if text.starts_with('"') {
            serde_json::from_str(text)
                .map(Self)
                .map_err(de::Error::custom)
        } else if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(de::Error::custom("neither a string nor a number"))
        }
    }
}

/// A stock taken from, or added to: `adjustment`.
///
/// # Errors
/// What to write instead, with its field.
pub(crate) fn adjust(stock_id: Uuid, adjustment: &str) -> Result<StockMove, Vec<FieldError>> {
    let mut faults = Faults::default();
    let by = faults.take("adjustment", Adjustment::parse(adjustment));
    finish(faults, by.map(|by| moved(stock_id, Change::Adjust(by))))
}

/// A stock set to what is there: `quantity`.
///
/// # Errors
/// What to write instead, with its field.
pub(crate) fn update(stock_id: Uuid, quantity: &str) -> Result<StockMove, Vec<FieldError>> {
    let mut faults = Faults::default();
    let to = faults.take("quantity", Units::parse(quantity));
    finish(faults, to.map(|to| moved(stock_id, Change::Set(to))))
}

/// What was delivered: `quantity`.
///
/// # Errors
/// What to write instead, with its field.
pub(crate) fn deliver(stock_id: Uuid, quantity: &str) -> Result<StockMove, Vec<FieldError>> {
    amount(quantity).map(|units| moved(stock_id, Change::Deliver(units)))
}

/// What was thrown away: `quantity`, `reason`, and `note`, which may be empty unless the reason is another than those there are.
///
/// # Errors
/// Every fault, each with its field.
pub(crate) fn waste(
    stock_id: Uuid,
    quantity: &str,
    reason: &str,
    note: &str,
) -> Result<StockMove, Vec<FieldError>> {
    let mut faults = Faults::default();
    let units = faults.take("quantity", some(quantity));
    let reason = faults.take("reason", WasteReason::parse(reason).ok_or_else(reasons));
    let note = match note.trim() {
        "" if reason == Some(WasteReason::Other) => {
            faults.add("note", "Please say what became of it.");
            None
        }
        "" => Some(None),
        note => faults.take("note", field::line(note, MOST_NOTE).map(Some)),
    };
    let read = units.zip(reason).zip(note);
    let asked = read.map(|((units, reason), note)| StockMove {
        waste: Some(Waste { reason, note }),
        ..moved(stock_id, Change::Waste(units))
    });
    finish(faults, asked)
}

/// How much is brought, delivered or brought elsewhere: a `quantity` of more than nought.
///
/// # Errors
/// What to write instead, with its field.
pub(crate) fn amount(quantity: &str) -> Result<Units, Vec<FieldError>> {
    let mut faults = Faults::default();
    let units = faults.take("quantity", some(quantity));
    finish(faults, units)
}

/// At which level somebody is told: an `alarm_minimum`; nothing written leaves it to the beverage's.
///
/// # Errors
/// What to write instead, with its field.
pub(crate) fn alarm_minimum(text: &str) -> Result<Option<Units>, Vec<FieldError>> {
    let mut faults = Faults::default();
    let minimum = faults.take("alarm_minimum", bar::alarm_minimum(text));
    finish(faults, minimum)
}

/// What was counted, each by its stock: `counted`. What is left blank was not counted.
///
/// # Errors
/// What is wrong with the first that cannot be read, and which one that is.
pub(crate) fn counted<'a>(
    counted: impl IntoIterator<Item = (Uuid, &'a str)>,
) -> Result<CountRequest, Vec<FieldError>> {
    let mut faults = Faults::default();
    let mut read = BTreeMap::new();
    for (place, (stock_id, quantity)) in counted.into_iter().enumerate() {
        if quantity.trim().is_empty() {
            continue;
        }
        match Units::parse(quantity) {
            Ok(units) if read.insert(stock_id, units).is_some() => {
                faults.add("counted", format!("{}: this was counted twice.", place + 1));
            }
            Ok(_) => {}
            Err(message) => faults.add("counted", format!("{}: {message}", place + 1)),
        }
    }
    finish(faults, Some(CountRequest { counted: read }))
}

fn moved(stock_id: Uuid, change: Change) -> StockMove {
    StockMove {
        stock_id,
        change,
        waste: None,
    }
}

fn some(quantity: &str) -> Result<Units, String> {
    match Units::parse(quantity)? {
        Units::NONE => Err("Say how much.".to_owned()),
        units => Ok(units),
    }
}

fn reasons() -> String {
    let words = WasteReason::ALL.map(WasteReason::as_str).join(", ");
    format!("Give one of these: {words}.")
}

/// What was read, or every fault.
fn finish<T>(faults: Faults, read: Option<T>) -> Result<T, Vec<FieldError>> {
    faults.finish()?;
    read.ok_or_else(Vec::new)
}
