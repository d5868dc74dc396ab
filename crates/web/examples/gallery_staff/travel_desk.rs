//! The operators' desk.

mod sold;

use foh_web::views::admin::{Link, State, Tone};
use foh_web::views::frame::{Desk, Frame, NavItem};
use foh_web::views::parts::{Field, Notice, NoticeKind, Places};
use foh_web::views::qr::qr_svg;
use foh_web::views::travel::{Journey, Ticket};
use foh_web::views::travel_desk::{
    AskPage, BoardingTicketPage, DepartureHead, DepartureLine, DeparturePage, DeparturesPage,
    Drawer, ManifestLine, ManifestPage, PassengerLine, SalePage,
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
    sold::booking(gallery);
    sold::drawers(gallery);
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
