//! Managers of the bar look after locations, unit types and beverages.

use foh_domain::limits::Limits;
use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, Role},
    staff::{done, id, refused, staff},
};

pub const LOCATIONS: &str = "/admin/bar/locations";
pub const UNITS: &str = "/admin/bar/unit-types";
pub const BEVERAGES: &str = "/admin/bar/beverages";

/// A beverage, as its form sends it.
pub fn beverage<'a>(name: &'a str, unit: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", name),
        ("unit_type_id", unit),
        ("litres_per_item", "0,33"),
        ("alarm_minimum", ""),
        ("colour", "#b5651d"),
    ]
}

both_engines! {
    async fn from_an_empty_bar_to_the_first_beverage(engine: Engine) {
        let house = Playhouse::bare(engine, Limits::default(), true).await;
        let admin = staff(&house, Role::Administrator).await;
        admin.get("/admin").await.says("href=\"/admin/bar/locations\"");
        let manager = staff(&house, Role::BarManager).await;
        manager.get(LOCATIONS).await.says("No location yet");
        let (foyer, page) = done(&manager, LOCATIONS, &[("name", "Foyer"), ("description", "By the cloakroom")]).await;
        page.says("Added");
        page.says("Nobody could yet");
        let (garden, _) = done(&manager, LOCATIONS, &[("name", "Garden"), ("description", "")]).await;
        let (unit, _) = done(&manager, UNITS, &[("name", "Crate of 24"), ("items", "24")]).await;
        manager.get(BEVERAGES).await.says("href=\"/admin/bar/beverages/import\"");
        let blank = manager.get(&format!("{BEVERAGES}/new")).await;
        blank.says("Crate of 24: 24 items");
        blank.says("type=\"color\"");
        let mut fields = beverage("Lager", id(&unit));
        fields.extend([("location_ids", id(&foyer)), ("location_ids", id(&garden))]);
        let (lager, page) = done(&manager, BEVERAGES, &fields).await;
        page.says("A unit holds 7.92 litres.");
        for place in [&foyer, &garden] {
            page.says(&format!("value=\"{}\" checked", id(place)));
        }
        assert_eq!((page.value("litres_per_item"), page.value("colour")), (Some("0.33"), Some("#b5651d")));
        manager.get(BEVERAGES).await.says("7.92 litres");

        // Boxes that are not ticked are taken off; what the form does not speak of stays.
        done(&manager, &format!("{lager}/active"), &[("active", "false")]).await.1.says("Switched off");
        let (_, page) = done(&manager, &lager, &beverage("Lager", id(&unit))).await;
        page.keeps_quiet_about(&[" checked"]);
        page.says("Switch the beverage on");
        manager.get(&format!("{BEVERAGES}?active=true")).await.says("Nothing matches");
        done(&manager, &format!("{lager}/active"), &[("active", "true")]).await.1.says("Switched on");
        let page = manager.post(&format!("{unit}/active"), &[("active", "false")]).await;
        assert_eq!(page.status, 422);
        page.says("Beverages come in this unit");
    }

    async fn bad_input_is_told_under_its_field(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let manager = staff(&house, Role::BarManager).await;
        done(&manager, LOCATIONS, &[("name", "Foyer"), ("description", "")]).await;
        let (unit, _) = done(&manager, UNITS, &[("name", "Crate"), ("items", "24")]).await;
        done(&manager, BEVERAGES, &beverage("Lager", id(&unit))).await;
        let ale = beverage("Ale", id(&unit));
        for (list, form, field, typed, status) in [
            (LOCATIONS, vec![("name", "Attic"), ("description", "")], "name", "Foyer", 409),
            (UNITS, vec![("name", "Keg"), ("items", "1")], "items", "many", 422),
            (BEVERAGES, ale.clone(), "name", "Lager", 409),
            (BEVERAGES, ale.clone(), "unit_type_id", "", 422),
            (BEVERAGES, ale.clone(), "litres_per_item", "0", 422),
            (BEVERAGES, ale.clone(), "alarm_minimum", "-1", 422),
            (BEVERAGES, ale.clone(), "colour", "amber", 422),
            (BEVERAGES, ale.clone(), "location_ids", "x", 422),
        ] {
            let mut fields = form;
            fields.retain(|(name, _)| *name != field);
            fields.push((field, typed));
            let page = refused(&manager, list, &fields, status).await;
            page.says(&format!("id=\"{field}-error\""));
            page.says("Please look again");
        }
        assert_eq!(manager.post(BEVERAGES, &[("name", "Ale"), ("stock", "9")]).await.status, 400);
        let blank = manager.get(&format!("{BEVERAGES}/new")).await;
        let key = blank.value("form_key").unwrap().to_owned();
        let mut fields = ale;
        fields.push(("form_key", &key));
        let (first, _) = done(&manager, BEVERAGES, &fields).await;
        let (second, page) = done(&manager, BEVERAGES, &fields).await;
        assert_eq!(first, second);
        page.says("It was added once");
    }

    async fn who_works_at_a_location_is_chosen_there(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let manager = staff(&house, Role::BarManager).await;
        house.account("counter@example.org", Role::BarCounter).await;
        let counter = house.house.bar_counters().await.unwrap()[0].id.to_string();
        let (foyer, page) = done(&manager, LOCATIONS, &[("name", "Foyer"), ("description", "")]).await;
        page.says("Grace Steward (active)");
        page.keeps_quiet_about(&["login-link"]);
        let (_, page) = done(&manager, &format!("{foyer}/user"), &[("user_id", &counter)]).await;
        page.says(&format!("value=\"{counter}\" selected"));
        assert_eq!(page.links("/bar/locations/").iter().filter(|link| link.ends_with("/login-link")).count(), 1);
        page.keeps_quiet_about(&["/admin/accounts/"]);
        let page = manager.post(&format!("{foyer}/user"), &[("user_id", "x")]).await;
        assert_eq!(page.status, 422);
        page.says("id=\"user_id-error\"");
        let (_, page) = done(&manager, &format!("{foyer}/user"), &[("user_id", "")]).await;
        page.keeps_quiet_about(&["login-link", &format!("value=\"{counter}\" selected")]);
    }
}
