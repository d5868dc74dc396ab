//! What other systems tell our facilitators.

use foh_domain::{
    identity::Permission,
    privacy::{SealError, Sealed},
    studio::NotificationKind,
};
use foh_store::{
    StoreError, Tx,
    notifications::{self, NewFromElsewhere},
    users,
    wakes::{Topic, Wake},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::said::{Content, LOOKUP, NOBODY, Said, source};
use crate::{House, entropy};

/// The most bytes of who and of what that another system may tell.
const PART_BYTES: usize = 4_096;
/// The most letters of its words.
const WORD: usize = 200;
const MESSAGE: usize = 500;

/// What another system tells a facilitator.
#[derive(Clone)]
pub struct FromElsewhere {
    /// Who is told.
    pub facilitator_id: Uuid,
    /// What has happened.
    pub kind: NotificationKind,
    /// The other system's id of the booking.
    pub booking_id: String,
    /// Who booked.
    pub user: Map<String, Value>,
    /// What.
    pub session: Map<String, Value>,
    /// In words; made of who and what where it is missing.
    pub message: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is stored.
    Now(Uuid),
    /// It was told before.
    Before(Uuid),
    /// It is a booking of this house, whose notification was written with it.
    Own,
}

/// Why it was not stored.
#[derive(Debug, thiserror::Error)]
pub enum TellError {
    /// A field is missing or too long.
    #[error("{0} is missing or too long")]
    Field(&'static str),
    /// There is no such facilitator.
    #[error("there is no such facilitator")]
    UnknownFacilitator,
    /// Sealing failed.
    #[error("the notification could not be sealed")]
    Protection,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealError> for TellError {
    fn from(_: SealError) -> Self {
        Self::Protection
    }
}

impl House {
    /// Stores what a trusted system tells a facilitator, once however often it is told, and tells whoever waits.
    ///
    /// # Errors
    /// See [`TellError`].
    pub async fn notify_from_service(&self, told: FromElsewhere) -> Result<Told, TellError> {
        let content = content(told)?;
        let now = self.now();
        let facilitator_id = content.facilitator_id;
        let kind = NotificationKind::parse(&content.kind).ok_or(TellError::Field("type"))?;
        let id = entropy::id_beside(facilitator_id, now);
        let sealed: Sealed<Content> = self.keyring.seal(id, entropy::bytes(), &content)?;
        let new = NewFromElsewhere {
            id,
            facilitator_id,
            kind,
            content: sealed.as_bytes().to_vec(),
            source: source(self, &content),
            created_at: now,
        };
        let sources = self.keyring.lookups(LOOKUP, &content.about());
        let own = Uuid::try_parse(&content.said.booking_id).ok();
        let told = self
            .db
            .write(facilitator_id, move |tx| tell(tx, &new, &sources, own))
            .await?;
        if let Told::Now(id) = told {
            self.db.wake(Wake {
                topic: Topic::Notifications,
                subject: facilitator_id,
                id,
            });
        }
        Ok(told)
    }
}

fn tell(
    tx: &mut Tx<'_>,
    new: &NewFromElsewhere,
    sources: &[[u8; 32]],
    own: Option<Uuid>,
) -> Result<Told, TellError> {
    let facilitator = users::load(tx, &[new.facilitator_id])?.pop();
    if !facilitator.is_some_and(|user| user.active && user.role.allows(Permission::Facilitation)) {
        return Err(TellError::UnknownFacilitator);
    }
    if let Some(own) = own
        && let Some((owner_id, cancelled)) = notifications::own_booking(tx, own)?
        && owner_id == new.facilitator_id
        && (new.kind == NotificationKind::Booking || cancelled)
    {
        return Ok(Told::Own);
    }
    if let Some(before) = notifications::by_source(tx, sources)? {
        return Ok(Told::Before(before));
    }
    if notifications::insert_from_elsewhere(tx, new)? {
        return Ok(Told::Now(new.id));
    }
    // Another node was faster by this moment.
    let before = notifications::by_source(tx, sources)?;
    Ok(Told::Before(before.unwrap_or(new.id)))
}

/// What is sealed of what was told, held to its limits.
fn content(told: FromElsewhere) -> Result<Content, TellError> {
    let fits = |part: &Map<String, Value>| {
        serde_json::to_vec(part).is_ok_and(|bytes| bytes.len() <= PART_BYTES)
    };
    if !fits(&told.user) {
        return Err(TellError::Field("user"));
    }
    if !fits(&told.session) {
        return Err(TellError::Field("session"));
    }
    let booking_id = told.booking_id.trim().to_owned();
    if booking_id.is_empty() || booking_id.chars().count() > WORD {
        return Err(TellError::Field("booking_id"));
    }
    let word = |part: &Map<String, Value>, name: &str| {
        let word = part.get(name).and_then(Value::as_str).map(str::trim);
        let word = word.filter(|word| !word.is_empty());
        word.map(|word| word.chars().take(WORD).collect::<String>())
    };
    let message = match told.message {
        Some(message) if message.chars().count() > MESSAGE => {
            return Err(TellError::Field("message"));
        }
        Some(message) if !message.trim().is_empty() => message,
        _ => {
            let who = word(&told.user, "name");
            let title = word(&told.session, "title");
            let who = who.as_deref().unwrap_or(NOBODY);
            told.kind
                .message(who, title.as_deref().unwrap_or("a session"))
        }
    };
    Ok(Content {
        facilitator_id: told.facilitator_id,
        kind: told.kind.as_str().to_owned(),
        said: Said {
            booking_id,
            user: told.user,
            session: told.session,
            message,
        },
    })
}
