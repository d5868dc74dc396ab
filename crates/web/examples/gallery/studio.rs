//! The studio: its sessions, one's bookings, and who holds sessions.

use foh_web::views::admin::{Empty, FacilitatorLine, FacilitatorsPage, Pager, State, Tone};
use foh_web::views::frame::{Desk, Frame, NavItem};
use foh_web::views::parts::{Choice, Field, Notice, NoticeKind, Places};
use foh_web::views::studio::{
    Application, ApplyPage, BookingCancelPage, BookingRow, BookingsPage, Facilitator,
    FacilitatorPublicPage, PayAction, PayPage, PayState, Payment, SessionDay, SessionDetails,
    SessionFilter, SessionPage, SessionRow, SessionsPage, Standing, When,
};
use foh_web::views::travel::{PayForm, Step};

use crate::{Gallery, HOUSE, performances::LONG};

pub fn pages(gallery: &mut Gallery) {
    lists(gallery);
    one(gallery);
    bookings(gallery);
    paying(gallery);
    people(gallery);
}

fn frame(title: &str) -> Frame {
    let mut frame = Frame::new(title, HOUSE, Desk::Studio);
    frame.nav = vec![
        NavItem::new("Programme", "/"),
        NavItem::new("Sessions", "/sessions").current(),
        NavItem::new("Sign in", "/sign-in?next=/sessions"),
    ];
    frame.footer_note = Some("Times are Rome time.".into());
    frame
}

fn when(time: &str, until: &str) -> When {
    When {
        date: "Saturday 28 November 2026".into(),
        time: time.into(),
        datetime: format!("2026-11-28T{time}:00+01:00"),
        until: until.into(),
        until_datetime: "2026-11-29T12:00:00+01:00".into(),
        zone: "Rome time".into(),
    }
}

fn row(title: &str, time: &str, until: &str, facts: &[&str], price: &str, left: u32) -> SessionRow {
    SessionRow {
        href: "/sessions/1".into(),
        title: title.into(),
        when: when(time, until),
        facts: facts.iter().map(|fact| (*fact).to_owned()).collect(),
        price: price.into(),
        places: Places { left, total: 12 },
    }
}

fn rows() -> Vec<SessionRow> {
    vec![
        row(
            "Breath and voice",
            "10:00",
            "11:30",
            &["with Giulia Ferri", "Garden house"],
            "€25.00",
            7,
        ),
        row(LONG, "10:30", "12:00", &["with Tommaso Riva"], "Free", 1),
        row(
            "Silence in the mountains",
            "18:00",
            "Tuesday 1 December, 14:00",
            &[
                "Retreat",
                "with Nora Lindqvist",
                "Rifugio Calvi",
                "Rome time",
            ],
            "€1,250.00",
            0,
        ),
    ]
}

fn lists(gallery: &mut Gallery) {
    let choice = |value: &str, label: &str| Choice {
        value: value.into(),
        label: label.into(),
    };
    let filter = SessionFilter {
        kinds: vec![
            choice("", "Sessions and retreats"),
            choice("session", "Sessions"),
            choice("retreat", "Retreats"),
        ],
        prices: vec![
            choice("", "Any price"),
            choice("true", "Free"),
            choice("false", "With a price"),
        ],
        ..SessionFilter::default()
    };
    let list = SessionsPage {
        frame: frame("Sessions and retreats"),
        notice: None,
        filter: filter.clone(),
        days: vec![SessionDay {
            datetime: "2026-11-28".into(),
            weekday: "Saturday".into(),
            day: "28".into(),
            month: "November 2026".into(),
            nearness: Some("Tomorrow".into()),
            sessions: rows(),
        }],
        later_href: Some("/sessions?later=1".into()),
    };
    gallery.page("studio-sessions", &list);
    gallery.page(
        "studio-sessions-none",
        &SessionsPage {
            filter: SessionFilter {
                kind: "retreat".into(),
                with_places: true,
                in_words: Some("Retreats, with places left".into()),
                ..filter
            },
            days: Vec::new(),
            later_href: None,
            ..list
        },
    );
}

fn one(gallery: &mut Gallery) {
    let page = SessionPage {
        frame: frame("Breath and voice"),
        session: SessionDetails {
            href: "/sessions/1".into(),
            kind: "Session",
            title: "Breath and voice".into(),
            description: vec![
                "How far does a breath carry? We lie down, stand up, hum, and call across the garden. No experience is needed, only comfortable clothes and a blanket.".into(),
                "Afterwards there is tea.".into(),
            ],
            when: when("10:00", "11:30"),
            location: "Garden house, Via dei Tessitori 12, Bologna".into(),
            price: "€25.00".into(),
            due: Some("€25.00".into()),
            pays_here: true,
            facilitator: Some(Facilitator {
                name: "Giulia Ferri".into(),
                href: Some("/facilitators/1".into()),
            }),
            places: Places { left: 7, total: 12 },
        },
        notice: None,
        standing: Standing::Open,
        notes: Field::default(),
    };
    let standing = |standing| SessionPage {
        standing,
        ..page.clone()
    };
    gallery.page("studio-session", &page);
    gallery.page(
        "studio-session-sign-in",
        &standing(Standing::SignIn {
            href: "/sign-in".into(),
            register_href: Some("/register".into()),
        }),
    );
    gallery.page(
        "studio-session-booked",
        &standing(Standing::Booked {
            payment: Some(due()),
            cancel_href: Some("/bookings/1/cancel".into()),
        }),
    );
    gallery.page("studio-session-cancelled", &standing(Standing::Cancelled));
    gallery.page(
        "studio-session-refused",
        &SessionPage {
            notice: Some(Notice::new(
                NoticeKind::Refused,
                "Nothing was booked",
                "Every place of this session is taken.",
            )),
            standing: Standing::Full,
            ..page
        },
    );
}

fn bookings(gallery: &mut Gallery) {
    let booking = |title: &str, state: Option<State>| BookingRow {
        title: title.into(),
        href: "/sessions/1".into(),
        when: when("10:00", "11:30"),
        location: "Garden house".into(),
        payment: match &state {
            None => Some(due()),
            Some(state) if state.tone == Tone::Off => Some(settled(Tone::Open, "Being given back")),
            Some(_) => Some(settled(Tone::Done, "Given back")),
        },
        cancel_href: state.is_none().then(|| "/bookings/1/cancel".into()),
        state,
    };
    let page = BookingsPage {
        frame: frame("Your bookings"),
        notice: None,
        coming: vec![
            booking("Breath and voice", None),
            booking(LONG, None),
            BookingRow {
                payment: Some(Payment {
                    state: State::new(Tone::Open, "Payment under way"),
                    note: "",
                    action: Some(PayAction {
                        label: "See the payment",
                        href: "/bookings/1/pay".into(),
                    }),
                }),
                ..booking("Clowning", None)
            },
            BookingRow {
                payment: Some(settled(Tone::Done, "Paid")),
                cancel_href: None,
                ..booking("Silence", None)
            },
        ],
        before: vec![
            booking("Clowning", Some(State::new(Tone::Done, "You were there"))),
            booking("Silence", Some(State::new(Tone::Off, "You cancelled"))),
            booking(LONG, Some(State::new(Tone::Refused, "Did not take place"))),
        ],
        pager: Pager {
            first_href: None,
            next_href: Some("/bookings?before=1".into()),
        },
    };
    gallery.page("studio-bookings", &page);
    gallery.page(
        "studio-bookings-none",
        &BookingsPage {
            coming: Vec::new(),
            before: Vec::new(),
            pager: Pager::default(),
            ..page
        },
    );
    gallery.page(
        "studio-booking-cancel",
        &BookingCancelPage {
            frame: frame("Cancel your booking"),
            title: "Breath and voice".into(),
            when: when("10:00", "11:30"),
            location: "Garden house".into(),
            given_back: Some("€25.00".into()),
            action: "/bookings/1/cancel".into(),
        },
    );
}

fn due() -> Payment {
    Payment {
        state: State::new(Tone::Open, "€25.00 due"),
        note: "The payment did not work.",
        action: Some(PayAction {
            label: "Pay",
            href: "/bookings/1/pay".into(),
        }),
    }
}

fn settled(tone: Tone, word: &str) -> Payment {
    Payment {
        state: State::new(tone, word),
        note: "",
        action: None,
    }
}

fn paying(gallery: &mut Gallery) {
    let due = |step, open: bool| PayState::Due {
        step,
        method: "MTN MoMo".into(),
        form: open.then(|| {
            Box::new(PayForm {
                token: String::new(),
                payment_method: Field::new("mtn"),
                methods: crate::travel::methods(),
                phone_number: Field::default(),
            })
        }),
    };
    let failed = Step::Failed {
        reason: "The payment was not approved in time. You can try again.".into(),
    };
    let visit = Step::Visit {
        href: "https://pay.example.org/1".into(),
    };
    let back = |kind, title: &str, text: &str| vec![Notice::new(kind, title, text)];
    let page = PayPage {
        frame: frame("Pay for your place"),
        notice: None,
        version: "due-0-".into(),
        title: "Breath and voice".into(),
        when: when("10:00", "11:30"),
        location: "Garden house".into(),
        amount: "€25.00".into(),
        action: "/bookings/1/pay".into(),
        state: due(None, true),
        refunds: Vec::new(),
    };
    for (name, state) in [
        ("due", due(None, true)),
        ("told", due(None, false)),
        ("approve", due(Some(Step::Approve), false)),
        ("visit", due(Some(visit), true)),
        ("wait", due(Some(Step::Wait), false)),
        ("looked-at", due(Some(Step::LookedAt), false)),
        ("failed", due(Some(failed), true)),
        ("paid", PayState::Paid),
        ("undecided", PayState::Nothing { undecided: true }),
    ] {
        let state = PayPage {
            state,
            ..page.clone()
        };
        gallery.page(&format!("studio-pay-{name}"), &state);
    }
    let goes_back = PayPage {
        state: PayState::GoesBack,
        refunds: back(
            NoticeKind::Info,
            "€25.00 is on its way back to you",
            "By Card, as you paid. It may take a few minutes, with a card a few days.",
        ),
        ..page.clone()
    };
    gallery.page("studio-pay-goes-back", &goes_back);
    let given_back = PayPage {
        title: LONG.into(),
        state: PayState::GivenBack,
        refunds: back(NoticeKind::Done, "€25.00 was given back", ""),
        ..page
    };
    gallery.page("studio-pay-given-back", &given_back);
}

fn people(gallery: &mut Gallery) {
    let bio = vec![
        "A singer for twenty years, and a teacher of breathing for ten. My groups are small, so that everybody is heard.".to_owned(),
        "I work in Italian and English.".to_owned(),
    ];
    gallery.page(
        "studio-facilitator",
        &FacilitatorPublicPage {
            frame: frame("Giulia Ferri"),
            name: "Giulia Ferri".into(),
            specialization: "Breath and voice".into(),
            bio: bio.clone(),
            sessions: rows(),
            later_href: None,
        },
    );
    let apply = ApplyPage {
        frame: Frame::new("Hold sessions", HOUSE, Desk::Account),
        notice: None,
        application: Application::None,
        bio: Field::default(),
        specialization: Field::default(),
    };
    gallery.page("studio-apply", &apply);
    gallery.page(
        "studio-apply-waiting",
        &ApplyPage {
            application: Application::Waiting {
                since: "Saturday 28 November 2026".into(),
            },
            specialization: Field::new("Breath and voice"),
            bio: Field::new(bio.join("\n\n")),
            ..apply
        },
    );
    let line = |name: &str| FacilitatorLine {
        id: "1".into(),
        name: name.into(),
        specialization: "Breath and voice".into(),
        bio: bio.clone(),
        since: "Applied on Saturday 28 November 2026".into(),
        since_datetime: "2026-11-28T10:00:00+01:00".into(),
        waits: true,
        public_href: None,
    };
    gallery.page(
        "admin-facilitators",
        &FacilitatorsPage {
            frame: Frame::new("Facilitators", HOUSE, Desk::Administration),
            notice: None,
            lists: vec![
                NavItem::new("Applications", "#").current(),
                NavItem::new("Approved", "#"),
                NavItem::new("Refused", "#"),
            ],
            people: vec![line("Giulia Ferri"), line("Mihály Őszi-Nagy")],
            empty: Empty::new("", "", None),
            pager: Pager::default(),
        },
    );
}
