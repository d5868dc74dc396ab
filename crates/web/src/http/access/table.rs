//! The table. A line is: methods, path, who, how scoped roles are held to their scope, what it does, and the menus it is in.
//!
//! `Public` is everybody, `Account` every active account; any other word is a permission, and of several one is enough.
//! `Person` is an account too, or goes before permissions: only sessions reach it, no token of whatever kind, since it looks
//! after the account itself.
//! `refused`: scoped roles are refused. `in_path`: `{id}` must be in their scope. `handled`: the handler restricts itself.
//! The lines of a desk stand in its file; menus show them in the order of [`TABLE`].

#[macro_use]
mod lines;

mod administration;
mod bar;
mod bar_admin;
mod identity;
mod integrations;
mod live;
mod operations;
mod payments;
mod privacy;
mod studio;
mod theatre;
mod travel;
mod travel_admin;
mod travel_desk;

use super::Entry;

/// Every route of the program, by desk.
pub static TABLE: &[(&str, &[Entry])] = &[
    ("Operations", operations::OPERATIONS),
    ("Programme", theatre::PROGRAMME),
    ("Reservations of guests", theatre::RESERVATIONS),
    ("Sessions", studio::SESSIONS),
    ("Bookings", studio::BOOKINGS),
    ("Travel", travel::TIMETABLE),
    ("Passengers", travel::PASSENGERS),
    ("Signing in", identity::SIGNING_IN),
    ("Accounts", identity::ACCOUNT),
    ("Administration", administration::ADMINISTRATION),
    ("Content", theatre::CONTENT),
    ("Door links", theatre::DOOR_LINKS),
    ("Box office", theatre::BOX_OFFICE),
    ("Travel desk", travel_desk::DESK),
    ("Timetable", travel_admin::TIMETABLE),
    ("Bar", bar::DESK),
    ("Bar by JSON", bar::API),
    ("What the bar has", bar_admin::MASTERS),
    ("What the bar has, by JSON", bar_admin::API),
    ("Payments", payments::PAYMENTS),
    ("Payment providers", payments::PROVIDERS),
    ("Access", administration::ACCESS),
    ("Facilitators", studio::FACILITATORS),
    ("Audit", administration::AUDIT),
    ("Customer records", integrations::CRM),
    ("Personal data", privacy::PRIVACY),
    ("Door", theatre::DOOR),
    ("Live notifications", live::LIVE),
    ("Studio", studio::FACILITATION),
    ("Development only", operations::DEVELOPMENT),
];
