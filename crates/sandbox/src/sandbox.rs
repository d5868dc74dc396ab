//! The sandbox while it runs: its setup, its books and its errands.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::{
    book::Book, errands::Errands, payment::Payment, refund::Refund, setup::Setup, stripe::Kept,
    twilio::Text,
};

/// The most payments, refunds, texts and answers that are kept, of each.
pub(crate) const MOST_KEPT: usize = 10_000;

pub(crate) struct Sandbox {
    pub(crate) setup: Setup,
    pub(crate) errands: Errands,
    pub(crate) http: reqwest::Client,
    books: Mutex<Books>,
}

/// Names begin with the method, such as `mtn/` or `airtel/`, because each provider has ids of its own.
pub(crate) struct Books {
    pub(crate) payments: Book<Payment>,
    pub(crate) refunds: Book<Refund>,
    pub(crate) texts: Book<Text>,
    /// What Stripe answered under each idempotency key.
    pub(crate) answers: Book<Kept>,
    /// Counts the names that were made.
    named: u64,
}

impl Books {
    /// A name that nobody guesses and that was never given before, also not before the last start: of 32 characters.
    pub(crate) fn fresh(&mut self, setup: &Setup, what: &str) -> String {
        self.named += 1;
        let now = (setup.now)().as_microsecond();
        let mut name = setup.word(&format!("{what} {now} {}", self.named));
        name.truncate(32);
        name
    }
}

impl Sandbox {
    pub(crate) fn new(setup: Setup, errands: Errands, http: reqwest::Client) -> Self {
        Self {
            setup,
            errands,
            http,
            books: Mutex::new(Books {
                payments: Book::new(MOST_KEPT),
                refunds: Book::new(MOST_KEPT),
                texts: Book::new(MOST_KEPT),
                answers: Book::new(MOST_KEPT),
                named: 0,
            }),
        }
    }

    /// Held briefly, and never across a wait.
    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.setup.now)()
    }
}
