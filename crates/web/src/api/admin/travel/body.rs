//! What administrators send and get of the timetable: one shape for creating, changing and reading, by JSON and by forms.

use std::collections::BTreeSet;

use foh_app::travel::RouteSchedule;
use foh_domain::{
    field::{Faults, FieldError},
    payments::{Currency, Money},
    theatre::Zone,
    travel::{Bus, Days, District, Route, RouteFields, Schedule, ScheduleFields},
};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::admin::body::Body;

/// A district.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DistrictBody {
    /// At most 80 characters, unique.
    #[schema(example = "Kigali")]
    pub(crate) name: String,
    /// 2 to 8 letters and digits, unique.
    #[schema(example = "KGL")]
    pub(crate) code: String,
}

impl Body for DistrictBody {
    type Content = District;
    const FIELDS: &'static [&'static str] = &["name", "code"];

    fn of(district: &District) -> Self {
        Self {
            name: district.name.clone(),
            code: district.code.clone(),
        }
    }

    fn parse(&self) -> Result<District, Vec<FieldError>> {
        District::parse(&self.name, &self.code)
    }
}

/// A bus.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BusBody {
    /// At most 16 characters, unique.
    #[schema(example = "RAB 123 C")]
    pub(crate) plate: String,
    /// Seats for passengers.
    #[schema(example = 30)]
    pub(crate) capacity: i64,
    /// Whose it is; at most 120 characters.
    #[serde(default)]
    #[schema(example = "Volcano Express")]
    pub(crate) company: String,
    /// Whether schedules may go by it.
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

fn yes() -> bool {
    true
}

impl Body for BusBody {
    type Content = Bus;
    const FIELDS: &'static [&'static str] = &["plate", "capacity", "company", "active"];

    fn of(bus: &Bus) -> Self {
        Self {
            plate: bus.plate.clone(),
            capacity: bus.capacity.into(),
            company: bus.company.clone(),
            active: bus.active,
        }
    }

    fn parse(&self) -> Result<Bus, Vec<FieldError>> {
        Bus::parse(&self.plate, self.capacity, &self.company, self.active)
    }
}

/// A route.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RouteBody {
    /// The id of the district where it begins.
    #[schema(format = Uuid)]
    pub(crate) origin_id: String,
    /// The id of the district where it ends.
    #[schema(format = Uuid)]
    pub(crate) destination_id: String,
    /// At most 120 characters.
    #[schema(example = "Kigali to Huye")]
    pub(crate) name: String,
    /// Its length in kilometres.
    #[schema(example = 135)]
    pub(crate) distance_km: i64,
    /// How long it usually takes, in minutes.
    #[schema(example = 150)]
    pub(crate) minutes: i64,
    /// What a seat costs, as a decimal.
    #[schema(example = "3000")]
    pub(crate) fare: String,
    /// In which currency (ISO 4217).
    #[schema(example = "RWF")]
    pub(crate) currency: String,
    /// Whether it is sold.
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

impl Body for RouteBody {
    type Content = Route;
    const FIELDS: &'static [&'static str] = &[
        "origin_id",
        "destination_id",
        "name",
        "distance_km",
        "minutes",
        "fare",
        "currency",
        "active",
    ];

    fn of(route: &Route) -> Self {
        Self {
            origin_id: route.origin_id.to_string(),
            destination_id: route.destination_id.to_string(),
            name: route.name.clone(),
            distance_km: route.distance_km.into(),
            minutes: route.minutes.into(),
            fare: route.fare.plain(),
            currency: route.fare.currency.code().to_owned(),
            active: route.active,
        }
    }

    fn parse(&self) -> Result<Route, Vec<FieldError>> {
        let mut faults = Faults::default();
        let origin_id = faults.take("origin_id", id(&self.origin_id, "district"));
        let destination_id = faults.take("destination_id", id(&self.destination_id, "district"));
        let currency = faults.take("currency", Currency::parse(&self.currency));
        // Of an unknown currency nobody knows how its amounts are written.
        let fare = currency.and_then(|currency| faults.take("fare", fare(&self.fare, currency)));
        // The other fields are looked at with it, so that all faults are told at once.
        let route = Route::parse(RouteFields {
            origin_id: origin_id.unwrap_or_else(Uuid::nil),
            destination_id: destination_id.unwrap_or_else(Uuid::max),
            name: &self.name,
            distance_km: self.distance_km,
            minutes: self.minutes,
            fare: fare.unwrap_or(Money {
                amount: 0,
                currency: Currency::EUR,
            }),
            active: self.active,
        });
        together(faults, route)
    }
}

fn fare(text: &str, currency: Currency) -> Result<Money, String> {
    if text.trim().is_empty() {
        return Err("Please write what a seat costs; 0 if nothing is due.".into());
    }
    Money::parse(text, currency)
}

/// The id of one of what is chosen from.
fn id(text: &str, what: &str) -> Result<Uuid, String> {
    Uuid::try_parse(text).map_err(|_| format!("Please choose a {what}."))
}

/// What was parsed, if nothing was noted before; otherwise all faults.
fn together<T>(faults: Faults, parsed: Result<T, Vec<FieldError>>) -> Result<T, Vec<FieldError>> {
    match (faults.finish(), parsed) {
        (Ok(()), parsed) => parsed,
        (Err(faults), Ok(_)) => Err(faults),
        (Err(mut faults), Err(more)) => {
            faults.extend(more);
            Err(faults)
        }
    }
}

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

    #[test]
    fn a_fare_is_written_in_the_currency_of_its_route() {
        let route = |fare: &str, currency: &str| RouteBody {
            origin_id: Uuid::from_u128(1).to_string(),
            destination_id: Uuid::from_u128(2).to_string(),
            name: "Kigali to Huye".into(),
            distance_km: 135,
            minutes: 150,
            fare: fare.into(),
            currency: currency.into(),
            active: true,
        };
        for (fare, currency, minor) in [
            ("5000", "RWF", 5_000),
            ("12.50", "EUR", 1_250),
            ("12,5", "EUR", 1_250),
            ("0", "EUR", 0),
        ] {
            assert_eq!(route(fare, currency).parse().unwrap().fare.amount, minor);
        }
        for (fare, currency, field) in [
            ("50.5", "RWF", "fare"),
            ("", "RWF", "fare"),
            ("-1", "EUR", "fare"),
            ("1", "XYZ", "currency"),
        ] {
            assert_eq!(faults(route(fare, currency).parse()), [field]);
        }
        let wrong = RouteBody {
            origin_id: String::new(),
            destination_id: String::new(),
            name: String::new(),
            distance_km: -1,
            minutes: 0,
            fare: "much".into(),
            currency: "EUR".into(),
            active: true,
        };
        let mut named = faults(wrong.parse());
        named.sort_unstable();
        let all = [
            "destination_id",
            "distance_km",
            "fare",
            "minutes",
            "name",
            "origin_id",
        ];
        assert_eq!(named, all);
    }
}
