//! Migrating again changes nothing, and many may do it at once.

use foh_domain::theatre::Venue;
use foh_store::{Database, Options, venues};
use foh_testkit::{
    both_engines,
    engines::{Engine, blocking},
};

use crate::ground::{LANE, migrate, open};
use crate::season::{House, VENUE};

both_engines! {
    async fn migrating_again_keeps_everything(engine: Engine) {
        let house = House::new(engine).await;
        for _ in 0..3 {
            house.migrate_again();
        }
        let venue: Option<Venue> = house.read(|tx| venues::get(tx, VENUE)).await;
        assert_eq!(venue.unwrap().name, "Teatro Aurora");
    }

    /// As nodes do that are started together on a new database.
    async fn many_may_migrate_at_once(engine: Engine) {
        for _ in 0..3 {
            let place = engine.empty_database();
            let url = place.url();
            let outcomes: Vec<_> = blocking(|| {
                std::thread::scope(|scope| {
                    let nodes: Vec<_> = (0..8).map(|_| scope.spawn(|| Database::migrate(&url))).collect();
                    nodes.into_iter().map(|node| node.join().unwrap()).collect()
                })
            });
            assert_eq!(outcomes, vec![Ok(()); 8]);
            let db = open(&url, &Options::default());
            db.write(LANE, crate::season::store).await.unwrap();
        }
    }

    async fn a_database_in_use_may_be_migrated(engine: Engine) {
        let house = House::new(engine).await;
        let db = house.db.clone();
        let at_work = tokio::spawn(async move {
            for _ in 0..50 {
                db.read(|tx| venues::get(tx, VENUE)).await.unwrap();
                db.write(LANE, |tx| venues::update(tx, VENUE, &crate::season::venue("Teatro Aurora"))).await.unwrap();
            }
        });
        for _ in 0..5 {
            house.migrate_again();
        }
        at_work.await.unwrap();
    }
}

#[test]
fn an_unknown_kind_of_database_is_refused() {
    for url in ["", "mysql://localhost/foh", "foh.sqlite", "postgres:/x"] {
        let error = Database::migrate(url).unwrap_err();
        assert!(error.to_string().contains("sqlite:"), "{url}: {error}");
    }
}

impl House {
    fn migrate_again(&self) {
        let url = self.url();
        blocking(move || migrate(&url));
    }
}
