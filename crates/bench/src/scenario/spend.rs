//! Requests that each spend a prepared token.

use std::sync::Arc;

use crate::load::script::{Script, json_head};

const BEFORE: &[u8] = b"{\"token\":\"";
const AFTER: &[u8] = b"\"}";

/// Tokens of equal length and where they are posted.
pub struct Purse {
    head: String,
    tokens: Vec<String>,
}

impl Purse {
    /// Tokens to post to `path` with headers of their own, each ended by CRLF.
    pub fn new(host: &str, path: &str, more_headers: &str, tokens: Vec<String>) -> Arc<Self> {
        let body_bytes = BEFORE.len() + tokens.first().map_or(0, String::len) + AFTER.len();
        let head = format!("POST {path}{}", json_head(host, more_headers, body_bytes));
        Arc::new(Self { head, tokens })
    }
}

/// One caller's share of a purse.
pub struct Spend {
    purse: Arc<Purse>,
    next: usize,
    callers: usize,
}

impl Spend {
    /// The share of `caller` among `callers`.
    pub fn new(purse: &Arc<Purse>, caller: usize, callers: usize) -> Self {
        Self {
            purse: Arc::clone(purse),
            next: caller,
            callers,
        }
    }
}

impl Script for Spend {
    fn next_request(&mut self, out: &mut Vec<u8>) -> bool {
        let Some(token) = self.purse.tokens.get(self.next) else {
            return false;
        };
        out.extend_from_slice(self.purse.head.as_bytes());
        out.extend_from_slice(BEFORE);
        out.extend_from_slice(token.as_bytes());
        out.extend_from_slice(AFTER);
        self.next += self.callers;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_is_spent_once_by_one_caller() {
        let tokens: Vec<String> = (10..31).map(|number| number.to_string()).collect();
        let purse = Purse::new("h", "/spend", "authorization: Bearer x\r\n", tokens.clone());
        let mut spent = Vec::new();
        for caller in 0..4 {
            let mut script = Spend::new(&purse, caller, 4);
            let mut out = Vec::new();
            while script.next_request(&mut out) {
                let request = String::from_utf8(std::mem::take(&mut out)).unwrap();
                let (head, body) = request.split_once("\r\n\r\n").unwrap();
                assert!(head.starts_with("POST /spend HTTP/1.1\r\n"));
                assert!(
                    head.ends_with("content-length: 14\r\nauthorization: Bearer x"),
                    "{head}"
                );
                assert_eq!(body.len(), 14);
                spent.push(body[10..12].to_owned());
            }
        }
        spent.sort_unstable();
        assert_eq!(spent, tokens);
    }
}
