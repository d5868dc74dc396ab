//! A desk with a bus that leaves in three hours, and its operator.

use foh_app::identity::Staff;
use foh_testkit::engines::Engine;
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Answer, Caller, TestApp,
    operated::{Line, francs, operator},
};

pub struct Desk {
    pub app: TestApp,
    pub line: Line,
    /// The operator's program.
    pub operator: Caller,
}

impl Desk {
    /// A bus with so many seats; the operator has a drawer with a float of 20,000 francs.
    pub async fn open(engine: Engine, seats: i64) -> Self {
        let app = TestApp::open(engine).await;
        let line = Line::open(&app.house, seats, SignedDuration::from_hours(3)).await;
        let (staff, operator) = operator_of(&app, &[line.route]).await;
        app.house.open_shift(francs(20_000), &staff).await.unwrap();
        Self {
            app,
            line,
            operator,
        }
    }

    pub fn departure(&self) -> String {
        format!("/api/travel/departures/{}", self.line.departure)
    }

    /// Sells as the operator's program does.
    pub async fn sell(&self, key: &str, seats: u32) -> Answer {
        let body = sale(seats);
        let path = format!("{}/sell", self.departure());
        let asking = self.operator.clone().with("idempotency-key", key);
        asking.post(&path, body).await
    }

    /// The open drawer.
    pub async fn drawer(&self) -> Value {
        let all = self.operator.get("/api/travel/shifts").await.expect(200);
        all["items"][0].clone()
    }

    /// How many seats are left.
    pub async fn left(&self) -> u64 {
        let seen = self.operator.get(&self.departure()).await.expect(200);
        seen["remaining_seats"].as_u64().unwrap()
    }
}

/// An operator of these routes and a program of theirs.
pub async fn operator_of(app: &TestApp, routes: &[Uuid]) -> (Staff, Caller) {
    let (staff, email) = operator(&app.house, routes, "twelve grey mice at noon").await;
    let token = app.house.create_api_token(&email).await.unwrap();
    let token = format!("Bearer {}", token.expose_secret());
    (staff, app.anybody().with("authorization", &token))
}

pub fn sale(seats: u32) -> Value {
    json!({ "passenger_name": "Aline Uwase", "phone_number": "+250788123456", "seats": seats })
}
