//! Clients of Socket.IO as others use them: the official one of npm, and python-socketio. Each is a process of its own that
//! is given orders and says what happens to it.

mod install;

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// Nothing takes so long unless it is stuck.
const LIMIT: Duration = Duration::from_secs(40);

/// Whose client it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// `socket.io-client`.
    Npm,
    /// `python-socketio`.
    Python,
}

/// A client. Dropping it ends its process.
pub struct Client {
    process: Child,
    orders: ChildStdin,
    happened: Happened,
}

/// What has happened to a client, in order: the event and its first datum.
#[derive(Clone, Default)]
struct Happened(Arc<(Mutex<Vec<Event>>, Condvar)>);

type Event = (String, Value);

impl Client {
    /// Begins to connect by `websocket`, by `polling`, or by `upgrade` from one to the other.
    pub fn connect(library: Library, url: &str, transport: &str, origin: Option<&str>) -> Self {
        let folder = install::folder();
        let (program, speaker) = match library {
            Library::Npm => ("node".into(), "speaker.mjs"),
            Library::Python => (folder.join("venv/bin/python"), "speaker.py"),
        };
        let mut process = Command::new(program)
            .arg(folder.join(speaker))
            .env_remove("http_proxy")
            .env_remove("HTTP_PROXY")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("start the client");
        let happened = Happened::default();
        let (told, lines) = (happened.clone(), process.stdout.take().unwrap());
        thread::spawn(move || told.listen(BufReader::new(lines)));
        let mut client = Self {
            orders: process.stdin.take().unwrap(),
            process,
            happened,
        };
        client.order(
            &json!({ "order": "connect", "url": url, "transport": transport, "origin": origin }),
        );
        client
    }

    fn order(&mut self, order: &Value) {
        writeln!(self.orders, "{order}").expect("the client takes orders");
    }

    /// Emits an event; `Null` is no datum at all.
    pub fn emit(&mut self, event: &str, data: &Value) {
        self.order(&json!({ "order": "emit", "event": event, "data": data }));
    }

    /// Says goodbye.
    pub fn disconnect(&mut self) {
        self.order(&json!({ "order": "disconnect" }));
    }

    /// Comes again after a goodbye.
    pub fn reconnect(&mut self) {
        self.order(&json!({ "order": "reconnect" }));
    }

    /// Loses its connection and comes again by itself.
    pub fn lose_connection(&mut self) {
        self.order(&json!({ "order": "break" }));
    }

    /// Everything of this name that has happened so far.
    pub fn all(&self, event: &str) -> Vec<Value> {
        let happened = self.happened.0.0.lock().unwrap();
        let named = happened.iter().filter(|(name, _)| name == event);
        named.map(|(_, data)| data.clone()).collect()
    }

    /// Waits until this has happened `count` times, and gives the last of them.
    #[track_caller]
    pub fn wait_for(&self, event: &str, count: usize) -> Value {
        let deadline = Instant::now() + LIMIT;
        let mut happened = self.happened.0.0.lock().unwrap();
        loop {
            let mut named = happened.iter().filter(|(name, _)| name == event);
            if let Some((_, data)) = named.nth(count - 1) {
                return data.clone();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "{event} did not happen {count} times: {happened:#?}"
            );
            happened = self.happened.0.1.wait_timeout(happened, left).unwrap().0;
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Happened {
    fn listen(&self, lines: impl BufRead) {
        for line in lines.lines().map_while(Result::ok) {
            let Ok(Value::Array(said)) = serde_json::from_str(&line) else {
                panic!("a client says no JSON: {line}");
            };
            let mut said = said.into_iter();
            let event = said
                .next()
                .and_then(|name| name.as_str().map(str::to_owned));
            let data = said.next().unwrap_or_default();
            self.0.0.lock().unwrap().push((event.unwrap(), data));
            self.0.1.notify_all();
        }
    }
}
