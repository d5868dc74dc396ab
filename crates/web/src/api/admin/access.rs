//! Who may reach what.

use axum::Json as Answer;
use foh_domain::identity::Role;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::access::{Entry, TABLE, permissions_of};

/// Who may reach what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessTable {
    /// What the roles carry.
    roles: Vec<RoleItem>,
    /// The routes, desk by desk.
    routes: Vec<RouteItem>,
}

/// A role.
#[derive(Debug, Serialize, ToSchema)]
struct RoleItem {
    #[schema(example = "travel_operator")]
    role: &'static str,
    /// What it may.
    #[schema(example = json!(["travel_sales"]))]
    permissions: Vec<&'static str>,
    /// Whether it reaches only what its scope names.
    scoped: bool,
}

/// A route.
#[derive(Debug, Serialize, ToSchema)]
struct RouteItem {
    #[schema(example = "Door")]
    desk: &'static str,
    #[schema(example = json!(["POST"]))]
    methods: Vec<&'static str>,
    #[schema(example = "/door/{id}/admit")]
    path: &'static str,
    #[schema(example = "Admit.")]
    about: &'static str,
    /// What has to be had to reach it: `nothing`, `an account`, or permissions.
    #[schema(example = "door")]
    needs: String,
    /// The roles that reach it.
    #[schema(example = json!(["administrator", "door", "door_link"]))]
    roles: Vec<&'static str>,
    /// How scoped roles are held to their scope; empty where there are none.
    #[schema(example = "what the address names")]
    scope: &'static str,
}

impl RouteItem {
    fn new(desk: &'static str, entry: &Entry) -> Self {
        Self {
            desk,
            methods: entry.verbs.iter().map(|verb| verb.as_str()).collect(),
            path: entry.path,
            about: entry.about,
            needs: entry.needs(),
            roles: entry.roles().into_iter().map(Role::as_str).collect(),
            scope: entry.scope_in_words(),
        }
    }
}

/// The table by which every request is let in or refused.
#[utoipa::path(get, path = "/api/admin/access", tag = "administration", responses((status = 200, body = AccessTable)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn access() -> Answer<AccessTable> {
    let roles = Role::ALL.into_iter().map(|role| RoleItem {
        role: role.as_str(),
        permissions: permissions_of(role),
        scoped: role.is_scoped(),
    });
    let routes = TABLE
        .iter()
        .flat_map(|(desk, entries)| entries.iter().map(|entry| RouteItem::new(desk, entry)));
    Answer(AccessTable {
        roles: roles.collect(),
        routes: routes.collect(),
    })
}
