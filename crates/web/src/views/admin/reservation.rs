//! Reservations, as the box office sees them.

use askama::Template;

use super::{
    Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State, Tone, errors_of,
};
use crate::views::frame::Frame;
use crate::views::parts::{Choice, Field, FieldError, Notice, places_in_words};
use crate::views::theatre::PerformanceSummary;

/// Where a reservation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReservationStatus {
    /// The guest has not confirmed yet.
    Pending,
    /// The guest has confirmed.
    Confirmed,
    /// At least one of the party is inside.
    CheckedIn,
    /// Withdrawn.
    Cancelled,
    /// Not confirmed in time.
    Expired,
}

impl ReservationStatus {
    /// Every status, in the order of its life.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Confirmed,
        Self::CheckedIn,
        Self::Cancelled,
        Self::Expired,
    ];

    /// Its name in the API and in the query parameter `status`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::CheckedIn => "checked_in",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// Its name on the page.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "Waiting",
            Self::Confirmed => "Confirmed",
            Self::CheckedIn => "Checked in",
            Self::Cancelled => "Cancelled",
            Self::Expired => "Expired",
        }
    }

    /// Marked and in a word.
    #[must_use]
    pub fn state(self) -> State {
        let tone = match self {
            Self::Pending => Tone::Open,
            Self::Confirmed | Self::CheckedIn => Tone::Done,
            Self::Cancelled | Self::Expired => Tone::Off,
        };
        State::new(tone, self.word())
    }
}

/// A line of the list of reservations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReservationLine {
    /// The id.
    pub id: String,
    /// The end of its number, as on the ticket: "4D5E6F".
    pub reference: String,
    /// The guest; `None` once the personal data is erased.
    pub name: Option<String>,
    /// The show and its time, "The Cherry Orchard, 28 November, 20:00".
    pub performance: String,
    /// How many places.
    pub party_size: u32,
    /// How many of them are inside.
    pub inside: u32,
    /// Where it stands.
    pub status: ReservationStatus,
    /// When it was made, "26 November, 18:04".
    pub created: String,
    /// The same for machines.
    pub created_datetime: String,
}

/// What narrows the list down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReservationFilter {
    /// Query parameter `performance_id`; empty for all.
    pub performance_id: String,
    /// The performances to choose from, without "All performances".
    pub performances: Vec<Choice>,
    /// Query parameter `status`; empty for all.
    pub status: String,
    /// Where the same selection is as CSV, `/admin/reservations.csv?…`.
    pub csv_href: Option<String>,
}

/// `/admin/reservations`.
#[must_use]
pub fn reservations(
    basics: ListBasics,
    filter: ReservationFilter,
    lines: Vec<ReservationLine>,
) -> ListPage {
    let create = basics
        .may_create
        .then(|| Link::new("New reservation", "/admin/reservations/new"));
    let choice = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
    };
    let mut performances = vec![choice("", "All performances")];
    performances.extend(filter.performances);
    let mut statuses = vec![choice("", "All")];
    statuses.extend(ReservationStatus::ALL.map(|status| choice(status.code(), status.word())));
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Reservations".to_owned(),
        intro: String::new(),
        notice: basics.notice,
        create: create.clone(),
        export: filter
            .csv_href
            .filter(|_| !lines.is_empty())
            .map(|href| Link::new("Export as CSV", href)),
        search: Some(Search {
            action: "/admin/reservations".to_owned(),
            // Names are sealed: they can be looked through within one performance only.
            label: if filter.performance_id.is_empty() {
                "Reference, e-mail or number".to_owned()
            } else {
                "Name, e-mail or reference".to_owned()
            },
            query: basics.query,
            filters: vec![
                Filter::select(
                    "performance_id",
                    "Performance",
                    &filter.performance_id,
                    performances,
                ),
                Filter::select("status", "State", &filter.status, statuses),
            ],
            advice: "A reference has six characters, digits and the letters A to F, as on the ticket: 4D5E6F. An e-mail address has to be whole, and a name can be looked for once a performance is chosen.".to_owned(),
        }),
        columns: vec![
            Column::words("Guest"),
            Column::words("Performance"),
            Column::numbers("Places"),
            Column::numbers("Inside"),
            Column::words("State"),
            Column::words("Made"),
            Column::words("Reference"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(
                        line.name.unwrap_or_else(|| "Erased".to_owned()),
                        format!("/admin/reservations/{}", line.id),
                    ),
                    Cell::Text(line.performance),
                    Cell::text(line.party_size.to_string()),
                    Cell::Text(inside(line.inside, line.party_size)),
                    Cell::State(line.status.state()),
                    Cell::Time {
                        datetime: line.created_datetime,
                        words: line.created,
                    },
                    Cell::Text(line.reference),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No reservation yet",
            "Reservations appear here as soon as guests make them. You can also make one by hand.",
            create,
        ),
        pager: basics.pager,
    }
}

/// "1 of 2"; nothing as long as nobody is inside.
fn inside(inside: u32, party_size: u32) -> String {
    match inside {
        0 => String::new(),
        some => format!("{some} of {party_size}"),
    }
}

/// Whose reservation it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// The name.
    pub name: String,
    /// The address.
    pub email: Option<String>,
    /// The phone.
    pub phone: Option<String>,
    /// What the house should know.
    pub notes: Option<String>,
}

/// Something that happened to a reservation, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// "Confirmed by the guest".
    pub what: String,
    /// "26 November 2026, 18:06"; `None` is still to come.
    pub when: Option<String>,
    /// The same for machines; may be empty when `when` is `None`.
    pub datetime: String,
}

/// Some of the party, admitted by a member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// How many.
    pub admitted: u32,
    /// By whom; `None` when nobody can say any more.
    pub by: Option<String>,
    /// When, "28 November 2026, 19:41", and the same for machines.
    pub at: (String, String),
    /// When it was taken back, if it was.
    pub undone_at: Option<(String, String)>,
}

/// The e-mail that can be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resend {
    /// The link to confirm with.
    Confirmation,
    /// The ticket.
    Ticket,
}

impl Resend {
    const fn label(self) -> &'static str {
        match self {
            Self::Confirmation => "Send the confirmation link again",
            Self::Ticket => "Send the ticket again",
        }
    }
}

/// One reservation, at `/admin/reservations/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/reservation.html")]
pub struct ReservationPage {
    /// The frame.
    pub frame: Frame,
    /// The id.
    pub id: String,
    /// The end of its number, as on the ticket: "4D5E6F".
    pub reference: String,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// Where it stands.
    pub status: ReservationStatus,
    /// What was reserved.
    pub performance: PerformanceSummary,
    /// Where the performance is administered.
    pub performance_href: Option<String>,
    /// How many places.
    pub party_size: u32,
    /// How many of them are inside.
    pub inside: u32,
    /// Who was admitted, in order.
    pub check_ins: Vec<CheckIn>,
    /// The guest; `None` once the personal data is erased.
    pub guest: Option<Guest>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The e-mail that can be sent again.
    pub resend: Option<Resend>,
    /// Whether there is somebody to erase, and its reader may.
    pub can_erase: bool,
    /// Whether it can be cancelled.
    pub can_cancel: bool,
}

impl ReservationPage {
    fn places(&self) -> String {
        places_in_words(self.party_size)
    }
}

/// Asks before cancelling, at `GET /admin/reservations/{id}/cancel`; the POST goes to the same address.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/reservation_cancel.html")]
pub struct ReservationCancel {
    /// The frame.
    pub frame: Frame,
    /// The id.
    pub id: String,
    /// Whose it is; `None` once the personal data is erased.
    pub guest_name: Option<String>,
    /// What was reserved.
    pub performance: PerformanceSummary,
    /// How many places.
    pub party_size: u32,
}

impl ReservationCancel {
    fn places(&self) -> String {
        places_in_words(self.party_size)
    }
}

/// A reservation by hand, at `/admin/reservations/new`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/reservation_new.html")]
pub struct ReservationNew {
    /// The frame.
    pub frame: Frame,
    /// Why it was refused, where no field is to blame.
    pub notice: Option<Notice>,
    /// What makes it one form however often it is sent.
    pub form_key: String,
    /// Which performance.
    pub performance_id: Field,
    /// The performances open for booking, with what is left; begin with an empty choice.
    pub performances: Vec<Choice>,
    /// How many places.
    pub party_size: Field,
    /// The largest party the house takes.
    pub max_party_size: u32,
    /// The guest.
    pub name: Field,
    /// Where the link goes.
    pub email: Field,
    /// Optional.
    pub phone: Field,
    /// Optional.
    pub notes: Field,
}

impl ReservationNew {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("performance_id", "Performance", &self.performance_id),
            ("party_size", "Places", &self.party_size),
            ("name", "Name", &self.name),
            ("email", "E-mail", &self.email),
            ("phone", "Phone", &self.phone),
            ("notes", "Notes", &self.notes),
        ])
    }
}
