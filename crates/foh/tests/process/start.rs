//! `foh` in an empty directory.

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt as _, time::Duration};

use serde_json::Value;

use crate::{
    http::{Client, token_of},
    program::{LIMIT, Place},
};

#[tokio::test(flavor = "multi_thread")]
async fn it_starts_with_nothing_configured() {
    let mut place = Place::empty();
    let serving = place.serve();
    let port = serving.address.port();
    assert_eq!(
        serving.line("Front of House is open:"),
        format!("http://localhost:{port}/")
    );
    let mailbox = serving.line("Mails that would be sent:");
    assert_eq!(mailbox, format!("http://localhost:{port}/dev/mailbox"));
    let link = serving.line("Sign in as administrator once:");
    assert!(
        link.starts_with(&format!("http://localhost:{port}/sign-in/link?token=")),
        "{link}"
    );
    assert!(serving.started.elapsed() < LIMIT);
    assert!(
        !serving.said().contains('\u{1b}'),
        "no colours where nobody sees them"
    );

    let client = Client::of(&serving);
    let page = client.get("/").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(client.get("/dev/mailbox").await.status, 200);

    // The link signs in once; opening it is not using it.
    let token = token_of(&link, "/sign-in/link");
    for _ in 0..2 {
        assert_eq!(
            client
                .get(&format!("/sign-in/link?token={token}"))
                .await
                .status,
            200
        );
    }
    assert_eq!(client.get("/api/admin/venues").await.status, 401);
    let signed_in = client
        .submit("/sign-in/link", &format!("token={token}"))
        .await;
    assert_eq!(signed_in.status, 303, "{}", signed_in.body);
    assert_eq!(client.get("/api/admin/venues").await.status, 200);
    let stranger = Client::of(&serving);
    let again = stranger
        .submit("/sign-in/link", &format!("token={token}"))
        .await;
    assert_eq!(again.status, 410);

    let made: Vec<_> = fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(made, ["foh-data"], "everything is in one directory");
    let key = fs::metadata(place.data().join("secret.key")).unwrap();
    assert_eq!(
        key.permissions().mode() & 0o077,
        0,
        "the key is nobody else's"
    );
    serving.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_goes_on_where_the_first_ended() {
    let mut place = Place::empty();
    let serving = place.serve();
    let client = Client::of(&serving);
    let performance = client.roomy_performance().await;
    let email = "second.start@example.org";
    client.reserve(&performance, email, 2).await.expect(201);
    let shows = client.all("/api/shows?").await;
    let performances = client.all("/api/performances?").await;
    let first_link = serving.line("Sign in as administrator once:");
    serving.stop();
    let key = fs::read(place.data().join("secret.key")).unwrap();

    let serving = place.serve();
    let client = Client::of(&serving);
    assert_eq!(fs::read(place.data().join("secret.key")).unwrap(), key);
    assert_eq!(client.all("/api/shows?").await, shows);
    assert_eq!(client.all("/api/performances?").await, performances);
    assert_ne!(serving.line("Sign in as administrator once:"), first_link);

    // The e-mail of the first run is still there, and its link works: it was sealed with the same key.
    let list = client.get("/dev/mailbox").await.body;
    assert!(list.contains(email), "{list}");
    let mut confirmed = None;
    for id in list
        .split("/dev/mailbox/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        let mail = client.get(&format!("/dev/mailbox/{id}")).await.body;
        if mail.contains(email) {
            let token = token_of(&mail, "/reservations/confirm");
            let answer = client
                .post(
                    "/api/reservations/confirm",
                    &serde_json::json!({ "token": token }),
                )
                .await;
            confirmed = Some(answer.expect(200));
            break;
        }
    }
    let confirmed = confirmed.expect("the e-mail");
    assert_eq!(
        [&confirmed["status"], &confirmed["party_size"]],
        [&Value::from("confirmed"), &Value::from(2)]
    );
    serving.stop();
}

#[test]
fn a_taken_address_is_told_before_anything_is_touched() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let place = Place::empty().with("FOH_LISTEN", &address);
    let said = place.run(&[]).badly(1);
    assert!(said.contains(&address), "{said}");
    assert!(!place.data().join("foh.sqlite3").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_configured_by_file() {
    let mut place = Place::empty();
    fs::write(
        place.path().join("foh.toml"),
        "data_dir = \"elsewhere\"\nallowed_hosts = [\"box.example.org\"]\n[limits]\nreservation_confirm = \"1/hour\"\n",
    )
    .unwrap();
    let serving = place.serve();
    assert!(place.path().join("elsewhere/foh.sqlite3").exists());
    assert!(!place.data().exists());
    let client = Client::of(&serving);
    assert_eq!(
        client.get("/api/shows").await.status,
        421,
        "only the configured name, and the site's own"
    );
    let wait = Duration::from_secs(30);
    let mut stream = crate::wire::connect(serving.address, wait);
    let confirm = crate::wire::request(
        "POST",
        "/api/reservations/confirm",
        "{\"token\":\"x\"}",
        true,
    );
    let statuses: Vec<_> = (0..2)
        .map(|_| match crate::wire::ask(&mut stream, &confirm) {
            crate::wire::Outcome::Whole { status, .. } => status,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(statuses, [404, 429]);
    serving.stop();
}
