//! Transfers: less here and more there in one transaction, in both directions at once.

use foh_domain::bar::{Change, MovementKind, Units};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{Bar, location, units, word};
use crate::house::{MANY, at_once};

both_engines! {
    async fn both_ends_move_together(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        bar.make(bar.here(), &[Change::Set(units("10"))], &staff).await;
        let left = bar.bringing(0, bar.here(), (bar.cellar, units("2.5")), &staff).await;
        assert_eq!(word(&left), "7.5");
        let (here, there) = (bar.movements(bar.here()).await.remove(0), bar.movements(bar.there()).await.remove(0));
        assert_eq!((here.kind, here.delta, here.other_id), (MovementKind::Transfer, -250, Some(there.id)));
        assert_eq!((there.kind, there.delta, there.other_id), (MovementKind::Transfer, 250, Some(here.id)));
        let (one, other) = (bar.stock(bar.here()).await.stock, bar.stock(bar.there()).await.stock);
        assert_eq!((one.received, other.received), (-250, 250));
        bar.adds_up().await;
    }

    async fn what_is_refused_moves_neither(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let attic = bar.node(0).create(location("Attic")).await.unwrap();
        bar.make(bar.here(), &[Change::Set(units("10"))], &staff).await;
        bar.make(bar.there(), &[Change::Set(Units::MOST)], &staff).await;
        for (from, to, quantity, refusal) in [
            (bar.here(), bar.cellar, "1", "quantity"),
            (bar.here(), bar.cellar, "0", "quantity"),
            (bar.here(), bar.terrace, "1", "to_location_id"),
            (bar.here(), attic, "1", "to_location_id"),
            (bar.here(), Uuid::from_u128(9), "1", "to_location_id"),
            (Uuid::from_u128(9), bar.cellar, "1", "unknown"),
        ] {
            let answer = bar.bringing(1, from, (to, units(quantity)), &staff).await;
            assert_eq!(word(&answer), refusal, "{to} {quantity}");
        }
        bar.make(bar.there(), &[Change::Set(units("0"))], &staff).await;
        let answer = bar.bringing(1, bar.here(), (bar.cellar, units("10.01")), &staff).await;
        assert_eq!(word(&answer), "only 10");
        assert_eq!((bar.level(bar.here()).await, bar.level(bar.there()).await), ("10".into(), "0".into()));
        bar.adds_up().await;
    }

    async fn opposite_transfers_at_once_keep_the_sum(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        for stock in [bar.here(), bar.there()] {
            bar.make(stock, &[Change::Set(units("3"))], &staff).await;
        }
        for _ in 0..4 {
            let answers = at_once(MANY, |n| {
                let (from, to) = if n % 2 == 0 { (bar.here(), bar.cellar) } else { (bar.there(), bar.terrace) };
                bar.bringing(n / 2, from, (to, units("0.75")), &staff)
            });
            // What is refused is refused for there was less: the store never failed.
            for answer in answers.await {
                assert!(answer.is_ok() || word(&answer).starts_with("only"), "{}", word(&answer));
            }
            let both = [bar.stock(bar.here()).await.stock, bar.stock(bar.there()).await.stock];
            assert_eq!(both[0].units.hundredths() + both[1].units.hundredths(), 600);
            assert_eq!(both[0].received, -both[1].received);
        }
        bar.adds_up().await;
    }

    async fn one_that_is_sent_again_is_brought_once(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        bar.make(bar.here(), &[Change::Set(units("10"))], &staff).await;
        let answers = at_once(16, |n| {
            let repeatable = bar.keyed(n, "transfer", "4 to the cellar");
            let (house, staff) = (bar.node(n).clone(), staff.clone());
            let transfer = foh_app::bar::Transfer { stock_id: bar.here(), to_location_id: bar.cellar, units: units("4") };
            async move { house.transfer_stock(transfer, Some(repeatable), &staff).await.unwrap().into_text(super::ground::drawn) }
        });
        let answers = answers.await;
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!((bar.level(bar.here()).await, bar.level(bar.there()).await), ("6".into(), "4".into()));
        bar.adds_up().await;
    }
}
