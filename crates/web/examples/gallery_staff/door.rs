//! The door.

use foh_web::views::door::{
    DoorChoice, DoorChoose, DoorKind, DoorOccurrence, DoorPreview, DoorScan, DoorVerdict, Nearness,
    VerdictKind,
};
use foh_web::views::frame::{Desk, Frame};
use foh_web::views::parts::Field;

use crate::{Gallery, HOUSE, LONG};

#[expect(clippy::too_many_lines, reason = "a list of pages")]
pub fn pages(gallery: &mut Gallery) {
    let choice = |title: &str, day: &str, time: &str, inside, nearness| DoorChoice {
        at: DoorOccurrence {
            title: title.into(),
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
        kind: DoorKind::Performance,
        other_kind: true,
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
            ..choose.clone()
        },
    );
    let leaving = |time: &str, nearness| DoorChoice {
        at: DoorOccurrence {
            time: time.into(),
            ..bus()
        },
        nearness,
    };
    gallery.page(
        "door-choose-departure",
        &DoorChoose {
            kind: DoorKind::Departure,
            choices: vec![
                leaving("06:00", Nearness::Begun),
                leaving("08:30", Nearness::Now),
                leaving("11:00", Nearness::Later),
            ],
            ..choose
        },
    );
    let scan = DoorScan {
        frame: at_door("Door"),
        at: tonight(),
        time_zone: "Europe/Berlin".into(),
        token: Field::default(),
        count_href: Some("/door/0193/count".into()),
        other_doors: true,
    };
    gallery.page("door-scan", &scan);
    gallery.page(
        "door-scan-departure",
        &DoorScan {
            at: bus(),
            ..scan.clone()
        },
    );
    gallery.page(
        "door-scan-long-refused",
        &DoorScan {
            at: DoorOccurrence {
                title: LONG.into(),
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
        at: tonight(),
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

fn at_door(title: &str) -> Frame {
    Frame {
        signed_in_name: Some("Noor Example".into()),
        ..Frame::new(title, HOUSE, Desk::Door)
    }
}

fn tonight() -> DoorOccurrence {
    DoorOccurrence {
        id: "0193".into(),
        kind: DoorKind::Performance,
        title: "The Cherry Orchard".into(),
        day: "Today".into(),
        time: "20:00".into(),
        datetime: "2026-11-28T20:00:00+01:00".into(),
        place: "Main stage".into(),
        inside: 42,
        expected: 80,
    }
}

fn bus() -> DoorOccurrence {
    DoorOccurrence {
        kind: DoorKind::Departure,
        title: "Kigali to Musanze".into(),
        time: "08:30".into(),
        place: "RAB 123 C".into(),
        inside: 7,
        expected: 18,
        ..tonight()
    }
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
                at: tonight(),
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
