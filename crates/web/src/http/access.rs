//! Who may reach what: one table, asked before every handler. What it does not name is refused.
//!
//! [`TABLE`] is the only statement of permission: the guard, the navigation, the page `/admin/access`, its JSON twin and
//! `docs/access.md` all come from it. A handler that wants to know who asks takes [`SignedIn`](super::SignedIn).

mod document;
mod guard;
mod table;

use std::{collections::HashMap, sync::LazyLock};

use axum::http::Method;
use foh_app::identity::Staff;
use foh_domain::identity::{Permission, Role};
use uuid::Uuid;

pub use document::{document, permissions_of};
pub(crate) use guard::guard_access;
pub use table::TABLE;

/// A method of HTTP that a route answers; `HEAD` is answered as `GET`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Reads.
    Get,
    /// Changes, or makes.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Takes away.
    Delete,
}

impl Verb {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    fn of(method: &Method) -> Option<Self> {
        match *method {
            Method::GET | Method::HEAD => Some(Self::Get),
            Method::POST => Some(Self::Post),
            Method::PUT => Some(Self::Put),
            Method::PATCH => Some(Self::Patch),
            Method::DELETE => Some(Self::Delete),
            _ => None,
        }
    }
}

/// Who reaches a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Public,
    /// Every active account of a person or a program, for what is its own. A door link is no account of anybody.
    Account,
    /// Whoever has one of these permissions.
    Needs(&'static [Permission]),
}

/// How a scoped role ([`Role::is_scoped`]) is held to its scope, where [`Who::Needs`] lets it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Not at all: scoped roles are refused.
    Refused,
    /// `{id}` in the path is in its scope; otherwise it is refused.
    InPath,
    /// The handler restricts itself.
    Handled,
}

/// A menu that leads to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// The masthead of every desk.
    House,
    /// The masthead of the administration.
    Administration,
    /// What facilitators look after.
    Studio,
    /// What operators look after.
    TravelDesk,
    /// What the administrators of the travel desk look after.
    TravelAdministration,
    /// What is done at the bar.
    Bar,
    /// What managers of the bar look after.
    BarAdministration,
    /// The list of what belongs to one's own account.
    Account,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The methods it is about.
    pub verbs: &'static [Verb],
    /// The path as the router knows it.
    pub path: &'static str,
    /// Who reaches it.
    pub who: Who,
    /// Whether it is for people who signed in only: it looks after the account itself, so no token reaches it.
    pub in_person: bool,
    /// How scoped roles are held to their scope.
    pub scope: Scope,
    /// What it does, for the documentation.
    pub about: &'static str,
    /// The menus it is in, and what it is called there.
    pub menus: &'static [(Menu, &'static str)],
    /// Whether it is served in development only.
    pub development: bool,
}

/// What the table says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may go on.
    Allowed,
    /// Whoever asks is signed in but may not.
    Forbidden,
    /// It may be done by the person, but a program asks, with a token.
    NotInPerson,
    /// Nobody is signed in, and somebody has to be.
    Unknown,
}

impl Entry {
    /// Decides about a request to `path` by `staff`, or by nobody.
    pub(crate) fn decide(&self, staff: Option<&Staff>, path: &str) -> Verdict {
        let verdict = self.decide_by_role(staff, path);
        let by_token = staff.is_some_and(|staff| staff.session.is_none());
        if verdict == Verdict::Allowed && self.in_person && by_token {
            return Verdict::NotInPerson;
        }
        verdict
    }

    fn decide_by_role(&self, staff: Option<&Staff>, path: &str) -> Verdict {
        match (self.who, staff) {
            (Who::Public, _) => Verdict::Allowed,
            (_, None) => Verdict::Unknown,
            (Who::Account, Some(staff)) if staff.role == Role::DoorLink => Verdict::Forbidden,
            (Who::Account, Some(_)) => Verdict::Allowed,
            (Who::Needs(permissions), Some(staff)) => {
                let permitted = permissions.iter().any(|permission| staff.may(*permission));
                if permitted && self.within(staff, path) {
                    Verdict::Allowed
                } else {
                    Verdict::Forbidden
                }
            }
        }
    }

    /// Whether somebody may do this, but where another `{id}` stands in the path.
    pub(crate) fn is_elsewhere(&self, staff: &Staff) -> bool {
        let Who::Needs(permissions) = self.who else {
            return false;
        };
        let permitted = permissions.iter().any(|permission| staff.may(*permission));
        permitted && staff.role.is_scoped() && self.scope == Scope::InPath
    }

    fn within(&self, staff: &Staff, path: &str) -> bool {
        match self.scope {
            _ if !staff.role.is_scoped() => true,
            Scope::Refused => false,
            Scope::InPath => self.id_in(path).is_some_and(|id| staff.reaches(id)),
            Scope::Handled => true,
        }
    }

    /// What stands where the route says `{id}`.
    fn id_in(&self, path: &str) -> Option<Uuid> {
        let place = self.path.split('/').position(|part| part == "{id}")?;
        Uuid::try_parse(path.split('/').nth(place)?).ok()
    }

    /// Whether accounts of this role reach it, those of a scoped role within their scope.
    #[must_use]
    pub fn admits(&self, role: Role) -> bool {
        match self.who {
            Who::Public => true,
            Who::Account => role != Role::DoorLink,
            Who::Needs(permissions) => {
                let permitted = permissions
                    .iter()
                    .any(|permission| role.allows(*permission));
                permitted && (!role.is_scoped() || self.scope != Scope::Refused)
            }
        }
    }
}

/// The entries of one path, by method.
#[derive(Debug, Default)]
pub(crate) struct Paths([Option<&'static Entry>; Verb::ALL.len()]);

impl Paths {
    /// What answers this method.
    pub(crate) fn entry(&self, method: &Method) -> Option<&'static Entry> {
        Verb::of(method).and_then(|verb| self.0[verb as usize])
    }

    /// The methods that are answered, as the header `Allow` has them (RFC 9110, 10.2.1).
    pub(crate) fn allow(&self) -> String {
        let mut methods = Vec::new();
        for verb in Verb::ALL {
            if self.0[verb as usize].is_some() {
                methods.push(verb.as_str());
                if verb == Verb::Get {
                    methods.push("HEAD");
                }
            }
        }
        methods.join(",")
    }
}

static BY_PATH: LazyLock<HashMap<&'static str, Paths>> = LazyLock::new(|| {
    let mut paths: HashMap<&'static str, Paths> = HashMap::new();
    for entry in entries() {
        let of_path = paths.entry(entry.path).or_default();
        for verb in entry.verbs {
            of_path.0[*verb as usize] = Some(entry);
        }
    }
    paths
});

/// What the table says of a path, as the router knows it.
pub(crate) fn of_path(path: &str) -> Option<&'static Paths> {
    BY_PATH.get(path)
}

/// Every entry.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    TABLE.iter().flat_map(|(_, entries)| entries.iter())
}

/// What a menu offers a role: the pages that it may open, each with what it is called.
#[must_use]
pub fn menu(menu: Menu, role: Role) -> Vec<(&'static str, &'static str)> {
    entries()
        .filter(|entry| entry.admits(role))
        .flat_map(|entry| entry.menus.iter().map(move |named| (entry, named)))
        .filter(|(_, (of, _))| *of == menu)
        .map(|(entry, (_, label))| (entry.path, *label))
        .collect()
}

/// What the page at this path does; empty for none.
pub(crate) fn about(path: &str) -> &'static str {
    of_path(path)
        .and_then(|paths| paths.entry(&Method::GET))
        .map_or("", |entry| entry.about)
}

/// Whether somebody may open the page at this path.
pub(crate) fn may_open(staff: &Staff, path: &str) -> bool {
    of_path(path)
        .and_then(|paths| paths.entry(&Method::GET))
        .is_some_and(|entry| entry.decide(Some(staff), path) == Verdict::Allowed)
}

#[cfg(test)]
mod tests;
