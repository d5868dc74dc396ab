//! The log as people read it.

use std::{collections::HashMap, fmt, str::FromStr};

use foh_domain::{
    audit::{Action, CHAINS, Details, Group, Subject, Via, phrase},
    booking::Reference,
    identity::{PersonName, Profile},
};
use foh_store::{
    StoreError, Tx,
    audit::{self, Cursor, Entry},
    performances, users,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{House, theatre::distinct};

/// Which entries are asked for.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only of this group of actions.
    pub group: Option<Group>,
    /// Only what this account did.
    pub account: Option<Uuid>,
    /// Only what was done to this.
    pub subject: Option<Uuid>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only those after this one on the pages.
    pub before: Option<Place>,
    /// At most so many.
    pub limit: u32,
}

/// The place of an entry: microseconds since 1970, chain and number, as `1795262400000000-3-1042`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(Cursor);

/// The text names no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the audit log")]
pub struct NoPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cursor { at, chain, number } = self.0;
        write!(f, "{}-{chain}-{number}", at.as_microsecond())
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let mut parts = text.rsplitn(3, '-');
        let mut parse = || {
            let number = parts.next()?.parse().ok()?;
            let chain = parts.next()?.parse().ok()?;
            let at = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
            (chain < u32::from(CHAINS)).then_some(Self(Cursor { at, chain, number }))
        };
        parse().ok_or(NoPlace)
    }
}

/// An entry as people read it.
#[derive(Debug, Clone)]
pub struct AuditItem {
    /// Where it stands.
    pub place: Place,
    /// When.
    pub at: Timestamp,
    /// The word of what was done.
    pub word: String,
    /// What was done, as long as this version knows the word.
    pub action: Option<Action>,
    /// The account that did it.
    pub actor_id: Option<Uuid>,
    /// Whose it is, as long as it can be read.
    pub actor: Option<PersonName>,
    /// To what.
    pub subject_id: Option<Uuid>,
    /// What that is called: an account's name, a reservation's reference, a performance's show.
    pub subject: Option<String>,
    /// From where, and what exactly; `None` when that was erased.
    pub details: Option<Details>,
}

impl AuditItem {
    /// Who did it, in words: `Ada Lovelace`.
    #[must_use]
    pub fn who(&self) -> String {
        let by_itself = self.actor_id.is_none();
        match (
            &self.actor,
            self.details.as_ref().map(|details| details.via),
        ) {
            (Some(name), _) => name.expose().to_owned(),
            (None, Some(Via::CommandLine)) if by_itself => "The command line".to_owned(),
            (None, Some(Via::House)) if by_itself => "The house".to_owned(),
            _ if by_itself => "Somebody".to_owned(),
            _ => "An account".to_owned(),
        }
    }

    /// What was done, in words: `admitted 2 of 3`.
    #[must_use]
    pub fn what(&self) -> String {
        let none = std::collections::BTreeMap::new();
        let words = self
            .details
            .as_ref()
            .map_or(&none, |details| &details.words);
        self.action
            .map_or_else(|| self.word.clone(), |action| phrase(action, words))
    }

    /// To what, in words: `reservation 4D5E6F`; empty when that is who did it, or is said already.
    #[must_use]
    pub fn to_what(&self) -> String {
        let (Some(action), Some(name)) = (self.action, &self.subject) else {
            return String::new();
        };
        match action.subject() {
            Subject::Account if self.subject_id == self.actor_id => String::new(),
            Subject::Account => format!("account {name}"),
            Subject::Reservation => format!("reservation {name}"),
            Subject::Performance => format!("performance of {name}"),
            Subject::Other => String::new(),
        }
    }
}

impl House {
    /// Entries of the audit log, the newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn audit_log(&self, filter: AuditFilter) -> Result<Vec<AuditItem>, StoreError> {
        let house = self.clone();
        self.db
            .read(move |tx| {
                let stored = audit::Filter {
                    group: filter.group,
                    actor_id: filter.account,
                    subject_id: filter.subject,
                    from: filter.from,
                    until: filter.until,
                    before: filter.before.map(|place| place.0),
                };
                let entries = audit::page(tx, &stored, filter.limit)?;
                let names = Names::load(&house, tx, &entries)?;
                Ok(entries
                    .into_iter()
                    .map(|entry| house.audit_item(&names, entry))
                    .collect())
            })
            .await
    }

    /// The account that has this address, whoever may ask.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn account_of_address(&self, email: &str) -> Result<Option<Uuid>, StoreError> {
        let Ok(email) = foh_domain::identity::EmailAddress::parse(email) else {
            return Ok(None);
        };
        let lookups = self.keyring.lookups("email", &email.folded());
        let found = self
            .db
            .read(move |tx| users::by_email(tx, &lookups))
            .await?;
        Ok(found.map(|user| user.id))
    }

    fn audit_item(&self, names: &Names, entry: Entry) -> AuditItem {
        let action = Action::parse(&entry.action);
        let name = |id: Option<Uuid>| id.and_then(|id| names.accounts.get(&id));
        let subject = match action.map(Action::subject) {
            Some(Subject::Account) => name(entry.subject_id).map(|name| name.expose().to_owned()),
            Some(Subject::Reservation) => entry.subject_id.map(|id| Reference::of(id).to_string()),
            Some(Subject::Performance) => entry
                .subject_id
                .and_then(|id| names.performances.get(&id).cloned()),
            _ => None,
        };
        let row = Details::row(&entry.details_hash);
        AuditItem {
            place: Place(entry.cursor()),
            at: entry.at,
            action,
            actor: name(entry.actor_id).cloned(),
            actor_id: entry.actor_id,
            subject_id: entry.subject_id,
            subject,
            // What does not open is found by verification; here it reads as if it were erased.
            details: entry
                .details
                .as_ref()
                .and_then(|sealed| self.keyring.open(row, sealed).ok()),
            word: entry.action,
        }
    }
}

/// What the ids of a page are called.
struct Names {
    accounts: HashMap<Uuid, PersonName>,
    performances: HashMap<Uuid, String>,
}

impl Names {
    fn load(house: &House, tx: &mut Tx<'_>, entries: &[Entry]) -> Result<Self, StoreError> {
        let subjects = |kind| {
            entries
                .iter()
                .filter(move |entry| {
                    Action::parse(&entry.action).map(Action::subject) == Some(kind)
                })
                .filter_map(|entry| entry.subject_id)
        };
        let actors = entries.iter().filter_map(|entry| entry.actor_id);
        let users = users::load(tx, &distinct(actors.chain(subjects(Subject::Account))))?;
        let performances = performances::load(tx, &distinct(subjects(Subject::Performance)))?;
        let name = |user: users::User| {
            let profile: Profile = house.keyring.open(user.id, &user.profile).ok()?;
            Some((user.id, profile.name))
        };
        Ok(Self {
            accounts: users.into_iter().filter_map(name).collect(),
            performances: performances
                .into_iter()
                .map(|(id, performance)| (id, performance.title))
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_written() {
        for (at, chain, number) in [(0, 0, 1), (1_795_262_400_000_000, 15, i64::MAX)] {
            let at = Timestamp::from_microsecond(at).unwrap();
            let place = Place(Cursor { at, chain, number });
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for wrong in [
            "",
            "1-2",
            "1-16-1",
            "x-1-1",
            "1-1-x",
            "1-1-1-1",
            "99999999999999999999-1-1",
        ] {
            assert_eq!(wrong.parse::<Place>(), Err(NoPlace), "{wrong}");
        }
    }
}
