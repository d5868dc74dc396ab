//! The secret key is changed while the site is open, whatever happens on the way.

use std::{collections::BTreeSet, thread, time::Duration};

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    http::Client,
    load::{Load, office, stored},
    program::{KEY, Place},
};

const NEW: &str = "DG3LoQ3/WXqEl/7YA43Sq8zhBBWVDnBmFOYOsmTJ538=";

both_engines! {
    async fn another_key_takes_over_while_guests_reserve(engine: Engine) {
        let database = engine.empty_database();
        let mut place = Place::empty()
            .with("FOH_DATABASE_URL", &database.url())
            .with("FOH_SECRET_KEY", KEY)
            .with("FOH_LIMITS", "all=off");
        let token = office(&place);
        let serving = place.serve();
        let performance = Client::of(&serving).roomy_performance().await;
        let before = Load::begin(serving.address, &performance, 16);
        before.wait_for(600);
        serving.stop();
        let before = before.heard();

        place.set("FOH_SECRET_KEY", NEW);
        place.set("FOH_SECRET_KEY_FORMER", KEY);
        let serving = place.serve();
        let load = Load::begin(serving.address, &performance, 4);
        // Killed wherever it is then, it goes on from there.
        for milliseconds in [30, 60, 120, 240] {
            let mut rotating = place.start(&["keys", "rotate"], serving.address);
            thread::sleep(Duration::from_millis(milliseconds));
            rotating.signal("KILL");
            rotating.ended();
        }
        load.wait_for(50);
        let said = place.run(&["keys", "rotate"]).well();
        assert!(said.contains("reservations.guest:"), "{said}");
        assert!(said.contains("the former key can be taken out"), "{said}");
        load.wait_for(100);
        serving.stop();
        let during = load.heard();
        assert_eq!((&before.strange, &during.strange), (&Vec::new(), &Vec::new()));

        place.set("FOH_SECRET_KEY_FORMER", "");
        let serving = place.serve();
        let kept = stored(&serving, &token, &performance).await;
        let ids: BTreeSet<String> = kept.iter().map(|(id, _)| id.clone()).collect();
        for acknowledged in [&before.acknowledged, &during.acknowledged] {
            let lost: Vec<_> = acknowledged.difference(&ids).collect();
            assert_eq!(lost, [] as [&String; 0], "not found, or not opened");
        }
        let client = Client::of(&serving).with_token(&token);
        for (id, email) in kept.iter().step_by(97) {
            let found = client.get(&format!("/api/admin/reservations?q={email}")).await.expect(200);
            // Both loads use the same addresses.
            let items = found["items"].as_array().unwrap();
            assert!(items.iter().any(|item| item["id"] == id.as_str()), "{email}");
        }
        serving.stop();
        place.run(&["audit", "verify"]).well();
        place.set("FOH_SECRET_KEY", KEY);
        let told = place.run(&["keys", "rotate"]).badly(1);
        assert!(!told.contains(KEY) && !told.contains(NEW), "{told}");
    }
}

#[test]
fn former_keys_are_read_with_care() {
    let place = Place::empty()
        .with("FOH_SECRET_KEY", NEW)
        .with("FOH_SECRET_KEY_FORMER", "bm90IDMyIGJ5dGVz,file:nowhere.key");
    let told = place.run(&["keys", "rotate"]).badly(1);
    assert!(
        told.contains("secret_key_former") && told.contains("12 bytes long"),
        "{told}"
    );
    assert!(told.contains("nowhere.key"), "{told}");
    assert!(
        !told.contains("bm90IDMyIGJ5dGVz"),
        "a key is not quoted: {told}"
    );
    let place = Place::empty().with("FOH_SECRET_KEY", NEW);
    std::fs::write(place.path().join("former.key"), KEY).unwrap();
    let place = place.with("FOH_SECRET_KEY_FORMER", "file:former.key");
    let said = place.run(&["keys", "rotate"]).well();
    assert!(said.contains("can be taken out"), "{said}");
}
