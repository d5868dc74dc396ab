//! Payments of every desk: what calls for a look, what waits, what goes back.

use askama::Template;

use super::{Empty, Link, Pager, State, errors_of};
use crate::views::{
    frame::{Frame, NavItem},
    parts::{Field, FieldError, Notice},
};

/// A time for people and for machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339 with offset.
    pub datetime: String,
    /// "21 November, 10:00".
    pub words: String,
}

/// A payment in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentLine {
    /// The id.
    pub id: String,
    /// "RWF 5,000".
    pub amount: String,
    /// "MTN `MoMo`".
    pub method: String,
    /// "4D5E6F": what it is for.
    pub reference: String,
    /// When it was asked for.
    pub since: Moment,
    /// Where it stands.
    pub state: State,
    /// Why somebody is to look; may be empty.
    pub alert: String,
}

/// `/admin/payments` and `/admin/payments/pending`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/payments/list.html")]
pub struct PaymentsPage {
    /// The frame.
    pub frame: Frame,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// The ways to the lists.
    pub lists: Vec<NavItem>,
    /// The payments.
    pub payments: Vec<PaymentLine>,
    /// What to say when there is none.
    pub empty: Empty,
    /// The neighbouring pages.
    pub pager: Pager,
}

/// A refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundLine {
    /// The id.
    pub id: String,
    /// "RWF 5,000".
    pub amount: String,
    /// "MTN `MoMo`".
    pub method: String,
    /// "4D5E6F": whose payment it is of.
    pub reference: String,
    /// Where that payment is looked at.
    pub payment_href: String,
    /// When it was decided to give it back.
    pub since: Moment,
    /// "Cancelled by the passenger".
    pub cause: String,
    /// Where it stands.
    pub state: State,
    /// What to do about it, or why it failed; may be empty.
    pub note: String,
    /// Whether it failed, so that somebody has to decide.
    pub failed: bool,
}

impl RefundLine {
    /// The id of the dialog that asks before it is tried again.
    fn dialog(&self) -> String {
        format!("ask-{}", self.id)
    }
}

/// `/admin/payments/refunds`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/payments/refunds.html")]
pub struct RefundsPage {
    /// The frame.
    pub frame: Frame,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// The ways to the lists.
    pub lists: Vec<NavItem>,
    /// The refunds.
    pub refunds: Vec<RefundLine>,
    /// What to say when there is none.
    pub empty: Empty,
    /// The neighbouring pages.
    pub pager: Pager,
}

/// Something that the provider said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventLine {
    /// When.
    pub at: Moment,
    /// "It answered how the payment stands".
    pub what: &'static str,
    /// "200"; may be empty.
    pub status: String,
}

/// A payment, at `/admin/payments/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/payments/payment.html")]
pub struct PaymentPage {
    /// The frame.
    pub frame: Frame,
    /// The id.
    pub id: String,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// Where it stands.
    pub state: State,
    /// Why somebody is to look.
    pub alert: Option<Notice>,
    /// Whether looking is enough.
    pub may_look: bool,
    /// What it is for.
    pub booking: Option<Link>,
    /// What is known of it: each with its name.
    pub facts: Vec<(&'static str, String)>,
    /// "RWF 5,000", while something can be given back.
    pub left: Option<String>,
    /// What goes back of it.
    pub refunds: Vec<RefundLine>,
    /// What the provider said.
    pub events: Vec<EventLine>,
}

/// Gives money back, at `/admin/payments/{id}/refund`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/payments/refund.html")]
pub struct RefundPage {
    /// The frame.
    pub frame: Frame,
    /// The id of the payment.
    pub id: String,
    /// What makes it one form however often it is sent.
    pub form_key: String,
    /// Why nothing was done.
    pub notice: Option<Notice>,
    /// "RWF 5,000 by MTN `MoMo`, booking 4D5E6F".
    pub about: String,
    /// "RWF 5,000".
    pub left: String,
    /// Whether it is handed over at the desk.
    pub cash: bool,
    /// How much.
    pub amount: Field,
}

impl RefundPage {
    fn hint(&self) -> String {
        format!("At most {}.", self.left)
    }

    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[("amount", "Amount", &self.amount)])
    }
}

/// Notes a refund as made in another way, at `/admin/payments/refunds/{id}/settle`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/payments/settle.html")]
pub struct SettlePage {
    /// The frame.
    pub frame: Frame,
    /// The id of the refund.
    pub id: String,
    /// "RWF 5,000 by MTN `MoMo`, booking 4D5E6F".
    pub about: String,
    /// Where the payment is looked at.
    pub payment_href: String,
    /// How it is known.
    pub reason: Field,
}

impl SettlePage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[("reason", "How you know", &self.reason)])
    }
}
