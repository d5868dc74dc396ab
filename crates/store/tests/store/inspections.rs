//! What a database says of itself, and what is found in it.

use foh_domain::booking::Places;
use foh_store::{
    Database, StoreError, health,
    inspect::{Finding, Schema},
    occurrences::{self, Occurrence},
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use crate::{
    ground::migrate,
    season::{House, USER, at, id},
};

both_engines! {
    async fn a_database_says_how_it_keeps_what_it_has(engine: Engine) {
        let place = engine.database(migrate);
        let found = Database::inspect(&place.url()).unwrap();
        assert!(found.schema.is_current(), "{:?}", found.schema);
        for property in &found.properties {
            assert_eq!(property.finding, Finding::Good, "{property:?}");
            assert!(!property.remedy.is_empty());
        }
        let (names, clock): (&[&str], _) = match engine {
            Engine::Sqlite => (&["journal_mode", "quick_check", "synchronous", "foreign_keys"], false),
            Engine::Postgres => (&["fsync", "synchronous_commit", "full_page_writes", "server_version", "ssl"], true),
        };
        let told: Vec<_> = found.properties.iter().map(|property| property.name).collect();
        assert_eq!(told, names);
        assert_eq!(found.now.is_some(), clock);
    }

    async fn looking_changes_no_schema(engine: Engine) {
        let place = engine.empty_database();
        for _ in 0..2 {
            match (engine, Database::inspect(&place.url())) {
                (Engine::Sqlite, Err(StoreError::Unavailable(_))) => assert!(!place.file().exists()),
                (Engine::Postgres, Ok(found)) => {
                    assert!(found.schema.pending.len() >= 2, "{:?}", found.schema);
                    assert_eq!(found.schema.pending[0], "V1__theatre");
                }
                (_, other) => panic!("{other:?}"),
            }
        }
        Database::migrate(&place.url()).unwrap();
        let schema = Database::inspect(&place.url()).unwrap().schema;
        assert_eq!(schema, Schema::default());
    }

    async fn every_occurrence_is_recounted_page_by_page(engine: Engine) {
        let house = House::empty(engine);
        house
            .write(|tx| {
                for number in 1..=1_200 {
                    let places = Places { capacity: 10, additional: 0, manually_occupied: 0, confirmed: 0, held: 0 };
                    occurrences::insert(tx, id(number), "performance", &Occurrence { starts_at: at(1), places })?;
                }
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        let wrong = [id(1), id(500), id(501), id(1_200)];
        house.write(move |tx| occurrences::set_confirmed(tx, wrong.map(|id| (id, 1)))).await.unwrap();
        let (mut found, mut looked_at, mut pages, mut after) = (Vec::new(), 0, 0, Some(Uuid::nil()));
        while let Some(start) = after {
            let page = house.read(move |tx| occurrences::recount_page(tx, start)).await;
            found.extend(page.wrong);
            looked_at += page.looked_at;
            pages += 1;
            after = page.next;
        }
        assert_eq!((found.as_slice(), looked_at, pages), (&wrong[..], 1_200, 3));
        assert_eq!(house.read(occurrences::recount).await, wrong);
    }

    async fn accounts_and_the_newest_row_are_found(engine: Engine) {
        let empty = House::empty(engine);
        assert_eq!(empty.read(health::newest_row).await, None);
        assert!(empty.read(health::sealed_samples).await.is_empty());
        assert_eq!(empty.read(health::accounts).await, []);
        let house = House::new(engine).await;
        assert!(house.read(health::newest_row).await.is_some());
        let samples: Vec<_> = house.read(health::sealed_samples).await.into_iter().map(|(id, _)| id).collect();
        assert_eq!(samples, [USER, USER], "the oldest and the newest");
        let accounts = house.read(health::accounts).await;
        assert_eq!(accounts.len(), 1);
        assert_eq!((accounts[0].active, accounts[0].without_second_factor), (1, 1));
    }
}
