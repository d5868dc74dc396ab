//! A booking, and the drawers.

use foh_web::views::admin::{Event, Pager, State, Tone};
use foh_web::views::parts::Field;
use foh_web::views::travel_desk::{
    BookingCancelPage, BookingPage, Choices, Figures, HandOver, MoneyLine, Passenger,
    ShiftClosePage, ShiftDifference, ShiftLine, ShiftOpenPage, ShiftPage, ShiftRow, ShiftsPage,
};

use super::{frame, on_sale};
use crate::Gallery;

pub(super) fn booking(gallery: &mut Gallery) {
    let at = || {
        (
            "28 November 2026, 07:41".to_owned(),
            "2026-11-28T07:41:00+02:00".to_owned(),
        )
    };
    let money = |what: &str, state, more: &str| MoneyLine {
        what: what.into(),
        amount: "RWF 10,000".into(),
        state,
        more: more.into(),
        at: at(),
    };
    let page = BookingPage {
        frame: frame("Booking 4D5E6F", "Departures"),
        id: "77".into(),
        reference: "4D5E6F".into(),
        notice: None,
        state: State::new(Tone::Done, "Paid"),
        passenger: Some(Passenger {
            name: "Aline Uwase".into(),
            phone: Some("+250788123456".into()),
            email: Some("aline@example.org".into()),
        }),
        departure: on_sale(),
        seats: 2,
        amount: "RWF 10,000".into(),
        on_board: 0,
        payments: vec![
            money(
                "MTN MoMo",
                State::new(Tone::Refused, "Failed"),
                "The payment was refused on your phone. You can try again.",
            ),
            money("Cash", State::new(Tone::Done, "Paid"), ""),
        ],
        refunds: Vec::new(),
        events: vec![Event {
            what: "Sold at the desk".into(),
            when: Some(at().0),
            datetime: at().1,
        }],
        hand_over: None,
        has_ticket: true,
        may_cancel: true,
    };
    gallery.page("travel-desk-booking", &page);
    gallery.page(
        "travel-desk-booking-hand-over",
        &BookingPage {
            state: State::new(Tone::Off, "Cancelled"),
            refunds: vec![money(
                "The departure was called off",
                State::new(Tone::Open, "Waits at the desk"),
                "",
            )],
            hand_over: Some(HandOver {
                refund_id: "9".into(),
                amount: "RWF 10,000".into(),
                has_drawer: true,
            }),
            has_ticket: false,
            may_cancel: false,
            ..page
        },
    );
    let cancel = BookingCancelPage {
        frame: frame("Cancel a booking", "Departures"),
        id: "77".into(),
        passenger: Some("Aline Uwase".into()),
        departure: on_sale(),
        seats: 2,
        notice: None,
        money: Choices::Paid {
            amount: "RWF 10,000".into(),
            told: 10_000,
            how: "out of your drawer".into(),
            rule: "More than an hour is left: by the rules the passenger gets it back.",
            needs_drawer: false,
        },
        refund: Field::default(),
    };
    gallery.page("travel-desk-booking-cancel", &cancel);
    gallery.page(
        "travel-desk-booking-cancel-refused",
        &BookingCancelPage {
            money: Choices::Paid {
                amount: "RWF 10,000".into(),
                told: 10_000,
                how: "out of your drawer".into(),
                rule: "The bus leaves within the hour: by the rules nothing is given back.",
                needs_drawer: true,
            },
            refund: Field::default().refused("Say what becomes of the money."),
            ..cancel
        },
    );
}

pub(super) fn drawers(gallery: &mut Gallery) {
    let figures = || Figures {
        float: "RWF 20,000".into(),
        sales: "RWF 45,000".into(),
        refunds: "RWF 5,000".into(),
        expected: "RWF 60,000".into(),
    };
    let short = || ShiftDifference {
        counted: "RWF 59,500".into(),
        words: "RWF 500 too little".into(),
        right: false,
    };
    let open = ShiftOpenPage {
        frame: frame("Open your drawer", "Drawer"),
        notice: None,
        opening_float: Field::default(),
        currency: "RWF",
    };
    gallery.page("travel-desk-shift-open", &open);
    let line = |what, amount: &str| ShiftLine {
        at: ("28 Nov, 07:41".into(), "2026-11-28T07:41:00+02:00".into()),
        what,
        booking_id: "77".into(),
        reference: "4D5E6F".into(),
        amount: amount.into(),
    };
    let shift = ShiftPage {
        frame: frame("Drawer", "Drawer"),
        id: "5".into(),
        notice: None,
        operator: "Eric Habimana".into(),
        own: true,
        opened: "Saturday 28 November 2026, 06:00".into(),
        closed: None,
        state: State::new(Tone::Open, "Open"),
        figures: figures(),
        difference: None,
        notes: String::new(),
        lines: vec![
            line("Sold", "+ RWF 45,000"),
            line("Handed back", "− RWF 5,000"),
        ],
    };
    gallery.page("travel-desk-shift", &shift);
    gallery.page(
        "travel-desk-shift-closed",
        &ShiftPage {
            own: false,
            closed: Some("Saturday 28 November 2026, 14:00".into()),
            state: State::new(Tone::Off, "Closed"),
            difference: Some(short()),
            notes: "A note was torn.".into(),
            ..shift
        },
    );
    gallery.page(
        "travel-desk-shift-close",
        &ShiftClosePage {
            frame: frame("Count and close", "Drawer"),
            id: "5".into(),
            notice: None,
            figures: figures(),
            currency: "RWF",
            counted: Field::new("59500"),
            difference: Some(short()),
            told: 60_000,
            notes: Field::default(),
        },
    );
    let row = |operator: &str, difference: &str| ShiftRow {
        id: "5".into(),
        opened: (
            "Sat 28 Nov 2026, 06:00".into(),
            "2026-11-28T06:00:00+02:00".into(),
        ),
        closed: "Sat 28 Nov 2026, 14:00".into(),
        operator: operator.into(),
        state: State::new(Tone::Off, "Closed"),
        sales: "RWF 45,000".into(),
        refunds: "RWF 5,000".into(),
        difference: difference.into(),
    };
    gallery.page(
        "travel-desk-shifts",
        &ShiftsPage {
            frame: frame("Former drawers", "Former drawers"),
            all: true,
            rows: vec![
                row("Eric Habimana", "Exactly right"),
                row("Claudine Mukamana", "RWF 500 too little"),
            ],
            pager: Pager::default(),
        },
    );
}
