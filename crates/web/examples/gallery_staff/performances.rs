//! Performances.

use foh_web::views::admin::{
    ListBasics, Pager, PerformanceFilter, PerformanceLine, PerformancePage, Section, Tally, Zone,
    performances,
};
use foh_web::views::parts::{Field, Places};

use crate::{Gallery, LONG, at_desk, basics, choice, saved};

pub fn pages(gallery: &mut Gallery) {
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
