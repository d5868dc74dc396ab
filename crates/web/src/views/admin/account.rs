//! Accounts.

use askama::Template;

use super::{
    Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State, Tone, errors_of,
};
use crate::views::frame::Frame;
use crate::views::parts::{Choice, Field, FieldError, Notice};

/// Where an account stands, as far as the page differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStanding {
    /// Its person has not answered yet.
    Invited,
    /// It may do what its role allows.
    Active,
    /// It was switched off.
    Inactive,
}

impl AccountStanding {
    /// As the list marks it.
    #[must_use]
    pub fn state(self) -> State {
        match self {
            Self::Invited => State::new(Tone::Open, "Invited"),
            Self::Active => State::new(Tone::Done, "Active"),
            Self::Inactive => State::new(Tone::Off, "Deactivated"),
        }
    }
}

/// A line of the list of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLine {
    /// The id.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// The address that signs in; may be empty.
    pub email: String,
    /// "Box-office staff".
    pub role: String,
    /// Where it stands.
    pub standing: AccountStanding,
}

/// What the list is narrowed down to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountListFilter {
    /// Query parameter `role`.
    pub role: String,
    /// Query parameter `state`.
    pub state: String,
}

/// `/admin/accounts`; `roles` are those to choose from.
#[must_use]
pub fn accounts(
    basics: ListBasics,
    filter: &AccountListFilter,
    roles: Vec<Choice>,
    lines: Vec<AccountLine>,
) -> ListPage {
    let create = Link::new("Invite somebody", "/admin/accounts/new");
    let choices = |all: &str, rest: Vec<Choice>| {
        let mut choices = vec![Choice {
            value: String::new(),
            label: all.to_owned(),
        }];
        choices.extend(rest);
        choices
    };
    let states = [
        ("active", AccountStanding::Active),
        ("invited", AccountStanding::Invited),
        ("inactive", AccountStanding::Inactive),
    ];
    let states = states.map(|(value, standing)| Choice {
        value: value.to_owned(),
        label: standing.state().word,
    });
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Accounts".to_owned(),
        intro: String::new(),
        notice: basics.notice,
        create: Some(create.clone()),
        export: None,
        search: Some(Search {
            action: "/admin/accounts".to_owned(),
            label: "Name, or whole address".to_owned(),
            query: basics.query,
            filters: vec![
                Filter::select("role", "Role", &filter.role, choices("All roles", roles)),
                Filter::select(
                    "state",
                    "State",
                    &filter.state,
                    choices("All states", states.into()),
                ),
            ],
            advice: "Addresses are kept sealed: only a whole one is found.".to_owned(),
        }),
        columns: vec![
            Column::words("Name"),
            Column::words("E-mail"),
            Column::words("Role"),
            Column::words("State"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.name, format!("/admin/accounts/{}", line.id)),
                    Cell::Text(line.email),
                    Cell::Text(line.role),
                    Cell::State(line.standing.state()),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No account yet",
            "Invite whoever works here: they set their own password.",
            Some(create),
        ),
        pager: basics.pager,
    }
}

/// The form of an invitation, at `/admin/accounts/new`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/account_new.html")]
pub struct InvitationPage {
    /// The frame.
    pub frame: Frame,
    /// The person's name.
    pub name: Field,
    /// The address the link goes to.
    pub email: Field,
    /// The role.
    pub role: Field,
    /// The roles to choose from.
    pub roles: Vec<Choice>,
    /// Ids of routes or locations, one to a line.
    pub scopes: Field,
}

/// An account, at `/admin/accounts/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/account.html")]
pub struct AccountPage {
    /// The frame.
    pub frame: Frame,
    /// The id.
    pub id: String,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// The address that signs in; may be empty.
    pub email: String,
    /// Whether the address was confirmed.
    pub verified: bool,
    /// Where it stands.
    pub standing: AccountStanding,
    /// "12 March 2026".
    pub since: String,
    /// RFC 3339.
    pub since_datetime: String,
    /// Whether its reader may erase who it belongs to.
    pub can_erase: bool,
    /// Whether a link to set a password can be sent.
    pub resettable: bool,
    /// How many API tokens of it work.
    pub api_tokens: usize,
    /// The role.
    pub role: Field,
    /// The roles to choose from.
    pub roles: Vec<Choice>,
    /// Ids of routes or locations, one to a line.
    pub scopes: Field,
}

impl InvitationPage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("name", "Name", &self.name),
            ("email", "E-mail", &self.email),
            ("role", "Role", &self.role),
            ("scopes", "Scope", &self.scopes),
        ])
    }
}

impl AccountPage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("role", "Role", &self.role),
            ("scopes", "Scope", &self.scopes),
        ])
    }

    fn tokens_href(&self) -> String {
        format!("/admin/accounts/{}/tokens", self.id)
    }

    fn state(&self) -> State {
        self.standing.state()
    }

    fn is_invited(&self) -> bool {
        self.standing == AccountStanding::Invited
    }

    fn is_active(&self) -> bool {
        self.standing == AccountStanding::Active
    }
}
