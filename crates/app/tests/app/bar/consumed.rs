//! What was used between counts, and which way it goes.

use foh_domain::bar::{Change, Trend};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{Bar, DAY, by, refusal, units};

both_engines! {
    async fn what_was_used_between_two_counts(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let here = bar.here();
        bar.make(here, &[Change::Set(units("10"))], &staff).await;
        bar.make(bar.there(), &[Change::Set(units("10"))], &staff).await;
        let from = bar.count(bar.terrace, &[], &staff).await.count;
        bar.house.advance(DAY * 2);
        bar.make(here, &[by("-4"), Change::Deliver(units("24")), Change::Waste(units("2")), by("-1"), by("-2")], &staff).await;
        // A tap that was undone was no use, and what was brought elsewhere neither.
        bar.undoing(0, here, None, &staff).await.unwrap();
        bar.bringing(0, here, (bar.cellar, units("6")), &staff).await.unwrap();
        bar.bringing(0, bar.there(), (bar.terrace, units("1")), &staff).await.unwrap();
        let (_, cider) = bar.another("Cider", "").await;
        let to = bar.count(bar.terrace, &[(here, "20")], &staff).await.count;
        for pair in [(from.id, to.id), (to.id, from.id)] {
            let compared = bar.node(0).compare_counts(bar.terrace, pair, &staff).await.unwrap();
            assert_eq!((compared.from, compared.to), (from, to), "in whatever order");
            assert_eq!(compared.rows.len(), 2);
            let lager = compared.rows.iter().find(|row| row.stock_id == here).unwrap();
            let used = lager.consumption.unwrap();
            // 10 + 24 − 6 + 1 − 2 − 20 in two days.
            assert_eq!((used.received, used.wasted, used.used, used.used_per_day), (1_900, 200, 700, Some(350)));
            let new = compared.rows.iter().find(|row| row.stock_id == cider).unwrap();
            assert!(new.from.is_none() && new.to.is_some() && new.consumption.is_none());
        }
        let same = bar.node(0).compare_counts(bar.terrace, (to.id, to.id), &staff).await.unwrap();
        assert!(same.rows.iter().all(|row| row.consumption.is_some_and(|used| used.used == 0 && used.used_per_day.is_none())));
        for (location, pair) in [
            (bar.cellar, (from.id, to.id)),
            (bar.terrace, (from.id, Uuid::from_u128(9))),
            (Uuid::from_u128(9), (from.id, to.id)),
        ] {
            assert_eq!(refusal(&bar.node(0).compare_counts(location, pair, &staff).await.unwrap_err()), "unknown");
        }
    }

    async fn which_way_it_goes(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let (_, cider) = bar.another("apple cider", "").await;
        let mut saved = Vec::new();
        for (lager, cider_units) in [("9", "1"), ("3", "2"), ("3.01", "2")] {
            bar.house.advance(DAY);
            saved.push(bar.count(bar.terrace, &[(bar.here(), lager), (cider, cider_units)], &staff).await.count);
        }
        bar.house.advance(DAY);
        let (_, _water) = bar.another("Water", "").await;
        let trends = bar.node(0).stock_trends(bar.terrace, 9, &staff).await.unwrap();
        let told: Vec<_> = trends
            .iter()
            .map(|item| (item.stock.beverage.as_str(), item.points.iter().map(|point| point.units.plain()).collect::<Vec<_>>().join(" "), item.trend))
            .collect();
        assert_eq!(told, [
            ("apple cider", "1 2 2".into(), Some(Trend::Level)),
            ("Lager", "9 3 3.01".into(), Some(Trend::Up)),
            ("Water", String::new(), None),
        ]);
        assert!(trends[0].points.iter().map(|point| point.at).eq(saved.iter().map(|count| count.created_at)));
        let short = bar.node(0).stock_trends(bar.terrace, 1, &staff).await.unwrap();
        assert!(short.iter().all(|item| item.points.len() <= 1 && item.trend.is_none()));
        // The list, a page at a time.
        let newest = bar.node(0).stock_counts(bar.terrace, None, 2, &staff).await.unwrap();
        let older = bar.node(0).stock_counts(bar.terrace, Some(newest[1].count.id), 2, &staff).await.unwrap();
        let listed: Vec<_> = newest.iter().chain(&older).map(|item| item.count).collect();
        assert_eq!(listed, saved.into_iter().rev().collect::<Vec<_>>());
    }
}
