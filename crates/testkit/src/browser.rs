//! A Chromium under the control of a test, by way of ChromeDriver.
//!
//! ```no_run
//! # async fn example() {
//! use foh_testkit::browser::{Browser, Options, Viewport};
//! let browser = Browser::start(&Options { viewport: Viewport::PHONE, ..Options::default() }).await;
//! browser.goto("http://127.0.0.1:3000/").await.unwrap();
//! browser.screenshot("programme.png".as_ref()).await;
//! assert_eq!(browser.complaints().await, [""; 0]);
//! # }
//! ```

mod command;
mod driver;

use crate::workplace::Workplace;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use command::Command;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::{
    fs,
    ops::Deref,
    path::{Path, PathBuf},
};

const BROWSER: &str = "/usr/bin/chromium";

/// How long a page may load and a script may run.
const PAGE_LIMIT_MS: u32 = 30_000;

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Containers have little shared memory; without it Chromium uses files.
    "--disable-dev-shm-usage",
];

/// The size of the page's window, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewport {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
    /// Whether the page is told that it is on a phone: it then needs a `viewport` meta element to fit.
    pub mobile: bool,
}

impl Viewport {
    /// A telephone held upright.
    pub const PHONE: Self = Self {
        width: 390,
        height: 844,
        mobile: true,
    };
    /// A laptop.
    pub const DESKTOP: Self = Self {
        width: 1280,
        height: 800,
        mobile: false,
    };
}

/// What kind of visitor the browser is.
#[derive(Debug, Clone)]
pub struct Options {
    /// The window to begin with; see [`Browser::show`].
    pub viewport: Viewport,
    /// Whether the visitor prefers dark pages.
    pub dark: bool,
    /// Whether scripts of pages run; those of the test always do.
    pub javascript: bool,
    /// A film that the camera sees, see [`crate::camera`]. Access is granted without a question.
    pub camera: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            viewport: Viewport::DESKTOP,
            dark: false,
            javascript: true,
            camera: None,
        }
    }
}

/// A browser with an empty profile. It is a [`fantoccini::Client`]; dropping it ends the browser and removes the profile.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    // Dropped in this order: the end of the workplace ends ChromeDriver and Chromium, which both work in it.
    workplace: Workplace,
    _driver: driver::Driver,
}

impl Deref for Browser {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Browser {
    /// Starts a browser.
    pub async fn start(options: &Options) -> Self {
        for program in [driver::PROGRAM, BROWSER] {
            assert!(
                Path::new(program).exists(),
                "{program} is missing; install it with: apt-get install -y chromium chromium-driver"
            );
        }
        let workplace = Workplace::create("foh-browser", "TERM");
        let (driver, port) = driver::start(workplace.path()).await;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(options, workplace.path()))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| {
                panic!(
                    "cannot start {BROWSER}: {error}\n{}",
                    driver::log(workplace.path())
                )
            });
        let browser = Self {
            client,
            workplace,
            _driver: driver,
        };
        browser.show(options.viewport).await;
        if options.dark {
            let dark = json!({ "name": "prefers-color-scheme", "value": "dark" });
            browser
                .devtools("Emulation.setEmulatedMedia", json!({ "features": [dark] }))
                .await;
        }
        browser
    }

    /// Changes the size of the page's window.
    pub async fn show(&self, viewport: Viewport) {
        let Viewport {
            width,
            height,
            mobile,
        } = viewport;
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// Sends a command of the Chrome DevTools Protocol and returns its result.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        let outcome = self
            .client
            .issue_cmd(Command {
                path: "goog/cdp/execute",
                body,
            })
            .await;
        outcome.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Writes what the window shows to a PNG file, making its folder if needed.
    pub async fn screenshot(&self, path: &Path) {
        self.capture(path, json!({ "format": "png" })).await;
    }

    /// Writes the whole page, as long as it is, to a PNG file.
    pub async fn screenshot_page(&self, path: &Path) {
        self.capture(path, json!({ "format": "png", "captureBeyondViewport": true, "clip": self.page_area().await })).await;
    }

    /// What the console has complained about since the last call: script errors, blocked resources, failed requests.
    pub async fn complaints(&self) -> Vec<String> {
        let command = Command {
            path: "se/log",
            body: json!({ "type": "browser" }),
        };
        let entries = self
            .client
            .issue_cmd(command)
            .await
            .expect("the console's log");
        let bad = entries
            .as_array()
            .into_iter()
            .flatten()
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")));
        bad.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// What ChromeDriver and Chromium have printed.
    pub fn log(&self) -> String {
        driver::log(self.workplace.path())
    }

    async fn page_area(&self) -> Value {
        let layout = self.devtools("Page.getLayoutMetrics", json!({})).await;
        let size = &layout["cssContentSize"];
        json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 })
    }

    async fn capture(&self, path: &Path, parameters: Value) {
        let result = self.devtools("Page.captureScreenshot", parameters).await;
        let png = STANDARD
            .decode(result["data"].as_str().expect("a screenshot"))
            .expect("base64");
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("create the screenshot's folder");
        }
        fs::write(path, png).unwrap_or_else(|error| panic!("write {}: {error}", path.display()));
    }
}

fn capabilities(options: &Options, directory: &Path) -> Map<String, Value> {
    let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
    flags.push(format!(
        "--user-data-dir={}",
        directory.join("profile").display()
    ));
    if let Some(film) = &options.camera {
        let film =
            fs::canonicalize(film).unwrap_or_else(|error| panic!("{}: {error}", film.display()));
        flags.push("--use-fake-ui-for-media-stream".to_owned());
        flags.push("--use-fake-device-for-media-stream".to_owned());
        flags.push(format!(
            "--use-file-for-fake-video-capture={}",
            film.display()
        ));
    }
    let scripts = if options.javascript { 1 } else { 2 };
    let Value::Object(capabilities) = json!({
        "browserName": "chrome",
        "timeouts": { "pageLoad": PAGE_LIMIT_MS, "script": PAGE_LIMIT_MS },
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": BROWSER,
            "args": flags,
            "prefs": { "profile.managed_default_content_settings.javascript": scripts },
        },
    }) else {
        unreachable!("an object is written above")
    };
    capabilities
}

#[cfg(test)]
mod tests;
