//! The form of a schedule.

use foh_app::{theatre::ManageError, travel::RouteSchedule};
use foh_domain::travel::Days;
use serde::Deserialize;

use crate::{
    api::admin::{body::Body, travel::ScheduleBody},
    views::admin::travel::DayChoice,
};

/// The days of the week, as they are sent and as they are read.
const WEEK: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

/// The form; a box that is not ticked is not sent.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    pub(super) form_key: String,
    pub(super) route_id: String,
    pub(super) bus_id: String,
    pub(super) every_day: String,
    pub(super) mon: String,
    pub(super) tue: String,
    pub(super) wed: String,
    pub(super) thu: String,
    pub(super) fri: String,
    pub(super) sat: String,
    pub(super) sun: String,
    pub(super) departs: String,
    pub(super) arrives: String,
    pub(super) time_zone: String,
    pub(super) valid_from: String,
    pub(super) valid_to: String,
    pub(super) exceptions: String,
}

impl From<&RouteSchedule> for Typed {
    fn from(stored: &RouteSchedule) -> Self {
        let body = ScheduleBody::of(stored);
        let daily = stored.schedule.days == Days::DAILY;
        let ticked = |day: &str| {
            let has = !daily && body.days.iter().any(|word| word == day);
            if has {
                "true".to_owned()
            } else {
                String::new()
            }
        };
        Self {
            form_key: String::new(),
            every_day: if daily { "true".into() } else { String::new() },
            mon: ticked("mon"),
            tue: ticked("tue"),
            wed: ticked("wed"),
            thu: ticked("thu"),
            fri: ticked("fri"),
            sat: ticked("sat"),
            sun: ticked("sun"),
            route_id: body.route_id,
            bus_id: body.bus_id,
            departs: body.departs,
            arrives: body.arrives,
            time_zone: body.time_zone,
            valid_from: body.valid_from,
            valid_to: body.valid_to.unwrap_or_default(),
            exceptions: body.exceptions.join("\n"),
        }
    }
}

impl Typed {
    fn ticks(&self) -> [bool; 7] {
        [
            &self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun,
        ]
        .map(|tick| !tick.is_empty())
    }

    /// The days of the week, ticked as they were.
    pub(super) fn days(&self) -> Vec<DayChoice> {
        WEEK.iter()
            .zip(self.ticks())
            .map(|(&(value, label), chosen)| DayChoice {
                value,
                label,
                chosen,
            })
            .collect()
    }

    /// "Every day" counts whatever else is ticked.
    fn chosen(&self) -> Vec<String> {
        let every = !self.every_day.is_empty();
        WEEK.iter()
            .zip(self.ticks())
            .filter(|(_, ticked)| every || *ticked)
            .map(|((word, _), _)| (*word).to_owned())
            .collect()
    }

    pub(super) fn parse(&self) -> Result<RouteSchedule, ManageError> {
        let lines = self.exceptions.split(['\n', ',']).map(str::trim);
        let body = ScheduleBody {
            route_id: self.route_id.clone(),
            bus_id: self.bus_id.clone(),
            days: self.chosen(),
            departs: self.departs.clone(),
            arrives: self.arrives.clone(),
            time_zone: self.time_zone.clone(),
            valid_from: self.valid_from.clone(),
            valid_to: Some(self.valid_to.clone()).filter(|day| !day.trim().is_empty()),
            exceptions: lines
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
            active: true,
        };
        Ok(body.parse()?)
    }
}

/// "Every day", "Mon, Wed, Fri".
pub(super) fn days_in_words(days: Days) -> String {
    if days == Days::DAILY {
        return "Every day".to_owned();
    }
    let short = |word: &str| {
        let long = WEEK.iter().find(|(value, _)| *value == word);
        long.map_or_else(String::new, |(_, label)| label.chars().take(3).collect())
    };
    let words: Vec<String> = days.words().map(short).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_counts_whatever_else_is_ticked() {
        let mut typed = Typed {
            mon: "true".into(),
            ..Typed::default()
        };
        assert_eq!(typed.chosen(), ["mon"]);
        typed.every_day = "true".into();
        assert_eq!(typed.chosen().len(), 7);
        assert!(Typed::default().chosen().is_empty());
    }

    #[test]
    fn days_are_read_shortly() {
        assert_eq!(days_in_words(Days::DAILY), "Every day");
        let some = Days::parse(["fri", "mon"]).unwrap();
        assert_eq!(days_in_words(some), "Mon, Fri");
    }
}
