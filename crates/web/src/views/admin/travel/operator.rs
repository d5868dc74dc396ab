//! Operators and the routes they sell.

use askama::Template;

use crate::views::{
    admin::{AccountStanding, Cell, Column, Empty, Link, ListBasics, ListPage, Search, State},
    frame::Frame,
    parts::Notice,
};

/// A line of the list of operators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorLine {
    /// The id of the account.
    pub id: String,
    /// The name.
    pub name: String,
    /// "Huye to Kigali, Kigali to Huye"; empty for none.
    pub routes: String,
    /// Where the account stands.
    pub standing: AccountStanding,
}

/// `/admin/travel/operators`.
#[must_use]
pub fn operators(basics: ListBasics, lines: Vec<OperatorLine>) -> ListPage {
    let invite = Some(Link::new("Invite an operator", "/admin/accounts/new"));
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Operators".to_owned(),
        intro: "They sell at a desk, on the routes that are assigned to them and no others."
            .to_owned(),
        notice: basics.notice,
        create: invite.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/travel/operators".to_owned(),
            label: "Name, or whole address".to_owned(),
            query: basics.query,
            filters: Vec::new(),
            advice: "Addresses are kept sealed: only a whole one is found.".to_owned(),
        }),
        columns: vec![
            Column::words("Operator"),
            Column::words("Routes"),
            Column::words("State"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                let routes = if line.routes.is_empty() {
                    "None yet".to_owned()
                } else {
                    line.routes
                };
                vec![
                    Cell::link(line.name, format!("/admin/travel/operators/{}", line.id)),
                    Cell::Text(routes),
                    Cell::State(line.standing.state()),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No operator yet",
            "Invite somebody with the role “Travel operator”, then assign their routes here.",
            invite,
        ),
        pager: basics.pager,
    }
}

/// A route to be ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteChoice {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Whether it is sold at all.
    pub active: bool,
    /// Whether it is ticked.
    pub chosen: bool,
}

/// The routes of an operator, at `/admin/travel/operators/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/travel/operator.html")]
pub struct OperatorPage {
    /// The frame.
    pub frame: Frame,
    /// The id of the account.
    pub id: String,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// Where the account stands.
    pub standing: AccountStanding,
    /// The routes.
    pub routes: Vec<RouteChoice>,
    /// What is wrong with them.
    pub error: Option<String>,
}

impl OperatorPage {
    fn state(&self) -> State {
        self.standing.state()
    }
}
