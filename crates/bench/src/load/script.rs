//! What callers ask.

use std::time::Instant;

/// What one caller asks, request by request. Called between two answers, so it must be quick and allocate nothing.
pub trait Script: Send + 'static {
    /// Appends the bytes of the next request; `false` when there is nothing left to ask.
    fn next_request(&mut self, out: &mut Vec<u8>) -> bool;

    /// Hears of the acknowledgement of its last request.
    fn acknowledged(&mut self, _answer: &Acknowledged<'_>) {}

    /// Whether another answer than 200 and 201 is a right one; it is counted apart.
    fn is_right(&self, _status: u16, _body: &[u8]) -> bool {
        false
    }

    /// Hears that its last request had no answer; whether it waits until somebody listens again.
    fn unanswered(&mut self) -> bool {
        false
    }
}

/// An answer 200 or 201.
pub struct Acknowledged<'a> {
    /// Just before the request was written.
    pub started: Instant,
    /// When the answer was complete.
    pub ended: Instant,
    /// What it said.
    pub body: &'a [u8],
}

/// A few requests, one after the other, over and over.
#[derive(Clone)]
pub struct Cycle {
    requests: Vec<Vec<u8>>,
    next: usize,
}

impl Cycle {
    /// GETs of `paths`.
    pub fn get(host: &str, accept: &str, paths: &[&str]) -> Self {
        let request = |path| {
            format!("GET {path} HTTP/1.1\r\nhost: {host}\r\naccept: {accept}\r\n\r\n").into_bytes()
        };
        Self {
            requests: paths.iter().map(request).collect(),
            next: 0,
        }
    }
}

impl Script for Cycle {
    fn next_request(&mut self, out: &mut Vec<u8>) -> bool {
        out.extend_from_slice(&self.requests[self.next]);
        self.next = (self.next + 1) % self.requests.len();
        true
    }
}

/// Head of a POST of JSON after its path, with a body of always the same length.
pub fn json_head(host: &str, more_headers: &str, body_bytes: usize) -> String {
    open_json_head(host, body_bytes) + more_headers + "\r\n"
}

/// The same without its end: more headers may follow.
pub fn open_json_head(host: &str, body_bytes: usize) -> String {
    format!(
        " HTTP/1.1\r\nhost: {host}\r\naccept: application/json\r\ncontent-type: application/json\r\n\
         content-length: {body_bytes}\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_begins_again() {
        let mut cycle = Cycle::get("h", "text/html", &["/a", "/b"]);
        let mut out = Vec::new();
        for _ in 0..3 {
            assert!(cycle.next_request(&mut out));
        }
        let one = |path| format!("GET {path} HTTP/1.1\r\nhost: h\r\naccept: text/html\r\n\r\n");
        assert_eq!(
            String::from_utf8(out).unwrap(),
            one("/a") + &one("/b") + &one("/a")
        );
    }
}
