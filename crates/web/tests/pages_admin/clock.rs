//! Times on the clock of the venue, where the clocks change too.

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, Role, Visitor},
    staff::{done, id, refused, staff},
};

async fn hall(manager: &Visitor, zone: &str) -> String {
    let venue = [("name", zone), ("time_zone", zone)];
    let (venue, _) = done(manager, "/admin/venues", &venue).await;
    let room = [
        ("venue_id", id(&venue)),
        ("name", "Hall"),
        ("capacity", "50"),
    ];
    let (room, _) = done(manager, "/admin/rooms", &room).await;
    id(&room).to_owned()
}

fn form<'a>(show: &'a str, room: &'a str, starts_at: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("show_id", show),
        ("room_id", room),
        ("starts_at", starts_at),
        ("doors_open_at", ""),
        ("additional_places", "0"),
        ("manually_occupied_places", "0"),
    ]
}

both_engines! {
    async fn times_are_those_of_the_venue(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let manager = staff(&theatre, Role::Content).await;
        let show = theatre.show.to_string();
        let tokyo = hall(&manager, "Asia/Tokyo").await;
        let (path, page) = done(&manager, "/admin/performances", &form(&show, &tokyo, "2027-01-02T19:00")).await;
        page.says("Saturday 2 January, 19:00");
        page.says("Tokyo time (Asia/Tokyo)");
        assert_eq!(page.value("starts_at"), Some("2027-01-02T19:00"));
        let stored = theatre.house.performance(id(&path).parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(stored.starts_at.to_string(), "2027-01-02T10:00:00Z");
        let list = manager.get("/admin/performances").await;
        list.says("Sat 2 Jan 2027, 19:00, Tokyo time");
        list.says("Sat 28 Nov 2026, 20:00, Berlin time");

        // In another room it is the clock of that room that shows what was typed.
        let berlin = theatre.room.to_string();
        let (_, page) = done(&manager, &path, &form(&show, &berlin, "2027-01-02T19:00")).await;
        page.says("Berlin time (Europe/Berlin)");
        let stored = theatre.house.performance(id(&path).parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(stored.starts_at.to_string(), "2027-01-02T18:00:00Z");
    }

    async fn the_clocks_go_forward_and_back(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let manager = staff(&theatre, Role::Content).await;
        let (show, room) = (theatre.show.to_string(), theatre.room.to_string());
        let list = "/admin/performances";
        let page = refused(&manager, list, &form(&show, &room, "2027-03-28T02:30"), 422).await;
        page.says("There is no 02:30 on that day in Berlin time");
        assert_eq!(page.value("starts_at"), Some("2027-03-28T02:30"));

        let twice = form(&show, &room, "2027-10-31T02:30");
        let (path, page) = done(&manager, list, &twice).await;
        page.says("Saved, with the earlier of two times");
        let moment = async || {
            let stored = theatre.house.performance(id(&path).parse().unwrap()).await.unwrap().unwrap();
            stored.starts_at.to_string()
        };
        assert_eq!(moment().await, "2027-10-31T00:30:00Z");
        // The later one, as the API can set it, is not moved by a form that does not touch it.
        let change = |stored| {
            Ok(foh_domain::theatre::Performance {
                starts_at: "2027-10-31T01:30:00Z".parse().unwrap(),
                ..stored
            })
        };
        theatre.house.change_performance(id(&path).parse().unwrap(), Box::new(change)).await.unwrap();
        assert_eq!(manager.get(&path).await.value("starts_at"), Some("2027-10-31T02:30"));
        let (_, page) = done(&manager, &path, &twice).await;
        page.keeps_quiet_about(&["the earlier of two times"]);
        assert_eq!(moment().await, "2027-10-31T01:30:00Z");

        for wrong in ["yesterday", "2027-02-30T20:00", "0027-01-02T20:00", "2027-01-02T20:00Z"] {
            let page = refused(&manager, &path, &form(&show, &room, wrong), 422).await;
            page.says("id=\"starts_at-error\"");
            assert_eq!(page.value("starts_at"), Some(wrong));
        }
    }
}
