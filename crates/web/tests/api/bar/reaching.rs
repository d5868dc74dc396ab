//! Who reaches what: a location user one location, and others nothing.

use foh_app::identity::NewApiToken;
use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::counter::{Counter, act, at};
use crate::support::Caller;

/// Every path of a location and of what it has.
async fn paths(counter: &Counter) -> Vec<(String, Option<Value>)> {
    let bar = &counter.bar;
    let there = at(bar.there, "save-count");
    let count = counter.manager.post(&there, json!({})).await.expect(201);
    let count = count["id"].as_str().unwrap();
    let stock = |what: &str| act(bar.lager_there, what);
    vec![
        (at(bar.there, "stock"), None),
        (at(bar.there, "counts"), None),
        (at(bar.there, "trends"), None),
        (
            at(bar.there, &format!("compare?from={count}&to={count}")),
            None,
        ),
        (format!("/api/bar/counts/{count}"), None),
        (format!("/api/bar/stock/{}", bar.lager_there), None),
        (stock("movements"), None),
        (stock("movements?after=x"), None),
        (there, Some(json!({}))),
        (stock("adjust"), Some(json!({ "adjustment": "1" }))),
        // Also to who asks for what cannot be.
        (stock("adjust"), Some(json!({ "adjustment": "x" }))),
        (stock("update"), Some(json!({ "quantity": "1" }))),
        (stock("update"), Some(json!({ "quantity": "-1" }))),
        (stock("deliver"), Some(json!({ "quantity": "1" }))),
        (
            stock("waste"),
            Some(json!({ "quantity": "1", "reason": "none" })),
        ),
        (stock("undo"), Some(json!({}))),
    ]
}

async fn ask(caller: &Caller, path: &str, body: Option<Value>) -> crate::support::Answer {
    match body {
        Some(body) => caller.post(path, body).await,
        None => caller.get(path).await,
    }
}

both_engines! {
    async fn another_location_is_closed_on_every_path(engine: Engine) {
        let counter = Counter::open(engine).await;
        for (path, body) in paths(&counter).await {
            let answer = ask(&counter.worker, &path, body.clone()).await;
            answer.refused(403, "not_your_location");
            let keyed = counter.worker.clone().with("idempotency-key", "with space");
            ask(&keyed, &path, body.clone()).await.refused(403, "not_your_location");
            ask(&counter.app.anybody(), &path, body.clone()).await.refused(401, "authentication_required");
            ask(&counter.app.content(), &path, body).await.refused(403, "forbidden");
        }
        assert_eq!(counter.number(counter.bar.lager_there).await, 0);
    }

    async fn what_managers_do_nobody_else_does(engine: Engine) {
        let counter = Counter::open(engine).await;
        let transfer = json!({ "quantity": "1", "to_location_id": counter.bar.there });
        for (path, body) in [
            ("/api/bar/stock".to_owned(), None),
            (act(counter.bar.lager, "transfer"), Some(transfer)),
            (act(counter.bar.lager, "alarm"), Some(json!({ "alarm_minimum": "1" }))),
            (at(counter.bar.here, "login-link"), Some(json!({}))),
        ] {
            ask(&counter.worker, &path, body.clone()).await.refused(403, "forbidden");
            ask(&counter.app.office(), &path, body.clone()).await.refused(403, "forbidden");
            ask(&counter.app.anybody(), &path, body.clone()).await.refused(401, "authentication_required");
            let done = ask(&counter.app.staff(Role::Administrator), &path, body).await;
            assert!(matches!(done.status, 200 | 201), "{path}: {}", done.body);
        }
        for path in ["/api/bar/locations", "/api/bar/low"] {
            counter.app.content().get(path).await.refused(403, "forbidden");
            counter.app.anybody().get(path).await.refused(401, "authentication_required");
        }
    }

    async fn a_token_does_what_it_was_made_for(engine: Engine) {
        let counter = Counter::open(engine).await;
        let new = NewApiToken { name: "Till", permissions: Some(vec!["bar_counting"]), days: None };
        let made = counter.app.house.make_api_token_with(&counter.manager_email, new).await.unwrap();
        let till = counter.app.anybody().with("authorization", &format!("Bearer {}", made.text.expose_secret()));
        // Of a manager: it counts everywhere, and manages nothing.
        for stock in [counter.bar.lager, counter.bar.lager_there] {
            till.post(&act(stock, "adjust"), json!({ "adjustment": "1" })).await.expect(200);
        }
        till.post(&at(counter.bar.there, "save-count"), json!({})).await.expect(201);
        till.post(&at(counter.bar.here, "login-link"), json!({})).await.refused(403, "forbidden");
        till.post(&act(counter.bar.lager, "alarm"), json!({ "alarm_minimum": null })).await.refused(403, "forbidden");
        till.get("/api/bar/stock").await.refused(403, "forbidden");
        till.get("/api/admin/accounts").await.refused(403, "forbidden");
    }
}
