//! A bar with ten crates of lager, who manages it, and who works at its first location.

use foh_testkit::engines::Engine;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Answer, Caller, TestApp,
    stocked::{Bar, of_the_bar},
};

pub const PASSWORD: &str = "twelve grey mice at noon";

pub struct Counter {
    pub app: TestApp,
    pub bar: Bar,
    /// The manager's program.
    pub manager: Caller,
    /// The program of who works at the first location.
    pub worker: Caller,
    pub worker_id: Uuid,
    pub manager_email: String,
}

impl Counter {
    pub async fn open(engine: Engine) -> Self {
        let app = TestApp::open(engine).await;
        let bar = Bar::open(&app.house).await;
        let (_, manager_email) = of_the_bar(&app.house, None, PASSWORD).await;
        let (worker, worker_email) = of_the_bar(&app.house, Some(bar.here), PASSWORD).await;
        let manager = program(&app, &manager_email).await;
        let counter = Self {
            worker: program(&app, &worker_email).await,
            worker_id: worker.id,
            manager_email,
            manager,
            app,
            bar,
        };
        counter
            .does(counter.bar.lager, "deliver", json!({ "quantity": "10" }))
            .await
            .expect(200);
        counter
    }

    /// What the manager does to a stock.
    pub async fn does(&self, stock: Uuid, what: &str, body: Value) -> Answer {
        self.manager.post(&act(stock, what), body).await
    }

    /// How much there is.
    pub async fn units(&self, stock: Uuid) -> String {
        let seen = self
            .manager
            .get(&format!("/api/bar/stock/{stock}"))
            .await
            .expect(200);
        seen["units"].as_str().unwrap().to_owned()
    }

    /// How many movements there were.
    pub async fn number(&self, stock: Uuid) -> i64 {
        let seen = self
            .manager
            .get(&format!("/api/bar/stock/{stock}"))
            .await
            .expect(200);
        seen["number"].as_i64().unwrap()
    }
}

/// Where something is done to a stock.
pub fn act(stock: Uuid, what: &str) -> String {
    format!("/api/bar/stock/{stock}/{what}")
}

/// What belongs to a location.
pub fn at(location: Uuid, what: &str) -> String {
    format!("/api/bar/locations/{location}/{what}")
}

async fn program(app: &TestApp, email: &str) -> Caller {
    let token = app.house.create_api_token(email).await.unwrap();
    let token = format!("Bearer {}", token.expose_secret());
    app.anybody().with("authorization", &token)
}
