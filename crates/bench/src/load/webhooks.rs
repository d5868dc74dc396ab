//! Webhooks about payments: each several times, in no order, and again when nobody has answered.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use foh_app::Clock;
use uuid::Uuid;

use super::script::{Acknowledged, Script, open_json_head};
use crate::card;

/// How often each is sent.
pub const COPIES: usize = 5;

/// Payments whose webhooks are shuffled among each other.
const SHUFFLED: usize = 200;

/// The payments, and how often the webhook of each was acknowledged.
pub struct Payments {
    references: Vec<String>,
    acknowledged: Vec<AtomicU64>,
}

impl Payments {
    /// Payments the provider knows by these names, of which it has told nobody.
    pub fn new(charges: &[Uuid]) -> Arc<Self> {
        Arc::new(Self {
            references: charges
                .iter()
                .map(|charge| card::reference(*charge))
                .collect(),
            acknowledged: charges.iter().map(|_| AtomicU64::new(0)).collect(),
        })
    }

    /// How many the server knows to be paid, and how many of them it was not told of as often as each is sent.
    pub fn told(&self) -> (u64, u64) {
        let times = self
            .acknowledged
            .iter()
            .map(|times| times.load(Ordering::Relaxed));
        let told: Vec<u64> = times.filter(|times| *times > 0).collect();
        let rarely = told.iter().filter(|times| **times != COPIES as u64);
        (told.len() as u64, rarely.count() as u64)
    }
}

/// Webhooks that all callers together send.
pub struct Webhooks {
    head: String,
    payments: Arc<Payments>,
    /// The numbers of the payments.
    order: Vec<usize>,
    next: AtomicUsize,
    /// What was sent and not answered.
    again: Mutex<Vec<usize>>,
    answered: AtomicUsize,
}

impl Webhooks {
    /// The webhooks in this order.
    pub fn new(host: &str, payments: &Arc<Payments>, order: Vec<usize>) -> Arc<Self> {
        let length = |reference: &String| card::event(reference).len();
        let body_bytes = payments.references.first().map_or(0, length);
        Arc::new(Self {
            head: format!(
                "POST /api/payments/card/webhook{}",
                open_json_head(host, body_bytes)
            ),
            payments: Arc::clone(payments),
            order,
            next: AtomicUsize::new(0),
            again: Mutex::default(),
            answered: AtomicUsize::new(0),
        })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    /// How many were acknowledged.
    pub fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }

    /// What has not been sent yet of the payments that somebody has been told of.
    pub fn rest(&self) -> Vec<usize> {
        let sent = self.next.load(Ordering::Relaxed).min(self.order.len());
        let end = sent.next_multiple_of(SHUFFLED * COPIES);
        self.order[sent..end.min(self.order.len())].to_vec()
    }

    fn take(&self) -> Option<usize> {
        let mut again = self.again.lock().unwrap_or_else(PoisonError::into_inner);
        again.pop().or_else(|| {
            let next = self.next.fetch_add(1, Ordering::Relaxed);
            self.order.get(next).copied()
        })
    }
}

/// [`COPIES`] of each of these payments, shuffled, and always in the same order.
pub fn shuffled(payments: Range<usize>) -> Vec<usize> {
    let mut order = Vec::with_capacity(payments.len() * COPIES);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let all: Vec<usize> = payments.collect();
    for some in all.chunks(SHUFFLED) {
        let from = order.len();
        order.extend((0..COPIES).flat_map(|_| some));
        // Fisher and Yates, with numbers by Marsaglia (xorshift64).
        for place in (from + 1..order.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let choices = place + 1 - from;
            let other = usize::try_from(state % choices as u64).unwrap_or(0);
            order.swap(place, from + other);
        }
    }
    order
}

/// One caller.
pub struct Tell {
    webhooks: Arc<Webhooks>,
    payment: usize,
}

impl Tell {
    /// A caller who sends what is next.
    pub fn new(webhooks: &Arc<Webhooks>) -> Self {
        Self {
            webhooks: Arc::clone(webhooks),
            payment: 0,
        }
    }
}

impl Script for Tell {
    fn next_request(&mut self, out: &mut Vec<u8>) -> bool {
        let Some(payment) = self.webhooks.take() else {
            return false;
        };
        self.payment = payment;
        let body = card::event(&self.webhooks.payments.references[payment]);
        // A key may have any length, so there is always a signature.
        let signature = card::signature(&body, Clock::System.now()).unwrap_or_default();
        out.extend_from_slice(self.webhooks.head.as_bytes());
        out.extend_from_slice(b"stripe-signature: ");
        out.extend_from_slice(signature.as_bytes());
        out.extend_from_slice(b"\r\n\r\n");
        out.extend_from_slice(body.as_bytes());
        true
    }

    fn acknowledged(&mut self, _answer: &Acknowledged<'_>) {
        self.webhooks.payments.acknowledged[self.payment].fetch_add(1, Ordering::Relaxed);
        self.webhooks.answered.fetch_add(1, Ordering::Relaxed);
    }

    fn unanswered(&mut self) -> bool {
        let again = &self.webhooks.again;
        again
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(self.payment);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn payments(count: u128) -> Arc<Payments> {
        let charges: Vec<Uuid> = (1_000..1_000 + count).map(Uuid::from_u128).collect();
        Payments::new(&charges)
    }

    fn acknowledge(script: &mut Tell) {
        let now = Instant::now();
        script.acknowledged(&Acknowledged {
            started: now,
            ended: now,
            body: b"",
        });
    }

    #[test]
    fn each_is_sent_five_times_among_others() {
        let order = shuffled(100..550);
        let mut times = [0; 550];
        for payment in &order {
            times[*payment] += 1;
        }
        assert!(times[..100].iter().all(|times| *times == 0));
        assert!(times[100..].iter().all(|times| *times == COPIES));
        let first = &order[..SHUFFLED * COPIES];
        assert!(first.iter().all(|payment| (100..300).contains(payment)));
        let beside = first.windows(2).filter(|two| two[0] == two[1]).count();
        assert!(beside < 20, "{beside} of {} beside each other", first.len());
        assert_eq!(order, shuffled(100..550));
    }

    #[test]
    fn a_request_is_whole_and_as_long_as_it_says() {
        let webhooks = Webhooks::new("127.0.0.1:80", &payments(2), vec![1]);
        let mut script = Tell::new(&webhooks);
        let mut out = Vec::new();
        assert!(script.next_request(&mut out));
        let request = String::from_utf8(out).unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /api/payments/card/webhook HTTP/1.1\r\n"));
        assert!(head.contains("\r\nstripe-signature: t="), "{head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())));
        assert_eq!(body, card::event(&card::reference(Uuid::from_u128(1_001))));
        assert!(!script.next_request(&mut Vec::new()));
    }

    #[test]
    fn what_nobody_answered_is_sent_again() {
        let payments = payments(1);
        let webhooks = Webhooks::new("h", &payments, shuffled(0..1));
        let mut script = Tell::new(&webhooks);
        let mut out = Vec::new();
        assert!(script.next_request(&mut out));
        assert!(script.unanswered());
        let mut sent = 0;
        while script.next_request(&mut out) {
            assert_eq!(payments.told().1, u64::from(sent > 0));
            acknowledge(&mut script);
            sent += 1;
        }
        assert_eq!((sent, webhooks.answered()), (COPIES, COPIES));
        assert_eq!(payments.told(), (1, 0));
    }

    #[test]
    fn what_was_begun_can_be_ended() {
        let payments = payments(500);
        let webhooks = Webhooks::new("h", &payments, shuffled(0..500));
        assert!(webhooks.rest().is_empty());
        let mut script = Tell::new(&webhooks);
        for _ in 0..=SHUFFLED * COPIES {
            assert!(script.next_request(&mut Vec::new()));
            acknowledge(&mut script);
        }
        assert_eq!(webhooks.rest().len(), SHUFFLED * COPIES - 1);
        assert_eq!(payments.told().0, SHUFFLED as u64 + 1);
        let rest = Webhooks::new("h", &payments, webhooks.rest());
        let mut script = Tell::new(&rest);
        while script.next_request(&mut Vec::new()) {
            acknowledge(&mut script);
        }
        assert_eq!(payments.told(), (2 * SHUFFLED as u64, 0));
    }
}
