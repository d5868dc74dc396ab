//! Venues and rooms.

use foh_web::views::admin::{
    ListBasics, RoomLine, RoomPage, Section, VenueLine, VenuePage, rooms, venues,
};
use foh_web::views::parts::Field;

use crate::{Gallery, HOUSE, at_desk, basics, choice, saved};

pub fn pages(gallery: &mut Gallery) {
    let venue = |name: &str, address: &str, rooms| VenueLine {
        id: "0193".into(),
        name: name.into(),
        address: address.into(),
        time_zone: "Europe/Berlin".into(),
        rooms,
    };
    gallery.page(
        "admin-venues",
        &venues(
            basics("Venues", Section::Venues),
            vec![
                venue("Kammerspiele am Markt", "Markt 4, 10178 Berlin", 3),
                venue("Open-air stage", "", 1),
            ],
        ),
    );
    gallery.page(
        "admin-venues-empty",
        &venues(basics("Venues", Section::Venues), Vec::new()),
    );
    gallery.page(
        "admin-venues-nothing",
        &venues(
            ListBasics {
                query: "opera".into(),
                ..basics("Venues", Section::Venues)
            },
            Vec::new(),
        ),
    );
    let room = |name: &str, capacity| RoomLine {
        id: "0193".into(),
        name: name.into(),
        venue: HOUSE.into(),
        capacity,
    };
    gallery.page(
        "admin-rooms",
        &rooms(
            basics("Rooms", Section::Venues),
            "",
            vec![choice("0193", HOUSE)],
            vec![room("Main stage", 80), room("Upper foyer", 40)],
        ),
    );
    let page = VenuePage {
        frame: at_desk(HOUSE, Section::Venues),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: Some(saved("The venue is saved")),
        name: Field::new(HOUSE),
        address: Field::new("Markt 4, 10178 Berlin"),
        time_zone: Field::new("Europe/Berlin"),
        zones: vec!["Europe/Berlin".into(), "Europe/Rome".into()],
        rooms: vec![room("Main stage", 80), room("Upper foyer", 40)],
    };
    gallery.page("admin-venue", &page);
    gallery.page(
        "admin-venue-new",
        &VenuePage {
            id: None,
            notice: None,
            name: Field::default().refused("Enter a name."),
            time_zone: Field::new("Berlin").refused("Please name a time zone such as Europe/Rome."),
            rooms: Vec::new(),
            ..page
        },
    );
    gallery.page(
        "admin-room",
        &RoomPage {
            frame: at_desk("Main stage", Section::Venues),
            id: Some("0193".into()),
            form_key: String::new(),
            notice: None,
            venue_id: Field::new("0193"),
            venues: vec![choice("0193", HOUSE)],
            name: Field::new("Main stage"),
            capacity: Field::new("80"),
        },
    );
}
