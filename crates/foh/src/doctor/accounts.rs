//! Who could do the most harm, and how well their door is shut.

use foh_domain::identity::Role;
use foh_store::{
    Database,
    health::{self, Accounts},
};

use super::report::Finding;

/// Administrators, and whether everybody has a second factor who should; `demanded` are the roles that must.
pub(super) async fn check(database: &Database, demanded: &[Role]) -> Vec<Finding> {
    match database.read(health::accounts).await {
        Ok(accounts) => judge(&accounts, demanded),
        Err(error) => {
            let what = format!("The accounts cannot be read: {error}.");
            vec![Finding::fail(
                "accounts",
                what,
                "see what the checks of the database say",
            )]
        }
    }
}

fn judge(accounts: &[Accounts], demanded: &[Role]) -> Vec<Finding> {
    let remedy = "let them set one up at /account/second-factor";
    let mut findings = Vec::new();
    if !accounts.iter().any(|one| one.role == Role::Administrator) {
        findings.push(Finding::warn(
            "accounts",
            "There is no active administrator.",
            "run: foh user create --role administrator --email … --name … --password-stdin",
        ));
    }
    for one in accounts.iter().filter(|one| one.without_second_factor > 0) {
        let what = format!(
            "{} of {} accounts with the role {} have no second factor.",
            one.without_second_factor,
            one.active,
            one.role.as_str()
        );
        if demanded.contains(&one.role) {
            findings.push(Finding::fail("accounts", what, remedy));
        } else if one.role == Role::Administrator {
            findings.push(Finding::warn("accounts", what, remedy));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::pass(
            "accounts",
            "Everybody who should have a second factor has one.",
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    #[test]
    fn who_needs_a_second_factor() {
        let some = |role, active, without_second_factor| Accounts {
            role,
            active,
            without_second_factor,
        };
        let door = some(Role::Door, 3, 2);
        for (accounts, demanded, expected) in [
            (vec![], vec![], vec![Verdict::Warn]),
            (
                vec![some(Role::Administrator, 1, 0), door],
                vec![],
                vec![Verdict::Pass],
            ),
            (
                vec![some(Role::Administrator, 2, 1), door],
                vec![],
                vec![Verdict::Warn],
            ),
            (
                vec![some(Role::Administrator, 2, 1)],
                vec![Role::Administrator],
                vec![Verdict::Fail],
            ),
            (
                vec![some(Role::Administrator, 1, 0), door],
                vec![Role::Door],
                vec![Verdict::Fail],
            ),
            (
                vec![door],
                vec![Role::Door],
                vec![Verdict::Warn, Verdict::Fail],
            ),
        ] {
            let found: Vec<_> = judge(&accounts, &demanded)
                .iter()
                .map(|one| one.verdict)
                .collect();
            assert_eq!(found, expected, "{accounts:?} {demanded:?}");
        }
    }
}
