//! Lines of an event stream as a body (`text/event-stream`, WHATWG HTML, 9.2).

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use hyper::body::Frame;
use tokio::sync::mpsc;

use crate::http::Problem;

/// A word at least this often, so that nobody on the way takes the stream for dead.
pub(super) const QUIET: Duration = Duration::from_secs(15);
/// Browsers come again after this time, in milliseconds.
pub(super) const AGAIN: &str = "retry: 3000\n\n";

/// Why nobody who asks so gets an event stream.
pub(super) fn refused(headers: &HeaderMap) -> Option<Problem> {
    let accepted = headers.get(header::ACCEPT).map(HeaderValue::as_bytes);
    let wanted = accepted.is_some_and(|kinds| kinds.starts_with(b"text/event-stream"));
    (!wanted).then(|| {
        Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "event_stream_only",
            "This address answers with an event stream only.",
        )
    })
}

/// The answer whose lines come from here.
pub(super) fn respond(lines: mpsc::Receiver<Bytes>) -> Response {
    let kind = (header::CONTENT_TYPE, "text/event-stream; charset=utf-8");
    ([kind], Body::new(Lines(lines))).into_response()
}

/// Lines as a body.
struct Lines(mpsc::Receiver<Bytes>);

impl HttpBody for Lines {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let line = self.0.poll_recv(context);
        line.map(|line| line.map(|line| Ok(Frame::data(line))))
    }
}
