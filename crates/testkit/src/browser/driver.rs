//! The process of ChromeDriver.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

pub const PROGRAM: &str = "/usr/bin/chromedriver";

/// How long it may take to start on a busy machine.
const START_LIMIT: Duration = Duration::from_mins(1);

/// Starts ChromeDriver in a directory and returns its port.
pub async fn start(directory: &Path) -> (Driver, u16) {
    let output = File::create(log_file(directory)).expect("create ChromeDriver's log");
    let driver = Command::new(PROGRAM)
        .arg("--port=0")
        .current_dir(directory)
        // Everything Chromium leaves behind goes away with the directory.
        .envs([
            ("HOME", directory),
            ("TMPDIR", directory),
            ("XDG_CONFIG_HOME", directory),
            ("XDG_CACHE_HOME", directory),
        ])
        .stdin(Stdio::null())
        .stderr(output.try_clone().expect("clone a file handle"))
        .stdout(output)
        .spawn()
        .expect("start ChromeDriver");
    let mut driver = Driver(driver);
    let start = Instant::now();
    loop {
        if let Some(port) = port(&log(directory)) {
            return (driver, port);
        }
        let running = is_running(&mut driver.0) && start.elapsed() < START_LIMIT;
        assert!(running, "{PROGRAM} does not start:\n{}", log(directory));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The process of ChromeDriver.
#[derive(Debug)]
pub struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        // It is still running only if the browser could not be started.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_running(driver: &mut Child) -> bool {
    driver
        .try_wait()
        .expect("the state of ChromeDriver")
        .is_none()
}

/// The port in `ChromeDriver was started successfully on port 1234.`
fn port(log: &str) -> Option<u16> {
    let (_, rest) = log.split_once("started successfully on port ")?;
    rest.split_once('.')?.0.parse().ok()
}

fn log_file(directory: &Path) -> PathBuf {
    directory.join("chromedriver.log")
}

/// What ChromeDriver and Chromium have printed.
pub fn log(directory: &Path) -> String {
    fs::read_to_string(log_file(directory)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::port;

    #[test]
    fn the_port_is_read_from_the_log() {
        let log = "Starting ChromeDriver 1.2 on port 0\nOnly local.\nChromeDriver was started successfully on port 43543.\n";
        assert_eq!(port(log), Some(43543));
        assert_eq!(
            port("ChromeDriver was started successfully on port 435"),
            None
        );
        assert_eq!(port(""), None);
    }
}
