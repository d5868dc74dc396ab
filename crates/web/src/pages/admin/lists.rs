//! Lists: what is asked of them and where they go on.

use foh_app::{PerformanceView, identity::Staff};
use foh_domain::theatre::{Room, Venue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use uuid::Uuid;

use super::{done::Done, frame};
use crate::{
    Web,
    api::listing,
    http::Problem,
    views::{
        admin::{ListBasics, Pager, Section},
        parts::Choice,
    },
};

/// Rows on a page.
pub(in crate::pages) const PAGE: u32 = 50;
/// Choices offered in a form; a house with more of anything than this looks it up in the lists.
pub(super) const MOST_CHOICES: u32 = 2_000;

/// What every list is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    /// What to search for.
    pub(super) q: String,
    /// Where the page before ended.
    pub(in crate::pages) after: String,
    /// What has just been done.
    pub(in crate::pages) done: String,
}

impl Asked {
    /// The search, of bearable length.
    pub(super) fn search(&self) -> Result<String, Problem> {
        listing::search(self.q.trim().to_owned())
    }

    /// Where the page begins, in a list in the order of ids.
    pub(in crate::pages) fn cursor(&self) -> Result<Option<Uuid>, Problem> {
        listing::cursor(given(&self.after))
    }

    /// The neighbouring pages under these filters.
    pub(in crate::pages) fn pager(
        &self,
        path: &str,
        filters: &[(&str, &str)],
        next: Option<&str>,
    ) -> Pager {
        Pager {
            first_href: given(&self.after).map(|_| href(path, filters)),
            next_href: next.map(|next| href(path, &[filters, &[("after", next)]].concat())),
        }
    }
}

/// What a list has in common with the others.
pub(super) fn basics(
    web: &Web,
    title: &str,
    section: Section,
    staff: &Staff,
    asked: &Asked,
    pager: Pager,
) -> ListBasics {
    ListBasics {
        frame: frame(web, title, section, staff),
        notice: Done::notice(&asked.done),
        query: asked.q.clone(),
        pager,
        may_create: true,
    }
}

/// What is not empty.
pub(in crate::pages) fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// The id that a filter names, if it names any.
pub(super) fn id(field: &'static str, text: &str) -> Result<Option<Uuid>, Problem> {
    given(text)
        .map(|text| {
            Uuid::try_parse(text).map_err(|_| {
                Problem::malformed(format!("{field}: there is no such thing."))
                    .fault(field, "There is no such thing.")
            })
        })
        .transpose()
}

/// An address with these parts in its query; empty ones are left out.
pub(in crate::pages) fn href(path: &str, query: &[(&str, &str)]) -> String {
    let query: Vec<String> = query
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

/// The cursor after a performance, in a list by beginnings.
pub(super) fn after(performance: &PerformanceView) -> String {
    format!(
        "{}_{}",
        performance.starts_at.as_microsecond(),
        performance.id
    )
}

/// Every venue.
pub(super) async fn every_venue(web: &Web) -> Result<Vec<(Uuid, Venue)>, Problem> {
    Ok(web.house.venues(String::new(), None, MOST_CHOICES).await?)
}

/// Every room.
pub(super) async fn every_room(web: &Web) -> Result<Vec<(Uuid, Room)>, Problem> {
    let every = web.house.rooms(None, String::new(), None, MOST_CHOICES);
    Ok(every.await?)
}

/// The choices, with an empty one first where nothing of them is chosen.
pub(super) fn offered(mut choices: Vec<Choice>, chosen: &str) -> Vec<Choice> {
    if !choices.iter().any(|choice| choice.value == chosen) {
        let nothing = Choice {
            value: String::new(),
            label: "Choose…".into(),
        };
        choices.insert(0, nothing);
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::href;

    #[test]
    fn addresses_carry_any_text() {
        assert_eq!(href("/a", &[("q", ""), ("after", "")]), "/a");
        assert_eq!(
            href("/a", &[("q", "x&done=saved#é"), ("status", "pending")]),
            "/a?q=x%26done%3Dsaved%23%C3%A9&status=pending"
        );
    }
}
