//! The list of accounts. Names and addresses are sealed: an address is found by its keyed hash, a name by opening
//! profiles, a bounded number at a time.

use std::collections::HashMap;

use foh_domain::identity::{AccountState, EmailAddress, PersonName, Role};
use foh_store::{
    StoreError,
    accounts::{self, Account, AccountFilter},
    scopes, users,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{House, theatre::distinct};

/// Accounts opened at once while looking for a name.
const HANDFUL: u32 = 200;
/// Accounts opened at most for one page; the next page goes on from there.
const MOST_OPENED: u32 = 2_000;

/// Which accounts.
#[derive(Debug, Clone, Default)]
pub struct AccountSearch {
    /// A whole address, or a part of a name; empty for all.
    pub text: String,
    /// Only of this role.
    pub role: Option<Role>,
    /// Only those that stand so.
    pub state: Option<AccountState>,
    /// Only those after this one, in the order of the list.
    pub after: Option<Uuid>,
    /// At most so many.
    pub limit: u32,
}

/// An account in the list.
#[derive(Debug, Clone)]
pub struct AccountItem {
    /// Its id.
    pub id: Uuid,
    /// What it may do.
    pub role: Role,
    /// Where it stands.
    pub state: AccountState,
    /// The person's name; `None` when it cannot be opened.
    pub name: Option<PersonName>,
    /// The address that signs in.
    pub email: Option<EmailAddress>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether its address was shown to be its own.
    pub email_verified: bool,
    /// Whether it has a password.
    pub has_password: bool,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct AccountPage {
    /// The accounts, the newest first.
    pub items: Vec<AccountItem>,
    /// Where the list goes on; the next page may be empty.
    pub next: Option<Uuid>,
}

/// An account with what it reaches.
#[derive(Debug, Clone)]
pub struct AccountDetail {
    /// The account.
    pub account: AccountItem,
    /// The scope of a scoped role, in order.
    pub scopes: Vec<Uuid>,
}

impl House {
    /// Accounts, the newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn accounts(&self, search: AccountSearch) -> Result<AccountPage, StoreError> {
        let text = search.text.trim().to_lowercase();
        if EmailAddress::parse(&text).is_ok() {
            return self.account_at(&text, &search).await;
        }
        let by_name = !text.is_empty();
        let mut filter = AccountFilter {
            role: search.role,
            state: search.state,
            before: search.after,
            limit: if by_name { HANDFUL } else { search.limit + 1 },
        };
        let limit = search.limit as usize;
        let mut items: Vec<AccountItem> = Vec::new();
        let mut opened = 0;
        loop {
            let asked = filter.clone();
            let found = self.db.read(move |tx| accounts::list(tx, &asked)).await?;
            let exhausted = found.len() < filter.limit as usize;
            filter.before = found.last().map(|account| account.id);
            opened += filter.limit;
            let read = found.iter().map(|account| self.account_item(account));
            items.extend(read.filter(|item| !by_name || is_named(item, &text)));
            if items.len() > limit {
                items.truncate(limit);
                let next = items.last().map(|item| item.id);
                return Ok(AccountPage { items, next });
            }
            if exhausted {
                return Ok(AccountPage { items, next: None });
            }
            if !by_name || opened >= MOST_OPENED {
                let next = filter.before;
                return Ok(AccountPage { items, next });
            }
        }
    }

    /// The account with this address, if it is one of those that are looked for.
    async fn account_at(
        &self,
        email: &str,
        search: &AccountSearch,
    ) -> Result<AccountPage, StoreError> {
        let found = self.account_with(email).await?.filter(|item| {
            search.role.is_none_or(|role| role == item.role)
                && search.state.is_none_or(|state| state == item.state)
                && search.after.is_none_or(|after| item.id < after)
        });
        Ok(AccountPage {
            items: found.into_iter().collect(),
            next: None,
        })
    }

    /// One account; `None` for those that open a door, those that were erased, and those that are not.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn account(&self, id: Uuid) -> Result<Option<AccountDetail>, StoreError> {
        let found = self
            .db
            .read(move |tx| {
                let account = accounts::get(tx, id)?
                    .filter(|one| one.role != Role::DoorLink && one.erased_at.is_none());
                let scopes = scopes::load(tx, &[id])?.remove(&id).unwrap_or_default();
                Ok::<_, StoreError>(account.map(|account| (account, scopes)))
            })
            .await?;
        Ok(found.map(|(account, mut scopes)| {
            scopes.sort_unstable();
            AccountDetail {
                account: self.account_item(&account),
                scopes,
            }
        }))
    }

    /// The account with this address.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn account_with(&self, email: &str) -> Result<Option<AccountItem>, StoreError> {
        let Ok(email) = EmailAddress::parse(email) else {
            return Ok(None);
        };
        let lookups = self.keyring.lookups("email", &email.folded());
        let found = self
            .db
            .read(move |tx| accounts::by_email(tx, &lookups))
            .await?;
        Ok(found.map(|account| self.account_item(&account)))
    }

    /// What the people of these accounts are called; those whose name cannot be opened are left out.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn names_of(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
    ) -> Result<HashMap<Uuid, PersonName>, StoreError> {
        let ids = distinct(ids);
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let accounts = self.db.read(move |tx| users::load(tx, &ids)).await?;
        let named = accounts
            .iter()
            .filter_map(|account| Some((account.id, self.name_of(account)?)));
        Ok(named.collect())
    }

    pub(crate) fn account_item(&self, account: &Account) -> AccountItem {
        let profile = self.profile_of(account);
        let (name, email) = match profile {
            Some(profile) => (Some(profile.name), profile.email),
            None => (None, None),
        };
        AccountItem {
            id: account.id,
            role: account.role,
            state: account.state,
            name,
            email,
            created_at: account.created_at,
            email_verified: account.email_verified_at.is_some(),
            has_password: account.password_hash.is_some(),
        }
    }
}

fn is_named(item: &AccountItem, text: &str) -> bool {
    let name = item.name.as_ref().map(PersonName::expose);
    name.is_some_and(|name| name.to_lowercase().contains(text))
}
