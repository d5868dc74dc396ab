//! The server process of a cluster and its directory.

use super::{Options, StopMode, install::Installation};
use crate::workplace::Workplace;
use std::{
    fmt::Write as _,
    fs,
    net::TcpListener,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// How often another free port is tried: between finding one and using it somebody may take it.
const PORT_ATTEMPTS: u32 = 5;

/// A server and its data, both removed on drop.
#[derive(Debug)]
pub struct Server {
    installation: Installation,
    port: u16,
    // The server and all its backends work below this directory. QUIT is PostgreSQL's immediate shutdown,
    // which unlike KILL gives the shared memory back.
    workplace: Workplace,
}

impl Server {
    pub fn start(options: &Options) -> Self {
        let workplace = Workplace::create("foh-postgres", "QUIT");
        let own_user = fs::metadata(workplace.path())
            .expect("metadata of the new directory")
            .uid();
        let installation = Installation::find(own_user);
        if let Some((user, group)) = installation.run_as {
            chown(workplace.path(), Some(user), Some(group)).expect("chown the cluster directory");
        }
        let mut server = Self {
            installation,
            port: 0,
            workplace,
        };
        server.initialize();
        server.first_start(options);
        server
    }

    fn initialize(&self) {
        let mut command = self.installation.command("initdb", self.directory());
        command.args([
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        run(command.arg("--no-instructions").arg("-D").arg(self.data())).expect("initdb");
    }

    fn first_start(&mut self, options: &Options) {
        let original = fs::read_to_string(self.configuration()).expect("read postgresql.conf");
        for attempt in 1.. {
            self.port = options.port.unwrap_or_else(free_port);
            let settings = settings(options, self.port, self.workplace.path());
            // Written into the existing file, which belongs to the server's user.
            fs::write(self.configuration(), format!("{original}\n{settings}"))
                .expect("write postgresql.conf");
            match self.control_start() {
                Ok(()) => return,
                Err(error) if options.port.is_some() || attempt == PORT_ATTEMPTS => {
                    panic!("{error}\n{}", self.log())
                }
                Err(_) => {}
            }
        }
    }

    pub fn control_start(&self) -> Result<(), String> {
        let mut command = self.control();
        run(command
            .args(["start", "-w", "-s", "-t", "60", "-l"])
            .arg(self.log_file()))
    }

    pub fn control_stop(&self, mode: StopMode) {
        let mode = match mode {
            StopMode::Fast => "fast",
            StopMode::Immediate => "immediate",
        };
        run(self
            .control()
            .args(["stop", "-w", "-s", "-t", "60", "-m", mode]))
        .expect("stop the server");
    }

    pub fn pid(&self) -> u32 {
        let file = fs::read_to_string(self.data().join("postmaster.pid"))
            .expect("the server is not running");
        file.lines()
            .next()
            .and_then(|line| line.parse().ok())
            .expect("a process id in postmaster.pid")
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn directory(&self) -> &Path {
        self.workplace.path()
    }

    fn control(&self) -> Command {
        let mut command = self.installation.command("pg_ctl", self.directory());
        command.arg("-D").arg(self.data());
        command
    }

    fn data(&self) -> PathBuf {
        self.directory().join("data")
    }

    fn log_file(&self) -> PathBuf {
        self.directory().join("log")
    }

    fn configuration(&self) -> PathBuf {
        self.data().join("postgresql.conf")
    }
}

fn settings(options: &Options, port: u16, directory: &Path) -> String {
    let mut text = format!(
        "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{}'\n\
         max_connections = {}\nlog_min_messages = warning\njit = off\n",
        directory.display(),
        options.max_connections
    );
    if !options.fsync {
        text.push_str("fsync = off\nfull_page_writes = off\n");
    }
    for line in &options.settings {
        writeln!(text, "{line}").expect("write to a string");
    }
    text
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on 127.0.0.1");
    listener
        .local_addr()
        .expect("the address of a listener")
        .port()
}

/// Runs a program to its end; what it printed is the error if it fails.
fn run(command: &mut Command) -> Result<(), String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let printed = [output.stdout, output.stderr].concat();
    Err(format!(
        "{command:?}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&printed)
    ))
}
