//! Whoever works at a location sees and changes that location, and hears nothing of any other.

use foh_domain::bar::Change;
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{Bar, MOVEMENTS, by, refusal, units, word};

both_engines! {
    async fn the_world_of_a_location_user_is_one_location(engine: Engine) {
        let bar = Bar::open(engine).await;
        let manager = bar.manager().await;
        let counter = bar.counter(bar.terrace).await;
        for stock in [bar.here(), bar.there()] {
            bar.make(stock, &[Change::Set(units("8"))], &manager).await;
        }
        let count = bar.count(bar.cellar, &[], &manager).await.count.id;
        let ours = bar.count(bar.terrace, &[], &counter).await.count.id;
        let (node, there) = (bar.node(1), bar.there());
        let refused = [
            refusal(&node.location_stock(bar.cellar, &counter).await.unwrap_err()),
            refusal(&node.stock(there, &counter).await.unwrap_err()),
            refusal(&node.stock_movements(there, None, 9, &counter).await.unwrap_err()),
            refusal(&node.stock_counts(bar.cellar, None, 9, &counter).await.unwrap_err()),
            refusal(&node.stock_count(count, &counter).await.unwrap_err()),
            refusal(&node.count_table(bar.cellar, 9, &counter).await.unwrap_err()),
            refusal(&node.compare_counts(bar.cellar, (count, count), &counter).await.unwrap_err()),
            refusal(&node.stock_trends(bar.cellar, 9, &counter).await.unwrap_err()),
            refusal(&node.set_alarm_minimum(there, None, &counter).await.unwrap_err()),
            refusal(&bar.counting(0, bar.cellar, &[], &counter).await.unwrap_err()),
            refusal(&bar.counting(0, Uuid::from_u128(9), &[], &counter).await.unwrap_err()),
            word(&bar.moving(0, there, by("-1"), &counter).await),
            word(&bar.moving(0, there, by("-100"), &counter).await),
            word(&bar.undoing(0, there, None, &counter).await),
            word(&bar.bringing(0, there, (bar.terrace, units("1")), &counter).await),
            word(&bar.bringing(0, bar.here(), (bar.cellar, units("1")), &counter).await),
        ];
        assert!(refused.iter().all(|refused| refused == "not yours"), "{refused:?}");
        assert_eq!(bar.house.count(MOVEMENTS).await, 2);
        // Another location's count is none of theirs, also beside their own.
        assert_eq!(refusal(&node.compare_counts(bar.terrace, (ours, count), &counter).await.unwrap_err()), "unknown");

        let overview = node.bar_overview(&counter).await.unwrap();
        assert_eq!(overview.iter().map(|item| item.id).collect::<Vec<_>>(), [bar.terrace]);
        assert_eq!((overview[0].beverages, overview[0].litres.rounded()), (1, "63.36".into()));
        assert_eq!(node.bar_overview(&manager).await.unwrap().len(), 2);
        for stock in [bar.here(), there] {
            node.set_alarm_minimum(stock, Some(units("9")), &manager).await.unwrap();
        }
        let low = node.low_stock(&counter).await.unwrap();
        assert_eq!(low.iter().map(|view| view.id).collect::<Vec<_>>(), [bar.here()]);
        assert_eq!(node.low_stock(&manager).await.unwrap().len(), 2);

        // Whoever works nowhere any more reaches nothing.
        let nowhere = foh_app::identity::Staff { scopes: Vec::new(), ..counter.clone() };
        assert_eq!(word(&bar.moving(0, bar.here(), by("-1"), &nowhere).await), "not yours");
        assert!(node.bar_overview(&nowhere).await.unwrap().is_empty());
        assert!(node.low_stock(&nowhere).await.unwrap().is_empty());
    }

    async fn what_is_repeated_is_answered_to_whoever_reaches_it_only(engine: Engine) {
        let bar = Bar::open(engine).await;
        let counter = bar.counter(bar.terrace).await;
        let tap = (bar.here(), by("+1"));
        bar.tapping(0, "tap", tap, &counter).await.unwrap();
        let moved_on = foh_app::identity::Staff { scopes: vec![bar.cellar], ..counter };
        assert_eq!(word(&bar.tapping(1, "tap", tap, &moved_on).await), "not yours");
    }

    async fn all_locations_together(engine: Engine) {
        let bar = Bar::open(engine).await;
        let manager = bar.manager().await;
        bar.make(bar.here(), &[Change::Set(units("1.5"))], &manager).await;
        bar.make(bar.there(), &[Change::Set(units("2.25"))], &manager).await;
        let (_, cider) = bar.another("apple cider", "").await;
        bar.make(cider, &[Change::Set(units("1"))], &manager).await;
        let totals = bar.node(0).stock_everywhere().await.unwrap();
        let told: Vec<_> = totals
            .iter()
            .map(|total| (total.name.as_str(), total.hundredths, total.litres.rounded(), total.at.len()))
            .collect();
        // In the order people look for them, whatever the case.
        assert_eq!(told, [("apple cider", 100, "7.92".into(), 1), ("Lager", 375, "29.7".into(), 2)]);
    }
}
