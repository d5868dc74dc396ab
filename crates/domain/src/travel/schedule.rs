//! Schedules: on which days a bus leaves and when, whatever the clocks do in the night between.

use std::{collections::BTreeSet, fmt};

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use crate::{
    field::{Faults, FieldError},
    theatre::Zone,
};

/// The days of the week on which a bus leaves: one at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(u8);

/// The words for the days, Monday first.
const WORDS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Days {
    /// Every day.
    pub const DAILY: Self = Self(0b0111_1111);

    /// Days as they are stored: a bit for each, Monday's the lowest.
    #[must_use]
    pub fn of_bits(bits: u32) -> Option<Self> {
        let bits = u8::try_from(bits).ok()?;
        (bits != 0 && bits & !Self::DAILY.0 == 0).then_some(Self(bits))
    }

    /// The bits.
    #[must_use]
    pub fn bits(self) -> u32 {
        self.0.into()
    }

    /// Parses words such as `mon` and `sun`.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut bits = 0;
        for word in words {
            let word = word.trim().to_ascii_lowercase();
            let day = WORDS.iter().position(|known| *known == word);
            let day = day.ok_or("Name days as mon, tue, wed, thu, fri, sat, sun.")?;
            bits |= 1 << day;
        }
        if bits == 0 {
            Err("Choose a day at least.".into())
        } else {
            Ok(Self(bits))
        }
    }

    /// Whether a bus leaves on this day of the week.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }

    /// The words of the days, Monday first.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let days = WORDS.into_iter().enumerate();
        days.filter_map(move |(day, word)| (self.0 & (1 << day) != 0).then_some(word))
    }
}

/// `daily`, or `mon, wed`.
impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::DAILY {
            return f.write_str("daily");
        }
        let words: Vec<_> = self.words().collect();
        f.write_str(&words.join(", "))
    }
}

/// When a bus leaves, again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// On which days of the week.
    pub days: Days,
    /// When, by the clocks where it leaves.
    pub departs: Time,
    /// When it arrives, by the same clocks; on the following day if that is not after `departs`.
    pub arrives: Time,
    /// Where those clocks stand.
    pub time_zone: Zone,
    /// From this day on.
    pub valid_from: Date,
    /// Until this day, if it ends.
    pub valid_to: Option<Date>,
    /// Days on which it does not run although it would.
    pub exceptions: BTreeSet<Date>,
    /// Whether departures are made of it.
    pub active: bool,
}

/// A schedule's fields as they were typed.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field is the one of `Schedule` with its name"
)]
pub struct ScheduleFields {
    pub days: Days,
    pub departs: Time,
    pub arrives: Time,
    pub time_zone: Zone,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub exceptions: BTreeSet<Date>,
    pub active: bool,
}

/// One departure that a schedule makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The day of the timetable.
    pub day: Date,
    /// When it leaves.
    pub departs_at: Timestamp,
    /// When it arrives: later.
    pub arrives_at: Timestamp,
}

impl Schedule {
    /// The most days without service that one schedule names.
    pub const MOST_EXCEPTIONS: usize = 400;

    /// Checks what the types cannot.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(fields: ScheduleFields) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        if fields.departs == fields.arrives {
            faults.add("arrives", "It must arrive at another time than it leaves.");
        }
        if fields.valid_to.is_some_and(|to| to < fields.valid_from) {
            faults.add("valid_to", "It cannot end before it begins.");
        }
        if fields.exceptions.len() > Self::MOST_EXCEPTIONS {
            let message = format!("Name at most {} days.", Self::MOST_EXCEPTIONS);
            faults.add("exceptions", message);
        }
        let seconds = |time: Time| time.second() != 0 || time.subsec_nanosecond() != 0;
        if seconds(fields.departs) {
            faults.add("departs", "Give hours and minutes.");
        }
        if seconds(fields.arrives) {
            faults.add("arrives", "Give hours and minutes.");
        }
        faults.finish()?;
        Ok(Self {
            days: fields.days,
            departs: fields.departs,
            arrives: fields.arrives,
            time_zone: fields.time_zone,
            valid_from: fields.valid_from,
            valid_to: fields.valid_to,
            exceptions: fields.exceptions,
            active: fields.active,
        })
    }

    /// How long a run takes by the timetable.
    #[must_use]
    pub fn duration(&self) -> SignedDuration {
        let time = self.arrives.duration_since(self.departs);
        if time.is_positive() {
            time
        } else {
            time + SignedDuration::from_hours(24)
        }
    }

    /// The runs from `from` on for `days` days, one a day at most, in order. A time that the clocks leave out in spring is as much later
    /// as they are put forward; of one that comes twice in autumn it is the first.
    pub fn runs(&self, from: Date, days: u16) -> impl Iterator<Item = Run> + '_ {
        let rules = self.time_zone.rules();
        let first = from.max(self.valid_from);
        let end = from.saturating_add(i64::from(days).days());
        std::iter::successors(Some(first), |day| day.tomorrow().ok())
            .take_while(move |day| *day < end && self.valid_to.is_none_or(|last| *day <= last))
            .filter(|day| self.days.contains(day.weekday()) && !self.exceptions.contains(day))
            .filter_map(move |day| self.run(day, &rules))
            .filter(|_| self.active)
    }

    fn run(&self, day: Date, rules: &TimeZone) -> Option<Run> {
        let at = |day: Date, time: Time| {
            let zoned = day.to_datetime(time).to_zoned(rules.clone());
            zoned.ok().map(|zoned| zoned.timestamp())
        };
        let departs_at = at(day, self.departs)?;
        let arrival_day = if self.arrives > self.departs {
            day
        } else {
            day.tomorrow().ok()?
        };
        // Where the clocks put the departure off beyond the arrival, the way takes as long as ever.
        let arrives_at = at(arrival_day, self.arrives)
            .filter(|arrives_at| *arrives_at > departs_at)
            .or_else(|| departs_at.checked_add(self.duration()).ok())?;
        Some(Run {
            day,
            departs_at,
            arrives_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    fn schedule(zone: &str, departs: Time, arrives: Time) -> Schedule {
        Schedule::parse(ScheduleFields {
            days: Days::DAILY,
            departs,
            arrives,
            time_zone: Zone::parse(zone).unwrap(),
            valid_from: date(2026, 1, 1),
            valid_to: None,
            exceptions: BTreeSet::new(),
            active: true,
        })
        .unwrap()
    }

    fn leaves(schedule: &Schedule, day: Date) -> Vec<String> {
        schedule
            .runs(day, 1)
            .map(|run| run.departs_at.to_string())
            .collect()
    }

    #[test]
    fn days_are_read_as_written() {
        let days = Days::parse(["mon", " Wed ", "mon"]).unwrap();
        assert_eq!(days.to_string(), "mon, wed");
        assert_eq!(Days::of_bits(days.bits()), Some(days));
        assert_eq!(Days::DAILY.to_string(), "daily");
        assert!(Days::parse([]).is_err());
        assert!(Days::parse(["someday"]).is_err());
        assert_eq!((Days::of_bits(0), Days::of_bits(128)), (None, None));
    }

    #[test]
    fn the_clocks_of_spring_and_autumn() {
        let night = schedule("Europe/Rome", time(2, 30, 0, 0), time(5, 0, 0, 0));
        assert_eq!(leaves(&night, date(2026, 3, 28)), ["2026-03-28T01:30:00Z"]);
        assert_eq!(
            leaves(&night, date(2026, 3, 29)),
            ["2026-03-29T01:30:00Z"],
            "03:30 there"
        );
        assert_eq!(
            leaves(&night, date(2026, 10, 25)),
            ["2026-10-25T00:30:00Z"],
            "the first 02:30"
        );
        // Put off beyond its arrival: 02:50 becomes 03:50, and it would have arrived at 03:10.
        let short = schedule("Europe/Rome", time(2, 50, 0, 0), time(3, 10, 0, 0));
        let run = short.runs(date(2026, 3, 29), 1).next().unwrap();
        assert_eq!(run.arrives_at.duration_since(run.departs_at).as_mins(), 20);
        // Where midnight itself is left out.
        let cairo = schedule("Africa/Cairo", time(0, 15, 0, 0), time(6, 0, 0, 0));
        assert_eq!(leaves(&cairo, date(2026, 4, 24)), ["2026-04-23T22:15:00Z"]);
    }

    #[test]
    fn a_day_that_a_zone_left_out_has_no_second_run() {
        // Samoa had no 30 December 2011.
        let samoa = Schedule {
            valid_from: date(2011, 12, 1),
            ..schedule("Pacific/Apia", time(12, 0, 0, 0), time(13, 0, 0, 0))
        };
        let runs: Vec<_> = samoa.runs(date(2011, 12, 29), 3).collect();
        assert!(
            runs.windows(2)
                .all(|pair| pair[0].departs_at <= pair[1].departs_at)
        );
    }

    #[test]
    fn weekly_runs_exceptions_and_validity() {
        let schedule = Schedule {
            days: Days::parse(["mon", "fri"]).unwrap(),
            valid_from: date(2026, 11, 3),
            valid_to: Some(date(2026, 11, 20)),
            exceptions: [date(2026, 11, 13)].into(),
            ..schedule("Africa/Kigali", time(6, 0, 0, 0), time(9, 0, 0, 0))
        };
        let days: Vec<_> = schedule
            .runs(date(2026, 11, 1), 60)
            .map(|run| run.day.to_string())
            .collect();
        assert_eq!(
            days,
            ["2026-11-06", "2026-11-09", "2026-11-16", "2026-11-20"]
        );
        let off = Schedule {
            active: false,
            ..schedule
        };
        assert_eq!(off.runs(date(2026, 11, 1), 60).count(), 0);
    }

    #[test]
    fn nights_are_long_enough() {
        let night = schedule("Africa/Kigali", time(22, 0, 0, 0), time(4, 30, 0, 0));
        assert_eq!(night.duration().as_mins(), 390);
        let run = night.runs(date(2026, 11, 1), 1).next().unwrap();
        assert_eq!(
            run.arrives_at.duration_since(run.departs_at),
            night.duration()
        );
    }

    #[test]
    fn faults_name_their_fields() {
        let fields = ScheduleFields {
            days: Days::DAILY,
            departs: time(6, 0, 0, 0),
            arrives: time(6, 0, 0, 0),
            time_zone: Zone::parse("Africa/Kigali").unwrap(),
            valid_from: date(2026, 11, 3),
            valid_to: Some(date(2026, 11, 2)),
            exceptions: (0..401)
                .map(|n| date(2026, 1, 1).saturating_add(n.days()))
                .collect(),
            active: true,
        };
        let faults = Schedule::parse(fields).unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["arrives", "valid_to", "exceptions"]);
    }

    const ZONES: [&str; 12] = [
        "Africa/Kigali",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Europe/Rome",
        "Europe/Dublin",
        "America/New_York",
        "America/Santiago",
        "America/St_Johns",
        "Asia/Kathmandu",
        "Asia/Beirut",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
    ];

    proptest! {
        #[test]
        fn each_day_has_one_run_in_order_everywhere(
            zone in 0..ZONES.len(), hour in 0_i8..24, minute in 0_i8..60, minutes in 1_i64..1_440, start in 0_i64..3_650
        ) {
            let departs = time(hour, minute, 0, 0);
            let arrives = departs.wrapping_add(minutes.minutes());
            let schedule = schedule(ZONES[zone], departs, arrives);
            let from = date(2026, 1, 1).saturating_add(start.days());
            let runs: Vec<_> = schedule.runs(from, 400).collect();
            prop_assert_eq!(runs.len(), 400);
            let rules = schedule.time_zone.rules();
            for (run, next) in runs.iter().zip(&runs[1..]) {
                prop_assert!(run.departs_at < next.departs_at);
            }
            for run in &runs {
                prop_assert!(run.arrives_at > run.departs_at);
                let local = run.departs_at.to_zoned(rules.clone());
                prop_assert_eq!(local.date(), run.day, "it leaves on its day");
                // The clocks show what the timetable says, unless they leave that time out.
                let skipped = rules.to_ambiguous_zoned(run.day.to_datetime(departs)).is_ambiguous();
                prop_assert!(local.time() == departs || skipped);
            }
            // Made again from any later day, the runs are the same.
            let again: Vec<_> = schedule.runs(from.saturating_add(7.days()), 393).collect();
            prop_assert_eq!(&runs[7..], &again[..]);
        }
    }
}
