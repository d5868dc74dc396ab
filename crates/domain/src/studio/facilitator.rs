//! Who holds sessions.

use serde::{Deserialize, Serialize};

use crate::{
    field::{self, Faults, FieldError},
    privacy::Personal,
};

/// How a facilitator presents themselves; the name is their account's. Public once they are approved; cannot be printed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facilitator {
    /// At most 2,000 characters; may be empty.
    pub bio: String,
    /// At most 120 characters; may be empty.
    pub specialization: String,
}

impl std::fmt::Debug for Facilitator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Facilitator(…)")
    }
}

impl Personal for Facilitator {
    const COLUMN: &'static str = "facilitators.profile";
}

impl Facilitator {
    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(bio: &str, specialization: &str) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let bio = faults.take("bio", field::prose(bio, 2_000));
        let specialization = match specialization.trim() {
            "" => Some(String::new()),
            text => faults.take("specialization", field::line(text, 120)),
        };
        faults.finish()?;
        match (bio, specialization) {
            (Some(bio), Some(specialization)) => Ok(Self {
                bio,
                specialization,
            }),
            _ => Err(Vec::new()),
        }
    }
}

/// Where somebody who wants to hold sessions stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacilitatorState {
    /// An administrator is to decide.
    Applied,
    /// They hold sessions.
    Approved,
    /// They were refused; they may apply again.
    Refused,
}

impl FacilitatorState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Applied, Self::Approved, Self::Refused];

    /// The word in the database, the API and on the screen.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }

    /// The state a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_bounded_and_may_be_empty() {
        assert_eq!(Facilitator::parse(" ", "").unwrap(), Facilitator::default());
        let faults = Facilitator::parse(&"x".repeat(2_001), "a\nb").unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["bio", "specialization"]);
    }
}
