//! Who is asking: a session or an API token, of an active account.

use std::sync::Arc;

use foh_domain::{
    identity::{
        API_TOKEN_NOTED_EVERY, API_TOKEN_PREFIX, CONFIRMED_FOR, Granted, Permission, PersonName,
        Role,
    },
    token::{Purpose, Token},
};
use foh_store::{
    Command, StoreError, Tx, api_tokens, scopes, second_factors, sessions,
    tokens::{self, StoredToken},
    users::{self, User},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{House, theatre::distinct};

/// A member of staff who is asking.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The account.
    pub id: Uuid,
    /// Its role.
    pub role: Role,
    /// The person's name.
    pub name: PersonName,
    /// What a scoped role reaches: routes, locations, performances. Of no meaning for other roles.
    pub scopes: Vec<Uuid>,
    /// The session that asks; `None` when a program asks with a token.
    pub session: Option<Session>,
    /// What of the role's permissions whoever asks was granted: an API token may carry fewer.
    pub granted: Granted,
    /// Whether its role needs a second factor and it has none: until it has one it may do nothing else.
    pub must_enrol: bool,
}

/// A session that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The selector of its token.
    pub id: Uuid,
    /// When its person last proved who they are; `None` for whoever never had to, as behind a door link.
    pub confirmed_at: Option<Timestamp>,
}

impl Session {
    /// Whether its person proved who they are not long ago.
    #[must_use]
    pub fn is_confirmed(&self, now: Timestamp) -> bool {
        self.confirmed_at
            .is_some_and(|at| now.duration_since(at) <= CONFIRMED_FOR)
    }
}

impl Staff {
    /// Whether the role carries the permission, and whoever asks was granted it.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.role.allows(permission) && self.granted.allows(permission)
    }

    /// Whether it reaches this route, location or performance: a scoped role only what is in its scope.
    #[must_use]
    pub fn reaches(&self, id: Uuid) -> bool {
        !self.role.is_scoped() || self.scopes.contains(&id)
    }

    /// What it is held to; `None` when its role is not scoped.
    #[must_use]
    pub fn held_to(&self) -> Option<Vec<Uuid>> {
        self.role.is_scoped().then(|| self.scopes.clone())
    }
}

/// Asks who a token belongs to; many at once cost one look into each table.
struct WhoIs {
    token: Token,
    purpose: Purpose,
    now: Timestamp,
    /// Roles that need a second factor.
    strict: Arc<[Role]>,
}

/// Who a token belongs to.
struct Found {
    token: StoredToken,
    user: User,
    scopes: Vec<Uuid>,
    confirmed_at: Option<Timestamp>,
    granted: Option<Granted>,
    must_enrol: bool,
}

impl Command for WhoIs {
    type Reply = Option<Found>;
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
        let narrow = users.iter().filter(|user| user.role.is_scoped());
        let scopes = scopes::load(tx, &distinct(narrow.map(|user| user.id)))?;
        let strict = |user: &User| batch.iter().any(|who| who.strict.contains(&user.role));
        let held = users.iter().filter(|user| strict(user)).map(|user| user.id);
        let held = distinct(held);
        let enrolled = second_factors::enrolled(tx, &held)?;
        let browsers = genuine
            .iter()
            .flatten()
            .filter(|token| token.purpose == Purpose::Session);
        let browsers = distinct(browsers.map(|token| token.id));
        let confirmed = sessions::confirmed(tx, &browsers)?;
        let programs = genuine
            .iter()
            .flatten()
            .filter(|token| token.purpose == Purpose::Api);
        let granted = api_tokens::load(tx, &distinct(programs.map(|token| token.id)))?;
        let results = genuine.into_iter().map(|token| {
            let token = token?;
            let user = users
                .iter()
                .find(|user| user.id == token.subject_id && user.active)?;
            Some(Found {
                token: token.clone(),
                user: user.clone(),
                scopes: scopes.get(&user.id).cloned().unwrap_or_default(),
                confirmed_at: confirmed
                    .iter()
                    .find(|(id, _)| *id == token.id)
                    .map(|(_, at)| *at),
                granted: granted.get(&token.id).copied(),
                must_enrol: held.contains(&user.id) && !enrolled.contains(&user.id),
            })
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
        let who = WhoIs {
            token,
            purpose: Purpose::Session,
            now,
            strict: Arc::clone(&self.settings.sign_in.second_factor_roles),
        };
        let Some(found) = self.db.ask(who).await? else {
            return Ok(None);
        };
        let rules = self.settings.sign_in.sessions;
        let id = found.token.id;
        let used_at = found.token.used_at.unwrap_or(found.token.created_at);
        let unused = now.duration_since(used_at);
        if unused > rules.idle() {
            return Ok(None);
        }
        if unused > rules.noted_every() {
            self.db
                .write(id, move |tx| tokens::mark_used(tx, [id], now))
                .await?;
        }
        let session = Session {
            id,
            confirmed_at: found.confirmed_at,
        };
        Ok(self.staff(&found.user, found.scopes).map(|staff| Staff {
            session: Some(session),
            must_enrol: found.must_enrol,
            ..staff
        }))
    }

    /// Who the API token belongs to; `None` when it is unknown, has expired, or its account is not active.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn who_has_api_token(&self, text: &str) -> Result<Option<Staff>, StoreError> {
        let Some(token) = text.strip_prefix(API_TOKEN_PREFIX).and_then(Token::parse) else {
            return Ok(None);
        };
        let now = self.now();
        let who = WhoIs {
            token,
            purpose: Purpose::Api,
            now,
            // A program has no app; its token was made by somebody who proved who they are.
            strict: Arc::default(),
        };
        let Some(found) = self.db.ask(who).await? else {
            return Ok(None);
        };
        // What is not known to carry anything is no token.
        let Some(granted) = found.granted else {
            return Ok(None);
        };
        let id = found.token.id;
        let noted_since = now
            .saturating_sub(API_TOKEN_NOTED_EVERY)
            .unwrap_or(Timestamp::MIN);
        if found.token.used_at.is_none_or(|used| used < noted_since) {
            self.db
                .write(id, move |tx| {
                    api_tokens::note_use(tx, id, (now, noted_since))
                })
                .await?;
        }
        Ok(self
            .staff(&found.user, found.scopes)
            .map(|staff| Staff { granted, ..staff }))
    }

    pub(crate) fn staff(&self, user: &User, scopes: Vec<Uuid>) -> Option<Staff> {
        match self.keyring.open(user.id, &user.profile) {
            Ok(profile) => Some(Staff {
                id: user.id,
                role: user.role,
                name: profile.name,
                scopes,
                session: None,
                granted: Granted::Everything,
                must_enrol: false,
            }),
            Err(error) => {
                tracing::error!(user = %user.id, %error, "an account cannot be opened");
                None
            }
        }
    }
}
