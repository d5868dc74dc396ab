//! The page of a stock: what can be done with it, and how it came to be so.

use foh_domain::bar::Beverage;
use foh_testkit::{both_engines, engines::Engine};

use super::desk::{Desk, of};
use crate::{
    playhouse::PASSWORD,
    staff::{done, refused},
    stocked::of_the_bar,
};

both_engines! {
    async fn every_form_counts_once_however_often_it_is_sent(engine: Engine) {
        let desk = Desk::open(engine).await;
        let lager = desk.bar.lager;
        let there = desk.bar.there.to_string();
        for (deed, fields, units, words) in [
            ("/update", &[("quantity", "5")][..], "5", "It is set"),
            ("/deliver", &[("quantity", "24")], "29", "The delivery is added"),
            ("/waste", &[("quantity", "1.5"), ("reason", "broken"), ("note", "Fell <off>")], "27.5", "It is taken off"),
            ("/transfer", &[("quantity", "7"), ("to_location_id", &there)], "20.5", "It is noted at both locations"),
        ] {
            let fields = [&[("form_key", deed)], fields].concat();
            let (path, page) = done(&desk.manager, &of(lager, deed), &fields).await;
            assert_eq!(path, of(lager, ""));
            page.says(words);
            assert_eq!(desk.units(lager).await, units, "{deed}");
            let (_, page) = done(&desk.manager, &of(lager, deed), &fields).await;
            page.says("It had been sent already");
            assert_eq!(desk.units(lager).await, units, "{deed} again");
        }
        assert_eq!(desk.units(desk.bar.lager_there).await, "7");
        let page = desk.manager.get(&of(lager, "")).await;
        for words in ["Brought elsewhere", "−7", "Broken: Fell &#60;off&#62;", "+24", "Grace Mukamana", "Last change"] {
            page.says(words);
        }
        desk.manager.get(&of(desk.bar.lager_there, "")).await.says("Brought here");
    }

    async fn the_last_change_is_undone_and_no_other(engine: Engine) {
        let desk = Desk::open(engine).await;
        let lager = desk.bar.lager;
        desk.counter.get(&of(lager, "")).await.keeps_quiet_about(&["Undo it"]);
        desk.set(lager, "5").await;
        done(&desk.counter, &of(lager, "/deliver"), &[("quantity", "24")]).await;
        let page = desk.counter.get(&of(lager, "")).await;
        page.says("Delivery, +24, by Grace Mukamana");
        let movement = page.value("movement_id").unwrap().to_owned();
        let fields = [("form_key", "undo"), ("movement_id", movement.as_str())];
        // Somebody taps meanwhile.
        done(&desk.counter, &of(lager, "/adjust"), &[("adjustment", "-1")]).await;
        let page = refused(&desk.counter, &of(lager, "/undo"), &fields, 409).await;
        page.says("Somebody has changed it since");
        assert_eq!(desk.units(lager).await, "28");
        let tap = desk.counter.get(&of(lager, "")).await.value("movement_id").unwrap().to_owned();
        done(&desk.counter, &of(lager, "/undo"), &[("movement_id", &tap)]).await;
        let (_, page) = done(&desk.counter, &of(lager, "/undo"), &fields).await;
        page.says("The last change is undone");
        page.says("was undone");
        assert_eq!(desk.units(lager).await, "5");
        let (_, page) = done(&desk.counter, &of(lager, "/undo"), &fields).await;
        page.says("It had been sent already");
        assert_eq!(desk.units(lager).await, "5");
    }

    async fn what_is_wrong_stands_beside_its_field_and_nothing_is_lost(engine: Engine) {
        let desk = Desk::open(engine).await;
        let lager = desk.bar.lager;
        desk.set(lager, "3").await;
        for (deed, fields, id) in [
            ("/update", &[("quantity", "<many>")][..], "exact"),
            ("/update", &[("quantity", "-1")], "exact"),
            ("/update", &[("quantity", "1.234")], "exact"),
            ("/update", &[("quantity", "1e9")], "exact"),
            ("/deliver", &[("quantity", "0")], "delivered"),
            ("/deliver", &[("quantity", "100000")], "delivered"),
            ("/waste", &[("quantity", "4"), ("reason", "broken")], "wasted"),
            ("/waste", &[("quantity", "1"), ("reason", "other"), ("note", "")], "note"),
            ("/waste", &[("quantity", "1"), ("reason", "stolen")], "reason"),
            ("/transfer", &[("quantity", "4"), ("to_location_id", "nowhere")], "to_location_id"),
            ("/alarm", &[("alarm_minimum", "low")], "alarm_minimum"),
        ] {
            let page = refused(&desk.manager, &of(lager, deed), fields, 400).await;
            page.says(&format!("<a href=\"#{id}\">"));
            page.says(&format!("id=\"{id}-error\""));
            assert!(page.body.contains("value=\"&#60;many&#62;\"") || fields[0].1 != "<many>");
        }
        let there = desk.bar.there.to_string();
        let page = refused(&desk.manager, &of(lager, "/transfer"), &[("quantity", "4"), ("to_location_id", &there)], 400).await;
        page.says("There are 3 left.");
        page.says(&format!("<option value=\"{there}\" selected>"));
        assert_eq!(desk.units(lager).await, "3");
    }

    async fn an_alarm_minimum_of_its_own_is_the_managers(engine: Engine) {
        let desk = Desk::open(engine).await;
        let lager = desk.bar.lager;
        desk.set(lager, "5").await;
        desk.counter.get(&of(lager, "")).await.keeps_quiet_about(&["/alarm\"", "/transfer\""]);
        let (_, page) = done(&desk.manager, &of(lager, "/alarm"), &[("alarm_minimum", "6")]).await;
        page.says("alarm at 6");
        desk.counter.get(&desk.at("?low=true")).await.says("data-minimum=\"600\"");
        let (_, page) = done(&desk.manager, &of(lager, "/alarm"), &[("alarm_minimum", "")]).await;
        page.says("alarm at 4");
    }

    async fn movements_go_on_from_page_to_page(engine: Engine) {
        let desk = Desk::open(engine).await;
        for _ in 0..35 {
            desk.counter.post(&of(desk.bar.lager, "/adjust"), &[("adjustment", "1")]).await;
        }
        let first = desk.counter.get(&of(desk.bar.lager, "")).await;
        assert_eq!(first.body.matches("<li class=\"movement").count(), 30);
        let older = first.links(&of(desk.bar.lager, "?before=")).remove(0);
        let second = desk.counter.get(&older).await;
        assert_eq!(second.body.matches("<li class=\"movement").count(), 5);
        second.says("Newest");
        assert_eq!(desk.counter.get(&of(desk.bar.lager, "?before=x")).await.status, 404);
    }

    async fn what_a_location_has_no_more_cannot_be_changed(engine: Engine) {
        let desk = Desk::open(engine).await;
        desk.set(desk.bar.cider, "3").await;
        let house = &desk.theatre.house;
        let (manager, _) = of_the_bar(house, None, PASSWORD).await;
        let cider = house.stock(desk.bar.cider, &manager).await.unwrap().beverage_id;
        house.change::<Beverage>(cider, Box::new(|beverage| Ok(Beverage { active: false, ..beverage }))).await.unwrap();
        desk.counter.get(&desk.at("")).await.keeps_quiet_about(&["Cider"]);
        let page = desk.counter.get(&of(desk.bar.cider, "")).await;
        page.says("does not have it any more");
        page.keeps_quiet_about(&["<form class=\"form\""]);
        let page = refused(&desk.counter, &of(desk.bar.cider, "/adjust"), &[("adjustment", "1")], 409).await;
        page.says("does not have this beverage any more");
    }
}
