//! The travel desk: finding a bus, booking, and every state of a booking.

use foh_web::views::frame::{Desk, Frame, NavItem};
use foh_web::views::parts::{Choice, Field, Notice, NoticeKind, Places};
use foh_web::views::qr::qr_svg;
use foh_web::views::travel::{
    BackPage, BookingForm, BookingPage, BookingState, CancelBookingPage, DayLink, DeparturePage,
    DepartureRow, Due, FindPage, Found, Journey, MethodCard, PayForm, RouteLink, SearchForm,
    SearchPage, Standing, Step, Ticket, TicketPage, UnknownBookingPage, Until,
};

use crate::{Gallery, HOUSE};

pub fn pages(gallery: &mut Gallery) {
    search(gallery);
    departure(gallery);
    booking(gallery);
    others(gallery);
}

fn frame(title: &str) -> Frame {
    let mut frame = Frame::new(title, HOUSE, Desk::Travel);
    frame.nav = vec![
        NavItem::new("Programme", "/"),
        NavItem::new("Sessions", "/sessions"),
        NavItem::new("Travel", "/travel").current(),
        NavItem::new("Sign in", "/sign-in?next=/travel"),
    ];
    frame.footer_note = Some("Times are Kigali time.".into());
    frame
}

fn private(title: &str) -> Frame {
    Frame {
        private: true,
        nav: Vec::new(),
        ..frame(title)
    }
}

fn journey(time: &str, arrives: &str) -> Journey {
    Journey {
        from: "Kigali".into(),
        to: "Huye".into(),
        date: "Saturday 28 November 2026".into(),
        time: time.into(),
        datetime: format!("2026-11-28T{time}:00+02:00"),
        arrives: arrives.into(),
        arrives_datetime: "2026-11-28T09:00:00+02:00".into(),
        duration: "2 h 30 min".into(),
        plate: "RAB 123 C".into(),
        company: "Volcano Express".into(),
        zone: "Kigali time".into(),
    }
}

fn form() -> SearchForm {
    let choice = |value: &str, label: &str| Choice {
        value: value.into(),
        label: label.into(),
    };
    SearchForm {
        from: "KGL".into(),
        to: "HUY".into(),
        date: "2026-11-28".into(),
        districts: vec![
            choice("HUY", "Huye"),
            choice("KGL", "Kigali"),
            choice("MUS", "Musanze"),
        ],
        swap_href: Some("/travel?from=HUY&to=KGL".into()),
    }
}

fn routes() -> Vec<RouteLink> {
    let link = |to: &str, duration: &str, fare: &str| RouteLink {
        href: "/travel?from=KGL&to=HUY".into(),
        from: "Kigali".into(),
        to: to.into(),
        duration: duration.into(),
        fare: fare.into(),
    };
    vec![
        link("Huye", "2 h 30 min", "RWF 5,000"),
        link("Musanze", "2 h", "RWF 4,000"),
        link(
            "Kirehe by way of Rwamagana and Kayonza",
            "3 h 45 min",
            "RWF 6,500",
        ),
    ]
}

fn days() -> Vec<DayLink> {
    let day = |weekday: &str, day: &str, current| DayLink {
        href: "/travel?date=2026-11-28".into(),
        datetime: "2026-11-28".into(),
        weekday: weekday.into(),
        day: day.into(),
        current,
    };
    vec![
        day("Fri", "27 Nov", false),
        day("Sat", "28 Nov", true),
        day("Mon", "30 Nov", false),
        day("Tue", "1 Dec", false),
        day("Wed", "2 Dec", false),
        day("Thu", "3 Dec", false),
        day("Fri", "4 Dec", false),
    ]
}

fn search(gallery: &mut Gallery) {
    let row = |time: &str, arrives: &str, left| DepartureRow {
        href: "/travel/departures/1".into(),
        journey: journey(time, arrives),
        fare: "RWF 5,000".into(),
        places: Places { left, total: 30 },
    };
    let day = |days, departures| Found::Day {
        from: "Kigali".into(),
        to: "Huye".into(),
        date: "Tomorrow, Saturday 28 November 2026".into(),
        days,
        departures,
    };
    let page = SearchPage {
        frame: frame("Kigali to Huye"),
        notice: None,
        form: form(),
        found: day(
            days(),
            vec![
                row("06:30", "09:00", 12),
                row("08:15", "10:45", 2),
                row("14:00", "16:30", 0),
                row("23:00", "Sunday 29 November, 01:30", 30),
            ],
        ),
    };
    gallery.page("travel-search", &page);
    let found = [
        ("travel-search-start", Found::Start { routes: routes() }),
        ("travel-search-nothing", Found::Start { routes: Vec::new() }),
        ("travel-search-no-day", day(days(), Vec::new())),
        ("travel-search-no-departures", day(Vec::new(), Vec::new())),
        (
            "travel-search-no-route",
            Found::NoRoute {
                from: "Huye".into(),
                to: "Musanze".into(),
                routes: routes(),
            },
        ),
    ];
    for (name, found) in found {
        gallery.page(
            name,
            &SearchPage {
                found,
                ..page.clone()
            },
        );
    }
}

pub fn methods() -> Vec<MethodCard> {
    let card = |value: &str, name: &str, hint: &str| MethodCard {
        value: value.into(),
        name: name.into(),
        hint: hint.into(),
    };
    let phone = "You approve it on your phone with your PIN.";
    vec![
        card("mtn", "MTN MoMo", phone),
        card("airtel", "Airtel Money", phone),
        card(
            "card",
            "Card",
            "You type it on the provider's page, not here.",
        ),
    ]
}

fn departure(gallery: &mut Gallery) {
    let page = DeparturePage {
        frame: frame("Kigali to Huye"),
        href: "/travel/departures/1".into(),
        back_href: "/travel?from=KGL&to=HUY&date=2026-11-28".into(),
        journey: journey("06:30", "09:00"),
        fare: "RWF 5,000".into(),
        totals: (1..=12)
            .map(|seats| format!("RWF {},000", 5 * seats))
            .collect(),
        places: Places {
            left: 12,
            total: 30,
        },
        standing: Standing::Open,
        notice: None,
        form: BookingForm {
            form_key: "0193".into(),
            seats: Field::new("2"),
            methods: methods(),
            ..BookingForm::default()
        },
    };
    gallery.page("travel-departure", &page);
    gallery.page(
        "travel-departure-errors",
        &DeparturePage {
            form: BookingForm {
                seats: Field::new("14").refused("Only 12 seats are left. Choose fewer."),
                passenger_name: Field::new("Ada Uwase"),
                phone_number: Field::new("0788 123 456")
                    .refused("Start the number with a plus sign and the country code."),
                payment_method: Field::new("mtn").refused("Choose how you want to pay."),
                ..page.form.clone()
            },
            ..page.clone()
        },
    );
    gallery.page(
        "travel-departure-sent-before",
        &DeparturePage {
            notice: Some(Notice::new(
                NoticeKind::Refused,
                "You have booked with this form already",
                "A message with the booking is on its way to your phone. If you want a second booking, send the form again.",
            )),
            ..page.clone()
        },
    );
    for (name, standing) in [
        ("travel-departure-full", Standing::Full),
        ("travel-departure-left", Standing::Departed),
        ("travel-departure-called-off", Standing::Cancelled),
        ("travel-departure-at-desk", Standing::AtDesk),
    ] {
        gallery.page(
            name,
            &DeparturePage {
                standing,
                ..page.clone()
            },
        );
    }
}

fn ticket() -> Ticket {
    let url = format!(
        "https://tickets.example.org/api/check-ins/preview/?token={}",
        "Zk3v".repeat(16)
    );
    Ticket {
        journey: journey("06:30", "09:00"),
        seats: 2,
        reference: "4D5E6F".into(),
        qr_svg: qr_svg(&url).expect("a code"),
    }
}

fn due(step: Step, again: bool) -> BookingState {
    BookingState::Due(Box::new(Due {
        step,
        method: "MTN MoMo".into(),
        until: Until {
            time: "12:10".into(),
            datetime: "2026-11-27T12:10:00+02:00".into(),
            zone: "Kigali time".into(),
        },
        form: again.then(|| PayForm {
            token: "t".into(),
            payment_method: Field::new("mtn"),
            methods: methods(),
            phone_number: Field::new("+250788123451"),
        }),
    }))
}

fn booking(gallery: &mut Gallery) {
    let paid = |on_board| BookingState::Paid {
        ticket: Box::new(ticket()),
        print_href: "/travel/booking/ticket?token=t".into(),
        on_board,
    };
    let back = |kind, title: &str, text: &str| vec![Notice::new(kind, title, text)];
    let page = BookingPage {
        frame: private("Booking 4D5E6F"),
        notice: None,
        version: "paid-1-0-".into(),
        reference: "4D5E6F".into(),
        journey: journey("06:30", "09:00"),
        seats: "2 seats".into(),
        amount: "RWF 10,000".into(),
        state: paid(false),
        refunds: Vec::new(),
        refunding: false,
        cancel_href: Some("/travel/booking/cancel?token=t".into()),
        again_href: "/travel?from=KGL&to=HUY".into(),
    };
    gallery.page("travel-booking-paid", &page);
    let visit = Step::Visit {
        href: "https://pay.example.org/1".into(),
    };
    let failed = Step::Failed {
        reason:
            "There is too little money on this account. Pay in another way, or try again later."
                .into(),
    };
    for (name, state) in [
        ("travel-booking-approve", due(Step::Approve, false)),
        ("travel-booking-visit", due(visit, true)),
        ("travel-booking-wait", due(Step::Wait, false)),
        ("travel-booking-looked-at", due(Step::LookedAt, false)),
        ("travel-booking-failed", due(failed, true)),
        ("travel-booking-on-board", paid(true)),
    ] {
        gallery.page(
            name,
            &BookingPage {
                state,
                ..page.clone()
            },
        );
    }
    let on_its_way = back(
        NoticeKind::Info,
        "RWF 10,000 is on its way back to you",
        "By MTN MoMo, as you paid. It may take a few minutes, with a card a few days.",
    );
    let given = back(NoticeKind::Done, "RWF 10,000 was given back", "");
    let stuck = back(
        NoticeKind::Warning,
        "RWF 10,000 could not be given back yet",
        "We are looking after it. There is nothing you need to do.",
    );
    let run_out = |undecided| BookingState::RunOut { undecided };
    for (name, state, refunds) in [
        ("travel-booking-over", run_out(true), Vec::new()),
        ("travel-booking-run-out", run_out(false), Vec::new()),
        (
            "travel-booking-cancelled",
            BookingState::Cancelled,
            on_its_way,
        ),
        ("travel-booking-given-back", BookingState::Cancelled, given),
        ("travel-booking-stuck", BookingState::Cancelled, stuck),
    ] {
        gallery.page(
            name,
            &BookingPage {
                state,
                refunds,
                cancel_href: None,
                ..page.clone()
            },
        );
    }
}

fn others(gallery: &mut Gallery) {
    gallery.page(
        "travel-ticket",
        &TicketPage {
            frame: private("Your ticket"),
            ticket: ticket(),
            booking_href: "/travel/booking?token=t".into(),
        },
    );
    gallery.page(
        "travel-cancel",
        &CancelBookingPage {
            frame: private("Cancel your booking"),
            notice: None,
            journey: journey("06:30", "09:00"),
            seats: "2 seats".into(),
            quote: "RWF 10,000 goes back to you the way it came.".into(),
            told: "10000".into(),
            token: "t".into(),
            keep_href: "/travel/booking?token=t".into(),
        },
    );
    let find = FindPage {
        frame: private("Find my booking"),
        notice: None,
        reference: Field::default(),
        phone_number: Field::default(),
    };
    gallery.page("travel-find", &find);
    gallery.page(
        "travel-find-unknown",
        &FindPage {
            notice: Some(Notice::new(
                NoticeKind::Refused,
                "There is no booking with this reference and this number.",
                "Compare both with your message or your ticket.",
            )),
            reference: Field::new("4D5E6F"),
            phone_number: Field::new("+250788123451"),
            ..find
        },
    );
    gallery.page(
        "travel-unknown",
        &UnknownBookingPage {
            frame: private("No such booking"),
        },
    );
    for (name, given_up) in [("travel-back", false), ("travel-back-given-up", true)] {
        gallery.page(
            name,
            &BackPage {
                frame: frame("Your payment"),
                given_up,
            },
        );
    }
}
