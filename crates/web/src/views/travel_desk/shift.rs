//! Operators' drawers.

use askama::Template;

use crate::views::{
    admin::{Pager, State},
    frame::Frame,
    parts::{Field, FieldError, Notice},
};

/// A drawer is opened with a float.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/shift_open.html")]
pub struct ShiftOpenPage {
    /// The frame.
    pub frame: Frame,
    /// Something to say first.
    pub notice: Option<Notice>,
    /// What lies in it.
    pub opening_float: Field,
    /// "RWF".
    pub currency: &'static str,
}

impl ShiftOpenPage {
    /// What is wrong.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        fault("opening_float", &self.opening_float)
    }
}

fn fault(name: &str, field: &Field) -> Vec<FieldError> {
    let error = field.error.iter().map(|message| FieldError {
        field: name.to_owned(),
        message: message.clone(),
    });
    error.collect()
}

/// What a drawer has taken and given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// What lay in it when it was opened.
    pub float: String,
    /// What was sold.
    pub sales: String,
    /// What was handed back.
    pub refunds: String,
    /// What must lie in it.
    pub expected: String,
}

/// How far what was counted is from what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftDifference {
    /// "RWF 15,000".
    pub counted: String,
    /// "RWF 500 too little", "exactly right".
    pub words: String,
    /// Whether it is right.
    pub right: bool,
}

/// A drawer with what went through it.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/shift.html")]
pub struct ShiftPage {
    /// The frame.
    pub frame: Frame,
    /// Its id.
    pub id: String,
    /// What has just been done.
    pub notice: Option<Notice>,
    /// Whose it is.
    pub operator: String,
    /// Whether it is that of whoever looks.
    pub own: bool,
    /// "Saturday 28 November 2026, 08:00".
    pub opened: String,
    /// The same of its closing; `None` while it is open.
    pub closed: Option<String>,
    /// Where it stands.
    pub state: State,
    /// What it has taken and given.
    pub figures: Figures,
    /// What was counted at the end.
    pub difference: Option<ShiftDifference>,
    /// What the operator noted then; may be empty.
    pub notes: String,
    /// What went through it, in order.
    pub lines: Vec<ShiftLine>,
}

/// A sale or a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftLine {
    /// "08:12", and the same for machines.
    pub at: (String, String),
    /// "Sold", "Handed back".
    pub what: &'static str,
    /// The booking it is about.
    pub booking_id: String,
    /// What that is called at the desk; empty where it is not known.
    pub reference: String,
    /// "+ RWF 10,000", "− RWF 5,000".
    pub amount: String,
}

/// A drawer is counted and closed.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/shift_close.html")]
pub struct ShiftClosePage {
    /// The frame.
    pub frame: Frame,
    /// Its id.
    pub id: String,
    /// Something to say first.
    pub notice: Option<Notice>,
    /// What it has taken and given.
    pub figures: Figures,
    /// "RWF".
    pub currency: &'static str,
    /// What was counted.
    pub counted: Field,
    /// What that comes to, once it was counted.
    pub difference: Option<ShiftDifference>,
    /// What must lie in it, in minor units, as the difference was told by.
    pub told: u64,
    /// What is to be noted.
    pub notes: Field,
}

impl ShiftClosePage {
    /// The drawer.
    #[must_use]
    pub fn shift_href(&self) -> String {
        format!("/travel/desk/shifts/{}", self.id)
    }

    /// What is wrong.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        let mut errors = fault("counted", &self.counted);
        errors.extend(fault("notes", &self.notes));
        errors
    }
}

/// The drawers there were.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/shifts.html")]
pub struct ShiftsPage {
    /// The frame.
    pub frame: Frame,
    /// Whether they are those of all operators.
    pub all: bool,
    /// The drawers, the newest first.
    pub rows: Vec<ShiftRow>,
    /// The neighbouring pages.
    pub pager: Pager,
}

/// A drawer in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftRow {
    /// Its id.
    pub id: String,
    /// "Sat 28 Nov 2026, 08:00", and the same for machines.
    pub opened: (String, String),
    /// The same of its closing; empty while it is open.
    pub closed: String,
    /// Whose it is.
    pub operator: String,
    /// Where it stands.
    pub state: State,
    /// What was sold.
    pub sales: String,
    /// What was handed back.
    pub refunds: String,
    /// "right", "RWF 500 too little"; empty while it is open.
    pub difference: String,
}
