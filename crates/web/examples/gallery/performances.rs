//! Performances that several pages show.

use foh_web::views::parts::Places;
use foh_web::views::theatre::{Booking, PerformanceRow, PerformanceSummary};

pub const LONG: &str = "The Tragical Comedy or Comical Tragedy of the Extraordinarily Long-Winded Apothecary of Bad Münstereifel";

pub fn row(title: &str, time: &str, left: u32, total: u32, booking: Booking) -> PerformanceRow {
    PerformanceRow {
        href: "/performances/0193".into(),
        show_title: title.into(),
        show_href: "/shows/the-cherry-orchard".into(),
        date: "Saturday 28 November 2026".into(),
        time: time.into(),
        datetime: "2026-11-28T20:00:00+01:00".into(),
        room: "Main stage".into(),
        facts: vec!["2 h 10 min".into(), "in English".into()],
        places: Places { left, total },
        booking,
    }
}

pub fn on(date: &str, row: PerformanceRow) -> PerformanceRow {
    PerformanceRow {
        date: date.into(),
        facts: Vec::new(),
        ..row
    }
}

pub fn dates() -> Vec<PerformanceRow> {
    let title = "The Cherry Orchard";
    vec![
        on(
            "Saturday 28 November 2026",
            row(title, "20:00", 12, 80, Booking::Open),
        ),
        on(
            "Sunday 29 November 2026",
            row(title, "18:00", 5, 80, Booking::Open),
        ),
        on(
            "Friday 4 December 2026",
            row(title, "20:00", 0, 80, Booking::Open),
        ),
        on(
            "Wednesday 9 December 2026",
            row(title, "20:00", 71, 80, Booking::Open),
        ),
        on(
            "Thursday 31 December 2026",
            row(title, "17:30", 80, 80, Booking::Closed),
        ),
    ]
}

pub fn summary() -> PerformanceSummary {
    PerformanceSummary {
        show_title: "The Cherry Orchard".into(),
        show_href: Some("/shows/the-cherry-orchard".into()),
        date: "Saturday 28 November 2026".into(),
        time: "20:00".into(),
        datetime: "2026-11-28T20:00:00+01:00".into(),
        doors: Some("19:30".into()),
        room: "Main stage".into(),
        venue: Some("Kammerspiele am Markt, Markt 4, 10178 Berlin".into()),
    }
}
