//! Undoing: the last movement is reversed by a new one, once, and of a transfer at both ends.

use foh_app::idempotency::Once;
use foh_domain::bar::{Change, MovementKind};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Bar, by, drawn, units, word};
use crate::house::{MANY, at_once, tally};

both_engines! {
    async fn each_kind_is_undone_one_after_the_other(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.counter(bar.terrace).await;
        let here = bar.here();
        bar.make(here, &[
            Change::Set(units("10")),
            by("-1.5"),
            Change::Deliver(units("24")),
            Change::Waste(units("2")),
        ], &staff).await;
        bar.count(bar.terrace, &[(here, "29")], &staff).await;
        for left in ["30.5", "32.5", "8.5", "10", "0", "undo: Nothing"] {
            assert_eq!(word(&bar.undoing(0, here, None, &staff).await), left);
        }
        let stock = bar.stock(here).await.stock;
        assert_eq!((stock.received, stock.wasted, stock.number, stock.undoable), (0, 0, 10, None));
        let shown = bar.node(1).stock_movements(here, None, 99, &staff).await.unwrap();
        for item in &shown {
            assert_eq!(item.undone, item.movement.kind != MovementKind::Undo, "{:?}", item.movement);
        }
        // After an undo other movements follow, and the undone one is not met again.
        bar.make(here, &[by("+1"), by("+2")], &staff).await;
        bar.undoing(1, here, None, &staff).await.unwrap();
        bar.make(here, &[by("+4")], &staff).await;
        for left in ["1", "0", "undo: Nothing"] {
            assert_eq!(word(&bar.undoing(0, here, None, &staff).await), left);
        }
        bar.adds_up().await;
    }

    async fn a_transfer_is_undone_at_both_ends_from_either(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let (here, there) = (bar.here(), bar.there());
        for from in [here, there] {
            bar.make(here, &[Change::Set(units("10"))], &staff).await;
            bar.make(there, &[Change::Set(units("1"))], &staff).await;
            bar.bringing(0, here, (bar.cellar, units("3")), &staff).await.unwrap();
            let undone = bar.undoing(1, from, None, &staff).await;
            assert_eq!(word(&undone), if from == here { "10" } else { "1" });
            assert_eq!((bar.level(here).await, bar.level(there).await), ("10".into(), "1".into()));
            let (one, other) = (bar.movements(here).await.remove(0), bar.movements(there).await.remove(0));
            assert_eq!((one.kind, one.other_id), (MovementKind::Undo, Some(other.id)));
            assert_eq!((other.kind, other.other_id), (MovementKind::Undo, Some(one.id)));
            // At the other end what is undone next is what was before the transfer.
            let other_end = if from == here { there } else { here };
            let next = bar.node(2).undoable_movement(&bar.stock(other_end).await).await.unwrap().unwrap();
            assert_eq!(next.kind, MovementKind::Set);
            assert!(bar.undoing(2, other_end, None, &staff).await.is_ok());
            bar.adds_up().await;
        }
        assert_eq!((bar.stock(here).await.stock.received, bar.stock(there).await.stock.received), (0, 0));
    }

    /// A transfer that is not the last at the other end any more is undone there all the same, if there is enough.
    async fn a_transfer_of_which_some_was_used_is_not_undone(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let (here, there) = (bar.here(), bar.there());
        bar.make(here, &[Change::Set(units("10"))], &staff).await;
        bar.bringing(0, here, (bar.cellar, units("3")), &staff).await.unwrap();
        bar.make(there, &[by("-1")], &staff).await;
        assert!(word(&bar.undoing(0, here, None, &staff).await).starts_with("undo: BelowNought"));
        assert_eq!((bar.level(here).await, bar.level(there).await), ("7".into(), "2".into()));
        bar.make(there, &[by("+1.5")], &staff).await;
        assert_eq!(word(&bar.undoing(0, here, None, &staff).await), "10");
        assert_eq!(bar.level(there).await, "0.5");
        // The taps that came after it in the cellar can be undone, the first of which had taken some of it.
        assert_eq!(word(&bar.undoing(0, there, None, &staff).await), "undo: BelowNought { units: Units(50) }");
        bar.make(there, &[by("+9")], &staff).await;
        for left in ["0.5", "undo: BelowNought { units: Units(50) }"] {
            assert_eq!(word(&bar.undoing(0, there, None, &staff).await), left);
        }
        bar.adds_up().await;
    }

    async fn a_location_user_does_not_undo_a_transfer(engine: Engine) {
        let bar = Bar::open(engine).await;
        let manager = bar.manager().await;
        let counter = bar.counter(bar.terrace).await;
        bar.make(bar.here(), &[Change::Set(units("10"))], &manager).await;
        bar.bringing(0, bar.here(), (bar.cellar, units("3")), &manager).await.unwrap();
        assert_eq!(word(&bar.undoing(0, bar.here(), None, &counter).await), "not yours");
        assert_eq!((bar.level(bar.here()).await, bar.level(bar.there()).await), ("7".into(), "3".into()));
        bar.adds_up().await;
    }

    async fn many_undo_one_movement_once(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let (here, there) = (bar.here(), bar.there());
        bar.make(here, &[Change::Set(units("10")), by("-1"), by("-2")], &staff).await;
        let last = bar.movements(here).await.remove(0).id;
        let answers = at_once(MANY, |n| bar.undoing(n, here, Some(last), &staff)).await;
        assert_eq!(tally(&answers, word), [("9".into(), 1), ("undo: NotTheLast".into(), MANY - 1)].into());
        // A transfer from both its ends.
        bar.bringing(0, here, (bar.cellar, units("4")), &staff).await.unwrap();
        let ends = [bar.movements(here).await.remove(0).id, bar.movements(there).await.remove(0).id];
        let answers = at_once(MANY, |n| {
            bar.undoing(n / 2, if n % 2 == 0 { here } else { there }, Some(ends[n % 2]), &staff)
        });
        let answers = answers.await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert!(answers.iter().filter(|answer| answer.is_err()).all(|answer| word(answer).starts_with("undo: N")));
        assert_eq!((bar.level(here).await, bar.level(there).await), ("9".into(), "0".into()));
        bar.adds_up().await;
    }

    async fn what_moved_since_is_looked_at_once_more(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        bar.make(bar.here(), &[Change::Set(units("10"))], &staff).await;
        let seen = bar.movements(bar.here()).await.remove(0).id;
        bar.make(bar.here(), &[by("-1")], &staff).await;
        assert_eq!(word(&bar.undoing(0, bar.here(), Some(seen), &staff).await), "undo: NotTheLast");
        assert_eq!(bar.level(bar.here()).await, "9");
    }

    async fn one_key_undoes_one(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        bar.make(bar.here(), &[by("+1"), by("+1"), by("+1")], &staff).await;
        let answers = at_once(16, |n| {
            let repeatable = bar.keyed(n, "undo", "the last");
            let (house, staff, here) = (bar.node(n).clone(), staff.clone(), bar.here());
            async move { house.undo_stock(here, None, Some(repeatable), &staff).await.unwrap() }
        });
        let answers = answers.await;
        assert_eq!(answers.iter().filter(|answer| matches!(answer, Once::Now(_))).count(), 1);
        let texts: Vec<_> = answers.into_iter().map(|answer| answer.into_text(drawn)).collect();
        assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
        assert_eq!(bar.level(bar.here()).await, "2");
    }

    /// Undone, tapped and brought hither and thither by many: nothing is lost, and nobody waits for ever.
    async fn a_mixture_adds_up(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let ends = [(bar.here(), bar.cellar), (bar.there(), bar.terrace)];
        for (stock, _) in ends {
            bar.make(stock, &[Change::Set(units("100"))], &staff).await;
        }
        let answers = at_once(MANY * 2, |n| {
            let (stock, other) = ends[(n / 4) % 2];
            match n % 4 {
                0 => bar.moving(n, stock, by("-1"), &staff),
                1 => bar.undoing(n, stock, None, &staff),
                2 => bar.bringing(n, stock, (other, units("2")), &staff),
                _ => bar.moving(n, stock, Change::Deliver(units("1")), &staff),
            }
        });
        for answer in answers.await {
            assert!(answer.is_ok() || word(&answer).starts_with("undo: N"), "{}", word(&answer));
        }
        bar.adds_up().await;
    }
}
