//! Who sells which routes: administrators assign them.

use std::collections::HashMap;

use foh_domain::{audit::Action, field::FieldError, identity::Role};
use foh_store::{StoreError, Tx, routes, routes::RouteView, scopes};
use uuid::Uuid;

use crate::{
    House,
    identity::{AccountItem, AccountSearch, AdministerError, MOST_SCOPES, locked},
};

/// Somebody who sells at a desk.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The account.
    pub account: AccountItem,
    /// The routes they sell, by their names.
    pub routes: Vec<RouteView>,
}

/// A page of the operators.
#[derive(Debug, Clone)]
pub struct OperatorPage {
    /// The operators, the newest first.
    pub items: Vec<Operator>,
    /// Where the list goes on; the next page may be empty.
    pub next: Option<Uuid>,
}

impl House {
    /// Operators with this in their name, or with this address, the newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn operators(
        &self,
        text: String,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<OperatorPage, StoreError> {
        let search = AccountSearch {
            text,
            role: Some(Role::TravelOperator),
            state: None,
            after,
            limit,
        };
        let page = self.accounts(search).await?;
        let ids: Vec<Uuid> = page.items.iter().map(|account| account.id).collect();
        let mut sold = self.db.read(move |tx| sold_by(tx, &ids)).await?;
        let items = page.items.into_iter().map(|account| Operator {
            routes: sold.remove(&account.id).unwrap_or_default(),
            account,
        });
        Ok(OperatorPage {
            items: items.collect(),
            next: page.next,
        })
    }

    /// One operator; `None` for accounts of other roles.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn operator(&self, id: Uuid) -> Result<Option<Operator>, StoreError> {
        let found = self.account(id).await?;
        let Some(detail) = found.filter(|found| found.account.role == Role::TravelOperator) else {
            return Ok(None);
        };
        Ok(Some(Operator {
            routes: self.routes_of(detail.scopes).await?,
            account: detail.account,
        }))
    }

    /// Says which routes an operator sells: these and no others, from their next request on.
    ///
    /// # Errors
    /// See [`AdministerError`]; [`AdministerError::Unknown`] for accounts of other roles.
    pub async fn assign_routes(
        &self,
        id: Uuid,
        mut route_ids: Vec<Uuid>,
    ) -> Result<(), AdministerError> {
        route_ids.sort_unstable();
        route_ids.dedup();
        if route_ids.len() > MOST_SCOPES {
            return Err(fault(format!("At most {MOST_SCOPES} can be assigned.")));
        }
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                let account = locked(tx, id)?;
                if account.role != Role::TravelOperator {
                    return Err(AdministerError::Unknown);
                }
                if routes::load(tx, &route_ids)?.len() != route_ids.len() {
                    return Err(fault("One of these routes does not exist.".to_owned()));
                }
                let mut former = scopes::load(tx, &[id])?.remove(&id).unwrap_or_default();
                former.sort_unstable();
                if former != route_ids {
                    scopes::replace(tx, id, &route_ids)?;
                    witness.note(tx, Action::ScopeChanged, Some(id), &[])?;
                }
                Ok(())
            })
            .await
    }
}

fn fault(message: String) -> AdministerError {
    AdministerError::Faults(vec![FieldError {
        field: "routes",
        message,
    }])
}

/// The routes of these operators, by their names.
fn sold_by(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<RouteView>>, StoreError> {
    let scopes = scopes::load(tx, ids)?;
    let mut named: Vec<Uuid> = scopes.values().flatten().copied().collect();
    named.sort_unstable();
    named.dedup();
    let found = routes::load(tx, &named)?;
    let by_id: HashMap<Uuid, &RouteView> = found.iter().map(|view| (view.id, view)).collect();
    let of = |ids: &[Uuid]| {
        let mut sold: Vec<RouteView> = ids
            .iter()
            .filter_map(|id| by_id.get(id).map(|view| (*view).clone()))
            .collect();
        sold.sort_by(|a, b| (&a.route.name, a.id).cmp(&(&b.route.name, b.id)));
        sold
    };
    Ok(scopes.iter().map(|(id, ids)| (*id, of(ids))).collect())
}
