//! What facilitators are told live. A notification is written with its cause; what becomes of it afterwards is here.
//!
//! Whoever is about to show one claims it first: of many nodes and tabs at once each gets a missed one at most once, and
//! what then reaches nobody is given back.

mod elsewhere;
mod privacy;
mod said;

use foh_domain::{identity::Permission, studio::NotificationKind};
use foh_store::{
    StoreError, Tx,
    notifications::{self, NotificationView},
    wakes::Heard,
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::House;

pub use elsewhere::{FromElsewhere, TellError, Told};
pub(crate) use said::{Content, source};

/// Counted up to this many, one is told that there are many.
pub const UNREAD_MOST: u32 = 100;
/// The most that one claim takes.
const CLAIM_MOST: u32 = 100;
/// A notification as its facilitator gets it. Who booked is in it, so it has no `Debug` of what it says.
#[derive(Clone)]
pub struct Notification {
    /// Its id.
    pub id: Uuid,
    /// Who is told.
    pub facilitator_id: Uuid,
    /// What has happened.
    pub kind: NotificationKind,
    /// The session of this house it is about.
    pub session_id: Option<Uuid>,
    /// The booking, by whatever id its system gave it.
    pub booking_id: String,
    /// Who booked: `id`, `name`, `email`.
    pub user: Map<String, Value>,
    /// What: `id`, `title`, `type`, `start_time`.
    pub session: Map<String, Value>,
    /// The same in words.
    pub message: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// Whether it has not been read.
    pub unread: bool,
}

impl std::fmt::Debug for Notification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Notification({})", self.id)
    }
}

/// A claimed notification.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// What it says.
    pub notification: Notification,
    /// Whether it was claimed now; otherwise somebody else has, and it is only for those who were there before.
    pub first: bool,
}

impl House {
    /// What is told from now on, here and on other nodes.
    #[must_use]
    pub fn wakes(&self) -> broadcast::Receiver<Heard> {
        self.db.wakes()
    }

    /// Claims these notifications and answers what they say, the oldest first; not those of facilitators who may not see
    /// them any more.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn live_notifications(&self, ids: Vec<Uuid>) -> Result<Vec<Claimed>, StoreError> {
        let Some(lane) = ids.first().copied() else {
            return Ok(Vec::new());
        };
        let now = self.now();
        let claimed = self
            .db
            .write(lane, move |tx| {
                let waiting = notifications::lock(tx, &ids)?;
                claim(tx, &ids, &waiting, now)
            })
            .await?;
        Ok(self.claimed(claimed))
    }

    /// Claims what a facilitator has missed, the oldest first, at most 100 at a time.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn missed_notifications(
        &self,
        facilitator_id: Uuid,
    ) -> Result<Vec<Notification>, StoreError> {
        let now = self.now();
        let claimed = self
            .db
            .write(facilitator_id, move |tx| {
                let waiting = notifications::lock_waiting(tx, facilitator_id, CLAIM_MOST)?;
                claim(tx, &waiting, &waiting, now)
            })
            .await?;
        let claimed = self.claimed(claimed).into_iter();
        Ok(claimed.map(|claimed| claimed.notification).collect())
    }

    /// Which notifications wait for any of these facilitators, the oldest first, some at a time: whose each is, and its id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn waiting_notifications(
        &self,
        facilitators: Vec<Uuid>,
    ) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        if facilitators.is_empty() {
            return Ok(Vec::new());
        }
        self.db
            .read(move |tx| notifications::waiting(tx, &facilitators, CLAIM_MOST))
            .await
    }

    /// Gives claimed notifications back that have reached nobody.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn give_back_notifications(&self, ids: Vec<Uuid>) -> Result<(), StoreError> {
        let Some(lane) = ids.first().copied() else {
            return Ok(());
        };
        self.db
            .write(lane, move |tx| notifications::undelivered(tx, &ids))
            .await
    }

    /// A facilitator's notifications, the newest first, written before `before`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn notifications(
        &self,
        facilitator_id: Uuid,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<Notification>, StoreError> {
        let before = before.unwrap_or(Uuid::max());
        let found = self
            .db
            .read(move |tx| notifications::page(tx, facilitator_id, before, limit))
            .await?;
        Ok(found
            .into_iter()
            .filter_map(|view| self.notification(view))
            .collect())
    }

    /// How many a facilitator has not read, counted up to [`UNREAD_MOST`].
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn unread_notifications(&self, facilitator_id: Uuid) -> Result<u32, StoreError> {
        self.db
            .read(move |tx| notifications::unread(tx, facilitator_id, UNREAD_MOST))
            .await
    }

    /// Notes that a facilitator has read one of theirs; `false` when it is none of theirs.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn read_notification(
        &self,
        facilitator_id: Uuid,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        self.db
            .write(facilitator_id, move |tx| {
                notifications::read(tx, facilitator_id, id, now)
            })
            .await
    }

    /// Notes that a facilitator has read all of theirs, and tells how many those were.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn read_all_notifications(&self, facilitator_id: Uuid) -> Result<u64, StoreError> {
        let now = self.now();
        self.db
            .write(facilitator_id, move |tx| {
                notifications::read_all(tx, facilitator_id, now)
            })
            .await
    }

    fn claimed(&self, views: Vec<(NotificationView, bool)>) -> Vec<Claimed> {
        let said = views.into_iter().filter_map(|(view, first)| {
            let notification = self.notification(view)?;
            Some(Claimed {
                notification,
                first,
            })
        });
        said.collect()
    }
}

/// Notes the delivery of what waits and may be seen; answers everything that may be seen, and whether it waited.
fn claim(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
    waiting: &[Uuid],
    now: Timestamp,
) -> Result<Vec<(NotificationView, bool)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = notifications::load(tx, ids)?;
    found.retain(|view| view.active && view.role.allows(Permission::Facilitation));
    let claimed: Vec<(NotificationView, bool)> = found
        .into_iter()
        .map(|view| {
            let first = waiting.contains(&view.id);
            (view, first)
        })
        .collect();
    let first = claimed.iter().filter(|(_, first)| *first);
    let first: Vec<Uuid> = first.map(|(view, _)| view.id).collect();
    notifications::delivered(tx, &first, now)?;
    Ok(claimed)
}
