//! The operators' desk.

use foh_web::views::admin::{Event, Link, Pager, State, Tone};
use foh_web::views::frame::{Desk, Frame, NavItem};
use foh_web::views::parts::{Field, Notice, NoticeKind, Places};
use foh_web::views::qr::qr_svg;
use foh_web::views::travel::{Journey, Ticket};
use foh_web::views::travel_desk::{
    AskPage, BoardingTicketPage, BookingCancelPage, BookingPage, Choices, DepartureHead,
    DepartureLine, DeparturePage, DeparturesPage, Drawer, Figures, HandOver, ManifestLine,
    ManifestPage, MoneyLine, Passenger, PassengerLine, SalePage, ShiftClosePage, ShiftDifference,
    ShiftLine, ShiftOpenPage, ShiftPage, ShiftRow, ShiftsPage,
};

use crate::{Gallery, HOUSE};

fn frame(title: &str, current: &str) -> Frame {
    let menu = [
        ("Departures", "/travel/desk"),
        ("Drawer", "/travel/desk/shift"),
        ("Former drawers", "/travel/desk/shifts"),
    ];
    let nav = menu.map(|(label, href)| {
        let item = NavItem::new(label, href);
        if label == current {
            item.current()
        } else {
            item
        }
    });
    Frame {
        nav: nav.into(),
        signed_in_name: Some("Eric Habimana".into()),
        has_account: true,
        ..Frame::new(title, HOUSE, Desk::TravelDesk)
    }
}

fn head(time: &str, left: u32, state: State) -> DepartureHead {
    DepartureHead {
        id: "0193".into(),
        route: "Kigali to Musanze".into(),
        date: "Saturday 28 November 2026".into(),
        time: time.into(),
        datetime: "2026-11-28T08:30:00+02:00".into(),
        arrives: "10:45".into(),
        zone: "Kigali time".into(),
        plate: "RAB 123 C".into(),
        company: "Volcano Express".into(),
        state,
        places: Places { left, total: 30 },
    }
}

fn on_sale() -> DepartureHead {
    head("08:30", 12, State::new(Tone::Done, "On sale"))
}

pub fn pages(gallery: &mut Gallery) {
    departures(gallery);
    departure(gallery);
    sale(gallery);
    booking(gallery);
    drawers(gallery);
}

fn departures(gallery: &mut Gallery) {
    let line = |departure, may_sell, may_check_in, quiet| DepartureLine {
        departure,
        may_sell,
        may_check_in,
        quiet,
    };
    let page = DeparturesPage {
        frame: frame("Departures", "Departures"),
        notice: None,
        heading: "Today, Saturday 28 November 2026".into(),
        day: "2026-11-28".into(),
        previous: Some(Link::new("Yesterday", "#")),
        next: Some(Link::new("Tomorrow", "#")),
        today: None,
        drawer: Drawer::Open {
            href: "#".into(),
            expected: "RWF 60,000".into(),
        },
        lines: vec![
            line(
                head("06:00", 4, State::new(Tone::Off, "Has left")),
                false,
                true,
                true,
            ),
            line(on_sale(), true, true, false),
            line(
                head("11:00", 0, State::new(Tone::Done, "On sale")),
                false,
                true,
                false,
            ),
            line(
                head("14:30", 2, State::new(Tone::Done, "On sale")),
                true,
                true,
                false,
            ),
            line(
                head("18:00", 30, State::new(Tone::Refused, "Called off")),
                false,
                false,
                true,
            ),
        ],
        no_routes: false,
    };
    gallery.page("travel-desk", &page);
    gallery.page(
        "travel-desk-empty",
        &DeparturesPage {
            lines: Vec::new(),
            drawer: Drawer::Closed,
            today: Some(Link::new("Today", "#")),
            ..page
        },
    );
}

#[expect(clippy::too_many_lines, reason = "a list of pages")]
fn departure(gallery: &mut Gallery) {
    let passenger =
        |name: &str, reference: &str, seats, state, paid: &str, on_board| PassengerLine {
            id: "77".into(),
            name: Some(name.into()),
            phone: Some("+250788123456".into()),
            reference: reference.into(),
            seats,
            state,
            paid: paid.into(),
            on_board,
        };
    let page = DeparturePage {
        frame: frame("Kigali to Musanze", "Departures"),
        departure: on_sale(),
        notice: None,
        query: String::new(),
        all: false,
        lines: vec![
            passenger(
                "Aline Uwase",
                "4D5E6F",
                2,
                State::new(Tone::Done, "1 of 2 on board"),
                "Cash, RWF 10,000",
                1,
            ),
            passenger(
                "Jean-Baptiste Nsengiyumva Mugisha",
                "A1B2C3",
                4,
                State::new(Tone::Done, "Paid"),
                "MTN MoMo, RWF 20,000",
                0,
            ),
            passenger(
                "Grace Ingabire",
                "0F9E8D",
                1,
                State::new(Tone::Open, "Held until 08:10"),
                "not yet",
                0,
            ),
        ],
        bookings: 3,
        seats: 7,
        on_board: 1,
        may_sell: true,
        may_check_in: true,
        may_depart: true,
        may_cancel: true,
    };
    gallery.page("travel-desk-departure", &page);
    gallery.page(
        "travel-desk-departure-none",
        &DeparturePage {
            lines: Vec::new(),
            query: "Grace".into(),
            notice: Some(Notice::new(
                NoticeKind::Refused,
                "The bus cannot have left",
                "It may leave from Saturday 28 November, 07:30 on.",
            )),
            ..page
        },
    );
    gallery.page(
        "travel-desk-call-off",
        &AskPage {
            frame: frame("Call a departure off", "Departures"),
            departure: on_sale(),
            heading: "Call it off for good?".into(),
            consequences: vec![
                "3 bookings are cancelled. All passengers are told at once. It cannot be taken back.".into(),
                "2 refunds are made: RWF 30,000 in all. Cash waits at the desk.".into(),
            ],
            action: "#".into(),
            yes: "Call the departure off",
            busy: "Calling it off…",
            no: "Keep it",
        },
    );
    let line = |name: &str, seats, method, amount: &str| ManifestLine {
        name: name.into(),
        phone: "+250788123456".into(),
        reference: "4D5E6F".into(),
        seats,
        on_board: 1,
        method,
        amount: amount.into(),
    };
    gallery.page(
        "travel-desk-manifest",
        &ManifestPage {
            frame: frame("Manifest", "Departures"),
            departure: on_sale(),
            lines: vec![
                line("Aline Uwase", 2, "Cash", "RWF 10,000"),
                line(
                    "Jean-Baptiste Nsengiyumva Mugisha",
                    4,
                    "MTN MoMo",
                    "RWF 20,000",
                ),
            ],
            seats: 6,
            on_board: 2,
            held: 1,
            total: "RWF 30,000".into(),
            made_at: "Saturday 28 November, 08:12".into(),
        },
    );
}

fn sale(gallery: &mut Gallery) {
    let page = SalePage {
        frame: frame("Sell seats", "Departures"),
        departure: on_sale(),
        notice: None,
        form_key: "key".into(),
        passenger_name: Field::default(),
        phone_number: Field::default(),
        email: Field::default(),
        seats: Field::new("1"),
        amounts: (1..=12).map(|n| format!("RWF {},000", n * 5)).collect(),
        opening_float: None,
        currency: "RWF",
        closed: None,
    };
    gallery.page("travel-desk-sale", &page);
    gallery.page(
        "travel-desk-sale-refused",
        &SalePage {
            passenger_name: Field::new("Aline Uwase"),
            phone_number: Field::new("0788").refused("Please give a number with its country."),
            seats: Field::new("13").refused("Only 12 seats left."),
            opening_float: Some(Field::default()),
            ..page.clone()
        },
    );
    gallery.page(
        "travel-desk-sale-closed",
        &SalePage {
            closed: Some("Every seat is taken."),
            ..page
        },
    );
    let url = "https://tickets.example.org/api/check-ins/preview/?token=AZPQ8Z5xcHqX0Y9wVt3uS2rQpO1nMlKjIhGfEdCbAZyXwVuTsRqPoNmLkJiHgFeD";
    gallery.page(
        "travel-desk-ticket",
        &BoardingTicketPage {
            frame: frame("Ticket", "Departures"),
            notice: Some(Notice::new(
                NoticeKind::Done,
                "Sold",
                "The money is in your drawer, and the ticket goes to the passenger's phone as well.",
            )),
            ticket: Ticket {
                journey: Journey {
                    from: "Kigali".into(),
                    to: "Musanze".into(),
                    date: "Saturday 28 November 2026".into(),
                    time: "08:30".into(),
                    datetime: "2026-11-28T08:30:00+02:00".into(),
                    arrives: "10:45".into(),
                    arrives_datetime: "2026-11-28T10:45:00+02:00".into(),
                    duration: "2 h 15 min".into(),
                    plate: "RAB 123 C".into(),
                    company: "Volcano Express".into(),
                    zone: "Kigali time".into(),
                },
                seats: 2,
                reference: "4D5E6F".into(),
                qr_svg: qr_svg(url).unwrap_or_default(),
            },
            paid: "Cash, RWF 10,000".into(),
            booking_id: "77".into(),
            sell_href: Some("#".into()),
            departure_href: "#".into(),
        },
    );
}

fn booking(gallery: &mut Gallery) {
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

fn drawers(gallery: &mut Gallery) {
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
