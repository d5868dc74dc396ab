//! The house's side of callbacks: it takes each and says so.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode, Uri},
};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
    task::JoinHandle,
};
use url::Url;

use crate::place::PATIENCE;

/// A callback that was received.
pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

pub struct House {
    url: Url,
    received: Arc<Mutex<mpsc::UnboundedReceiver<Received>>>,
    listening: JoinHandle<()>,
}

impl Drop for House {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl House {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (give, take) = mpsc::unbounded_channel();
        let site = Router::new().fallback(async move |uri: Uri, headers, body| {
            let path = uri.path().to_owned();
            give.send(Received {
                path,
                headers,
                body,
            })
            .unwrap();
            StatusCode::NO_CONTENT
        });
        let listening = tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
        Self {
            url: url.parse().unwrap(),
            received: Arc::new(Mutex::new(take)),
            listening,
        }
    }

    pub fn at(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }

    /// The next callback.
    pub async fn next(&self) -> Received {
        let mut received = self.received.lock().await;
        let next = tokio::time::timeout(PATIENCE, received.recv());
        next.await.unwrap().unwrap()
    }

    /// Whether nothing has come that was not taken.
    pub async fn has_nothing(&self) -> bool {
        self.received.lock().await.is_empty()
    }
}
