//! What the list of sessions is searched by.

use foh_app::studio::{SessionFilter as Filter, SessionItem};
use foh_domain::studio::SessionKind;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use uuid::Uuid;

use super::{PAGE, sessions::PATH, words};
use crate::{
    pages::words::period,
    views::{parts::Choice, studio::SessionFilter},
};

/// The longest search, in characters.
const SEARCH: usize = 200;

/// The query as it came.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    #[serde(rename = "type")]
    kind: String,
    from: String,
    to: String,
    free: String,
    with_places: String,
    later: String,
}

/// The query understood.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Wanted {
    pub(super) search: String,
    kind: Option<SessionKind>,
    from: Option<Date>,
    to: Option<Date>,
    free: Option<bool>,
    with_places: bool,
    later: Option<(Timestamp, Uuid)>,
    /// Whether it made no sense and everything is shown instead.
    pub(super) misread: bool,
}

impl Wanted {
    pub(super) fn read(asked: &Asked) -> Self {
        let read = || {
            let search = asked.q.trim();
            let bearable = search.chars().count() <= SEARCH && !search.contains('\0');
            let wanted = Self {
                search: bearable.then(|| search.to_owned())?,
                kind: chosen(&asked.kind, SessionKind::parse)?,
                from: chosen(&asked.from, day)?,
                to: chosen(&asked.to, day)?,
                free: chosen(&asked.free, |word| word.parse().ok())?,
                with_places: chosen(&asked.with_places, |word| word.parse().ok())?
                    .unwrap_or_default(),
                later: words::read_cursor(&asked.later)?,
                misread: false,
            };
            let dates = wanted.from.zip(wanted.to);
            dates.is_none_or(|(from, to)| from <= to).then_some(wanted)
        };
        read().unwrap_or(Self {
            misread: true,
            ..Self::default()
        })
    }

    /// The same for every query that means the same.
    pub(super) fn key(&self) -> String {
        format!("{PATH} {self:?}")
    }

    /// The parts of the search that narrow it down, as its address has them.
    fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        let mut add = |name, value: Option<String>| query.extend(value.map(|value| (name, value)));
        add(
            "q",
            Some(self.search.clone()).filter(|text| !text.is_empty()),
        );
        add("type", self.kind.map(|kind| kind.as_str().to_owned()));
        add("from", self.from.map(|day| day.to_string()));
        add("to", self.to.map(|day| day.to_string()));
        add("free", self.free.map(|free| free.to_string()));
        add("with_places", self.with_places.then(|| "true".to_owned()));
        query
    }

    /// Where the page after this one is, whose last session is `last`.
    pub(super) fn later_href(&self, last: &SessionItem) -> String {
        let mut href = format!("{PATH}?later={}", words::cursor(last));
        for (name, value) in self.query() {
            let value = utf8_percent_encode(&value, NON_ALPHANUMERIC);
            href = format!("{href}&{name}={value}");
        }
        href
    }

    /// What the house is asked: nothing that has begun.
    pub(super) fn filter(&self, zone: &TimeZone, now: Timestamp) -> Result<Filter, jiff::Error> {
        let begin = |day: Date| day.to_zoned(zone.clone()).map(|at| at.timestamp());
        let from = self.from.map(begin).transpose()?;
        let to = self.to.map(|day| begin(day.tomorrow()?)).transpose()?;
        Ok(Filter {
            active_only: true,
            owner_id: None,
            kind: self.kind,
            free: self.free,
            with_places: self.with_places,
            from: from.map_or(now, |from| from.max(now)),
            to: to.unwrap_or(Timestamp::MAX),
            search: self.search.clone(),
            after: self.later.unwrap_or((Timestamp::MIN, Uuid::nil())),
            limit: u32::try_from(PAGE + 1).unwrap_or(u32::MAX),
        })
    }

    /// The form as it was sent.
    pub(super) fn fields(&self) -> SessionFilter {
        let choices = |choices: [(&str, &str); 3]| {
            choices
                .map(|(value, label)| Choice {
                    value: value.to_owned(),
                    label: label.to_owned(),
                })
                .to_vec()
        };
        SessionFilter {
            search: self.search.clone(),
            kind: self
                .kind
                .map_or_else(String::new, |kind| kind.as_str().to_owned()),
            kinds: choices([
                ("", "Sessions and retreats"),
                ("session", "Sessions"),
                ("retreat", "Retreats"),
            ]),
            from: self.from.map(|day| day.to_string()).unwrap_or_default(),
            to: self.to.map(|day| day.to_string()).unwrap_or_default(),
            free: self.free.map(|free| free.to_string()).unwrap_or_default(),
            prices: choices([
                ("", "Any price"),
                ("true", "Free"),
                ("false", "With a price"),
            ]),
            with_places: self.with_places,
            in_words: self.in_words(),
        }
    }

    /// "Retreats, “breath”, 28 November to 6 December 2026, free, with places left".
    fn in_words(&self) -> Option<String> {
        let kind = self.kind.map(|kind| match kind {
            SessionKind::Session => "Sessions".to_owned(),
            SessionKind::Retreat => "Retreats".to_owned(),
        });
        let search = (!self.search.is_empty()).then(|| format!("“{}”", self.search));
        let price = self
            .free
            .map(|free| if free { "free" } else { "with a price" }.to_owned());
        let places = self.with_places.then(|| "with places left".to_owned());
        let parts: Vec<String> = [kind, search, period(self.from, self.to), price, places]
            .into_iter()
            .flatten()
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// What a field says: nothing, or what `read` makes of it; `None` when it makes no sense.
#[expect(
    clippy::option_option,
    reason = "nothing is a fine answer, a misread one is not"
)]
fn chosen<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() {
        Some(None)
    } else {
        read(text).map(Some)
    }
}

/// A date of the form, of this millennium, so that every zone knows it.
fn day(text: &str) -> Option<Date> {
    let date: Date = (text.len() == 10).then(|| text.parse().ok())??;
    (2000..3000).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(change: impl FnOnce(&mut Asked)) -> Wanted {
        let mut asked = Asked::default();
        change(&mut asked);
        Wanted::read(&asked)
    }

    #[test]
    fn only_sensible_searches_are_read() {
        assert_eq!(asked(|_| ()), Wanted::default());
        assert_eq!(
            asked(|q| q.kind = "retreat".into()).kind,
            Some(SessionKind::Retreat)
        );
        assert_eq!(asked(|q| q.free = "false".into()).free, Some(false));
        assert!(asked(|q| q.with_places = "true".into()).with_places);
        let wrong: [fn(&mut Asked); 9] = [
            |q| q.kind = "workshop".into(),
            |q| q.free = "1".into(),
            |q| q.with_places = "yes".into(),
            |q| q.from = "28.11.2026".into(),
            |q| q.from = "1999-12-31".into(),
            |q| q.to = "9999-12-31".into(),
            |q| q.later = "x".into(),
            |q| q.q = "x".repeat(SEARCH + 1),
            |q| {
                q.from = "2026-11-28".into();
                q.to = "2026-11-27".into();
            },
        ];
        for (n, wrong) in wrong.into_iter().enumerate() {
            let wanted = asked(wrong);
            assert!(wanted.misread && wanted.query().is_empty(), "{n}");
        }
    }

    #[test]
    fn what_has_begun_is_never_asked_for() {
        let zone = TimeZone::get("Europe/Rome").unwrap();
        let now: Timestamp = "2026-11-27T11:00:00Z".parse().unwrap();
        let today = asked(|q| {
            q.from = "2026-11-27".into();
            q.to = "2026-11-27".into();
        });
        let filter = today.filter(&zone, now).unwrap();
        assert_eq!(filter.from, now);
        assert_eq!(filter.to.to_string(), "2026-11-27T23:00:00Z");
        let later = asked(|q| q.from = "2026-11-28".into());
        let filter = later.filter(&zone, now).unwrap();
        assert_eq!(filter.from.to_string(), "2026-11-27T23:00:00Z");
    }

    #[test]
    fn a_search_is_told_in_words() {
        let wanted = asked(|q| {
            q.q = " breath & voice ".into();
            q.kind = "retreat".into();
            q.from = "2026-11-28".into();
            q.free = "true".into();
            q.with_places = "true".into();
        });
        assert_eq!(
            wanted.in_words().as_deref(),
            Some("Retreats, “breath & voice”, From 28 November 2026, free, with places left")
        );
        assert_eq!(asked(|_| ()).in_words(), None);
    }
}
