//! The clock: against the database's, and against what was written before.

use std::path::Path;

use foh_store::{Database, health};
use jiff::{SignedDuration, Timestamp};

use super::report::Finding;

/// What two clocks that are looked after may differ.
const NOTICEABLE: SignedDuration = SignedDuration::from_secs(5);
/// From here on links and codes expire at the wrong time.
const HARMFUL: SignedDuration = SignedDuration::from_secs(60);

const REMEDY: &str =
    "let NTP set the clocks of all machines (for example timedatectl set-ntp true)";

/// Where systemd's clock keeper leaves its mark.
const KEEPER: &str = "/run/systemd/timesync";

/// Compares the clock with the database server's, and with the newest row.
pub(super) async fn check(
    database: &Database,
    now: Timestamp,
    there: Option<Timestamp>,
) -> Finding {
    match database.read(health::newest_row).await {
        Ok(newest) => judge(now, there, newest),
        Err(error) => Finding::fail(
            "clock",
            format!("The newest rows cannot be read: {error}."),
            "see above",
        ),
    }
}

fn judge(now: Timestamp, there: Option<Timestamp>, newest: Option<Timestamp>) -> Finding {
    if let Some(newest) = newest.filter(|newest| *newest > now + HARMFUL) {
        return Finding::fail(
            "clock",
            format!(
                "The newest row was made at {newest}, and it is {now}: this clock is behind, or one was ahead."
            ),
            REMEDY,
        );
    }
    let Some(there) = there else {
        return Finding::pass("clock", "Nothing was made in the future.");
    };
    let apart = there.duration_since(now).abs();
    let what = format!(
        "The database's clock and this one are {} ms apart.",
        apart.as_millis()
    );
    if apart > HARMFUL {
        Finding::fail("clock", what, REMEDY)
    } else if apart > NOTICEABLE {
        Finding::warn("clock", what, REMEDY)
    } else {
        Finding::pass("clock", what)
    }
}

/// Whether somebody sets this machine's clock, where that can be told.
pub(super) fn of_machine() -> Option<Finding> {
    kept(Path::new(KEEPER))
}

fn kept(keeper: &Path) -> Option<Finding> {
    if !keeper.is_dir() {
        return None;
    }
    Some(if keeper.join("synchronized").exists() {
        Finding::pass("clock", "The machine's clock is set by NTP.")
    } else {
        Finding::warn(
            "clock",
            "The machine's clock is not set by NTP yet.",
            REMEDY,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    #[test]
    fn clocks() {
        let now: Timestamp = "2027-03-05T12:00:00Z".parse().unwrap();
        let at = |seconds| Some(now + SignedDuration::from_secs(seconds));
        for (there, newest, verdict) in [
            (None, None, Verdict::Pass),
            (None, at(-100), Verdict::Pass),
            (None, at(60), Verdict::Pass),
            (None, at(61), Verdict::Fail),
            (at(5), None, Verdict::Pass),
            (at(-6), None, Verdict::Warn),
            (at(60), None, Verdict::Warn),
            (at(-61), None, Verdict::Fail),
            (at(0), at(3_600), Verdict::Fail),
        ] {
            assert_eq!(
                judge(now, there, newest).verdict,
                verdict,
                "{there:?} {newest:?}"
            );
        }
    }

    #[test]
    fn keepers() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(kept(&directory.path().join("none")), None);
        assert_eq!(kept(directory.path()).unwrap().verdict, Verdict::Warn);
        std::fs::write(directory.path().join("synchronized"), "").unwrap();
        assert_eq!(kept(directory.path()).unwrap().verdict, Verdict::Pass);
    }
}
