//! What a first visitor sees.

use std::collections::BTreeSet;

use crate::{http::Client, program::Place};

#[tokio::test(flavor = "multi_thread")]
async fn a_first_visitor_sees_a_house_with_a_season() {
    let mut place = Place::empty();
    let serving = place.serve();
    let client = Client::of(&serving);
    let now = client.get("/health").await.expect(200)["timestamp"]
        .as_str()
        .unwrap()
        .to_owned();
    let today = &now[..10];
    let shows = client.all("/api/shows?").await;
    assert!(shows.len() >= 3, "{}", shows.len());
    let performances = client
        .all(&format!("/api/performances?from={today}&"))
        .await;
    assert!(performances.len() >= 12, "{}", performances.len());
    let all = |pick: fn(&serde_json::Value) -> &serde_json::Value| -> BTreeSet<String> {
        performances
            .iter()
            .map(|one| pick(one).as_str().unwrap().to_owned())
            .collect()
    };
    assert!(all(|one| &one["venue"]["id"]).len() >= 2);
    assert!(all(|one| &one["show"]["id"]).len() >= 3);
    assert_eq!(all(|one| &one["id"]).len(), performances.len());

    let places = |one: &serde_json::Value| {
        [&one["available_places"], &one["total_places"]].map(|count| count.as_u64().unwrap())
    };
    let coming: Vec<_> = performances
        .iter()
        .filter(|one| one["starts_at"].as_str().unwrap() > now.as_str())
        .collect();
    assert!(coming.len() >= 12 - 2, "at most this evening's have begun");
    let nearly_full = coming.iter().filter(|one| {
        let [available, total] = places(one);
        available > 0 && available * 20 <= total
    });
    assert!(nearly_full.count() >= 1, "one is nearly full");
    assert!(
        coming.iter().any(|one| {
            let [available, total] = places(one);
            available * 2 > total
        }),
        "and one is not"
    );
    for one in &performances {
        let day = one["starts_at"].as_str().unwrap().get(..10).unwrap();
        assert!(day >= today, "{one}");
    }
    serving.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_visitor_finds_a_bar_with_a_past() {
    let mut place = Place::empty();
    let serving = place.serve();
    let token = place
        .run(&["token", "create", "--email", "marta.bianchi@example.org"])
        .well();
    let manager = Client::of(&serving).with_token(token.trim());
    let locations = manager.get("/api/bar/locations").await.expect(200)["items"].clone();
    let locations = locations.as_array().unwrap();
    assert_eq!(locations.len(), 3);
    let mut beverages = BTreeSet::new();
    let mut ways = BTreeSet::new();
    for location in locations {
        let id = location["id"].as_str().unwrap();
        let counts = manager
            .all(&format!("/api/bar/locations/{id}/counts?"))
            .await;
        assert_eq!(counts.len(), 30);
        let trends = manager
            .get(&format!("/api/bar/locations/{id}/trends"))
            .await
            .expect(200);
        for trend in trends["items"].as_array().unwrap() {
            beverages.insert(trend["beverage"].as_str().unwrap().to_owned());
            ways.insert(trend["direction"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(beverages.len(), 25);
    assert!(ways.len() >= 2, "some rise and some fall: {ways:?}");
    let low = manager.get("/api/bar/low").await.expect(200);
    assert!(
        !low["items"].as_array().unwrap().is_empty(),
        "something is low"
    );
    serving.stop();
}
