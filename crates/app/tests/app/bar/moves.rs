//! What staff do with a stock: set, deliver, throw away, each a movement that says what it was.

use foh_app::bar::{StockMove, Waste};
use foh_domain::{
    bar::{Change, MovementKind, Units, WasteReason},
    identity::Role,
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{Bar, by, units, word};

both_engines! {
    async fn every_change_is_a_movement(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.counter(bar.terrace).await;
        let here = bar.here();
        for (change, left) in [
            (Change::Set(units("5")), "5"),
            (Change::Deliver(units("12.5")), "17.5"),
            (Change::Waste(units("1.25")), "16.25"),
            (by("-0.01"), "16.24"),
            (by("+3"), "19.24"),
            (Change::Set(units("19.24")), "19.24"),
            (Change::Waste(units("19.24")), "0"),
        ] {
            assert_eq!(word(&bar.moving(0, here, change, &staff).await), left, "{change:?}");
        }
        let mut movements = bar.movements(here).await;
        movements.reverse();
        let told: Vec<_> = movements
            .iter()
            .map(|movement| (movement.kind, movement.delta, movement.previous, movement.reason))
            .collect();
        let broken = Some(WasteReason::Broken);
        assert_eq!(told, [
            (MovementKind::Set, 500, None, None),
            (MovementKind::Delivery, 1_250, Some(1), None),
            (MovementKind::Waste, -125, Some(2), broken),
            (MovementKind::Adjust, -1, Some(3), None),
            (MovementKind::Adjust, 300, Some(4), None),
            (MovementKind::Set, 0, Some(5), None),
            (MovementKind::Waste, -1_924, Some(6), broken),
        ]);
        assert!(movements.iter().all(|movement| movement.user_id == staff.id));
        assert_eq!(movements[2].note.as_deref(), Some("A crate fell"));
        assert!(movements[3].note.is_none());
        let stock = bar.stock(here).await.stock;
        assert_eq!((stock.received, stock.wasted), (1_250, 125 + 1_924));
        // Whoever looks sees who it was, and the last first.
        let shown = bar.node(1).stock_movements(here, None, 3, &staff).await.unwrap();
        let numbers: Vec<_> = shown.iter().map(|item| item.movement.number).collect();
        assert_eq!(numbers, [7, 6, 5]);
        assert!(shown.iter().all(|item| item.by.as_ref().unwrap().expose() == "Bruno Conti" && !item.undone));
        let rest = bar.node(1).stock_movements(here, Some(5), 99, &staff).await.unwrap();
        assert_eq!((rest.len(), rest[0].movement.number), (4, 4));
        bar.adds_up().await;
    }

    async fn what_is_refused_changes_nothing(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let here = bar.here();
        bar.make(here, &[Change::Set(units("3"))], &staff).await;
        let most = Units::MOST;
        for (stock, change, refusal) in [
            (here, by("-3.01"), "only 3"),
            (here, Change::Waste(units("4")), "only 3"),
            (here, Change::Deliver(most), "TooMuch"),
            (here, by("+99999"), "TooMuch"),
            (Uuid::from_u128(9), by("+1"), "unknown"),
        ] {
            assert_eq!(word(&bar.moving(1, stock, change, &staff).await), refusal, "{change:?}");
        }
        assert_eq!((bar.level(here).await, bar.movements(here).await.len()), ("3".into(), 1));
        assert_eq!(word(&bar.moving(1, here, Change::Set(most), &staff).await), most.plain());
        bar.adds_up().await;
    }

    async fn each_reason_is_kept(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.staff(Role::Administrator).await;
        bar.make(bar.here(), &[Change::Set(units("10"))], &staff).await;
        for reason in WasteReason::ALL {
            let asked = StockMove {
                stock_id: bar.here(),
                change: Change::Waste(units("1")),
                waste: Some(Waste { reason, note: None }),
            };
            bar.node(0).move_stock(asked, None, &staff).await.unwrap();
            assert_eq!(bar.movements(bar.here()).await[0].reason, Some(reason));
        }
    }
}
