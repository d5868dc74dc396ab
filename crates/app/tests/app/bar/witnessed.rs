//! What is done with the stock is in the log, in sentences.

use foh_app::audit::AuditFilter;
use foh_domain::{
    audit::Group,
    bar::{Beverage, Change},
};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Bar, MINUTE, by, units};

both_engines! {
    async fn every_movement_is_witnessed(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let here = bar.here();
        for change in [
            Change::Set(units("10")),
            by("-1.5"),
            by("+0.25"),
            Change::Deliver(units("12")),
            Change::Waste(units("0.75")),
        ] {
            bar.house.advance(MINUTE);
            bar.make(here, &[change], &staff).await;
        }
        bar.house.advance(MINUTE);
        bar.moving(0, here, by("-100"), &staff).await.unwrap_err();
        bar.bringing(0, here, (bar.cellar, units("20")), &staff).await.unwrap();
        bar.house.advance(MINUTE);
        bar.undoing(0, here, None, &staff).await.unwrap();
        bar.house.advance(MINUTE);
        bar.count(bar.terrace, &[(here, "19")], &staff).await;
        bar.house.advance(MINUTE);
        bar.node(0).set_alarm_minimum(here, Some(units("3.5")), &staff).await.unwrap();
        bar.node(0).set_alarm_minimum(here, Some(units("3.5")), &staff).await.unwrap();
        bar.house.advance(MINUTE);
        bar.node(0).set_alarm_minimum(here, None, &staff).await.unwrap();
        let stock = AuditFilter { group: Some(Group::Stock), ..AuditFilter::default() };
        let mut told = bar.house.sentences(stock).await;
        // What one transaction did is in no order.
        for pair in [5..7, 7..9, 9..11] {
            told[pair].sort_unstable();
        }
        assert_eq!(told, [
            "Bruno Conti set the level of the stock Lager at Terrace from 0 to 10",
            "Bruno Conti moved the stock Lager at Terrace: -1.5",
            "Bruno Conti moved the stock Lager at Terrace: +0.25",
            "Bruno Conti took a delivery to the stock Lager at Terrace: +12",
            "Bruno Conti threw away from the stock Lager at Terrace: -0.75",
            "Bruno Conti transferred the stock Lager at Cellar: +20",
            "Bruno Conti transferred the stock Lager at Terrace: -20",
            "Bruno Conti undid a movement of the stock Lager at Cellar: -20",
            "Bruno Conti undid a movement of the stock Lager at Terrace: +20",
            "Bruno Conti saved a count of Terrace, beverages: 1",
            "Bruno Conti set the level of the stock Lager at Terrace from 20 to 19",
            "Bruno Conti changed the alarm minimum of the stock Lager at Terrace from that of the beverage to 3.5",
            "Bruno Conti changed the alarm minimum of the stock Lager at Terrace from 3.5 to that of the beverage",
        ]);
        bar.house.is_whole(&[]).await;
    }

    async fn masters_are_witnessed(engine: Engine) {
        let bar = Bar::open(engine).await;
        bar.house.advance(MINUTE);
        bar.reshape(bar.lager, |lager| Beverage { name: "Pilsner".into(), ..lager }).await;
        let content = AuditFilter { group: Some(Group::Content), ..AuditFilter::default() };
        let mut told = bar.house.sentences(content).await;
        told[..4].sort_unstable();
        assert_eq!(told, [
            "The house made the beverage Lager",
            "The house made the location Cellar",
            "The house made the location Terrace",
            "The house made the unit type Crate of 24",
            "The house changed the beverage Pilsner",
        ]);
    }
}
