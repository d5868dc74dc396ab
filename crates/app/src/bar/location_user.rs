//! Who works at a location: one account at most, whose world is that location.

use foh_domain::{
    audit::Action,
    field::FieldError,
    identity::{AccountState, PersonName, Role},
    token::Purpose,
};
use foh_store::{StoreError, Tx, accounts, bar_locations, reach, scopes};
use uuid::Uuid;

use crate::{
    House,
    identity::{AccountItem, AccountSearch, AdministerError, locked},
};

/// More people than that are not offered.
const MOST_OFFERED: u32 = 200;

/// Who works at a location.
#[derive(Debug, Clone)]
pub struct LocationUser {
    /// The account.
    pub id: Uuid,
    /// The person's name; `None` when it cannot be opened any more.
    pub name: Option<PersonName>,
    /// Where the account stands.
    pub state: AccountState,
}

/// Who has this location in their scope.
pub(super) fn user_of(tx: &mut Tx<'_>, location_id: Uuid) -> Result<Option<Uuid>, StoreError> {
    Ok(scopes::accounts_of(tx, location_id, Role::BarCounter)?
        .into_iter()
        .next())
}

/// Whether an account of this role may be given this scope: who counts at a bar has one location at most, and it nobody else. The location is
/// locked, so that of two who are given it at once the second is refused.
///
/// # Errors
/// What is wrong with the scope, or a fault of the store.
pub(crate) fn claim(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    (role, scope): (Role, &[Uuid]),
) -> Result<Result<(), FieldError>, StoreError> {
    let fault = |message: &str| {
        Ok(Err(FieldError {
            field: "scopes",
            message: message.into(),
        }))
    };
    match (role, scope) {
        (Role::BarCounter, [location_id]) => {
            if bar_locations::lock(tx, *location_id)?.is_none() {
                return fault("There is no such location.");
            }
            let taken = scopes::accounts_of(tx, *location_id, Role::BarCounter)?;
            if taken.iter().any(|id| *id != user_id) {
                return fault("Somebody else works at this location already.");
            }
            Ok(Ok(()))
        }
        (Role::BarCounter, [_, _, ..]) => fault("A bar counter works at one location."),
        _ => Ok(Ok(())),
    }
}

impl House {
    /// Who works at a location, if anybody does.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn location_user(
        &self,
        location_id: Uuid,
    ) -> Result<Option<LocationUser>, StoreError> {
        let account = self
            .db
            .read(move |tx| match user_of(tx, location_id)? {
                Some(id) => accounts::get(tx, id),
                None => Ok(None),
            })
            .await?;
        Ok(account.map(|account| LocationUser {
            id: account.id,
            name: self.profile_of(&account).map(|profile| profile.name),
            state: account.state,
        }))
    }

    /// Everybody who could work at a location: the accounts of bar counters, the newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn bar_counters(&self) -> Result<Vec<AccountItem>, StoreError> {
        let search = AccountSearch {
            text: String::new(),
            role: Some(Role::BarCounter),
            state: None,
            after: None,
            limit: MOST_OFFERED,
        };
        Ok(self.accounts(search).await?.items)
    }

    /// Says who works at a location from now on, or that nobody does. Whoever worked there reaches nothing any more, and who worked elsewhere
    /// leaves there; links on their way to either work no more.
    ///
    /// # Errors
    /// See [`AdministerError`]; [`AdministerError::Unknown`] for a location that is not there, and for accounts of other roles.
    pub async fn assign_location_user(
        &self,
        location_id: Uuid,
        user_id: Option<Uuid>,
    ) -> Result<(), AdministerError> {
        let witness = self.witness().await?;
        self.db
            .write(location_id, move |tx| {
                let location =
                    bar_locations::lock(tx, location_id)?.ok_or(AdministerError::Unknown)?;
                let before = user_of(tx, location_id)?;
                if before == user_id {
                    return Ok(());
                }
                // Accounts in the order of their ids, as everywhere.
                let mut both: Vec<Uuid> = before.into_iter().chain(user_id).collect();
                both.sort_unstable();
                for id in both {
                    let account = locked(tx, id)?;
                    let scope: &[Uuid] = if Some(id) == user_id {
                        if account.role != Role::BarCounter {
                            return Err(AdministerError::Unknown);
                        }
                        &[location_id]
                    } else if user_of(tx, location_id)? == Some(id) {
                        &[]
                    } else {
                        // Given another location, or another role, until it was locked here.
                        continue;
                    };
                    scopes::replace(tx, id, scope)?;
                    reach::end_links(tx, id, Purpose::SignInLink)?;
                    let now_at = if scope.is_empty() {
                        "none"
                    } else {
                        &location.name
                    };
                    let words = [("location", now_at.into())];
                    witness.note(tx, Action::LocationUserChanged, Some(id), &words)?;
                }
                Ok(())
            })
            .await
    }
}
