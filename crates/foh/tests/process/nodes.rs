//! Two programs on one database are one house.

use std::time::{Duration, Instant};

use foh_testkit::{engines::Engine, smtp};
use serde_json::json;

use crate::{
    http::{Client, token_of},
    letters::{letter, letters},
    program::{KEY, Place},
};

fn place(url: &str, post: &smtp::Server) -> Place {
    Place::empty()
        .with("FOH_DATABASE_URL", url)
        .with("FOH_SECRET_KEY", KEY)
        .with("FOH_SMTP_URL", &post.url())
        .with("FOH_LIMITS", "reservation_cancel=2/hour")
}

/// Makes somebody of the house and gives their API token.
fn staff(place: &Place, role: &str) -> String {
    let email = format!("{role}@example.org");
    let user = [
        "user", "create", "--email", &email, "--name", "Staff", "--role", role,
    ];
    place.run(&user).well();
    place.run(&["token", "create", "--email", &email]).well()
}

/// What was committed elsewhere is read here a second later at the latest.
async fn seen_within_a_second(client: &Client, performance: &str, places: u64) {
    let begun = Instant::now();
    loop {
        let asked = begun.elapsed();
        let path = format!("/api/performances/{performance}");
        if client.get(&path).await.expect(200)["available_places"] == places {
            return;
        }
        assert!(asked < Duration::from_secs(1), "stale for {asked:?}");
    }
}

/// Two doors, one ticket. Late in the evening the first performance to be had is too far away for either.
async fn admitted_once([here, there]: [Client; 2], ticket: &str) {
    let body = json!({ "token": ticket });
    let first = here.post("/api/check-ins/confirm", &body).await;
    let second = there.post("/api/check-ins/confirm", &body).await;
    let second = second.expect(409)["status"].clone();
    if first.status == 200 {
        assert_eq!(second, "already_checked_in");
    } else {
        let first = first.expect(409)["status"].clone();
        assert_eq!(
            [first, second],
            ["outside_check_in_window", "outside_check_in_window"]
        );
    }
}

/// What is limited is limited in the house, not on each node.
async fn limited_together(here: &Client, there: &Client) {
    let mut statuses = Vec::new();
    for client in [here, there, here, there] {
        let cancelled = client
            .post("/api/reservations/cancel", &json!({ "token": "x" }))
            .await;
        statuses.push(cancelled.status);
    }
    assert_eq!(statuses, [404, 404, 429, 429]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_serve_the_same_data_at_once() {
    let database = Engine::Postgres.empty_database();
    let post = smtp::Server::start();
    let [mut here, mut there] = [place(&database.url(), &post), place(&database.url(), &post)];
    let [door, office] = [staff(&here, "door"), staff(&there, "box_office")];
    // Both begin at the same moment, on a database with nothing on its programme.
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| here.serve());
        let second = scope.spawn(|| there.serve());
        (first.join().unwrap(), second.join().unwrap())
    });
    let [here, there] = [Client::of(&first), Client::of(&second)];
    assert_eq!(
        here.all("/api/shows?").await.len(),
        4,
        "the demonstration is set up once"
    );
    assert_eq!(
        here.all("/api/performances?").await,
        there.all("/api/performances?").await
    );

    let performances = here.all("/api/performances?").await;
    let performance = performances
        .iter()
        .find(|one| one["available_places"].as_u64() > Some(10))
        .unwrap();
    let id = performance["id"].as_str().unwrap();
    let before = performance["available_places"].as_u64().unwrap();
    let email = "guest@nodes.example.org";
    here.reserve(id, email, 3).await.expect(201);
    let confirmation = token_of(
        &letter(&post, email, "/reservations/confirm?"),
        "/reservations/confirm",
    );
    let confirmed = there
        .post(
            "/api/reservations/confirm",
            &json!({ "token": confirmation }),
        )
        .await
        .expect(200);
    assert_eq!(confirmed["available_seats"], before - 3);
    here.post(
        "/api/reservations/confirm",
        &json!({ "token": confirmation }),
    )
    .await
    .expect(409);
    let ticket = confirmed["qr_code_url"].as_str().unwrap();

    seen_within_a_second(&here, id, before - 3).await;
    admitted_once([&here, &there].map(|node| node.with_token(&door)), ticket).await;
    let listed = there
        .with_token(&office)
        .get(&format!("/api/admin/reservations?q={email}"))
        .await
        .expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);

    limited_together(&here, &there).await;
    first.stop();
    // The other goes on.
    assert_eq!(there.get("/health/ready").await.status, 200);
    letter(&post, email, "/ticket?");
    second.stop();
    assert_eq!(
        letters(&post, email).len(),
        2,
        "each e-mail is sent by one of the two"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_begin_together_make_the_tables_once() {
    let database = Engine::Postgres.empty_database();
    let post = smtp::Server::start();
    let mut places: Vec<_> = (0..3).map(|_| place(&database.url(), &post)).collect();
    let serving: Vec<_> = std::thread::scope(|scope| {
        let starting: Vec<_> = places
            .iter_mut()
            .map(|place| scope.spawn(|| place.serve()))
            .collect();
        starting
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect()
    });
    for one in &serving {
        assert_eq!(Client::of(one).all("/api/shows?").await.len(), 4);
    }
    for one in serving {
        one.stop();
    }
}
