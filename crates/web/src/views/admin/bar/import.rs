//! Beverages from a file.

use askama::Template;

use crate::views::{
    admin::{State, Tone, errors_of},
    frame::Frame,
    parts::{Field, FieldError, Notice},
};

/// `/admin/bar/beverages/import`: the form, and what a file would do.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/bar/import.html")]
pub struct ImportPage {
    /// The frame.
    pub frame: Frame,
    /// That it is done.
    pub notice: Option<Notice>,
    /// What was sent, to be corrected.
    pub text: Field,
    /// What it would do; `None` before anything was sent.
    pub preview: Option<ImportPreview>,
}

/// What a file would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportPreview {
    /// How many beverages it makes.
    pub made: usize,
    /// How many it changes.
    pub changed: usize,
    /// How many it leaves as they are.
    pub same: usize,
    /// How many rows cannot be used.
    pub faulty: usize,
    /// Row by row.
    pub lines: Vec<ImportLine>,
}

/// A row of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLine {
    /// The line that it begins at.
    pub line: u64,
    /// The name that stands in it.
    pub name: String,
    /// What becomes of it.
    pub state: RowState,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowState {
    /// It makes a beverage.
    New,
    /// It changes these fields, in words.
    Changed(String),
    /// It changes nothing.
    Same,
    /// It cannot be used, for these reasons.
    Faulty(Vec<String>),
}

impl RowState {
    /// As the table marks it.
    #[must_use]
    pub fn state(&self) -> State {
        match self {
            Self::New => State::new(Tone::Done, "New"),
            Self::Changed(fields) => State::new(Tone::Open, format!("Changes {fields}")),
            Self::Same => State::new(Tone::Off, "As it is"),
            Self::Faulty(_) => State::new(Tone::Refused, "Needs another look"),
        }
    }

    /// Why it cannot be used.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        match self {
            Self::Faulty(faults) => faults,
            _ => &[],
        }
    }
}

impl ImportPreview {
    /// "2 new, 1 changed, 3 as they are, 1 that needs another look."
    fn summary(&self) -> String {
        let Self {
            made,
            changed,
            same,
            faulty,
            ..
        } = self;
        let look = match faulty {
            0 => String::new(),
            1 => ", 1 that needs another look".to_owned(),
            many => format!(", {many} that need another look"),
        };
        format!("{made} new, {changed} changed, {same} as they are{look}.")
    }

    /// The words of the button; `None` when there is nothing to be done, or it cannot be.
    fn button(&self) -> Option<String> {
        match (self.faulty, self.made + self.changed) {
            (0, 0) | (1.., _) => None,
            (0, 1) => Some("Import 1 beverage".to_owned()),
            (0, many) => Some(format!("Import {many} beverages")),
        }
    }
}

impl ImportPage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[("text", "File", &self.text)])
    }
}
