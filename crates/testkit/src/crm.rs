//! A receiver of bookings over HTTP, as customer records are, which honours the idempotency key and misbehaves on demand.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::listening::Listening;

/// What the receiver knows its senders by.
pub const TOKEN: &str = "a token between the house and its customer records";

/// How the receiver misbehaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not at all.
    None,
    /// It hangs up on whoever calls.
    Down,
    /// It answers only after so long.
    Slow(Duration),
    /// It takes nothing and answers with this status and these headers, each line ended by `\r\n`.
    Answer {
        /// The status.
        status: u16,
        /// Further headers.
        headers: String,
        /// How often.
        times: usize,
    },
    /// It takes what it is told and then never answers.
    SilentAfterTaking {
        /// How often.
        times: usize,
    },
    /// It takes what it is told and answers without an end.
    Huge,
}

/// What the receiver was told, once for each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Method and path.
    pub question: String,
    /// The idempotency key.
    pub key: String,
    /// The body.
    pub body: String,
}

struct World {
    fault: Fault,
    told: Vec<Told>,
}

/// The receiver, until it is dropped.
pub struct Receiver {
    world: Arc<Mutex<World>>,
    listening: Listening,
}

fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Receiver {
    /// Starts it on a free port of this machine.
    pub fn start() -> Self {
        let world = Arc::new(Mutex::new(World {
            fault: Fault::None,
            told: Vec::new(),
        }));
        let shared = Arc::clone(&world);
        let mut listening = Listening::open();
        listening.serve(async move |listener| {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { world, listening }
    }

    /// Its address.
    pub fn url(&self) -> String {
        self.listening.url().to_owned()
    }

    /// Misbehaves from now on.
    pub fn set_fault(&self, fault: Fault) {
        lock(&self.world).fault = fault;
    }

    /// Everything it took, repetitions included.
    pub fn told(&self) -> Vec<Told> {
        lock(&self.world).told.clone()
    }

    /// What it has kept: what was told under one key is kept once.
    pub fn kept(&self) -> BTreeMap<String, String> {
        let mut kept = BTreeMap::new();
        for told in self.told() {
            kept.entry(told.key).or_insert(told.body);
        }
        kept
    }
}

async fn serve(stream: TcpStream, world: Arc<Mutex<World>>) -> io::Result<()> {
    if lock(&world).fault == Fault::Down {
        return Ok(());
    }
    let mut stream = BufReader::new(stream);
    let Some((told, authorization)) = question(&mut stream).await? else {
        return Ok(());
    };
    let accepted = authorization == format!("Bearer {TOKEN}");
    let fault = {
        let mut world = lock(&world);
        let fault = world.fault.clone();
        if let Fault::Answer { times, .. } | Fault::SilentAfterTaking { times } = &mut world.fault {
            *times -= 1;
            if *times == 0 {
                world.fault = Fault::None;
            }
        }
        if accepted && !matches!(fault, Fault::Answer { .. }) {
            world.told.push(told);
        }
        fault
    };
    match fault {
        Fault::Slow(time) => tokio::time::sleep(time).await,
        Fault::SilentAfterTaking { .. } => std::future::pending().await,
        _ => {}
    }
    let head = match &fault {
        Fault::Answer {
            status, headers, ..
        } => format!("HTTP/1.1 {status} No\r\n{headers}content-length: 0\r\n"),
        Fault::Huge => "HTTP/1.1 201 Created\r\ncontent-length: 1000000000000\r\n".to_owned(),
        _ if !accepted => "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n".to_owned(),
        _ => "HTTP/1.1 201 Created\r\ncontent-length: 2\r\n".to_owned(),
    };
    let head = format!("{head}connection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    if fault == Fault::Huge {
        loop {
            stream.write_all(&[b' '; 8_192]).await?;
        }
    }
    if !matches!(fault, Fault::Answer { .. }) && accepted {
        stream.write_all(b"{}").await?;
    }
    stream.shutdown().await
}

/// A request (RFC 9112): head, then as many bytes as it says. With it what it shows of who asks.
async fn question(stream: &mut BufReader<TcpStream>) -> io::Result<Option<(Told, String)>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let question = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let (mut key, mut authorization, mut length) = (String::new(), String::new(), 0);
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "idempotency-key" => value.clone_into(&mut key),
            "authorization" => value.clone_into(&mut authorization),
            "content-length" => length = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let told = Told {
        question,
        key,
        body,
    };
    Ok(Some((told, authorization)))
}
