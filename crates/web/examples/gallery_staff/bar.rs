//! The bar.

mod counted;

use foh_web::views::bar::{
    AlarmForm, AllLine, AllPage, Amount, Heading, LocationLine, LocationPage, LoginLinkMade,
    LoginLinkPage, LowLine, LowPage, Managed, MovementLine, Open, OverviewPage, Place, StockPage,
    StockRow, TransferForm, UndoForm, WasteForm, When,
};
use foh_web::views::frame::{Desk, Frame, NavItem};
use foh_web::views::parts::{Choice, Field, Notice, NoticeKind};
use foh_web::views::qr::qr_svg_of;

use crate::{Gallery, HOUSE};

/// Name, unit type, hundredths of a unit, litres, alarm minimum in hundredths, colour.
type Kept = (
    &'static str,
    &'static str,
    i64,
    &'static str,
    Option<i64>,
    &'static str,
);

const BEVERAGES: [Kept; 9] = [
    ("Apple juice", "Crate of 6", 450, "27", Some(400), "#c9a227"),
    (
        "Bionade Holunder",
        "Crate of 24",
        200,
        "15.84",
        Some(300),
        "#5b3f8c",
    ),
    ("Cava brut", "Box of 6", 1_200, "54", None, "#f1ece4"),
    (
        "Grauburgunder „Vom Muschelkalk“, Weingut Oberbergener Baßgeige",
        "Box of 6",
        75,
        "3.375",
        Some(200),
        "#e5d68a",
    ),
    ("Lager", "Keg", 1_150, "345", Some(400), "#b5651d"),
    (
        "Mineral water",
        "Crate of 12",
        3_025,
        "254.1",
        Some(1_000),
        "#3b7dd8",
    ),
    ("Prosecco", "Box of 6", 0, "0", Some(200), "#1d1a16"),
    ("Red wine", "Box of 6", 125_050, "5627.25", None, "#7b1e3a"),
    ("Tonic", "Crate of 24", 900, "43.2", Some(200), "#0b6e6e"),
];

fn frame(title: &str, current: &str) -> Frame {
    let menu = [
        ("Locations", "/bar"),
        ("All together", "/bar/all"),
        ("Low stock", "/bar/low"),
    ];
    let nav = menu.map(|(label, href)| {
        let item = NavItem::new(label, href);
        if label == current {
            item.current()
        } else {
            item
        }
    });
    Frame {
        nav: nav.into(),
        signed_in_name: Some("Mara Lindqvist".into()),
        has_account: true,
        ..Frame::new(title, HOUSE, Desk::Bar)
    }
}

fn foyer() -> Place {
    Place {
        id: "0193".into(),
        name: "Foyer bar".into(),
    }
}

fn plain(hundredths: i64) -> String {
    foh_web::views::bar::in_units(hundredths)
}

pub fn pages(gallery: &mut Gallery) {
    overview(gallery);
    location(gallery);
    stock(gallery);
    counted::counts(gallery);
    counted::compare(gallery);
    counted::trends(gallery);
    login_links(gallery);
}

fn overview(gallery: &mut Gallery) {
    let line = |name: &str, description: &str, beverages, low, litres: &str| LocationLine {
        place: Place {
            id: "0193".into(),
            name: name.into(),
        },
        description: description.into(),
        beverages,
        low,
        litres: litres.into(),
    };
    let page = OverviewPage {
        frame: frame("Bar", "Locations"),
        notice: None,
        lines: vec![
            line("Cellar", "", 24, 0, "1204.5"),
            line(
                "Foyer bar",
                "Ground floor, beside the cloakroom",
                9,
                3,
                "6369.765",
            ),
            line("Studio bar", "Opens an hour before sessions", 1, 1, "3.375"),
        ],
        litres: "7577.64".into(),
        low: 4,
        manages: true,
    };
    gallery.page("bar-overview", &page);
    let page = OverviewPage {
        lines: Vec::new(),
        ..page
    };
    gallery.page("bar-overview-empty", &page);
    let places = ["Cellar", "Foyer bar", "Studio bar"].map(|name| Place {
        id: "0193".into(),
        name: name.into(),
    });
    let at = |units: &str| Some(("0193".to_owned(), units.to_owned()));
    let lines = BEVERAGES.map(|(name, unit_type, hundredths, litres, _, _)| AllLine {
        name: name.into(),
        unit_type: unit_type.into(),
        at: vec![at("12"), at(&plain(hundredths)), None],
        units: plain(hundredths + 1_200),
        litres: litres.into(),
    });
    gallery.page(
        "bar-all",
        &AllPage {
            frame: frame("All together", "All together"),
            places: places.into(),
            lines: lines.into(),
            litres: "7577.64".into(),
        },
    );
    let low = BEVERAGES
        .iter()
        .filter_map(|(name, unit_type, hundredths, _, minimum, _)| {
            let minimum = minimum.filter(|minimum| hundredths <= minimum)?;
            Some(LowLine {
                id: "0193".into(),
                beverage: (*name).into(),
                unit_type: (*unit_type).into(),
                place: foyer(),
                units: plain(*hundredths),
                minimum: plain(minimum),
            })
        });
    let page = LowPage {
        frame: frame("Low stock", "Low stock"),
        lines: low.collect(),
    };
    gallery.page("bar-low", &page);
}

fn location(gallery: &mut Gallery) {
    let rows = BEVERAGES.iter().enumerate().map(
        |(number, (name, unit_type, hundredths, litres, minimum, _))| StockRow {
            id: format!("0193-{number}"),
            name: (*name).into(),
            unit_type: (*unit_type).into(),
            units: plain(*hundredths),
            hundredths: *hundredths,
            litres: (*litres).into(),
            hundredth_holds: 30_000,
            minimum: *minimum,
            low: minimum.is_some_and(|minimum| *hundredths <= minimum),
            number: 7,
            form_key: "0193".into(),
            query: String::new(),
            only_low: false,
            hidden: false,
        },
    );
    let page = LocationPage {
        frame: frame("Foyer bar", "Locations"),
        place: foyer(),
        notice: None,
        description: "Ground floor, beside the cloakroom".into(),
        staff_id: "0193".into(),
        query: String::new(),
        only_low: false,
        rows: rows.collect(),
        low: 3,
        litres: "6369.765".into(),
        form_key: "0193".into(),
        manages: true,
    };
    gallery.page("bar-location", &page);
    let refused = LocationPage {
        notice: Some(Notice::new(
            NoticeKind::Refused,
            "Prosecco: nothing was changed",
            "There is less than that. There are 0 left.",
        )),
        query: "prosecco".into(),
        rows: page
            .rows
            .iter()
            .cloned()
            .map(|row| StockRow {
                hidden: row.name != "Prosecco",
                ..row
            })
            .collect(),
        ..page.clone()
    };
    gallery.page("bar-location-refused", &refused);
    let empty = LocationPage {
        rows: Vec::new(),
        low: 0,
        litres: "0".into(),
        manages: false,
        ..page
    };
    gallery.page("bar-location-empty", &empty);
}

fn stock(gallery: &mut Gallery) {
    let amount = Amount {
        form_key: "0193".into(),
        quantity: Field::default(),
    };
    let choice = |value: &str, label: &str| Choice {
        value: value.into(),
        label: label.into(),
    };
    let at = || When {
        words: "Sat 28 Nov 2026, 20:04".into(),
        datetime: "2026-11-28T20:04:00+01:00".into(),
    };
    let line = |kind, delta: &str, units: &str, why: &str, undone| MovementLine {
        kind,
        delta: delta.into(),
        units: units.into(),
        why: why.into(),
        by: "Mara Lindqvist".into(),
        at: at(),
        undone,
    };
    let mut page = StockPage {
        frame: frame("Lager", "Locations"),
        place: foyer(),
        heading: Heading {
            id: "0193".into(),
            beverage: "Lager".into(),
            unit_type: "Keg".into(),
            units: "3.5".into(),
            litres: "105".into(),
            minimum: Some("4".into()),
            low: true,
            kept: true,
        },
        notice: Some(Notice::new(
            NoticeKind::Done,
            "It is taken off",
            "It does not count as used.",
        )),
        open: Open::Exact,
        exact: amount.clone(),
        delivery: amount.clone(),
        waste: WasteForm {
            amount: amount.clone(),
            reason: Field::new("broken"),
            reasons: vec![
                choice("broken", "Broken"),
                choice("other", "Something else"),
            ],
            note: Field::default(),
        },
        undo: Some(UndoForm {
            form_key: "0193".into(),
            movement_id: "0193".into(),
            words: "Waste, −0.5, by Mara Lindqvist, Sat 28 Nov 2026, 20:04".into(),
        }),
        managed: Some(Managed {
            transfer: Some(TransferForm {
                amount,
                to: Field::default(),
                locations: vec![
                    choice("1", "Cellar (12 there)"),
                    choice("2", "Studio bar (0 there)"),
                ],
            }),
            alarm: AlarmForm {
                minimum: Field::new("4"),
            },
        }),
        movements: vec![
            line(
                "Waste",
                "−0.5",
                "3.5",
                "Something else: the tap was left open during the second act",
                false,
            ),
            line("Undo", "−24", "4", "", false),
            line("Delivery", "+24", "28", "", true),
            line("Taken", "−1", "4", "", false),
            line("Counted", "−0.25", "5", "", false),
            line("Set", "+5.25", "5.25", "", false),
        ],
        older_href: Some("#".into()),
        newest_href: None,
    };
    gallery.page("bar-stock", &page);
    page.notice = None;
    page.open = Open::Waste;
    page.waste.amount.quantity =
        Field::new("40").refused("There is less than that. There are 3.5 left.");
    page.waste.reason = Field::new("other");
    page.waste.note = Field::new("").refused("Please say what became of it.");
    gallery.page("bar-stock-refused", &page);
}

fn login_links(gallery: &mut Gallery) {
    let page = LoginLinkPage {
        frame: frame("Login link", "Locations"),
        place: foyer(),
        notice: None,
        user: Some("Jonas Weber".into()),
        may_make: true,
        life: "1 h".into(),
    };
    gallery.page("bar-login-link", &page);
    gallery.page(
        "bar-login-link-nobody",
        &LoginLinkPage { user: None, ..page },
    );
    let url = "https://tickets.example.org/sign-in/link?token=AZQ2c1R6dGhpcyBpcyBubyB0b2tlbiBvZiBhbnlib2R5IGF0IGFsbCwganVzdCBsb25n";
    let page = LoginLinkMade {
        frame: frame("A login link to scan", "Locations"),
        place: foyer(),
        user: "Jonas Weber".into(),
        url: url.into(),
        qr_svg: qr_svg_of(url, "QR code of the login link").expect("a code"),
        until: "Saturday 28 November, 21:04".into(),
    };
    gallery.page("bar-login-link-made", &page);
}
