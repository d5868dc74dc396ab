//! The audit log: who did what, when, from where.

use super::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search};
use crate::views::parts::Choice;

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// What was done: "Admitted 2 of 3".
    pub what: String,
    /// Who did it, with everything else they did.
    pub who: Link,
    /// To what, "reservation 4D5E6F", with everything else that was done to it; words alone have no address.
    pub about: Option<Link>,
    /// From which address of the network; empty when it is not known any more.
    pub from: String,
    /// When, "26 Nov, 18:04:11".
    pub at: String,
    /// The same for machines.
    pub at_datetime: String,
}

/// What narrows the log down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditListFilter {
    /// Query parameter `group`; empty for all.
    pub group: String,
    /// Query parameter `from`; empty for all.
    pub from: String,
    /// Query parameter `to`; empty for all.
    pub to: String,
    /// Whether it is about one account or thing only.
    pub narrow: bool,
    /// Where the same selection is as CSV.
    pub csv_href: String,
    /// The groups to choose from, without "Everything".
    pub groups: Vec<Choice>,
}

/// `/admin/audit`.
#[must_use]
pub fn audit(basics: ListBasics, filter: AuditListFilter, lines: Vec<AuditLine>) -> ListPage {
    let mut groups = vec![Choice {
        value: String::new(),
        label: "Everything".to_owned(),
    }];
    groups.extend(filter.groups);
    let intro = if filter.narrow {
        "One account or one thing only."
    } else {
        "Who did what, when and from where. Entries are never changed; foh audit verify tells whether somebody did."
    };
    ListPage {
        frame: basics.frame,
        crumb: filter
            .narrow
            .then(|| Link::new("The whole log", "/admin/audit")),
        heading: "Audit log".to_owned(),
        intro: intro.to_owned(),
        notice: basics.notice,
        create: None,
        export: (!lines.is_empty()).then(|| Link::new("Export as CSV", filter.csv_href)),
        search: Some(Search {
            action: "/admin/audit".to_owned(),
            label: "Account’s e-mail, or a number".to_owned(),
            query: basics.query,
            filters: vec![
                Filter::select("group", "About", &filter.group, groups),
                Filter::date("from", "From", &filter.from),
                Filter::date("to", "To", &filter.to),
            ],
            advice: "An e-mail address finds what its account did; the number of a reservation, a performance or an account finds what was done to it.".to_owned(),
        }),
        columns: vec![
            Column::words("What"),
            Column::words("Who"),
            Column::words("To what"),
            Column::words("From where"),
            Column::words("When"),
        ],
        rows: lines.into_iter().map(row).collect(),
        empty: Empty::new(
            "Nothing was noted yet",
            "What staff do is noted here from the first sign-in on.",
            None,
        ),
        pager: basics.pager,
    }
}

fn row(line: AuditLine) -> Vec<Cell> {
    let linked = |link: Link| {
        if link.href.is_empty() {
            Cell::Text(link.label)
        } else {
            Cell::Link(link)
        }
    };
    vec![
        Cell::Text(line.what),
        linked(line.who),
        line.about.map_or(Cell::Text(String::new()), linked),
        Cell::Text(line.from),
        Cell::Time {
            datetime: line.at_datetime,
            words: line.at,
        },
    ]
}
