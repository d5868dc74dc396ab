//! The story of a content manager, from an empty house to a performance that is booked.

use foh_domain::limits::Limits;
use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, Role},
    staff::{done, id, refused, staff},
};

both_engines! {
    async fn from_an_empty_house_to_the_first_performance(engine: Engine) {
        let theatre = Playhouse::bare(engine, Limits::default(), true).await;
        let manager = staff(&theatre, Role::Content).await;
        let guest = theatre.visitor();
        let overview = manager.get("/admin").await;
        overview.says("Before the first guest");
        overview.says("href=\"/admin/venues/new\"");
        overview.keeps_quiet_about(&["Done: "]);
        // What needs something else first says so.
        let (_, page) = done_by_get(&manager, "/admin/rooms/new").await;
        page.says("Add the venue first");
        manager.get("/admin/performances/new").await.says("Add a show first");

        let fields = [("name", "Teatro Aurora"), ("address", "Via Roma 1\nBologna"), ("time_zone", "Europe/Rome")];
        let (venue, page) = done(&manager, "/admin/venues", &fields).await;
        page.says("Added");
        assert_eq!(page.value("name"), Some("Teatro Aurora"));
        manager.get("/admin/venues").await.says("Via Roma 1, Bologna");

        let blank = manager.get("/admin/rooms/new").await;
        blank.says(&format!("<option value=\"{}\" selected>Teatro Aurora", id(&venue)));
        let fields = [("venue_id", id(&venue)), ("name", "Great Hall"), ("capacity", "3")];
        let (room, _) = done(&manager, "/admin/rooms", &fields).await;
        manager.get(&venue).await.says("Great Hall");

        let fields = [
            ("title", "Città <b>d'oro</b>"),
            ("slug", ""),
            ("description", "One.\n\nTwo."),
            ("duration_minutes", "90"),
            ("language", ""),
        ];
        let (show, page) = done(&manager, "/admin/shows", &fields).await;
        assert_eq!(page.value("slug"), Some("citta-b-d-oro-b"));
        page.says("Not published");
        assert_eq!(guest.get("/shows/citta-b-d-oro-b").await.status, 404);
        let (_, page) = done(&manager, &format!("{show}/publish"), &[("published", "true")]).await;
        page.says("Withdraw from the programme");
        page.says("href=\"/shows/citta-b-d-oro-b\"");

        let blank = manager.get(&format!("/admin/performances/new?show_id={}", id(&show))).await;
        blank.says(&format!("<option value=\"{}\" selected>", id(&show)));
        blank.says("Rome time (Europe/Rome)");
        assert_eq!(blank.value("additional_places"), Some("0"));
        let fields = [
            ("show_id", id(&show)),
            ("room_id", id(&room)),
            ("starts_at", "2026-11-28T20:00"),
            ("doors_open_at", "2026-11-28T19:30"),
            ("additional_places", "0"),
            ("manually_occupied_places", "0"),
            ("booking_open", "true"),
        ];
        let (performance, page) = done(&manager, "/admin/performances", &fields).await;
        page.says("Saturday 28 November, 20:00");
        assert_eq!(page.value("starts_at"), Some("2026-11-28T20:00"));
        manager.get("/admin").await.keeps_quiet_about(&["Before the first guest"]);

        // The public sees it at once, and sees the title as text.
        let programme = guest.get("/").await;
        programme.says("Citt\u{e0} &#60;b&#62;d&#39;oro&#60;/b&#62;");
        programme.says("3 of 3 left");
        programme.keeps_quiet_about(&["<b>d'oro"]);
        for path in [show.as_str(), "/admin/shows", "/admin/performances", &performance, "/admin"] {
            manager.get(path).await.keeps_quiet_about(&["<b>d'oro"]);
        }

        let booking = format!("{performance}/booking");
        let (_, page) = done(&manager, &booking, &[("booking_open", "false")]).await;
        page.says("Booking is closed");
        guest.get("/").await.says("Booking closed");
        let (_, page) = done(&manager, &booking, &[("booking_open", "true")]).await;
        page.says("Booking is open");
        guest.get("/").await.says("3 of 3 left");
        done(&manager, &format!("{show}/publish"), &[("published", "false")]).await;
        guest.get("/").await.keeps_quiet_about(&["d&#39;oro"]);
        manager.get(&performance).await.says("The show is not published");
    }

    async fn places_never_fall_below_what_is_taken(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let manager = staff(&theatre, Role::Content).await;
        theatre.confirmed(theatre.tomorrow, "4").await;
        let path = format!("/admin/performances/{}", theatre.tomorrow);
        let page = manager.get(&path).await;
        page.says("6 of 10 left");
        let (show, room) = (theatre.show.to_string(), theatre.room.to_string());
        let with = |added, out| [
            ("show_id", show.as_str()),
            ("room_id", room.as_str()),
            ("starts_at", "2026-11-28T20:00"),
            ("doors_open_at", ""),
            ("additional_places", added),
            ("manually_occupied_places", out),
        ];
        let page = refused(&manager, &path, &with("0", "7"), 409).await;
        page.says("Guests have 4 places already");
        assert_eq!(page.value("manually_occupied_places"), Some("7"));
        page.says("6 of 10 left");
        let (_, page) = done(&manager, &path, &with("1", "7")).await;
        page.says("Saved");
        page.says("Full house");
        let page = theatre.house.performance(theatre.tomorrow).await.unwrap().unwrap();
        assert_eq!((page.places.available(), page.doors_open_at), (0, None));

        let path = format!("/admin/rooms/{}", theatre.room);
        let page = refused(&manager, &path, &[("venue_id", &venue_of(&theatre).await), ("name", "Main stage"), ("capacity", "9")], 409).await;
        page.says("More places than that are taken");
        assert_eq!(page.value("capacity"), Some("9"));
    }

    async fn every_fault_stands_beside_its_field(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let manager = staff(&theatre, Role::Content).await;
        let long = "x".repeat(500);
        for (path, fields, faults) in [
            ("/admin/venues", vec![("name", " "), ("address", &long), ("time_zone", "Rome")], vec!["name", "address", "time_zone"]),
            ("/admin/rooms", vec![("venue_id", "x"), ("name", ""), ("capacity", "1.5")], vec!["venue_id", "name", "capacity"]),
            (
                "/admin/shows",
                vec![("title", "Hamlet"), ("slug", "Ham let"), ("description", ""), ("duration_minutes", "0"), ("language", &long)],
                vec!["slug", "duration_minutes", "language"],
            ),
            (
                "/admin/performances",
                vec![("show_id", ""), ("room_id", ""), ("starts_at", ""), ("additional_places", "-1"), ("manually_occupied_places", "many")],
                vec!["show_id", "room_id", "additional_places", "manually_occupied_places"],
            ),
        ] {
            let page = refused(&manager, path, &fields, 422).await;
            page.says("Please look again: ");
            for field in &faults {
                page.says(&format!("<a href=\"#{field}\">"));
                page.says(&format!("id=\"{field}-error\""));
            }
            assert_eq!(page.body.matches("<a href=\"#").count(), faults.len(), "{path}");
        }
        let page = refused(&manager, "/admin/venues", &[("name", "\"><script>"), ("time_zone", "x")], 422).await;
        page.says("value=\"&#34;&#62;&#60;script&#62;\"");
        for (path, fields) in [
            ("/admin/venues", [("name", "x"), ("published", "true")]),
            ("/admin/shows", [("title", "x"), ("id", "1")]),
        ] {
            assert_eq!(manager.post(path, &fields).await.status, 400, "{path} has no such field");
        }
        let room = theatre.room.to_string();
        for (doors, said) in [("2026-11-28T21:00", "cannot open after"), ("2026-11-20T19:00", "at most a day before")] {
            let fields = [
                ("show_id", &theatre.show.to_string()[..]),
                ("room_id", &room),
                ("starts_at", "2026-11-28T20:30"),
                ("doors_open_at", doors),
                ("additional_places", "0"),
                ("manually_occupied_places", "0"),
            ];
            refused(&manager, "/admin/performances", &fields, 422).await.says(said);
        }
    }
}

async fn done_by_get(
    staff: &crate::playhouse::Visitor,
    path: &str,
) -> (String, crate::playhouse::Page) {
    let answer = staff.get(path).await;
    assert_eq!(answer.status, 303);
    let location = answer.header("location").to_owned();
    let page = staff.get(&location).await;
    (location, page)
}

async fn venue_of(theatre: &Playhouse) -> String {
    let venues = theatre.house.venues(String::new(), None, 1).await.unwrap();
    venues[0].0.to_string()
}
