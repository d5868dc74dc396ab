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
