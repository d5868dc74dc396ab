//! Whether what somebody came in by still stands: asked again and again for connections that stay open.

use foh_domain::{
    identity::{API_TOKEN_PREFIX, Permission},
    token::{Purpose, Token},
};
use foh_store::{StoreError, Tx, refresh_families, tokens, users};
use uuid::Uuid;

use super::Staff;
use crate::{House, theatre::distinct};

/// What a connection that stays open was begun with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whose it is.
    pub user_id: Uuid,
    /// What it goes on for.
    pub permission: Permission,
    /// What proved it.
    pub by: StandsBy,
}

/// What proved who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandsBy {
    /// An access token: it stands as long as its family, which new ones come from.
    Family(Uuid),
    /// A session, or an API token, by its selector.
    Token(Uuid),
}

impl House {
    /// Who a bearer token belongs to, with what has to go on standing for the connection to stay open for `permission`.
    /// `None` when the token proves nothing, or its account may not do this.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn who_stays(
        &self,
        text: &str,
        permission: Permission,
    ) -> Result<Option<(Staff, Standing)>, StoreError> {
        let Some(staff) = self.who_has_bearer_token(text).await? else {
            return Ok(None);
        };
        let by = match text.strip_prefix(API_TOKEN_PREFIX) {
            Some(token) => Token::parse(token).map(|token| StandsBy::Token(token.selector())),
            None => self.family_of(text).await?.map(StandsBy::Family),
        };
        let standing = by.map(|by| Standing {
            user_id: staff.id,
            permission,
            by,
        });
        let may = staff.may(permission) && !staff.must_enrol;
        Ok(standing.filter(|_| may).map(|standing| (staff, standing)))
    }

    /// Which of these still stand, in their order: the account active and with its permission, the family not ended, the
    /// session or token there and in time. Asking is no use of a session.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn still_stand(&self, asked: Vec<Standing>) -> Result<Vec<bool>, StoreError> {
        let house = self.clone();
        self.db.read(move |tx| house.standing(tx, &asked)).await
    }

    fn standing(&self, tx: &mut Tx<'_>, asked: &[Standing]) -> Result<Vec<bool>, StoreError> {
        let now = self.now();
        let users = users::load(tx, &distinct(asked.iter().map(|one| one.user_id)))?;
        let family = |one: &Standing| match one.by {
            StandsBy::Family(id) => Some(id),
            StandsBy::Token(_) => None,
        };
        let families = refresh_families::load(tx, &distinct(asked.iter().filter_map(family)))?;
        let token = |one: &Standing| match one.by {
            StandsBy::Token(id) => Some(id),
            StandsBy::Family(_) => None,
        };
        let tokens = tokens::load(tx, &distinct(asked.iter().filter_map(token)))?;
        let idle = self.settings.sign_in.sessions.idle();
        let stands = |one: &Standing| {
            let of = users.iter().find(|user| user.id == one.user_id);
            if !of.is_some_and(|user| user.active && user.role.allows(one.permission)) {
                return false;
            }
            match one.by {
                StandsBy::Family(id) => families.iter().any(|family| {
                    family.id == id && family.user_id == one.user_id && family.revoked_at.is_none()
                }),
                StandsBy::Token(id) => tokens.get(&id).is_some_and(|token| {
                    let used_at = token.used_at.unwrap_or(token.created_at);
                    let idles = token.purpose == Purpose::Session;
                    token.subject_id == one.user_id
                        && now < token.expires_at
                        && (!idles || now.duration_since(used_at) <= idle)
                }),
            }
        };
        Ok(asked.iter().map(stands).collect())
    }
}
