//! Guesses are counted before they are looked at, on all nodes together. The rule is
//! [`foh_domain::identity::lockout`]; here are its state and the names things are counted under.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use foh_domain::{
    audit::Action,
    identity::lockout::{self, Against, FORGOTTEN_AFTER, Involved, KNOWN_FOR, Tally},
    limits::Limit,
};
use foh_store::{Command, StoreError, Tx, lockouts};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::{House, entropy, limits::LimitError};

/// Rows forgotten in one transaction.
const STRIDE: u32 = 1_000;

/// Where somebody who proves who they are comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Visit<'a> {
    /// The client's address, as far as it is believed.
    pub address: &'a str,
    /// What the house gave the browser to be known by ([`KnownDevice`]), if it sent it.
    pub device: Option<&'a str>,
    /// What the browser says of itself; only coarse words are made of it.
    pub user_agent: Option<&'a str>,
}

/// What a browser is known by after it signed in: an id of the house with the house's mark on it. It opens nothing; it
/// keeps its owner from being delayed by others' wrong guesses.
#[derive(Debug)]
pub struct KnownDevice {
    /// For a cookie.
    pub text: SecretString,
    /// How long it is of use.
    pub life: SignedDuration,
}

/// Why a guess is not looked at.
#[derive(Debug, thiserror::Error)]
pub(super) enum GuessError {
    /// Not before this time has passed.
    #[error("too many guesses; the next is looked at in {0}")]
    Wait(SignedDuration),
    /// The half-done sign-in had all its codes.
    #[error("this sign-in had all its codes")]
    Exhausted,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a guess is counted under.
#[derive(Debug, Clone, Copy)]
struct Names {
    device: Option<Uuid>,
    pair: Uuid,
    address: Uuid,
    account: Uuid,
    sign_in: Option<Uuid>,
}

impl Names {
    fn all(self) -> impl Iterator<Item = Uuid> {
        [
            self.device,
            Some(self.pair),
            Some(self.address),
            Some(self.account),
            self.sign_in,
        ]
        .into_iter()
        .flatten()
    }

    fn involved(self, tallies: &HashMap<Uuid, Tally>) -> Involved {
        let tally = |id: Uuid| tallies.get(&id).copied().unwrap_or(Tally::NONE);
        Involved {
            device: self.device.map(tally),
            pair: tally(self.pair),
            address: tally(self.address),
            account: tally(self.account),
            sign_in: self.sign_in.map(tally),
        }
    }

    fn pairs(self, involved: &Involved) -> impl Iterator<Item = (Uuid, Tally)> {
        [
            self.device.zip(involved.device),
            Some((self.pair, involved.pair)),
            Some((self.address, involved.address)),
            Some((self.account, involved.account)),
            self.sign_in.zip(involved.sign_in),
        ]
        .into_iter()
        .flatten()
    }
}

fn in_order(ids: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    ids.into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// A guess that was counted as wrong and may be looked at now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess {
    names: Names,
    /// The same, with the device that is known if the guess is right.
    home: Names,
    against: Against,
    /// What the browser is known by, or will be.
    pub(super) device: Uuid,
    /// Until when the next has to wait, if this one is wrong.
    locked_until: Timestamp,
}

impl Guess {
    /// The guess was right, and a code is needed as well.
    pub(super) fn take_back(self, tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
        self.names
            .change(tx, now, |involved| involved.take_back(self.against))
    }

    /// The guess was right, and its person is known here from now on.
    pub(super) fn forgive(self, tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
        self.home.change(tx, now, |involved| {
            involved.forgive(self.against);
            involved.know(now);
        })
    }
}

impl Names {
    fn change(
        self,
        tx: &mut Tx<'_>,
        now: Timestamp,
        how: impl FnOnce(&mut Involved),
    ) -> Result<(), StoreError> {
        let tallies = lockouts::load(tx, &in_order(self.all()), now)?;
        let mut involved = self.involved(&tallies);
        how(&mut involved);
        lockouts::save(tx, &self.pairs(&involved).collect())
    }
}

/// Somewhere that is known from now on, whoever was delayed there before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(Names);

impl Place {
    pub(super) fn know(self, tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
        self.0.change(tx, now, |involved| involved.know(now))
    }
}

/// Counts guesses; those that come together are counted one after the other.
struct Count {
    names: Names,
    now: Timestamp,
}

impl Command for Count {
    type Reply = (Against, Timestamp);
    type Error = GuessError;

    fn run(
        tx: &mut Tx<'_>,
        batch: &[&Self],
    ) -> Result<Vec<Result<Self::Reply, GuessError>>, StoreError> {
        let ids = in_order(batch.iter().flat_map(|count| count.names.all()));
        let now = batch.iter().map(|count| count.now).max();
        let mut tallies = lockouts::load(tx, &ids, now.unwrap_or(Timestamp::UNIX_EPOCH))?;
        let mut changed = BTreeMap::new();
        let results = batch
            .iter()
            .map(|count| {
                let mut involved = count.names.involved(&tallies);
                let against = involved.admit(count.now).map_err(|refused| match refused {
                    lockout::Refused::Wait(wait) => GuessError::Wait(wait),
                    lockout::Refused::Exhausted => GuessError::Exhausted,
                })?;
                for (id, tally) in count.names.pairs(&involved) {
                    tallies.insert(id, tally);
                    changed.insert(id, tally);
                }
                Ok((against, involved.locked_until(against)))
            })
            .collect();
        lockouts::save(tx, &changed)?;
        Ok(results)
    }
}

impl House {
    /// Counts a guess at `account` (what is guessed, and whose) as a wrong one, if it may be looked at now.
    ///
    /// # Errors
    /// See [`GuessError`].
    pub(super) async fn guess(
        &self,
        account: &str,
        visit: Visit<'_>,
        sign_in: Option<Uuid>,
    ) -> Result<Guess, GuessError> {
        let device = self.device_of(visit);
        // By device where there is one: whoever shares its address does not use up its tries.
        let known = device.map(|id| format!("device {id}"));
        let who = known.as_deref().unwrap_or(visit.address);
        match self.admit(Limit::SignIn, who).await {
            Ok(()) => {}
            Err(LimitError::Exceeded(wait)) => return Err(GuessError::Wait(wait)),
            Err(LimitError::Store(error)) => return Err(error.into()),
        }
        let names = self.names(account, device, visit, sign_in);
        let count = Count {
            names,
            now: self.now(),
        };
        let (against, locked_until) = self.db.command(names.account, count).await?;
        // A name of its own choice would let somebody plant one in another's browser.
        let device = device.unwrap_or_else(|| self.new_device());
        Ok(Guess {
            names,
            home: self.names(account, Some(device), visit, sign_in),
            against,
            device,
            locked_until,
        })
    }

    /// The guess was wrong, which is told to the log of the operator and to that of the house. `account` is whose it was, if
    /// there is one: what is done is the same if there is none.
    pub(super) async fn wrong(
        &self,
        guess: Guess,
        what: Action,
        account: Option<Uuid>,
        by: &'static str,
    ) -> Result<(), StoreError> {
        let (until, now) = (guess.locked_until, self.now());
        // A keyed hash in the place of the address tells one client from another and names none.
        tracing::warn!(client = %guess.names.address, by, "a sign-in was refused");
        let witness = self.witness().await?;
        self.db
            .write(guess.names.account, move |tx| {
                witness.note(tx, what, account, &[("by", by.into())])?;
                if until > now {
                    let words = [("until", until.to_string().as_str().into())];
                    witness.note(tx, Action::SignInLocked, account, &words)?;
                }
                Ok(())
            })
            .await
    }

    /// The place somebody signed in from, for what else it is to be known to.
    pub(super) fn whereabouts(&self, account: &str, device: Uuid, visit: Visit<'_>) -> Place {
        Place(self.names(account, Some(device), visit, None))
    }

    fn names(
        &self,
        account: &str,
        device: Option<Uuid>,
        visit: Visit<'_>,
        sign_in: Option<Uuid>,
    ) -> Names {
        let name = |kind, value: &str| {
            let hash = self.keyring.lookup(kind, value);
            Uuid::from_slice(&hash[..16]).unwrap_or_default()
        };
        let address = visit.address;
        Names {
            device: device.map(|id| name("lockout device", &format!("{account}\n{id}"))),
            pair: name("lockout pair", &format!("{account}\n{address}")),
            address: name("lockout address", address),
            account: name("lockout account", account),
            sign_in: sign_in.map(|id| name("lockout sign-in", &id.to_string())),
        }
    }

    /// The device that the house gave this name; `None` for what it did not.
    pub(super) fn device_of(&self, visit: Visit<'_>) -> Option<Uuid> {
        let text = visit.device.filter(|text| text.len() == 43)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let id = Uuid::from_slice(bytes.get(..16)?).ok()?;
        let genuine = self.mark(id).ct_eq(bytes.get(16..)?).into();
        Some(id).filter(|_| genuine)
    }

    /// A name for a device that has none.
    pub(super) fn new_device(&self) -> Uuid {
        entropy::new_id(self.now())
    }

    pub(super) fn known_device(&self, id: Uuid) -> KnownDevice {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(id.as_bytes());
        bytes[16..].copy_from_slice(&self.mark(id));
        KnownDevice {
            text: URL_SAFE_NO_PAD.encode(bytes).into(),
            life: KNOWN_FOR,
        }
    }

    fn mark(&self, id: Uuid) -> [u8; 16] {
        let hash = self.keyring.lookup("known device", &id.to_string());
        let mut mark = [0; 16];
        mark.copy_from_slice(&hash[..16]);
        mark
    }

    /// Forgets what is held against nobody any more.
    ///
    /// # Errors
    /// See [`StoreError`]; what was forgotten before stays so.
    pub async fn forget_lockouts(&self) -> Result<u64, StoreError> {
        let now = self.now();
        let before = now
            .saturating_sub(FORGOTTEN_AFTER)
            .unwrap_or(Timestamp::MIN);
        let mut forgotten = 0;
        loop {
            let some = self
                .db
                .write(Uuid::nil(), move |tx| {
                    lockouts::forget(tx, before, now, STRIDE)
                })
                .await?;
            forgotten += some;
            if some < u64::from(STRIDE) {
                return Ok(forgotten);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn nothing_of_a_known_device_is_printed() {
        let device = KnownDevice {
            text: "the name".into(),
            life: KNOWN_FOR,
        };
        assert!(!format!("{device:?}").contains(device.text.expose_secret()));
    }
}
