//! Counts: the form, what was saved, and two against each other.

use askama::Template;

use super::{Place, When, beverages_in_words};
use crate::views::{
    frame::Frame,
    parts::{Choice, Field, FieldError, Notice},
};

/// A beverage in the form of a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountFormLine {
    /// The name of its field.
    pub field: String,
    /// What it is called.
    pub name: String,
    /// What a unit of it is called.
    pub unit_type: String,
    /// What is written down.
    pub units: String,
    /// What was counted.
    pub counted: Field,
}

/// A location is counted.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/count_form.html")]
pub struct CountFormPage {
    /// The frame.
    pub frame: Frame,
    /// Which location.
    pub place: Place,
    /// Something to say first.
    pub notice: Option<Notice>,
    /// What makes it one count, however often it is sent.
    pub form_key: String,
    /// The beverages, by name.
    pub lines: Vec<CountFormLine>,
}

impl CountFormPage {
    /// What is wrong.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        let faulty = self.lines.iter().filter_map(|line| {
            let error = line.counted.error.as_ref()?;
            Some(FieldError {
                field: line.field.clone(),
                message: format!("{}: {error}", line.name),
            })
        });
        faulty.collect()
    }
}

/// A count that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountLine {
    /// Its id.
    pub id: String,
    /// When.
    pub at: When,
    /// "28 Nov", and "20:00" under it.
    pub short: (String, String),
}

/// What counts say of one beverage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedLine {
    /// Its stock.
    pub stock_id: String,
    /// What it was called last.
    pub name: String,
    /// What each count says, in their order; `None` where it was not there.
    pub units: Vec<Option<String>>,
}

/// The last counts of a location as a table.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/counts.html")]
pub struct CountsPage {
    /// The frame.
    pub frame: Frame,
    /// Which location.
    pub place: Place,
    /// The counts, the newest first.
    pub counts: Vec<CountLine>,
    /// The beverages, by name.
    pub lines: Vec<CountedLine>,
    /// Counts before those of the table.
    pub older: Vec<CountLine>,
    /// Where still older ones are.
    pub older_href: Option<String>,
}

/// One count.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/one_count.html")]
pub struct CountPage {
    /// The frame.
    pub frame: Frame,
    /// Which location.
    pub place: Place,
    /// Something to say first.
    pub notice: Option<Notice>,
    /// Its id.
    pub id: String,
    /// When.
    pub at: When,
    /// Who saved it.
    pub by: String,
    /// Its lines: name, unit type, units, litres, and whether it was low.
    pub lines: Vec<(String, String, String, String, bool)>,
    /// All of it together.
    pub litres: String,
}

impl CountPage {
    /// "12 beverages".
    #[must_use]
    pub fn has(&self) -> String {
        beverages_in_words(self.lines.len())
    }
}

/// What became of one beverage between two counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompareLine {
    /// Its stock.
    pub stock_id: String,
    /// What it was called last.
    pub name: String,
    /// What the earlier count says.
    pub from: Option<String>,
    /// What the later count says.
    pub to: Option<String>,
    /// Received, wasted, used, used per day; empty where one of the counts does not have it.
    pub became: Option<[String; 4]>,
}

/// Two counts of a location against each other.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/compare.html")]
pub struct ComparePage {
    /// The frame.
    pub frame: Frame,
    /// Which location.
    pub place: Place,
    /// The earlier.
    pub from: Field,
    /// The later.
    pub to: Field,
    /// Counts to choose from, the newest first.
    pub counts: Vec<Choice>,
    /// "3 days and 4 hours"; `None` where nothing is compared yet.
    pub between: Option<String>,
    /// The beverages, by name.
    pub lines: Vec<CompareLine>,
}
