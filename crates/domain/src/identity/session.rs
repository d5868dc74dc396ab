//! How long somebody stays signed in.

use jiff::SignedDuration;

/// Who gave the password so long ago is asked for it again before something dangerous.
pub const CONFIRMED_FOR: SignedDuration = SignedDuration::from_mins(10);
/// A session whose password was right waits so long for the second factor.
pub const FACTOR_AWAITED: SignedDuration = SignedDuration::from_mins(5);

const SHORTEST: SignedDuration = SignedDuration::from_mins(10);
const LONGEST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// When a session ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRules {
    idle: SignedDuration,
    lifetime: SignedDuration,
}

impl Default for SessionRules {
    fn default() -> Self {
        Self {
            idle: SignedDuration::from_hours(12),
            lifetime: SignedDuration::from_hours(7 * 24),
        }
    }
}

impl SessionRules {
    /// These rules.
    ///
    /// # Errors
    /// What is wrong with them, in words.
    pub fn new(idle: SignedDuration, lifetime: SignedDuration) -> Result<Self, &'static str> {
        if idle < SHORTEST || lifetime < SHORTEST {
            return Err("a session lasts 10 minutes at least");
        }
        if lifetime > LONGEST {
            return Err("a session lasts 90 days at most");
        }
        if idle > lifetime {
            return Err("a session cannot be left alone for longer than it lasts");
        }
        Ok(Self { idle, lifetime })
    }

    /// It ends when it has not been used for longer than this.
    #[must_use]
    pub const fn idle(self) -> SignedDuration {
        self.idle
    }

    /// It ends this long after it began, whatever happens in it.
    #[must_use]
    pub const fn lifetime(self) -> SignedDuration {
        self.lifetime
    }

    /// The last use is noted no more often than this.
    #[must_use]
    pub fn noted_every(self) -> SignedDuration {
        (self.idle / 10).min(SignedDuration::from_mins(5))
    }
}

/// Reads a time such as `30m`, `12h` or `7d`; `None` when it is none.
#[must_use]
pub fn parse_span(text: &str) -> Option<SignedDuration> {
    let (count, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if count.is_empty() || count.len() > 6 || !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = count.parse().ok()?;
    let seconds = match unit {
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    Some(SignedDuration::from_secs(count * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        for (text, minutes) in [("30m", 30), ("12h", 720), ("7d", 10_080), ("0d", 0)] {
            assert_eq!(
                parse_span(text),
                Some(SignedDuration::from_mins(minutes)),
                "{text}"
            );
        }
        for text in [
            "", "h", "12", "12 h", "-1h", "+1h", "1.5h", "12H", "1w", "9999999d", "12é",
        ] {
            assert_eq!(parse_span(text), None, "{text}");
        }
    }

    #[test]
    fn sessions() {
        let rules = |idle, lifetime| {
            SessionRules::new(
                SignedDuration::from_mins(idle),
                SignedDuration::from_mins(lifetime),
            )
        };
        for (idle, lifetime, taken) in [
            (720, 10_080, true),
            (10, 10, true),
            (9, 60, false),
            (10, 9, false),
            (61, 60, false),
            (60, 90 * 1_440, true),
            (60, 90 * 1_440 + 1, false),
        ] {
            assert_eq!(rules(idle, lifetime).is_ok(), taken, "{idle} {lifetime}");
        }
        let usual = SessionRules::default();
        assert_eq!(rules(720, 10_080), Ok(usual));
        assert_eq!(usual.noted_every(), SignedDuration::from_mins(5));
        let short = rules(10, 10).unwrap();
        assert_eq!(short.noted_every(), SignedDuration::from_mins(1));
    }
}
