//! The form, its refusals, and what follows.

use foh_web::views::frame::Frame;
use foh_web::views::parts::{Field, Notice, NoticeKind, Places};
use foh_web::views::theatre::{Booking, PerformanceSummary, ReservationForm, Reserve, Reserved};

use crate::performances::{LONG, dates, summary};
use crate::{Gallery, frame};

pub fn pages(gallery: &mut Gallery) {
    let reserve = Reserve {
        frame: frame("Reserve: The Cherry Orchard"),
        action: "/performances/0193".into(),
        performance: summary(),
        places: Places {
            left: 12,
            total: 80,
        },
        booking: Booking::Open,
        notice: None,
        form: ReservationForm {
            party_size: Field::new("2"),
            ..ReservationForm::default()
        },
        max_party_size: 8,
        others: dates(),
    };
    gallery.page("reserve", &reserve);
    gallery.page(
        "reserve-errors",
        &Reserve {
            form: ReservationForm {
                party_size: Field::new("11").refused("Choose at most 8 places."),
                name: Field::new("Mihály Őszi-Nagy"),
                email: Field::new("mihaly@example")
                    .refused("Enter an e-mail address, such as name@example.org."),
                phone: Field::new("0171 5550")
                    .refused("Start the number with a plus sign and the country code."),
                notes: Field::new("One of us uses a wheelchair."),
            },
            ..reserve.clone()
        },
    );
    gallery.page(
        "reserve-too-few",
        &Reserve {
            places: Places { left: 2, total: 80 },
            notice: Some(Notice::new(
                NoticeKind::Refused,
                "Only 2 places are left",
                "Choose 2 or fewer, or look for another date. Nothing has been reserved.",
            )),
            form: ReservationForm {
                party_size: Field::new("4"),
                name: Field::new("Ada Example"),
                email: Field::new("ada@example.org"),
                ..ReservationForm::default()
            },
            ..reserve.clone()
        },
    );
    gallery.page(
        "reserve-full",
        &Reserve {
            places: Places { left: 0, total: 80 },
            ..reserve.clone()
        },
    );
    gallery.page(
        "reserve-closed",
        &Reserve {
            booking: Booking::Closed,
            others: Vec::new(),
            ..reserve.clone()
        },
    );
    gallery.page(
        "reserve-long",
        &Reserve {
            performance: PerformanceSummary {
                show_title: LONG.into(),
                room: "Upper foyer behind the cloakroom".into(),
                ..summary()
            },
            ..reserve
        },
    );
    gallery.page(
        "reserved",
        &Reserved {
            frame: Frame {
                development: true,
                ..frame("Look into your mail")
            },
            performance: summary(),
            places: "2 places".into(),
        },
    );
}
