//! Facilitators who listen by Socket.IO over a WebSocket (Engine.IO 4), on a thread of their own, and what reaches them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use uuid::Uuid;

use crate::Result;
use crate::prepare::Person;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Connections that are begun at the same time: a crowd at the door is not what is measured.
const AT_ONCE: usize = 32;

/// How long one may take to be let in.
const PATIENCE: Duration = Duration::from_secs(20);

/// Larger than any notification; there is one for each connection.
const BUFFER_BYTES: usize = 4 * 1024;

/// The beginning of the packet that tells of a booking.
const NEWS: &str = "42[\"new_booking_notification\",";

/// A notification that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The number of the facilitator it came to.
    pub listener: usize,
    /// The booking it tells of.
    pub booking_id: Uuid,
    /// When.
    pub at: Instant,
}

/// What was heard so far.
#[derive(Debug, Default)]
pub struct Heard {
    /// Every notification, in the order in which they came.
    pub arrivals: Vec<Arrival>,
    /// Connections that ended before their time.
    pub gone: usize,
    /// Why the first of them ended.
    pub first_problem: Option<String>,
}

/// Facilitators who listen until they leave.
pub struct Audience {
    heard: Arc<Mutex<Heard>>,
    leave: watch::Sender<bool>,
    thread: JoinHandle<Result<()>>,
}

impl Audience {
    /// Connects everybody of `listeners` to `address` and waits until all have been let in.
    pub fn gather(address: SocketAddr, listeners: Vec<Person>) -> Result<Self> {
        let heard = Arc::new(Mutex::new(Heard::default()));
        let (leave, left) = watch::channel(false);
        let (tell, told) = mpsc::channel();
        let shared = Arc::clone(&heard);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let connected = connect_all(address, listeners).await;
                let sockets = match connected {
                    Ok(sockets) => sockets,
                    Err(failure) => {
                        // Whoever gathers waits for it.
                        let _ = tell.send(Err(failure));
                        return Ok(());
                    }
                };
                let _ = tell.send(Ok(()));
                let mut listening = JoinSet::new();
                for (listener, socket) in sockets {
                    listening.spawn(listen(listener, socket, Arc::clone(&shared), left.clone()));
                }
                listening.join_all().await;
                Ok(())
            })
        });
        told.recv()??;
        Ok(Self {
            heard,
            leave,
            thread,
        })
    }

    /// What was heard so far.
    pub fn heard(&self) -> MutexGuard<'_, Heard> {
        heard(&self.heard)
    }

    /// Ends all connections and tells what was heard.
    pub fn leave(self) -> Result<Heard> {
        // Nobody listens any more when every connection has ended.
        let _ = self.leave.send(true);
        let ended = self.thread.join();
        ended.map_err(|_| "the thread of the audience panicked")??;
        Ok(std::mem::take(&mut *heard(&self.heard)))
    }
}

/// Nothing is done under the lock that could panic half-way.
fn heard(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn connect_all(address: SocketAddr, listeners: Vec<Person>) -> Result<Vec<(usize, Socket)>> {
    let mut sockets = Vec::with_capacity(listeners.len());
    let mut connecting = JoinSet::new();
    for (number, person) in listeners.into_iter().enumerate() {
        if connecting.len() >= AT_ONCE
            && let Some(connected) = connecting.join_next().await
        {
            sockets.push(connected??);
        }
        connecting.spawn(async move {
            let connected = tokio::time::timeout(PATIENCE, connect(address, &person)).await;
            let socket = connected
                .map_err(|_| format!("a facilitator was not let in within {PATIENCE:?}"))??;
            Ok::<_, crate::Failure>((number, socket))
        });
    }
    while let Some(connected) = connecting.join_next().await {
        sockets.push(connected??);
    }
    Ok(sockets)
}

/// Connects and says who it is.
async fn connect(address: SocketAddr, person: &Person) -> Result<Socket> {
    let url = format!("ws://{address}/socket.io/?EIO=4&transport=websocket");
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0);
    let (mut socket, _) = connect_async_with_config(url, Some(config), true).await?;
    // Engine.IO opens, Socket.IO joins the namespace, then the facilitator is introduced.
    until(&mut socket, "0{").await?;
    socket.send(Message::text("40")).await?;
    until(&mut socket, "40").await?;
    let who = json!({"facilitator_id": person.id, "token": person.access_token});
    let introduction = json!(["facilitator_connect", who]);
    socket
        .send(Message::text(format!("42{introduction}")))
        .await?;
    until(&mut socket, "42[\"facilitator_auth_success\",").await?;
    Ok(socket)
}

/// Waits for a packet that begins with `expected`.
async fn until(socket: &mut Socket, expected: &str) -> Result<()> {
    loop {
        let packet = packet(socket).await?;
        if packet.starts_with(expected) {
            return Ok(());
        }
        if packet.starts_with("42[\"auth_error\"") {
            return Err(format!("a facilitator was refused: {packet}").into());
        }
    }
}

/// The next packet that is not about whether the connection lives.
async fn packet(socket: &mut Socket) -> Result<String> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) if text.as_str() == "2" => {
                socket.send(Message::text("3")).await?;
            }
            Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
            Some(Ok(Message::Close(_))) | None => return Err("the connection was closed".into()),
            Some(Ok(_)) => {}
            Some(Err(problem)) => return Err(problem.into()),
        }
    }
}

#[derive(Deserialize)]
struct News {
    booking_id: Uuid,
}

async fn listen(
    listener: usize,
    mut socket: Socket,
    shared: Arc<Mutex<Heard>>,
    mut left: watch::Receiver<bool>,
) {
    let problem = loop {
        let packet = tokio::select! {
            packet = packet(&mut socket) => packet,
            _ = left.changed() => {
                // It ends here, whether the server hears of it or not.
                let _ = socket.close(None).await;
                return;
            }
        };
        let at = Instant::now();
        match packet.and_then(|packet| news(&packet)) {
            Ok(None) => {}
            Ok(Some(news)) => heard(&shared).arrivals.push(Arrival {
                listener,
                booking_id: news.booking_id,
                at,
            }),
            Err(problem) => break problem,
        }
    };
    let mut heard = heard(&shared);
    heard.gone += 1;
    heard
        .first_problem
        .get_or_insert_with(|| problem.to_string());
}

/// Reads what a packet tells of a booking; other events tell nothing.
fn news(packet: &str) -> Result<Option<News>> {
    if packet.starts_with("41") || packet.starts_with("42[\"auth_error\"") {
        return Err(format!("the server sent a listener away: {packet}").into());
    }
    let Some(news) = packet.strip_prefix(NEWS) else {
        return Ok(None);
    };
    let news = news.strip_suffix(']').ok_or("an event has no end")?;
    Ok(Some(serde_json::from_str(news)?))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener as StdListener;

    use tokio::net::TcpListener;

    use super::*;

    const BOOKING: Uuid = Uuid::from_u128(77);

    fn person(number: u128) -> Person {
        Person {
            id: Uuid::from_u128(number),
            access_token: format!("token-{number}"),
        }
    }

    /// A server that lets in whoever knows the token of their number, tells them one booking twice after a ping, and
    /// says goodbye to those with an even number.
    fn server() -> SocketAddr {
        let listener = StdListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    tokio::spawn(serve(stream));
                }
            });
        });
        address
    }

    async fn serve(stream: TcpStream) {
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        let mut said = async |text: &str| socket.send(Message::text(text)).await.unwrap();
        said("0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":10000}").await;
        assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("40"));
        for packet in ["40{\"sid\":\"y\"}", "42[\"connection_response\",{}]"] {
            socket.send(Message::text(packet)).await.unwrap();
        }
        let introduced = socket.next().await.unwrap().unwrap().into_text().unwrap();
        let packet = introduced.as_str().strip_prefix("42").unwrap();
        let (event, who): (String, serde_json::Value) = serde_json::from_str(packet).unwrap();
        assert_eq!(event, "facilitator_connect");
        let id: Uuid = serde_json::from_value(who["facilitator_id"].clone()).unwrap();
        let number = id.as_u128();
        if who["token"] != format!("token-{number}") || number == 0 {
            let refusal = Message::text("42[\"auth_error\",{\"error\":\"no\"}]");
            socket.send(refusal).await.unwrap();
            return;
        }
        let success = Message::text("42[\"facilitator_auth_success\",{}]");
        socket.send(success).await.unwrap();
        socket.send(Message::text("2")).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("3"));
        for _ in 0..2 {
            let event =
                json!(["new_booking_notification", {"booking_id": BOOKING, "message": "]"}]);
            socket
                .send(Message::text(format!("42{event}")))
                .await
                .unwrap();
        }
        if number.is_multiple_of(2) {
            socket.send(Message::text("41")).await.unwrap();
        }
        while let Some(Ok(_)) = socket.next().await {}
    }

    #[test]
    fn everybody_is_let_in_and_everything_that_comes_is_noted() {
        let audience = Audience::gather(server(), vec![person(1), person(2), person(3)]).unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while audience.heard().arrivals.len() < 6 || audience.heard().gone < 1 {
            assert!(Instant::now() < deadline, "{:?}", audience.heard());
            std::thread::sleep(Duration::from_millis(1));
        }
        let heard = audience.leave().unwrap();
        let mut listeners: Vec<usize> = heard.arrivals.iter().map(|one| one.listener).collect();
        listeners.sort_unstable();
        assert_eq!(listeners, [0, 0, 1, 1, 2, 2]);
        assert!(heard.arrivals.iter().all(|one| one.booking_id == BOOKING));
        assert_eq!(heard.gone, 1);
        assert!(
            heard
                .first_problem
                .unwrap()
                .contains("sent a listener away")
        );
    }

    #[test]
    fn who_is_refused_fails_the_gathering() {
        let failure = Audience::gather(server(), vec![person(1), person(0)]).err();
        let words = failure.unwrap().to_string();
        assert!(words.contains("auth_error"), "{words}");
    }
}
