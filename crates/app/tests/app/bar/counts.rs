//! Counts: what a location had at one moment, as everything was then, whatever is tapped meanwhile.

use std::collections::BTreeMap;

use foh_app::bar::CountRequest;
use foh_domain::bar::{Beverage, Change, ItemVolume, MovementKind, UnitType};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Bar, by, refusal, units};
use crate::house::{MANY, at_once};

both_engines! {
    async fn a_count_sets_right_and_writes_down(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.counter(bar.terrace).await;
        let (_, cider) = bar.another("apple cider", "4").await;
        bar.make(bar.here(), &[Change::Set(units("10")), Change::Deliver(units("2")), Change::Waste(units("0.5"))], &staff).await;
        bar.make(cider, &[Change::Set(units("7"))], &staff).await;
        let saved = bar.count(bar.terrace, &[(bar.here(), "11.25"), (cider, "7")], &staff).await;
        assert_eq!(saved.corrected, 1, "of cider there was as much as written down");
        let told: Vec<_> = saved
            .lines
            .iter()
            .map(|line| (line.name.as_str(), line.tally.units.plain(), line.tally.received, line.tally.wasted, line.litres().rounded()))
            .collect();
        assert_eq!(told, [
            ("apple cider", "7".into(), 0, 0, "55.44".into()),
            ("Lager", "11.25".into(), 200, 50, "89.1".into()),
        ]);
        let last = bar.movements(bar.here()).await.remove(0);
        assert_eq!((last.kind, last.delta), (MovementKind::Count, -25));
        assert_eq!(bar.movements(cider).await.len(), 1);
        // What is not counted holds as it is written down.
        let saved = bar.count(bar.terrace, &[], &staff).await;
        assert_eq!((saved.corrected, saved.lines.len()), (0, 2));
        let read = bar.node(1).stock_count(saved.count.id, &staff).await.unwrap();
        assert_eq!((read.lines, read.location.name, read.by.unwrap().expose().to_owned()), (saved.lines, "Terrace".into(), "Bruno Conti".into()));
        bar.adds_up().await;
    }

    async fn a_count_keeps_what_was_then(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        bar.make(bar.here(), &[Change::Set(units("10"))], &staff).await;
        bar.node(0).set_alarm_minimum(bar.here(), Some(units("2")), &staff).await.unwrap();
        let saved = bar.count(bar.terrace, &[], &staff).await;
        let smaller = |unit: UnitType| Ok(UnitType { name: "Six-pack".into(), items: 6, ..unit });
        bar.node(0).change(bar.crate_of_24, Box::new(smaller)).await.unwrap();
        bar.reshape(bar.lager, |lager| Beverage { name: "Pilsner".into(), item_volume: ItemVolume::parse("0.5").unwrap(), ..lager }).await;
        bar.node(0).set_alarm_minimum(bar.here(), None, &staff).await.unwrap();
        bar.make(bar.here(), &[by("-9")], &staff).await;
        let line = bar.node(1).stock_count(saved.count.id, &staff).await.unwrap().lines.remove(0);
        assert_eq!(
            (line.name.as_str(), line.unit_type.as_str(), line.items, line.litres().rounded(), line.alarm_minimum),
            ("Lager", "Crate of 24", 24, "79.2".into(), Some(units("2")))
        );
        // What is counted from now on has the new facts, and the table the new name.
        bar.count(bar.terrace, &[], &staff).await;
        let table = bar.node(1).count_table(bar.terrace, 9, &staff).await.unwrap();
        assert_eq!(table.rows.len(), 1);
        assert_eq!(table.rows[0].name, "Pilsner");
        let litres: Vec<_> = table.rows[0].lines.iter().flatten().map(|line| line.litres().rounded()).collect();
        assert_eq!(litres, ["3", "79.2"], "the newest first");
    }

    /// Many count while many tap: every tap is in a count or after it, and the counts stand in the order they were taken in.
    async fn taps_during_counts_are_not_lost(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        bar.make(bar.here(), &[Change::Set(units("64"))], &staff).await;
        let done = at_once(MANY + 16, |n| {
            let tap = (n < MANY).then(|| bar.moving(n, bar.here(), by("-0.5"), &staff));
            let count = (n >= MANY).then(|| bar.counting(n, bar.terrace, &[], &staff));
            async move {
                match (tap, count) {
                    (Some(tap), _) => tap.await.is_ok(),
                    (_, Some(count)) => count.await.is_ok(),
                    _ => false,
                }
            }
        });
        assert!(done.await.iter().all(|done| *done));
        assert_eq!(bar.level(bar.here()).await, "32");
        let table = bar.node(0).count_table(bar.terrace, 99, &staff).await.unwrap();
        let levels: Vec<i64> = table.rows[0].lines.iter().flatten().map(|line| line.tally.units.hundredths()).collect();
        assert_eq!((table.counts.len(), levels.len()), (16, 16));
        // The newest first: taps only take, so that each has as much as the one after it or more.
        assert!(levels.is_sorted(), "{levels:?}");
        assert!(table.counts.is_sorted_by(|one, next| one.created_at > next.created_at && one.id > next.id));
        bar.adds_up().await;
    }

    /// What was counted by two at once is what the later says, and both are kept.
    async fn two_counts_at_once(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        for round in 0..8 {
            let counted = ["3", "4.5"];
            let done = at_once(2, |n| bar.counting(n, bar.terrace, &[(bar.here(), counted[n])], &staff)).await;
            assert!(done.iter().all(Result::is_ok), "{done:?}");
            let table = bar.node(0).count_table(bar.terrace, 2, &staff).await.unwrap();
            let lines: Vec<_> = table.rows[0].lines.iter().flatten().map(|line| line.tally.units.plain()).collect();
            assert_eq!(lines[0], bar.level(bar.here()).await, "round {round}");
            assert_ne!(lines[0], lines[1]);
        }
        bar.adds_up().await;
    }

    async fn one_key_saves_one(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        bar.make(bar.here(), &[Change::Set(units("10"))], &staff).await;
        let saving = |n: usize, key: &'static str, location, counted: &'static str| {
            let asked = format!("{location} {counted}");
            let repeatable = bar.node(n).repeatable(key, &asked, |saved: &foh_app::bar::SavedCount| {
                format!("{} {}", saved.count.id, saved.corrected)
            });
            let (house, staff, here) = (bar.node(n).clone(), staff.clone(), bar.here());
            async move {
                let counted = BTreeMap::from([(here, units(counted))]);
                house.save_count(location, CountRequest { counted }, Some(repeatable), &staff).await
            }
        };
        let answers = at_once(16, |n| saving(n, "count", bar.terrace, "9")).await;
        let texts: Vec<String> = answers
            .into_iter()
            .map(|once| once.unwrap().into_text(|saved| format!("{} {}", saved.count.id, saved.corrected)))
            .collect();
        assert!(texts.iter().all(|text| *text == texts[0] && text.ends_with(" 1")), "{texts:?}");
        let other = saving(1, "count", bar.terrace, "8").await.unwrap_err();
        assert_eq!(refusal(&other), "another request");
        assert_eq!(bar.house.count("SELECT COUNT(*) AS n FROM stock_counts").await, 1);
        // A stock of another location is no part of this one's count.
        let other = saving(1, "cellar", bar.cellar, "8").await.unwrap_err();
        assert_eq!(refusal(&other), "counted");
        assert_eq!(bar.house.count("SELECT COUNT(*) AS n FROM stock_counts").await, 1);
        bar.adds_up().await;
    }
}
