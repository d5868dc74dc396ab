//! Servers as child processes: started, waited for, watched and killed.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::database::Database;
use crate::load::parse_head;
use crate::process::{self, Memory};
use crate::{Result, hello};

/// First argument that makes this program the real server.
pub const SUBCOMMAND: &str = "__serve";

/// A database of 2,000,000 reservations may take its time to open.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// Time after the first answer before the memory of an idle server is read.
const SETTLE: Duration = Duration::from_millis(500);

/// Any 32 bytes will do: what is sealed with them is thrown away.
pub const KEY: [u8; 32] = {
    let mut key = [0; 32];
    let mut n: u8 = 0;
    while (n as usize) < key.len() {
        key[n as usize] = n;
        n += 1;
    }
    key
};

/// [`KEY`] as the configuration takes it.
const SECRET_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// The real program, in a child of the bench. Its configuration is in the environment.
///
/// This is the one place where the program is plugged in.
pub fn program() -> ExitCode {
    foh::main_with_args(["foh".into(), "serve".into()])
}

/// Where the site is said to be. Access tokens are made for it, so whoever prepares them says the same.
pub const SITE: &str = "http://localhost:8080";

/// What to start; as often as it is wanted, always at the same address.
#[derive(Clone)]
pub struct Program {
    arguments: Vec<OsString>,
    environment: Vec<(&'static str, OsString)>,
    directory: PathBuf,
    address: SocketAddr,
    ready_path: &'static str,
}

impl Program {
    /// The bare axum answer, working in `directory`.
    pub fn hello(directory: &Path) -> Result<Self> {
        let address = free_address()?;
        Ok(Self {
            arguments: vec![hello::SUBCOMMAND.into(), address.port().to_string().into()],
            environment: Vec::new(),
            directory: directory.into(),
            address,
            ready_path: hello::PATH,
        })
    }

    /// The real program on a prepared database, with limits off.
    pub fn foh(database: &Database) -> Result<Self> {
        let address = free_address()?;
        Ok(Self {
            arguments: vec![SUBCOMMAND.into()],
            environment: vec![
                ("FOH_MODE", "development".into()),
                ("FOH_LISTEN", address.to_string().into()),
                ("FOH_SITE_BASE_URL", SITE.into()),
                ("FOH_DATABASE_URL", database.url().into()),
                ("FOH_DATA_DIR", database.directory().into()),
                ("FOH_LIMITS", "all=off".into()),
                ("FOH_SECRET_KEY", SECRET_KEY.into()),
                ("FOH_LOG", "warn".into()),
            ],
            directory: database.directory().into(),
            address,
            ready_path: "/health/ready",
        })
    }

    /// The same with more of the environment.
    pub fn with(mut self, environment: impl IntoIterator<Item = (&'static str, OsString)>) -> Self {
        self.environment.extend(environment);
        self
    }
}

/// A running server; killed when dropped. Where this process is killed itself, the workplace it works in ends it.
pub struct Server {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts `program` and waits until it is ready.
    pub fn start(program: Program) -> Result<Self> {
        let log = program.directory.join("server.log");
        // Of a server that was killed and started again, both are read.
        let file = File::options().create(true).append(true).open(&log)?;
        let child = Command::new(std::env::current_exe()?)
            .args(program.arguments)
            .envs(program.environment)
            .current_dir(program.directory)
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()?;
        let mut server = Self {
            child,
            address: program.address,
            log,
        };
        server.wait_until_ready(program.ready_path)?;
        Ok(server)
    }

    fn wait_until_ready(&mut self, path: &str) -> Result<()> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the server ended with {status}:\n{}", self.log_end()).into());
            }
            if answers(self.address, path) {
                return Ok(());
            }
            if started.elapsed() > READY_WITHIN {
                return Err(format!(
                    "{path} was not ready within {READY_WITHIN:?}:\n{}",
                    self.log_end()
                )
                .into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Memory of the server before anybody loads it; its peak counts from here.
    pub fn idle_memory_mb(&self) -> Result<f64> {
        std::thread::sleep(SETTLE);
        process::forget_peak(self.child.id())?;
        Ok(self.memory()?.now_mb)
    }

    /// Memory of the server.
    pub fn memory(&self) -> Result<Memory> {
        process::memory(self.child.id())
    }

    /// Processor time of the server since it started.
    pub fn processor_time(&self) -> Result<Duration> {
        process::processor_time(self.child.id())
    }

    /// The last lines it logged.
    pub fn log_end(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&log[log.len().saturating_sub(4000)..]).into_owned()
    }

    /// Ends it at once, as a power cut would end it: what it acknowledged must be in the database all the same.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended is as good as killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on. Somebody else may take it before the server does; the start then fails and says so.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// Whether a GET of `path` answers 200.
fn answers(address: SocketAddr, path: &str) -> bool {
    let ask = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| matches!(parse_head(&answer), Ok(Some(head)) if head.status == 200))
}

#[cfg(test)]
mod tests {
    use foh_testkit::workplace::Workplace;

    use super::*;

    #[test]
    fn nobody_listening_is_not_ready() {
        assert!(!answers(free_address().unwrap(), "/"));
    }

    #[test]
    fn a_server_that_cannot_start_says_why() {
        // The test program takes the hidden subcommand for a filter that no test matches, and ends at once.
        let workplace = Workplace::create("foh-bench", "KILL");
        let failure = Server::start(Program::hello(workplace.path()).unwrap())
            .err()
            .unwrap()
            .to_string();
        assert!(failure.contains("the server ended with"), "{failure}");
    }
}
