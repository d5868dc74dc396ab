//! What a location does not have (any more) does not move, and its level is there when it is back.

use std::collections::BTreeSet;

use foh_domain::bar::{Beverage, Change, Location};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Bar, by, refusal, units, word};
use crate::house::at_once;

both_engines! {
    async fn what_is_switched_off_does_not_move(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let (here, there) = (bar.here(), bar.there());
        for stock in [here, there] {
            bar.make(stock, &[Change::Set(units("8"))], &staff).await;
        }
        let stays = async |why: &str| {
            for change in [by("-1"), Change::Set(units("1")), Change::Deliver(units("1"))] {
                assert_eq!(word(&bar.moving(1, here, change, &staff).await), "NotKept", "{why}");
            }
            let brought = bar.bringing(0, here, (bar.cellar, units("1")), &staff).await;
            assert_eq!(word(&brought), "NotKept", "{why}");
            let brought = bar.bringing(0, there, (bar.terrace, units("1")), &staff).await;
            assert_eq!(word(&brought), "to_location_id", "{why}");
            assert_eq!(word(&bar.undoing(0, here, None, &staff).await), "undo: NotKept", "{why}");
            let counted = bar.counting(0, bar.terrace, &[(here, "1")], &staff).await;
            assert_eq!(refusal(&counted.unwrap_err()), "counted", "{why}");
            assert_eq!(refusal(&bar.counting(0, bar.terrace, &[], &staff).await.unwrap_err()), "nothing to count", "{why}");
            let shown = bar.node(0).location_stock(bar.terrace, &staff).await.unwrap();
            assert!(shown.items.is_empty(), "{why}");
        };
        let back = async |why: &str| {
            let stock = bar.stock(here).await.stock;
            assert_eq!((stock.kept, stock.units, stock.number), (true, units("8"), 1), "{why}");
        };
        let (terrace, cellar) = (bar.terrace, bar.cellar);
        let only = |id| move |lager: Beverage| Ok(Beverage { location_ids: BTreeSet::from([id]), ..lager });
        bar.node(0).change(bar.lager, Box::new(only(cellar))).await.unwrap();
        stays("the terrace does not have it").await;
        let both = move |lager: Beverage| Ok(Beverage { location_ids: BTreeSet::from([terrace, cellar]), ..lager });
        bar.node(0).change(bar.lager, Box::new(both)).await.unwrap();
        back("the terrace has it again").await;

        let off = |location: Location| Ok(Location { active: false, ..location });
        let on = |location: Location| Ok(Location { active: true, ..location });
        bar.node(0).change(terrace, Box::new(off)).await.unwrap();
        stays("the terrace is switched off").await;
        bar.node(0).change(terrace, Box::new(on)).await.unwrap();
        back("the terrace is switched on").await;

        bar.reshape(bar.lager, |lager| Beverage { active: false, ..lager }).await;
        assert_eq!(word(&bar.moving(1, here, by("-1"), &staff).await), "NotKept");
        assert!(bar.node(0).stock_everywhere().await.unwrap().is_empty());
        bar.reshape(bar.lager, |lager| Beverage { active: true, ..lager }).await;
        back("lager is switched on").await;
        bar.make(here, &[by("-1")], &staff).await;
        bar.adds_up().await;
    }

    /// Whoever changes the beverage locks all its stocks while others bring them hither and thither: nobody hears of it.
    async fn a_beverage_is_changed_while_it_moves(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        for stock in [bar.here(), bar.there()] {
            bar.make(stock, &[Change::Set(units("500"))], &staff).await;
        }
        let answers = at_once(48, |n| {
            let (house, lager) = (bar.node(n).clone(), bar.lager);
            let moved = match n % 3 {
                0 => Some(bar.bringing(n, bar.here(), (bar.cellar, units("1")), &staff)),
                1 => Some(bar.bringing(n, bar.there(), (bar.terrace, units("1")), &staff)),
                _ => None,
            };
            async move {
                if let Some(moved) = moved {
                    return word(&moved.await) != "NotKept";
                }
                let minimum = Some(units(&n.to_string()));
                let change = move |lager| Ok(Beverage { alarm_minimum: minimum, ..lager });
                house.change(lager, Box::new(change)).await.is_ok()
            }
        });
        assert!(answers.await.iter().all(|done| *done));
        assert_eq!((bar.level(bar.here()).await, bar.level(bar.there()).await), ("500".into(), "500".into()));
        bar.adds_up().await;
    }
}
