//! Roles of staff and the permissions they carry; whatever is not listed is denied.

/// What a member of staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Create and change venues, rooms, shows and performances.
    Content,
    /// See, search, make, cancel reservations and resend their e-mails.
    BoxOffice,
    /// Preview and admit tickets at the door.
    Door,
}

/// A member of staff's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// May do everything.
    Administrator,
    /// Content management only.
    Content,
    /// Box office only.
    BoxOffice,
    /// Door duty only.
    Door,
}

impl Role {
    /// Every role, in the order they are offered.
    pub const ALL: [Self; 4] = [
        Self::Administrator,
        Self::Content,
        Self::BoxOffice,
        Self::Door,
    ];

    /// The word for it on the command line, in the API and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Content => "content",
            Self::BoxOffice => "box_office",
            Self::Door => "door",
        }
    }

    /// The role a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether the role carries the permission.
    #[must_use]
    pub fn allows(self, permission: Permission) -> bool {
        match self {
            Self::Administrator => true,
            Self::Content => permission == Permission::Content,
            Self::BoxOffice => permission == Permission::BoxOffice,
            Self::Door => permission == Permission::Door,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_exactly_its_permissions() {
        use Permission::{BoxOffice, Content, Door};
        let table = [
            (Role::Administrator, [true, true, true]),
            (Role::Content, [true, false, false]),
            (Role::BoxOffice, [false, true, false]),
            (Role::Door, [false, false, true]),
        ];
        for (role, expected) in table {
            let actual = [Content, BoxOffice, Door].map(|permission| role.allows(permission));
            assert_eq!(actual, expected, "{role:?}");
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("root"), None);
    }
}
