//! A directory for a helper program that outlives neither the test process nor its own owner.
//!
//! A small shell holds the reading end of a pipe. When the test process ends, in whatever way, the kernel closes the
//! writing end; the shell reads end-of-file, ends every process that works in the directory and removes it.
//! Dropping the workplace does the same and waits until it is done: one way of cleaning up, used every time.
//! It finds the processes in `/proc` by their working directory, so it works on Linux.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

/// `$1` is the directory, `$2` the signal that asks its processes to end; after about five seconds they are killed.
const CLEAN_UP: &str = r#"
trap '' INT TERM HUP
while read -r _; do :; done
signal=$2
tries=0
while [ "$tries" -lt 300 ]; do
    busy=$(find /proc/[0-9]*/cwd -maxdepth 0 -lname "$1*" 2>/dev/null)
    for link in $busy; do
        pid=${link#/proc/}
        kill -s "$signal" "${pid%/cwd}"
    done
    if [ -z "$busy" ] && rm -rf "$1"; then exit 0; fi
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then signal=KILL; fi
    sleep 0.05
done
exit 1
"#;

/// A new directory under the system's one for temporary files.
#[derive(Debug)]
pub struct Workplace {
    directory: PathBuf,
    cleaner: Child,
}

impl Workplace {
    /// Makes the directory. In the end, `signal` (such as `TERM`) asks the processes working in it to end.
    pub fn create(prefix: &str, signal: &str) -> Self {
        let directory = std::env::temp_dir().join(unique_name(prefix));
        let cleaner = Command::new("setsid")
            .args(["sh", "-c", CLEAN_UP, "foh-cleaner"])
            .arg(&directory)
            .arg(signal)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("cannot start `setsid sh`; install it with: apt-get install -y util-linux");
        fs::create_dir(&directory)
            .unwrap_or_else(|error| panic!("create {}: {error}", directory.display()));
        Self { directory, cleaner }
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.directory
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        drop(self.cleaner.stdin.take());
        // An error here only means that the shell is gone already.
        let _ = self.cleaner.wait();
    }
}

/// A name that nobody else uses, of characters that need no quoting in a path or in SQL.
pub fn unique_name(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock after 1970");
    format!(
        "{prefix}_{}_{}_{number}",
        since.as_micros(),
        std::process::id()
    )
}

#[cfg(test)]
mod tests {
    use super::Workplace;
    use std::{
        fs,
        path::PathBuf,
        process::{Command, Stdio},
        time::{Duration, Instant},
    };

    fn wait_until(what: &str, condition: impl Fn() -> bool) {
        let start = Instant::now();
        while !condition() {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "still waiting: {what}"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn drop_ends_the_processes_and_removes_the_directory() {
        let place = Workplace::create("foh-workplace", "TERM");
        let path = place.path().to_owned();
        fs::write(path.join("file"), "content").unwrap();
        let mut process = Command::new("sleep")
            .arg("600")
            .current_dir(&path)
            .spawn()
            .unwrap();
        drop(place);
        assert!(!path.exists());
        assert!(!process.wait().unwrap().success());
    }

    #[test]
    fn a_killed_test_is_cleaned_up_after() {
        const NOTE: &str = "FOH_TESTKIT_NOTE";
        if let Some(note) = std::env::var_os(NOTE) {
            // This is the second process: say where the workplace is and keep it until somebody kills us.
            let place = Workplace::create("foh-workplace", "TERM");
            let part = format!("{}.part", note.display());
            fs::write(&part, place.path().to_str().unwrap()).unwrap();
            fs::rename(part, note).unwrap();
            std::thread::sleep(Duration::from_mins(1));
            return;
        }
        let directory = tempfile::tempdir().unwrap();
        let note = directory.path().join("note");
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "workplace::tests::a_killed_test_is_cleaned_up_after",
            ])
            .env(NOTE, &note)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        wait_until("the note", || note.exists());
        let path = PathBuf::from(fs::read_to_string(&note).unwrap());
        assert!(path.exists());
        child.kill().unwrap();
        child.wait().unwrap();
        wait_until("clean-up", || !path.exists());
    }
}
