//! Changes keep what they are not about.

use foh_domain::theatre::Show;
use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, Role},
    staff::{done, refused, staff},
};

both_engines! {
    async fn forms_and_buttons_change_only_their_own_fields(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let manager = staff(&theatre, Role::Content).await;
        let path = format!("/admin/shows/{}", theatre.show);
        let form = [("title", "The Storm"), ("slug", "the-storm"), ("description", ""), ("duration_minutes", "150"), ("language", "")];
        done(&manager, &path, &form).await;
        let show: Show = theatre.house.find(theatre.show).await.unwrap().unwrap();
        assert!(show.published, "the form does not withdraw it");
        assert_eq!((show.title.as_str(), show.duration_minutes), ("The Storm", 150));
        done(&manager, &format!("{path}/publish"), &[("published", "false")]).await;
        done(&manager, &path, &form).await;
        let show: Show = theatre.house.find(theatre.show).await.unwrap().unwrap();
        assert!(!show.published && show.title == "The Storm", "nor does it publish it");

        let path = format!("/admin/performances/{}", theatre.tomorrow);
        done(&manager, &format!("{path}/booking"), &[("booking_open", "false")]).await;
        let (show, room) = (theatre.show.to_string(), theatre.room.to_string());
        let form = [
            ("show_id", show.as_str()),
            ("room_id", &room),
            ("starts_at", "2026-11-28T21:00"),
            ("doors_open_at", "2026-11-28T20:15"),
            ("additional_places", "5"),
            ("manually_occupied_places", "1"),
        ];
        done(&manager, &path, &form).await;
        let stored = theatre.house.performance(theatre.tomorrow).await.unwrap().unwrap();
        assert!(!stored.booking_open);
        assert_eq!(stored.starts_at.to_string(), "2026-11-28T20:00:00Z");
        assert_eq!(stored.doors_open_at.unwrap().to_string(), "2026-11-28T19:15:00Z");
        assert_eq!((stored.places.additional, stored.places.manually_occupied), (5, 1));
        done(&manager, &format!("{path}/booking"), &[("booking_open", "true")]).await;
        let stored = theatre.house.performance(theatre.tomorrow).await.unwrap().unwrap();
        assert!(stored.booking_open && stored.places.additional == 5);

        // A room stays in its venue, whatever is sent.
        let other = [("name", "Arena"), ("time_zone", "Asia/Tokyo")];
        let (other, _) = done(&manager, "/admin/venues", &other).await;
        let path = format!("/admin/rooms/{}", theatre.room);
        let form = [("venue_id", crate::staff::id(&other)), ("name", "Large stage"), ("capacity", "12")];
        done(&manager, &path, &form).await;
        let stored = theatre.house.performance(theatre.tomorrow).await.unwrap().unwrap();
        assert_eq!((stored.room.as_str(), stored.venue.as_str()), ("Large stage", "Kammerspiele"));
        assert_eq!(stored.places.capacity, 12, "performances to come have the new capacity");
    }

    async fn what_is_in_use_is_named(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let manager = staff(&theatre, Role::Content).await;
        let other = theatre.show("Hamlet", "hamlet", true).await;
        let path = format!("/admin/shows/{other}");
        let form = [("title", "Hamlet"), ("slug", "the-tempest"), ("duration_minutes", "200")];
        let page = refused(&manager, &path, &form, 409).await;
        page.says("Web address: This is in use already");
        page.says("href=\"/shows/hamlet\"");
        assert_eq!(page.value("slug"), Some("the-tempest"));
    }

    async fn what_is_not_there_is_not_found(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let all = staff(&theatre, Role::Administrator).await;
        let nobody = theatre.show;
        for path in ["venues", "rooms", "performances", "reservations"] {
            for id in [nobody.to_string(), "x".to_owned()] {
                let path = format!("/admin/{path}/{id}");
                assert_eq!(all.get(&path).await.status, 404, "{path}");
            }
        }
        for (path, fields) in [
            (format!("/admin/shows/{}/publish", theatre.room), [("published", "true")]),
            (format!("/admin/performances/{nobody}/booking"), [("booking_open", "true")]),
        ] {
            assert_eq!(all.post(&path, &fields).await.status, 404, "{path}");
            assert_eq!(all.post(&path, &[(fields[0].0, "maybe")]).await.status, 400, "{path}");
        }
        for path in [format!("/admin/reservations/{nobody}/cancel"), format!("/admin/reservations/{nobody}/resend")] {
            assert_eq!(all.post(&path, &[]).await.status, 404, "{path}");
        }
        let venue = [("name", "x"), ("address", ""), ("time_zone", "Europe/Rome")];
        assert_eq!(all.post(&format!("/admin/venues/{nobody}"), &venue).await.status, 404);
    }
}
