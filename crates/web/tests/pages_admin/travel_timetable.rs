//! Administrators make a timetable, change it, and are told what stays as it was.

use foh_domain::limits::Limits;
use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, Role, line::Line},
    staff::{booked, done, id, refused, staff},
};

const DISTRICTS: &str = "/admin/travel/districts";
const ROUTES: &str = "/admin/travel/routes";
const BUSES: &str = "/admin/travel/buses";
const SCHEDULES: &str = "/admin/travel/schedules";

/// The fields of a schedule, as its form sends them.
fn schedule<'a>(route: &'a str, bus: &'a str, departs: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("route_id", route),
        ("bus_id", bus),
        ("mon", "true"),
        ("sat", "true"),
        ("departs", departs),
        ("arrives", "20:30"),
        ("time_zone", "Africa/Kigali"),
        ("valid_from", "2026-11-27"),
        ("valid_to", ""),
        ("exceptions", "2026-12-25\r\n2027-01-01\r\n"),
    ]
}

both_engines! {
    async fn from_an_empty_desk_to_the_first_departure(engine: Engine) {
        let house = Playhouse::bare(engine, Limits::default(), true).await;
        let admin = staff(&house, Role::Administrator).await;
        admin.get("/admin").await.says("href=\"/admin/travel\"");
        let step = async |words: &str| admin.get("/admin/travel").await.says(words);
        step("Add the districts").await;
        let (kigali, page) = done(&admin, DISTRICTS, &[("name", "Kigali"), ("code", "kgl")]).await;
        page.says("Added");
        assert_eq!(page.value("code"), Some("KGL"));
        let (huye, _) = done(&admin, DISTRICTS, &[("name", "Huye"), ("code", "HUY")]).await;
        step("Add a route").await;
        let blank = admin.get(&format!("{ROUTES}/new")).await;
        assert_eq!(blank.value("currency"), Some("EUR"));
        let route = [
            ("origin_id", id(&kigali)), ("destination_id", id(&huye)), ("name", ""), ("distance_km", "125"), ("minutes", "150"),
            ("fare", "5000"), ("currency", "RWF"),
        ];
        let (route, page) = done(&admin, ROUTES, &route).await;
        assert_eq!(page.value("name"), Some("Kigali to Huye"));
        assert_eq!(page.value("fare"), Some("5000"));
        admin.get(ROUTES).await.says("RWF 5,000");
        step("Add a bus").await;
        let (bus, _) = done(&admin, BUSES, &[("plate", "rab 123 c"), ("capacity", "30"), ("company", "Volcano")]).await;
        step("Add a schedule").await;
        admin.get(&format!("{SCHEDULES}/new?route_id={}", id(&route))).await.says("selected>Kigali to Huye");
        let (path, page) = done(&admin, SCHEDULES, &schedule(id(&route), id(&bus), "18:00")).await;
        page.says("They are made up to");
        page.says("id=\"mon\" name=\"mon\" type=\"checkbox\" value=\"true\" checked");
        page.keeps_quiet_about(&["id=\"every_day\" name=\"every_day\" type=\"checkbox\" value=\"true\" checked", "stays as it was"]);
        page.says("2026-12-25\n2027-01-01");
        let list = admin.get(SCHEDULES).await;
        list.says("Kigali to Huye, 18:00");
        list.says("Mon, Sat");
        let departures = admin.get("/admin/travel/departures").await;
        departures.says("Sat 28 Nov 2026, 18:00");
        departures.keeps_quiet_about(&["25 Dec 2026"]);
        assert!(!departures.links("/travel/desk/departures/").is_empty());
        step("How full the buses are").await;

        // Every day counts whatever else is ticked.
        let daily = [schedule(id(&route), id(&bus), "18:00"), vec![("every_day", "true")]].concat();
        done(&admin, &path, &daily).await.1.says("name=\"every_day\" type=\"checkbox\" value=\"true\" checked");
        admin.get("/admin/travel/departures").await.says("Fri 27 Nov 2026, 18:00");
        admin.get(&bus).await.says("Kigali to Huye, 18:00");
    }

    async fn bad_input_is_told_under_its_field(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        let line = Line::of(&house.house, 30).await;
        let (kigali, huye, route) = (line.kigali.to_string(), line.huye.to_string(), line.route.to_string());
        let bus = house.house.buses(String::new(), false, None, 1).await.unwrap()[0].0.to_string();
        let route_form = [
            ("origin_id", huye.as_str()), ("destination_id", kigali.as_str()), ("name", "Back"), ("distance_km", "125"), ("minutes", "150"),
            ("fare", "5000"), ("currency", "RWF"),
        ];
        let form = schedule(&route, &bus, "06:00");
        for (list, form, field, typed, status) in [
            (DISTRICTS, vec![("name", "Musanze"), ("code", "MUS")], "code", "M", 422),
            (DISTRICTS, vec![("name", "Musanze"), ("code", "MUS")], "name", "Kigali", 409),
            (ROUTES, route_form.to_vec(), "destination_id", &huye, 422),
            (ROUTES, route_form.to_vec(), "fare", "50.5", 422),
            (ROUTES, route_form.to_vec(), "fare", "", 422),
            (ROUTES, route_form.to_vec(), "currency", "gold", 422),
            (ROUTES, route_form.to_vec(), "minutes", "long", 422),
            (BUSES, vec![("plate", "RAC 1"), ("capacity", "30")], "capacity", "0", 422),
            (BUSES, vec![("plate", "RAC 1"), ("capacity", "30")], "plate", "rab 123 c", 409),
            (SCHEDULES, form.clone(), "route_id", "", 422),
            (SCHEDULES, form.clone(), "departs", "25:00", 422),
            (SCHEDULES, form.clone(), "time_zone", "Mars/Base", 422),
            (SCHEDULES, form.clone(), "valid_to", "2026-11-01", 422),
            (SCHEDULES, form.clone(), "exceptions", "2026-12-25\nChristmas", 422),
        ] {
            let mut fields = form;
            fields.retain(|(name, _)| *name != field);
            fields.push((field, typed));
            let page = refused(&admin, list, &fields, status).await;
            page.says(&format!("id=\"{field}-error\""));
            page.says("Please look again");
        }
        let mut days = form;
        days.retain(|(name, _)| !matches!(*name, "mon" | "sat"));
        refused(&admin, SCHEDULES, &days, 422).await.says("id=\"days-error\"");
        let twice = [
            ("origin_id", kigali.as_str()), ("destination_id", huye.as_str()), ("name", "Again"), ("distance_km", "1"), ("minutes", "1"),
            ("fare", "1"), ("currency", "RWF"),
        ];
        refused(&admin, ROUTES, &twice, 409).await.says("There is a route between these districts already.");
    }

    async fn what_somebody_has_booked_stays_and_is_shown(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        let line = Line::of(&house.house, 30).await;
        booked(&house, line.tomorrow).await;
        let of = foh_app::travel::ScheduleFilter::default();
        let found = house.house.schedules(of, None, 1).await.unwrap().remove(0);
        let (path, bus) = (format!("{SCHEDULES}/{}", found.id), found.of.bus_id.to_string());
        let route = line.route.to_string();
        let mut form = schedule(&route, &bus, "19:00");
        form.push(("every_day", "true"));
        let (_, page) = done(&admin, &path, &form).await;
        page.says("One departure stays as it was");
        let desk = format!("/travel/desk/departures/{}", line.tomorrow);
        assert_eq!(page.links("/travel/desk/departures/"), std::slice::from_ref(&desk));
        page.says("Sat 28 Nov 2026, 18:00");
        let fields = [
            ("origin_id", line.kigali.to_string()), ("destination_id", line.huye.to_string()), ("name", "Kigali to Huye".into()),
            ("distance_km", "125".into()), ("minutes", "150".into()), ("fare", "5500".into()), ("currency", "RWF".into()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (_, page) = done(&admin, &format!("{ROUTES}/{route}"), &fields).await;
        assert_eq!(page.links("/travel/desk/departures/"), [desk]);
        page.says("RWF 5,000");
        // Back as it was: nothing is otherwise any more.
        form.retain(|(name, _)| *name != "departs");
        form.push(("departs", "18:00"));
        done(&admin, &path, &form).await.1.keeps_quiet_about(&["stays as it was"]);

        let few = [("plate", "RAB 123 C"), ("capacity", "1"), ("company", "")];
        refused(&admin, &format!("{BUSES}/{bus}"), &few, 422).await.says("id=\"capacity-error\"");
        let page = admin.post(&format!("{BUSES}/{bus}/active"), &[("active", "false")]).await;
        assert_eq!(page.status, 422);
        page.says("Schedules go by this bus");
        for (path, word) in [(path.as_str(), "schedule"), (&format!("{ROUTES}/{route}"), "route")] {
            for (active, said) in [("false", "Switched off"), ("false", "Switched off"), ("true", "Switched on")] {
                let (_, page) = done(&admin, &format!("{path}/active"), &[("active", active)]).await;
                page.says(said);
                page.says(&format!("Switch the {word} {}", if active == "true" { "off" } else { "on" }));
            }
        }
    }

    async fn a_second_click_makes_nothing_more(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        let line = Line::of(&house.house, 30).await;
        let route = line.route.to_string();
        let bus = house.house.buses(String::new(), false, None, 1).await.unwrap()[0].0.to_string();
        for (list, mut fields) in [
            (DISTRICTS, vec![("name", "Musanze"), ("code", "MUS")]),
            (BUSES, vec![("plate", "RAC 1"), ("capacity", "30"), ("company", "")]),
            (SCHEDULES, schedule(&route, &bus, "06:00")),
        ] {
            let blank = admin.get(&format!("{list}/new")).await;
            let key = blank.value("form_key").unwrap().to_owned();
            fields.push(("form_key", &key));
            let (first, _) = done(&admin, list, &fields).await;
            let (second, page) = done(&admin, list, &fields).await;
            assert_eq!(first, second, "{list}");
            page.says("It was added once");
        }
    }

    async fn a_district_is_removed_while_nobody_needs_it(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        let line = Line::of(&house.house, 30).await;
        let (path, page) = done(&admin, DISTRICTS, &[("name", "Musanze"), ("code", "MUS")]).await;
        let ask = page.links(&format!("{path}/remove")).remove(0);
        admin.get(&ask).await.says("Remove Musanze?");
        let (list, page) = done(&admin, &ask, &[]).await;
        assert_eq!(list, DISTRICTS);
        page.says("Removed");
        page.keeps_quiet_about(&["Musanze"]);
        assert_eq!(admin.post(&ask, &[]).await.status, 404);
        let needed = format!("{DISTRICTS}/{}", line.kigali);
        assert!(admin.get(&needed).await.links(&format!("{needed}/remove")).is_empty());
        refused(&admin, &format!("{needed}/remove"), &[], 409).await.says("A route begins or ends there.");
    }
}
