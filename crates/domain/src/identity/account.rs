//! The states of an account.

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// Its person was asked to join and has not answered yet; it may do nothing.
    Invited,
    /// It may do what its role allows.
    Active,
    /// It was switched off; it may do nothing.
    Inactive,
}

impl AccountState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Invited, Self::Active, Self::Inactive];

    /// The state of an account that is active or not, and was invited or not.
    #[must_use]
    pub const fn of(active: bool, invited: bool) -> Self {
        match (active, invited) {
            (true, _) => Self::Active,
            (false, true) => Self::Invited,
            (false, false) => Self::Inactive,
        }
    }

    /// The word for it in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Inactive => "inactive",
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
    use super::AccountState;

    #[test]
    fn words_are_read_as_written() {
        for state in AccountState::ALL {
            assert_eq!(AccountState::parse(state.as_str()), Some(state));
        }
        assert_eq!(AccountState::parse("deleted"), None);
        assert_eq!(AccountState::of(true, true), AccountState::Active);
        assert_eq!(AccountState::of(false, true), AccountState::Invited);
        assert_eq!(AccountState::of(false, false), AccountState::Inactive);
    }
}
