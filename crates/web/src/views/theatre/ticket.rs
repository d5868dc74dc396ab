//! The ticket and its code.

use askama::Template;

use super::PerformanceSummary;
use crate::views::frame::Frame;
use crate::views::parts::Notice;

/// What is on a ticket. No personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// When and where.
    pub performance: PerformanceSummary,
    /// How many are let in.
    pub party_size: u32,
    /// Something short to read out at the door, for example the end of the reservation's id.
    pub reference: String,
    /// The code, made by [`crate::views::qr::qr_svg`] from `qr_code_url`. Set without
    /// escaping: it must come from that function.
    pub qr_svg: String,
}

/// The ticket, shown after the confirmation and from the link in the mail; made for print too.
#[derive(Clone, Debug, Template)]
#[template(path = "theatre/ticket.html")]
pub struct TicketPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// "Your places are confirmed", just after the confirmation.
    pub notice: Option<Notice>,
    /// The ticket.
    pub ticket: Ticket,
}

/// A guest opened the address in the QR code: it admits nobody by itself.
#[derive(Clone, Debug, Template)]
#[template(path = "theatre/guest_code.html")]
pub struct GuestCode {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// The ticket, so that it can be shown.
    pub ticket: Ticket,
    /// Where staff can sign in to check the ticket.
    pub sign_in_href: String,
}
