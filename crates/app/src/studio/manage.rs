//! Facilitators make sessions and change them; a change of time or place is told to every guest in the same transaction.

use std::sync::Arc;

use foh_domain::{
    audit::{Action, Value},
    field::FieldError,
    privacy::SealError,
    studio::{Session, SessionChangeRefusal, decide_change},
};
use foh_store::{
    StoreError, Tx, outbox, studio_bookings,
    studio_sessions::{self, SessionView},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::holds;
use crate::{
    House, entropy,
    identity::Staff,
    messages::{Kind, Moved},
    payments::GiveBackError,
};

/// Letters made ready beyond those for whom a booking was read: so many may book before the change is made.
pub(super) const SPARE_LETTERS: usize = 32;

/// Why a session was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageSessionError {
    /// There is no such session.
    #[error("there is no such session")]
    Unknown,
    /// It is somebody else's.
    #[error("the session is somebody else's")]
    NotYours,
    /// Fields are at fault.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// The rules refuse it.
    #[error("the change was refused")]
    Refused(SessionChangeRefusal),
    /// A letter could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// What was paid cannot be given back.
    #[error(transparent)]
    GiveBack(#[from] GiveBackError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Vec<FieldError>> for ManageSessionError {
    fn from(faults: Vec<FieldError>) -> Self {
        Self::Faults(faults)
    }
}

/// A change of a session, run inside the transaction; it may be run more than once.
pub type SessionChange = Arc<dyn Fn(Session) -> Result<Session, Vec<FieldError>> + Send + Sync>;

/// How a piece of work that writes to all guests ended.
pub(super) enum Told<T> {
    /// Everybody is written to.
    Done(T),
    /// Nobody is: since the letters were made ready, more have booked or the session was moved.
    Again,
}

impl House {
    /// Makes a session of whoever asks; it begins in the future.
    ///
    /// # Errors
    /// See [`ManageSessionError`]; nothing was stored.
    pub async fn create_session(
        &self,
        session: Session,
        by: &Staff,
    ) -> Result<Uuid, ManageSessionError> {
        let id = entropy::new_id(self.now());
        self.create_session_as(id, session, by.id).await?;
        Ok(id)
    }

    pub(crate) async fn create_session_as(
        &self,
        id: Uuid,
        session: Session,
        owner_id: Uuid,
    ) -> Result<(), ManageSessionError> {
        let now = self.now();
        if session.starts_at <= now {
            return Err(ManageSessionError::Refused(SessionChangeRefusal::InThePast));
        }
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                studio_sessions::insert(tx, id, owner_id, &session, now)?;
                witness.note(tx, Action::ContentMade, Some(id), &about(&session))
            })
            .await?;
        self.programme_changed();
        Ok(())
    }

    /// Changes a session and answers what it is then. Its guests are told when its time or place is another.
    ///
    /// # Errors
    /// See [`ManageSessionError`]; nothing was changed.
    pub async fn change_session(
        &self,
        id: Uuid,
        by: &Staff,
        change: SessionChange,
    ) -> Result<Session, ManageSessionError> {
        loop {
            let before = self.own_session(id, by).await?.view;
            let work = self.changing(before, by.clone(), Arc::clone(&change));
            if let Told::Done(session) = self.db.write(id, work.await?).await? {
                self.programme_changed();
                self.mail_waits.notify_one();
                return Ok(session);
            }
        }
    }

    /// The change as work for a transaction, with the letters for the guests it has now.
    async fn changing(
        &self,
        before: SessionView,
        by: Staff,
        change: SessionChange,
    ) -> Result<
        impl FnMut(&mut Tx<'_>) -> Result<Told<Session>, ManageSessionError> + Send + 'static,
        ManageSessionError,
    > {
        let (id, now, witness) = (before.id, self.now(), self.witness().await?);
        let letters = self.letters(Kind::SessionMoved, &before)?;
        Ok(move |tx: &mut Tx<'_>| {
            let (facts, owner_id) = studio_sessions::lock(tx, &[id])?
                .remove(&id)
                .ok_or(ManageSessionError::Unknown)?;
            if !holds(&by, owner_id) {
                return Err(ManageSessionError::NotYours);
            }
            let stored = studio_sessions::get(tx, id)?.ok_or(ManageSessionError::Unknown)?;
            let session = change(stored.session.clone())?;
            decide_change(&facts, &session, now).map_err(ManageSessionError::Refused)?;
            if session == stored.session {
                return Ok(Told::Done(session));
            }
            let mut revision = stored.revision;
            if is_told(&stored.session, &session) {
                revision += 1;
                if is_told(&before.session, &stored.session) {
                    return Ok(Told::Again);
                }
                if !write_to_guests(tx, id, &letters)? {
                    return Ok(Told::Again);
                }
            }
            studio_sessions::update(tx, id, &session, facts.places, revision)?;
            witness.note(tx, Action::ContentChanged, Some(id), &about(&session))?;
            Ok(Told::Done(session))
        })
    }

    /// Letters for all guests of a session and some more, to be addressed in the transaction that sends them.
    pub(super) fn letters(
        &self,
        kind: Kind,
        session: &SessionView,
    ) -> Result<Vec<outbox::Entry>, SealError> {
        let moved = Moved {
            from: session.session.starts_at,
            from_ends: session.session.ends_at,
        };
        let now = self.now();
        let count = session.places.confirmed as usize + SPARE_LETTERS;
        (0..count)
            .map(|_| match kind {
                Kind::SessionMoved => self.entry_moved(session.id, now, moved),
                kind => self.entry(kind, session.id, now, &[]),
            })
            .collect()
    }
}

/// Sends a letter to every guest whose booking stands; `false` when there are too few.
pub(super) fn write_to_guests(
    tx: &mut Tx<'_>,
    session_id: Uuid,
    letters: &[outbox::Entry],
) -> Result<bool, StoreError> {
    let guests = studio_bookings::all_standing(tx, session_id)?;
    if guests.len() > letters.len() {
        return Ok(false);
    }
    let addressed: Vec<outbox::Entry> = guests
        .into_iter()
        .zip(letters)
        .map(|(subject_id, letter)| outbox::Entry {
            subject_id,
            ..letter.clone()
        })
        .collect();
    outbox::insert(tx, &addressed)?;
    Ok(true)
}

/// What of a session stands in its guests' calendars.
fn in_calendar(session: &Session) -> (Timestamp, Timestamp, &str, &str) {
    (
        session.starts_at,
        session.ends_at,
        &session.title,
        &session.location,
    )
}

/// Whether its guests are told of such a change.
#[must_use]
pub fn is_told(before: &Session, after: &Session) -> bool {
    in_calendar(before) != in_calendar(after)
}

/// What the audit log says of a session.
pub(super) fn about(session: &Session) -> [(&'static str, Value); 2] {
    [
        ("what", session.kind.as_str().into()),
        ("name", session.title.as_str().into()),
    ]
}
