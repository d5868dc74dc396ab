//! Two programs on one database are one house.

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

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_serve_the_same_data_at_once() {
    let database = Engine::Postgres.empty_database();
    let post = smtp::Server::start();
    let [mut here, mut there] = [place(&database.url(), &post), place(&database.url(), &post)];
    for role in ["door", "box_office"] {
        let email = format!("{role}@example.org");
        here.run(&[
            "user", "create", "--email", &email, "--name", "Staff", "--role", role,
        ])
        .well();
    }
    let door = here
        .run(&["token", "create", "--email", "door@example.org"])
        .well();
    let office = there
        .run(&["token", "create", "--email", "box_office@example.org"])
        .well();
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
    // One whose tickets are admitted now, if there is one; otherwise the door says so.
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

    let begun = std::time::Instant::now();
    loop {
        let asked = begun.elapsed();
        let seen = here
            .get(&format!("/api/performances/{id}"))
            .await
            .expect(200);
        if seen["available_places"] == before - 3 {
            break;
        }
        assert!(
            asked < std::time::Duration::from_secs(1),
            "stale for {asked:?}"
        );
    }
    let scanned = here
        .with_token(&door)
        .post("/api/check-ins/confirm", &json!({ "token": ticket }))
        .await;
    let again = there
        .with_token(&door)
        .post("/api/check-ins/confirm", &json!({ "token": ticket }))
        .await;
    let word = again.expect(409)["status"].as_str().unwrap().to_owned();
    match scanned.status {
        200 => assert_eq!(word, "already_checked_in"),
        status => {
            let problem = scanned.expect(status);
            assert_eq!(
                [&problem["status"], &word.into()],
                ["outside_check_in_window", "outside_check_in_window"]
            );
        }
    }
    let listed = there
        .with_token(&office)
        .get(&format!("/api/admin/reservations?q={email}"))
        .await
        .expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);

    // What is limited is limited in the house, not on each node.
    let cancel = json!({ "token": "x" });
    let mut statuses = Vec::new();
    for client in [&here, &there, &here, &there] {
        statuses.push(
            client
                .post("/api/reservations/cancel", &cancel)
                .await
                .status,
        );
    }
    assert_eq!(statuses, [404, 404, 429, 429]);
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
