//! How long somebody who guesses has to wait (OWASP ASVS 5.0, 6.3.1): longer with every wrong guess, and never so that
//! others are kept out for good.
//!
//! A guess is counted as wrong *before* it is looked at, and forgiven when it was right: of many at once no more are
//! looked at than of many in a row. What is refused is not counted, so that waiting is never prolonged by asking.
//!
//! Four things are counted: the account from one address (the *pair*), the address whatever the account, the account
//! whatever the address, and the account from one device that signed in to it before. A device or a pair that is *known*
//! is held to its own guesses only: nobody else's failures delay it. For everybody else the account's own delay is at
//! most a minute.

use jiff::{SignedDuration, Timestamp};

/// A device and a pair are known for so long after they signed in.
pub const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// After this time without a guess nothing is held against anybody.
pub const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(48);
/// So many codes are taken for one right password.
pub const CODES_OF_A_SIGN_IN: u32 = 5;

/// How delays grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// So many guesses wait for nothing.
    free: u32,
    /// The longest delay. The first one is a second, and each is twice the one before.
    longest: SignedDuration,
    /// A guess is forgiven whenever so much time has passed.
    forgiven_every: SignedDuration,
}

impl Rule {
    /// An account from one address, or from one known device.
    pub const PAIR: Self = Self {
        free: 5,
        longest: SignedDuration::from_mins(15),
        forgiven_every: SignedDuration::from_mins(15),
    };
    /// An address, whatever the account: several people may share it.
    pub const ADDRESS: Self = Self {
        free: 20,
        longest: SignedDuration::from_mins(15),
        forgiven_every: SignedDuration::from_mins(5),
    };
    /// An account, whatever the address: its owner is among those who wait.
    pub const ACCOUNT: Self = Self {
        free: 10,
        longest: SignedDuration::from_mins(1),
        forgiven_every: SignedDuration::from_mins(1),
    };

    /// How long the next guess waits after so many wrong ones.
    #[must_use]
    pub fn delay(self, failures: u32) -> SignedDuration {
        let Some(doublings) = failures.checked_sub(self.free) else {
            return SignedDuration::ZERO;
        };
        let seconds = 1_i64.checked_shl(doublings.min(30)).unwrap_or(i64::MAX);
        SignedDuration::from_secs(seconds).min(self.longest)
    }

    /// More failures than these make nothing worse, so that they are forgiven in bounded time.
    fn most(self) -> u32 {
        (self.free..self.free + 31)
            .find(|failures| self.delay(*failures) == self.longest)
            .unwrap_or(self.free)
    }
}

/// What is counted of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Wrong guesses, less those that were forgiven when it was last changed.
    pub failures: u32,
    /// When the last guess was counted.
    pub last_failed_at: Timestamp,
    /// No guess is looked at before.
    pub locked_until: Timestamp,
    /// Until when it counts as known.
    pub known_until: Timestamp,
}

impl Tally {
    /// Nothing has been counted yet.
    pub const NONE: Self = Self {
        failures: 0,
        last_failed_at: Timestamp::UNIX_EPOCH,
        locked_until: Timestamp::UNIX_EPOCH,
        known_until: Timestamp::UNIX_EPOCH,
    };

    /// Whether somebody signed in from here not too long ago.
    #[must_use]
    pub fn is_known(&self, now: Timestamp) -> bool {
        now < self.known_until
    }

    /// The failures that are still held against it.
    fn standing(&self, rule: Rule, now: Timestamp) -> u32 {
        let passed = now.duration_since(self.last_failed_at).as_secs().max(0);
        let forgiven = passed / rule.forgiven_every.as_secs().max(1);
        self.failures
            .saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX))
    }

    /// How long the next guess has to wait, if at all.
    fn wait(&self, now: Timestamp) -> SignedDuration {
        self.locked_until
            .duration_since(now)
            .max(SignedDuration::ZERO)
    }

    fn count(&mut self, rule: Rule, now: Timestamp) {
        self.failures = (self.standing(rule, now) + 1).min(rule.most());
        self.last_failed_at = now;
        self.locked_until = after(now, rule.delay(self.failures));
    }

    fn take_back(&mut self, rule: Rule) {
        self.failures = self.failures.saturating_sub(1);
        let lock = after(self.last_failed_at, rule.delay(self.failures));
        self.locked_until = self.locked_until.min(lock);
    }

    fn clear(&mut self) {
        self.failures = 0;
        self.locked_until = Timestamp::UNIX_EPOCH;
    }

    fn know(&mut self, now: Timestamp) {
        self.known_until = after(now, KNOWN_FOR);
    }
}

fn after(moment: Timestamp, wait: SignedDuration) -> Timestamp {
    moment.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

/// What a guess was counted against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// A known device, alone.
    Device,
    /// A known pair, alone.
    Pair,
    /// Pair, address and account.
    Everything,
}

/// Why a guess is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Not before this time has passed.
    Wait(SignedDuration),
    /// This sign-in had all its codes.
    Exhausted,
}

/// Everything a guess may be counted against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Involved {
    /// The account from this device, if the house has given it a name.
    pub device: Option<Tally>,
    /// The account from this address.
    pub pair: Tally,
    /// The address.
    pub address: Tally,
    /// The account.
    pub account: Tally,
    /// The half-done sign-in, when a code is guessed.
    pub sign_in: Option<Tally>,
}

impl Involved {
    /// Decides whether a guess may be looked at, and counts it if so. A refusal changes nothing.
    ///
    /// # Errors
    /// See [`Refused`].
    pub fn admit(&mut self, now: Timestamp) -> Result<Against, Refused> {
        if self
            .sign_in
            .is_some_and(|sign_in| sign_in.failures >= CODES_OF_A_SIGN_IN)
        {
            return Err(Refused::Exhausted);
        }
        let against = self.against(now);
        let parts = self.parts(against);
        let wait = parts
            .iter()
            .flatten()
            .map(|(tally, _)| tally.wait(now))
            .max();
        if let Some(wait) = wait.filter(SignedDuration::is_positive) {
            return Err(Refused::Wait(wait));
        }
        for (tally, rule) in parts.into_iter().flatten() {
            tally.count(rule, now);
        }
        if let Some(sign_in) = &mut self.sign_in {
            sign_in.failures += 1;
            sign_in.last_failed_at = now;
        }
        Ok(against)
    }

    /// Until when the next guess from here has to wait.
    #[must_use]
    pub fn locked_until(mut self, against: Against) -> Timestamp {
        let parts = self.parts(against).into_iter().flatten();
        let until = parts.map(|(tally, _)| tally.locked_until).max();
        until.unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The guess was right, and more is needed before somebody is signed in: it was no failure.
    pub fn take_back(&mut self, against: Against) {
        for (tally, rule) in self.parts(against).into_iter().flatten() {
            tally.take_back(rule);
        }
    }

    /// The guess was right: it was no failure, and what came from here before is forgiven.
    pub fn forgive(&mut self, against: Against) {
        self.take_back(against);
        match against {
            Against::Device => {
                if let Some(device) = &mut self.device {
                    device.clear();
                }
            }
            // What others guess from other addresses is still held against address and account.
            Against::Pair | Against::Everything => self.pair.clear(),
        }
    }

    /// Somebody has signed in from here.
    pub fn know(&mut self, now: Timestamp) {
        self.pair.know(now);
        if let Some(device) = &mut self.device {
            device.know(now);
        }
    }

    fn against(&self, now: Timestamp) -> Against {
        if self.device.is_some_and(|device| device.is_known(now)) {
            Against::Device
        } else if self.pair.is_known(now) {
            Against::Pair
        } else {
            Against::Everything
        }
    }

    fn parts(&mut self, against: Against) -> [Option<(&mut Tally, Rule)>; 3] {
        match against {
            Against::Device => [
                self.device.as_mut().map(|device| (device, Rule::PAIR)),
                None,
                None,
            ],
            Against::Pair => [Some((&mut self.pair, Rule::PAIR)), None, None],
            Against::Everything => [
                Some((&mut self.pair, Rule::PAIR)),
                Some((&mut self.address, Rule::ADDRESS)),
                Some((&mut self.account, Rule::ACCOUNT)),
            ],
        }
    }
}

#[cfg(test)]
mod tests;
