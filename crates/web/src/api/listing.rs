//! Lists: pages of items with a cursor to the next.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::http::Problem;

/// Items of a page when nothing is asked.
const USUAL: u32 = 50;
/// The most items of a page.
const MOST: u32 = 200;
/// The longest search, in characters.
const SEARCH: usize = 200;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// Give this as `after` to get the next page; null on the last.
    pub(crate) next: Option<String>,
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// What the name or title contains.
    #[serde(default)]
    pub(crate) q: String,
    /// The `next` of the page before.
    pub(crate) after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    pub(crate) limit: Option<u32>,
}

/// The size of a page.
pub(crate) fn size(limit: Option<u32>) -> Result<u32, Problem> {
    match limit.unwrap_or(USUAL) {
        size @ 1..=MOST => Ok(size),
        _ => Err(Problem::malformed("limit: a page has from 1 to 200 items.")
            .fault("limit", "A page has from 1 to 200 items.")),
    }
}

/// A search text of bearable length.
pub(crate) fn search(text: String) -> Result<String, Problem> {
    if text.chars().count() > SEARCH || text.contains('\0') {
        return Err(Problem::malformed("q: this search is too long.")
            .fault("q", "Search for at most 200 characters."));
    }
    Ok(text)
}

/// A cursor that is an id.
pub(crate) fn cursor(after: Option<&str>) -> Result<Option<Uuid>, Problem> {
    after
        .map(|text| Uuid::parse_str(text).map_err(|_| bad_cursor()))
        .transpose()
}

/// A cursor that is a moment and an id.
pub(crate) fn moment_cursor(after: Option<&str>) -> Result<Option<(Timestamp, Uuid)>, Problem> {
    let Some(text) = after else { return Ok(None) };
    let (at, id) = text.split_once('_').ok_or_else(bad_cursor)?;
    let at = at
        .parse()
        .ok()
        .and_then(|at| Timestamp::from_microsecond(at).ok())
        .ok_or_else(bad_cursor)?;
    Ok(Some((at, Uuid::parse_str(id).map_err(|_| bad_cursor())?)))
}

pub(crate) fn bad_cursor() -> Problem {
    Problem::malformed("after: this is not the `next` of a page.")
        .fault("after", "Give the `next` of the page before.")
}

/// A page of items that were asked for with one more than its size.
pub(crate) fn page<I, T>(
    mut found: Vec<I>,
    size: u32,
    cursor: impl FnOnce(&I) -> String,
    item: impl FnMut(I) -> T,
) -> Page<T> {
    let size = size as usize;
    let more = found.len() > size;
    found.truncate(size);
    let next = if more { found.last().map(cursor) } else { None };
    Page {
        items: found.into_iter().map(item).collect(),
        next,
    }
}

/// A moment given as such, or as a date: then its beginning (UTC), or its end for `to`.
pub(crate) fn moment(
    field: &'static str,
    text: Option<&str>,
    end_of_day: bool,
) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(Some(moment));
    }
    let day = text.parse::<Date>().and_then(|date| {
        if end_of_day {
            date.checked_add(1.day())
        } else {
            Ok(date)
        }
    });
    let moment = day
        .and_then(|date| date.to_zoned(TimeZone::UTC))
        .map(|zoned| zoned.timestamp());
    moment.map(Some).map_err(|_| {
        let message = "Give a date such as 2026-11-28 or a moment such as 2026-11-28T19:00:00Z.";
        Problem::malformed(format!("{field}: {message}")).fault(field, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_whole_days() {
        let at = |text, end| {
            moment("from", Some(text), end)
                .unwrap()
                .unwrap()
                .to_string()
        };
        assert_eq!(at("2026-11-28", false), "2026-11-28T00:00:00Z");
        assert_eq!(at("2026-11-28", true), "2026-11-29T00:00:00Z");
        assert_eq!(
            at("2026-11-28T20:00:00+01:00", true),
            "2026-11-28T19:00:00Z"
        );
        for wrong in ["tomorrow", "2026-13-01", "2026-11-28T20:00"] {
            let said = moment("from", Some(wrong), false);
            assert!(said.is_err() || wrong.contains('T'), "{wrong}");
        }
    }

    #[test]
    fn the_last_page_has_no_next() {
        let ids = |n: usize| vec![7_u32; n];
        assert_eq!(
            page(ids(3), 2, ToString::to_string, |n| n).next.as_deref(),
            Some("7")
        );
        assert_eq!(page(ids(2), 2, ToString::to_string, |n| n).next, None);
    }
}
