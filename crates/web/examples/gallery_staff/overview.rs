//! The first page of the administration.

use foh_web::views::admin::{Overview, PerformanceToday, Section, Step};
use foh_web::views::parts::Places;

use crate::{Gallery, LONG, at_desk};

pub fn pages(gallery: &mut Gallery) {
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
