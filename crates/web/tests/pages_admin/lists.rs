//! Long lists, their searches, and what may be asked of them.

use std::collections::HashSet;

use foh_domain::theatre::{Performance, Room, Venue};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::{
    playhouse::{Playhouse, Role, Visitor},
    staff::staff,
};

/// Every link to a thing under `path`, page after page, and how many pages there were.
async fn walk(staff: &Visitor, path: &str, list: &str) -> (Vec<String>, usize) {
    let (mut seen, mut pages) = (Vec::new(), 0);
    let mut next = Some(list.to_owned());
    while let Some(at) = next {
        pages += 1;
        let page = staff.get(&at).await;
        assert_eq!(page.status, 200, "{at}");
        assert_eq!(page.body.contains("First page"), pages > 1, "{at}");
        let things = page.links(&format!("{path}/0"));
        assert!(things.len() <= 50, "{at}");
        seen.extend(things);
        next = page
            .links(path)
            .into_iter()
            .find(|link| link.contains("after="));
    }
    (seen, pages)
}

both_engines! {
    async fn every_row_is_on_exactly_one_page(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let all = staff(&theatre, Role::Administrator).await;
        let house = &theatre.house;
        let mut start = "2027-01-01T19:00:00Z".parse().unwrap();
        let first = house.venues(String::new(), None, 1).await.unwrap()[0].0;
        for number in 0..60 {
            let venue = Venue::parse(&format!("Arena {number}"), "", "Europe/Rome").unwrap();
            house.create(venue).await.unwrap();
            let room = house.create(Room::parse(first, &format!("Room {number}"), 5).unwrap()).await.unwrap();
            theatre.show(&format!("Play {number}"), &format!("play-{number}"), number % 2 == 0).await;
            let performance = Performance::parse((theatre.show, room), (start, None), true, (0, 0)).unwrap();
            house.create_performance(performance).await.unwrap();
            // Pairs begin at the same time.
            if number % 2 == 0 {
                start += SignedDuration::from_hours(24);
            }
            theatre.reserve(theatre.later, "1").await;
            theatre.clock.advance(SignedDuration::from_millis(1));
        }
        for (path, query, rows, pages) in [
            ("/admin/venues", "", 61, 2),
            ("/admin/rooms", "", 61, 2),
            ("/admin/rooms", "?q=ROOM%205", 11, 1),
            ("/admin/shows", "", 61, 2),
            ("/admin/shows", "?published=false", 30, 1),
            ("/admin/shows", "?published=true", 31, 1),
            ("/admin/shows", "?q=play", 60, 2),
            ("/admin/shows", "?q=play%205", 11, 1),
            ("/admin/performances", "", 62, 2),
            ("/admin/performances", "?from=2027-01-01", 60, 2),
            ("/admin/performances", "?to=2026-11-28", 1, 1),
            ("/admin/performances", "?from=2026-11-28&to=2026-12-31", 2, 1),
            ("/admin/reservations", "", 60, 2),
            ("/admin/reservations", "?q=ada%40example.org", 60, 2),
        ] {
            let (seen, walked) = walk(&all, path, &format!("{path}{query}")).await;
            let different: HashSet<&String> = seen.iter().collect();
            assert_eq!((seen.len(), different.len(), walked), (rows, rows, pages), "{path}{query}");
        }
        let show = theatre.show;
        let (seen, _) = walk(&all, "/admin/performances", &format!("/admin/performances?show_id={show}&from=2027-01-01")).await;
        assert_eq!(seen.len(), 60);
        let (seen, _) = walk(&all, "/admin/reservations", &format!("/admin/reservations?q=love&performance_id={}", theatre.later)).await;
        assert_eq!(seen.len(), 60);
        all.get(&format!("/admin/shows/{show}")).await.says("<span class=\"number\">62</span> to come");
    }

    async fn every_question_is_limited(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let all = staff(&theatre, Role::Administrator).await;
        let long = "x".repeat(201);
        for list in ["venues", "rooms", "shows", "performances", "reservations"] {
            for query in ["after=x", "after=1_2", &format!("after={}", "9".repeat(5_000))] {
                let page = all.get(&format!("/admin/{list}?{query}")).await;
                assert_eq!(page.status, 400, "{list} {query:.20}");
            }
            if list != "performances" {
                assert_eq!(all.get(&format!("/admin/{list}?q={long}")).await.status, 400, "{list}");
                assert_eq!(all.get(&format!("/admin/{list}?q=%00")).await.status, 400, "{list}");
            }
        }
        for query in ["performances?from=tomorrow", "performances?to=2026-13-01", "performances?show_id=1", "rooms?venue_id=1", "reservations?performance_id=1", "reservations?status=lost"] {
            assert_eq!(all.get(&format!("/admin/{query}")).await.status, 400, "{query}");
        }
        // Patterns of the database are letters like any others, and what is searched for is shown as text.
        for query in ["%25", "_", "!", "%3Cscript%3E"] {
            let page = all.get(&format!("/admin/shows?q={query}")).await;
            page.says("Nothing matches");
            page.keeps_quiet_about(&["<script>"]);
        }
        // A word in the query says only what is written for it.
        let page = all.get("/admin/venues?done=%3Cb%3Eevil").await;
        page.keeps_quiet_about(&["evil", "notice-done"]);
        all.get("/admin/venues?done=saved").await.says("notice-done");
    }
}
