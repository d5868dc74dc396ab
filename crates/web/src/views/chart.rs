//! Charts as SVG made here: a script would add nothing, and the content security policy forbids inline styles.
//!
//! Bars lie, one below the other, so that forty are read on a phone as well as one. Lengths are percentages and heights
//! are `rem`, so a chart fills its column while its text keeps the reader's size.

mod line;

pub use line::{Direction, LineChart, LinePoint};

use std::borrow::Cow;

use foh_domain::payments::{Currency, Money};

/// What a character of the words after a bar takes of the narrowest phone, and what stands before them, in thousandths
/// of the width.
const CHARACTER: usize = 34;
const GAP: usize = 45;
/// From one bar to the next, in hundredths of a `rem`: its label, the bar, and the space below.
const STEP: usize = 300;
/// Characters of a label that fit above a bar on a phone.
const LABEL: usize = 36;

/// What the values of a chart are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// So many.
    Count,
    /// Whole percent; a bar is seen against 100.
    Percent,
    /// Minor units of a currency.
    Money(Currency),
}

impl Measure {
    fn in_words(self, value: u64) -> String {
        match self {
            Self::Count => value.to_string(),
            Self::Percent => format!("{value}%"),
            Self::Money(currency) => Money {
                amount: value,
                currency,
            }
            .to_string(),
        }
    }
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for; long ones are cut in the picture, not in the table.
    pub label: String,
    /// How long it is.
    pub value: u64,
}

impl Bar {
    /// A bar.
    #[must_use]
    pub fn new(label: impl Into<String>, value: u64) -> Self {
        Self {
            label: label.into(),
            value,
        }
    }
}

/// A chart for `chart::bars` of `parts/chart.html`; its page loads `chart.css`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarChart {
    /// Names it on its page: letters, digits and dashes.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// What a bar stands for, such as "Week".
    pub of: &'static str,
    /// What is measured, such as "Bookings".
    pub measured: &'static str,
    /// What the values are.
    pub measure: Measure,
    /// What to say when there is no bar.
    pub empty: &'static str,
    /// The bars, the first at the top.
    pub bars: Vec<Bar>,
}

/// A bar as it is drawn.
#[derive(Debug)]
pub struct Drawn<'a> {
    /// Its label.
    pub label: &'a str,
    /// Its label as far as it fits.
    pub short_label: Cow<'a, str>,
    /// Its value.
    pub words: String,
    /// How long it is.
    pub width: String,
    /// Where its label stands.
    pub label_y: String,
    /// Where it begins.
    pub bar_y: String,
    /// Where its value stands.
    pub words_y: String,
}

impl BarChart {
    /// The height of the picture.
    #[must_use]
    pub fn height(&self) -> String {
        rem(STEP * self.bars.len())
    }

    /// How long a whole bar is, where there is a whole.
    #[must_use]
    pub fn whole(&self) -> Option<String> {
        (self.measure == Measure::Percent).then(|| width(1, 1, self.room()))
    }

    /// What the longest bar may take, in thousandths of the width: the longest words stand after it.
    fn room(&self) -> u128 {
        let words = self.bars.iter().map(|bar| self.measure.in_words(bar.value));
        let longest = words.map(|words| words.chars().count()).max().unwrap_or(0);
        1_000 - (GAP + CHARACTER * longest).min(500) as u128
    }

    /// The bars with their places in the picture.
    pub fn drawn(&self) -> impl Iterator<Item = Drawn<'_>> {
        let longest = match self.measure {
            Measure::Percent => 100,
            _ => self.bars.iter().map(|bar| bar.value).max().unwrap_or(0),
        };
        let room = self.room();
        self.bars.iter().enumerate().map(move |(number, bar)| {
            let top = STEP * number;
            Drawn {
                label: &bar.label,
                short_label: cut(&bar.label),
                words: self.measure.in_words(bar.value),
                width: width(bar.value, longest, room),
                label_y: rem(top + 100),
                bar_y: rem(top + 140),
                words_y: rem(top + 220),
            }
        })
    }
}

/// What is more than nothing is seen, be it ever so little.
fn width(value: u64, longest: u64, room: u128) -> String {
    let share = u128::from(value.min(longest)) * room / u128::from(longest.max(1));
    let thousandths = share.max(if value > 0 { 5 } else { 0 });
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

fn rem(hundredths: usize) -> String {
    format!("{}.{:02}rem", hundredths / 100, hundredths % 100)
}

fn cut(label: &str) -> Cow<'_, str> {
    if label.chars().count() <= LABEL {
        return label.into();
    }
    let mut short: String = label.chars().take(LABEL - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short.into()
}

#[cfg(test)]
mod tests;
