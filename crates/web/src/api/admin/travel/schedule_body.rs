//! What administrators send and get of schedules: one shape for creating, changing and reading, by JSON and by forms.

use std::collections::BTreeSet;

use foh_app::travel::RouteSchedule;
use foh_domain::{
    field::{Faults, FieldError},
    theatre::Zone,
    travel::{Days, Schedule, ScheduleFields},
};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{id, yes};
use crate::api::admin::body::Body;

/// A schedule.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleBody {
    /// The id of the route.
    #[schema(format = Uuid)]
    pub(crate) route_id: String,
    /// The id of the bus.
    #[schema(format = Uuid)]
    pub(crate) bus_id: String,
    /// Days of the week: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
    #[schema(example = json!(["mon", "fri"]))]
    pub(crate) days: Vec<String>,
    /// When it leaves, by the clocks of the zone.
    #[schema(example = "06:30")]
    pub(crate) departs: String,
    /// When it arrives; a time before it leaves is on the next day.
    #[schema(example = "09:00")]
    pub(crate) arrives: String,
    /// An IANA time zone.
    #[schema(example = "Africa/Kigali")]
    pub(crate) time_zone: String,
    /// The first day.
    #[schema(example = "2026-11-21")]
    pub(crate) valid_from: String,
    /// The last day; null if it goes on.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub(crate) valid_to: Option<String>,
    /// Days without a departure.
    #[serde(default)]
    #[schema(example = json!(["2026-12-25"]))]
    pub(crate) exceptions: Vec<String>,
    /// Whether departures are made of it.
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

impl Body for ScheduleBody {
    type Content = RouteSchedule;
    const FIELDS: &'static [&'static str] = &[
        "route_id",
        "bus_id",
        "days",
        "departs",
        "arrives",
        "time_zone",
        "valid_from",
        "valid_to",
        "exceptions",
        "active",
    ];

    fn of(stored: &RouteSchedule) -> Self {
        let schedule = &stored.schedule;
        let time = |time: Time| time.strftime("%H:%M").to_string();
        Self {
            route_id: stored.route_id.to_string(),
            bus_id: stored.bus_id.to_string(),
            days: schedule.days.words().map(str::to_owned).collect(),
            departs: time(schedule.departs),
            arrives: time(schedule.arrives),
            time_zone: schedule.time_zone.as_str().to_owned(),
            valid_from: schedule.valid_from.to_string(),
            valid_to: schedule.valid_to.map(|day| day.to_string()),
            exceptions: schedule.exceptions.iter().map(Date::to_string).collect(),
            active: schedule.active,
        }
    }

    fn parse(&self) -> Result<RouteSchedule, Vec<FieldError>> {
        let mut faults = Faults::default();
        let route_id = faults.take("route_id", id(&self.route_id, "route"));
        let bus_id = faults.take("bus_id", id(&self.bus_id, "bus"));
        let days = Days::parse(self.days.iter().map(String::as_str));
        let days = faults.take("days", days);
        let departs = faults.take("departs", time(&self.departs));
        let arrives = faults.take("arrives", time(&self.arrives));
        let time_zone = faults.take("time_zone", Zone::parse(&self.time_zone));
        let valid_from = faults.take("valid_from", day(&self.valid_from));
        let valid_to = self.valid_to.as_deref().map(day).transpose();
        let valid_to = faults.take("valid_to", valid_to);
        let exceptions = faults.take("exceptions", exceptions(&self.exceptions));
        faults.finish()?;
        let (Some(route_id), Some(bus_id), Some(days), Some(departs), Some(arrives)) =
            (route_id, bus_id, days, departs, arrives)
        else {
            return Err(Vec::new());
        };
        let (Some(time_zone), Some(valid_from), Some(valid_to), Some(exceptions)) =
            (time_zone, valid_from, valid_to, exceptions)
        else {
            return Err(Vec::new());
        };
        Ok(RouteSchedule {
            route_id,
            bus_id,
            schedule: Schedule::parse(ScheduleFields {
                days,
                departs,
                arrives,
                time_zone,
                valid_from,
                valid_to,
                exceptions,
                active: self.active,
            })?,
        })
    }
}

/// The longest a day or a time is written, in bytes: what is longer is not even tried.
const LONGEST: usize = 32;
/// Who types a year with two digits, or a digit too many, means another.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2999;

fn time(text: &str) -> Result<Time, String> {
    let text = text.trim();
    let read = |spelling| Time::strptime(spelling, text).ok();
    Some(text)
        .filter(|text| text.len() <= LONGEST)
        .and_then(|_| read("%H:%M").or_else(|| read("%H:%M:%S")))
        .ok_or_else(|| "Please give a time such as 06:30.".into())
}

fn day(text: &str) -> Result<Date, String> {
    let text = text.trim();
    let written = |text: &str| Date::strptime("%Y-%m-%d", text).ok();
    Some(text)
        .filter(|text| text.len() <= LONGEST)
        .and_then(written)
        .filter(|day| YEARS.contains(&day.year()))
        .ok_or_else(|| "Please give a day such as 2026-12-25.".into())
}

fn exceptions(lines: &[String]) -> Result<BTreeSet<Date>, String> {
    let read = |line: &String| {
        let shown: String = line.trim().chars().take(LONGEST).collect();
        day(line).map_err(|_| format!("“{shown}” is no day: write each as 2026-12-25."))
    };
    lines.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn schedule() -> ScheduleBody {
        ScheduleBody {
            route_id: Uuid::from_u128(1).to_string(),
            bus_id: Uuid::from_u128(2).to_string(),
            days: vec!["fri".into(), "mon".into()],
            departs: "06:30".into(),
            arrives: "09:00".into(),
            time_zone: "Africa/Kigali".into(),
            valid_from: "2026-11-21".into(),
            valid_to: None,
            exceptions: vec!["2026-12-25".into()],
            active: true,
        }
    }

    fn faults<T: std::fmt::Debug>(parsed: Result<T, Vec<FieldError>>) -> Vec<&'static str> {
        let faults = parsed.unwrap_err();
        faults.iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_schedule_is_written_as_it_was_read() {
        let parsed = schedule().parse().unwrap();
        let written = ScheduleBody::of(&parsed);
        assert_eq!(written.days, ["mon", "fri"]);
        assert_eq!(written.departs, "06:30");
        assert_eq!(written.exceptions, ["2026-12-25"]);
        assert_eq!(written.parse().unwrap(), parsed);
    }

    #[test]
    fn all_faults_are_told_at_once_and_each_names_its_field() {
        let wrong = ScheduleBody {
            route_id: "x".into(),
            bus_id: String::new(),
            days: Vec::new(),
            departs: "25:00".into(),
            arrives: "noon".into(),
            time_zone: "Mars/Base".into(),
            valid_from: "tomorrow".into(),
            valid_to: Some("2026-02-30".into()),
            exceptions: vec!["2026-12-25".into(), "Christmas".into()],
            active: true,
        };
        let named = faults(wrong.parse());
        assert_eq!(named, ScheduleBody::FIELDS[..9]);
        for (change, field) in [
            ("0026-12-25", "valid_from"),
            ("9999-12-31", "valid_from"),
            (&*"2".repeat(10_000), "valid_from"),
        ] {
            let wrong = ScheduleBody {
                valid_from: change.into(),
                ..schedule()
            };
            assert_eq!(faults(wrong.parse()), [field], "{change:.20}");
        }
    }
}
