//! Finds PostgreSQL's programs and a user who may run them.

use std::{
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

/// Where the programs are and as whom they run.
#[derive(Debug)]
pub struct Installation {
    programs: PathBuf,
    /// User and group id to change to; `None` when we are an ordinary user already.
    pub run_as: Option<(u32, u32)>,
}

impl Installation {
    /// Finds the newest installation. `own_user` is the id of the user we run as.
    pub fn find(own_user: u32) -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let candidates = std::env::split_paths(&path)
            .chain(debian_directories(Path::new("/usr/lib/postgresql")));
        let programs = first_complete(candidates).unwrap_or_else(|| {
            panic!("PostgreSQL is missing; install it with: apt-get install -y postgresql")
        });
        let run_as = (own_user == 0).then(|| {
            let users = std::fs::read_to_string("/etc/passwd").expect("read /etc/passwd");
            unprivileged(&users).expect(
                "PostgreSQL refuses to run as root and there is neither a user postgres nor nobody",
            )
        });
        Self { programs, run_as }
    }

    /// One of the programs, as the right user, with `directory` as working directory.
    pub fn command(&self, program: &str, directory: &Path) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(directory);
        // Messages in English, and no PGHOST or PGPORT of the developer's shell.
        command
            .env_clear()
            .env("LC_ALL", "C")
            .env("PATH", "/usr/local/bin:/usr/bin:/bin");
        if let Some((user, group)) = self.run_as {
            command.uid(user).gid(group);
        }
        command
    }
}

fn first_complete(mut directories: impl Iterator<Item = PathBuf>) -> Option<PathBuf> {
    directories.find(|directory| {
        ["initdb", "pg_ctl", "postgres"]
            .iter()
            .all(|program| directory.join(program).is_file())
    })
}

/// `/usr/lib/postgresql/17/bin`, `/usr/lib/postgresql/15/bin`, …: newest first.
fn debian_directories(root: &Path) -> Vec<PathBuf> {
    let mut versions: Vec<u32> = std::fs::read_dir(root)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions
        .iter()
        .map(|version| root.join(version.to_string()).join("bin"))
        .collect()
}

/// User and group id of `postgres`, or else of `nobody`, from the text of `/etc/passwd`.
fn unprivileged(users: &str) -> Option<(u32, u32)> {
    ["postgres", "nobody"].iter().find_map(|wanted| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == *wanted).then_some(())?;
            let mut ids = fields.skip(1).map(str::parse);
            Some((ids.next()?.ok()?, ids.next()?.ok()?))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{debian_directories, first_complete, unprivileged};
    use std::fs;

    #[test]
    fn the_newest_complete_version_is_taken() {
        let root = tempfile::tempdir().unwrap();
        for (version, programs) in [
            ("9", &["initdb", "pg_ctl", "postgres"][..]),
            ("15", &["initdb", "pg_ctl", "postgres"]),
            ("17", &["psql"]),
            ("notes", &[]),
        ] {
            let bin = root.path().join(version).join("bin");
            fs::create_dir_all(&bin).unwrap();
            for program in programs {
                fs::write(bin.join(program), "").unwrap();
            }
        }
        let found = first_complete(debian_directories(root.path()).into_iter());
        assert_eq!(found, Some(root.path().join("15/bin")));
        assert_eq!(
            first_complete(debian_directories(&root.path().join("none")).into_iter()),
            None
        );
    }

    #[test]
    fn postgres_is_preferred_to_nobody() {
        let nobody =
            "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533:nobody:/:/usr/sbin/nologin\n";
        let both = format!("{nobody}postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash\n");
        assert_eq!(unprivileged(nobody), Some((65534, 65533)));
        assert_eq!(unprivileged(&both), Some((101, 104)));
        assert_eq!(unprivileged("root:x:0:0::/root:/bin/sh\n"), None);
    }
}
