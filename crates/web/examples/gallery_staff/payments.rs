//! Payments of every desk.

use foh_web::views::admin::payment::{
    EventLine, Moment, PaymentLine, PaymentPage, PaymentsPage, RefundLine, RefundPage, RefundsPage,
    SettlePage,
};
use foh_web::views::admin::{Empty, Link, Pager, Section, State, Tone};
use foh_web::views::frame::NavItem;
use foh_web::views::parts::{Field, Notice, NoticeKind};

use crate::{Gallery, at_desk, saved};

fn moment(words: &str) -> Moment {
    Moment {
        datetime: "2026-11-21T10:00:00+02:00".into(),
        words: words.into(),
    }
}

fn lists(shown: usize) -> Vec<NavItem> {
    let mut lists =
        ["To look at (2)", "Waiting", "Refunds (3)"].map(|label| NavItem::new(label, "#"));
    lists[shown].current = true;
    lists.into()
}

fn refund(id: &str, state: State, note: &str, failed: bool) -> RefundLine {
    RefundLine {
        id: id.into(),
        amount: "RWF 5,000".into(),
        method: "MTN MoMo".into(),
        reference: "4D5E6F".into(),
        payment_href: "#".into(),
        since: moment("21 November 2026, 10:00"),
        cause: "The departure was called off".into(),
        state,
        note: note.into(),
        failed,
    }
}

fn refunds() -> Vec<RefundLine> {
    vec![
        refund(
            "1",
            State::new(Tone::Refused, "Failed"),
            "The provider may have given the money back, and its answer was lost. Look with the provider before trying again.",
            true,
        ),
        refund("2", State::new(Tone::Open, "On its way"), "", false),
        refund(
            "3",
            State::new(Tone::Open, "At the desk"),
            "Somebody is to hand it over at the desk.",
            false,
        ),
    ]
}

pub fn pages(gallery: &mut Gallery) {
    let line = |amount: &str, state, alert: &str| PaymentLine {
        id: "0193".into(),
        amount: amount.into(),
        method: "MTN MoMo".into(),
        reference: "4D5E6F".into(),
        since: moment("21 November 2026, 10:00"),
        state,
        alert: alert.into(),
    };
    let page = PaymentsPage {
        frame: at_desk("Payments to look at", Section::Payments),
        notice: None,
        lists: lists(0),
        payments: vec![
            line(
                "RWF 5,000",
                State::new(Tone::Open, "Waiting"),
                "The provider has not said for a day what became of it.",
            ),
            line(
                "RWF 1,250,000",
                State::new(Tone::Done, "Paid"),
                "The provider says that it failed, after it had said that it was paid.",
            ),
        ],
        empty: Empty::new(
            "Nothing calls for a look",
            "Payments are settled by themselves.",
            Some(Link::new("See what waits", "#")),
        ),
        pager: Pager::default(),
    };
    gallery.page("payments", &page);
    let none = PaymentsPage {
        payments: Vec::new(),
        ..page
    };
    gallery.page("payments-none", &none);
    let page = RefundsPage {
        frame: at_desk("Refunds", Section::Payments),
        notice: Some(saved("The refund is on its way again")),
        lists: lists(2),
        refunds: refunds(),
        empty: Empty::new("Everything has been given back", "", None),
        pager: Pager::default(),
    };
    gallery.page("payments-refunds", &page);
    let event = |what, status: &str| EventLine {
        at: moment("21 November 2026, 10:00"),
        what,
        status: status.into(),
    };
    let page = PaymentPage {
        frame: at_desk("RWF 10,000 by MTN MoMo", Section::Payments),
        id: "0193".into(),
        notice: None,
        state: State::new(Tone::Done, "Paid"),
        alert: Some(Notice::new(
            NoticeKind::Warning,
            "The provider says that it failed, after it had said that it was paid.",
            "Look with the provider what became of it.",
        )),
        may_look: true,
        booking: Some(Link::new("4D5E6F", "#")),
        facts: vec![
            ("Amount", "RWF 10,000".into()),
            ("Reference", "4D5E6F".into()),
            ("Asked for", "21 November 2026, 10:00".into()),
            ("Decided", "21 November 2026, 10:02".into()),
            ("Our name", "6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d".into()),
            ("Their name", "9876543210".into()),
        ],
        left: Some("RWF 5,000".into()),
        refunds: refunds(),
        events: vec![
            event("It answered when it was asked to start", "202"),
            event("It answered how the payment stands", "200"),
            event("It reported by itself", ""),
        ],
    };
    gallery.page("payment", &page);
    let page = RefundPage {
        frame: at_desk("Give money back", Section::Payments),
        id: "0193".into(),
        form_key: "0193".into(),
        notice: None,
        about: "RWF 10,000 by MTN MoMo, booking 4D5E6F".into(),
        left: "RWF 5,000".into(),
        cash: false,
        amount: Field::new("10001").refused("This is more than is left of the payment."),
    };
    gallery.page("payment-refund", &page);
    let page = SettlePage {
        frame: at_desk("The payer has the money", Section::Payments),
        id: "0193".into(),
        about: "Refund of RWF 5,000 by MTN MoMo, booking 4D5E6F".into(),
        payment_href: "#".into(),
        reason: Field::default(),
    };
    gallery.page("payment-settle", &page);
}
