//! Paying for a booking of one's own.

use askama::Template;

use super::When;
use crate::views::admin::State;
use crate::views::frame::Frame;
use crate::views::parts::{FieldError, Notice};
use crate::views::travel::{PayForm, Step};

/// How a booking stands with its money, in a list and on the page of its session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// "€25.00 due", "Payment under way", "Paid".
    pub state: State,
    /// What else there is to know; may be empty.
    pub note: &'static str,
    /// What its member can do.
    pub action: Option<PayAction>,
}

/// What a member can do about a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayAction {
    /// "Pay".
    pub label: &'static str,
    /// Where.
    pub href: String,
}

/// `/bookings/{id}/pay`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/pay.html")]
pub struct PayPage {
    /// The frame.
    pub frame: Frame,
    /// A refusal that belongs to no field.
    pub notice: Option<Notice>,
    /// Changes whenever there is something else to be shown.
    pub version: String,
    /// The session.
    pub title: String,
    /// When it is.
    pub when: When,
    /// Where it is; may be empty.
    pub location: String,
    /// "€25.00".
    pub amount: String,
    /// Where the form is sent.
    pub action: String,
    /// How it stands.
    pub state: PayState,
    /// What goes back to the member, a notice for each amount.
    pub refunds: Vec<Notice>,
}

/// How a booking stands with its money, on its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayState {
    /// It is due.
    Due {
        /// What is next; nothing when nobody has tried to pay.
        step: Option<Step>,
        /// "MTN `MoMo`".
        method: String,
        /// Paying, paying again or in another way, where that can be done.
        form: Option<Box<PayForm>>,
    },
    /// It is paid.
    Paid,
    /// What was paid is on its way back.
    GoesBack,
    /// What was paid is back.
    GivenBack,
    /// Nothing is due.
    Nothing {
        /// Whether a payment may still come.
        undecided: bool,
    },
}

impl PayPage {
    /// The heading: what there is to know first.
    fn heading(&self) -> &'static str {
        match &self.state {
            PayState::Due { step, .. } => match step {
                None => "Pay for your place",
                Some(Step::Approve) => "Approve the payment on your phone",
                Some(Step::Visit { .. }) => "Now pay for your place",
                Some(Step::Wait) => "One moment, please",
                Some(Step::LookedAt) => "We are looking into your payment",
                Some(Step::Failed { .. }) => "The payment did not work",
            },
            PayState::Paid => "Your place is paid",
            PayState::GoesBack => "Your money is on its way back",
            PayState::GivenBack => "Your money was given back",
            PayState::Nothing { .. } => "There is nothing to pay",
        }
    }

    /// Whether there may soon be something else to be shown.
    fn waits(&self) -> bool {
        match &self.state {
            PayState::Due { step, .. } => {
                matches!(step, Some(step) if !matches!(step, Step::Failed { .. }))
            }
            PayState::Nothing { undecided } => *undecided,
            PayState::Paid | PayState::GoesBack | PayState::GivenBack => false,
        }
    }

    /// Whether the form is what the page is for.
    fn is_open(&self) -> bool {
        let asks = match &self.state {
            PayState::Due { step, .. } => matches!(step, None | Some(Step::Failed { .. })),
            _ => false,
        };
        asks || !self.errors().is_empty()
    }

    fn errors(&self) -> Vec<FieldError> {
        match &self.state {
            PayState::Due {
                form: Some(form), ..
            } => form.errors(),
            _ => Vec::new(),
        }
    }
}
