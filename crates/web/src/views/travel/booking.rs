//! A booking as its passenger sees it, the ticket, and finding both again.

use askama::Template;

use super::{Journey, MethodCard, errors_of};
use crate::views::frame::Frame;
use crate::views::parts::{Field, FieldError, Notice, NoticeKind};

/// `/travel/booking`.
#[derive(Clone, Debug, Template)]
#[template(path = "travel/booking.html")]
pub struct BookingPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// A refusal that belongs to no field.
    pub notice: Option<Notice>,
    /// Changes whenever there is something else to be shown.
    pub version: String,
    /// "4D5E6F".
    pub reference: String,
    /// What is booked.
    pub journey: Journey,
    /// "2 seats".
    pub seats: String,
    /// "RWF 10,000".
    pub amount: String,
    /// How it stands.
    pub state: BookingState,
    /// What goes back to the passenger, a notice for each amount.
    pub refunds: Vec<Notice>,
    /// Whether a provider is giving something back just now.
    pub refunding: bool,
    /// Where it is cancelled, while it can be.
    pub cancel_href: Option<String>,
    /// Other departures of the route.
    pub again_href: String,
}

/// How a booking stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookingState {
    /// It waits for its payment.
    Due(Box<Due>),
    /// It is paid.
    Paid {
        /// The ticket.
        ticket: Box<Ticket>,
        /// Where it is printed.
        print_href: String,
        /// Whether somebody of it is on board.
        on_board: bool,
    },
    /// It was not paid in time.
    RunOut {
        /// Whether a payment may still come.
        undecided: bool,
    },
    /// It was cancelled.
    Cancelled,
}

/// What has to be paid, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// What is next.
    pub step: Step,
    /// "MTN `MoMo`".
    pub method: String,
    /// Until when the seats are held.
    pub until: Until,
    /// Paying again, or in another way, where that can be done.
    pub form: Option<PayForm>,
}

/// Until when seats are held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Until {
    /// "12:10".
    pub time: String,
    /// RFC 3339 with offset.
    pub datetime: String,
    /// "Kigali time".
    pub zone: String,
}

/// What a payer has to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Approve it on the phone.
    Approve,
    /// Visit the provider's page.
    Visit {
        /// Its address.
        href: String,
    },
    /// Wait a moment.
    Wait,
    /// Wait for staff.
    LookedAt,
    /// Try again.
    Failed {
        /// What went wrong, and what can be done.
        reason: String,
    },
}

/// Paying again, or in another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayForm {
    /// Sent back as `token`; empty where the payer is signed in.
    pub token: String,
    /// How it is paid.
    pub payment_method: Field,
    /// The ways that are offered.
    pub methods: Vec<MethodCard>,
    /// Which phone pays.
    pub phone_number: Field,
}

impl PayForm {
    pub(in crate::views) fn errors(&self) -> Vec<FieldError> {
        errors_of([
            ("payment_method", "Payment", &self.payment_method),
            ("phone_number", "Phone", &self.phone_number),
        ])
    }
}

impl BookingPage {
    /// The heading: what there is to know first.
    fn heading(&self) -> &'static str {
        match &self.state {
            BookingState::Due(due) => match due.step {
                Step::Approve => "Approve the payment on your phone",
                Step::Visit { .. } => "Now pay for your seats",
                Step::Wait => "One moment, please",
                Step::LookedAt => "We are looking into your payment",
                Step::Failed { .. } => "The payment did not work",
            },
            BookingState::Paid { on_board: true, .. } => "You are on board",
            BookingState::Paid { .. } => "Have a good journey",
            BookingState::RunOut { .. } => "This booking has run out",
            BookingState::Cancelled => "This booking is cancelled",
        }
    }

    /// Whether there may soon be something else to be shown.
    fn waits(&self) -> bool {
        let undecided = match &self.state {
            BookingState::Due(due) => !matches!(due.step, Step::Failed { .. }),
            BookingState::RunOut { undecided } => *undecided,
            BookingState::Paid { .. } | BookingState::Cancelled => false,
        };
        undecided || self.refunding
    }

    fn errors(&self) -> Vec<FieldError> {
        match &self.state {
            BookingState::Due(due) => due.form.iter().flat_map(PayForm::errors).collect(),
            _ => Vec::new(),
        }
    }

    /// What is said below the heading where nothing is due any more.
    fn told(&self) -> Option<Notice> {
        match self.state {
            BookingState::RunOut { undecided: true } => Some(Notice::new(
                NoticeKind::Warning,
                "The time to pay is over",
                "If you have paid nevertheless, you get your seats if they are still free, and your money back if they are not. We write to you.",
            )),
            BookingState::RunOut { undecided: false } => Some(Notice::new(
                NoticeKind::Info,
                "It was not paid in time",
                "The seats are free for others again.",
            )),
            _ => None,
        }
    }
}

/// What is on a ticket. No personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// From where to where and when.
    pub journey: Journey,
    /// How many are let on.
    pub seats: u32,
    /// Something short to read out.
    pub reference: String,
    /// The code, made by [`crate::views::qr::qr_svg`]. Set without escaping: it must come from that function.
    pub qr_svg: String,
}

/// The ticket alone, made for print, at `/travel/booking/ticket`.
#[derive(Clone, Debug, Template)]
#[template(path = "travel/ticket.html")]
pub struct TicketPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// The ticket.
    pub ticket: Ticket,
    /// The booking.
    pub booking_href: String,
}

/// A link that leads to no booking.
#[derive(Clone, Debug, Template)]
#[template(path = "travel/unknown.html")]
pub struct UnknownBookingPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
}

/// `/travel/find`.
#[derive(Clone, Debug, Template)]
#[template(path = "travel/find.html")]
pub struct FindPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// That there is no such booking, or that it was asked too often.
    pub notice: Option<Notice>,
    /// What is on the ticket.
    pub reference: Field,
    /// The number that was given.
    pub phone_number: Field,
}

impl FindPage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of([
            ("reference", "Reference", &self.reference),
            ("phone_number", "Phone", &self.phone_number),
        ])
    }
}

/// Back from a provider's page with a browser that does not know the booking, at `/payments/{id}/back`.
#[derive(Clone, Debug, Template)]
#[template(path = "travel/back.html")]
pub struct BackPage {
    /// The frame.
    pub frame: Frame,
    /// Whether the payer turned back without paying, as they say.
    pub given_up: bool,
}
