//! A sandbox that runs for one test, and a browser's view of it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use foh_sandbox::{Pace, Setup};
use jiff::Timestamp;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::house::House;

/// When the clock of the sandbox stands, in seconds since 1970.
pub const NOW: i64 = 1_795_000_000;
/// Nobody waits for this in a test.
const NEVER: Duration = Duration::from_hours(1);
const AT_ONCE: Duration = Duration::from_millis(5);
/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Sandbox {
    pub setup: Setup,
    pub house: House,
    clock: Arc<AtomicI64>,
    http: reqwest::Client,
    running: JoinHandle<std::io::Result<()>>,
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// Waits until something is so.
pub async fn until(mut so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !so().await {
        assert!(begun.elapsed() < PATIENCE, "it never is so");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

impl Sandbox {
    /// Payers decide at once, and those who are late do not in this test.
    pub async fn start() -> Self {
        Self::start_at_pace(Pace {
            decision: AT_ONCE,
            late: NEVER,
            text: AT_ONCE,
        })
        .await
    }

    /// Only who is late decides in this test.
    pub async fn start_late() -> Self {
        Self::start_at_pace(Pace {
            decision: NEVER,
            late: AT_ONCE,
            text: AT_ONCE,
        })
        .await
    }

    async fn start_at_pace(pace: Pace) -> Self {
        let house = House::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let clock = Arc::new(AtomicI64::new(NOW));
        let time = Arc::clone(&clock);
        let now = move || Timestamp::from_second(time.load(Ordering::SeqCst)).unwrap();
        let setup = Setup {
            airtel_callback: Some(house.at("/airtel")),
            stripe_webhook: Some(house.at("/stripe")),
            pace,
            ..Setup::new(
                address.parse().unwrap(),
                "a secret of this test".into(),
                Arc::new(now),
            )
        };
        let running = foh_sandbox::serve(listener, setup.clone(), std::future::pending());
        Self {
            setup,
            house,
            clock,
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            running: tokio::spawn(running),
        }
    }

    pub fn now() -> Timestamp {
        Timestamp::from_second(NOW).unwrap()
    }

    pub fn advance(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.http.get(self.setup.address.join(path).unwrap())
    }

    pub fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.http.post(self.setup.address.join(path).unwrap())
    }

    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.unwrap()
    }

    /// Presses a button of a page, as a browser does; answers the status and where it leads.
    pub async fn press(&self, path: &str) -> (u16, String) {
        let origin = self.setup.address.origin().ascii_serialization();
        let form = self.post(path).header("origin", origin);
        let answer = form.send().await.unwrap();
        let location = answer.headers().get("location");
        let location = location.map_or("", |to| to.to_str().unwrap());
        (answer.status().as_u16(), location.to_owned())
    }
}
