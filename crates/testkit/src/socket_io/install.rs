//! Installs the clients once for each version of what is beside this file, into the folder of the build.

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

const FILES: [(&str, &str); 5] = [
    ("package.json", include_str!("clients/package.json")),
    (
        "package-lock.json",
        include_str!("clients/package-lock.json"),
    ),
    ("requirements.txt", include_str!("clients/requirements.txt")),
    ("speaker.mjs", include_str!("clients/speaker.mjs")),
    ("speaker.py", include_str!("clients/speaker.py")),
];

/// The folder with both clients in it; whoever comes first installs them, everybody else waits.
pub(super) fn folder() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    FILES.hash(&mut hasher);
    let folder = target().join(format!("socket-clients-{:016x}", hasher.finish()));
    fs::create_dir_all(&folder).expect("make the folder of the clients");
    let lock = File::create(folder.join("lock")).expect("make the lock");
    lock.lock().expect("wait for the lock");
    let installed = folder.join("installed");
    if !installed.exists() {
        for (name, text) in FILES {
            fs::write(folder.join(name), text).expect("write a client");
        }
        install(&folder);
        File::create(installed).expect("note the installation");
    }
    folder
}

/// The folder of the build, in which the test program lies.
fn target() -> PathBuf {
    let program = std::env::current_exe().expect("the path of the test program");
    let deps = program.ancestors().find(|path| path.ends_with("deps"));
    let target = deps.and_then(|deps| deps.parent()?.parent());
    target.unwrap_or(&std::env::temp_dir()).to_owned()
}

fn install(folder: &Path) {
    run(
        folder,
        "npm",
        &["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        "install Node.js: apt-get install -y nodejs npm",
    );
    run(
        folder,
        "python3",
        &["-m", "venv", "venv"],
        "install Python: apt-get install -y python3-venv",
    );
    run(
        folder,
        "venv/bin/pip",
        &[
            "install",
            "--disable-pip-version-check",
            "-r",
            "requirements.txt",
        ],
        "pip could not install python-socketio",
    );
}

fn run(folder: &Path, program: &str, arguments: &[&str], hint: &str) {
    let output = Command::new(if program.contains('/') {
        folder.join(program)
    } else {
        program.into()
    })
    .args(arguments)
    .current_dir(folder)
    .output()
    .unwrap_or_else(|error| panic!("{program}: {error}; {hint}"));
    assert!(
        output.status.success(),
        "{program} {arguments:?} failed; {hint}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
