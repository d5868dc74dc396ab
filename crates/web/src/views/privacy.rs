//! What is kept about somebody: asked for by a link to their address, shown, and erased.

use askama::Template;

use super::frame::Frame;
use super::parts::{Field, FieldError};

/// `/privacy`.
#[derive(Clone, Debug, Template)]
#[template(path = "privacy/privacy.html")]
pub struct PrivacyPage {
    /// The frame.
    pub frame: Frame,
    /// "30 days after a performance, a session or a departure".
    pub kept_for: String,
    /// The address.
    pub email: Field,
}

/// The page behind the link; opening it shows nothing yet, for whatever opens links in mails.
#[derive(Clone, Debug, Template)]
#[template(path = "privacy/open.html")]
pub struct OpenPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What is sent back as `token`.
    pub token: String,
}

/// A reservation, or a booking of a departure, that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLine {
    /// The title of the show, or the name of the route.
    pub title: String,
    /// "Saturday 28 November 2026, 20:00".
    pub when: String,
    /// "2 places", or "2 seats".
    pub places: String,
    /// "Confirmed".
    pub status: &'static str,
    /// The guest's name.
    pub name: String,
    /// Phone and notes, as far as they were given.
    pub others: Vec<String>,
    /// Where staff look at it; empty for the guest.
    pub href: String,
}

/// An account that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAccount {
    /// The name.
    pub name: String,
    /// "Member".
    pub role: String,
    /// "12 March 2026".
    pub since: String,
    /// Where staff look at it; empty for its owner.
    pub href: String,
}

/// Everything that is kept, shown to whom it is about.
#[derive(Clone, Debug, Template)]
#[template(path = "privacy/data.html")]
pub struct DataPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What is sent back as `token`.
    pub token: String,
    /// The address.
    pub email: String,
    /// The account.
    pub account: Option<KeptAccount>,
    /// Whether it is of somebody who works here and stays.
    pub is_staff: bool,
    /// The reservations, the newest first, and the bookings of departures after them.
    pub reservations: Vec<KeptLine>,
    /// Whether there are more than shown.
    pub is_cut: bool,
    /// Of how many bookings other systems told.
    pub told: usize,
}

/// Asks before everything is erased.
#[derive(Clone, Debug, Template)]
#[template(path = "privacy/erase.html")]
pub struct ErasePage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What is sent back as `token`.
    pub token: String,
}

/// `/admin/privacy`: what is kept under an address, for staff.
#[derive(Clone, Debug, Template)]
#[template(path = "privacy/staff.html")]
pub struct StaffPage {
    /// The frame.
    pub frame: Frame,
    /// The address that is looked for.
    pub email: Field,
    /// What was found, once something was looked for.
    pub found: Option<Found>,
}

/// What is kept under an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The account.
    pub account: Option<KeptAccount>,
    /// The reservations, the newest first, and the bookings of departures after them.
    pub reservations: Vec<KeptLine>,
    /// Whether there are more than shown.
    pub is_cut: bool,
    /// Of how many bookings other systems told.
    pub told: usize,
}

/// Asks staff before a reservation or an account is erased.
#[derive(Clone, Debug, Template)]
#[template(path = "privacy/staff_erase.html")]
pub struct StaffErasePage {
    /// The frame.
    pub frame: Frame,
    /// "Reservation 4D5E6F", or the name of the account.
    pub what: String,
    /// What goes and what stays.
    pub text: &'static str,
    /// Where it is done.
    pub action: String,
    /// Where it is not done.
    pub back: String,
}

fn errors(email: &Field) -> Vec<FieldError> {
    let error = email.error.iter().map(|message| FieldError {
        field: "email".to_owned(),
        message: format!("E-mail: {message}"),
    });
    error.collect()
}

impl PrivacyPage {
    fn errors(&self) -> Vec<FieldError> {
        errors(&self.email)
    }
}

impl StaffPage {
    fn errors(&self) -> Vec<FieldError> {
        errors(&self.email)
    }
}
