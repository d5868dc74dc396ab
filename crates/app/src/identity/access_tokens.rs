//! Access tokens (JWT, RFC 9068: `EdDSA`, 15 minutes) and the refresh tokens that get new ones.
//!
//! An access token says who asks and no more: what the account may do, and whether it still may, is looked up each time, so
//! that a demotion or a sign-out holds at once. A refresh token works once; one that is shown again was stolen from somebody, so
//! its whole family ends (RFC 9700, 4.14.2).

mod claims;
mod keys;

use foh_domain::{
    audit::Action,
    token::{Purpose, Token},
};
use foh_store::{
    Command, StoreError, Tx, external_identities, refresh_families, scopes,
    tokens::{self, StoredToken},
    users::{self, User},
};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{KnownDevice, SignIn, Staff, Visit, accounts::API_TOKEN_PREFIX};
use crate::{House, audit::Witness, entropy, theatre::distinct};

pub use keys::{PublicKey, SigningKeyError};
pub(crate) use keys::{SigningKeys, SigningSecret};

use claims::Claims;

/// An access token works this long.
pub const ACCESS_TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// A refresh token works this long when it is not used.
const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A family ends after this time, however often it was refreshed.
const FAMILY_LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What a program gets when it signs in.
#[derive(Debug)]
pub struct Tokens {
    /// Whose they are.
    pub user_id: Uuid,
    /// For `Authorization: Bearer`.
    pub access_token: SecretString,
    /// How long it works.
    pub life: SignedDuration,
    /// For new ones, once.
    pub refresh_token: SecretString,
}

/// Why there are no new tokens.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The refresh token is unknown, was used, has expired, or its account is not active.
    #[error("the refresh token is not valid")]
    Invalid,
    /// The token could not be signed.
    #[error(transparent)]
    Signing(#[from] SigningKeyError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Signs a program in by password, and by a code where the account has a second factor.
    ///
    /// # Errors
    /// See [`RefreshError`].
    pub async fn sign_in_for_tokens(
        &self,
        email: &str,
        password: SecretString,
        code: Option<&str>,
        visit: Visit<'_>,
    ) -> Result<SignIn<Tokens>, RefreshError> {
        let family = self.family();
        let mut came = self.prove(email, password, visit, family.begin()).await?;
        if let (SignIn::SecondFactorNeeded(half), Some(code)) = (&came, code) {
            let half = half.token.expose_secret();
            came = self
                .prove_by_code(half, code, visit, family.begin())
                .await?;
        }
        self.with_access(came, &family).await
    }

    /// Signs a program in for an account whose person a provider's credential has identified, and by a code where the
    /// account has a second factor. The credential is used up in the transaction that begins the family, and by nothing
    /// less.
    ///
    /// # Errors
    /// See [`RefreshError`]; the constraint [`USED_CREDENTIAL`] when the credential was used before.
    pub(super) async fn tokens_elsewhere(
        &self,
        user_id: Uuid,
        credential: &Credential<'_>,
        code: Option<&str>,
        visit: Visit<'_>,
    ) -> Result<SignIn<Tokens>, RefreshError> {
        let family = self.family();
        let provider = credential.provider;
        let begin = || {
            let (begin, id, until) = (family.begin(), credential.id, credential.until);
            move |tx: &mut Tx<'_>, user_id| {
                if external_identities::use_credential(tx, id, until)? {
                    begin(tx, user_id)
                } else {
                    Err(StoreError::Constraint(USED_CREDENTIAL.to_owned()))
                }
            }
        };
        let mut came = self
            .prove_elsewhere(user_id, provider, visit, begin())
            .await?;
        if let (SignIn::SecondFactorNeeded(half), Some(code)) = (&came, code) {
            let half = half.token.expose_secret();
            came = self.prove_by_code(half, code, visit, begin()).await?;
        }
        self.with_access(came, &family).await
    }

    /// Begins a family of tokens for an account that was made in this moment.
    ///
    /// # Errors
    /// See [`RefreshError`].
    pub async fn issue_tokens(&self, user_id: Uuid) -> Result<Tokens, RefreshError> {
        let family = self.family();
        let begin = family.begin();
        self.db
            .write(family.id, move |tx| begin(tx, user_id))
            .await?;
        self.tokens(user_id, family.id, &family.refresh).await
    }

    /// New tokens for a refresh token, which then works no more. Shown a second time it ends its family.
    ///
    /// # Errors
    /// See [`RefreshError`].
    pub async fn refresh(&self, text: &str) -> Result<Tokens, RefreshError> {
        let shown = Token::parse(text).ok_or(RefreshError::Invalid)?;
        let now = self.now();
        // The successor's row is written before its family is known to the caller; only the lane matters.
        let (next, stored) = Self::refresh_token(shown.selector(), now);
        let witness = self.witness().await?;
        let outcome = self
            .db
            .write(shown.selector(), move |tx| {
                let followed = follow(tx, &shown, &stored, now)?;
                if let Followed::Reused { user_id, .. } = followed {
                    witness.note(tx, Action::RefreshTokenReused, Some(user_id), &[])?;
                }
                Ok::<_, StoreError>(followed)
            })
            .await?;
        match outcome {
            Followed::By { user_id, family } => self.tokens(user_id, family, &next).await,
            Followed::Reused { user_id, family } => {
                tracing::warn!(user = %user_id, %family, "a refresh token was shown twice; its family has ended");
                Err(RefreshError::Invalid)
            }
            Followed::Unknown => Err(RefreshError::Invalid),
        }
    }

    /// Ends the family a refresh token belongs to, and with it its access tokens; an unknown one ends nothing.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn end_tokens(&self, text: &str) -> Result<(), StoreError> {
        let Some(shown) = Token::parse(text) else {
            return Ok(());
        };
        let now = self.now();
        let witness = self.witness().await?;
        self.db
            .write(shown.selector(), move |tx| {
                let stored = tokens::load(tx, &[shown.selector()])?;
                let genuine = stored.get(&shown.selector()).filter(|stored| {
                    stored.purpose == Purpose::Refresh && shown.matches(&stored.hash)
                });
                let family = match genuine {
                    Some(genuine) => refresh_families::lock(tx, genuine.subject_id)?,
                    None => None,
                };
                match family {
                    Some(family) => end(tx, (family.id, family.user_id), &witness, now),
                    None => Ok(()),
                }
            })
            .await
    }

    /// Ends the family of an access token.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn end_access(&self, access_token: &str) -> Result<(), StoreError> {
        let Some(claims) = self.access_claims(access_token).await? else {
            return Ok(());
        };
        let now = self.now();
        let witness = self.witness().await?;
        self.db
            .write(claims.family, move |tx| {
                end(tx, (claims.family, claims.subject), &witness, now)
            })
            .await
    }

    /// Who a bearer token belongs to, API token or access token; `None` when it proves nothing, its family has ended, or the
    /// account is not active.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn who_has_bearer_token(&self, text: &str) -> Result<Option<Staff>, StoreError> {
        if text.starts_with(API_TOKEN_PREFIX) {
            return self.who_has_api_token(text).await;
        }
        let Some(claims) = self.access_claims(text).await? else {
            return Ok(None);
        };
        let speaks = SpeaksFor {
            user_id: claims.subject,
            family: claims.family,
        };
        let Some((user, scopes)) = self.db.ask(speaks).await? else {
            return Ok(None);
        };
        // It came of a password: a role that needs a second factor needs it here as well.
        let must_enrol = self.must_enrol(&user).await?;
        Ok(self.staff(&user, scopes).map(|staff| Staff {
            must_enrol,
            ..staff
        }))
    }

    /// The family of an access token that works; nothing is said about whether it goes on.
    pub(super) async fn family_of(&self, text: &str) -> Result<Option<Uuid>, StoreError> {
        Ok(self.access_claims(text).await?.map(|claims| claims.family))
    }

    async fn access_claims(&self, text: &str) -> Result<Option<Claims>, StoreError> {
        let now = self.now();
        let Some(kid) = claims::key_of(text) else {
            return Ok(None);
        };
        let Some(key) = self.signing_keys.verifying(self, kid, now).await? else {
            return Ok(None);
        };
        Ok(claims::read(text, &key, &self.settings.site_base_url, now))
    }

    /// The published keys, for whoever verifies access tokens elsewhere (RFC 7517).
    ///
    /// # Errors
    /// See [`SigningKeyError`].
    pub async fn published_keys(&self) -> Result<Vec<PublicKey>, SigningKeyError> {
        self.signing_keys.published(self, self.now()).await
    }

    /// Makes a new signing key; what the former ones signed stays valid until it expires.
    ///
    /// # Errors
    /// See [`SigningKeyError`].
    pub async fn rotate_signing_key(&self) -> Result<Uuid, SigningKeyError> {
        self.signing_keys.rotate(self, self.now()).await
    }

    /// Changes an old signing key for a new one, and forgets keys and families that are of no use any more.
    ///
    /// # Errors
    /// See [`SigningKeyError`].
    pub async fn tidy_tokens(&self) -> Result<(), SigningKeyError> {
        let now = self.now();
        self.signing_keys.tidy(self, now).await?;
        self.db
            .write(Uuid::nil(), move |tx| {
                refresh_families::forget(tx, now - FAMILY_LIFE)
            })
            .await?;
        Ok(())
    }

    /// A family to be begun.
    fn family(&self) -> Family {
        let now = self.now();
        let id = entropy::new_id(now);
        let (refresh, stored) = Self::refresh_token(id, now);
        Family {
            id,
            refresh,
            stored,
            now,
        }
    }

    /// The access token that goes with a family that has begun.
    async fn with_access(
        &self,
        came: SignIn<(Uuid, KnownDevice)>,
        family: &Family,
    ) -> Result<SignIn<Tokens>, RefreshError> {
        Ok(match came {
            SignIn::SignedIn((user_id, _)) => {
                SignIn::SignedIn(self.tokens(user_id, family.id, &family.refresh).await?)
            }
            SignIn::SecondFactorNeeded(half) => SignIn::SecondFactorNeeded(half),
            SignIn::Locked { retry_after } => SignIn::Locked { retry_after },
            SignIn::Invalid => SignIn::Invalid,
            SignIn::Expired => SignIn::Expired,
        })
    }

    fn refresh_token(beside: Uuid, now: Timestamp) -> (Token, StoredToken) {
        let token = Self::new_token(beside, now);
        let stored = StoredToken::new(&token, Purpose::Refresh, beside, (now, now + REFRESH_LIFE));
        (token, stored)
    }

    async fn tokens(
        &self,
        user_id: Uuid,
        family: Uuid,
        refresh: &Token,
    ) -> Result<Tokens, RefreshError> {
        let now = self.now();
        let key = self.signing_keys.signing(self, now).await?;
        let issuer = &self.settings.site_base_url;
        let claims = Claims::new(user_id, family, entropy::new_id(now), now);
        let access_token = claims.sign(&key, issuer).ok_or(SigningKeyError::Unusable)?;
        Ok(Tokens {
            user_id,
            access_token,
            life: ACCESS_TOKEN_LIFE,
            refresh_token: refresh.reveal(),
        })
    }
}

/// A family of refresh tokens with its first one.
struct Family {
    id: Uuid,
    refresh: Token,
    stored: StoredToken,
    now: Timestamp,
}

impl Family {
    /// What stores it for an account.
    fn begin(
        &self,
    ) -> impl Fn(&mut Tx<'_>, Uuid) -> Result<Uuid, StoreError> + Send + 'static + use<> {
        let (id, stored, now) = (self.id, self.stored.clone(), self.now);
        move |tx, user_id| {
            refresh_families::insert(tx, id, user_id, now)?;
            tokens::insert(tx, [&stored])?;
            Ok(user_id)
        }
    }
}

/// What refuses a credential that was used before.
pub(super) const USED_CREDENTIAL: &str = "used_credentials_id_key";

/// A person's credential that a provider has made: what it is remembered as, and until when.
pub(super) struct Credential<'a> {
    /// The provider's name here.
    pub(super) provider: &'a str,
    /// What it is remembered as.
    pub(super) id: Uuid,
    /// Until when it must be.
    pub(super) until: Timestamp,
}

/// Ends a family of an account: whoever asked signs out. One that had ended already is not witnessed again.
fn end(
    tx: &mut Tx<'_>,
    (family, user_id): (Uuid, Uuid),
    witness: &Witness,
    now: Timestamp,
) -> Result<(), StoreError> {
    if refresh_families::revoke(tx, family, now)? {
        let witness = witness.clone().by(user_id);
        witness.note(tx, Action::SignedOut, Some(user_id), &[])?;
    }
    Ok(())
}

/// What became of a refresh token that was shown.
enum Followed {
    By { user_id: Uuid, family: Uuid },
    Reused { user_id: Uuid, family: Uuid },
    Unknown,
}

/// Uses a refresh token and stores its successor. Everything about a family happens under its lock.
fn follow(
    tx: &mut Tx<'_>,
    shown: &Token,
    next: &StoredToken,
    now: Timestamp,
) -> Result<Followed, StoreError> {
    let id = shown.selector();
    let found = tokens::load(tx, &[id])?;
    let Some(stored) = found
        .get(&id)
        .filter(|stored| stored.purpose == Purpose::Refresh && shown.matches(&stored.hash))
    else {
        return Ok(Followed::Unknown);
    };
    let Some(family) = refresh_families::lock(tx, stored.subject_id)? else {
        return Ok(Followed::Unknown);
    };
    if !tokens::use_once(tx, id, now)? {
        refresh_families::revoke(tx, family.id, now)?;
        return Ok(Followed::Reused {
            user_id: family.user_id,
            family: family.id,
        });
    }
    let ended = family.revoked_at.is_some()
        || now >= stored.expires_at
        || now >= family.created_at + FAMILY_LIFE;
    let user = users::load(tx, &[family.user_id])?.into_iter().next();
    if ended || !user.is_some_and(|user| user.active) {
        return Ok(Followed::Unknown);
    }
    let mut next = next.clone();
    next.subject_id = family.id;
    tokens::insert(tx, [&next])?;
    Ok(Followed::By {
        user_id: family.user_id,
        family: family.id,
    })
}

/// Asks whether an account may still be spoken for; many at once cost one look into each table.
struct SpeaksFor {
    user_id: Uuid,
    family: Uuid,
}

impl Command for SpeaksFor {
    type Reply = Option<(User, Vec<Uuid>)>;
    type Error = StoreError;

    fn run(
        tx: &mut Tx<'_>,
        batch: &[&Self],
    ) -> Result<Vec<Result<Self::Reply, StoreError>>, StoreError> {
        let families =
            refresh_families::load(tx, &distinct(batch.iter().map(|asked| asked.family)))?;
        let accounts = users::load(tx, &distinct(batch.iter().map(|asked| asked.user_id)))?;
        let scoped = accounts.iter().filter(|user| user.role.is_scoped());
        let reach = scopes::load(tx, &distinct(scoped.map(|user| user.id)))?;
        let results = batch.iter().map(|asked| {
            families.iter().find(|family| {
                family.id == asked.family
                    && family.user_id == asked.user_id
                    && family.revoked_at.is_none()
            })?;
            let user = accounts
                .iter()
                .find(|user| user.id == asked.user_id && user.active)?;
            let reach = reach.get(&user.id).cloned().unwrap_or_default();
            Some((user.clone(), reach))
        });
        Ok(results.map(Ok).collect())
    }
}
