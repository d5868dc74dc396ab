//! A server of HTTP/1.1 that answers as a provider would, and misbehaves as networks do.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A question as it arrived.
#[derive(Clone, Debug)]
pub struct Question {
    /// Such as `GET /v1/refunds/re_1`.
    pub line: String,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Question {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What happens to the connection after the question was handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The answer never comes.
    Silent,
    /// The connection is closed instead.
    HangUp,
    /// Half of the answer comes.
    Half,
    /// The answer has no end.
    Endless,
}

/// A provider: what it answers, as HTTP status and body.
pub trait Provider: Send + 'static {
    fn answer(&mut self, question: &Question) -> (u16, String);
}

struct World<P> {
    provider: P,
    questions: Vec<Question>,
    /// The next question whose line contains the word is handled, and then this happens.
    fault: Option<(&'static str, Fault)>,
    /// The next question whose line contains the word is answered so, and not handled.
    instead: Option<(&'static str, u16, String)>,
}

/// A provider at an address of this machine, until it is dropped.
pub struct Server<P> {
    address: SocketAddr,
    world: Arc<Mutex<World<P>>>,
    accepting: JoinHandle<()>,
}

impl<P> Drop for Server<P> {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn lock<P>(world: &Mutex<World<P>>) -> MutexGuard<'_, World<P>> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<P: Provider> Server<P> {
    pub async fn start(provider: P) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let world = Arc::new(Mutex::new(World {
            provider,
            questions: Vec::new(),
            fault: None,
            instead: None,
        }));
        let shared = Arc::clone(&world);
        let accepting = tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(serve(line, Arc::clone(&shared)));
            }
        });
        Self {
            address,
            world,
            accepting,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn provider<T>(&self, use_it: impl FnOnce(&mut P) -> T) -> T {
        use_it(&mut lock(&self.world).provider)
    }

    pub fn fail_after(&self, word: &'static str, fault: Fault) {
        lock(&self.world).fault = Some((word, fault));
    }

    pub fn answer_instead(&self, word: &'static str, status: u16, body: &str) {
        lock(&self.world).instead = Some((word, status, body.to_owned()));
    }

    /// The questions whose line contains the word.
    pub fn questions(&self, word: &str) -> Vec<Question> {
        let known = lock(&self.world);
        let found = known.questions.iter().filter(|one| one.line.contains(word));
        found.cloned().collect()
    }
}

async fn serve<P: Provider>(line: TcpStream, world: Arc<Mutex<World<P>>>) {
    let mut line = BufReader::new(line);
    while let Some(question) = read(&mut line).await {
        let (answer, fault) = {
            let mut world = lock(&world);
            world.questions.push(question.clone());
            let meant = |word: &str| question.line.contains(word);
            if let Some((_, status, body)) = world.instead.take_if(|(word, ..)| meant(word)) {
                ((status, body), None)
            } else {
                let fault = world.fault.take_if(|(word, _)| meant(word));
                (world.provider.answer(&question), fault)
            }
        };
        let fault = fault.map(|(_, fault)| fault);
        if write(&mut line, answer, fault).await.is_none() {
            return;
        }
    }
}

async fn read(line: &mut BufReader<TcpStream>) -> Option<Question> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(line.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let first = lines.next()?.trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    line.read_exact(&mut body).await.ok()?;
    Some(Question {
        line: first,
        headers,
        body: String::from_utf8(body).ok()?,
    })
}

/// Nothing when the connection is over.
async fn write(
    line: &mut BufReader<TcpStream>,
    (status, body): (u16, String),
    fault: Option<Fault>,
) -> Option<()> {
    let head = |length: usize| format!("HTTP/1.1 {status} x\r\ncontent-length: {length}\r\n\r\n");
    match fault {
        None => {
            let answer = head(body.len()) + &body;
            line.write_all(answer.as_bytes()).await.ok()
        }
        Some(Fault::Silent) => {
            // Until the other side gives up.
            let _ = line.read_u8().await;
            None
        }
        Some(Fault::HangUp) => None,
        Some(Fault::Half) => {
            let answer = head(body.len() + 100) + &body;
            line.write_all(answer.as_bytes()).await.ok()?;
            None
        }
        Some(Fault::Endless) => {
            line.write_all(head(1 << 40).as_bytes()).await.ok()?;
            while line.write_all(&[b' '; 8192]).await.is_ok() {}
            None
        }
    }
}
