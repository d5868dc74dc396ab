//! What is shown: lists, searches, empty states, and names as they are.

use std::collections::BTreeSet;

use foh_domain::bar::{Beverage, BeverageFields, Location, UnitType, stock_id};
use foh_testkit::{both_engines, engines::Engine};

use super::desk::{Desk, of};
use crate::{
    playhouse::{PASSWORD, Playhouse},
    stocked::of_the_bar,
};

both_engines! {
    async fn whoever_works_at_a_location_is_led_to_it(engine: Engine) {
        let desk = Desk::open(engine).await;
        let answer = desk.counter.get("/bar").await;
        assert_eq!(answer.status, 303);
        assert_eq!(answer.header("location"), desk.at(""));
        let page = desk.manager.get("/bar").await;
        for words in ["Rooftop", "Cellar", "2 beverages", "▼</span> 1 low", &format!("href=\"{}\"", desk.at(""))] {
            page.says(words);
        }
    }

    async fn the_list_is_searched_with_and_without_scripts(engine: Engine) {
        let desk = Desk::open(engine).await;
        desk.set(desk.bar.cider, "2.5").await;
        let page = desk.counter.get(&desk.at("")).await;
        for words in ["Lager", "Cider", "data-shown>2.5<", "data-litres>75<", "data-low-count>1<", "Save count", "bar-"] {
            page.says(words);
        }
        let lager = format!("id=\"stock-{}\"", desk.bar.lager);
        let cider = format!("id=\"stock-{}\"", desk.bar.cider);
        let hides = |page: &crate::playhouse::Page, row: &str| {
            let (_, rest) = page.body.split_once(row).unwrap();
            rest.split('>').next().unwrap().ends_with(" hidden")
        };
        for (query, lager_hidden, cider_hidden) in [
            ("", false, false),
            ("?q=LAGER", false, true),
            ("?low=true", false, true),
            ("?low=true&q=cider", true, true),
        ] {
            let page = desk.counter.get(&desk.at(query)).await;
            assert_eq!(hides(&page, &lager), lager_hidden, "{query}");
            assert_eq!(hides(&page, &cider), cider_hidden, "{query}");
            let nothing = page.body.contains("data-none>");
            assert_eq!(nothing, lager_hidden && cider_hidden, "{query}");
        }
    }

    async fn names_are_shown_as_they_are_and_never_as_markup(engine: Engine) {
        let desk = Desk::open(engine).await;
        let house = &desk.theatre.house;
        let bad = "<b>\"&'</b>";
        let place = house.create(Location::parse(bad, bad, true).unwrap()).await.unwrap();
        let unit_type_id = house.create(UnitType::parse(bad, 6, true).unwrap()).await.unwrap();
        let fields = BeverageFields {
            name: bad, unit_type_id, litres_per_item: "0.75", alarm_minimum: "1", colour: "#b5651d", active: true,
        };
        let beverage = Beverage::parse(fields, BTreeSet::from([place])).unwrap();
        let stock = stock_id(house.create(beverage).await.unwrap(), place);
        let at = |what: &str| format!("/bar/locations/{place}{what}");
        let saved = desk.manager.post(&at("/save-count"), &[]).await;
        let count = saved.header("location").split('?').next().unwrap().to_owned();
        desk.manager.post(&at("/save-count"), &[]).await;
        for path in [
            "/bar".into(), "/bar/all".into(), "/bar/low".into(), at(""), at("/count"), at("/counts"), at("/compare"), at("/trends"), at("/sheet"),
            at("/login-link"), count, of(stock, ""),
        ] {
            let page = desk.manager.get(&path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.body);
            page.says("&#60;b&#62;&#34;&#38;&#39;&#60;/b&#62;");
            page.keeps_quiet_about(&["<b>"]);
        }
        let page = desk.manager.get(&format!("{}?q=%22%3E%3Cb%3E", at(""))).await;
        page.keeps_quiet_about(&["<b>"]);
    }

    async fn an_empty_bar_says_what_to_do_next(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let (_, email) = of_the_bar(&theatre.house, None, PASSWORD).await;
        let manager = super::desk::signed_in(&theatre, &email).await;
        manager.get("/bar").await.says("/admin/bar/locations/new");
        manager.get("/bar/all").await.says("Nothing is kept anywhere yet");
        manager.get("/bar/low").await.says("Enough of everything");
        let place = theatre.house.create(Location::parse("Attic", "", true).unwrap()).await.unwrap();
        for (what, words) in [
            ("", "Nothing is kept here yet"), ("/count", "There is nothing to count"), ("/counts", "No count yet"),
            ("/compare", "Two counts are needed"), ("/trends", "Nothing to show yet"), ("/sheet", "There is nothing to count"),
            ("/login-link", "Nobody works here yet"),
        ] {
            let page = manager.get(&format!("/bar/locations/{place}{what}")).await;
            assert_eq!(page.status, 200, "{what}");
            page.says(words);
        }
        let nothing = manager.post(&format!("/bar/locations/{place}/save-count"), &[]).await;
        assert_eq!(nothing.status, 409);
        nothing.says("no beverages to count");
    }

    async fn low_stock_and_all_together(engine: Engine) {
        let desk = Desk::open(engine).await;
        desk.set(desk.bar.lager, "4.5").await;
        let low = desk.manager.get("/bar/low").await;
        low.says("Cellar");
        low.keeps_quiet_about(&["Rooftop"]);
        desk.set(desk.bar.lager, "4").await;
        desk.manager.get("/bar/low").await.says("Rooftop");
        let own = desk.counter.get("/bar/low").await;
        own.says("Rooftop");
        own.keeps_quiet_about(&["Cellar"]);
        let all = desk.manager.get("/bar/all").await;
        for words in ["Lager", "together\" data-label=\"Together\">4<", "data-label=\"Litres\">31.68<"] {
            all.says(words);
        }
    }
}
