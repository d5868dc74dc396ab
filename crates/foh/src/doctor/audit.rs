//! The audit log: whether it is as it was written.

use foh_app::House;
use foh_store::{StoreError, audit};

use super::report::Finding;

/// Walks all chains. A log that was not begun is left so.
pub(super) async fn check(house: &House) -> Finding {
    let begun = house
        .database()
        .read(|tx| Ok::<_, StoreError>((audit::key(tx)?.is_some(), audit::heads(tx)?.len())))
        .await;
    let verified = match begun {
        Ok((false, 0)) => return Finding::pass("audit", "The log is not begun yet."),
        Ok((false, _)) => {
            return Finding::fail(
                "audit",
                "The key of the log was removed: nobody can tell whether it is as it was written.",
                "restore audit_keys from a backup, and find out who wrote to the database",
            );
        }
        Ok((true, _)) => house.verify_audit(&[]).await,
        Err(error) => Err(error),
    };
    match verified {
        Ok(found) => match found.broken.first() {
            None => Finding::pass(
                "audit",
                format!(
                    "The {} entries of the log are as they were written.",
                    found.entries
                ),
            ),
            Some(first) => Finding::fail(
                "audit",
                format!("The log is not as it was written, {first}."),
                "run foh audit verify for all of it, keep a copy, and find out who wrote to the database",
            ),
        },
        Err(error) => Finding::fail(
            "audit",
            format!("The log cannot be read: {error}."),
            "see what the checks of the database say",
        ),
    }
}
