//! Roles and the permissions they carry; whatever is not listed is denied.

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Create and change venues, rooms, shows and performances.
    Content,
    /// See, search, make, cancel reservations and resend their e-mails.
    BoxOffice,
    /// Preview and admit tickets at the door.
    Door,
    /// Invite, change and deactivate accounts, and hand out links and tokens for others.
    Accounts,
    /// Read the audit log.
    Audit,
    /// Give a person their data, or erase it.
    Privacy,
    /// Sell and check in on one's routes.
    TravelSales,
    /// Make the timetable, say who sells which routes, and read what it brings in.
    TravelManagement,
    /// See the payments of every desk, and decide about refunds.
    Payments,
    /// Offer sessions and see who comes.
    Facilitation,
    /// Manage beverages, locations and counts.
    BarManagement,
    /// Count and tap at a location.
    BarCounting,
    /// Speak for another system: the CRM, notifications.
    Integration,
}

impl Permission {
    /// Every permission, in the order of the documentation.
    pub const ALL: [Self; 13] = [
        Self::Content,
        Self::BoxOffice,
        Self::Door,
        Self::Accounts,
        Self::Audit,
        Self::Privacy,
        Self::TravelSales,
        Self::TravelManagement,
        Self::Payments,
        Self::Facilitation,
        Self::BarManagement,
        Self::BarCounting,
        Self::Integration,
    ];

    /// The word for it in the API and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::BoxOffice => "box_office",
            Self::Door => "door",
            Self::Accounts => "accounts",
            Self::Audit => "audit",
            Self::Privacy => "privacy",
            Self::TravelSales => "travel_sales",
            Self::TravelManagement => "travel_management",
            Self::Payments => "payments",
            Self::Facilitation => "facilitation",
            Self::BarManagement => "bar_management",
            Self::BarCounting => "bar_counting",
            Self::Integration => "integration",
        }
    }

    /// The permission a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|permission| permission.as_str() == word)
    }
}

/// The role of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// May do everything.
    Administrator,
    /// Content management only.
    Content,
    /// Box office only.
    BoxOffice,
    /// Door duty only.
    Door,
    /// Sells on the routes of its scope.
    TravelOperator,
    /// Offers sessions.
    Facilitator,
    /// Manages the bar.
    BarManager,
    /// Counts at the location of its scope.
    BarCounter,
    /// A guest with an account: its own bookings only.
    Member,
    /// Another system.
    Service,
    /// Whoever opened a door link: scans for the performance of its scope. Made with the link, never given to a person.
    DoorLink,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 11] = [
        Self::Administrator,
        Self::Content,
        Self::BoxOffice,
        Self::Door,
        Self::TravelOperator,
        Self::Facilitator,
        Self::BarManager,
        Self::BarCounter,
        Self::Member,
        Self::Service,
        Self::DoorLink,
    ];

    /// Those that an account can be given, in the order they are offered.
    pub fn given() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|role| *role != Self::DoorLink)
    }

    /// The word for it on the command line, in the API and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Content => "content",
            Self::BoxOffice => "box_office",
            Self::Door => "door",
            Self::TravelOperator => "travel_operator",
            Self::Facilitator => "facilitator",
            Self::BarManager => "bar_manager",
            Self::BarCounter => "bar_counter",
            Self::Member => "member",
            Self::Service => "service",
            Self::DoorLink => "door_link",
        }
    }

    /// The role a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// The role as people read it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Content => "content manager",
            Self::BoxOffice => "box-office staff",
            Self::Door => "door staff",
            Self::TravelOperator => "travel operator",
            Self::Facilitator => "facilitator",
            Self::BarManager => "bar manager",
            Self::BarCounter => "bar counter",
            Self::Member => "member",
            Self::Service => "service",
            Self::DoorLink => "door link",
        }
    }

    /// Whether the role carries the permission.
    #[must_use]
    pub fn allows(self, permission: Permission) -> bool {
        match self {
            // Everything people do; speaking for another system is a service's.
            Self::Administrator => permission != Permission::Integration,
            Self::Content => permission == Permission::Content,
            Self::BoxOffice => permission == Permission::BoxOffice,
            Self::Door | Self::DoorLink => permission == Permission::Door,
            Self::TravelOperator => permission == Permission::TravelSales,
            Self::Facilitator => permission == Permission::Facilitation,
            Self::BarManager => matches!(
                permission,
                Permission::BarManagement | Permission::BarCounting
            ),
            Self::BarCounter => permission == Permission::BarCounting,
            Self::Member => false,
            Self::Service => permission == Permission::Integration,
        }
    }

    /// Whether the role reaches only what its scope names: routes, a location, a performance.
    #[must_use]
    pub const fn is_scoped(self) -> bool {
        matches!(
            self,
            Self::TravelOperator | Self::BarCounter | Self::DoorLink
        )
    }

    /// Whether it is a member of staff's: a member is a guest with an account.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Member)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_exactly_its_permissions() {
        use Permission::{
            Accounts, Audit, BarCounting, BarManagement, BoxOffice, Content, Door, Facilitation,
            Integration, Payments, Privacy, TravelManagement, TravelSales,
        };
        let table: [(Role, &[Permission]); 11] = [
            (
                Role::Administrator,
                &[
                    Content,
                    BoxOffice,
                    Door,
                    Accounts,
                    Audit,
                    Privacy,
                    TravelSales,
                    TravelManagement,
                    Payments,
                    Facilitation,
                    BarManagement,
                    BarCounting,
                ],
            ),
            (Role::Content, &[Content]),
            (Role::BoxOffice, &[BoxOffice]),
            (Role::Door, &[Door]),
            (Role::TravelOperator, &[TravelSales]),
            (Role::Facilitator, &[Facilitation]),
            (Role::BarManager, &[BarManagement, BarCounting]),
            (Role::BarCounter, &[BarCounting]),
            (Role::Member, &[]),
            (Role::Service, &[Integration]),
            (Role::DoorLink, &[Door]),
        ];
        for (role, expected) in table {
            let actual: Vec<_> = Permission::ALL
                .into_iter()
                .filter(|permission| role.allows(*permission))
                .collect();
            assert_eq!(actual, expected, "{role:?}");
        }
    }

    #[test]
    fn words_are_read_as_written() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.as_str()), Some(permission));
        }
        assert_eq!(Role::parse("root"), None);
        assert_eq!(Permission::parse("everything"), None);
        assert!(Role::given().all(|role| role != Role::DoorLink));
    }
}
