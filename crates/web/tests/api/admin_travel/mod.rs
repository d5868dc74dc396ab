//! The travel desk's administration as programs see it, and the payments of every desk.

mod operators;
mod payments;
mod statistics;
mod timetable;
mod webhooks;

use foh_domain::identity::Role;

use crate::support::{Caller, TestApp};

pub const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

pub fn admin(app: &TestApp) -> Caller {
    app.staff(Role::Administrator)
}
