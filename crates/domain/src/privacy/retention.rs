//! How long personal data is kept.

use jiff::{SignedDuration, Timestamp};

/// The most days a desk may keep personal data: ten years.
const MOST_DAYS: u16 = 3_653;

/// A desk with occurrences, whose guests are erased some time after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetainingDesk {
    /// Performances.
    Theatre,
    /// Sessions and retreats.
    Studio,
    /// Departures.
    Travel,
}

impl RetainingDesk {
    /// Every desk.
    pub const ALL: [Self; 3] = [Self::Theatre, Self::Studio, Self::Travel];

    /// Its name in the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Theatre => "theatre",
            Self::Studio => "studio",
            Self::Travel => "travel",
        }
    }

    /// The kind of its occurrences.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Theatre => "performance",
            Self::Studio => "session",
            Self::Travel => "departure",
        }
    }
}

/// For how many days after an occurrence each desk keeps personal data; also how long the details of the audit log are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    usual: u16,
    theatre: Option<u16>,
    studio: Option<u16>,
    travel: Option<u16>,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            usual: 30,
            theatre: None,
            studio: None,
            travel: None,
        }
    }
}

impl Retention {
    /// Reads one part of what the operator wrote: `30` for every desk, or `theatre=14` for one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn with(mut self, part: &str) -> Result<Self, String> {
        let days = |text: &str| {
            let days: Option<u16> = text.trim().parse().ok();
            days.filter(|days| (1..=MOST_DAYS).contains(days))
                .ok_or_else(|| format!("{text:?} is not a number of days from 1 to {MOST_DAYS}"))
        };
        match part.split_once('=') {
            None => self.usual = days(part)?,
            Some((name, text)) => {
                let desk = RetainingDesk::ALL
                    .into_iter()
                    .find(|desk| desk.as_str() == name.trim());
                match desk.ok_or_else(|| format!("{name:?} is not a desk"))? {
                    RetainingDesk::Theatre => self.theatre = Some(days(text)?),
                    RetainingDesk::Studio => self.studio = Some(days(text)?),
                    RetainingDesk::Travel => self.travel = Some(days(text)?),
                }
            }
        }
        Ok(self)
    }

    /// For how many days a desk keeps personal data.
    #[must_use]
    pub fn days(&self, desk: RetainingDesk) -> u16 {
        match desk {
            RetainingDesk::Theatre => self.theatre,
            RetainingDesk::Studio => self.studio,
            RetainingDesk::Travel => self.travel,
        }
        .unwrap_or(self.usual)
    }

    /// What was over at this desk before this moment is to be forgotten at `now`; performances are when they have begun.
    #[must_use]
    pub fn before(&self, desk: RetainingDesk, now: Timestamp) -> Timestamp {
        ago(self.days(desk), now)
    }

    /// What belongs to no desk and is older than this is to be forgotten at `now`.
    #[must_use]
    pub fn usually_before(&self, now: Timestamp) -> Timestamp {
        ago(self.usual, now)
    }
}

fn ago(days: u16, now: Timestamp) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(days)))
        .unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_for_all_and_for_one() {
        let read = |parts: &[&str]| {
            parts
                .iter()
                .try_fold(Retention::default(), |all, part| all.with(part))
                .map(|all| {
                    let [theatre, studio, travel] = RetainingDesk::ALL.map(|desk| all.days(desk));
                    (theatre, studio, travel, all.usual)
                })
        };
        assert_eq!(read(&[]), Ok((30, 30, 30, 30)));
        assert_eq!(read(&["14"]), Ok((14, 14, 14, 14)));
        assert_eq!(read(&["14", "theatre=3"]), Ok((3, 14, 14, 14)));
        assert_eq!(read(&["travel=5"]), Ok((30, 30, 5, 30)));
        assert_eq!(read(&["studio=7", "theatre=3"]), Ok((3, 7, 30, 30)));
        assert_eq!(read(&[" theatre = 90"]), Ok((90, 30, 30, 30)));
        for wrong in [
            "", "0", "-1", "4000", "a month", "theatre=", "studio=0", "circus=3",
        ] {
            assert!(read(&[wrong]).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_time_is_over_after_whole_days() {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let retention = Retention::default().with("theatre=1").unwrap();
        let day_before: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        assert_eq!(retention.before(RetainingDesk::Theatre, now), day_before);
        let month_before: Timestamp = "2026-10-22T09:00:00Z".parse().unwrap();
        assert_eq!(retention.usually_before(now), month_before);
        assert_eq!(retention.usually_before(Timestamp::MIN), Timestamp::MIN);
    }
}
