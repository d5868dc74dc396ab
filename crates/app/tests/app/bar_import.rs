//! Beverages from a file: what is shown, what is done, and that it is done whole, once, and with all checks.

use std::collections::BTreeMap;

use foh_app::{
    House,
    audit::AuditFilter,
    bar::{Import, ImportError, ImportRow, ImportState, ImportedField, MOST_IMPORT_ROWS},
};
use foh_domain::{
    audit::Group,
    bar::{Beverage, Location, UnitType, Units},
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use crate::house::{TestHouse, at_once};

/// Two locations and two units to import for; one more of each that is switched off.
async fn stocked(house: &House) -> BTreeMap<&'static str, Uuid> {
    let mut ids = BTreeMap::new();
    for (name, active) in [("Foyer", true), ("Garden", true), ("Cellar", false)] {
        let location = Location::parse(name, "", active).unwrap();
        ids.insert(name, house.create(location).await.unwrap());
    }
    for (name, items, active) in [("Crate", 24, true), ("Keg", 1, true), ("Sack", 1, false)] {
        let unit = UnitType::parse(name, items, active).unwrap();
        ids.insert(name, house.create(unit).await.unwrap());
    }
    ids
}

#[expect(clippy::unnecessary_wraps, reason = "a cell of a row")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A row of a new beverage that says no more than it must.
fn row(line: u64, name: &str) -> ImportRow {
    ImportRow {
        line,
        name: name.into(),
        unit_type: some("Crate"),
        litres_per_item: some("0,33"),
        ..ImportRow::default()
    }
}

async fn beverages(house: &House) -> BTreeMap<String, Beverage> {
    let found = house.beverages(String::new(), false, None, 5_000).await;
    let named = found.unwrap().into_iter();
    named
        .map(|(_, beverage)| (beverage.name.clone(), beverage))
        .collect()
}

/// What is wrong, as `line field message`.
fn faults(import: &Import) -> Vec<String> {
    let mut told = Vec::new();
    for row in &import.rows {
        if let ImportState::Faulty(faults) = &row.state {
            for fault in faults {
                let field = fault.field.map_or("row", ImportedField::as_str);
                told.push(format!("{} {field} {}", row.line, fault.message));
            }
        }
    }
    told
}

both_engines! {
    async fn what_is_shown_is_what_is_done(engine: Engine) {
        let house = TestHouse::open(engine);
        let (node, other) = (house.node(0), house.node(1));
        let ids = stocked(node).await;
        let rows = vec![
            ImportRow { locations: some(" Foyer | Garden|"), alarm_minimum: some("2,5"), colour: some("#B5651D"), ..row(2, " Lager ") },
            ImportRow { active: some("No"), ..row(3, "Stout") },
        ];
        let shown = node.preview_beverages(rows.clone()).await.unwrap();
        assert_eq!((shown.made(), shown.faulty(), shown.rows[0].name.as_str()), (2, 0, "Lager"));
        assert!(beverages(node).await.is_empty(), "only looked at");
        assert_eq!(other.import_beverages(rows.clone()).await.unwrap(), shown);
        let kept = beverages(node).await;
        let lager = &kept["Lager"];
        assert_eq!(lager.location_ids, [ids["Foyer"], ids["Garden"]].into());
        assert_eq!((lager.unit_type_id, lager.item_volume.millilitres()), (ids["Crate"], 330));
        assert_eq!((lager.alarm_minimum, lager.colour.to_string().as_str(), lager.active), (Units::of_hundredths(250), "#b5651d", true));
        assert_eq!((kept["Stout"].alarm_minimum, kept["Stout"].active), (None, false));

        // The same once more changes nothing, and a column that is left out leaves what is there.
        let again = node.import_beverages(rows).await.unwrap();
        assert_eq!((again.made(), again.changed(), again.same()), (0, 0, 2));
        let partly = |line, name: &str| ImportRow { line, name: name.into(), ..ImportRow::default() };
        let rows = vec![
            ImportRow { unit_type: some("Keg"), litres_per_item: some(" "), alarm_minimum: some(""), ..partly(2, "Lager") },
            ImportRow { active: some("1"), locations: some("Cellar"), ..partly(3, "Stout") },
        ];
        let done = node.import_beverages(rows).await.unwrap();
        assert_eq!(done.rows[0].state, ImportState::Changed(vec![ImportedField::UnitType, ImportedField::AlarmMinimum]));
        assert_eq!(done.rows[1].state, ImportState::Changed(vec![ImportedField::Active, ImportedField::Locations]));
        let kept = beverages(node).await;
        let expected = Beverage { unit_type_id: ids["Keg"], alarm_minimum: None, ..lager.clone() };
        assert_eq!(kept["Lager"], expected);
        let log = house.sentences(AuditFilter { group: Some(Group::Content), ..AuditFilter::default() }).await;
        let told: Vec<&str> = log.iter().filter(|line| line.contains("beverage")).map(String::as_str).collect();
        for (sentence, times) in [
            ("made the beverage Lager", 1), ("made the beverage Stout", 1), ("changed the beverage Lager", 1), ("changed the beverage Stout", 1),
            ("imported beverages, made: 2, changed: 0", 1), ("imported beverages, made: 0, changed: 2", 1),
        ] {
            assert_eq!(told.iter().filter(|line| line.contains(sentence)).count(), times, "{sentence}: {told:?}");
        }
        assert_eq!(told.len(), 6, "{told:?}");
    }

    async fn a_file_that_is_half_bad_changes_nothing(engine: Engine) {
        let house = TestHouse::open(engine);
        let node = house.house();
        stocked(node).await;
        node.import_beverages(vec![row(2, "Lager")]).await.unwrap();
        let before = beverages(node).await;
        let rows = vec![
            ImportRow { litres_per_item: some("0.5"), ..row(2, "Lager") },
            row(3, "Stout"),
            ImportRow { unit_type: some("Barrel"), litres_per_item: some("0"), locations: some("Foyer|Attic"), ..row(4, "Porter") },
            ImportRow { alarm_minimum: some("-1"), colour: some("amber"), active: some("perhaps"), ..row(5, "Ale") },
            ImportRow { unit_type: None, litres_per_item: None, ..row(6, "Cider") },
            ImportRow { unit_type: some("Sack"), ..row(7, "Malt") },
            row(8, "Stout"),
            row(9, ""),
            ImportRow { unreadable: some("It has 3 cells where the first row has 2."), ..row(10, "Perry") },
        ];
        let shown = node.preview_beverages(rows.clone()).await.unwrap();
        assert_eq!((shown.made(), shown.changed(), shown.faulty()), (1, 1, 7));
        assert_eq!(faults(&shown), [
            "4 unit_type There is no unit type “Barrel”.",
            "4 locations There is no location “Attic”.",
            "4 litres_per_item This must be from 0.001 to 1000 litres.",
            "5 active Write yes or no.",
            "5 alarm_minimum A quantity cannot be below nought.",
            "5 colour Use a colour such as #b5651d.",
            "6 unit_type Please fill this in.",
            "6 litres_per_item Please fill this in.",
            "7 unit_type This unit type is switched off.",
            "8 name Line 3 has this name already.",
            "9 name Please fill this in.",
            "10 row It has 3 cells where the first row has 2.",
        ]);
        let refused = node.import_beverages(rows).await;
        assert!(matches!(refused, Err(ImportError::Faulty(told)) if told == shown));
        assert_eq!(beverages(node).await, before);
        let log = house.sentences(AuditFilter { group: Some(Group::Content), ..AuditFilter::default() }).await;
        assert_eq!(log.iter().filter(|line| line.contains("imported")).count(), 1, "{log:?}");

        // An inactive beverage may stay in a unit that is switched off.
        let off = ImportRow { unit_type: some("Sack"), active: some("no"), ..row(2, "Malt") };
        assert_eq!(node.import_beverages(vec![off]).await.unwrap().made(), 1);
        let on = ImportRow { line: 2, name: "Malt".into(), active: some("yes"), ..ImportRow::default() };
        let refused = node.import_beverages(vec![on]).await;
        assert!(matches!(refused, Err(ImportError::Faulty(told)) if faults(&told) == ["2 unit_type This unit type is switched off."]));
    }

    async fn what_was_shown_is_looked_at_again_when_it_is_done(engine: Engine) {
        let house = TestHouse::open(engine);
        let node = house.house();
        let ids = stocked(node).await;
        let rows = vec![row(2, "Lager"), ImportRow { unit_type: some("Keg"), ..row(3, "Stout") }];
        assert_eq!(node.preview_beverages(rows.clone()).await.unwrap().faulty(), 0);
        node.change(ids["Keg"], Box::new(|unit: UnitType| Ok(UnitType { active: false, ..unit }))).await.unwrap();
        let refused = node.import_beverages(rows).await;
        assert!(matches!(refused, Err(ImportError::Faulty(told)) if told.faulty() == 1));
        assert!(beverages(node).await.is_empty());
    }

    async fn sent_by_many_at_once_each_beverage_is_made_once(engine: Engine) {
        let house = TestHouse::open(engine);
        stocked(house.house()).await;
        let rows: Vec<ImportRow> = (2..42).map(|line| ImportRow { locations: some("Foyer|Garden"), ..row(line, &format!("Beer {line}")) }).collect();
        let done = at_once(16, |number| {
            let (node, mut rows) = (house.node(number).clone(), rows.clone());
            // In whatever order.
            if number % 2 == 1 {
                rows.reverse();
            }
            async move { node.import_beverages(rows).await.unwrap() }
        }).await;
        assert_eq!(done.iter().map(Import::made).sum::<usize>(), 40);
        assert_eq!(beverages(house.house()).await.len(), 40);
        assert!(done.iter().all(|import| import.made() + import.changed() + import.same() == 40));
        // A colour that the file does not say goes by the line, whose order they all have.
        assert_eq!(done.iter().map(Import::changed).sum::<usize>(), 0);
        let log = house.sentences(AuditFilter { group: Some(Group::Content), ..AuditFilter::default() }).await;
        assert_eq!(log.iter().filter(|line| line.contains("imported")).count(), 1);
    }

    async fn there_are_rows_and_not_too_many(engine: Engine) {
        let house = TestHouse::open(engine);
        let node = house.house();
        stocked(node).await;
        assert!(matches!(node.import_beverages(Vec::new()).await, Err(ImportError::Empty)));
        let most = u64::try_from(MOST_IMPORT_ROWS).unwrap();
        let mut rows: Vec<ImportRow> = (2..most + 2).map(|line| row(line, &format!("Beer {line}"))).collect();
        assert_eq!(node.import_beverages(rows.clone()).await.unwrap().made(), MOST_IMPORT_ROWS);
        rows.push(row(most + 2, "One more"));
        assert!(matches!(node.preview_beverages(rows.clone()).await, Err(ImportError::TooMany)));
        assert!(matches!(node.import_beverages(rows).await, Err(ImportError::TooMany)));
    }
}
