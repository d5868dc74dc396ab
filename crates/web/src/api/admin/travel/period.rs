//! The days that are looked at, and the clocks they are read from.

use foh_app::travel::{ScheduleFilter, TravelPeriod};
use foh_domain::theatre::Zone;
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{Web, http::Problem, pages::render};

/// The days that are looked at when nothing is asked, today included.
const USUAL_DAYS: i32 = 30;

/// Where the desk's clocks stand: those of its first schedule, or of the house.
pub(crate) async fn desk_zone(web: &Web) -> Result<Zone, Problem> {
    let first = web.house.schedules(ScheduleFilter::default(), None, 1);
    if let Some(found) = first.await?.pop() {
        return Ok(found.of.schedule.time_zone);
    }
    let house = render::house_zone(web).await?;
    let utc = || Zone::parse("UTC").map_err(|_| Problem::not_found());
    house.map_or_else(utc, Ok)
}

/// Whole days, today among them: so many that have been, or so many to come.
pub(crate) fn whole_days(today: Date, days: i32, to_come: bool) -> (Date, Date) {
    if to_come {
        (today, today.saturating_add((days - 1).days()))
    } else {
        (today.saturating_sub((days - 1).days()), today)
    }
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeriodQuery {
    /// The first day; usually 29 days before `to`.
    #[param(value_type = Option<String>, format = Date)]
    pub(super) from: Option<Date>,
    /// The last day, at most 91 days later; usually today.
    #[param(value_type = Option<String>, format = Date)]
    pub(super) to: Option<Date>,
}

impl PeriodQuery {
    pub(super) fn period(self, today: Date) -> Result<(Date, Date, TravelPeriod), Problem> {
        let to = self.to.unwrap_or(today);
        let from = self
            .from
            .unwrap_or_else(|| whole_days(to, USUAL_DAYS, false).0);
        Ok((from, to, TravelPeriod::parse(from, to)?))
    }
}
