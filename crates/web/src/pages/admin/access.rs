//! Who may reach what: the table, drawn.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_domain::identity::Role;

use super::frame;
use crate::{
    Web,
    http::{
        Problem, SignedIn,
        access::{Entry, TABLE, Who, permissions_of},
    },
    pages::render,
    views::admin::{AccessPage, DeskRoutes, RoleLine, RouteLine, Section},
};

/// `GET /admin/access`
pub(super) async fn access(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let roles = Role::ALL.into_iter().map(|role| RoleLine {
        name: capital(&spoken(role)),
        permissions: match permissions_of(role) {
            none if none.is_empty() => "Nothing but what is its own".to_owned(),
            some => capital(&some.join(", ").replace('_', " ")),
        },
        scoped: role.is_scoped(),
    });
    let desks = TABLE.iter().map(|(name, entries)| DeskRoutes {
        name,
        anchor: name.to_lowercase().replace(' ', "-"),
        routes: entries.iter().map(line).collect(),
    });
    let page = AccessPage {
        frame: frame(&web, "Who may reach what", Section::Access, &staff),
        roles: roles.collect(),
        desks: desks.collect(),
    };
    render::page(StatusCode::OK, &page)
}

fn line(entry: &Entry) -> RouteLine {
    let who = match entry.who {
        Who::Public => "Everybody".to_owned(),
        Who::Account => "Every account, for what is its own".to_owned(),
        Who::Needs(_) => {
            let roles: Vec<String> = entry.roles().into_iter().map(spoken).collect();
            capital(&roles.join(", "))
        }
    };
    let who = if entry.in_person {
        format!("{who}, in person")
    } else {
        who
    };
    RouteLine {
        methods: entry.methods(),
        path: entry.path,
        about: entry.about,
        who,
        scope: entry.scope_in_words(),
    }
}

fn spoken(role: Role) -> String {
    role.as_str().replace('_', " ")
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
