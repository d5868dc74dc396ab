//! The personal data of an account.

use serde::{Deserialize, Serialize};

use super::{EmailAddress, PersonName};
use crate::privacy::Personal;

/// Who an account belongs to, sealed as one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The person's name.
    pub name: PersonName,
    /// The address that signs in; whoever opened a door link has none.
    pub email: Option<EmailAddress>,
}

impl Personal for Profile {
    const COLUMN: &'static str = "users.profile";
}
