//! The program in an empty directory of its own, with nothing but the given environment.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

use foh_testkit::workplace::Workplace;

/// Nothing takes so long unless it is stuck, not even unoptimised on a busy machine.
pub const LIMIT: Duration = Duration::from_mins(1);

/// A secret key that could be one.
pub const KEY: &str = "x5Y8PpD1mB0v3nq7Kc2LrT9eWfJ4aHsUoZ6gQiRkNEw=";

/// A working directory and an environment. Whatever runs there ends with it.
pub struct Place {
    directory: Workplace,
    environment: Vec<(String, String)>,
}

impl Place {
    pub fn empty() -> Self {
        Self {
            directory: Workplace::create("foh-process", "KILL"),
            environment: Vec::new(),
        }
    }

    /// Sets a variable.
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.set(variable, value);
        self
    }

    pub fn set(&mut self, variable: &str, value: &str) {
        self.environment.retain(|(name, _)| name != variable);
        self.environment.push((variable.into(), value.into()));
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("foh-data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foh"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(self.environment.iter().cloned());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    /// Runs a command to its end, with this on its standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that does not read its input may have ended already.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let (done, ended) = std::sync::mpsc::channel();
        let id = child.id();
        thread::spawn(move || done.send(child.wait_with_output()));
        let output = ended.recv_timeout(LIMIT).unwrap_or_else(|_| {
            signal("KILL", id);
            panic!("{arguments:?} did not end")
        });
        output.unwrap().into()
    }

    /// Serves on a free port.
    pub fn serve(&mut self) -> Serving {
        self.serve_until(super::wire::answers)
    }

    /// Serves on a free port; it is there when `answers` says so.
    pub fn serve_until(&mut self, answers: impl Fn(SocketAddr) -> bool) -> Serving {
        // Another process may take the port between our letting go and the program's asking for it.
        for _ in 0..5 {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = free.local_addr().unwrap();
            drop(free);
            self.set("FOH_LISTEN", &address.to_string());
            let mut serving = self.start(&[], address);
            if serving.came_up(&answers) {
                return serving;
            }
            let said = serving.said();
            assert!(said.contains("cannot listen"), "it did not start: {said}");
        }
        panic!("no port stayed free");
    }

    /// Starts serving without waiting for anything.
    pub fn start(&self, arguments: &[&str], address: SocketAddr) -> Serving {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Said::default();
        for stream in [
            Box::new(child.stdout.take().unwrap()) as Box<dyn Read + Send>,
            Box::new(child.stderr.take().unwrap()),
        ] {
            let said = said.clone();
            thread::spawn(move || said.listen(stream));
        }
        Serving {
            child,
            said,
            address,
            base: format!("http://{address}"),
            started: Instant::now(),
        }
    }
}

/// What a command left.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    /// What a command that went well answered.
    #[track_caller]
    pub fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out.trim_end().to_owned()
    }

    /// What a command that went wrong said.
    #[track_caller]
    pub fn badly(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.out, "", "a fault is no answer");
        self.err
    }
}

/// A program that serves. Dropping it kills it.
pub struct Serving {
    child: Child,
    said: Said,
    pub address: SocketAddr,
    pub base: String,
    pub started: Instant,
}

impl Serving {
    /// Waits until it answers; `false` when it has ended instead.
    fn came_up(&mut self, answers: impl Fn(SocketAddr) -> bool) -> bool {
        let deadline = Instant::now() + LIMIT;
        loop {
            if self.child.try_wait().unwrap().is_some() {
                self.said.wait_for(|said| said.contains('\n'), deadline);
                return false;
            }
            if answers(self.address) {
                return true;
            }
            assert!(Instant::now() < deadline, "still silent: {}", self.said());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Everything on standard output and standard error so far.
    pub fn said(&self) -> String {
        self.said.text()
    }

    /// Waits for a line that begins so and gives the rest of it.
    pub fn line(&self, start: &str) -> String {
        let rest = |said: &str| {
            said.split_inclusive('\n')
                .filter(|line| line.ends_with('\n'))
                .find_map(|line| Some(line.trim_end().strip_prefix(start)?.trim().to_owned()))
        };
        let found = self
            .said
            .wait_for(|said| rest(said).is_some(), Instant::now() + LIMIT);
        assert!(found, "no line {start:?} in {}", self.said());
        rest(&self.said()).unwrap()
    }

    /// Waits until it has said this.
    #[track_caller]
    pub fn wait_to_say(&self, part: &str) {
        let deadline = Instant::now() + LIMIT;
        let found = self.said.wait_for(|said| said.contains(part), deadline);
        assert!(found, "no {part:?} in {}", self.said());
    }

    pub fn signal(&self, name: &str) {
        signal(name, self.child.id());
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "still running: {}", self.said());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks it to stop, which must go well.
    #[track_caller]
    pub fn stop(mut self) {
        self.signal("TERM");
        let status = self.ended();
        assert_eq!(status.code(), Some(0), "{}", self.said());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal by name.
fn signal(name: &str, process: u32) {
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -s {name} {process}")])
        .status()
        .unwrap();
    assert!(sent.success(), "{name} to {process}");
}

/// What a program says, as it says it.
#[derive(Clone, Default)]
struct Said(Arc<(Mutex<String>, Condvar)>);

impl Said {
    fn listen(&self, stream: impl Read) {
        let mut lines = BufReader::new(stream);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).unwrap_or(0) > 0 {
            self.0
                .0
                .lock()
                .unwrap()
                .push_str(&String::from_utf8_lossy(&line));
            self.0.1.notify_all();
            line.clear();
        }
    }

    fn text(&self) -> String {
        self.0.0.lock().unwrap().clone()
    }

    fn wait_for(&self, wanted: impl Fn(&str) -> bool, deadline: Instant) -> bool {
        let mut said = self.0.0.lock().unwrap();
        while !wanted(&said) {
            let Some(left) = deadline.checked_duration_since(Instant::now()) else {
                return false;
            };
            said = self.0.1.wait_timeout(said, left).unwrap().0;
        }
        true
    }
}
