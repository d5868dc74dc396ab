//! What managers of the bar look after: names are taken once, nothing is deleted, and what is in use is not switched off.

use foh_app::{Made, theatre::ManageError};
use foh_domain::bar::{Beverage, UnitType, stock_id};
use foh_testkit::{both_engines, engines::Engine};
use std::collections::BTreeSet;
use uuid::Uuid;

use super::ground::{Bar, beverage, by, location, units};
use crate::house::at_once;

fn keg() -> UnitType {
    UnitType::parse("Keg", 1, true).unwrap()
}

/// Which field is at fault, or `made`.
fn field<T>(result: Result<T, ManageError>) -> String {
    match result {
        Ok(_) => "made".into(),
        Err(ManageError::Taken(field)) => format!("{field} taken"),
        Err(ManageError::Faults(faults)) => faults[0].field.into(),
        Err(ManageError::Unknown) => "unknown".into(),
        Err(error) => panic!("{error:?}"),
    }
}

both_engines! {
    async fn names_are_taken_once(engine: Engine) {
        let bar = Bar::open(engine).await;
        let node = bar.node(0);
        let lager = || beverage("Lager", bar.crate_of_24, "", &[]);
        let crates = || UnitType::parse("Crate of 24", 12, true).unwrap();
        assert_eq!(field(node.create(location("Terrace")).await), "name taken");
        assert_eq!(field(node.create(crates()).await), "name taken");
        assert_eq!(field(node.create(lager()).await), "name taken");
        let keg = node.create(keg()).await.unwrap();
        let cider = node.create(beverage("Cider", keg, "", &[])).await.unwrap();
        assert_eq!(field(node.change(bar.cellar, Box::new(|_| Ok(location("Terrace")))).await), "name taken");
        let name = |to: &'static str| move |before| Ok(UnitType { name: to.into(), ..before });
        assert_eq!(field(node.change(keg, Box::new(name("Crate of 24"))).await), "name taken");
        let name = |before| Ok(Beverage { name: "Lager".into(), ..before });
        assert_eq!(field(node.change::<Beverage>(cider, Box::new(name)).await), "name taken");
        let kept = node.find::<Beverage>(cider).await.unwrap().unwrap();
        assert_eq!(kept.name, "Cider");
        // Many at once: one has it.
        let made = at_once(16, |n| {
            let (house, new) = (bar.node(n).clone(), beverage("Water", keg, "", &[]));
            async move { field(house.create(new).await) }
        });
        let made = made.await;
        assert_eq!(made.iter().filter(|made| *made == "made").count(), 1);
        assert!(made.iter().all(|made| made == "made" || made == "name taken"), "{made:?}");
    }

    async fn a_form_that_is_sent_again_makes_one(engine: Engine) {
        let bar = Bar::open(engine).await;
        let key = || bar.node(0).new_form_key();
        let (one, two, three) = (key(), key(), key());
        let made = at_once(16, |n| {
            let (house, unit) = (bar.node(n).clone(), bar.crate_of_24);
            let places = [bar.terrace, bar.cellar];
            async move {
                [
                    house.create_once(one, location("Attic")).await.unwrap(),
                    house.create_once(two, keg()).await.unwrap(),
                    house.create_once(three, beverage("Cider", unit, "", &places)).await.unwrap(),
                ]
            }
        });
        let made = made.await;
        for what in 0..3 {
            let now = made.iter().filter(|made| matches!(made[what], Made::Now(_)));
            assert_eq!(now.count(), 1);
            assert!(made.iter().all(|one| one[what].id() == made[0][what].id()));
        }
        assert_eq!(bar.house.count("SELECT COUNT(*) AS n FROM stocks").await, 4);
    }

    async fn a_unit_in_use_is_not_switched_off(engine: Engine) {
        let bar = Bar::open(engine).await;
        let node = bar.node(0);
        let off = |unit| Ok(UnitType { active: false, ..unit });
        assert_eq!(field(node.change(bar.crate_of_24, Box::new(off)).await), "active");
        bar.reshape(bar.lager, |lager| Beverage { active: false, ..lager }).await;
        node.change(bar.crate_of_24, Box::new(off)).await.unwrap();
        // What comes in it is not switched on, and nothing new comes in it.
        let on = |lager| Ok(Beverage { active: true, ..lager });
        assert_eq!(field(node.change::<Beverage>(bar.lager, Box::new(on)).await), "unit_type_id");
        assert_eq!(field(node.create(beverage("Cider", bar.crate_of_24, "", &[])).await), "unit_type_id");
        assert_eq!(field(node.create(beverage("Cider", Uuid::from_u128(9), "", &[])).await), "unit_type_id");
        // It may still be renamed while it is off.
        let name = |unit| Ok(UnitType { name: "Old crate".into(), ..unit });
        node.change(bar.crate_of_24, Box::new(name)).await.unwrap();
        assert!(node.unit_types(String::new(), true, None, 9).await.unwrap().is_empty());
        assert_eq!(node.unit_types("OLD".into(), false, None, 9).await.unwrap().len(), 1);
    }

    /// Switched off and given a beverage at once: never are both done.
    async fn a_unit_is_switched_off_while_something_comes_in_it(engine: Engine) {
        let bar = Bar::open(engine).await;
        for round in 0..8 {
            let unit = UnitType::parse(&format!("Unit {round}"), 6, true).unwrap();
            let unit = bar.node(0).create(unit).await.unwrap();
            let done = at_once(2, |n| {
                let house = bar.node(n + round).clone();
                let new = beverage(&format!("Drink {round}"), unit, "", &[]);
                async move {
                    if n == 0 {
                        let off = |unit| Ok(UnitType { active: false, ..unit });
                        field(house.change(unit, Box::new(off)).await) == "made"
                    } else {
                        field(house.create(new).await) == "made"
                    }
                }
            });
            let done = done.await;
            assert_ne!(done[0], done[1], "round {round}");
        }
    }

    async fn a_beverage_is_where_it_is_said_to_be(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let node = bar.node(0);
        let (terrace, cellar) = (bar.terrace, bar.cellar);
        bar.make(bar.here(), &[by("+7")], &staff).await;
        node.set_alarm_minimum(bar.here(), Some(units("2")), &staff).await.unwrap();
        let at = |places: Vec<Uuid>| move |lager| Ok(Beverage { location_ids: places.iter().copied().collect(), ..lager });
        for places in [vec![cellar], vec![], vec![terrace], vec![terrace, cellar]] {
            let changed: Beverage = node.change(bar.lager, Box::new(at(places.clone()))).await.unwrap();
            assert_eq!(changed.location_ids, places.iter().copied().collect::<BTreeSet<_>>());
            assert_eq!(node.find::<Beverage>(bar.lager).await.unwrap().unwrap(), changed);
            let here = bar.stock(bar.here()).await;
            assert_eq!((here.stock.kept, here.stock.units, here.own_minimum), (places.contains(&terrace), units("7"), Some(units("2"))));
        }
        assert_eq!(field(node.change::<Beverage>(bar.lager, Box::new(at(vec![Uuid::from_u128(9)]))).await), "location_ids");
        let attic = node.create(location("Attic")).await.unwrap();
        node.change::<Beverage>(bar.lager, Box::new(at(vec![attic]))).await.unwrap();
        let new = bar.stock(stock_id(bar.lager, attic)).await;
        assert_eq!((new.stock.units.plain(), new.stock.number, new.stock.kept), ("0".into(), 0, true));
        let listed = node.beverages("LAG".into(), true, None, 9).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].1.location_ids, BTreeSet::from([attic]));
    }
}
