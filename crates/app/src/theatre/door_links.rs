//! Door links: a helper without an account scans for one performance until the link ends or is taken back.
//!
//! A link is a hidden account with the role `door_link`, whose id it shares: what it reaches is that account's scope, what it
//! admits is noted as that account's.

use foh_domain::{
    audit::Action,
    field::{Faults, FieldError},
    identity::{PersonName, Profile, Role},
    privacy::SealError,
    theatre::{DOOR_LINKS_MOST, DoorLinkState, door_link_until},
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, Tx, accounts,
    door_links::{self, DoorLink},
    occurrences,
    performances::{self, PerformanceView},
    reach, scopes,
    tokens::{self, StoredToken},
    users::{self, User},
};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::{FormKey, House, entropy, identity::SignedIn};

/// Links listed at once: as many as can work, and more of those that have ended.
const MOST_LISTED: u32 = 200;

/// A link to be made.
#[derive(Debug)]
pub struct NewDoorLink<'a> {
    /// At whose door it lets scan.
    pub performance_id: Uuid,
    /// Whom it is for.
    pub name: &'a str,
    /// When it stops working; see [`door_link_until`].
    pub valid_until: Option<Timestamp>,
    /// The account that makes it.
    pub by: Uuid,
}

/// A link that was made, with the only copy of its address.
#[derive(Debug)]
pub struct MadeDoorLink {
    /// Its id.
    pub id: Uuid,
    /// At whose door it lets scan.
    pub performance_id: Uuid,
    /// What to open, or to scan.
    pub url: SecretString,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// A link as it is listed: never with its address.
#[derive(Debug, Clone)]
pub struct DoorLinkItem {
    /// Its id.
    pub id: Uuid,
    /// Whom it is for; `None` when that cannot be opened.
    pub name: Option<PersonName>,
    /// Where it stands.
    pub state: DoorLinkState,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// A link that was opened.
#[derive(Debug)]
pub struct OpenedDoorLink {
    /// The session, which ends with the link.
    pub signed_in: SignedIn,
    /// Its door.
    pub performance_id: Uuid,
}

/// Why nothing was done about a link.
#[derive(Debug, thiserror::Error)]
pub enum DoorLinkError {
    /// Fields are at fault.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// There is no such performance, or no such link.
    #[error("there is no such door link")]
    Unknown,
    /// So many links of the performance work already that there can be no other.
    #[error("too many door links of this performance work already")]
    TooMany,
    /// The form had been sent before and had made a link, whose address was shown then.
    #[error("this form has made a door link already")]
    MadeBefore,
    /// The link has expired or was taken back.
    #[error("the door link has ended")]
    Ended,
    /// Sealing failed.
    #[error("the name could not be sealed")]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Makes a link for a helper. The same form makes one link, however often it is sent.
    ///
    /// # Errors
    /// See [`DoorLinkError`]; no link was made.
    pub async fn make_door_link(
        &self,
        key: FormKey,
        new: NewDoorLink<'_>,
    ) -> Result<MadeDoorLink, DoorLinkError> {
        let NewDoorLink {
            performance_id,
            valid_until,
            by,
            ..
        } = new;
        let mut faults = Faults::default();
        let name = faults.take("name", PersonName::parse(new.name));
        faults.finish().map_err(DoorLinkError::Faults)?;
        let Some(name) = name else {
            return Err(DoorLinkError::Faults(Vec::new()));
        };
        let now = self.now();
        let id = key.id_beside(performance_id);
        let profile = Profile { name, email: None };
        let user = User {
            id,
            role: Role::DoorLink,
            active: true,
            password_hash: None,
            profile: self.keyring.seal(id, entropy::bytes(), &profile)?,
        };
        // Nobody signs in with it: no address has this hash.
        let email_lookup: [u8; 32] = entropy::bytes();
        let token = Self::new_token(performance_id, now);
        let url = self.door_link_url(&token);
        let witness = self.witness().await?;
        let expires_at = self
            .db
            .write(performance_id, move |tx| {
                // One at a time for each performance, so that those that work are counted right.
                if occurrences::lock(tx, &[performance_id])?.is_empty() {
                    return Err(DoorLinkError::Unknown);
                }
                let performance =
                    performances::get(tx, performance_id)?.ok_or(DoorLinkError::Unknown)?;
                if door_links::get(tx, id)?.is_some() {
                    return Err(DoorLinkError::MadeBefore);
                }
                let (starts_at, length) = (performance.starts_at, performance.duration_minutes);
                let expires_at = door_link_until(valid_until, starts_at, length, now)
                    .map_err(|fault| DoorLinkError::Faults(vec![fault]))?;
                if door_links::working(tx, performance_id, now)? >= DOOR_LINKS_MOST {
                    return Err(DoorLinkError::TooMany);
                }
                users::insert(tx, &user, &email_lookup, now)?;
                scopes::insert(tx, id, performance_id)?;
                let link = DoorLink {
                    id,
                    performance_id,
                    created_by: by,
                    created_at: now,
                    expires_at,
                    revoked_at: None,
                };
                door_links::insert(tx, &link)?;
                give(tx, &link, &token, now)?;
                let words = [("link", id.into())];
                witness.note(tx, Action::DoorLinkMade, Some(performance_id), &words)?;
                Ok(expires_at)
            })
            .await?;
        Ok(MadeDoorLink {
            id,
            performance_id,
            url,
            expires_at,
        })
    }

    /// The links of a performance, the newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn door_links(&self, performance_id: Uuid) -> Result<Vec<DoorLinkItem>, StoreError> {
        let now = self.now();
        let (links, users) = self
            .db
            .read(move |tx| {
                let links = door_links::of(tx, performance_id, MOST_LISTED)?;
                let ids: Vec<Uuid> = links.iter().map(|link| link.id).collect();
                let users = if ids.is_empty() {
                    Vec::new()
                } else {
                    users::load(tx, &ids)?
                };
                Ok::<_, StoreError>((links, users))
            })
            .await?;
        let name = |id: Uuid| {
            let user = users.iter().find(|user| user.id == id)?;
            let profile = self.keyring.open(id, &user.profile).ok()?;
            Some(profile.name)
        };
        let items = links.into_iter().map(|link| DoorLinkItem {
            id: link.id,
            name: name(link.id),
            state: DoorLinkState::at(now, link.expires_at, link.revoked_at),
            created_at: link.created_at,
            expires_at: link.expires_at,
        });
        Ok(items.collect())
    }

    /// Takes a link back: what was signed in by it is signed out at once. Taken back before, it stays so. Answers its
    /// performance.
    ///
    /// # Errors
    /// See [`DoorLinkError`].
    pub async fn revoke_door_link(&self, id: Uuid) -> Result<Uuid, DoorLinkError> {
        let (now, witness) = (self.now(), self.witness().await?);
        self.db
            .write(id, move |tx| {
                let link = door_links::lock(tx, id)?.ok_or(DoorLinkError::Unknown)?;
                if door_links::revoke(tx, id, now)? {
                    accounts::set_active(tx, id, false)?;
                    reach::end_everything(tx, id, now)?;
                    let (subject, words) = (Some(link.performance_id), [("link", id.into())]);
                    witness.note(tx, Action::DoorLinkRevoked, subject, &words)?;
                }
                Ok(link.performance_id)
            })
            .await
    }

    /// Gives a link a new address: the former works no more, and what was signed in by it is signed out. It ends when it
    /// would have ended.
    ///
    /// # Errors
    /// See [`DoorLinkError`].
    pub async fn renew_door_link(&self, id: Uuid) -> Result<MadeDoorLink, DoorLinkError> {
        let now = self.now();
        let token = Self::new_token(id, now);
        let url = self.door_link_url(&token);
        let witness = self.witness().await?;
        let link = self
            .db
            .write(id, move |tx| {
                let link = door_links::lock(tx, id)?.ok_or(DoorLinkError::Unknown)?;
                if DoorLinkState::at(now, link.expires_at, link.revoked_at)
                    != DoorLinkState::Working
                {
                    return Err(DoorLinkError::Ended);
                }
                reach::end_everything(tx, id, now)?;
                give(tx, &link, &token, now)?;
                let (subject, words) = (Some(link.performance_id), [("link", id.into())]);
                witness.note(tx, Action::DoorLinkRenewed, subject, &words)?;
                Ok(link)
            })
            .await?;
        Ok(MadeDoorLink {
            id,
            performance_id: link.performance_id,
            url,
            expires_at: link.expires_at,
        })
    }

    /// What a link that works is for, and until when; `None` for any other.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn behind_door_link(
        &self,
        token: Token,
    ) -> Result<Option<(PerformanceView, Timestamp)>, StoreError> {
        let now = self.now();
        self.db
            .read(move |tx| {
                let Some(id) = owner(tx, &token, now)? else {
                    return Ok(None);
                };
                let Some(link) = door_links::get(tx, id)?.filter(|link| works(link, now)) else {
                    return Ok(None);
                };
                let performance = performances::get(tx, link.performance_id)?;
                Ok(performance.map(|performance| (performance, link.expires_at)))
            })
            .await
    }

    /// Signs a phone in at the door of the link. The link goes on working: several phones may open it.
    ///
    /// # Errors
    /// [`DoorLinkError::Ended`] for a link that does not work, or never did.
    pub async fn open_door_link(&self, token: Token) -> Result<OpenedDoorLink, DoorLinkError> {
        let now = self.now();
        let session = Self::new_token(token.selector(), now);
        let witness = self.witness().await?;
        self.db
            .write(token.selector(), move |tx| {
                let id = owner(tx, &token, now)?.ok_or(DoorLinkError::Ended)?;
                // Taken back or renewed in the meantime, the token is gone once the lock is had.
                let link = door_links::lock(tx, id)?
                    .filter(|link| works(link, now))
                    .ok_or(DoorLinkError::Ended)?;
                owner(tx, &token, now)?.ok_or(DoorLinkError::Ended)?;
                let (subject, words) = (Some(link.performance_id), [("link", id.into())]);
                let witness = witness.clone().by(id);
                witness.note(tx, Action::DoorLinkOpened, subject, &words)?;
                let times = (now, link.expires_at);
                tokens::insert(
                    tx,
                    [&StoredToken::new(&session, Purpose::Session, id, times)],
                )?;
                Ok(OpenedDoorLink {
                    signed_in: SignedIn {
                        session: session.reveal(),
                        life: link.expires_at.duration_since(now),
                        device: None,
                    },
                    performance_id: link.performance_id,
                })
            })
            .await
    }

    fn door_link_url(&self, token: &Token) -> SecretString {
        let token = token.reveal();
        let base = &self.settings.site_base_url;
        format!("{base}/door-link?token={}", token.expose_secret()).into()
    }
}

/// The account that a genuine token of a link belongs to.
fn owner(tx: &mut Tx<'_>, token: &Token, now: Timestamp) -> Result<Option<Uuid>, StoreError> {
    let id = token.selector();
    let stored = tokens::load(tx, &[id])?;
    let stored = stored
        .get(&id)
        .filter(|stored| stored.admits(token, Purpose::DoorLink, now));
    Ok(stored.map(|stored| stored.subject_id))
}

fn works(link: &DoorLink, now: Timestamp) -> bool {
    DoorLinkState::at(now, link.expires_at, link.revoked_at) == DoorLinkState::Working
}

fn give(tx: &mut Tx<'_>, link: &DoorLink, token: &Token, now: Timestamp) -> Result<(), StoreError> {
    let times = (now, link.expires_at);
    tokens::insert(
        tx,
        [&StoredToken::new(token, Purpose::DoorLink, link.id, times)],
    )
}
