//! The answers that the HTTP library gives by itself: to what is no request at all (400), and to heads and addresses
//! beyond their limits (431, 414). They leave with the headers and the words of every other answer.
//!
//! The library offers no way to say what these answers are. It writes them between two turns only: when no request is
//! at work and every byte of the last answer is gone. What it writes then is its own, whatever it is.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{body::Body, http::StatusCode, response::Response};
use foh_web::Site;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Nothing is at work and nothing waits to be written.
const QUIET: u8 = 0;
/// A request is at work, or its answer is being made.
const AT_WORK: u8 = 1;
/// The last answer is made; a part of it may wait to be written.
const LEAVING: u8 = 2;

/// Whose turn it is on one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns(Arc<AtomicU8>);

impl Turns {
    /// A request begins.
    pub(super) fn begin(&self) {
        self.0.store(AT_WORK, Ordering::Release);
    }

    /// The same answer, whose body tells when it has ended. After the last answer in this protocol nothing that is
    /// written is the library's own any more.
    pub(super) fn end_with(self, response: Response) -> Response {
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            return response;
        }
        response.map(|body| Body::new(Ending { body, turns: self }))
    }

    fn flushed(&self) {
        let _ = self
            .0
            .compare_exchange(LEAVING, QUIET, Ordering::AcqRel, Ordering::Relaxed);
    }

    fn is_quiet(&self) -> bool {
        self.0.load(Ordering::Acquire) == QUIET
    }
}

struct Ending {
    body: Body,
    turns: Turns,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.turns.0.store(LEAVING, Ordering::Release);
    }
}

impl HttpBody for Ending {
    type Data = <Body as HttpBody>::Data;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream on which the library's own answers are replaced.
pub(super) struct Answers<S> {
    stream: S,
    turns: Turns,
    own: OwnAnswers,
    /// What is written instead, as far as it is not written yet.
    instead: Vec<u8>,
}

impl<S> Answers<S> {
    pub(super) fn new(stream: S, turns: Turns, own: OwnAnswers) -> Self {
        Self {
            stream,
            turns,
            own,
            instead: Vec::new(),
        }
    }
}

impl<S: AsyncWrite + Unpin> Answers<S> {
    fn poll_instead(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.instead.is_empty() {
            let count = ready!(Pin::new(&mut self.stream).poll_write(context, &self.instead))?;
            if count == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.instead.drain(..count);
        }
        Poll::Ready(Ok(()))
    }
}

/// The answers that leave instead of the library's own, ready but for the date.
#[derive(Debug, Clone)]
pub(super) struct OwnAnswers(Arc<[(String, Vec<u8>)]>);

impl OwnAnswers {
    /// Those of a site.
    pub(super) fn of(site: &Site) -> Self {
        let answers = foh_web::http::unread(site).into_iter().map(|answer| {
            let status = answer.status.as_str().to_owned();
            let mut rest = Vec::new();
            for (name, value) in &answer.headers {
                rest.extend_from_slice(name.as_str().as_bytes());
                rest.extend_from_slice(b": ");
                rest.extend_from_slice(value.as_bytes());
                rest.extend_from_slice(b"\r\n");
            }
            let length = answer.body.len();
            let ending = format!("connection: close\r\ncontent-length: {length}\r\n\r\n");
            rest.extend_from_slice(ending.as_bytes());
            rest.extend_from_slice(&answer.body);
            (status, rest)
        });
        Self(answers.collect())
    }

    /// What leaves instead of the library's answer; `None` when it is none of those we know.
    fn instead_of(&self, own: &[u8]) -> Option<Vec<u8>> {
        let head = std::str::from_utf8(own).ok()?.strip_suffix("\r\n\r\n")?;
        let mut lines = head.lines();
        let first = lines.next()?;
        let status = first.strip_prefix("HTTP/1.1 ")?.split(' ').next()?;
        let (_, rest) = self.0.iter().find(|(known, _)| known == status)?;
        let date = lines.find(|line| line.to_ascii_lowercase().starts_with("date:"));
        let mut answer = format!("{first}\r\n").into_bytes();
        if let Some(date) = date {
            answer.extend_from_slice(date.as_bytes());
            answer.extend_from_slice(b"\r\n");
        }
        answer.extend_from_slice(rest);
        Some(answer)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Answers<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Answers<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_instead(context))?;
        if self.turns.is_quiet()
            && let Some(instead) = self.own.instead_of(bytes)
        {
            self.instead = instead;
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.turns.is_quiet() {
            let first = parts.iter().find(|part| !part.is_empty());
            return self.poll_write(context, first.map_or(&[], |part| part));
        }
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(context))?;
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.turns.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const OWN: &[u8] =
        b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\ndate: today\r\n\r\n";

    fn answers() -> OwnAnswers {
        OwnAnswers::of(&Site {
            development: false,
            https: true,
            hsts_preload: false,
            allowed_hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            cors_origins: Vec::new(),
        })
    }

    async fn written(turns: &Turns, bytes: &[u8]) -> String {
        // Smaller than the answer, so that it leaves in pieces.
        let (near, mut far) = tokio::io::duplex(64);
        let mut near = Answers::new(near, turns.clone(), answers());
        let reading = tokio::spawn(async move {
            let mut all = String::new();
            far.read_to_string(&mut all).await.unwrap();
            all
        });
        near.write_all(bytes).await.unwrap();
        near.flush().await.unwrap();
        near.shutdown().await.unwrap();
        drop(near);
        reading.await.unwrap()
    }

    #[tokio::test]
    async fn between_turns_the_library_speaks_with_our_words() {
        let said = written(&Turns::default(), OWN).await;
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        assert!(
            head.starts_with("HTTP/1.1 400 Bad Request\r\ndate: today\r\n"),
            "{head}"
        );
        for header in [
            "strict-transport-security: ",
            "x-content-type-options: nosniff",
            "content-type: application/problem+json",
            "connection: close",
            &format!("content-length: {}", body.len()),
        ] {
            assert_eq!(head.matches(header).count(), 1, "{header} in {head}");
        }
        assert!(body.contains("malformed_request"), "{body}");
    }

    #[tokio::test]
    async fn what_belongs_to_an_answer_is_never_touched() {
        let own = String::from_utf8(OWN.to_vec()).unwrap();
        let turns = Turns::default();
        turns.begin();
        assert_eq!(written(&turns, OWN).await, own, "at work");
        drop(turns.clone().end_with(Response::new(Body::empty())));
        assert_eq!(written(&turns, OWN).await, own, "the last piece of a body");
        // It was flushed by then: what comes now comes between two turns.
        assert_ne!(written(&turns, OWN).await, own);
        let switched = Turns::default();
        switched.begin();
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        drop(switched.clone().end_with(response));
        for _ in 0..2 {
            assert_eq!(written(&switched, OWN).await, own, "another protocol");
        }
        let unknown = "HTTP/1.1 200 OK\r\n\r\n";
        assert_eq!(
            written(&Turns::default(), unknown.as_bytes()).await,
            unknown
        );
    }
}
