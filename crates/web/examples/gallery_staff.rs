//! Writes every page of the door and the administration with plausible data as a file.
//!
//! `cargo run -p foh-web --example gallery_staff -- target/gallery-staff`, then serve the
//! directory to have the scripts as well.
#![allow(clippy::expect_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use askama::Template;
use foh_domain::identity::Role;
use foh_web::assets;
use foh_web::http::access::{Menu, menu};
use foh_web::views::admin::{
    AccountLine, AccountListFilter, AccountPage, AccountStanding, AuditLine, AuditListFilter,
    CheckIn, Event, Guest, InvitationPage, Link, ListBasics, Overview, Pager, ParkedLine,
    PerformanceFilter, PerformanceLine, PerformancePage, PerformanceToday, PosterPanel, Resend,
    ReservationCancel, ReservationFilter, ReservationLine, ReservationNew, ReservationPage,
    ReservationStatus, RoomLine, RoomPage, Section, ShowLine, ShowPage, Step, Tally, VenueLine,
    VenuePage, Zone, accounts, audit, outbox, performances, reservations, rooms, shows, venues,
};
use foh_web::views::door::{
    DoorChoice, DoorChoose, DoorPerformance, DoorPreview, DoorScan, DoorVerdict, Nearness,
    VerdictKind,
};
use foh_web::views::frame::{Desk, Frame, NavItem};
use foh_web::views::parts::{Choice, Field, Notice, NoticeKind, Places};
use foh_web::views::theatre::PerformanceSummary;

const HOUSE: &str = "Kammerspiele am Markt";
const LONG: &str = "The Tragical Comedy or Comical Tragedy of the Extraordinarily Long-Winded Apothecary of Bad Münstereifel";

/// The policy the server sends, so that a page that breaks it is seen to break here.
const POLICY: &str = r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'">"#;

fn main() {
    let directory = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("target/gallery-staff"), PathBuf::from);
    fs::create_dir_all(directory.join("assets")).expect("a directory");
    for asset in assets::all() {
        let path = directory.join(asset.url.trim_start_matches('/'));
        fs::write(path, &asset.body).expect("an asset");
    }
    let mut gallery = Gallery {
        directory,
        index: String::new(),
    };
    door(&mut gallery);
    overview(&mut gallery);
    house(&mut gallery);
    plays(&mut gallery);
    box_office(&mut gallery);
    accounts_of_the_house(&mut gallery);
    audit_log(&mut gallery);
    gallery.finish();
}

struct Gallery {
    directory: PathBuf,
    index: String,
}

impl Gallery {
    fn page(&mut self, name: &str, view: &impl Template) {
        let html = view
            .render()
            .expect("a page")
            .replace("<head>", &format!("<head>{POLICY}"))
            .replace("\"/assets/", "\"assets/");
        println!("{name:<28} {:>6} bytes", html.len());
        fs::write(self.directory.join(format!("{name}.html")), html).expect("a file");
        writeln!(self.index, "<li><a href=\"{name}.html\">{name}</a></li>").expect("a string");
    }

    fn finish(self) {
        let index = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Gallery</title><h1>Gallery</h1><ul>{}</ul></html>",
            self.index
        );
        fs::write(self.directory.join("index.html"), index).expect("an index");
    }
}

fn at_door(title: &str) -> Frame {
    Frame {
        signed_in_name: Some("Noor Example".into()),
        ..Frame::new(title, HOUSE, Desk::Door)
    }
}

fn tonight() -> DoorPerformance {
    DoorPerformance {
        id: "0193".into(),
        show_title: "The Cherry Orchard".into(),
        day: "Today".into(),
        time: "20:00".into(),
        datetime: "2026-11-28T20:00:00+01:00".into(),
        room: "Main stage".into(),
        inside: 42,
        expected: 80,
    }
}

fn door(gallery: &mut Gallery) {
    let choice = |title: &str, day: &str, time: &str, inside, nearness| DoorChoice {
        performance: DoorPerformance {
            show_title: title.into(),
            day: day.into(),
            time: time.into(),
            inside,
            ..tonight()
        },
        nearness,
    };
    let choose = DoorChoose {
        frame: at_door("Which door?"),
        notice: None,
        choices: vec![
            choice("The Cherry Orchard", "Today", "20:00", 42, Nearness::Now),
            choice("The Little Prince", "Today", "18:00", 57, Nearness::Begun),
            choice(LONG, "Today", "22:30", 0, Nearness::Later),
            choice(
                "A Winter’s Tale, Told Twice",
                "Tomorrow",
                "11:00",
                0,
                Nearness::Later,
            ),
        ],
    };
    gallery.page("door-choose", &choose);
    gallery.page(
        "door-choose-empty",
        &DoorChoose {
            choices: Vec::new(),
            ..choose
        },
    );
    let scan = DoorScan {
        frame: at_door("Door"),
        performance: tonight(),
        time_zone: "Europe/Berlin".into(),
        token: Field::default(),
        count_href: Some("/door/0193/count".into()),
        other_doors: true,
    };
    gallery.page("door-scan", &scan);
    gallery.page(
        "door-scan-long-refused",
        &DoorScan {
            performance: DoorPerformance {
                show_title: LONG.into(),
                inside: 1042,
                expected: 1080,
                ..tonight()
            },
            token: Field::new("abc").refused("A code has more than 16 letters and digits."),
            ..scan
        },
    );
    let preview = DoorPreview {
        frame: Frame {
            private: true,
            ..at_door("A party of 5")
        },
        performance: tonight(),
        token: "token".into(),
        party_size: 5,
        remaining: 3,
        count: Field::new("3"),
    };
    gallery.page("door-preview", &preview);
    gallery.page(
        "door-preview-one",
        &DoorPreview {
            party_size: 1,
            remaining: 1,
            count: Field::new("1"),
            ..preview.clone()
        },
    );
    gallery.page(
        "door-preview-refused",
        &DoorPreview {
            count: Field::new("4").refused("Only 3 of this party are outside."),
            ..preview
        },
    );
    verdicts(gallery);
}

fn verdicts(gallery: &mut Gallery) {
    for kind in VerdictKind::ALL {
        let value = match kind {
            VerdictKind::Welcome | VerdictKind::Undone => Some("2"),
            VerdictKind::AlreadyIn => Some("20:41"),
            _ => None,
        };
        gallery.page(
            &format!("door-verdict-{}", kind.code()),
            &DoorVerdict {
                frame: at_door(&DoorVerdict::headline_of(kind, value)),
                performance: tonight(),
                kind,
                value: value.map(Into::into),
                detail: (kind == VerdictKind::Welcome).then(|| "2 of 3 are in now.".into()),
                check_in_id: (kind == VerdictKind::Welcome).then(|| "77".into()),
                token: Some("token".into()),
                count: Some(2),
            },
        );
    }
}

fn at_desk(title: &str, section: Section) -> Frame {
    let menu = menu(Menu::Administration, Role::Administrator);
    let nav = menu.into_iter().map(|(href, label)| {
        let item = NavItem::new(label, href);
        if href == section.href() {
            item.current()
        } else {
            item
        }
    });
    Frame {
        nav: nav.collect(),
        signed_in_name: Some("Noor Example".into()),
        ..Frame::new(title, HOUSE, Desk::Administration)
    }
}

fn basics(title: &str, section: Section) -> ListBasics {
    ListBasics {
        frame: at_desk(title, section),
        notice: None,
        query: String::new(),
        pager: Pager::default(),
        may_create: true,
    }
}

fn choice(value: &str, label: &str) -> Choice {
    Choice {
        value: value.into(),
        label: label.into(),
    }
}

fn saved(what: &str) -> Notice {
    Notice::new(NoticeKind::Done, what, "")
}

fn overview(gallery: &mut Gallery) {
    let line = |title: &str, date: &str, time: &str, left, inside| PerformanceToday {
        id: "0193".into(),
        show_title: title.into(),
        date: date.into(),
        time: time.into(),
        datetime: "2026-11-28T20:00:00+01:00".into(),
        room: "Main stage".into(),
        places: Places { left, total: 80 },
        booking_open: left != 41,
        confirmed: 80 - left,
        inside,
    };
    let page = Overview {
        frame: at_desk("Today", Section::Overview),
        date: "Saturday 28 November 2026".into(),
        notice: None,
        parked: 3,
        today: vec![
            line("The Little Prince", "", "15:00", 41, 37),
            line("The Cherry Orchard", "", "20:00", 4, 0),
        ],
        next: vec![
            line("The Little Prince", "Sun 29 November", "11:00", 60, 0),
            line("The Cherry Orchard", "Sun 29 November", "18:00", 76, 0),
            line(LONG, "Fri 4 December", "22:30", 0, 0),
        ],
        steps: Vec::new(),
        may_open_door: true,
    };
    gallery.page("admin", &page);
    let step = |label: &str, done| Step {
        label: label.into(),
        href: "/admin/venues/new".into(),
        done,
    };
    gallery.page(
        "admin-first-steps",
        &Overview {
            parked: 0,
            today: Vec::new(),
            next: Vec::new(),
            steps: vec![
                step("Add the venue", true),
                step("Add a room to it", false),
                step("Write down a show", false),
                step("Plan its first performance and open booking", false),
            ],
            ..page.clone()
        },
    );
    gallery.page(
        "admin-quiet",
        &Overview {
            parked: 1,
            today: Vec::new(),
            ..page
        },
    );
}

fn house(gallery: &mut Gallery) {
    let venue = |name: &str, address: &str, rooms| VenueLine {
        id: "0193".into(),
        name: name.into(),
        address: address.into(),
        time_zone: "Europe/Berlin".into(),
        rooms,
    };
    gallery.page(
        "admin-venues",
        &venues(
            basics("Venues", Section::Venues),
            vec![
                venue("Kammerspiele am Markt", "Markt 4, 10178 Berlin", 3),
                venue("Open-air stage", "", 1),
            ],
        ),
    );
    gallery.page(
        "admin-venues-empty",
        &venues(basics("Venues", Section::Venues), Vec::new()),
    );
    gallery.page(
        "admin-venues-nothing",
        &venues(
            ListBasics {
                query: "opera".into(),
                ..basics("Venues", Section::Venues)
            },
            Vec::new(),
        ),
    );
    let room = |name: &str, capacity| RoomLine {
        id: "0193".into(),
        name: name.into(),
        venue: HOUSE.into(),
        capacity,
    };
    gallery.page(
        "admin-rooms",
        &rooms(
            basics("Rooms", Section::Venues),
            "",
            vec![choice("0193", HOUSE)],
            vec![room("Main stage", 80), room("Upper foyer", 40)],
        ),
    );
    let page = VenuePage {
        frame: at_desk(HOUSE, Section::Venues),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: Some(saved("The venue is saved")),
        name: Field::new(HOUSE),
        address: Field::new("Markt 4, 10178 Berlin"),
        time_zone: Field::new("Europe/Berlin"),
        zones: vec!["Europe/Berlin".into(), "Europe/Rome".into()],
        rooms: vec![room("Main stage", 80), room("Upper foyer", 40)],
    };
    gallery.page("admin-venue", &page);
    gallery.page(
        "admin-venue-new",
        &VenuePage {
            id: None,
            notice: None,
            name: Field::default().refused("Enter a name."),
            time_zone: Field::new("Berlin").refused("Please name a time zone such as Europe/Rome."),
            rooms: Vec::new(),
            ..page
        },
    );
    gallery.page(
        "admin-room",
        &RoomPage {
            frame: at_desk("Main stage", Section::Venues),
            id: Some("0193".into()),
            form_key: String::new(),
            notice: None,
            venue_id: Field::new("0193"),
            venues: vec![choice("0193", HOUSE)],
            name: Field::new("Main stage"),
            capacity: Field::new("80"),
        },
    );
}

fn plays(gallery: &mut Gallery) {
    let show = |title: &str, published, performances| ShowLine {
        id: "0193".into(),
        title: title.into(),
        duration: "2 h 10 min".into(),
        language: "English".into(),
        published,
        performances,
    };
    gallery.page(
        "admin-shows",
        &shows(
            basics("Shows", Section::Shows),
            "",
            vec![
                show("The Cherry Orchard", true, 5),
                show("The Little Prince", true, 3),
                show(LONG, false, 0),
            ],
        ),
    );
    let page = ShowPage {
        frame: at_desk("The Cherry Orchard", Section::Shows),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: Some(saved("The show is saved")),
        title: Field::new("The Cherry Orchard"),
        slug: Field::new("the-cherry-orchard"),
        description: Field::new(
            "Lyubov Andreyevna returns to the house she grew up in, to an orchard in blossom and to debts that cannot be paid.\n\nChekhov called it a comedy.",
        ),
        duration_minutes: Field::new("130"),
        language: Field::new("English"),
        published: true,
        public_href: Some("/shows/the-cherry-orchard".into()),
        performances: 5,
        poster: PosterPanel::default(),
    };
    gallery.page("admin-show", &page);
    gallery.page(
        "admin-show-new",
        &ShowPage {
            id: None,
            notice: None,
            title: Field::new("The Cherry Orchard"),
            slug: Field::new("The Cherry Orchard").refused("Use lower-case letters, digits and single dashes, such as the-tempest: at most 80 characters."),
            duration_minutes: Field::new("0").refused("Enter a number from 1 to 1,440."),
            published: false,
            public_href: None,
            ..page
        },
    );
    performance_pages(gallery);
}

fn performance_pages(gallery: &mut Gallery) {
    let line = |title: &str, when: &str, left, booking_open| PerformanceLine {
        id: "0193".into(),
        show_title: title.into(),
        when: when.into(),
        datetime: "2026-11-28T20:00:00+01:00".into(),
        room: "Main stage".into(),
        places: Places { left, total: 80 },
        booking_open,
    };
    gallery.page(
        "admin-performances",
        &performances(
            ListBasics {
                pager: Pager {
                    first_href: Some("/admin/performances".into()),
                    next_href: Some("/admin/performances?after=x".into()),
                },
                ..basics("Performances", Section::Performances)
            },
            PerformanceFilter {
                show_id: "1".into(),
                shows: vec![choice("1", "The Cherry Orchard"), choice("2", LONG)],
                from: "2026-11-28".into(),
                to: String::new(),
            },
            vec![
                line("The Cherry Orchard", "Sat 28 Nov 2026, 20:00", 12, true),
                line("The Cherry Orchard", "Sun 29 Nov 2026, 18:00", 5, true),
                line("The Cherry Orchard", "Fri 4 Dec 2026, 20:00", 0, true),
                line("The Cherry Orchard", "Thu 31 Dec 2026, 17:30", 80, false),
            ],
        ),
    );
    let page = PerformancePage {
        frame: at_desk("The Cherry Orchard", Section::Performances),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: Some(saved("The performance is saved")),
        show_id: Field::new("1"),
        shows: vec![choice("1", "The Cherry Orchard")],
        room_id: Field::new("1"),
        rooms: vec![choice("1", "Kammerspiele am Markt: Main stage (80 places)")],
        starts_at: Field::new("2026-11-28T20:00"),
        doors_open_at: Field::new("2026-11-28T19:30"),
        zone: Some(Zone {
            name: "Europe/Berlin".into(),
            words: "Berlin time".into(),
        }),
        booking_open: true,
        additional_places: Field::new("4"),
        manually_occupied_places: Field::new("2"),
        tally: Some(Tally {
            capacity: 80,
            additional: 4,
            manually_occupied: 2,
            confirmed: 41,
            held: 0,
            left: 41,
            inside: 12,
        }),
        published: true,
        may_edit: true,
        may_see_reservations: true,
        in_words: "The Cherry Orchard, Saturday 28 November, 20:00".into(),
    };
    gallery.page("admin-performance", &page);
    gallery.page(
        "admin-performance-read",
        &PerformancePage {
            notice: None,
            may_edit: false,
            booking_open: false,
            ..page.clone()
        },
    );
    gallery.page(
        "admin-performance-new",
        &PerformancePage {
            id: None,
            notice: None,
            zone: None,
            tally: None,
            doors_open_at: Field::new("2026-11-28T20:30")
                .refused("The doors cannot open after the performance begins."),
            additional_places: Field::new("0"),
            manually_occupied_places: Field::new("0"),
            ..page
        },
    );
}

fn summary() -> PerformanceSummary {
    PerformanceSummary {
        show_title: "The Cherry Orchard".into(),
        show_href: None,
        date: "Saturday 28 November 2026".into(),
        time: "20:00".into(),
        datetime: "2026-11-28T20:00:00+01:00".into(),
        doors: Some("19:30".into()),
        room: "Main stage".into(),
        venue: Some("Kammerspiele am Markt, Markt 4, 10178 Berlin".into()),
    }
}

fn box_office(gallery: &mut Gallery) {
    let line = |name: Option<&str>, party_size, status| ReservationLine {
        id: "0193".into(),
        reference: "4D5E6F".into(),
        name: name.map(Into::into),
        performance: "The Cherry Orchard, 28 Nov, 20:00".into(),
        party_size,
        inside: match status {
            ReservationStatus::CheckedIn => party_size,
            ReservationStatus::Confirmed => 1,
            _ => 0,
        },
        status,
        created: "26 Nov, 18:04".into(),
        created_datetime: "2026-11-26T17:04:00Z".into(),
    };
    let filter = ReservationFilter {
        performances: vec![choice("1", "28 Nov, 20:00: The Cherry Orchard")],
        csv_href: Some("/admin/reservations.csv?status=".into()),
        ..ReservationFilter::default()
    };
    gallery.page(
        "admin-reservations",
        &reservations(
            ListBasics {
                pager: Pager {
                    first_href: None,
                    next_href: Some("/admin/reservations?after=x".into()),
                },
                ..basics("Reservations", Section::Reservations)
            },
            filter.clone(),
            vec![
                line(Some("Ada Example"), 2, ReservationStatus::CheckedIn),
                line(Some("Mihály Őszi-Nagy"), 3, ReservationStatus::Confirmed),
                line(
                    Some("Wolfeschlegelsteinhausenbergerdorff"),
                    12,
                    ReservationStatus::Pending,
                ),
                line(Some("Grace Example"), 3, ReservationStatus::Cancelled),
                line(None, 2, ReservationStatus::Expired),
            ],
        ),
    );
    gallery.page(
        "admin-reservations-nothing",
        &reservations(
            ListBasics {
                query: "nobody@example.org".into(),
                ..basics("Reservations", Section::Reservations)
            },
            filter,
            Vec::new(),
        ),
    );
    reservation(gallery);
    let parked = |kind: &str, reason: &str, attempts| ParkedLine {
        id: "0193".into(),
        reservation_id: "0193".into(),
        kind: kind.into(),
        since: "26 November, 18:04".into(),
        since_datetime: "2026-11-26T17:04:00Z".into(),
        attempts,
        reason: reason.into(),
    };
    gallery.page(
        "admin-outbox",
        &outbox(
            basics("Undelivered e-mails", Section::Outbox),
            vec![
                parked(
                    "Ticket",
                    "The mail server does not know the mailbox (550)",
                    1,
                ),
                parked(
                    "Confirmation link",
                    "The mail server did not answer in 30 seconds",
                    12,
                ),
            ],
        ),
    );
    gallery.page(
        "admin-outbox-empty",
        &outbox(
            ListBasics {
                notice: Some(saved("It is on its way again")),
                ..basics("Undelivered e-mails", Section::Outbox)
            },
            Vec::new(),
        ),
    );
}

fn reservation(gallery: &mut Gallery) {
    let event = |what: &str, when: Option<&str>| Event {
        what: what.into(),
        when: when.map(Into::into),
        datetime: "2026-11-26T17:04:00Z".into(),
    };
    let at = |time: &str| {
        (
            format!("28 November 2026, {time}"),
            format!("2026-11-28T{time}:00+01:00"),
        )
    };
    let check_in = |admitted, time: &str, undone: Option<&str>| CheckIn {
        admitted,
        by: Some("Grace Steward".into()),
        at: at(time),
        undone_at: undone.map(at),
    };
    let page = ReservationPage {
        frame: at_desk("Reservation 4D5E6F", Section::Reservations),
        id: "0193".into(),
        reference: "4D5E6F".into(),
        notice: Some(saved("The ticket is on its way")),
        status: ReservationStatus::CheckedIn,
        performance: summary(),
        performance_href: Some("/admin/performances/0193".into()),
        party_size: 3,
        inside: 2,
        check_ins: vec![
            check_in(3, "19:41", Some("19:42")),
            check_in(2, "19:43", None),
        ],
        guest: Some(Guest {
            name: "Mihály Őszi-Nagy".into(),
            email: "mihaly.oszi-nagy@department-of-theatre.example.org".into(),
            phone: Some("+36301234567".into()),
            notes: Some("One of us uses a wheelchair.\nWe come by the late train.".into()),
        }),
        events: vec![
            event("Reserved by the guest", Some("26 November 2026, 18:04")),
            event("Confirmed by the guest", Some("26 November 2026, 18:06")),
            event("Personal data erased", None),
        ],
        resend: Some(Resend::Ticket),
        can_erase: true,
        can_cancel: true,
    };
    gallery.page("admin-reservation", &page);
    gallery.page(
        "admin-reservation-erased",
        &ReservationPage {
            notice: None,
            status: ReservationStatus::Expired,
            guest: None,
            inside: 0,
            check_ins: Vec::new(),
            resend: None,
            can_erase: false,
            can_cancel: false,
            ..page
        },
    );
    gallery.page(
        "admin-reservation-cancel",
        &ReservationCancel {
            frame: at_desk("Cancel the reservation", Section::Reservations),
            id: "0193".into(),
            guest_name: Some("Mihály Őszi-Nagy".into()),
            performance: summary(),
            party_size: 3,
        },
    );
    gallery.page(
        "admin-reservation-new",
        &ReservationNew {
            frame: at_desk("New reservation", Section::Reservations),
            notice: None,
            form_key: String::new(),
            performance_id: Field::default().refused("Choose a performance."),
            performances: vec![
                choice("", "Choose…"),
                choice("1", "28 Nov, 20:00: The Cherry Orchard (12 left)"),
            ],
            party_size: Field::new("2"),
            max_party_size: 20,
            name: Field::new("Ada Example"),
            email: Field::new("ada@example.org"),
            phone: Field::default(),
            notes: Field::default(),
        },
    );
}

fn audit_log(gallery: &mut Gallery) {
    let to = |label: &str, href: &str| Link::new(label, href);
    let line = |what: &str, who: &str, about: Option<&str>, from: &str| AuditLine {
        what: what.into(),
        who: to(who, "/admin/audit?account=0193"),
        about: about.map(|about| to(about, "/admin/audit?subject=0193")),
        from: from.into(),
        at: "26 Nov 2026, 20:41:07".into(),
        at_datetime: "2026-11-26T19:41:07Z".into(),
    };
    let lines = vec![
        line(
            "Admitted 2 of 3",
            "Ada Lovelace",
            Some("Reservation 4D5E6F"),
            "203.0.113.9",
        ),
        line(
            "Changed places: additional from 0 to 12, occupied by hand from 4 to 0",
            "Mihály Őszi-Nagy",
            Some("Performance of The Cherry Orchard"),
            "2001:db8:85a3:8d3:1319:8a2e:370:7348",
        ),
        AuditLine {
            who: to("Somebody", ""),
            ..line(
                "Was refused to sign in by password",
                "",
                Some("Account Noor Example"),
                "198.51.100.77",
            )
        },
        AuditLine {
            who: to("The command line", ""),
            ..line("Made a backup", "", None, "")
        },
    ];
    let basics = ListBasics {
        frame: at_desk("Audit log", Section::Audit),
        notice: None,
        query: String::new(),
        pager: Pager {
            first_href: None,
            next_href: Some("/admin/audit?after=1-1-1".into()),
        },
        may_create: true,
    };
    let filter = AuditListFilter {
        csv_href: "/admin/audit.csv".into(),
        groups: vec![choice("door", "Door"), choice("box_office", "Box office")],
        ..AuditListFilter::default()
    };
    gallery.page("admin-audit", &audit(basics, filter, lines));
}

fn accounts_of_the_house(gallery: &mut Gallery) {
    let roles = || {
        vec![
            choice("box_office", "Box-office staff"),
            choice("travel_operator", "Travel operator"),
        ]
    };
    let line = |name: &str, email: &str, role: &str, standing| AccountLine {
        id: "0193".into(),
        name: name.into(),
        email: email.into(),
        role: role.into(),
        standing,
    };
    let lines = vec![
        line(
            "Noor Example",
            "noor@example.org",
            "Box-office staff",
            AccountStanding::Active,
        ),
        line(
            "Mihály Őszi-Nagy",
            "a.very.long.address.of.somebody@department.of.theatre.example.org",
            "Travel operator",
            AccountStanding::Invited,
        ),
        line(
            "CRM",
            "crm@example.org",
            "Service",
            AccountStanding::Inactive,
        ),
    ];
    let basics = ListBasics {
        frame: at_desk("Accounts", Section::Accounts),
        notice: None,
        query: String::new(),
        pager: Pager::default(),
        may_create: true,
    };
    let filter = AccountListFilter::default();
    gallery.page("admin-accounts", &accounts(basics, &filter, roles(), lines));
    gallery.page(
        "admin-account-new",
        &InvitationPage {
            frame: at_desk("Invite somebody", Section::Accounts),
            name: Field::new("Noor Example"),
            email: Field::new("noor@example.org")
                .refused("There is an account with this address already."),
            role: Field::new("box_office"),
            roles: roles(),
            scopes: Field::default(),
        },
    );
    let account = AccountPage {
        frame: at_desk("Noor Example", Section::Accounts),
        id: "0193".into(),
        notice: None,
        email: "noor@example.org".into(),
        verified: true,
        standing: AccountStanding::Active,
        since: "12 March 2026".into(),
        since_datetime: "2026-03-12T10:00:00Z".into(),
        can_erase: true,
        resettable: true,
        api_tokens: 2,
        role: Field::new("box_office"),
        roles: roles(),
        scopes: Field::default(),
    };
    gallery.page("admin-account", &account);
    for (name, standing) in [
        ("invited", AccountStanding::Invited),
        ("inactive", AccountStanding::Inactive),
    ] {
        let page = AccountPage {
            standing,
            ..account.clone()
        };
        gallery.page(&format!("admin-account-{name}"), &page);
    }
}
