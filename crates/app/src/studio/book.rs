//! A member books a place of a session; it is confirmed at once. What is due for it is written down with it.

use std::collections::{HashMap, HashSet};

use foh_domain::{
    booking::{Guest, GuestFields, PartySize},
    field::FieldError,
    identity::Profile,
    payments::Money,
    privacy::{SealError, Sealed},
    studio::{BookFacts, BookRefusal, NotificationKind, decide_book},
};
use foh_store::{
    Command, StoreError, Tx,
    notifications::{self, NewNotification},
    occurrences, outbox,
    reservations::{self, NewReservation},
    studio_bookings::{self, NewBooking, ONE_EACH},
    studio_sessions, users,
    wakes::{Topic, Wake},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{House, entropy, messages::Kind, theatre::distinct};

/// A booking that was made.
#[derive(Debug, Clone, Copy)]
pub struct Booked {
    /// Its id.
    pub booking_id: Uuid,
    /// What is due for it.
    pub price: Money,
    /// How many places are left.
    pub available: u32,
}

/// Why nothing was booked.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The rules refuse it.
    #[error("the booking was refused")]
    Refused(BookRefusal),
    /// The account has no address to write to, or was switched off or erased meanwhile.
    #[error("the account has no address")]
    NoAddress,
    /// Fields are at fault.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// Something could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for BookError {
    fn from(error: StoreError) -> Self {
        if error.is_constraint(ONE_EACH) {
            Self::Refused(BookRefusal::AlreadyBooked)
        } else {
            Self::Store(error)
        }
    }
}

/// One booking; whose session it is and what it costs is known inside the transaction.
struct Book {
    new: NewReservation,
    member_id: Uuid,
    notification_id: Uuid,
    /// To the guest, to the facilitator and to the customer records.
    outgoing: Vec<outbox::Entry>,
    now: Timestamp,
}

/// What a booking has caused.
struct Caused {
    booked: Booked,
    facilitator_id: Uuid,
}

impl Command for Book {
    type Reply = Caused;
    type Error = BookError;

    fn run(tx: &mut Tx<'_>, batch: &[&Self]) -> Result<Vec<Result<Caused, BookError>>, StoreError> {
        let sessions = distinct(batch.iter().map(|book| book.new.occurrence_id));
        let mut facts = studio_sessions::lock(tx, &sessions)?;
        let members = distinct(batch.iter().map(|book| book.member_id));
        let members = users::lock_active(tx, &members)?;
        let mut standing = standing(tx, &sessions, batch)?;
        let mut accepted = Vec::with_capacity(batch.len());
        let mut bookings = Vec::with_capacity(batch.len());
        let mut told = Vec::with_capacity(batch.len());
        let results = batch
            .iter()
            .map(|book| {
                let session_id = book.new.occurrence_id;
                let pair = (session_id, book.member_id);
                if !members.contains(&book.member_id) {
                    return Err(BookError::NoAddress);
                }
                let known = facts.get(&session_id).copied();
                let mut decided = known.map(|(session, _)| BookFacts {
                    session,
                    has_booked: standing.contains(&pair),
                });
                decide_book(decided.as_mut(), book.new.party, book.now)
                    .map_err(BookError::Refused)?;
                let (Some(after), Some((_, facilitator_id))) = (decided, known) else {
                    return Err(BookError::Refused(BookRefusal::Unknown));
                };
                facts.insert(session_id, (after.session, facilitator_id));
                standing.insert(pair);
                accepted.push(*book);
                bookings.push(book.booking(after.session.price));
                told.push(book.notification(facilitator_id));
                Ok(Caused {
                    booked: Booked {
                        booking_id: book.new.id,
                        price: after.session.price,
                        available: after.session.places.available(),
                    },
                    facilitator_id,
                })
            })
            .collect();
        reservations::insert(tx, accepted.iter().map(|book| &book.new))?;
        studio_bookings::insert(tx, &bookings)?;
        let booked: HashMap<Uuid, u32> = accepted
            .iter()
            .filter_map(|book| facts.get_key_value(&book.new.occurrence_id))
            .map(|(id, (session, _))| (*id, session.places.confirmed))
            .collect();
        occurrences::set_confirmed(tx, booked)?;
        notifications::insert(tx, &told)?;
        outbox::insert(tx, accepted.iter().flat_map(|book| &book.outgoing))?;
        Ok(results)
    }
}

/// Which of these members have a booking of which of these sessions that stands.
fn standing(
    tx: &mut Tx<'_>,
    sessions: &[Uuid],
    batch: &[&Book],
) -> Result<HashSet<(Uuid, Uuid)>, StoreError> {
    let mut standing = HashSet::new();
    for session_id in sessions {
        let of_session = batch
            .iter()
            .filter(|book| book.new.occurrence_id == *session_id);
        let members = distinct(of_session.map(|book| book.member_id));
        let found = studio_bookings::standing(tx, *session_id, &members)?;
        standing.extend(found.into_iter().map(|member_id| (*session_id, member_id)));
    }
    Ok(standing)
}

impl Book {
    fn booking(&self, price: Money) -> NewBooking {
        NewBooking {
            id: self.new.id,
            session_id: self.new.occurrence_id,
            member_id: self.member_id,
            price,
            created_at: self.now,
        }
    }

    fn notification(&self, facilitator_id: Uuid) -> NewNotification {
        NewNotification {
            id: self.notification_id,
            facilitator_id,
            kind: NotificationKind::Booking,
            booking_id: self.new.id,
            created_at: self.now,
        }
    }
}

/// Asks who a member is; many at once cost one look, where each by itself would cost a savepoint as well.
struct WhoBooks {
    member_id: Uuid,
}

impl Command for WhoBooks {
    type Reply = Option<Sealed<Profile>>;
    type Error = StoreError;

    fn run(
        tx: &mut Tx<'_>,
        batch: &[&Self],
    ) -> Result<Vec<Result<Self::Reply, StoreError>>, StoreError> {
        let members = distinct(batch.iter().map(|who| who.member_id));
        let found = users::load(tx, &members)?.into_iter();
        let profiles: HashMap<Uuid, Sealed<Profile>> =
            found.map(|user| (user.id, user.profile)).collect();
        let results = batch.iter().map(|who| profiles.get(&who.member_id));
        Ok(results.map(|profile| Ok(profile.cloned())).collect())
    }
}

impl House {
    /// Books a place of a session for a member. The member and the facilitator are written to, and whoever else is told of
    /// bookings.
    ///
    /// # Errors
    /// See [`BookError`]; nothing was stored, unless the store says that it does not know.
    pub async fn book_session(
        &self,
        session_id: Uuid,
        member_id: Uuid,
        notes: Option<&str>,
    ) -> Result<Booked, BookError> {
        let guest = self.guest_of(member_id, notes).await?;
        let now = self.now();
        let id = entropy::id_beside(session_id, now);
        let mut outgoing = vec![
            self.entry(Kind::Booked, id, now, &[])?,
            self.entry(Kind::BookedNotice, id, now, &[])?,
        ];
        outgoing.extend(self.crm_entry(id, now));
        let book = Book {
            new: NewReservation {
                id,
                occurrence_id: session_id,
                party: PartySize::ONE,
                guest: self.keyring.seal(id, entropy::bytes(), &guest)?,
                email_lookup: self.email_lookup(&guest),
                created_by: None,
                created_at: now,
                confirmed_at: Some(now),
            },
            member_id,
            notification_id: entropy::id_beside(session_id, now),
            outgoing,
            now,
        };
        let wake = book.notification_id;
        let caused = self.db.command(session_id, book).await?;
        self.programme_changed();
        self.mail_waits.notify_one();
        self.crm_entry_waits();
        self.db.wake(Wake {
            topic: Topic::Notifications,
            subject: caused.facilitator_id,
            id: wake,
        });
        Ok(caused.booked)
    }

    /// The member as a guest: their booking keeps its own copy, which goes when its time is over.
    async fn guest_of(&self, member_id: Uuid, notes: Option<&str>) -> Result<Guest, BookError> {
        let found = self.db.ask(WhoBooks { member_id }).await?;
        let profile = found.ok_or(BookError::NoAddress)?;
        let profile: Profile = self.keyring.open(member_id, &profile)?;
        let email = profile.email.ok_or(BookError::NoAddress)?;
        let fields = GuestFields {
            name: profile.name.expose(),
            email: email.expose(),
            phone: None,
            notes,
        };
        Guest::parse(fields).map_err(BookError::Faults)
    }
}
