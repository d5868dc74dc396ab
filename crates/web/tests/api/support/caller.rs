//! Who asks, and how.

use std::pin::Pin;

use reqwest::Method;
use serde_json::Value;

use super::{Answer, TestApp};

/// Somebody who sends requests, with headers of their own.
#[derive(Clone)]
pub struct Caller {
    client: reqwest::Client,
    base: String,
    headers: Vec<(String, String)>,
}

impl Caller {
    pub(super) fn new(app: &TestApp) -> Self {
        Self {
            client: app.client.clone(),
            base: app.base.clone(),
            headers: Vec::new(),
        }
    }

    /// The same caller sending this header too.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.json(Method::POST, path, &body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PATCH, path, &body).await
    }

    pub async fn json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.post_text(method, path, "application/json", body.to_string())
            .await
    }

    /// Sends any text as a body of this type.
    pub async fn post_text(&self, method: Method, path: &str, kind: &str, body: String) -> Answer {
        self.clone()
            .with("content-type", kind)
            .send(method, path, Some(body))
            .await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<String>) -> Answer {
        let url = format!("{}{path}", self.base);
        let mut request = self.client.request(method, &url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        Answer::read(path, request.send().await.unwrap()).await
    }
}

impl Caller {
    /// A request whose answer is read while it comes.
    pub fn stream(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }
}

/// A file that came back.
pub struct File {
    pub status: u16,
    headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl File {
    /// A header's value; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Caller {
    /// Sends any bytes as a body of this type.
    pub async fn send_bytes(
        &self,
        method: Method,
        path: &str,
        kind: &str,
        body: Vec<u8>,
    ) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.header("content-type", kind).body(body);
        Answer::read(path, request.send().await.unwrap()).await
    }

    pub async fn get_bytes(&self, path: &str) -> File {
        let mut request = self.client.get(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = request.send().await.unwrap();
        File {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            bytes: response.bytes().await.unwrap().to_vec(),
        }
    }
}

/// A request that has not been sent yet.
pub type Asking = Pin<Box<dyn Future<Output = Answer> + Send>>;

impl Caller {
    /// A request to be sent later, together with others.
    pub fn to_post(&self, path: &str, body: Value) -> Asking {
        let (caller, path) = (self.clone(), path.to_owned());
        Box::pin(async move { caller.post(&path, body).await })
    }

    /// A change to be sent later, together with others.
    pub fn to_patch(&self, path: &str, body: Value) -> Asking {
        let (caller, path) = (self.clone(), path.to_owned());
        Box::pin(async move { caller.patch(&path, body).await })
    }
}

/// Lets everybody begin at the same moment, each on a task of their own, and gives their results in order.
pub async fn together<T: Send + 'static>(
    everybody: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let (go, _) = tokio::sync::watch::channel(false);
    let waiting: Vec<_> = everybody
        .into_iter()
        .map(|one| {
            let mut start = go.subscribe();
            tokio::spawn(async move {
                start.wait_for(|gone| *gone).await.unwrap();
                one.await
            })
        })
        .collect();
    go.send_replace(true);
    let mut results = Vec::with_capacity(waiting.len());
    for one in waiting {
        results.push(one.await.unwrap());
    }
    results
}
