//! What is on.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use foh_app::{
    PerformanceView,
    identity::Staff,
    theatre::{PerformanceQuery, ShowItem},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Web,
    http::{MaybeStaff, Problem, Query},
    pages::{render, theatre::HTML, words},
    programme::Kept,
    views::{
        frame::Desk,
        parts::{Notice, NoticeKind},
        theatre::{Day, Filter, Programme, ShowCard},
    },
};

/// Performances on one page.
const PAGE: usize = 40;
/// Shows in the list beside it.
const MOST_SHOWS: u32 = 60;

/// The query as it came.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    later: String,
}

/// The query understood.
#[derive(Debug, Default, PartialEq)]
struct Wanted {
    from: Option<Date>,
    to: Option<Date>,
    later: Option<(Timestamp, Uuid)>,
    /// Whether it made no sense and everything is shown instead.
    misread: bool,
}

/// `GET /`
pub(super) async fn programme(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&asked);
    if let Some(staff) = staff {
        let page = view(&web, &wanted, Some(&staff)).await?;
        return render::page(wanted.status(), &page);
    }
    web.programme
        .serve(&wanted.key(), &headers, || async {
            let page = view(&web, &wanted, None).await?;
            Ok(Kept::new(wanted.status(), HTML, render::draw(&page)?))
        })
        .await
}

impl Wanted {
    fn read(asked: &Asked) -> Self {
        let read = || {
            let (from, to) = (day(&asked.from)?, day(&asked.to)?);
            let later = cursor(&asked.later)?;
            let ordered = from.zip(to).is_none_or(|(from, to)| from <= to);
            ordered.then_some(Self {
                from,
                to,
                later,
                misread: false,
            })
        };
        read().unwrap_or(Self {
            misread: true,
            ..Self::default()
        })
    }

    fn status(&self) -> StatusCode {
        if self.misread {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        }
    }

    /// The same for every query that means the same.
    fn key(&self) -> String {
        format!("/ {self:?}")
    }

    fn everything(&self) -> bool {
        self.from.is_none() && self.to.is_none() && self.later.is_none()
    }

    /// Where the page after this one is, whose last performance is `last`.
    fn later_href(&self, last: &PerformanceView) -> String {
        let mut href = format!("/?later={}.{}", last.starts_at.as_microsecond(), last.id);
        for (name, day) in [("from", self.from), ("to", self.to)] {
            if let Some(day) = day {
                href = format!("{href}&{name}={day}");
            }
        }
        href
    }

    fn query(&self, zone: &TimeZone, now: Timestamp) -> Result<PerformanceQuery, jiff::Error> {
        let begin = |day: Date| day.to_zoned(zone.clone()).map(|at| at.timestamp());
        let from = self.from.map(begin).transpose()?.unwrap_or(now);
        let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
        let mut query = PerformanceQuery::published(from, limit);
        if let Some(to) = self.to {
            query.to = begin(to.tomorrow()?)?;
        }
        query.after = self.later;
        Ok(query)
    }
}

/// A date of the form; `None` when it is not one of this millennium, so that every zone knows it.
#[expect(
    clippy::option_option,
    reason = "no date is a fine answer, a misread one is not"
)]
fn day(text: &str) -> Option<Option<Date>> {
    if text.is_empty() {
        return Some(None);
    }
    let date: Date = (text.len() == 10).then(|| text.parse().ok())??;
    (2000..3000).contains(&date.year()).then_some(Some(date))
}

/// The last performance of the page before.
#[expect(
    clippy::option_option,
    reason = "none is a fine answer, a misread one is not"
)]
fn cursor(text: &str) -> Option<Option<(Timestamp, Uuid)>> {
    if text.is_empty() {
        return Some(None);
    }
    let (at, id) = text.split_once('.')?;
    let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    Some(Some((at, Uuid::try_parse(id).ok()?)))
}

async fn view(web: &Web, wanted: &Wanted, staff: Option<&Staff>) -> Result<Programme, Problem> {
    let now = web.house.now();
    let zone = render::house_zone(web)
        .await?
        .map_or(TimeZone::UTC, |zone| zone.rules());
    let query = wanted
        .query(&zone, now)
        .map_err(|error| Problem::internal(&error))?;
    let mut performances = web.house.performances(query).await?;
    let more = performances.len() > PAGE;
    performances.truncate(PAGE);
    let shows = if wanted.everything() {
        shows(web, &performances, more).await?
    } else {
        Vec::new()
    };
    let mut frame = render::public_frame(web, "Programme", Desk::Theatre, staff, "/");
    frame.footer_note = words::zone_note(&performances);
    Ok(Programme {
        frame,
        intro: None,
        notice: wanted.misread.then(|| {
            Notice::new(
                NoticeKind::Warning,
                "These dates cannot be shown",
                "Choose a first and a last day, the first not after the last. Meanwhile, here is everything.",
            )
        }),
        filter: Filter {
            from: wanted.from.map(|day| day.to_string()).unwrap_or_default(),
            to: wanted.to.map(|day| day.to_string()).unwrap_or_default(),
            in_words: words::period(wanted.from, wanted.to),
        },
        later_href: performances
            .last()
            .filter(|_| more)
            .map(|last| wanted.later_href(last)),
        days: days(&performances, now),
        shows,
    })
}

/// The performances by the day of their own venue.
fn days(performances: &[PerformanceView], now: Timestamp) -> Vec<Day> {
    let name_zone = words::several_zones(performances);
    let mut days = BTreeMap::<Date, Day>::new();
    for performance in performances {
        let starts = words::local(performance.starts_at, &performance.time_zone);
        let today = words::local(now, &performance.time_zone).date();
        let date = starts.date();
        let day = days.entry(date).or_insert_with(|| Day {
            datetime: date.to_string(),
            weekday: date.strftime("%A").to_string(),
            day: date.day().to_string(),
            month: date.strftime("%B %Y").to_string(),
            nearness: words::nearness(date, today),
            performances: Vec::new(),
        });
        day.performances
            .push(words::row(performance, now, name_zone));
    }
    days.into_values().collect()
}

/// The published shows, those that are played next first.
async fn shows(
    web: &Web,
    listed: &[PerformanceView],
    more: bool,
) -> Result<Vec<ShowCard>, Problem> {
    let mut shows = Vec::new();
    for item in web
        .house
        .shows(true, String::new(), None, MOST_SHOWS)
        .await?
    {
        let mut next = listed
            .iter()
            .find(|performance| performance.show_id == item.id)
            .cloned();
        // Only where the list was cut can there be one that it does not have.
        if next.is_none() && more {
            let query = PerformanceQuery {
                show_id: Some(item.id),
                ..PerformanceQuery::published(web.house.now(), 1)
            };
            next = web.house.performances(query).await?.pop();
        }
        let order = next.as_ref().map_or(Timestamp::MAX, |next| next.starts_at);
        shows.push((order, card(&item, next.as_ref())));
    }
    shows.sort_by_key(|(order, _)| *order);
    Ok(shows.into_iter().map(|(_, card)| card).collect())
}

fn card(item: &ShowItem, next: Option<&PerformanceView>) -> ShowCard {
    ShowCard {
        title: item.show.title.clone(),
        href: format!("/shows/{}", item.show.slug.as_str()),
        summary: words::summary(&item.show.description),
        next: next.map(|next| words::moment(&words::local(next.starts_at, &next.time_zone))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(from: &str, to: &str, later: &str) -> Wanted {
        Wanted::read(&Asked {
            from: from.into(),
            to: to.into(),
            later: later.into(),
        })
    }

    #[test]
    fn only_sensible_queries_are_read() {
        assert!(read("", "", "").everything());
        assert_eq!(
            read("2026-11-28", "", "").from,
            Some(jiff::civil::date(2026, 11, 28))
        );
        for (from, to, later) in [
            ("2026-13-01", "", ""),
            ("28.11.2026", "", ""),
            ("20261128", "", ""),
            ("1999-12-31", "", ""),
            ("9999-12-31", "", ""),
            ("2026-11-28", "2026-11-27", ""),
            ("", "x", ""),
            ("", "", "x"),
            ("", "", "1"),
            (
                "",
                "",
                "99999999999999999999.00000000-0000-0000-0000-000000000000",
            ),
            (
                "",
                "",
                "9223372036854775807.00000000-0000-0000-0000-000000000000",
            ),
        ] {
            let wanted = read(from, to, later);
            assert!(wanted.misread && wanted.everything(), "{from} {to} {later}");
            assert_eq!(wanted.key(), read("wrong", "", "").key());
        }
    }

    #[test]
    fn a_day_is_the_venues_day() {
        let zone = TimeZone::get("Europe/Rome").unwrap();
        let query = read("2026-03-29", "2026-03-29", "")
            .query(&zone, Timestamp::UNIX_EPOCH)
            .unwrap();
        // The clocks go forward on that day.
        assert_eq!(query.from.to_string(), "2026-03-28T23:00:00Z");
        assert_eq!(query.to.to_string(), "2026-03-29T22:00:00Z");
        let open = read("", "", "")
            .query(&zone, Timestamp::UNIX_EPOCH)
            .unwrap();
        assert_eq!(open.from, Timestamp::UNIX_EPOCH);
    }
}
