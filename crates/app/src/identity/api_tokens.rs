//! API tokens: programs ask with them for an account, as far as its role and the token both allow.
//!
//! Their text is told once. What an account may do is looked up at each use, so a token never reaches further than the role
//! does then. What an API token cannot do is look after its own account, and make tokens: the table of routes says so.

use foh_domain::{
    audit::Action,
    field::{Faults, FieldError},
    identity::{
        API_TOKEN_DAYS_USUAL, API_TOKEN_PREFIX, API_TOKENS_MOST, AccountState, ApiTokenName,
        EmailAddress, Granted, Permission, Role, api_token_beginning, api_token_life,
    },
    token::{Purpose, Token},
};
use foh_store::{
    StoreError,
    accounts::{self, Account},
    api_tokens::{self, ApiToken},
    tokens::{self, StoredToken},
};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::{FormKey, House, entropy};

/// The most that are listed of an account: more than can work at a time.
const LISTED: u32 = 200;
/// What has expired is listed for this long.
const SHOWN_EXPIRED: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Rows forgotten in one transaction.
const STRIDE: u32 = 1_000;

/// An API token to be made.
#[derive(Debug, Clone)]
pub struct NewApiToken<'a> {
    /// How it is called: 1 to 80 characters.
    pub name: &'a str,
    /// The words of the permissions it carries; `None` is whatever the account may do.
    pub permissions: Option<Vec<&'a str>>,
    /// How many days it works: 1 to 365, usually 90.
    pub days: Option<i64>,
}

/// Whose token is made, by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFor {
    /// By its owner.
    Oneself(Uuid),
    /// By an administrator: only services, since a person's token would speak in the person's name.
    Service(Uuid),
    /// By whoever runs the program.
    Anybody(Uuid),
}

impl TokenFor {
    /// The account the token speaks for.
    #[must_use]
    pub fn account(self) -> Uuid {
        match self {
            Self::Oneself(id) | Self::Service(id) | Self::Anybody(id) => id,
        }
    }
}

/// A token that was made. Nobody is told its text again.
#[derive(Debug)]
pub struct MadeApiToken {
    /// Its id, to revoke it by.
    pub id: Uuid,
    /// What a program sends.
    pub text: SecretString,
    /// How it is called.
    pub name: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// A token in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTokenItem {
    /// Its id, to revoke it by.
    pub id: Uuid,
    /// How it is called.
    pub name: String,
    /// How its text begins, to recognise it by.
    pub beginning: String,
    /// What it carries, as far as the role does.
    pub granted: Granted,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was last used, within five minutes.
    pub used_at: Option<Timestamp>,
    /// Whether it has stopped working.
    pub expired: bool,
}

/// Why nothing was done about an API token.
#[derive(Debug, thiserror::Error)]
pub enum ApiTokenError {
    /// Fields are at fault.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// There is no such token, or no such active account.
    #[error("no active account has this address, or no token this id")]
    Unknown,
    /// Administrators make tokens for services only.
    #[error("the account is a person's")]
    NotService,
    /// So many tokens of the account work that there can be no other.
    #[error("{API_TOKENS_MOST} API tokens of this account work already: revoke one first")]
    TooMany,
    /// The form had been sent before and had made a token, whose text was shown then.
    #[error("this form has made an API token already")]
    MadeBefore,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ApiToken> for ApiTokenItem {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            beginning: api_token_beginning(token.id),
            name: token.name,
            granted: token.granted,
            created_at: token.created_at,
            expires_at: token.expires_at,
            used_at: token.used_at,
            expired: false,
        }
    }
}

/// What was asked for, read.
struct Wanted {
    name: ApiTokenName,
    granted: Granted,
    life: SignedDuration,
}

impl NewApiToken<'_> {
    fn read(&self) -> Result<Wanted, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("name", ApiTokenName::parse(self.name));
        let granted = match &self.permissions {
            None => Some(Granted::Everything),
            Some(words) => faults.take("permissions", Granted::parse(words.iter().copied())),
        };
        let days = self.days.unwrap_or(API_TOKEN_DAYS_USUAL);
        let life = faults.take("days", api_token_life(days));
        faults.finish()?;
        match (name, granted, life) {
            (Some(name), Some(granted), Some(life)) => Ok(Wanted {
                name,
                granted,
                life,
            }),
            _ => Err(Vec::new()),
        }
    }
}

/// A token carries nothing that the role does not.
fn within(granted: Granted, role: Role) -> Result<(), ApiTokenError> {
    let Granted::Only(chosen) = granted else {
        return Ok(());
    };
    let beyond: Vec<&str> = chosen
        .iter()
        .filter(|permission| !role.allows(*permission))
        .map(Permission::as_str)
        .collect();
    if beyond.is_empty() {
        return Ok(());
    }
    Err(ApiTokenError::Faults(vec![FieldError {
        field: "permissions",
        message: format!(
            "The role of this account does not carry {}.",
            beyond.join(", ")
        ),
    }]))
}

/// Who may have a token made: active accounts of people and programs.
fn owner(account: Option<Account>, of: TokenFor) -> Result<Account, ApiTokenError> {
    let account = account
        .filter(|account| account.state == AccountState::Active && account.role != Role::DoorLink)
        .ok_or(ApiTokenError::Unknown)?;
    if matches!(of, TokenFor::Service(_)) && account.role != Role::Service {
        return Err(ApiTokenError::NotService);
    }
    Ok(account)
}

impl House {
    /// Makes an API token; its text is told this once. The same form makes one token, however often it is sent.
    ///
    /// # Errors
    /// See [`ApiTokenError`]; no token was made.
    pub async fn make_api_token(
        &self,
        key: FormKey,
        of: TokenFor,
        new: NewApiToken<'_>,
    ) -> Result<MadeApiToken, ApiTokenError> {
        let wanted = new.read().map_err(ApiTokenError::Faults)?;
        let now = self.now();
        let user_id = of.account();
        let token = Token::new(key.id_beside(user_id), entropy::bytes());
        let (id, expires_at) = (token.selector(), now + wanted.life);
        let made = MadeApiToken {
            id,
            text: format!("{API_TOKEN_PREFIX}{}", token.reveal().expose_secret()).into(),
            name: wanted.name.as_str().to_owned(),
            expires_at,
        };
        let stored = StoredToken::new(&token, Purpose::Api, user_id, (now, expires_at));
        let row = api_tokens::NewApiToken {
            id,
            user_id,
            name: made.name.clone(),
            granted: wanted.granted,
            created_at: now,
            expires_at,
        };
        let witness = self.witness().await?;
        self.db
            .write(user_id, move |tx| {
                // One at a time for each account, so that those that work are counted right.
                let account = owner(accounts::lock(tx, user_id)?, of)?;
                if api_tokens::get(tx, id)?.is_some() {
                    return Err(ApiTokenError::MadeBefore);
                }
                within(row.granted, account.role)?;
                if api_tokens::working(tx, user_id, now)? >= API_TOKENS_MOST {
                    return Err(ApiTokenError::TooMany);
                }
                tokens::insert(tx, [&stored])?;
                api_tokens::insert(tx, &row)?;
                let words = [("name", row.name.as_str().into())];
                witness.note(tx, Action::ApiTokenMade, Some(user_id), &words)?;
                Ok(())
            })
            .await?;
        Ok(made)
    }

    /// Makes an API token of whoever has this address, for whoever runs the program.
    ///
    /// # Errors
    /// See [`ApiTokenError`].
    pub async fn make_api_token_with(
        &self,
        email: &str,
        new: NewApiToken<'_>,
    ) -> Result<MadeApiToken, ApiTokenError> {
        let id = self.account_id_with(email).await?;
        self.make_api_token(self.new_form_key(), TokenFor::Anybody(id), new)
            .await
    }

    /// Makes an API token that may do whatever its account may, for as long as is usual.
    ///
    /// # Errors
    /// See [`ApiTokenError`].
    pub async fn create_api_token(&self, email: &str) -> Result<SecretString, ApiTokenError> {
        let usual = NewApiToken {
            name: "Command line",
            permissions: None,
            days: None,
        };
        Ok(self.make_api_token_with(email, usual).await?.text)
    }

    /// The API tokens of an account: those that work, the newest first, then those that expired within a month.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn api_tokens(&self, user_id: Uuid) -> Result<Vec<ApiTokenItem>, StoreError> {
        let now = self.now();
        let found = self
            .db
            .read(move |tx| api_tokens::list(tx, user_id, LISTED))
            .await?;
        let mut items: Vec<ApiTokenItem> = found
            .into_iter()
            .map(|token| ApiTokenItem {
                expired: token.expires_at <= now,
                ..token.into()
            })
            .collect();
        items.sort_by_key(|item| (item.expired, std::cmp::Reverse(item.id)));
        Ok(items)
    }

    /// The API tokens of whoever has this address.
    ///
    /// # Errors
    /// See [`ApiTokenError`].
    pub async fn api_tokens_with(&self, email: &str) -> Result<Vec<ApiTokenItem>, ApiTokenError> {
        let id = self.account_id_with(email).await?;
        Ok(self.api_tokens(id).await?)
    }

    /// Revokes an API token, of this account if one is given: it works no more from its next use on.
    ///
    /// # Errors
    /// [`ApiTokenError::Unknown`] when there is none, or none of this account's.
    pub async fn revoke_api_token(&self, id: Uuid, of: Option<Uuid>) -> Result<(), ApiTokenError> {
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                let token = api_tokens::get(tx, id)?
                    .filter(|token| of.is_none_or(|owner| owner == token.user_id))
                    .ok_or(ApiTokenError::Unknown)?;
                if !api_tokens::revoke(tx, id)? {
                    return Err(ApiTokenError::Unknown);
                }
                let words = [("name", token.name.as_str().into())];
                witness.note(tx, Action::ApiTokenRevoked, Some(token.user_id), &words)?;
                Ok(())
            })
            .await
    }

    /// Removes API tokens that expired more than a month ago.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn forget_api_tokens(&self) -> Result<(), StoreError> {
        let then = self.now() - SHOWN_EXPIRED;
        self.db
            .write(Uuid::nil(), move |tx| api_tokens::forget(tx, then, STRIDE))
            .await?;
        Ok(())
    }

    async fn account_id_with(&self, email: &str) -> Result<Uuid, ApiTokenError> {
        let email = EmailAddress::parse(email).map_err(|_| ApiTokenError::Unknown)?;
        let lookups = self.keyring.lookups("email", &email.folded());
        let found = self
            .db
            .read(move |tx| accounts::by_email(tx, &lookups))
            .await?;
        Ok(found.ok_or(ApiTokenError::Unknown)?.id)
    }
}
