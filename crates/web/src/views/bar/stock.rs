//! One stock: what can be done with it, and how it came to be so.

use askama::Template;

use super::{Place, When};
use crate::views::{
    frame::Frame,
    parts::{Choice, Field, FieldError, Notice},
};

/// What stands above a stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The id of the stock.
    pub id: String,
    /// What it is.
    pub beverage: String,
    /// What a unit of it is called.
    pub unit_type: String,
    /// "12.5".
    pub units: String,
    /// "148.5".
    pub litres: String,
    /// "4", if there is a minimum.
    pub minimum: Option<String>,
    /// Whether it is low.
    pub low: bool,
    /// Whether the location has it still.
    pub kept: bool,
}

/// A form with a quantity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// What makes it one form, however often it is sent.
    pub form_key: String,
    /// How much.
    pub quantity: Field,
}

/// Something is thrown away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WasteForm {
    /// How much.
    pub amount: Amount,
    /// Why.
    pub reason: Field,
    /// The reasons there are.
    pub reasons: Vec<Choice>,
    /// What more there is to say.
    pub note: Field,
}

/// Something is brought to another location.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransferForm {
    /// How much.
    pub amount: Amount,
    /// Where to.
    pub to: Field,
    /// The other locations.
    pub locations: Vec<Choice>,
}

/// What the last movement was, to be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoForm {
    /// What makes it one form, however often it is sent.
    pub form_key: String,
    /// Which movement.
    pub movement_id: String,
    /// "Delivery of +24 by Ada, Sat 28 Nov, 20:00".
    pub words: String,
}

/// At which level somebody is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlarmForm {
    /// The minimum of this location; empty for that of the beverage.
    pub minimum: Field,
}

/// What only managers do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Managed {
    /// To another location; `None` where there is no other.
    pub transfer: Option<TransferForm>,
    /// The alarm minimum.
    pub alarm: AlarmForm,
}

/// A movement in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovementLine {
    /// "Delivery".
    pub kind: &'static str,
    /// "+24".
    pub delta: String,
    /// What there was afterwards.
    pub units: String,
    /// Why, and what was noted; may be empty.
    pub why: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: When,
    /// Whether it was undone.
    pub undone: bool,
}

/// Which of the forms stands open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Open {
    /// The exact quantity.
    #[default]
    Exact,
    /// A delivery.
    Delivery,
    /// Waste.
    Waste,
    /// A transfer.
    Transfer,
    /// The alarm minimum.
    Alarm,
}

/// One stock.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/stock.html")]
pub struct StockPage {
    /// The frame.
    pub frame: Frame,
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub heading: Heading,
    /// Something to say first.
    pub notice: Option<Notice>,
    /// Which form stands open.
    pub open: Open,
    /// The exact quantity.
    pub exact: Amount,
    /// A delivery.
    pub delivery: Amount,
    /// Waste.
    pub waste: WasteForm,
    /// What can be undone.
    pub undo: Option<UndoForm>,
    /// What only managers do.
    pub managed: Option<Managed>,
    /// The movements, the last first.
    pub movements: Vec<MovementLine>,
    /// Where the older ones are.
    pub older_href: Option<String>,
    /// Where the newest ones are, if these are older.
    pub newest_href: Option<String>,
}

impl StockPage {
    /// What is wrong, with the id of each field.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        let mut fields = vec![
            ("exact", &self.exact.quantity),
            ("delivered", &self.delivery.quantity),
            ("wasted", &self.waste.amount.quantity),
            ("reason", &self.waste.reason),
            ("note", &self.waste.note),
        ];
        if let Some(managed) = &self.managed {
            if let Some(transfer) = &managed.transfer {
                fields.push(("brought", &transfer.amount.quantity));
                fields.push(("to_location_id", &transfer.to));
            }
            fields.push(("alarm_minimum", &managed.alarm.minimum));
        }
        let faulty = fields.into_iter().filter_map(|(id, field)| {
            Some(FieldError {
                field: id.to_owned(),
                message: field.error.clone()?,
            })
        });
        faulty.collect()
    }

    /// The address of its forms.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/bar/stock/{}", self.heading.id)
    }
}
