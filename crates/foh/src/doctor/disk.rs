//! Room to write.

use std::path::Path;

use super::report::Finding;
use crate::config::{Config, DatabaseUrl};

/// Below this the next busy evening may not fit.
const LITTLE_BYTES: u64 = 1 << 30;
/// Below this any hour may be the last.
const NOTHING_BYTES: u64 = 100 << 20;

/// The room left where the data is.
pub(super) fn check(config: &Config) -> Finding {
    // What is not made yet will be made where its parent is.
    let wanted = match &config.database {
        DatabaseUrl::Embedded(file) => file.parent().unwrap_or(file),
        DatabaseUrl::Server(_) => &config.data_dir,
    };
    let place = wanted.ancestors().find(|path| path.exists());
    let place = place.unwrap_or(Path::new("."));
    match rustix::fs::statvfs(place) {
        Ok(room) => judge(room.f_bavail.saturating_mul(room.f_frsize), place),
        Err(error) => Finding::warn(
            "disk",
            format!(
                "The room in {} cannot be found out: {error}.",
                place.display()
            ),
            "look with df",
        ),
    }
}

fn judge(bytes: u64, place: &Path) -> Finding {
    let what = format!("{} MB are free in {}.", bytes >> 20, place.display());
    let remedy = "make room: when the disk is full, nothing more can be reserved or admitted";
    if bytes < NOTHING_BYTES {
        Finding::fail("disk", what, remedy)
    } else if bytes < LITTLE_BYTES {
        Finding::warn("disk", what, remedy)
    } else {
        Finding::pass("disk", what)
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    #[test]
    fn room() {
        for (bytes, verdict) in [
            (0, Verdict::Fail),
            (NOTHING_BYTES - 1, Verdict::Fail),
            (NOTHING_BYTES, Verdict::Warn),
            (LITTLE_BYTES - 1, Verdict::Warn),
            (LITTLE_BYTES, Verdict::Pass),
        ] {
            assert_eq!(judge(bytes, Path::new("/x")).verdict, verdict, "{bytes}");
        }
    }
}
