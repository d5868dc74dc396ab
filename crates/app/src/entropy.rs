//! The only place that takes random bytes from the system's generator.

use std::cell::RefCell;

use foh_domain::id;
use jiff::Timestamp;
use uuid::Uuid;

/// Bytes taken from the system at once: a call for each token would cost more than the token.
const POOL: usize = 4_096;

struct Pool {
    bytes: [u8; POOL],
    used: usize,
}

thread_local! {
    static BYTES: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; POOL], used: POOL }) };
}

/// `N` fresh bytes of the system's cryptographic generator, never given twice.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
pub fn bytes<const N: usize>() -> [u8; N] {
    const { assert!(N <= POOL, "more bytes than the pool holds") };
    BYTES.with_borrow_mut(|pool| {
        if pool.used + N > POOL {
            if getrandom::fill(&mut pool.bytes).is_err() {
                // Without randomness no token is safe; there is nothing sensible left to do.
                std::process::abort();
            }
            pool.used = 0;
        }
        let mut out = [0; N];
        let taken = &mut pool.bytes[pool.used..pool.used + N];
        out.copy_from_slice(taken);
        taken.fill(0);
        pool.used += N;
        out
    })
}

/// A new id that belongs to nothing else.
#[must_use]
pub fn new_id(now: Timestamp) -> Uuid {
    id::new(now, bytes())
}

/// A new id in the lane of `owner`.
#[must_use]
pub fn id_beside(owner: Uuid, now: Timestamp) -> Uuid {
    id::beside(owner, now, bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_never_given_twice() {
        let mut seen = std::collections::HashSet::new();
        for _ in 0..10_000 {
            assert!(seen.insert(bytes::<16>()));
        }
        let elsewhere = std::thread::spawn(bytes::<16>).join().unwrap();
        assert!(seen.insert(elsewhere));
    }
}
