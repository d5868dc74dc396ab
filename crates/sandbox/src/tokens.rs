//! Access tokens: they say until when they are good, and are signed, so that none is kept.

use jiff::Timestamp;

use crate::{setup::Setup, sign};

/// A token of one product, good for so many seconds.
pub(crate) fn grant(setup: &Setup, product: &str, seconds: i64) -> String {
    let until = (setup.now)().as_second().saturating_add(seconds);
    format!("{until}.{}", signature(setup, product, until))
}

/// Whether an `Authorization` header carries a token of this product that is still good.
pub(crate) fn is_good(setup: &Setup, product: &str, authorization: &str) -> bool {
    let token = authorization.strip_prefix("Bearer ").unwrap_or_default();
    let Some((until, shown)) = token.split_once('.') else {
        return false;
    };
    until.parse().is_ok_and(|until| {
        let now: Timestamp = (setup.now)();
        now.as_second() < until && sign::same(shown, &signature(setup, product, until))
    })
}

fn signature(setup: &Setup, product: &str, until: i64) -> String {
    setup.word(&format!("token {product} {until}"))
}
