//! What is administered across desks: the day, the accounts, the audit log.

use super::Entry;

pub(super) const ADMINISTRATION: &[Entry] = lines! { false;
    Get "/admin", Content|BoxOffice, refused, "The day at a glance.", House "Administration", Administration "Overview";
};

/// What administrators look after.
pub(super) const ACCESS: &[Entry] = lines! { false;
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

pub(super) const AUDIT: &[Entry] = lines! { false;
    Get "/admin/audit", Audit, refused, "Who did what, when, from where.", Administration "Audit";
    Get "/admin/audit.csv", Audit, refused, "The same as a file.";
    Get "/api/admin/audit", Audit, refused, "Who did what, when, from where.";
};
