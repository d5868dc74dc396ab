//! What managers of the bar look after.

use foh_domain::identity::Role;
use foh_web::http::access::{Menu, menu};
use foh_web::views::admin::bar::{
    BeverageLine, BeveragePage, ImportLine, ImportPage, ImportPreview, LocationChoice,
    LocationLine, LocationPage, RowState, Section, UnitTypeLine, UnitTypePage, Works, beverages,
    locations, unit_types,
};
use foh_web::views::admin::{ListBasics, Pager};
use foh_web::views::frame::{Desk, Frame, NavItem};
use foh_web::views::parts::Field;

use crate::{Gallery, HOUSE, choice, saved};

fn at_bar(title: &str, section: Section) -> Frame {
    let menu = menu(Menu::BarAdministration, Role::Administrator);
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
        ..Frame::new(title, HOUSE, Desk::BarAdministration)
    }
}

fn basics(title: &str, section: Section) -> ListBasics {
    ListBasics {
        frame: at_bar(title, section),
        notice: None,
        query: String::new(),
        pager: Pager::default(),
        may_create: true,
    }
}

pub fn pages(gallery: &mut Gallery) {
    places(gallery);
    drinks(gallery);
    files(gallery);
}

fn places(gallery: &mut Gallery) {
    let line = |name: &str, description: &str, active| LocationLine {
        id: "0193".into(),
        name: name.into(),
        description: description.into(),
        active,
    };
    let lines = vec![
        line("Foyer", "The counter opposite the cloakroom", true),
        line("Cellar", "", false),
    ];
    let list = locations(basics("Locations", Section::Locations), "", lines);
    gallery.page("bar-admin-locations", &list);
    let page = LocationPage {
        frame: at_bar("Foyer", Section::Locations),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: Some(saved("Saved")),
        name: Field::new("Foyer"),
        description: Field::new("The counter opposite the cloakroom"),
        active: true,
        works: Some(Works {
            user_id: Field::new("1"),
            counters: vec![
                choice("1", "Bruno Conti (active)"),
                choice("2", "Ada Rossi (invited)"),
            ],
            account_href: Some("#".into()),
            invite_href: None,
        }),
    };
    gallery.page("bar-admin-location", &page);
    let empty = LocationPage {
        frame: at_bar("Cellar", Section::Locations),
        notice: None,
        name: Field::new("Foyer").refused("This is in use already."),
        active: false,
        works: Some(Works {
            user_id: Field::default(),
            counters: Vec::new(),
            account_href: None,
            invite_href: Some("#".into()),
        }),
        ..page
    };
    gallery.page("bar-admin-location-nobody", &empty);
    let line = |name: &str, items, active| UnitTypeLine {
        id: "0193".into(),
        name: name.into(),
        items,
        active,
    };
    let lines = vec![line("Crate of 24", 24, true), line("Firkin", 1, false)];
    let list = unit_types(basics("Unit types", Section::UnitTypes), "", lines);
    gallery.page("bar-admin-unit-types", &list);
    let page = UnitTypePage {
        frame: at_bar("Crate of 24", Section::UnitTypes),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: None,
        name: Field::new("Crate of 24"),
        items: Field::new("0").refused("This must be from 1 to 10000."),
        active: true,
    };
    gallery.page("bar-admin-unit-type", &page);
}

fn drinks(gallery: &mut Gallery) {
    let line = |name: &str, unit: &str, holds: &str, minimum: &str, active| BeverageLine {
        id: "0193".into(),
        name: name.into(),
        unit: unit.into(),
        holds: holds.into(),
        alarm_minimum: minimum.into(),
        locations: 2,
        active,
    };
    let lines = vec![
        line("Lager", "Crate of 24", "7.92 litres", "4", true),
        line("Rhubarb spritzer", "Bottle", "0.75 litres", "", false),
    ];
    let list = beverages(basics("Beverages", Section::Beverages), "", lines);
    gallery.page("bar-admin-beverages", &list);
    let empty = beverages(basics("Beverages", Section::Beverages), "", Vec::new());
    gallery.page("bar-admin-beverages-none", &empty);
    let place = |id: &str, name: &str, active, chosen| LocationChoice {
        id: id.into(),
        name: name.into(),
        active,
        chosen,
    };
    let page = BeveragePage {
        frame: at_bar("Lager", Section::Beverages),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: Some(saved("Saved")),
        name: Field::new("Lager"),
        unit_type_id: Field::new("1"),
        units: vec![
            choice("1", "Crate of 24: 24 items"),
            choice("2", "Keg: 1 item"),
        ],
        litres_per_item: Field::new("0.33"),
        alarm_minimum: Field::new("4"),
        colour: Field::new("#b5651d"),
        locations: vec![
            place("1", "Foyer", true, true),
            place("2", "Garden, behind the marquee", true, false),
            place("3", "Cellar", false, true),
        ],
        location_error: None,
        holds: "7.92 litres".into(),
        active: true,
    };
    gallery.page("bar-admin-beverage", &page);
    let wrong = BeveragePage {
        frame: at_bar("New beverage", Section::Beverages),
        id: None,
        notice: None,
        litres_per_item: Field::new("0").refused("This must be from 0.001 to 1000 litres."),
        holds: String::new(),
        ..page
    };
    gallery.page("bar-admin-beverage-new", &wrong);
}

fn files(gallery: &mut Gallery) {
    let page = ImportPage {
        frame: at_bar("Import beverages", Section::Import),
        notice: Some(saved("Imported")),
        text: Field::default(),
        preview: None,
    };
    gallery.page("bar-admin-import", &page);
    let line = |line, name: &str, state| ImportLine {
        line,
        name: name.into(),
        state,
    };
    let mut lines = vec![
        line(2, "Lager", RowState::New),
        line(
            3,
            "Stout",
            RowState::Changed("litres per item, colour, locations".into()),
        ),
        line(4, "Tonic", RowState::Same),
    ];
    let page = ImportPage {
        notice: None,
        text: Field::new("name,unit_type\nLager,Crate of 24\n"),
        preview: Some(ImportPreview {
            made: 1,
            changed: 1,
            same: 1,
            faulty: 0,
            lines: lines.clone(),
        }),
        ..page
    };
    gallery.page("bar-admin-import-preview", &page);
    let faults = [
        "unit type: There is no unit type “Barrel”.",
        "litres per item: This must be from 0.001 to 1000 litres.",
    ];
    lines.push(line(
        5,
        "Porter",
        RowState::Faulty(faults.map(str::to_owned).into()),
    ));
    let wrong = ImportPage {
        preview: Some(ImportPreview {
            made: 1,
            changed: 1,
            same: 1,
            faulty: 1,
            lines,
        }),
        ..page
    };
    gallery.page("bar-admin-import-faults", &wrong);
}
