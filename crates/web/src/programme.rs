//! The public programme, served from memory and never staler than a commit of this node, nor by more
//! than [`LIFE`] than one of another node.
//!
//! Whoever asks while an answer is being made waits for the next making, which begins after they
//! asked: many readers cost one look into the database, and nobody reads what was true before they
//! came.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use foh_app::House;
use tokio::sync::Mutex as AsyncMutex;

use crate::http::Problem;

/// Half of the second that the programme may be behind another node's commit.
const LIFE: Duration = Duration::from_millis(500);
/// Different answers kept; the least lately made goes first.
const MOST_KEPT: usize = 256;

/// Kept answers by their key.
pub(crate) struct Programme {
    house: House,
    kept: Mutex<HashMap<String, Arc<Slot>>>,
}

#[derive(Default)]
struct Slot {
    made: Mutex<Option<Made>>,
    making: AsyncMutex<()>,
}

#[derive(Clone)]
struct Made {
    answer: Kept,
    version: u64,
    begun: Instant,
}

/// An answer that is kept: its body and what it is.
#[derive(Clone)]
pub(crate) struct Kept {
    status: StatusCode,
    content_type: HeaderValue,
    etag: HeaderValue,
    body: Bytes,
}

impl Kept {
    /// An answer of this kind.
    pub(crate) fn new(
        status: StatusCode,
        content_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Self {
        let body = body.into();
        let mut hash = std::hash::DefaultHasher::new();
        std::hash::Hash::hash(&body, &mut hash);
        let etag = format!("\"{:016x}\"", std::hash::Hasher::finish(&hash));
        Self {
            status,
            content_type: HeaderValue::from_static(content_type),
            etag: HeaderValue::try_from(etag).unwrap_or(HeaderValue::from_static("\"\"")),
            body,
        }
    }

    /// The response to a request with these headers: 304 when the client has it already.
    pub(crate) fn respond(self, headers: &HeaderMap) -> Response {
        let known = headers
            .get(header::IF_NONE_MATCH)
            .is_some_and(|known| *known == self.etag);
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            (self.status, Body::from(self.body)).into_response()
        };
        let out = response.headers_mut();
        out.insert(header::CONTENT_TYPE, self.content_type);
        out.insert(header::ETAG, self.etag);
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }
}

impl Programme {
    pub(crate) fn new(house: House) -> Self {
        Self {
            house,
            kept: Mutex::default(),
        }
    }

    fn slot(&self, key: &str) -> Arc<Slot> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = kept.get(key) {
            return Arc::clone(slot);
        }
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        Arc::clone(kept.entry(key.to_owned()).or_default())
    }

    /// The kept answer for `key`, made anew by `make` when it may be out of date.
    pub(crate) async fn serve<F, Making>(
        &self,
        key: &str,
        headers: &HeaderMap,
        make: F,
    ) -> Result<Response, Problem>
    where
        F: FnOnce() -> Making,
        Making: Future<Output = Result<Kept, Problem>>,
    {
        let asked = Instant::now();
        let slot = self.slot(key);
        if let Some(answer) = slot.fresh(self.house.programme_version(), asked) {
            return Ok(answer.respond(headers));
        }
        let making = slot.making.lock().await;
        // Somebody who began after we asked has made what we need.
        if let Some(made) = slot.made()
            && made.begun >= asked
        {
            return Ok(made.answer.respond(headers));
        }
        let (version, begun) = (self.house.programme_version(), Instant::now());
        let answer = make().await?;
        *slot.made.lock().unwrap_or_else(PoisonError::into_inner) = Some(Made {
            answer: answer.clone(),
            version,
            begun,
        });
        drop(making);
        Ok(answer.respond(headers))
    }
}

impl Slot {
    fn made(&self) -> Option<Made> {
        self.made
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn fresh(&self, version: u64, now: Instant) -> Option<Kept> {
        let made = self.made()?;
        (made.version == version && now.saturating_duration_since(made.begun) < LIFE)
            .then_some(made.answer)
    }
}
