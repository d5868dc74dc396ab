//! What managers of the bar look after, over HTTP.

mod import;
mod masters;

use foh_domain::identity::Role;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

pub const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

pub fn manager(app: &TestApp) -> Caller {
    app.staff(Role::BarManager)
}

pub async fn make(app: &TestApp, what: &str, body: Value) -> String {
    let path = format!("/api/admin/bar/{what}");
    let made = manager(app).post(&path, body).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

/// The ids of two locations and of a unit.
pub async fn stocked(app: &TestApp) -> [String; 3] {
    [
        make(app, "locations", json!({ "name": "Foyer" })).await,
        make(app, "locations", json!({ "name": "Garden" })).await,
        make(app, "unit-types", json!({ "name": "Crate", "items": 24 })).await,
    ]
}
