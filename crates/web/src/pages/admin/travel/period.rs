//! The days that are looked at.

use foh_app::travel::TravelPeriod;
use foh_domain::field::FieldError;
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    super::{field, lists},
    dashboard::PATH,
};
use crate::{
    api::admin::travel::whole_days,
    http::Problem,
    views::{admin::travel::PeriodForm, frame::NavItem},
};

/// What can be asked for by one press: its word, what it is called, how many days, and whether they are to come.
const PRESETS: [(&str, &str, i32, bool); 5] = [
    ("7", "Last 7 days", 7, false),
    ("30", "Last 30 days", 30, false),
    ("90", "Last 90 days", 90, false),
    ("next7", "Next 7 days", 7, true),
    ("next30", "Next 30 days", 30, true),
];
const USUAL: &str = "30";

/// Which days: a word for some, or the first and the last.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    days: String,
    from: String,
    to: String,
    pub(super) currency: String,
}

/// The days that are looked at, and what is wrong with those that were asked for.
pub(super) struct Days {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) period: TravelPeriod,
    preset: &'static str,
    pub(super) faults: Vec<FieldError>,
}

impl Wanted {
    /// The days asked for; where they cannot be looked at, the usual ones.
    pub(super) fn days(&self, today: Date) -> Result<Days, Problem> {
        if self.from.is_empty() && self.to.is_empty() {
            return self.preset(today, Vec::new());
        }
        let day = |field, text: &str| {
            let message = "Give a day such as 2026-11-28.".to_owned();
            let fault = vec![FieldError { field, message }];
            text.trim().parse::<Date>().map_err(|_| fault)
        };
        let asked = day("from", &self.from)
            .and_then(|from| Ok((from, day("to", &self.to)?)))
            .and_then(|(from, to)| Ok((from, to, TravelPeriod::parse(from, to)?)));
        match asked {
            Ok((from, to, period)) => Ok(Days {
                from,
                to,
                period,
                preset: "",
                faults: Vec::new(),
            }),
            Err(faults) => self.preset(today, faults),
        }
    }

    fn preset(&self, today: Date, faults: Vec<FieldError>) -> Result<Days, Problem> {
        let word = if PRESETS.iter().any(|(word, ..)| *word == self.days) {
            self.days.as_str()
        } else {
            USUAL
        };
        let mut presets = PRESETS.iter().filter(|(known, ..)| *known == word);
        let &(preset, _, days, to_come) = presets.next().ok_or_else(Problem::not_found)?;
        let (from, to) = whole_days(today, days, to_come);
        Ok(Days {
            from,
            to,
            period: TravelPeriod::parse(from, to)?,
            preset: if faults.is_empty() { preset } else { "" },
            faults,
        })
    }

    pub(super) fn form(&self, days: &Days) -> PeriodForm {
        let (from, to) = if days.faults.is_empty() {
            (days.from.to_string(), days.to.to_string())
        } else {
            (self.from.clone(), self.to.clone())
        };
        PeriodForm {
            presets: PRESETS
                .iter()
                .map(|(word, label, ..)| {
                    let item = NavItem::new(*label, lists::href(PATH, &[("days", word)]));
                    if *word == days.preset {
                        item.current()
                    } else {
                        item
                    }
                })
                .collect(),
            from: field("from", from, &days.faults),
            to: field("to", to, &days.faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(days: &str, from: &str, to: &str) -> Days {
        let wanted = Wanted {
            days: days.into(),
            from: from.into(),
            to: to.into(),
            currency: String::new(),
        };
        wanted.days("2026-11-21".parse().unwrap()).unwrap()
    }

    #[test]
    fn days_are_asked_for_by_a_word_or_by_their_ends() {
        for (days, from, to, expected) in [
            ("", "", "", ("2026-10-23", "2026-11-21")),
            ("7", "", "", ("2026-11-15", "2026-11-21")),
            ("90", "", "", ("2026-08-24", "2026-11-21")),
            ("next7", "", "", ("2026-11-21", "2026-11-27")),
            ("forever", "", "", ("2026-10-23", "2026-11-21")),
            (
                "7",
                "2026-01-01",
                "2026-01-31",
                ("2026-01-01", "2026-01-31"),
            ),
        ] {
            let found = wanted(days, from, to);
            assert!(found.faults.is_empty());
            let found = (found.from.to_string(), found.to.to_string());
            assert_eq!(
                (found.0.as_str(), found.1.as_str()),
                expected,
                "{days} {from}"
            );
        }
    }

    #[test]
    fn days_that_cannot_be_looked_at_are_told_under_their_field() {
        for (from, to, field) in [
            ("2026-01-01", "", "to"),
            ("", "2026-01-01", "from"),
            ("soon", "2026-01-01", "from"),
            ("2026-01-02", "2026-01-01", "to"),
            ("2026-01-01", "2026-12-31", "to"),
        ] {
            let found = wanted("", from, to);
            assert_eq!(found.faults[0].field, field, "{from} {to}");
            assert_eq!(
                found.to.to_string(),
                "2026-11-21",
                "the usual days are shown"
            );
        }
    }
}
