//! Connections left open for the next mail.
//!
//! lettre's own pool is not used: it waits for answers without a limit, and it takes back a connection whose mail was
//! abandoned halfway, so the next mail's commands would be read as that mail's text.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::conversation::Conversation;

/// Enough for the outbox's workers of one node.
const MOST_PARKED: usize = 4;

/// Servers close idle connections after some minutes; reusing only young ones meets that seldom.
const LONGEST_IDLE: Duration = Duration::from_secs(30);

/// Holds open connections that are between two mails, never one inside a mail.
#[derive(Default)]
pub(super) struct Parked(Mutex<Vec<(Instant, Conversation)>>);

impl Parked {
    /// The most recently used connection, if one is young enough. Older ones are closed.
    pub(super) fn take(&self) -> Option<Conversation> {
        let mut parked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        parked.retain(|(since, _)| since.elapsed() < LONGEST_IDLE);
        parked.pop().map(|(_, conversation)| conversation)
    }

    /// Keeps a connection, or closes it when enough are kept.
    pub(super) fn put(&self, conversation: Conversation) {
        let mut parked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if parked.len() < MOST_PARKED {
            parked.push((Instant::now(), conversation));
        }
    }
}
