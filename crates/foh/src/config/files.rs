//! Who else may read or change a file that matters.

use std::path::Path;

/// What everybody on the machine may do with a file or directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Others {
    /// Read it.
    pub(crate) read: bool,
    /// Change it.
    pub(crate) write: bool,
    /// Reach what is in it, if it is a directory.
    pub(crate) enter: bool,
}

/// What users who are neither the owner nor of its group may do there; `None` when there is no such file, or where
/// files have no such rights.
#[cfg(unix)]
pub(crate) fn others(path: &Path) -> Option<Others> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    Some(Others {
        read: mode & 0o004 != 0,
        write: mode & 0o002 != 0,
        enter: mode & 0o001 != 0,
    })
}

/// See the other definition.
#[cfg(not(unix))]
pub(crate) fn others(_: &Path) -> Option<Others> {
    None
}
