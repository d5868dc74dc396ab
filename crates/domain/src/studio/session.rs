//! Sessions and retreats, and how they may change.

use jiff::{SignedDuration, Timestamp};

use crate::{
    booking::Places,
    field::{self, Faults, FieldError},
    payments::Money,
    theatre::Zone,
};

/// What is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// Some hours.
    Session,
    /// Some days.
    Retreat,
}

impl SessionKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Session, Self::Retreat];

    /// The word in the database, the API and on the screen.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Retreat => "retreat",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Whether a session takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionStatus {
    /// It does.
    Active,
    /// It was called off, for good.
    Cancelled,
}

impl SessionStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Active, Self::Cancelled];

    /// The word in the database, the API and on the screen.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// What a facilitator offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hours or days.
    pub kind: SessionKind,
    /// At most 160 characters.
    pub title: String,
    /// At most 5,000 characters; may be empty.
    pub description: String,
    /// Where it is; at most 200 characters, may be empty.
    pub location: String,
    /// Where its clocks stand.
    pub time_zone: Zone,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends: after it begins, within [`Session::LONGEST`].
    pub ends_at: Timestamp,
    /// How many may come: 1 to [`Session::MOST_PLACES`].
    pub capacity: u32,
    /// What a place costs.
    pub price: Money,
}

/// A session's fields as they were typed.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field is the one of `Session` with its name"
)]
pub struct SessionFields<'a> {
    pub kind: SessionKind,
    pub title: &'a str,
    pub description: &'a str,
    pub location: &'a str,
    pub time_zone: Zone,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub capacity: i64,
    pub price: Money,
}

impl Session {
    /// The most places of one session; each of its guests is written to when it is moved, in one transaction.
    pub const MOST_PLACES: u32 = 2_000;
    /// A retreat takes no longer.
    pub const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 60);

    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(fields: SessionFields<'_>) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let title = faults.take("title", field::line(fields.title, 160));
        let description = faults.take("description", field::prose(fields.description, 5_000));
        let location = match fields.location.trim() {
            "" => Some(String::new()),
            text => faults.take("location", field::line(text, 200)),
        };
        let capacity = faults.take(
            "capacity",
            field::number(fields.capacity, 1, Self::MOST_PLACES),
        );
        if fields.ends_at <= fields.starts_at {
            faults.add("end_time", "It must end after it begins.");
        } else if fields.ends_at.duration_since(fields.starts_at) > Self::LONGEST {
            faults.add("end_time", "It can take at most 60 days.");
        }
        faults.finish()?;
        match (title, description, location, capacity) {
            (Some(title), Some(description), Some(location), Some(capacity)) => Ok(Self {
                kind: fields.kind,
                title,
                description,
                location,
                time_zone: fields.time_zone,
                starts_at: fields.starts_at,
                ends_at: fields.ends_at,
                capacity,
                price: fields.price,
            }),
            _ => Err(Vec::new()),
        }
    }
}

/// What must be known of a session to change or book it.
#[derive(Debug, Clone, Copy)]
pub struct SessionFacts {
    /// Whether it takes place.
    pub status: SessionStatus,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Its counters now.
    pub places: Places,
    /// What a place costs.
    pub price: Money,
    /// Whether there is somebody to hold it: its facilitator's account is active, and still one.
    pub has_facilitator: bool,
}

/// Why a session stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionChangeRefusal {
    /// It was cancelled.
    Cancelled,
    /// It is over.
    Over,
    /// It has begun, so it cannot be moved or cancelled any more.
    Begun,
    /// More places are booked than there would be.
    BelowBooked {
        /// How many are.
        booked: u32,
    },
    /// It would begin in the past.
    InThePast,
}

/// Decides a change. Of one that runs only what does not touch its beginning may change.
///
/// # Errors
/// See [`SessionChangeRefusal`].
pub fn decide_change(
    facts: &SessionFacts,
    after: &Session,
    now: Timestamp,
) -> Result<(), SessionChangeRefusal> {
    if facts.status == SessionStatus::Cancelled {
        return Err(SessionChangeRefusal::Cancelled);
    }
    if now >= facts.ends_at {
        return Err(SessionChangeRefusal::Over);
    }
    if after.starts_at != facts.starts_at {
        if now >= facts.starts_at {
            return Err(SessionChangeRefusal::Begun);
        }
        if after.starts_at <= now {
            return Err(SessionChangeRefusal::InThePast);
        }
    }
    let booked = facts.places.taken();
    if after.capacity < booked {
        return Err(SessionChangeRefusal::BelowBooked { booked });
    }
    Ok(())
}

/// Decides whether a session may be called off.
///
/// # Errors
/// See [`SessionChangeRefusal`].
pub fn decide_cancel_session(
    facts: &SessionFacts,
    now: Timestamp,
) -> Result<(), SessionChangeRefusal> {
    if facts.status == SessionStatus::Cancelled {
        Err(SessionChangeRefusal::Cancelled)
    } else if now >= facts.ends_at {
        Err(SessionChangeRefusal::Over)
    } else if now >= facts.starts_at {
        Err(SessionChangeRefusal::Begun)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::Currency;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + hour * 3_600).unwrap()
    }

    fn fields<'a>() -> SessionFields<'a> {
        SessionFields {
            kind: SessionKind::Session,
            title: "Breathing",
            description: "",
            location: "",
            time_zone: Zone::parse("Europe/Rome").unwrap(),
            starts_at: at(0),
            ends_at: at(2),
            capacity: 12,
            price: Money::of(0, Currency::EUR).unwrap(),
        }
    }

    fn facts(status: SessionStatus, confirmed: u32) -> SessionFacts {
        SessionFacts {
            status,
            starts_at: at(0),
            ends_at: at(2),
            places: Places {
                capacity: 12,
                additional: 0,
                manually_occupied: 0,
                confirmed,
                held: 0,
            },
            price: Money::of(0, Currency::EUR).unwrap(),
            has_facilitator: true,
        }
    }

    #[test]
    fn faults_name_their_fields() {
        let faults = Session::parse(SessionFields {
            title: " ",
            location: "a\nb",
            capacity: 0,
            ends_at: at(0),
            ..fields()
        })
        .unwrap_err();
        let fields_at_fault: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(
            fields_at_fault,
            ["title", "location", "capacity", "end_time"]
        );
        let long = SessionFields {
            ends_at: at(24 * 60 + 1),
            ..fields()
        };
        assert_eq!(Session::parse(long).unwrap_err()[0].field, "end_time");
        assert!(Session::parse(fields()).is_ok());
    }

    #[test]
    fn changes_respect_what_is_booked_and_what_has_begun() {
        let session = Session::parse(fields()).unwrap();
        let with = |capacity, starts_at| Session {
            capacity,
            starts_at,
            ends_at: at(30),
            ..session.clone()
        };
        let active = facts(SessionStatus::Active, 5);
        assert_eq!(decide_change(&active, &with(5, at(0)), at(-1)), Ok(()));
        assert_eq!(
            decide_change(&active, &with(4, at(0)), at(-1)),
            Err(SessionChangeRefusal::BelowBooked { booked: 5 })
        );
        assert_eq!(decide_change(&active, &with(12, at(9)), at(-1)), Ok(()));
        assert_eq!(
            decide_change(&active, &with(12, at(-2)), at(-1)),
            Err(SessionChangeRefusal::InThePast)
        );
        assert_eq!(
            decide_change(&active, &with(12, at(9)), at(0)),
            Err(SessionChangeRefusal::Begun)
        );
        assert_eq!(decide_change(&active, &with(12, at(0)), at(1)), Ok(()));
        assert_eq!(
            decide_change(&active, &with(12, at(0)), at(2)),
            Err(SessionChangeRefusal::Over)
        );
        assert_eq!(
            decide_change(&facts(SessionStatus::Cancelled, 0), &session, at(-1)),
            Err(SessionChangeRefusal::Cancelled)
        );
    }

    #[test]
    fn only_what_has_not_begun_is_cancelled() {
        let active = facts(SessionStatus::Active, 0);
        assert_eq!(decide_cancel_session(&active, at(-1)), Ok(()));
        for (facts, now, refusal) in [
            (active, at(0), SessionChangeRefusal::Begun),
            (active, at(2), SessionChangeRefusal::Over),
            (
                facts(SessionStatus::Cancelled, 0),
                at(-1),
                SessionChangeRefusal::Cancelled,
            ),
        ] {
            assert_eq!(decide_cancel_session(&facts, now), Err(refusal));
        }
    }

    #[test]
    fn words_are_read_as_written() {
        for kind in SessionKind::ALL {
            assert_eq!(SessionKind::parse(kind.as_str()), Some(kind));
        }
        for status in SessionStatus::ALL {
            assert_eq!(SessionStatus::parse(status.as_str()), Some(status));
        }
        assert_eq!(SessionKind::parse("workshop"), None);
        assert_eq!(SessionStatus::parse(""), None);
    }
}
