//! Killing the program in the middle of work loses nothing that was acknowledged.

use std::collections::BTreeSet;

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    http::Client,
    load::{Load, office, stored},
    program::{KEY, Place},
};

both_engines! {
    async fn what_was_acknowledged_survives(engine: Engine) {
        let database = engine.empty_database();
        let mut place = Place::empty()
            .with("FOH_DATABASE_URL", &database.url())
            .with("FOH_SECRET_KEY", KEY)
            .with("FOH_LIMITS", "all=off");
        let token = office(&place);
        let mut serving = place.serve();
        let performance = Client::of(&serving).roomy_performance().await;
        let (mut acknowledged, mut attempted) = (BTreeSet::new(), BTreeSet::new());
        for round in 1..=3 {
            let load = Load::begin(serving.address, &performance, 16);
            load.wait_for(50 * round);
            serving.signal("KILL");
            assert_eq!(serving.ended().code(), None);
            let heard = load.heard();
            assert_eq!(heard.strange, [] as [String; 0]);
            assert!(heard.acknowledged.len() >= 50 * round);
            acknowledged.extend(heard.acknowledged);
            attempted.extend(heard.attempted);

            serving = place.serve();
            let kept = stored(&serving, &token, &performance).await;
            let ids: BTreeSet<String> = kept.iter().map(|(id, _)| id.clone()).collect();
            let lost: Vec<_> = acknowledged.difference(&ids).collect();
            assert_eq!(lost, [] as [&String; 0], "acknowledged and not stored");
            let invented = kept.iter().find(|(_, email)| !attempted.contains(email));
            assert_eq!(invented, None, "stored and never asked for");
        }
        serving.stop();
    }
}
