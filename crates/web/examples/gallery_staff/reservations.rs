//! Reservations.

use foh_web::views::admin::{
    CheckIn, Event, Guest, ListBasics, Pager, Resend, ReservationCancel, ReservationFilter,
    ReservationLine, ReservationNew, ReservationPage, ReservationStatus, Section, reservations,
};
use foh_web::views::parts::Field;
use foh_web::views::theatre::PerformanceSummary;

use crate::{Gallery, at_desk, basics, choice, saved};

pub fn pages(gallery: &mut Gallery) {
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
            email: Some("mihaly.oszi-nagy@department-of-theatre.example.org".into()),
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
