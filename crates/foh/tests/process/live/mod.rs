//! Live notifications, heard by the clients that others use.

mod missed;

use std::time::Duration;

use foh_testkit::{
    engines::Engine,
    socket_io::{Client as Socket, Library},
};
use serde_json::{Value, json};

use crate::{
    http::Client,
    program::{KEY, LIMIT, Place, Serving},
    wire,
};

const PASSWORD: &str = "twelve grey mice at noon";

/// An account and its API token.
#[derive(Clone)]
struct Person {
    id: String,
    email: String,
    token: String,
}

fn person(place: &Place, role: &str, name: &str) -> Person {
    let email = format!("{name}@example.org");
    let user = [
        "user",
        "create",
        "--email",
        &email,
        "--name",
        name,
        "--role",
        role,
        "--password-stdin",
    ];
    Person {
        id: place.run_with(&user, PASSWORD).well(),
        token: place.run(&["token", "create", "--email", &email]).well(),
        email,
    }
}

/// A tab of a facilitator.
fn tab(base: &str, facilitator: &Person, library: Library, transport: &str) -> Socket {
    let mut socket = Socket::connect(library, base, transport, None);
    introduce(&mut socket, facilitator, 1);
    socket
}

fn introduce(socket: &mut Socket, facilitator: &Person, time: usize) {
    let greeting = socket.wait_for("connection_response", time);
    assert_eq!(greeting["status"], "connected");
    assert!(greeting["socket_id"].is_string());
    let who = json!({ "facilitator_id": facilitator.id, "token": facilitator.token });
    socket.emit("facilitator_connect", &who);
    let success = socket.wait_for("facilitator_auth_success", time);
    assert_eq!(success["facilitator_id"], json!(facilitator.id));
}

/// A trusted service that tells of bookings.
struct Backend {
    socket: Socket,
    told: usize,
}

impl Backend {
    fn connect(base: &str, service: &Person) -> Self {
        let mut socket = Socket::connect(Library::Npm, base, "websocket", None);
        socket.wait_for("connection_response", 1);
        socket.emit("backend_connect", &json!({ "token": service.token }));
        socket.wait_for("backend_auth_success", 1);
        Self { socket, told: 0 }
    }

    /// Tells of a booking, and waits until it is known what became of it.
    fn tell(&mut self, facilitator: &Person, booking_id: &str) {
        let told = json!({
            "facilitator_id": facilitator.id,
            "booking_id": booking_id,
            "user": { "id": 7, "name": "Ada Rossi", "email": "ada@example.org" },
            "session": { "id": 12, "title": "Morning Yoga" },
        });
        self.socket.emit("booking_notification", &told);
        self.told += 1;
        let deadline = std::time::Instant::now() + LIMIT;
        while self.outcomes() < self.told {
            assert!(std::time::Instant::now() < deadline, "{booking_id}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn outcomes(&self) -> usize {
        ["notification_delivered", "notification_stored"]
            .iter()
            .map(|event| self.socket.all(event).len())
            .sum()
    }
}

/// The bookings that a socket heard of, in order.
fn heard(socket: &Socket) -> Vec<String> {
    let heard = socket.all("new_booking_notification");
    let booking = |one: &Value| one["booking_id"].as_str().unwrap().to_owned();
    heard.iter().map(booking).collect()
}

/// Where a test may fail to sign in as often as it likes.
fn place() -> Place {
    Place::empty().with("FOH_LIMITS", "sign_in=1000/minute")
}

fn serve_again(place: &Place, address: std::net::SocketAddr) -> Serving {
    let serving = place.start(&[], address);
    let deadline = std::time::Instant::now() + LIMIT;
    while !wire::answers(address) {
        assert!(
            std::time::Instant::now() < deadline,
            "still silent: {}",
            serving.said()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    serving
}

#[test]
fn every_client_hears_by_every_transport() {
    let mut place = place();
    let [ada, service] = [
        person(&place, "facilitator", "ada"),
        person(&place, "service", "booking"),
    ];
    let serving = place.serve();
    let mut tabs: Vec<Socket> = [Library::Npm, Library::Python]
        .into_iter()
        .flat_map(|library| ["websocket", "polling", "upgrade"].map(|by| (library, by)))
        .map(|(library, by)| tab(&serving.base, &ada, library, by))
        .collect();
    tabs[2].wait_for("upgrade", 1);
    let mut backend = Backend::connect(&serving.base, &service);
    backend.tell(&ada, "b-1");
    let delivered = backend.socket.wait_for("notification_delivered", 1);
    for tab in &mut tabs {
        let told = tab.wait_for("new_booking_notification", 1);
        assert_eq!(told["type"], "new_booking");
        assert_eq!(told["booking_id"], "b-1");
        assert_eq!(told["user"]["email"], "ada@example.org");
        assert_eq!(told["session"]["title"], "Morning Yoga");
        assert_eq!(told["message"], "Ada Rossi booked Morning Yoga");
        assert_eq!(told["notification_id"], delivered["notification_id"]);
        let at: &str = told["timestamp"].as_str().unwrap();
        assert!(at.ends_with('Z') && at.contains('T'), "{at}");

        tab.emit("get_pending_notifications", &Value::Null);
        let pending = tab.wait_for("pending_notifications", 1);
        assert_eq!(pending, json!({ "count": 0, "notifications": [] }));
        let read = json!({ "facilitator_id": ada.id, "notification_id": told["notification_id"] });
        tab.emit("mark_notification_read", &read);
        let marked = tab.wait_for("notification_marked_read", 1);
        assert_eq!(marked["notification_id"], told["notification_id"]);
    }
    // Told again it is stored no more, and nobody hears it twice.
    backend.tell(&ada, "b-1");
    backend.tell(&ada, "b-2");
    for tab in &tabs {
        tab.wait_for("new_booking_notification", 2);
        assert_eq!(heard(tab), ["b-1", "b-2"]);
    }
    serving.stop();
    for tab in &tabs {
        tab.wait_for("disconnect", 1);
    }
}

#[test]
fn strangers_hear_nothing() {
    let mut place = place();
    let [ada, bruno, service] = [
        person(&place, "facilitator", "ada"),
        person(&place, "facilitator", "bruno"),
        person(&place, "service", "booking"),
    ];
    let serving = place.serve();
    let silent = Socket::connect(Library::Npm, &serving.base, "websocket", None);
    silent.wait_for("connection_response", 1);
    for (transport, library) in [
        ("polling", Library::Npm),
        ("websocket", Library::Npm),
        ("websocket", Library::Python),
    ] {
        let base = &serving.base;
        let foreign = Socket::connect(library, base, transport, Some("https://evil.example"));
        foreign.wait_for("connect_error", 1);
        assert!(foreign.all("connect").is_empty());
        let own = Socket::connect(library, base, transport, Some(base));
        own.wait_for("connection_response", 1);
    }
    let mut tab = Socket::connect(Library::Npm, &serving.base, "websocket", None);
    tab.wait_for("connection_response", 1);
    for (event, data) in [
        ("get_pending_notifications", Value::Null),
        (
            "mark_notification_read",
            json!({ "facilitator_id": ada.id }),
        ),
        ("booking_notification", json!({ "facilitator_id": ada.id })),
        ("join", json!(ada.id)),
    ] {
        let before = tab.all("error").len();
        tab.emit(event, &data);
        tab.wait_for("error", before + 1);
    }
    for (n, who) in [
        json!({ "facilitator_id": ada.id, "token": bruno.token }),
        json!({ "facilitator_id": ada.id, "token": "nonsense" }),
        json!({ "facilitator_id": ada.id }),
    ]
    .iter()
    .enumerate()
    {
        tab.emit("facilitator_connect", who);
        tab.wait_for("auth_error", n + 1);
    }
    // A facilitator is no service, and a service no facilitator.
    let mut other = Socket::connect(Library::Npm, &serving.base, "websocket", None);
    other.wait_for("connection_response", 1);
    other.emit("backend_connect", &json!({ "token": ada.token }));
    other.wait_for("auth_error", 1);
    let who = json!({ "facilitator_id": service.id, "token": service.token });
    other.emit("facilitator_connect", &who);
    other.wait_for("auth_error", 2);
    introduce(&mut other, &bruno, 1);
    let mut backend = Backend::connect(&serving.base, &service);
    backend.tell(&ada, "b-1");
    let stored = backend.socket.wait_for("notification_stored", 1);
    let read = json!({ "facilitator_id": bruno.id, "notification_id": stored["notification_id"] });
    other.emit("mark_notification_read", &read);
    other.wait_for("notification_error", 1);
    backend.tell(&bruno, "b-2");
    other.wait_for("new_booking_notification", 1);
    assert_eq!(heard(&other), ["b-2"]);
    for wrong in [json!({}), json!({ "facilitator_id": ada.id }), json!("x")] {
        let before = backend.socket.all("notification_error").len();
        backend.socket.emit("booking_notification", &wrong);
        backend.socket.wait_for("notification_error", before + 1);
    }
    // Whoever says nothing, and whoever is somebody no more, is sent away.
    silent.wait_for("disconnect", 1);
    place
        .run(&["user", "deactivate", "--email", &bruno.email])
        .well();
    other.wait_for("auth_error", 3);
    other.wait_for("disconnect", 1);
    assert!(heard(&tab).is_empty() && heard(&silent).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_made_on_one_node_reaches_a_facilitator_on_another() {
    let database = Engine::Postgres.empty_database();
    let node = || {
        Place::empty()
            .with("FOH_DATABASE_URL", &database.url())
            .with("FOH_SECRET_KEY", KEY)
    };
    let [mut here, mut there] = [node(), node()];
    let [ada, service] = [
        person(&here, "facilitator", "ada"),
        person(&here, "service", "booking"),
    ];
    let bruno = person(&here, "member", "bruno");
    let [here, there] = [here.serve(), there.serve()];
    let tabs = [
        tab(&there.base, &ada, Library::Npm, "websocket"),
        tab(&there.base, &ada, Library::Python, "polling"),
        tab(&here.base, &ada, Library::Npm, "polling"),
    ];
    let mut backend = Backend::connect(&here.base, &service);
    let bookings: Vec<String> = (0..20).map(|n| format!("b-{n}")).collect();
    for booking in &bookings {
        backend.tell(&ada, booking);
    }
    for tab in &tabs {
        tab.wait_for("new_booking_notification", bookings.len());
    }
    // What one node has brought, the other brings no second time, not even after looking by itself.
    tokio::time::sleep(Duration::from_secs(3)).await;
    for tab in &tabs {
        let mut all = heard(tab);
        all.sort_by_key(|booking| booking[2..].parse::<u32>().unwrap());
        assert_eq!(all, bookings);
    }
    let booking = book(&Client::of(&here), &ada, &bruno).await;
    for tab in &tabs {
        let told = tab.wait_for("new_booking_notification", bookings.len() + 1);
        assert_eq!(told["booking_id"], json!(booking));
        assert_eq!(told["user"]["id"], json!(bruno.id));
        assert_eq!(told["user"]["email"], json!(bruno.email));
        assert_eq!(told["session"]["title"], "Evening Yoga");
    }
    // Another system that tells of it too tells nothing new.
    backend.tell(&ada, &booking);
    here.stop();
    there.stop();
    for tab in &tabs {
        assert_eq!(heard(tab).len(), bookings.len() + 1);
    }
}

/// A facilitator offers a session and a member books it.
async fn book(client: &Client, facilitator: &Person, member: &Person) -> String {
    let now = client.get("/health").await.expect(200)["timestamp"].clone();
    let now: jiff::Timestamp = now.as_str().unwrap().parse().unwrap();
    let begins = now + jiff::SignedDuration::from_hours(48);
    let session = json!({
        "title": "Evening Yoga",
        "time_zone": "Europe/Rome",
        "start_time": begins.to_string(),
        "end_time": (begins + jiff::SignedDuration::from_hours(1)).to_string(),
        "capacity": 3,
    });
    let offered = client
        .with_token(&facilitator.token)
        .post("/api/sessions", &session)
        .await
        .expect(201);
    let booking = json!({ "session_id": offered["session_id"] });
    let booked = client
        .with_token(&member.token)
        .post("/api/bookings", &booking)
        .await
        .expect(201);
    booked["booking_id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_hears_by_an_event_stream() {
    let mut place = place();
    let [ada, service] = [
        person(&place, "facilitator", "ada"),
        person(&place, "service", "booking"),
    ];
    let serving = place.serve();
    let http = reqwest::Client::builder()
        .no_proxy()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let stream = format!("{}/facilitator/notifications/stream", serving.base);
    let refused = http.get(&stream).send().await.unwrap();
    assert_eq!(refused.status(), 303, "nobody is signed in");
    let form = format!(
        "email={}&password={}&next=",
        ada.email.replace('@', "%40"),
        PASSWORD.replace(' ', "+")
    );
    let signed_in = http
        .post(format!("{}/sign-in", serving.base))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(form)
        .send();
    assert_eq!(signed_in.await.unwrap().status(), 303);
    let plain = http.get(&stream).send().await.unwrap();
    assert_eq!(plain.status(), 406);
    let listening = http.get(&stream).header("accept", "text/event-stream");
    let mut listening = listening.send().await.unwrap();
    assert_eq!(listening.status(), 200);
    assert_eq!(listening.headers()["cache-control"], "no-store");
    let mut backend = Backend::connect(&serving.base, &service);
    backend.tell(&ada, "b-1");
    let id = backend.socket.wait_for("notification_delivered", 1)["notification_id"].clone();
    let mut text = String::new();
    while !text.contains("\n\nevent") || !text.ends_with("\n\n") {
        let more = tokio::time::timeout(LIMIT, listening.chunk()).await;
        let more = more.unwrap().unwrap().expect("the stream goes on");
        text.push_str(std::str::from_utf8(&more).unwrap());
    }
    let data = text.rsplit_once("event: notification\ndata: ").unwrap().1;
    let data: Value = serde_json::from_str(data.trim_end()).unwrap();
    assert_eq!(
        data,
        json!({ "notification_id": id, "message": "Ada Rossi booked Morning Yoga", "unread": 1 })
    );
    // It outlives every deadline of a request, and ends with the server.
    let until = tokio::time::Instant::now() + Duration::from_secs(32);
    let mut quiet = 0;
    while let Ok(more) = tokio::time::timeout_at(until, listening.chunk()).await {
        assert_eq!(
            more.unwrap().expect("the stream goes on").as_ref(),
            b":\n\n"
        );
        quiet += 1;
    }
    assert_eq!(quiet, 2);
    let begun = std::time::Instant::now();
    serving.stop();
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "{:?}",
        begun.elapsed()
    );
    while let Ok(Some(_)) = listening.chunk().await {}
}

/// Programs sign in for tokens; what has ended with them ends the connection.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_ends_what_it_began() {
    let mut place = place();
    let mut ada = person(&place, "facilitator", "ada");
    let serving = place.serve();
    let client = Client::of(&serving);
    let login = json!({ "email": ada.email, "password": PASSWORD });
    let tokens = client.post("/api/auth/login", &login).await.expect(200);
    ada.token = tokens["access_token"].as_str().unwrap().to_owned();
    let tab = tab(&serving.base, &ada, Library::Npm, "websocket");
    let refresh = json!({ "refresh_token": tokens["refresh_token"] });
    let out = client.post("/api/auth/logout", &refresh).await;
    assert!(matches!(out.status, 200 | 204), "{}", out.body);
    tab.wait_for("auth_error", 1);
    tab.wait_for("disconnect", 1);
}
