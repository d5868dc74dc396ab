//! The door.

use foh_web::views::door::{
    DoorChoice, DoorChoose, DoorPerformance, DoorPreview, DoorScan, DoorVerdict, Nearness,
    VerdictKind,
};
use foh_web::views::frame::{Desk, Frame};
use foh_web::views::parts::Field;

use crate::{Gallery, HOUSE, LONG};

pub fn pages(gallery: &mut Gallery) {
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
