//! Who sells which routes.

use foh_app::identity::NewAccount;
use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::json;

use super::{NOBODY, admin};
use crate::support::{Line, TestApp, together};

async fn operator(app: &TestApp, name: &str, role: Role) -> String {
    let email = format!("operator-{}@example.org", app.number());
    let new = NewAccount {
        email: &email,
        name,
        role,
        password: None,
    };
    app.house.create_user(new).await.unwrap().to_string()
}

both_engines! {
    async fn routes_are_assigned_and_taken_away(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let eric = operator(&app, "Eric Habimana", Role::TravelOperator).await;
        let path = format!("/api/admin/travel/operators/{eric}");
        let assign = async |routes| admin(&app).json(Method::PUT, &format!("{path}/routes"), &json!({ "routes": routes })).await;
        let list = admin(&app).get("/api/admin/travel/operators").await.expect(200);
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["routes"]), (1, &json!([])));
        let sold = json!([{ "id": line.route, "name": "Kigali to Huye" }]);
        for _ in 0..2 {
            let assigned = assign(json!([line.route, line.route])).await.expect(200);
            assert_eq!(assigned["routes"], sold);
        }
        assert_eq!(admin(&app).get(&path).await.expect(200)["routes"], sold);
        let id = eric.parse().unwrap();
        assert_eq!(app.house.account(id).await.unwrap().unwrap().scopes, [line.route]);
        assert_eq!(assign(json!([])).await.expect(200)["routes"], json!([]));

        let noted = admin(&app).get("/api/admin/audit").await.expect(200).to_string();
        assert_eq!(noted.matches("\"account.scope_changed\"").count(), 2, "what changes nothing is not noted: {noted}");
    }

    async fn only_routes_and_only_operators(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let eric = operator(&app, "Eric Habimana", Role::TravelOperator).await;
        let put = async |id: &str, routes| admin(&app).json(Method::PUT, &format!("/api/admin/travel/operators/{id}/routes"), &json!({ "routes": routes })).await;
        put(&eric, json!([line.kigali])).await.faults(422, "invalid_fields", &["routes"]);
        put(&eric, json!((0..201).map(uuid::Uuid::from_u128).collect::<Vec<_>>())).await.faults(422, "invalid_fields", &["routes"]);
        for role in [Role::BarCounter, Role::Administrator] {
            let other = operator(&app, "Somebody Else", role).await;
            put(&other, json!([line.route])).await.refused(404, "not_found");
            let detail = app.house.account(other.parse().unwrap()).await.unwrap().unwrap();
            assert_eq!((detail.account.role, detail.scopes), (role, vec![]));
        }
        put(NOBODY, json!([])).await.refused(404, "not_found");
    }

    async fn of_many_assignments_at_once_one_stands(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let eric = operator(&app, "Eric Habimana", Role::TravelOperator).await;
        let id = eric.parse().unwrap();
        let assigned = together((0..16).map(|number| {
            let (house, route) = (app.house.clone(), line.route);
            let routes = if number % 2 == 0 { vec![route] } else { vec![] };
            async move { house.assign_routes(id, routes).await }
        })).await;
        assert!(assigned.iter().all(Result::is_ok));
        let scopes = app.house.account(id).await.unwrap().unwrap().scopes;
        assert!(scopes.is_empty() || scopes == [line.route], "{scopes:?}");
    }
}
