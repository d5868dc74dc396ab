//! What the bar has and what was counted, as files: text is text in both, and numbers are numbers.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use foh_testkit::{both_engines, engines::Engine};

use crate::{
    bar_masters::{BEVERAGES, LOCATIONS, UNITS, beverage},
    playhouse::{Playhouse, Role, Visitor},
    staff::{done, id, staff},
};

/// The cells of a workbook by their places, after making sure that none is a formula.
async fn workbook(staff: &Visitor, path: &str, sheet: &str) -> calamine::Range<Data> {
    let response = staff.client.get(staff.at(path)).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let kind = response.headers()["content-type"].to_str().unwrap();
    assert_eq!(
        kind,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    let named = response.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        named.starts_with("attachment; filename=\"") && named.ends_with(".xlsx\""),
        "{named}"
    );
    let bytes = response.bytes().await.unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    assert!(book.worksheet_formula(sheet).unwrap().is_empty());
    book.worksheet_range(sheet).unwrap()
}

fn text(cells: &calamine::Range<Data>, row: u32, column: u32) -> String {
    cells
        .get_value((row, column))
        .map(ToString::to_string)
        .unwrap_or_default()
}

both_engines! {
    async fn files_say_what_there_is(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let manager = staff(&house, Role::BarManager).await;
        let (foyer, _) = done(&manager, LOCATIONS, &[("name", "Foyer & Terrace"), ("description", "")]).await;
        let (garden, _) = done(&manager, LOCATIONS, &[("name", "Garden"), ("description", "")]).await;
        let (unit, _) = done(&manager, UNITS, &[("name", "Crate of 24"), ("items", "24")]).await;
        for (name, places) in [("=cmd()", vec![&foyer]), ("Lager", vec![&foyer, &garden])] {
            let mut fields = beverage(name, id(&unit));
            fields.retain(|(field, _)| *field != "alarm_minimum");
            fields.push(("alarm_minimum", "1,5"));
            fields.extend(places.into_iter().map(|place| ("location_ids", id(place))));
            done(&manager, BEVERAGES, &fields).await;
        }
        let beverages = house.house.beverages("lager".into(), true, None, 1).await.unwrap();
        let stock = foh_domain::bar::stock_id(beverages[0].0, id(&foyer).parse().unwrap());
        let set = manager.post(&format!("/bar/stock/{stock}/update"), &[("quantity", "12,25")]).await;
        assert_eq!(set.status, 303, "{}", set.body);
        let saved = manager.post(&format!("/bar/locations/{}/save-count", id(&foyer)), &[]).await;
        assert_eq!(saved.status, 303, "{}", saved.body);

        let of = format!("/bar/locations/{}", id(&foyer));
        let file = manager.get(&format!("{of}/stock.csv")).await;
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"stock-foyer-terrace-2026-11-27.csv\"");
        let expected = "beverage,unit_type,items_per_unit,litres_per_item,units,items,litres,alarm_minimum,low\n\
            '=cmd(),Crate of 24,24,0.330,0.00,0.00,0.00,1.50,yes\n\
            Lager,Crate of 24,24,0.330,12.25,294.00,97.02,1.50,no\n";
        assert_eq!(file.body, expected);
        let cells = workbook(&manager, &format!("{of}/stock.xlsx"), "Stock").await;
        assert_eq!(text(&cells, 0, 0), "Stock: Foyer & Terrace");
        assert!(text(&cells, 1, 0).ends_with("Europe/Berlin"), "{}", text(&cells, 1, 0));
        assert_eq!((text(&cells, 3, 0), text(&cells, 3, 4)), ("Beverage".into(), "Units".into()));
        assert_eq!(cells.get_value((4, 0)), Some(&Data::String("=cmd()".into())));
        assert_eq!(cells.get_value((5, 4)), Some(&Data::Float(12.25)));
        assert_eq!(cells.get_value((5, 6)), Some(&Data::Float(97.02)));

        let file = manager.get(&format!("{of}/counts.csv")).await;
        let lines: Vec<&str> = file.body.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[1].starts_with("2026-11-27T") && lines[1].ends_with(",Grace Steward,'=cmd(),Crate of 24,0.00,0.00"), "{}", lines[1]);
        let cells = workbook(&manager, &format!("{of}/counts.xlsx"), "Counts").await;
        assert!(matches!(cells.get_value((4, 0)), Some(Data::DateTime(_))), "{:?}", cells.get_value((4, 0)));
        assert_eq!((text(&cells, 4, 1), text(&cells, 5, 2)), ("Grace Steward".into(), "Lager".into()));
        assert_eq!(cells.get_value((5, 4)), Some(&Data::Float(12.25)));

        let file = manager.get("/bar/stock.csv").await;
        let rows: Vec<&str> = file.body.lines().skip(1).map(|line| line.split(",Crate").next().unwrap()).collect();
        assert_eq!(rows, ["Foyer & Terrace,'=cmd()", "Foyer & Terrace,Lager", "Garden,Lager"]);
        let cells = workbook(&manager, "/bar/stock.xlsx", "Stock").await;
        assert_eq!(text(&cells, 6, 0), "Garden");
        let admin = staff(&house, Role::Administrator).await;
        admin.get("/admin/audit").await.says("Exported counts, rows: 2");
    }

    async fn whoever_counts_at_one_location_gets_no_other_file(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let manager = staff(&house, Role::BarManager).await;
        let (foyer, _) = done(&manager, LOCATIONS, &[("name", "Foyer"), ("description", "")]).await;
        let (garden, _) = done(&manager, LOCATIONS, &[("name", "Garden"), ("description", "")]).await;
        let counter = staff(&house, Role::BarCounter).await;
        let user = house.house.bar_counters().await.unwrap()[0].id.to_string();
        done(&manager, &format!("{foyer}/user"), &[("user_id", &user)]).await;
        for file in ["stock.csv", "stock.xlsx", "counts.csv", "counts.xlsx"] {
            for (place, status) in [(&foyer, 200), (&garden, 403)] {
                let path = format!("/bar/locations/{}/{file}", id(place));
                let response = counter.client.get(counter.at(&path)).send().await.unwrap();
                assert_eq!(response.status(), status, "{path}");
            }
        }
        for file in ["/bar/stock.csv", "/bar/stock.xlsx"] {
            assert_eq!(counter.get(file).await.status, 403);
        }
        let nowhere = "/bar/locations/01900000-0000-7000-8000-000000000000/stock.xlsx";
        assert_eq!(manager.get(nowhere).await.status, 404);
    }
}
