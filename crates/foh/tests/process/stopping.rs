//! Stopping in the middle of work loses nothing that was acknowledged.

use std::{
    collections::BTreeSet,
    io::Write,
    time::{Duration, Instant},
};

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    http::Client,
    load::{Load, office, stored},
    program::{KEY, Place},
    wire::{Outcome, ask, connect, request},
};

const CLIENTS: usize = 16;

both_engines! {
    async fn everything_begun_is_answered_and_everything_answered_is_kept(engine: Engine) {
        let database = engine.empty_database();
        let mut place = Place::empty()
            .with("FOH_DATABASE_URL", &database.url())
            .with("FOH_SECRET_KEY", KEY)
            .with("FOH_LIMITS", "all=off");
        let token = office(&place);
        let mut serving = place.serve();
        let performance = Client::of(&serving).roomy_performance().await;
        let load = Load::begin(serving.address, &performance, CLIENTS);
        load.wait_for(200);
        serving.signal("TERM");
        let asked = Instant::now();
        assert_eq!(serving.ended().code(), Some(0), "{}", serving.said());
        assert!(asked.elapsed() < Duration::from_secs(25), "{:?}", asked.elapsed());
        let heard = load.heard();
        assert_eq!(heard.torn, [] as [String; 0], "no answer was cut off");
        assert_eq!(heard.strange, [] as [String; 0]);
        assert!(heard.acknowledged.len() >= 200);

        let serving = place.serve();
        let kept: BTreeSet<String> = stored(&serving, &token, &performance).await.into_iter().map(|(id, _)| id).collect();
        assert_eq!(kept, heard.acknowledged, "what was done was answered, and what was answered was done");
        serving.stop();
    }
}

/// A request whose body is still on its way when the program is asked to stop is carried out.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_way_is_finished() {
    let mut place = Place::empty();
    let token = office(&place);
    let mut serving = place.serve();
    let performance = Client::of(&serving).roomy_performance().await;
    let body = "{\"name\":\"Ada\",\"email\":\"load-slow@example.org\",\"party_size\":1}";
    let path = format!("/api/performances/{performance}/reservations");
    let whole = request("POST", &path, body, true);
    let (first, second) = whole.split_at(whole.len() - 10);
    let mut slow = connect(serving.address, Duration::from_secs(30));
    slow.write_all(first.as_bytes()).unwrap();
    // The head has been read once a later request on another connection is answered... by a server that works on both.
    let mut other = connect(serving.address, Duration::from_secs(30));
    let health = request("GET", "/health/live", "", true);
    for _ in 0..20 {
        assert!(matches!(
            ask(&mut other, &health),
            Outcome::Whole { status: 200, .. }
        ));
    }
    serving.signal("TERM");
    // The connection that waits for nothing is closed: the stop is under way.
    let mut end = [0; 1];
    assert_eq!(std::io::Read::read(&mut other, &mut end).unwrap(), 0);
    let Outcome::Whole {
        status,
        body,
        stays,
    } = ask(&mut slow, second)
    else {
        panic!("no whole answer")
    };
    assert_eq!(status, 201, "{body}");
    assert!(!stays, "and the client is told that this was the last one");
    assert_eq!(serving.ended().code(), Some(0), "{}", serving.said());

    let serving = place.serve();
    assert_eq!(stored(&serving, &token, &performance).await.len(), 1);
    serving.stop();
}

#[test]
fn an_interrupt_stops_it_as_well() {
    let mut place = Place::empty();
    let mut serving = place.serve();
    serving.signal("INT");
    assert_eq!(serving.ended().code(), Some(0), "{}", serving.said());
}
