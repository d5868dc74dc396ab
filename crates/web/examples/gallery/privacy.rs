//! What is kept about somebody.

use foh_web::views::{
    parts::Field,
    privacy::{
        DataPage, ErasePage, Found, KeptAccount, KeptLine, OpenPage, PrivacyPage, StaffErasePage,
        StaffPage,
    },
};

use crate::{Gallery, frame, private};

fn line(title: &str, status: &'static str, others: &[&str]) -> KeptLine {
    KeptLine {
        title: title.into(),
        when: "Saturday 28 November 2026, 20:00".into(),
        places: "2 places".into(),
        status,
        name: "Ada Rossi".into(),
        others: others.iter().map(|other| (*other).into()).collect(),
        href: String::new(),
    }
}

fn lines() -> Vec<KeptLine> {
    vec![
        line(
            "The Tempest",
            "Confirmed",
            &[
                "+39 051 765 4321",
                "We come with a wheelchair and would like to sit at the side.",
            ],
        ),
        line("The Cherry Orchard", "Cancelled", &[]),
        KeptLine {
            when: "Thursday 10 December 2026, 06:30".into(),
            places: "2 seats".into(),
            ..line("Kigali to Huye", "Not paid yet", &["+250 788 123 456"])
        },
        line(
            "A very long title of a production that nobody can remember for more than an evening",
            "Was there",
            &[],
        ),
    ]
}

fn account() -> KeptAccount {
    KeptAccount {
        name: "Ada Rossi".into(),
        role: "Member".into(),
        since: "12 March 2026".into(),
        href: String::new(),
    }
}

pub fn pages(gallery: &mut Gallery) {
    gallery.page(
        "privacy",
        &PrivacyPage {
            frame: frame("Your data"),
            kept_for: "30 days after a performance, a session or a departure".into(),
            email: Field::default(),
        },
    );
    gallery.page(
        "privacy-refused",
        &PrivacyPage {
            frame: frame("Your data"),
            kept_for: "30 days after a performance, a session or a departure".into(),
            email: Field {
                value: "ada@".into(),
                error: Some("Please give a whole address, such as ada@example.org.".into()),
            },
        },
    );
    gallery.page(
        "privacy-open",
        &OpenPage {
            frame: private("Your data"),
            token: "token".into(),
        },
    );
    gallery.page(
        "privacy-data",
        &DataPage {
            frame: private("What is kept about you"),
            token: "token".into(),
            email: "ada.rossi@example.org".into(),
            account: Some(account()),
            is_staff: false,
            reservations: lines(),
            is_cut: false,
            told: 2,
        },
    );
    gallery.page(
        "privacy-erase",
        &ErasePage {
            frame: private("Erase everything?"),
            token: "token".into(),
        },
    );
    gallery.page(
        "privacy-staff",
        &StaffPage {
            frame: frame("Personal data"),
            email: Field {
                value: "ada.rossi@example.org".into(),
                error: None,
            },
            found: Some(Found {
                account: Some(KeptAccount {
                    href: "/admin/accounts/1".into(),
                    ..account()
                }),
                reservations: lines()
                    .into_iter()
                    .map(|line| KeptLine {
                        href: "/admin/reservations/1".into(),
                        ..line
                    })
                    .collect(),
                is_cut: false,
                told: 1,
            }),
        },
    );
    gallery.page(
        "privacy-staff-erase",
        &StaffErasePage {
            frame: frame("Erase the personal data?"),
            what: "Reservation 4D5E6F".into(),
            text: "Name, address, phone number and notes go for good. The reservation stays valid without a name, and its ticket opens the \
                   door; it cannot be sent again.",
            action: "/admin/reservations/1/erase".into(),
            back: "/admin/reservations/1".into(),
        },
    );
}
