//! The table. A line is: methods, path, who, how scoped roles are held to their scope, what it does, and the menus it is in.
//!
//! `Public` is everybody, `Account` every active account; any other word is a permission, and of several one is enough.
//! `Person` is an account too, or goes before permissions: only sessions reach it, no token of whatever kind, since it looks
//! after the account itself.
//! `refused`: scoped roles are refused. `in_path`: `{id}` must be in their scope. `handled`: the handler restricts itself.
//! Lines of a desk stand together, and menus show them in this order.

use foh_domain::identity::Permission;

use super::{Entry, Menu, Scope, Verb, Who};

macro_rules! who {
    (Public) => {
        Who::Public
    };
    (Account) => {
        Who::Account
    };
    (Person) => {
        Who::Account
    };
    (Person $($permission:ident)+) => {
        Who::Needs(&[$(Permission::$permission),+])
    };
    ($($permission:ident)+) => {
        Who::Needs(&[$(Permission::$permission),+])
    };
}

macro_rules! in_person {
    (Person $($permission:ident)*) => {
        true
    };
    ($($who:ident)+) => {
        false
    };
}

macro_rules! scope {
    (refused) => {
        Scope::Refused
    };
    (in_path) => {
        Scope::InPath
    };
    (handled) => {
        Scope::Handled
    };
}

macro_rules! lines {
    ($development:literal; $($($verb:ident)|+ $path:literal, $($needed:ident)|+, $scope:ident, $about:literal $(, $menu:ident $label:literal)*;)*) => {
        &[$(Entry {
            verbs: &[$(Verb::$verb),+],
            path: $path,
            who: who!($($needed)+),
            in_person: in_person!($($needed)+),
            scope: scope!($scope),
            about: $about,
            menus: &[$((Menu::$menu, $label)),*],
            development: $development,
        }),*]
    };
}

/// Every route of the program, by desk.
pub static TABLE: &[(&str, &[Entry])] = &[
    ("Operations", OPERATIONS),
    ("Programme", PROGRAMME),
    ("Reservations of guests", RESERVATIONS),
    ("Signing in", SIGNING_IN),
    ("Accounts", ACCOUNT),
    ("Administration", ADMINISTRATION),
    ("Content", CONTENT),
    ("Door links", DOOR_LINKS),
    ("Box office", BOX_OFFICE),
    ("Access", ACCESS),
    ("Audit", AUDIT),
    ("Personal data", PRIVACY),
    ("Door", DOOR),
    ("Development only", DEVELOPMENT),
];

const OPERATIONS: &[Entry] = lines! { false;
    Get "/health", Public, refused, "Whether the program works.";
    Get "/health/live", Public, refused, "Whether the program lives.";
    Get "/health/ready", Public, refused, "Whether the program can answer.";
    Get "/assets/{name}", Public, refused, "Style sheets, scripts, icons.";
    Get "/api/openapi.json", Public, refused, "The description of the API.";
};

const PROGRAMME: &[Entry] = lines! { false;
    Get "/", Public, refused, "The programme.", House "Programme";
    Get "/shows/{slug}", Public, refused, "A show.";
    Get "/posters/{show_id}/{file}", Public, refused, "The poster of a show.";
    Get "/api/shows", Public, refused, "The published shows.";
    Get "/api/shows/{slug}", Public, refused, "A published show.";
    Get "/api/performances", Public, refused, "The performances with their places.";
    Get "/api/performances/{id}", Public, refused, "A performance.";
};

/// Who holds the token of a link may use it; no account is needed.
const RESERVATIONS: &[Entry] = lines! { false;
    Get|Post "/performances/{id}", Public, refused, "Reserve places.";
    Get "/performances/{id}/reserved", Public, refused, "Where to look for the mail.";
    Get|Post "/reservations/confirm", Public, refused, "Confirm by the link in the mail.";
    Get|Post "/reservations/cancel", Public, refused, "Cancel by the link in the mail.";
    Get "/ticket", Public, refused, "The ticket.";
    Post "/api/performances/{id}/reservations", Public, refused, "Reserve places.";
    Post "/api/reservations/confirm", Public, refused, "Confirm by token.";
    Post "/api/reservations/cancel", Public, refused, "Cancel by token.";
    Get "/api/reservations/{id}/qr-code", Public, refused, "The code of a ticket, by token.";
    Get "/api/check-ins/preview", Public, refused, "The address in the code: shows it, admits nobody.";
};

const SIGNING_IN: &[Entry] = lines! { false;
    Get|Post "/sign-in", Public, refused, "Sign in.";
    Get|Post "/sign-in/link", Public, refused, "Sign in by a link, once.";
    Get|Post "/sign-in/second-factor", Public, refused, "Give the code that a sign-in waits for.";
    Post "/sign-out", Public, refused, "Sign out.";
};

/// One's own account, and the links that are mailed to it. Who holds the token of a link may use it.
const ACCOUNT: &[Entry] = lines! { false;
    Get "/account", Account, refused, "One's own account.";
    Get|Post "/account/password", Person, refused, "Change the password.", Account "Password";
    Get "/account/sessions", Account, refused, "Where you are signed in.", Account "Sessions";
    Post "/account/sessions/end-others", Person, refused, "Sign out everywhere else.";
    Post "/account/sessions/{id}/end", Person, refused, "End a session.";
    Get|Post "/account/second-factor", Person, refused, "A code from your phone beside the password.", Account "Second factor";
    Post "/account/second-factor/confirm", Person, refused, "Switch the second factor on by its first code.";
    Post "/account/second-factor/recovery-codes", Person, refused, "Have new recovery codes.";
    Post "/account/second-factor/remove", Person, refused, "Remove the second factor.";
    Get|Post "/account/tokens", Person, refused, "The API tokens that speak for you; make one.", Account "API tokens";
    Get|Post "/account/tokens/{id}/revoke", Person, refused, "Revoke an API token.";
    Get|Post "/confirm-password", Person, refused, "Give the password again before something dangerous.";
    Get "/api/account/sessions", Account, refused, "One's own sessions.";
    Delete "/api/account/sessions", Person, refused, "End all other sessions.";
    Delete "/api/account/sessions/{id}", Person, refused, "End a session.";
    Get "/api/account/second-factor", Account, refused, "How it stands with the second factor.";
    Post "/api/account/second-factor", Person, refused, "Begin to set a second factor up.";
    Post "/api/account/second-factor/confirm", Person, refused, "Switch the second factor on by its first code.";
    Post "/api/account/second-factor/recovery-codes", Person, refused, "Have new recovery codes.";
    Post "/api/account/second-factor/remove", Person, refused, "Remove the second factor.";
    Get "/api/account/tokens", Account, refused, "One's own API tokens.";
    Post "/api/account/tokens", Person, refused, "Make an API token.";
    Delete "/api/account/tokens/{id}", Person, refused, "Revoke an API token.";
    Post "/api/account/confirm-password", Person, refused, "Give the password again before something dangerous.";
    Post "/account/verification", Person, refused, "Have the link to confirm the address sent again.";
    Get|Post "/register", Public, refused, "Open an account.";
    Get "/register/sent", Public, refused, "Where to look for the mail.";
    Get|Post "/register/verify", Public, refused, "Confirm an address by the link in the mail.";
    Get "/register/verified", Public, refused, "That the address is confirmed.";
    Get|Post "/password-reset", Public, refused, "Have a link for a new password sent.";
    Get "/password-reset/sent", Public, refused, "Where to look for the mail.";
    Get|Post "/password-reset/link", Public, refused, "Set a new password by the link in the mail.";
    Get "/password-reset/done", Public, refused, "That the new password is set.";
    Get|Post "/invitation", Public, refused, "Accept an invitation by the link in the mail.";
    Get "/invitation/accepted", Public, refused, "That the invitation is accepted.";
    Get "/api/account", Account, refused, "One's own account.";
    Post "/api/account/password", Person, refused, "Change the password.";
    Post "/api/account/verification", Person, refused, "Have the link to confirm the address sent again.";
    Post "/api/auth/login", Public, refused, "Sign a program in.";
    Post "/api/auth/register", Public, refused, "Open an account and sign a program in.";
    Post "/api/auth/refresh", Public, refused, "New tokens for a refresh token.";
    Post "/api/auth/logout", Public, refused, "Sign a program out.";
    Post "/api/auth/google", Public, refused, "Sign a program in by a Google ID token.";
    Post "/api/auth/google/nonce", Public, refused, "A nonce for Google's button.";
    Get "/.well-known/jwks.json", Public, refused, "The keys access tokens are verified with.";
    Get "/sign-in/with/{provider}", Public, refused, "Sign in at an identity provider.";
    Get|Post "/sign-in/with/{provider}/back", Public, refused, "Come back from an identity provider.";
    Post "/api/auth/email-verification", Public, refused, "Confirm an address by token.";
    Post "/api/auth/password-reset", Public, refused, "Have a link for a new password sent.";
    Post "/api/auth/password-reset/confirm", Public, refused, "Set a new password by token.";
    Post "/api/auth/invitation", Public, refused, "Accept an invitation by token.";
};

/// One's own data by the link that is mailed, and other people's for whoever may.
const PRIVACY: &[Entry] = lines! { false;
    Get|Post "/privacy", Public, refused, "What is kept and for how long; have a link to one's own data sent.";
    Get "/privacy/sent", Public, refused, "Where to look for the mail.";
    Get|Post "/privacy/link", Public, refused, "See one's own data by the link in the mail.";
    Post "/privacy/copy", Public, refused, "A copy of one's own data, by token.";
    Post "/privacy/erase", Public, refused, "Erase one's own data, by token.";
    Get "/privacy/erased", Public, refused, "That the data is erased.";
    Post "/api/privacy/request", Public, refused, "Have a link to one's own data sent.";
    Post "/api/privacy/copy", Public, refused, "A copy of one's own data, by token.";
    Post "/api/privacy/erase", Public, refused, "Erase one's own data, by token.";
    Get|Post "/admin/privacy", Privacy, refused, "What is kept under an address.", Administration "Personal data";
    Get|Post "/admin/reservations/{id}/erase", Privacy, refused, "Erase whose a reservation is.";
    Get|Post "/admin/accounts/{id}/erase", Privacy, refused, "Erase who an account belongs to.";
    Get "/api/admin/privacy", Privacy, refused, "What is kept under an address.";
    Post "/api/admin/reservations/{id}/erase", Privacy, refused, "Erase whose a reservation is.";
    Post "/api/admin/accounts/{id}/erase", Privacy, refused, "Erase who an account belongs to.";
};

const ADMINISTRATION: &[Entry] = lines! { false;
    Get "/admin", Content|BoxOffice, refused, "The day at a glance.", House "Administration", Administration "Overview";
};

const CONTENT: &[Entry] = lines! { false;
    Get "/admin/performances", Content|BoxOffice, refused, "The performances.", Administration "Performances";
    Post "/admin/performances", Content, refused, "Plan a performance.";
    Get "/admin/performances/new", Content, refused, "A performance to be planned.";
    Get "/admin/performances/{id}", Content|BoxOffice, refused, "A performance.";
    Post "/admin/performances/{id}", Content, refused, "Change a performance.";
    Post "/admin/performances/{id}/booking", Content, refused, "Open or close booking.";
    Get|Post "/admin/shows", Content, refused, "The shows; add one.", Administration "Shows";
    Get "/admin/shows/new", Content, refused, "A show to be added.";
    Get|Post "/admin/shows/{id}", Content, refused, "A show; change it.";
    Post "/admin/shows/{id}/poster", Content, refused, "Set the poster of a show.";
    Get|Post "/admin/shows/{id}/poster/remove", Content, refused, "Take the poster of a show down.";
    Post "/admin/shows/{id}/publish", Content, refused, "Publish a show, or take it back.";
    Get|Post "/admin/venues", Content, refused, "The venues; add one.", Administration "Venues";
    Get "/admin/venues/new", Content, refused, "A venue to be added.";
    Get|Post "/admin/venues/{id}", Content, refused, "A venue; change it.";
    Get|Post "/admin/rooms", Content, refused, "The rooms; add one.";
    Get "/admin/rooms/new", Content, refused, "A room to be added.";
    Get|Post "/admin/rooms/{id}", Content, refused, "A room; change it.";
    Get|Post "/api/admin/venues", Content, refused, "The venues; add one.";
    Get|Patch "/api/admin/venues/{id}", Content, refused, "A venue; change it.";
    Get|Post "/api/admin/rooms", Content, refused, "The rooms; add one.";
    Get|Patch "/api/admin/rooms/{id}", Content, refused, "A room; change it.";
    Get|Post "/api/admin/shows", Content, refused, "The shows; add one.";
    Get|Patch "/api/admin/shows/{id}", Content, refused, "A show; change it.";
    Put|Delete "/api/admin/shows/{id}/poster", Content, refused, "The poster of a show; take it down.";
    Get|Post "/api/admin/performances", Content, refused, "The performances; plan one.";
    Get|Patch "/api/admin/performances/{id}", Content, refused, "A performance; change it.";
};

/// Whoever plans an evening or looks after accounts hands them out; door duty alone does not.
const DOOR_LINKS: &[Entry] = lines! { false;
    Get|Post "/admin/performances/{id}/door-links", Content|Accounts, refused, "The door links of a performance; make one.";
    Post "/admin/door-links/{id}/renew", Content|Accounts, refused, "Give a door link a new address.";
    Post "/admin/door-links/{id}/revoke", Content|Accounts, refused, "Take a door link back.";
    Get|Post "/api/admin/performances/{id}/door-links", Content|Accounts, refused, "The door links of a performance; make one.";
    Post "/api/admin/door-links/{id}/renew", Content|Accounts, refused, "Give a door link a new address.";
    Delete "/api/admin/door-links/{id}", Content|Accounts, refused, "Take a door link back.";
};

const BOX_OFFICE: &[Entry] = lines! { false;
    Get|Post "/admin/reservations", BoxOffice, refused, "The reservations; make one.", Administration "Reservations";
    Get "/admin/reservations.csv", BoxOffice, refused, "The reservations as a file.";
    Get "/admin/reservations/new", BoxOffice, refused, "A reservation to be made.";
    Get "/admin/reservations/{id}", BoxOffice, refused, "A reservation.";
    Get|Post "/admin/reservations/{id}/cancel", BoxOffice, refused, "Cancel a reservation.";
    Post "/admin/reservations/{id}/resend", BoxOffice, refused, "Send its mail once more.";
    Get "/admin/outbox", BoxOffice, refused, "Mails that could not be delivered.", Administration "Undelivered";
    Post "/admin/outbox/{id}/retry", BoxOffice, refused, "Try a mail again.";
    Get|Post "/api/admin/reservations", BoxOffice, refused, "The reservations; make one.";
    Get "/api/admin/reservations/{id}", BoxOffice, refused, "A reservation.";
    Post "/api/admin/reservations/{id}/cancel", BoxOffice, refused, "Cancel a reservation.";
    Post "/api/admin/reservations/{id}/resend", BoxOffice, refused, "Send its mail once more.";
    Get "/api/admin/outbox", BoxOffice, refused, "Mails that could not be delivered.";
    Post "/api/admin/outbox/{id}/retry", BoxOffice, refused, "Try a mail again.";
};

const AUDIT: &[Entry] = lines! { false;
    Get "/admin/audit", Audit, refused, "Who did what, when, from where.", Administration "Audit";
    Get "/admin/audit.csv", Audit, refused, "The same as a file.";
    Get "/api/admin/audit", Audit, refused, "Who did what, when, from where.";
};

/// What administrators look after.
const ACCESS: &[Entry] = lines! { false;
    Get|Post "/admin/accounts", Accounts, refused, "The accounts; invite somebody.", Administration "Accounts";
    Get "/admin/accounts/new", Accounts, refused, "Somebody to be invited.";
    Get|Post "/admin/accounts/{id}", Accounts, refused, "An account; change its role and scope.";
    Post "/admin/accounts/{id}/deactivate", Accounts, refused, "Switch an account off.";
    Post "/admin/accounts/{id}/reactivate", Accounts, refused, "Switch an account on again.";
    Post "/admin/accounts/{id}/end-sessions", Accounts, refused, "Sign an account out everywhere.";
    Post "/admin/accounts/{id}/password-reset", Accounts, refused, "Send an account a link for a new password.";
    Post "/admin/accounts/{id}/invitation", Accounts, refused, "Send an invitation again.";
    Post "/admin/accounts/{id}/withdraw", Accounts, refused, "Take an invitation back.";
    Get|Post "/api/admin/accounts", Accounts, refused, "The accounts; invite somebody.";
    Get|Patch "/api/admin/accounts/{id}", Accounts, refused, "An account; change its role and scope.";
    Post "/api/admin/accounts/{id}/deactivate", Accounts, refused, "Switch an account off.";
    Post "/api/admin/accounts/{id}/reactivate", Accounts, refused, "Switch an account on again.";
    Post "/api/admin/accounts/{id}/end-sessions", Accounts, refused, "Sign an account out everywhere.";
    Post "/api/admin/accounts/{id}/password-reset", Accounts, refused, "Send an account a link for a new password.";
    Post|Delete "/api/admin/accounts/{id}/invitation", Accounts, refused, "Send an invitation again; take it back.";
    Get "/admin/accounts/{id}/tokens", Accounts, refused, "The API tokens of an account.";
    Post "/admin/accounts/{id}/tokens", Person|Accounts, refused, "Make an API token of a service.";
    Get|Post "/admin/accounts/{id}/tokens/{token_id}/revoke", Accounts, refused, "Revoke an API token.";
    Get "/api/admin/accounts/{id}/tokens", Accounts, refused, "The API tokens of an account.";
    Post "/api/admin/accounts/{id}/tokens", Person|Accounts, refused, "Make an API token of a service.";
    Delete "/api/admin/accounts/{id}/tokens/{token_id}", Accounts, refused, "Revoke an API token.";
    Get "/admin/access", Accounts, refused, "Who may reach what: this table.", Administration "Access";
    Get "/api/admin/access", Accounts, refused, "Who may reach what: this table.";
};

const DOOR: &[Entry] = lines! { false;
    Get|Post "/door-link", Public, refused, "Begin at a door by the link of a helper.";
    Get "/door", Door, refused, "Which door.", House "Door", Administration "Door";
    Get "/door/{id}", Door, in_path, "The scanner of a door.";
    Post "/door/{id}/check", Door, in_path, "Look at a ticket.";
    Post "/door/{id}/admit", Door, in_path, "Admit.";
    Get "/door/{id}/admitted", Door, in_path, "Who was admitted: how many.";
    Post "/door/{id}/undo", Door, in_path, "Take an admission back.";
    Post "/door/scan", Door, handled, "Read the code in a picture; belongs to no performance.";
    Post "/api/check-ins/preview", Door, handled, "Look at a ticket.";
    Post "/api/check-ins/confirm", Door, handled, "Admit.";
    Post "/api/check-ins/undo", Door, handled, "Take an admission back.";
    Get "/api/check-ins/count", Door, handled, "How many are inside.";
};

/// Served in development only.
const DEVELOPMENT: &[Entry] = lines! { true;
    Get "/dev/mailbox", Public, refused, "The mails that were not sent.";
    Get "/dev/mailbox/{id}", Public, refused, "A mail that was not sent.";
};
