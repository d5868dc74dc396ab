//! The programme: fresh, escaped, by date and page by page.

use std::time::{Duration, Instant};

use foh_app::theatre::Change;
use foh_domain::theatre::Show;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::playhouse::{Page, Playhouse};

/// Publishes the show under this title.
fn publish(title: &'static str) -> Change<Show> {
    Box::new(move |mut show: Show| {
        show.published = true;
        title.clone_into(&mut show.title);
        Ok(show)
    })
}

both_engines! {
    async fn what_is_published_is_there_at_once(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let visitor = theatre.visitor();
        let show = theatre.show("Winter Journey", "winter-journey", false).await;
        let evening = theatre.clock.now() + SignedDuration::from_hours(5);
        theatre.performance(show, evening).await;
        visitor.get("/").await.keeps_quiet_about(&["Winter Journey"]);
        assert_eq!(visitor.get("/shows/winter-journey").await.status, 404);
        theatre.house.change(show, publish("Winter Journey")).await.unwrap();
        let programme = visitor.get("/").await;
        programme.says("Winter Journey");
        programme.says("Today");
        visitor.get("/shows/winter-journey").await.says("<p>Second paragraph.</p>");

        let etag = programme.header("etag").to_owned();
        let request = visitor.client.get(visitor.at("/")).header("if-none-match", &etag);
        assert_eq!(request.send().await.unwrap().status(), 304);
    }

    async fn another_nodes_change_is_there_within_a_second(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let (elsewhere, _) = theatre.another_node().await;
        let visitor = theatre.visitor();
        for title in ["First title", "Second title"] {
            let before = visitor.get("/").await;
            before.keeps_quiet_about(&[title]);
            elsewhere.change(theatre.show, publish(title)).await.unwrap();
            let committed = Instant::now();
            while !visitor.get("/").await.body.contains(title) {
                assert!(committed.elapsed() < Duration::from_secs(1), "{title} is not there after a second");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    async fn titles_and_texts_are_escaped(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let title = "<script>alert(1)</script>\"'&";
        let show = theatre.show(title, "script", true).await;
        let evening = theatre.clock.now() + SignedDuration::from_hours(5);
        let performance = theatre.performance(show, evening).await;
        theatre.confirmed(performance, "2").await;
        let ticket = theatre.newest_mail_links().await.remove(0);
        let visitor = theatre.visitor();
        let mail = visitor.get("/dev/mailbox").await.links("/dev/mailbox/").remove(0);
        for path in ["/", "/shows/script", &format!("/performances/{performance}"), &ticket, "/dev/mailbox", &mail] {
            let page = visitor.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            page.says("&#60;script&#62;alert(1)&#60;/script&#62;");
            page.keeps_quiet_about(&["<script>alert", "<em>words"]);
        }
    }

    async fn dates_choose_what_is_shown(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let visitor = theatre.visitor();
        let [tomorrow, later] = [theatre.tomorrow, theatre.later].map(|id| format!("/performances/{id}"));
        for (query, expected, words) in [
            ("", vec![&tomorrow, &later], "All that are planned"),
            ("?from=&to=", vec![&tomorrow, &later], "All that are planned"),
            ("?from=2026-11-28&to=2026-11-28", vec![&tomorrow], "28 November 2026"),
            ("?from=2026-11-29", vec![&later], "From 29 November 2026"),
            ("?to=2026-12-03", vec![&tomorrow], "Until 3 December 2026"),
            ("?from=2027-01-01", vec![], "Nothing is played on these dates"),
            ("?utm_source=letter", vec![&tomorrow, &later], "All that are planned"),
        ] {
            let page = visitor.get(&format!("/{query}")).await;
            assert_eq!(page.status, 200, "{query}");
            assert_eq!(page.links("/performances/").iter().collect::<Vec<_>>(), expected, "{query}");
            page.says(words);
        }
        for query in ["?from=tomorrow", "?from=2026-11-29&to=2026-11-28", "?later=x", "?from=%3Cscript%3E"] {
            let page: Page = visitor.get(&format!("/{query}")).await;
            assert_eq!(page.status, 422, "{query}");
            page.says("These dates cannot be shown");
            page.keeps_quiet_about(&["<script>"]);
            assert_eq!(page.links("/performances/").len(), 2, "{query}");
        }
        assert_eq!(visitor.get("/?from=2026-11-28&from=2026-11-29").await.status, 400);
    }

    async fn long_programmes_come_in_pages(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let visitor = theatre.visitor();
        let begin = theatre.clock.now() + SignedDuration::from_hours(24 * 30);
        let show = theatre.show("Every night", "every-night", true).await;
        let also = theatre.show("Every night as well", "as-well", true).await;
        let last = theatre.show("Far away", "far-away", true).await;
        for night in 0..80 {
            // Two at the same moment, so that a page can end between them.
            let shown = if night % 2 == 0 { show } else { also };
            theatre.performance(shown, begin + SignedDuration::from_hours(24 * (night / 2))).await;
        }
        theatre.performance(last, begin + SignedDuration::from_hours(24 * 60)).await;
        let first = visitor.get("/").await;
        // Also a show that is played on a later page has its next date.
        first.says("Far away");
        assert_eq!(first.body.matches("No date planned yet").count(), 0);
        let (mut seen, mut next) = (Vec::new(), Some("/".to_owned()));
        let mut pages = 0;
        while let Some(path) = next {
            let page = visitor.get(&path).await;
            assert_eq!(page.status, 200);
            seen.extend(page.links("/performances/"));
            next = page.links("/?later=").pop();
            pages += 1;
        }
        assert_eq!((pages, seen.len()), (3, 83));
        let mut different = seen.clone();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), 83);
        let dated = visitor.get("/?from=2026-12-01").await.links("/?later=").remove(0);
        assert!(dated.ends_with("&from=2026-12-01"), "{dated}");
    }
}
