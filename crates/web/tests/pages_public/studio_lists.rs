//! What the studio offers: found by what it is and when, fresh, page by page, and by who holds it.

use foh_domain::{
    payments::{Currency, Money},
    studio::{Facilitator, SessionKind},
    theatre::Zone,
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::{
    playhouse::Playhouse,
    studio::{facilitator, member, session, signed_in},
};

both_engines! {
    async fn sessions_are_found(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let giulia = facilitator(&theatre).await;
        let free = Money::of(0, Currency::EUR).unwrap();
        let breath = session(&theatre, &giulia, 24, |fields| fields.price = free).await;
        let silence = session(&theatre, &giulia, 24 * 7, |fields| {
            fields.kind = SessionKind::Retreat;
            fields.title = "100 % silence";
            fields.ends_at = fields.starts_at + SignedDuration::from_hours(50);
        }).await;
        let full = session(&theatre, &giulia, 24 * 14, |fields| fields.capacity = 1).await;
        let ada = member(&theatre, "ada@example.org").await;
        assert_eq!(ada.post(&format!("/sessions/{full}/book"), &[]).await.status, 303);

        let visitor = theatre.visitor();
        let path = |id| format!("/sessions/{id}");
        let [breath, silence, full] = [breath, silence, full].map(path);
        for (query, expected, words) in [
            ("", vec![&breath, &silence, &full], "Everything that is planned"),
            ("?q=&type=&from=&to=&free=", vec![&breath, &silence, &full], "Everything that is planned"),
            ("?utm_source=letter", vec![&breath, &silence, &full], "Everything that is planned"),
            ("?type=retreat", vec![&silence], "Retreats"),
            ("?type=session", vec![&breath, &full], "Sessions"),
            ("?q=SILENCE", vec![&silence], "“SILENCE”"),
            ("?q=%25", vec![&silence], "“%”"),
            ("?free=true", vec![&breath], "free"),
            ("?free=false", vec![&silence, &full], "with a price"),
            ("?with_places=true", vec![&breath, &silence], "with places left"),
            ("?from=2026-11-28&to=2026-11-28", vec![&breath], "28 November 2026"),
            ("?from=2026-11-29&type=session", vec![&full], "Sessions, From 29 November 2026"),
            ("?free=true&type=retreat", vec![], "Nothing matches"),
        ] {
            let page = visitor.get(&format!("/sessions{query}")).await;
            assert_eq!(page.status, 200, "{query}");
            let mut found = page.links("/sessions/");
            found.dedup();
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
            page.says(words);
        }
        visitor.get("/sessions").await.says("Sunday 6 December, 14:00");
        for query in ["?type=workshop", "?from=tomorrow", "?from=2026-11-29&to=2026-11-28", "?later=x", "?free=1", "?q=%3Cscript%3E&type=x"] {
            let page = visitor.get(&format!("/sessions{query}")).await;
            assert_eq!(page.status, 422, "{query}");
            page.says("This search cannot be read");
            page.keeps_quiet_about(&["<script>"]);
        }
        assert_eq!(visitor.get("/sessions?type=session&type=retreat").await.status, 400);
    }

    async fn the_list_is_kept_and_fresh(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let giulia = facilitator(&theatre).await;
        let id = session(&theatre, &giulia, 24, |_| ()).await;
        let ada = member(&theatre, "ada@example.org").await;
        let visitor = theatre.visitor();
        for path in ["/sessions".to_owned(), format!("/sessions/{id}"), format!("/facilitators/{}", giulia.id)] {
            let page = visitor.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            let request = visitor.client.get(visitor.at(&path)).header("if-none-match", page.header("etag"));
            assert_eq!(request.send().await.unwrap().status(), 304, "{path}");
            page.says("8 of 8 left");
            // What somebody sees who is signed in is kept for nobody.
            let own = ada.get(&path).await;
            assert_eq!(own.header("cache-control"), "no-store", "{path}");
            own.says("Sign out");
            visitor.get(&path).await.keeps_quiet_about(&["Sign out"]);
        }
        ada.post(&format!("/sessions/{id}/book"), &[]).await;
        visitor.get("/sessions").await.says("7 of 8 left");
        visitor.get(&format!("/sessions/{id}")).await.says("7 of 8 left");
    }

    async fn long_lists_come_in_pages(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let giulia = facilitator(&theatre).await;
        for n in 0..83 {
            // Two at the same moment, so that a page can end between them; one in another zone.
            session(&theatre, &giulia, 24 + 24 * (n / 2), |fields| {
                fields.title = "Breath & voice";
                if n == 82 {
                    fields.time_zone = Zone::parse("America/New_York").unwrap();
                }
            }).await;
        }
        let visitor = theatre.visitor();
        let whose = format!("/facilitators/{}", giulia.id);
        for first in ["/sessions?q=breath+%26&free=false", &whose] {
            let (mut seen, mut next, mut pages) = (Vec::new(), Some(first.to_owned()), 0);
            let later = format!("{}?later=", first.split('?').next().unwrap());
            while let Some(path) = next {
                let page = visitor.get(&path).await;
                assert_eq!(page.status, 200, "{path}");
                seen.extend(page.links("/sessions/"));
                next = page.links(&later).pop();
                pages += 1;
                if next.is_none() {
                    page.says("New York time");
                } else {
                    page.says("Times are Rome time.");
                }
            }
            seen.sort_unstable();
            seen.dedup();
            assert_eq!((pages, seen.len()), (3, 83), "{first}");
        }
        assert_eq!(visitor.get(&format!("{whose}?later=x")).await.status, 404);
    }

    async fn bookings_come_in_pages(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let giulia = facilitator(&theatre).await;
        let ada = member(&theatre, "ada@example.org").await;
        for _ in 0..42 {
            let id = session(&theatre, &giulia, 24, |_| ()).await;
            assert_eq!(ada.post(&format!("/sessions/{id}/book"), &[]).await.status, 303);
        }
        assert_eq!(ada.get("/bookings").await.links("/sessions/").len(), 42);
        theatre.clock.advance(SignedDuration::from_hours(26));
        let ada = signed_in(&theatre, "ada@example.org").await;
        let first = ada.get("/bookings").await;
        first.says("You have nothing booked");
        assert_eq!(first.links("/sessions/").len(), 40);
        let second = ada.get(&first.links("/bookings?before=")[0]).await;
        assert_eq!(second.links("/sessions/").len(), 2);
        second.keeps_quiet_about(&["You have nothing booked"]);
        assert_eq!(ada.get("/bookings?before=x").await.status, 400);
    }

    async fn facilitators_are_shown_while_they_hold_sessions(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let giulia = facilitator(&theatre).await;
        let visitor = theatre.visitor();
        let path = format!("/facilitators/{}", giulia.id);
        assert_eq!(visitor.get(&path).await.status, 404, "nothing to show yet");
        let id = session(&theatre, &giulia, 24, |_| ()).await;
        visitor.get(&path).await.says("Breath and voice");
        let profile = Facilitator::parse("First <b>paragraph</b>.\n\nSecond.", "Breath & voice").unwrap();
        theatre.house.present_facilitator(giulia.id, &profile).await.unwrap();
        let page = visitor.get(&path).await;
        page.says("<h1>Grace Steward</h1>");
        page.says("Breath &#38; voice");
        page.says("<p>Second.</p>");
        page.keeps_quiet_about(&["<b>", "giulia@example.org"]);
        theatre.house.deactivate(giulia.id).await.unwrap();
        assert_eq!(theatre.visitor().get(&format!("{path}?later=")).await.status, 404);
        let page = theatre.visitor().get(&format!("/sessions/{id}?x")).await;
        page.says("Grace Steward");
        assert!(page.links("/facilitators/").is_empty());
        for nobody in ["x".to_owned(), uuid::Uuid::from_u128(7).to_string()] {
            assert_eq!(visitor.get(&format!("/facilitators/{nobody}")).await.status, 404);
        }
    }
}
