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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_token_is_good_for_one_product_and_a_while() {
        let at = |second: i64| {
            let now = Timestamp::from_second(second).unwrap();
            let address = "http://127.0.0.1:4011".parse().unwrap();
            Setup::new(address, "secret".into(), Arc::new(move || now))
        };
        let token = format!("Bearer {}", grant(&at(1_000), "a", 60));
        for (second, product, shown, expected) in [
            (1_059, "a", token.as_str(), true),
            (1_060, "a", &token, false),
            (1_059, "b", &token, false),
            (1_059, "a", &token.replace("1060", "9999"), false),
            (1_059, "a", "Bearer ", false),
            (1_059, "a", "", false),
        ] {
            let told = is_good(&at(second), product, shown);
            assert_eq!(told, expected, "{second} {product} {shown}");
        }
    }
}
