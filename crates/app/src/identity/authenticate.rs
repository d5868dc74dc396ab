//! Who is asking: a session or an API token, of an active account.

use foh_domain::{
    identity::{Permission, PersonName, Role},
    token::{Purpose, Token},
};
use foh_store::{
    Command, StoreError, Tx,
    tokens::{self, StoredToken},
    users::{self, User},
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::accounts::API_TOKEN_PREFIX;
use crate::{House, theatre::distinct};

/// A session ends when it has not been used for so long.
const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// The last use is noted no more often than this.
const NOTE_USE: SignedDuration = SignedDuration::from_mins(5);

/// A member of staff who is asking.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The account.
    pub id: Uuid,
    /// Its role.
    pub role: Role,
    /// The person's name.
    pub name: PersonName,
}

impl Staff {
    /// Whether the role carries the permission.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.role.allows(permission)
    }
}

/// Asks who a token belongs to; many at once cost one look into each table.
struct WhoIs {
    token: Token,
    purpose: Purpose,
    now: Timestamp,
}

impl Command for WhoIs {
    type Reply = Option<(StoredToken, User)>;
    type Error = StoreError;

    fn run(
        tx: &mut Tx<'_>,
        batch: &[&Self],
    ) -> Result<Vec<Result<Self::Reply, StoreError>>, StoreError> {
        let stored = tokens::load(tx, &distinct(batch.iter().map(|who| who.token.selector())))?;
        let genuine: Vec<Option<&StoredToken>> = batch
            .iter()
            .map(|who| {
                stored
                    .get(&who.token.selector())
                    .filter(|stored| stored.admits(&who.token, who.purpose, who.now))
            })
            .collect();
        let users = users::load(
            tx,
            &distinct(genuine.iter().flatten().map(|token| token.subject_id)),
        )?;
        let results = genuine.into_iter().map(|token| {
            let token = token?;
            let user = users
                .iter()
                .find(|user| user.id == token.subject_id && user.active)?;
            Some((token.clone(), user.clone()))
        });
        Ok(results.map(Ok).collect())
    }
}

impl House {
    /// Who the session belongs to; `None` when it is unknown, has ended, or its account is not active.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn who_has_session(&self, text: &str) -> Result<Option<Staff>, StoreError> {
        let Some(token) = Token::parse(text) else {
            return Ok(None);
        };
        let now = self.now();
        let Some((stored, user)) = self
            .db
            .ask(WhoIs {
                token,
                purpose: Purpose::Session,
                now,
            })
            .await?
        else {
            return Ok(None);
        };
        let unused = now.duration_since(stored.used_at.unwrap_or(stored.created_at));
        if unused > IDLE {
            return Ok(None);
        }
        if unused > NOTE_USE {
            self.db
                .write(stored.id, move |tx| tokens::mark_used(tx, [stored.id], now))
                .await?;
        }
        Ok(self.staff(&user))
    }

    /// Who the API token belongs to; `None` when it is unknown, has expired, or its account is not active.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn who_has_api_token(&self, text: &str) -> Result<Option<Staff>, StoreError> {
        let Some(token) = text.strip_prefix(API_TOKEN_PREFIX).and_then(Token::parse) else {
            return Ok(None);
        };
        let who = WhoIs {
            token,
            purpose: Purpose::Api,
            now: self.now(),
        };
        Ok(self
            .db
            .ask(who)
            .await?
            .and_then(|(_, user)| self.staff(&user)))
    }

    fn staff(&self, user: &User) -> Option<Staff> {
        match self.keyring.open(user.id, &user.profile) {
            Ok(profile) => Some(Staff {
                id: user.id,
                role: user.role,
                name: profile.name,
            }),
            Err(error) => {
                tracing::error!(user = %user.id, %error, "an account cannot be opened");
                None
            }
        }
    }
}
