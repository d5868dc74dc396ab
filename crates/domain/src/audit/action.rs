//! What is witnessed. The words are stored for good: one that is in the log is never changed or given to something else.

/// What an entry is about, for a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Signing in, failing to, and what belongs to it.
    SignIn,
    /// Accounts and what they may do.
    Accounts,
    /// Tokens, links and keys.
    Tokens,
    /// Who was let in.
    Door,
    /// Reservations in the hands of staff.
    BoxOffice,
    /// What is on, and how many places it has.
    Content,
    /// Stock and its counting.
    Stock,
    /// Money.
    Payments,
    /// Copies, exports and erasure of data.
    Privacy,
    /// The house itself.
    Operations,
}

impl Group {
    /// Every group, in the order they are offered.
    pub const ALL: [Self; 10] = [
        Self::SignIn,
        Self::Accounts,
        Self::Tokens,
        Self::Door,
        Self::BoxOffice,
        Self::Content,
        Self::Stock,
        Self::Payments,
        Self::Privacy,
        Self::Operations,
    ];

    /// The word for it in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Accounts => "accounts",
            Self::Tokens => "tokens",
            Self::Door => "door",
            Self::BoxOffice => "box_office",
            Self::Content => "content",
            Self::Stock => "stock",
            Self::Payments => "payments",
            Self::Privacy => "privacy",
            Self::Operations => "operations",
        }
    }

    /// The group a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == word)
    }
}

/// What kind of thing an entry's subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An account.
    Account,
    /// A reservation.
    Reservation,
    /// A performance.
    Performance,
    /// Anything else; the details say its name.
    Other,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $group:ident, $subject:ident;)*) => {
        /// What was done. Its word never changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word in the log.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// What it is about.
            #[must_use]
            pub const fn group(self) -> Group {
                match self {
                    $(Self::$name => Group::$group,)*
                }
            }

            /// What kind of thing its subject is.
            #[must_use]
            pub const fn subject(self) -> Subject {
                match self {
                    $(Self::$name => Subject::$subject,)*
                }
            }
        }
    };
}

actions! {
    /// Somebody signed in. Details: `by` (password, link, door link, OpenID Connect …).
    SignedIn = "sign_in.succeeded", SignIn, Account;
    /// A try to sign in was refused; the subject is the account, if there is one. Details: `by`, `reason`.
    SignInFailed = "sign_in.failed", SignIn, Account;
    /// An account or an address is locked for a while.
    SignInLocked = "sign_in.locked", SignIn, Account;
    /// Somebody signed out.
    SignedOut = "sign_in.ended", SignIn, Account;
    /// Sessions were revoked. Details: `sessions`.
    SessionsRevoked = "sessions.revoked", SignIn, Account;
    /// A second factor was set up.
    SecondFactorAdded = "second_factor.added", SignIn, Account;
    /// A second factor was taken away.
    SecondFactorRemoved = "second_factor.removed", SignIn, Account;
    /// A second factor was refused.
    SecondFactorFailed = "second_factor.failed", SignIn, Account;
    /// Recovery codes were made.
    RecoveryCodesMade = "recovery_codes.made", SignIn, Account;
    /// A recovery code was used.
    RecoveryCodeUsed = "recovery_code.used", SignIn, Account;
    /// An account of another provider was linked. Details: `provider`.
    ExternalIdentityLinked = "external_identity.linked", SignIn, Account;
    /// An account of another provider was unlinked. Details: `provider`.
    ExternalIdentityUnlinked = "external_identity.unlinked", SignIn, Account;

    /// An account was made. Details: `role`.
    AccountMade = "account.made", Accounts, Account;
    /// Somebody was invited. Details: `role`.
    AccountInvited = "account.invited", Accounts, Account;
    /// An invitation was taken back.
    InvitationWithdrawn = "account.invitation_withdrawn", Accounts, Account;
    /// An invitation was accepted.
    InvitationAccepted = "account.invitation_accepted", Accounts, Account;
    /// Somebody registered.
    AccountRegistered = "account.registered", Accounts, Account;
    /// Somebody wanted to register an address that has an account.
    RegistrationRefused = "account.registration_refused", Accounts, Account;
    /// An account's address was verified.
    AddressVerified = "account.address_verified", Accounts, Account;
    /// An account's name or address was changed. Details: `fields`.
    AccountChanged = "account.changed", Accounts, Account;
    /// What an account may do was changed. Details: `role`, `before`.
    RoleChanged = "account.role_changed", Accounts, Account;
    /// What a scoped account reaches was changed.
    ScopeChanged = "account.scope_changed", Accounts, Account;
    /// An account was deactivated.
    AccountDeactivated = "account.deactivated", Accounts, Account;
    /// An account was activated again.
    AccountActivated = "account.activated", Accounts, Account;
    /// Somebody applied to hold sessions.
    FacilitatorApplied = "facilitator.applied", Accounts, Account;
    /// Somebody may hold sessions from now on.
    FacilitatorApproved = "facilitator.approved", Accounts, Account;
    /// Somebody may not hold sessions.
    FacilitatorRefused = "facilitator.refused", Accounts, Account;
    /// A password was changed by its owner.
    PasswordChanged = "password.changed", Accounts, Account;
    /// Somebody wanted to change a password without knowing the present one.
    PasswordRefused = "password.refused", Accounts, Account;
    /// A link to set a new password was asked for; without a subject, for an address that has no account.
    PasswordResetAsked = "password.reset_asked", Accounts, Account;
    /// A password was set anew by a link, or on the command line.
    PasswordReset = "password.reset", Accounts, Account;

    /// An API token was made. Details: `name`.
    ApiTokenMade = "api_token.made", Tokens, Account;
    /// An API token was revoked. Details: `name`.
    ApiTokenRevoked = "api_token.revoked", Tokens, Account;
    /// A refresh token was used twice, and its whole family revoked.
    RefreshTokenReused = "refresh_token.reused", Tokens, Account;
    /// Refresh tokens were revoked.
    RefreshTokensRevoked = "refresh_tokens.revoked", Tokens, Account;
    /// A key that signs tokens was made.
    SigningKeyMade = "signing_key.made", Tokens, Other;
    /// A key that signs tokens was retired.
    SigningKeyRetired = "signing_key.retired", Tokens, Other;
    /// A link to sign in was made. Details: `location`, of a location's user.
    SignInLinkMade = "sign_in_link.made", Tokens, Account;
    /// A link to sign in was revoked.
    SignInLinkRevoked = "sign_in_link.revoked", Tokens, Account;
    /// A door link was made. Its subject is the performance.
    DoorLinkMade = "door_link.made", Tokens, Performance;
    /// A door link was given a new address.
    DoorLinkRenewed = "door_link.renewed", Tokens, Performance;
    /// A door link was taken back.
    DoorLinkRevoked = "door_link.revoked", Tokens, Performance;
    /// Somebody began at a door by its link.
    DoorLinkOpened = "door_link.opened", Tokens, Performance;

    /// A party was admitted, whole or in part. Details: `admitted`, `inside`, `party`.
    CheckInAdmitted = "check_in.admitted", Door, Reservation;
    /// An admission was taken back. Details: `admitted`, `inside`, `party`.
    CheckInUndone = "check_in.undone", Door, Reservation;

    /// Staff made a reservation. Details: `party`.
    ReservationMade = "reservation.made", BoxOffice, Reservation;
    /// Staff cancelled a reservation. Details: `party`.
    ReservationCancelled = "reservation.cancelled", BoxOffice, Reservation;
    /// Staff had a reservation's mail sent again.
    ReservationResent = "reservation.resent", BoxOffice, Reservation;
    /// Staff had a mail tried again. Details: `rows`, of several.
    MailRetried = "mail.retried", BoxOffice, Other;
    /// Staff had customer records told of a booking again. Details: `rows`, of several.
    CrmRetried = "crm.retried", BoxOffice, Other;
    /// Staff had a text message tried again. Details: `rows`, of several.
    TextRetried = "text.retried", BoxOffice, Other;

    /// A venue, a room, a show, a session, or a part of the timetable or of the bar was made. Details: `what`, `name`.
    ContentMade = "content.made", Content, Other;
    /// A venue, a room, a show, a session, or a part of the timetable or of the bar was changed. Details: `what`, `name`.
    ContentChanged = "content.changed", Content, Other;
    /// A district was removed. Details: `what`, `name`.
    ContentRemoved = "content.removed", Content, Other;
    /// Parts of the bar were made and changed from a file. Details: `what`, `made`, `changed`.
    ContentImported = "content.imported", Content, Other;
    /// A show was published. Details: `name`.
    Published = "content.published", Content, Other;
    /// A show was taken from the programme. Details: `name`.
    Unpublished = "content.unpublished", Content, Other;
    /// The capacity of a room or a bus was changed. Details: `what`, `name`, `before`, `after`.
    CapacityChanged = "content.capacity_changed", Content, Other;
    /// What a seat on a route costs was changed. Details: `what`, `name`, `before`, `after`.
    FareChanged = "content.fare_changed", Content, Other;
    /// A show got a poster, or another one. Details: `name`.
    PosterChanged = "content.poster_changed", Content, Other;
    /// A poster was taken down. Details: `name`.
    PosterRemoved = "content.poster_removed", Content, Other;
    /// A performance was planned.
    PerformanceMade = "performance.made", Content, Performance;
    /// A performance was changed in other ways than the following. Details: what is new.
    PerformanceChanged = "performance.changed", Content, Performance;
    /// Booking was opened.
    BookingOpened = "performance.booking_opened", Content, Performance;
    /// Booking was closed.
    BookingClosed = "performance.booking_closed", Content, Performance;
    /// Places were added, or occupied by hand. Details: `additional`, `occupied`, and each `…_before`.
    PlacesChanged = "performance.places_changed", Content, Performance;

    /// A session was called off with all its bookings. Details: `what`, `name`, `bookings`.
    SessionCancelled = "session.cancelled", Content, Other;

    /// Staff said that a departure has left. Details: `name`.
    DepartureLeft = "departure.left", Content, Other;

    /// Stock came or went. Details: `what`, `name`, `kind`, `by`.
    StockMoved = "stock.moved", Stock, Other;
    /// What is written down of a stock was set, or corrected by a count. Details: `what`, `name`, `before`, `after`.
    StockCorrected = "stock.corrected", Stock, Other;
    /// A count of a location was saved. Details: `name`, `rows`.
    StockCounted = "stock.counted", Stock, Other;
    /// At which level somebody is told was changed, for one location. Details: `what`, `name`, `before`, `after`.
    AlarmMinimumChanged = "stock.alarm_minimum_changed", Stock, Other;
    /// A location was given a user, or has none any more. Its subject is the account. Details: `location`.
    LocationUserChanged = "location.user_changed", Accounts, Account;

    /// A departure was called off with all its bookings. Details: `name`, `bookings`.
    DepartureCancelled = "departure.cancelled", Content, Other;
    /// A drawer was opened. Details: `float`.
    ShiftOpened = "shift.opened", Payments, Other;
    /// A drawer was closed. Details: `counted`, and how far that is `over` what was expected, in minor units.
    ShiftClosed = "shift.closed", Payments, Other;
    /// A ticket was printed.
    TicketPrinted = "ticket.printed", BoxOffice, Reservation;

    /// A payment was taken. Details: `amount`.
    PaymentTaken = "payment.taken", Payments, Reservation;
    /// A payment is to be looked at. Details: `alert`.
    PaymentAlerted = "payment.alerted", Payments, Reservation;
    /// Staff have looked at a payment. Details: `alert`.
    PaymentLookedAt = "payment.looked_at", Payments, Reservation;
    /// Staff had a provider asked again. Details: `rows`, of several.
    PaymentRetried = "payment.retried", Payments, Other;
    /// Money is to be given back. Details: `amount`, `cause`.
    RefundOrdered = "payment.refund_ordered", Payments, Reservation;
    /// Money was given back. Details: `amount`.
    Refunded = "payment.refunded", Payments, Reservation;
    /// A provider did not give money back. Details: `amount`.
    RefundFailed = "payment.refund_failed", Payments, Reservation;
    /// Staff had a refund tried again. Details: `amount`.
    RefundRetried = "payment.refund_retried", Payments, Reservation;
    /// Staff have found that the payer has the money. Details: `amount`, `reason`.
    RefundSettledByHand = "payment.refund_settled_by_hand", Payments, Reservation;

    /// Data left as a file. Details: `what`, `rows`.
    Exported = "data.exported", Privacy, Other;
    /// A person was given a copy of their data.
    DataCopied = "data.copied", Privacy, Other;
    /// A person's data was erased.
    DataErased = "data.erased", Privacy, Other;
    /// Data was erased because its time was over. Details: `what`, `rows`.
    DataExpired = "data.expired", Privacy, Other;
    /// Details of this log were erased. Details: `rows`.
    DetailsErased = "audit.details_erased", Privacy, Other;

    /// The installation's secret was changed.
    KeysRotated = "keys.rotated", Operations, Other;
    /// A backup was made.
    BackupMade = "backup.made", Operations, Other;
    /// A backup was restored.
    BackupRestored = "backup.restored", Operations, Other;
}

impl Action {
    /// The action a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|action| action.as_str() == word)
    }

    /// The actions of a group.
    pub fn of(group: Group) -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(move |action| action.group() == group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_written_and_mean_one_thing() {
        let mut words = std::collections::HashSet::new();
        for action in Action::ALL.iter().copied() {
            let word = action.as_str();
            assert!(words.insert(word), "{word} stands twice");
            assert_eq!(Action::parse(word), Some(action));
            assert!(
                word.bytes()
                    .all(|byte| matches!(byte, b'a'..=b'z' | b'_' | b'.')),
                "{word}"
            );
        }
        assert_eq!(Action::parse("log.wiped"), None);
        for group in Group::ALL {
            assert_eq!(Group::parse(group.as_str()), Some(group));
            assert!(Action::of(group).next().is_some(), "{group:?}");
        }
        assert_eq!(Group::parse("everything"), None);
    }
}
