//! Searching: every character means itself, and letters are found whether large or small.

use foh_domain::theatre::Room;
use foh_store::{Options, occurrences, performances, rooms, shows, venues};
use foh_testkit::{both_engines, engines::Engine, postgres::cluster, workplace::unique_name};
use uuid::Uuid;

use crate::ground::{LANE, migrate, open};
use crate::season::{House, detail, id, occurrence, show, venue};

const NAMES: [&str; 7] = [
    "Teatro Aurora",
    "100% Théâtre",
    "Under_score",
    "Wow! Hall",
    "Back\\slash",
    "ÉCOLE de Ÿvetot",
    "Quote's \"End\"",
];

/// What is looked for, and the names that it finds, by their places.
const CASES: [(&str, &[usize]); 14] = [
    ("", &[0, 1, 2, 3, 4, 5, 6]),
    ("  aURORa ", &[0]),
    ("%", &[1]),
    ("_", &[2]),
    ("!", &[3]),
    ("\\", &[4]),
    ("!%", &[]),
    ("r_s", &[2]),
    ("a%a", &[]),
    ("'s \"", &[6]),
    ("'; DROP TABLE venues; --", &[]),
    ("\u{0}", &[0, 1, 2, 3, 4, 5, 6]),
    ("auro\u{0}ra", &[0]),
    ("hall", &[3]),
];

/// Letters beyond ASCII.
const FOLDED: [(&str, &[usize]); 4] = [
    ("école", &[5]),
    ("École", &[5]),
    ("THÉÂTRE", &[1]),
    ("ÿvetot", &[5]),
];

fn fill(tx: &mut foh_store::Tx<'_>) -> Result<(), foh_store::StoreError> {
    for (number, name) in (1..).zip(NAMES) {
        venues::insert(tx, id(number), &venue(name))?;
        rooms::insert(tx, id(number), &Room::parse(id(1), name, 5).unwrap())?;
        shows::insert(tx, id(number), &show(name, &format!("show-{number}"), true))?;
        occurrences::insert(tx, id(number), "performance", &occurrence(5, 0))?;
        performances::insert(tx, id(number), &detail(id(number), id(1)))?;
    }
    Ok(())
}

async fn finds(db: &foh_store::Database, text: &'static str, expected: &[usize]) {
    let [venues, rooms, shows, performances] = db
        .read(move |tx| {
            let start = Uuid::nil();
            let filter = performances::Filter {
                published_only: true,
                show_id: None,
                from: jiff::Timestamp::UNIX_EPOCH,
                to: jiff::Timestamp::MAX,
                search: text,
                after: (jiff::Timestamp::UNIX_EPOCH, start),
            };
            let performances = performances::page(tx, &filter, 99)?;
            Ok::<_, foh_store::StoreError>([
                venues::page(tx, text, start, 99)?
                    .iter()
                    .map(|found| found.0)
                    .collect(),
                rooms::page(tx, None, text, start, 99)?
                    .iter()
                    .map(|found| found.0)
                    .collect(),
                shows::page(tx, false, text, start, 99)?
                    .iter()
                    .map(|found| found.0)
                    .collect(),
                performances
                    .iter()
                    .map(|found| found.id)
                    .collect::<Vec<_>>(),
            ])
        })
        .await
        .unwrap_or_else(|error| panic!("{text:?}: {error}"));
    let expected: Vec<Uuid> = expected
        .iter()
        .map(|n| id(1 + u128::try_from(*n).unwrap()))
        .collect();
    assert_eq!(venues, expected, "venues: {text:?}");
    assert_eq!(rooms, expected, "rooms: {text:?}");
    assert_eq!(shows, expected, "shows: {text:?}");
    assert_eq!(performances, expected, "performances: {text:?}");
}

both_engines! {
    async fn every_character_means_itself(engine: Engine) {
        let house = House::empty(engine);
        house.write(fill).await.unwrap();
        for (text, expected) in CASES {
            finds(&house.db, text, expected).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_embedded_engine_folds_every_letter() {
    let house = House::empty(Engine::Sqlite);
    house.write(fill).await.unwrap();
    for (text, expected) in FOLDED {
        finds(&house.db, text, expected).await;
    }
}

/// The server folds the letters that the locale of the database knows; "C" knows ASCII only.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_server_folds_every_letter_of_a_unicode_database() {
    let name = unique_name("unicode");
    let url = cluster().url(&name);
    foh_testkit::engines::blocking(|| {
        let mut admin =
            ::postgres::Client::connect(&cluster().url("postgres"), ::postgres::NoTls).unwrap();
        admin
            .batch_execute(&format!(
                "CREATE DATABASE {name} TEMPLATE template0 LC_CTYPE 'C.UTF-8'"
            ))
            .unwrap();
        migrate(&url);
    });
    let db = open(&url, &Options::default());
    db.write(LANE, fill).await.unwrap();
    for (text, expected) in FOLDED.into_iter().chain(CASES) {
        finds(&db, text, expected).await;
    }
    drop(db);
    cluster().drop_database(&name);
}
