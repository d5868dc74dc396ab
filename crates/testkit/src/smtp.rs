//! A small SMTP receiver (RFC 5321, without TLS) that keeps what it gets and can be told to misbehave.
//!
//! It runs on a thread and a runtime of its own, so it goes on whatever the test does.

mod session;

use session::Session;
use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
};

/// How often a blocking wait looks again.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// One mail as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The envelope's sender; empty for a bounce.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Header and body, lines ended by CRLF, dots unstuffed.
    pub raw: Vec<u8>,
}

/// What goes wrong, until another fault is set or the given number of times is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Nobody listens: connections are refused.
    Refuse,
    /// The recipients of the next `times` mails are answered with `code`, such as 451 (later) or 550 (never).
    Reply {
        /// The SMTP status.
        code: u16,
        /// How many times.
        times: usize,
    },
    /// The next `times` mails are received, but the connection ends before the client hears so.
    HangUpAfterData {
        /// How many times.
        times: usize,
    },
    /// Connections are accepted and nothing is ever answered.
    Stall,
}

/// What the server's thread and its owner share.
#[derive(Debug, Clone)]
struct State {
    received: watch::Sender<Vec<Received>>,
    fault: watch::Sender<Fault>,
    listening: watch::Sender<bool>,
}

/// A running receiver; dropping it ends it and closes all its connections.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    state: State,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Starts a receiver on a free port of 127.0.0.1.
    pub fn start() -> Self {
        let state = State {
            received: watch::Sender::new(Vec::new()),
            fault: watch::Sender::new(Fault::None),
            listening: watch::Sender::new(true),
        };
        let socket = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        socket
            .set_nonblocking(true)
            .expect("a non-blocking listener");
        let address = socket.local_addr().expect("the address of a listener");
        let (stop, stopped) = oneshot::channel();
        let of_thread = state.clone();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            // Leaving the runtime drops it, and with it all open sessions.
            runtime.block_on(async {
                let listener = TcpListener::from_std(socket).expect("a listener");
                tokio::select! {
                    () = serve(listener, address, of_thread) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            state,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as a URL: `smtp://127.0.0.1:port`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Everything received so far, in order.
    pub fn received(&self) -> Vec<Received> {
        self.state.received.borrow().clone()
    }

    /// Forgets what was received.
    pub fn clear(&self) {
        self.state.received.send_modify(Vec::clear);
    }

    /// Waits until at least `count` mails are there and returns all; panics after `limit`.
    pub async fn wait_for(&self, count: usize, limit: Duration) -> Vec<Received> {
        let mut received = self.state.received.subscribe();
        let enough = received.wait_for(|mails| mails.len() >= count);
        let outcome = tokio::time::timeout(limit, enough).await;
        match outcome {
            Ok(mails) => mails.expect("the server keeps a sender").clone(),
            Err(_) => self.too_few(count, limit),
        }
    }

    /// [`Server::wait_for`] for a test without a runtime.
    pub fn wait_for_blocking(&self, count: usize, limit: Duration) -> Vec<Received> {
        let start = Instant::now();
        while start.elapsed() < limit {
            if self.state.received.borrow().len() >= count {
                return self.received();
            }
            thread::sleep(LOOK_EVERY);
        }
        self.too_few(count, limit)
    }

    /// Switches a fault on (or, with [`Fault::None`], off). It holds for open connections as well.
    pub fn set_fault(&self, fault: Fault) {
        self.state.fault.send_replace(fault);
        // Opening and closing the port happens on the other thread: return when it is done.
        while *self.state.listening.borrow() == (fault == Fault::Refuse) {
            thread::sleep(LOOK_EVERY);
        }
    }

    fn too_few(&self, count: usize, limit: Duration) -> ! {
        let mails = self.received();
        panic!(
            "{} of {count} mails within {limit:?}: {mails:?}",
            mails.len()
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(mut listener: TcpListener, address: SocketAddr, state: State) {
    let mut fault = state.fault.subscribe();
    loop {
        if *fault.borrow_and_update() == Fault::Refuse {
            drop(listener);
            state.listening.send_replace(false);
            fault
                .wait_for(|fault| *fault != Fault::Refuse)
                .await
                .expect("the owner keeps a sender");
            listener = TcpListener::bind(address)
                .await
                .expect("the port given up a moment ago");
            state.listening.send_replace(true);
        }
        tokio::select! {
            _ = fault.changed() => {}
            connection = listener.accept() => {
                if let Ok((stream, _)) = connection {
                    tokio::spawn(Session::new(stream, state.clone()).run());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
