//! Alarms: one e-mail for each crossing to each who manages the bar, and none until there was more again.

use foh_domain::{
    bar::{Beverage, Change},
    identity::Role,
};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{ALARMS, Bar, by, units, word};
use crate::house::{MANY, as_one_batch, at_once};

/// Lager is told of at three units.
async fn at_three(engine: Engine) -> Bar {
    let bar = Bar::open(engine).await;
    bar.reshape(bar.lager, |lager| Beverage {
        alarm_minimum: Some(units("3")),
        ..lager
    })
    .await;
    bar
}

both_engines! {
    async fn each_manager_is_told_once_for_each_crossing(engine: Engine) {
        let bar = at_three(engine).await;
        let counter = bar.counter(bar.terrace).await;
        let managers = [bar.manager().await, bar.manager().await];
        let gone = bar.manager().await;
        bar.node(0).deactivate(gone.id).await.unwrap();
        bar.staff(Role::Administrator).await;
        bar.make(bar.here(), &[Change::Set(units("5"))], &counter).await;
        for (change, told) in [
            ("-1", 0),
            ("-1", 1),
            ("-1", 1),
            ("+0.5", 1),
            ("-1", 1),
            ("+2", 1),
            ("-1.5", 2),
        ] {
            bar.make(bar.here(), &[by(change)], &counter).await;
            let written = usize::try_from(bar.house.count(ALARMS).await).unwrap();
            assert_eq!(written, told * managers.len(), "{change}");
        }
        let mails = bar.house.mails("stock_alarm").await;
        let mut to: Vec<_> = mails.iter().map(|(to, _)| to.as_str()).collect();
        to.sort_unstable();
        to.dedup();
        assert_eq!((mails.len(), to.len()), (4, 2), "{to:?}");
        assert!(mails.iter().any(|(_, text)| text.contains("is down to 2 (")), "{mails:?}");
        // Another location has a level of its own.
        bar.make(bar.there(), &[Change::Set(units("4")), by("-1")], &managers[0]).await;
        assert_eq!(bar.house.count(ALARMS).await, 6);
    }

    async fn administrators_are_told_where_nobody_manages_the_bar(engine: Engine) {
        let bar = at_three(engine).await;
        let counter = bar.counter(bar.terrace).await;
        let cross = [Change::Set(units("5")), Change::Set(units("3"))];
        bar.make(bar.here(), &cross, &counter).await;
        assert_eq!(bar.house.count(ALARMS).await, 0, "there is nobody");
        bar.staff(Role::Administrator).await;
        bar.make(bar.here(), &cross, &counter).await;
        assert_eq!(bar.house.mails("stock_alarm").await.len(), 1);
    }

    async fn many_taps_around_the_minimum_tell_once(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        bar.node(0).set_alarm_minimum(bar.here(), Some(units("20")), &staff).await.unwrap();
        bar.make(bar.here(), &[Change::Set(units("40"))], &staff).await;
        let taps = at_once(MANY, |n| bar.tapping(n, &format!("{n}"), (bar.here(), by("-0.5")), &staff));
        assert!(taps.await.iter().all(Result::is_ok));
        let mails = bar.house.mails("stock_alarm").await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].1.contains("down to 20 ("), "{}", mails[0].1);
        let stock = bar.stock(bar.here()).await;
        assert!(stock.is_low() && stock.stock.alarmed_at.is_some());
    }

    /// What is told is what there was when it fell, whatever came in the same batch.
    async fn an_alarm_says_what_there_was_when_it_fell(engine: Engine) {
        let bar = at_three(engine).await;
        let staff = bar.manager().await;
        bar.make(bar.here(), &[Change::Set(units("5"))], &staff).await;
        let changes = ["-2.5", "+7", "-8"];
        let made = as_one_batch(bar.node(0), bar.here(), changes.len(), |n| bar.moving(0, bar.here(), by(changes[n]), &staff));
        assert!(made.await.iter().all(Result::is_ok));
        let mails = bar.house.mails("stock_alarm").await;
        for left in ["2.5", "1.5"] {
            assert_eq!(mails.iter().filter(|(_, text)| text.contains(&format!("down to {left} ("))).count(), 1, "{mails:?}");
        }
    }

    async fn a_minimum_of_the_location_overrides(engine: Engine) {
        let bar = at_three(engine).await;
        let staff = bar.manager().await;
        let set = bar.node(0).set_alarm_minimum(bar.here(), Some(units("8")), &staff).await.unwrap();
        assert_eq!((set.own_minimum, set.stock.alarm_minimum), (Some(units("8")), Some(units("8"))));
        for stock in [bar.here(), bar.there()] {
            bar.make(stock, &[Change::Set(units("10")), Change::Set(units("8"))], &staff).await;
        }
        assert_eq!(bar.house.mails("stock_alarm").await.len(), 1, "the terrace");
        // A new minimum of the beverage is none of this location's.
        bar.reshape(bar.lager, |lager| Beverage { alarm_minimum: None, ..lager }).await;
        assert_eq!(bar.stock(bar.here()).await.stock.alarm_minimum, Some(units("8")));
        assert_eq!(bar.stock(bar.there()).await.stock.alarm_minimum, None);
        bar.make(bar.there(), &[Change::Set(units("0"))], &staff).await;
        let left = bar.node(0).set_alarm_minimum(bar.here(), None, &staff).await.unwrap();
        assert_eq!((left.own_minimum, left.stock.alarm_minimum, left.is_low()), (None, None, false));
        bar.make(bar.here(), &[Change::Set(units("0"))], &staff).await;
        assert_eq!(bar.house.count(ALARMS).await, 1);
    }

    async fn a_new_minimum_tells_nobody_and_the_next_fall_does(engine: Engine) {
        let bar = at_three(engine).await;
        let staff = bar.manager().await;
        let told = async || bar.house.count(ALARMS).await;
        bar.make(bar.here(), &[Change::Set(units("5"))], &staff).await;
        bar.reshape(bar.lager, |lager| Beverage { alarm_minimum: Some(units("6")), ..lager }).await;
        assert!(bar.stock(bar.here()).await.is_low());
        assert_eq!(told().await, 0);
        bar.make(bar.here(), &[by("-1")], &staff).await;
        assert_eq!(told().await, 1, "it fell while it was low, and nobody had been told");
        // Raised while it is low and told of: no news.
        bar.reshape(bar.lager, |lager| Beverage { alarm_minimum: Some(units("9")), ..lager }).await;
        bar.make(bar.here(), &[by("-0.5")], &staff).await;
        assert_eq!(told().await, 1);
        // Lowered under what there is: it is told of once it falls to that.
        for own in [false, true] {
            let before = told().await;
            bar.make(bar.here(), &[Change::Set(units("3.5"))], &staff).await;
            if own {
                bar.node(0).set_alarm_minimum(bar.here(), Some(units("2")), &staff).await.unwrap();
            } else {
                bar.reshape(bar.lager, |lager| Beverage { alarm_minimum: Some(units("2")), ..lager }).await;
            }
            bar.make(bar.here(), &[by("-1")], &staff).await;
            assert_eq!(told().await, before);
            bar.make(bar.here(), &[by("-1")], &staff).await;
            assert_eq!(told().await, before + 1, "own: {own}");
        }
    }

    async fn whatever_makes_it_fall_tells(engine: Engine) {
        let bar = at_three(engine).await;
        let staff = bar.manager().await;
        let (here, there) = (bar.here(), bar.there());
        let told = async || bar.house.count(ALARMS).await;
        let full = [Change::Set(units("10"))];
        for stock in [here, there] {
            bar.make(stock, &full, &staff).await;
        }
        bar.make(here, &[Change::Waste(units("7"))], &staff).await;
        assert_eq!(told().await, 1, "thrown away");
        bar.make(here, &full, &staff).await;
        bar.bringing(0, here, (bar.cellar, units("8")), &staff).await.unwrap();
        assert_eq!(told().await, 2, "brought elsewhere");
        assert_eq!(word(&bar.undoing(0, here, None, &staff).await), "10");
        bar.count(bar.terrace, &[(here, "3")], &staff).await;
        assert_eq!(told().await, 3, "counted");
        bar.make(here, &[Change::Set(units("2")), Change::Deliver(units("5"))], &staff).await;
        bar.undoing(0, here, None, &staff).await.unwrap();
        assert_eq!(told().await, 4, "undone");
        // Undone at the other end of a transfer.
        bar.make(here, &[Change::Set(units("1"))], &staff).await;
        bar.bringing(0, there, (bar.terrace, units("6")), &staff).await.unwrap();
        bar.undoing(0, there, None, &staff).await.unwrap();
        assert_eq!(told().await, 5, "undone at the other end");
        assert_eq!((bar.level(here).await, bar.level(there).await), ("1".into(), "10".into()));
        bar.adds_up().await;
    }
}
