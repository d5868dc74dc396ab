//! Who may reach what.

use askama::Template;

use crate::views::frame::Frame;

/// `/admin/access`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/access.html")]
pub struct AccessPage {
    /// The frame.
    pub frame: Frame,
    /// What the roles carry.
    pub roles: Vec<RoleLine>,
    /// The routes, desk by desk.
    pub desks: Vec<DeskRoutes>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleLine {
    /// "Travel operator".
    pub name: String,
    /// "travel sales".
    pub permissions: String,
    /// Whether it reaches only what its scope names.
    pub scoped: bool,
}

/// The routes of a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskRoutes {
    /// "Box office".
    pub name: &'static str,
    /// Its id on the page.
    pub anchor: String,
    /// Its routes.
    pub routes: Vec<RouteLine>,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteLine {
    /// "GET, POST".
    pub methods: String,
    /// `/admin/venues/{id}`.
    pub path: &'static str,
    /// "A venue; change it."
    pub about: &'static str,
    /// "Administrator, content", or "Everybody".
    pub who: String,
    /// How scoped roles are held to their scope; empty where there are none.
    pub scope: &'static str,
}
