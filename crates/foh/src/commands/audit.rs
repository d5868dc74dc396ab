//! `foh audit …`: whether the audit log is as it was written.

use std::{error::Error, path::Path};

use foh_app::audit::Verification;
use foh_domain::audit::NotedHead;

use super::say;
use crate::{cli::AuditCommand, config::Config, open};

/// The most bytes of a file with noted heads.
const MOST_BYTES: u64 = 1_000_000;

pub(super) async fn run(command: AuditCommand, config: &Config) -> Result<(), Box<dyn Error>> {
    let AuditCommand::Verify { expect } = command;
    let noted = match expect {
        Some(path) => noted(&path)?,
        None => Vec::new(),
    };
    let house = open::house(config)?;
    let found = house.verify_audit(&noted).await?;
    house.database().close();
    for line in report(&found, &noted) {
        say(&line);
    }
    if found.is_whole() {
        Ok(())
    } else {
        Err("the audit log is not as it was written".into())
    }
}

fn report(found: &Verification, noted: &[NotedHead]) -> Vec<String> {
    let mut lines: Vec<String> = found
        .broken
        .iter()
        .map(|broken| format!("BROKEN {broken}"))
        .collect();
    lines.push(format!(
        "{} entries are as they were written; of {} of them the details were erased.",
        found.entries, found.erased
    ));
    if !noted.is_empty() {
        lines.push(format!("{} noted heads were compared.", noted.len()));
    }
    lines.push(
        "Keep what follows outside this house, and give it to --expect next time:".to_owned(),
    );
    lines.extend(found.heads.iter().map(ToString::to_string));
    lines
}

/// The heads in a file: what an earlier run said, whole or in part.
fn noted(path: &Path) -> Result<Vec<NotedHead>, Box<dyn Error>> {
    let cannot = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let length = std::fs::metadata(path)
        .map_err(|error| cannot(&error))?
        .len();
    if length > MOST_BYTES {
        return Err(cannot(&"this is too long to be a list of noted heads").into());
    }
    let text = std::fs::read_to_string(path).map_err(|error| cannot(&error))?;
    let heads = heads_in(&text);
    if heads.is_empty() {
        return Err(
            cannot(&"no line is a noted head such as \"chain 3: 1042 entries, HASH\"").into(),
        );
    }
    Ok(heads)
}

fn heads_in(text: &str) -> Vec<NotedHead> {
    text.lines().filter_map(|line| line.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use foh_app::audit::Broken;
    use foh_domain::audit::Fault;

    use super::*;

    #[test]
    fn what_it_says_can_be_given_back_to_it() {
        let head = |chain| NotedHead {
            chain,
            entries: 7,
            hash: [chain; 32],
        };
        let found = Verification {
            entries: 14,
            erased: 1,
            heads: vec![head(0), head(1)],
            broken: vec![Broken {
                chain: 3,
                fault: Fault::Missing(2),
            }],
        };
        let lines = report(&found, &[]);
        assert_eq!(
            lines[0],
            "BROKEN chain 3: entry 2 is missing: it was removed, or the log was cut off there"
        );
        assert_eq!(heads_in(&lines.join("\n")), found.heads);
    }
}
