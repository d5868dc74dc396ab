//! The programme and the shows.

use foh_web::views::frame::{Frame, NavItem};
use foh_web::views::parts::{Notice, NoticeKind};
use foh_web::views::theatre::{Booking, Day, Filter, Poster, Programme, Show, ShowCard};

use crate::performances::{LONG, dates, row};
use crate::{Gallery, frame};

pub fn pages(gallery: &mut Gallery) {
    let programme = Programme {
        frame: Frame {
            nav: vec![NavItem::new("Programme", "/").current()],
            ..frame("Programme")
        },
        intro: Some("Reserve online, confirm by e-mail, and show the code at the door.".into()),
        notice: None,
        filter: Filter::default(),
        days: days(),
        later_href: Some("/?from=2026-12-01".into()),
        shows: shows(),
    };
    gallery.page("programme", &programme);
    gallery.page(
        "programme-filtered-empty",
        &Programme {
            filter: Filter {
                from: "2026-12-24".into(),
                to: "2026-12-26".into(),
                in_words: Some("24 to 26 December 2026".into()),
            },
            days: Vec::new(),
            later_href: None,
            ..programme.clone()
        },
    );
    gallery.page(
        "programme-bad-dates",
        &Programme {
            notice: Some(Notice::new(
                NoticeKind::Warning,
                "The first day is after the last",
                "All dates are shown. Turn the two around to narrow them down.",
            )),
            filter: Filter {
                from: "2026-12-26".into(),
                to: "2026-12-24".into(),
                in_words: None,
            },
            ..programme.clone()
        },
    );
    gallery.page(
        "programme-empty",
        &Programme {
            days: Vec::new(),
            shows: Vec::new(),
            later_href: None,
            ..programme
        },
    );

    let show = Show {
        frame: frame("The Cherry Orchard"),
        title: "The Cherry Orchard".into(),
        facts: vec!["A comedy in four acts".into(), "2 h 10 min".into(), "in English".into()],
        description: vec![
            "Lyubov Andreyevna returns to the house she grew up in, to an orchard in blossom and to debts that cannot be paid. Everyone knows what must be done; nobody can bear to say it.".into(),
            "Chekhov called it a comedy. Our company of nine plays it in one room, with one samovar, and with an audience close enough to be offered tea.".into(),
        ],
        poster: None,
        performances: dates(),
    };
    gallery.page("show", &show);
    gallery.page(
        "show-long-with-poster",
        &Show {
            frame: frame(LONG),
            title: LONG.into(),
            poster: Some(Poster {
                src: "/assets/poster.svg".into(),
                alt: "An apothecary talks to a stuffed crocodile".into(),
                width: 600,
                height: 800,
            }),
            performances: Vec::new(),
            ..show
        },
    );
}

fn days() -> Vec<Day> {
    let day = |datetime: &str, weekday: &str, day: &str, near: Option<&str>, performances| Day {
        datetime: datetime.into(),
        weekday: weekday.into(),
        day: day.into(),
        month: "November 2026".into(),
        nearness: near.map(Into::into),
        performances,
    };
    vec![
        day(
            "2026-11-26",
            "Thursday",
            "26",
            Some("Today"),
            vec![row(
                "A Winter’s Tale, Told Twice",
                "19:30",
                3,
                80,
                Booking::Open,
            )],
        ),
        day(
            "2026-11-28",
            "Saturday",
            "28",
            None,
            vec![
                row("The Little Prince", "15:00", 41, 60, Booking::Open),
                row("The Cherry Orchard", "20:00", 12, 80, Booking::Open),
                row(LONG, "22:30", 0, 40, Booking::Open),
            ],
        ),
        day(
            "2026-11-29",
            "Sunday",
            "29",
            None,
            vec![
                row("The Little Prince", "11:00", 60, 60, Booking::Closed),
                row("The Cherry Orchard", "18:00", 76, 80, Booking::Open),
            ],
        ),
    ]
}

fn shows() -> Vec<ShowCard> {
    let show = |title: &str, summary: &str, next: Option<&str>| ShowCard {
        title: title.into(),
        href: "/shows/x".into(),
        summary: summary.into(),
        next: next.map(Into::into),
    };
    vec![
        show(
            "The Cherry Orchard",
            "A house, a debt, and an auction nobody wants to talk about.",
            Some("Saturday 28 November, 20:00"),
        ),
        show(
            "The Little Prince",
            "For everyone from six years on. With live music.",
            Some("Saturday 28 November, 15:00"),
        ),
        show(LONG, "", Some("Saturday 28 November, 22:30")),
        show(
            "Waiting for the Night Bus",
            "Two strangers, one timetable.",
            None,
        ),
    ]
}
