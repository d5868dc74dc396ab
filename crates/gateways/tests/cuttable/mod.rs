//! A line to a server that can be cut, as servers cut idle connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Forwards connections to a server and counts them.
pub struct Cuttable {
    address: SocketAddr,
    opened: Arc<AtomicUsize>,
    /// Each change ends the connections that are open; each connection holds a receiver.
    cut: watch::Sender<()>,
}

impl Cuttable {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let line = Self {
            address: listener.local_addr().unwrap(),
            opened: Arc::default(),
            cut: watch::Sender::new(()),
        };
        let (opened, cut) = (Arc::clone(&line.opened), line.cut.clone());
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                opened.fetch_add(1, Ordering::SeqCst);
                let mut cut = cut.subscribe();
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(server).await.unwrap();
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        line
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// How many connections there have been.
    pub fn opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }

    /// Closes the open connections, and returns when they are closed.
    pub async fn cut(&self) {
        self.cut.send_replace(());
        while self.cut.receiver_count() > 0 {
            tokio::task::yield_now().await;
        }
    }
}
