//! Sessions and bookings as people see them, with the names of the people.

use foh_domain::{
    booking::Guest,
    identity::{PersonName, Profile},
    privacy::Sealed,
    studio::SessionStatus,
};
use foh_store::{
    StoreError,
    studio_bookings::{self, BookingView},
    studio_sessions::{self, Filter, SessionView},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{ManageSessionError, Paid, holds, with_paid};
use crate::{House, identity::Staff};

/// Somebody who is named in public.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their account.
    pub id: Uuid,
    /// Their name; `None` once they are erased.
    pub name: Option<PersonName>,
}

/// A session with who holds it.
#[derive(Debug, Clone)]
pub struct SessionItem {
    /// The session.
    pub view: SessionView,
    /// Who holds it.
    pub facilitator: Person,
}

/// A booking with whose it is, and what has been paid for it.
#[derive(Debug, Clone)]
pub struct BookingItem {
    /// The booking.
    pub view: BookingView,
    /// The guest; `None` once they are erased.
    pub guest: Option<Guest>,
    /// What has been paid for it.
    pub paid: Paid,
}

/// Which of their sessions a facilitator looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Those that take place and are not over, the next first.
    Coming,
    /// Those that are over, the last first.
    Over,
    /// Those that were called off, the latest first.
    Cancelled,
}

impl House {
    /// One session, active or not.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn studio_session(&self, id: Uuid) -> Result<Option<SessionItem>, StoreError> {
        let found = self.db.read(move |tx| studio_sessions::get(tx, id)).await?;
        Ok(found.map(|view| self.session_item(view)))
    }

    /// Sessions in the order of their beginnings.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn studio_sessions(&self, filter: Filter) -> Result<Vec<SessionItem>, StoreError> {
        let found = self
            .db
            .read(move |tx| studio_sessions::page(tx, &filter))
            .await?;
        Ok(found
            .into_iter()
            .map(|view| self.session_item(view))
            .collect())
    }

    /// A facilitator's own sessions, the latest beginning first, before `before` in that order.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn sessions_of(
        &self,
        owner_id: Uuid,
        before: Option<(Timestamp, Uuid)>,
        limit: u32,
    ) -> Result<Vec<SessionItem>, StoreError> {
        let before = before.unwrap_or((Timestamp::MAX, Uuid::max()));
        let found = self
            .db
            .read(move |tx| studio_sessions::of_owner(tx, owner_id, before, limit))
            .await?;
        Ok(found
            .into_iter()
            .map(|view| self.session_item(view))
            .collect())
    }

    /// A facilitator's own sessions of a sort, from where the page before ended.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn sessions_sorted(
        &self,
        owner_id: Uuid,
        sort: Sort,
        from: Option<(Timestamp, Uuid)>,
        limit: u32,
    ) -> Result<Vec<SessionItem>, StoreError> {
        let (now, active) = (self.now(), SessionStatus::Active);
        let after = from.unwrap_or((Timestamp::MIN, Uuid::nil()));
        let before = from.unwrap_or((Timestamp::MAX, Uuid::max()));
        let found = self
            .db
            .read(move |tx| match sort {
                Sort::Coming => studio_sessions::coming_of_owner(tx, owner_id, now, after, limit),
                Sort::Over => {
                    studio_sessions::gone_of_owner(tx, owner_id, active, now, before, limit)
                }
                Sort::Cancelled => studio_sessions::gone_of_owner(
                    tx,
                    owner_id,
                    SessionStatus::Cancelled,
                    Timestamp::MAX,
                    before,
                    limit,
                ),
            })
            .await?;
        Ok(found
            .into_iter()
            .map(|view| self.session_item(view))
            .collect())
    }

    /// A session that is in the hands of whoever asks.
    ///
    /// # Errors
    /// See [`ManageSessionError`].
    pub async fn own_session(
        &self,
        id: Uuid,
        staff: &Staff,
    ) -> Result<SessionItem, ManageSessionError> {
        let found = self.studio_session(id).await?;
        let item = found.ok_or(ManageSessionError::Unknown)?;
        if holds(staff, item.view.owner_id) {
            Ok(item)
        } else {
            Err(ManageSessionError::NotYours)
        }
    }

    /// The bookings of a session that is in the hands of whoever asks, in the order they were made.
    ///
    /// # Errors
    /// See [`ManageSessionError`].
    pub async fn bookings_of_session(
        &self,
        id: Uuid,
        staff: &Staff,
        with_cancelled: bool,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<BookingItem>, ManageSessionError> {
        self.own_session(id, staff).await?;
        let after = after.unwrap_or(Uuid::nil());
        let found = self
            .db
            .read(move |tx| {
                let found = studio_bookings::of_session(tx, id, with_cancelled, after, limit)?;
                with_paid(tx, found)
            })
            .await?;
        Ok(self.booking_items(found))
    }

    /// The bookings of all of a facilitator's sessions, the newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn bookings_of_facilitator(
        &self,
        owner_id: Uuid,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<BookingItem>, StoreError> {
        let before = before.unwrap_or(Uuid::max());
        let found = self
            .db
            .read(move |tx| {
                let found = studio_bookings::of_owner(tx, owner_id, before, limit)?;
                with_paid(tx, found)
            })
            .await?;
        Ok(self.booking_items(found))
    }

    /// A member's own bookings, the newest first, cancelled ones too.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn bookings_of_member(
        &self,
        member_id: Uuid,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<BookingItem>, StoreError> {
        let before = before.unwrap_or(Uuid::max());
        let found = self
            .db
            .read(move |tx| {
                let found = studio_bookings::of_member(tx, member_id, before, limit)?;
                with_paid(tx, found)
            })
            .await?;
        Ok(self.booking_items(found))
    }

    /// A member's bookings that stand of sessions that are not over, the next first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn upcoming_bookings(
        &self,
        member_id: Uuid,
        limit: u32,
    ) -> Result<Vec<BookingItem>, StoreError> {
        let now = self.now();
        let found = self
            .db
            .read(move |tx| {
                let found = studio_bookings::upcoming_of_member(tx, member_id, now, limit)?;
                with_paid(tx, found)
            })
            .await?;
        Ok(self.booking_items(found))
    }

    /// A member's bookings that were cancelled or whose session is over, the newest first, made before `before`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn past_bookings(
        &self,
        member_id: Uuid,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<BookingItem>, StoreError> {
        let (now, before) = (self.now(), before.unwrap_or(Uuid::max()));
        let found = self
            .db
            .read(move |tx| {
                let found = studio_bookings::past_of_member(tx, member_id, now, before, limit)?;
                with_paid(tx, found)
            })
            .await?;
        Ok(self.booking_items(found))
    }

    /// A member's booking of a session, if it stands.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn booking_of(
        &self,
        member_id: Uuid,
        session_id: Uuid,
    ) -> Result<Option<BookingItem>, StoreError> {
        let found = self
            .db
            .read(move |tx| {
                let found = studio_bookings::of_member_and_session(tx, member_id, session_id)?;
                with_paid(tx, found.into_iter().collect())
            })
            .await?;
        Ok(self.booking_items(found).pop())
    }

    /// One booking of a member.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn own_booking(
        &self,
        id: Uuid,
        member_id: Uuid,
    ) -> Result<Option<BookingItem>, StoreError> {
        let found = self
            .db
            .read(move |tx| {
                let own = |booking: &BookingView| booking.member_id == member_id;
                let found = studio_bookings::get(tx, id)?.filter(own);
                with_paid(tx, found.into_iter().collect())
            })
            .await?;
        Ok(self.booking_items(found).pop())
    }

    pub(super) fn session_item(&self, view: SessionView) -> SessionItem {
        let facilitator = self.person(view.owner_id, &view.owner);
        SessionItem { view, facilitator }
    }

    pub(super) fn person(&self, id: Uuid, sealed: &Sealed<Profile>) -> Person {
        let profile: Option<Profile> = self.keyring.open(id, sealed).ok();
        Person {
            id,
            name: profile.map(|profile| profile.name),
        }
    }

    /// Bookings with their guests.
    pub(crate) fn booking_items(&self, found: Vec<(BookingView, Paid)>) -> Vec<BookingItem> {
        let item = |(view, paid): (BookingView, Paid)| {
            let guest = view.guest.as_ref();
            let guest = guest.and_then(|sealed| self.keyring.open(view.id, sealed).ok());
            BookingItem { view, guest, paid }
        };
        found.into_iter().map(item).collect()
    }
}
