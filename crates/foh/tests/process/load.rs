//! Guests who reserve without pause, and remember what they were told.

use std::{
    collections::BTreeSet,
    net::{SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    http::Client,
    program::{LIMIT, Place, Serving},
    wire::{Outcome, ask, request},
};

/// The answers of one load.
#[derive(Debug, Default)]
pub struct Heard {
    /// The ids of reservations that were acknowledged.
    pub acknowledged: BTreeSet<String>,
    /// The addresses under which something was asked.
    pub attempted: BTreeSet<String>,
    /// Answers of which only a part came.
    pub torn: Vec<String>,
    /// Answers that are neither an acknowledgement nor a "come again".
    pub strange: Vec<String>,
}

/// Clients at work.
pub struct Load {
    clients: Vec<JoinHandle<Heard>>,
    acknowledged: Arc<AtomicUsize>,
    enough: Arc<AtomicBool>,
}

impl Load {
    /// So many clients begin to reserve; half of them keep their connections.
    pub fn begin(address: SocketAddr, performance: &str, clients: usize) -> Self {
        let acknowledged = Arc::<AtomicUsize>::default();
        let enough = Arc::<AtomicBool>::default();
        let path = format!("/api/performances/{performance}/reservations");
        let clients = (0..clients)
            .map(|number| {
                let (path, acknowledged, enough) =
                    (path.clone(), Arc::clone(&acknowledged), Arc::clone(&enough));
                thread::spawn(move || {
                    let mut client = Guest {
                        number,
                        stays: number % 2 == 0,
                        connection: None,
                        heard: Heard::default(),
                    };
                    while !enough.load(Ordering::Relaxed) {
                        match client.reserve(address, &path) {
                            Told::Yes => drop(acknowledged.fetch_add(1, Ordering::Relaxed)),
                            Told::Something => {}
                            Told::NobodyListens => break,
                        }
                    }
                    client.heard
                })
            })
            .collect();
        Self {
            clients,
            acknowledged,
            enough,
        }
    }

    /// Waits until so many were acknowledged.
    pub fn wait_for(&self, count: usize) {
        let deadline = Instant::now() + LIMIT;
        while self.acknowledged.load(Ordering::Relaxed) < count {
            assert!(Instant::now() < deadline, "too few are acknowledged");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until nobody listens any more, and gives everything that was heard.
    pub fn heard(self) -> Heard {
        let deadline = Instant::now() + LIMIT;
        while !self.clients.iter().all(JoinHandle::is_finished) {
            if Instant::now() > deadline {
                self.enough.store(true, Ordering::Relaxed);
            }
            assert!(Instant::now() < deadline + LIMIT, "a client waits for ever");
            thread::sleep(Duration::from_millis(5));
        }
        assert!(Instant::now() < deadline, "somebody still listened");
        let mut all = Heard::default();
        for client in self.clients {
            let heard = client.join().unwrap();
            all.acknowledged.extend(heard.acknowledged);
            all.attempted.extend(heard.attempted);
            all.torn.extend(heard.torn);
            all.strange.extend(heard.strange);
        }
        all
    }
}

enum Told {
    Yes,
    Something,
    NobodyListens,
}

struct Guest {
    number: usize,
    stays: bool,
    connection: Option<TcpStream>,
    heard: Heard,
}

impl Guest {
    fn reserve(&mut self, address: SocketAddr, path: &str) -> Told {
        let mut stream = match self.connection.take() {
            Some(stream) => stream,
            None => match TcpStream::connect_timeout(&address, LIMIT) {
                Ok(stream) => stream,
                Err(_) => return Told::NobodyListens,
            },
        };
        let email = format!(
            "load-{}-{}@example.org",
            self.number,
            self.heard.attempted.len()
        );
        let body = json!({ "name": "Load", "email": email, "party_size": 1 });
        self.heard.attempted.insert(email);
        match ask(
            &mut stream,
            &request("POST", path, &body.to_string(), self.stays),
        ) {
            Outcome::Whole {
                status,
                body,
                stays,
            } => {
                if stays && self.stays {
                    self.connection = Some(stream);
                }
                match status {
                    201 => {
                        let answer: Value = serde_json::from_str(&body).unwrap();
                        let id = answer["reservation_id"].as_str().unwrap();
                        self.heard.acknowledged.insert(id.to_owned());
                        return Told::Yes;
                    }
                    503 => {}
                    _ => self.heard.strange.push(format!("{status} {body}")),
                }
            }
            Outcome::Nothing => {}
            Outcome::Torn(part) => self.heard.torn.push(part),
        }
        Told::Something
    }
}

/// Makes somebody of the box office and gives their API token.
pub fn office(place: &Place) -> String {
    let user = [
        "user",
        "create",
        "--email",
        "office@example.org",
        "--name",
        "Office",
        "--role",
        "box_office",
    ];
    place.run(&user).well();
    place
        .run(&["token", "create", "--email", "office@example.org"])
        .well()
}

/// The reservations that the load has left: id and address.
pub async fn stored(serving: &Serving, token: &str, performance: &str) -> Vec<(String, String)> {
    let client = Client::of(serving).with_token(token);
    let path = format!("/api/admin/reservations?performance_id={performance}&");
    let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    let items = client.all(&path).await;
    items
        .iter()
        .map(|item| (text(item, "id"), text(item, "email")))
        .filter(|(_, email)| email.starts_with("load-"))
        .collect()
}
