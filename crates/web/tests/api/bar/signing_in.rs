//! Login links: from a manager's hand to the phone at the location.

use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::{Value, json};

use super::counter::{Counter, PASSWORD, act, at};
use crate::support::{Answer, Caller, SITE, keys, stocked::of_the_bar, token_in};

async fn link(counter: &Counter) -> Value {
    let answer = counter
        .manager
        .post(&at(counter.bar.here, "login-link"), json!({}))
        .await;
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.expect(201)
}

/// The path of a link, and its token.
fn path(made: &Value) -> (&str, String) {
    let url = made["url"].as_str().unwrap();
    (url.strip_prefix(SITE).unwrap(), token_in(url))
}

async fn open(counter: &Counter, token: &str) -> Answer {
    let form = "application/x-www-form-urlencoded";
    let body = format!("token={token}");
    counter
        .app
        .anybody()
        .post_text(Method::POST, "/sign-in/link", form, body)
        .await
}

fn session(counter: &Counter, answer: &Answer) -> Caller {
    assert_eq!(answer.status, 303, "{}", answer.body);
    let (cookie, _) = answer.header("set-cookie").split_once(';').unwrap();
    counter.app.anybody().with("cookie", cookie)
}

both_engines! {
    async fn a_link_signs_the_user_of_the_location_in_once(engine: Engine) {
        let counter = Counter::open(engine).await;
        let made = link(&counter).await;
        assert_eq!(keys(&made), ["expires_at", "url"]);
        let in_an_hour = (counter.app.now() + jiff::SignedDuration::from_hours(1)).to_string();
        assert_eq!(made["expires_at"], in_an_hour);
        let (page, token) = path(&made);
        // Looking at it does not use it up.
        for _ in 0..2 {
            assert_eq!(counter.app.anybody().get(page).await.status, 200);
        }
        let phone = session(&counter, &open(&counter, &token).await);
        assert_eq!(open(&counter, &token).await.status, 410);

        let seen = phone.get("/api/bar/locations").await.expect(200);
        assert_eq!(seen["items"].as_array().unwrap().len(), 1);
        assert_eq!(seen["items"][0]["id"], json!(counter.bar.here));
        phone.post(&act(counter.bar.lager, "adjust"), json!({ "adjustment": "-1" })).await.expect(200);
        let movements = phone.get(&act(counter.bar.lager, "movements")).await.expect(200);
        assert_eq!(movements["items"][0]["change"], "-1.00");
        phone.get(&at(counter.bar.there, "stock")).await.refused(403, "not_your_location");
        phone.post(&act(counter.bar.lager_there, "adjust"), json!({ "adjustment": "1" })).await.refused(403, "not_your_location");
        phone.post(&at(counter.bar.here, "login-link"), json!({})).await.refused(403, "forbidden");
        phone.get("/api/admin/accounts").await.refused(403, "forbidden");
    }

    async fn only_the_newest_link_works_and_for_an_hour(engine: Engine) {
        let counter = Counter::open(engine).await;
        let (former, newest) = (link(&counter).await, link(&counter).await);
        assert_eq!(open(&counter, &path(&former).1).await.status, 410);
        counter.app.pass(jiff::SignedDuration::from_mins(61));
        assert_eq!(open(&counter, &path(&newest).1).await.status, 410);
        let fresh = link(&counter).await;
        session(&counter, &open(&counter, &path(&fresh).1).await);
    }

    async fn there_is_somebody_to_sign_in(engine: Engine) {
        let counter = Counter::open(engine).await;
        counter.manager.post(&at(counter.bar.there, "login-link"), json!({})).await.refused(409, "no_user");
        let made = link(&counter).await;
        let sql = "UPDATE users SET active = FALSE WHERE id = $1";
        let id = counter.worker_id;
        let written = counter.app.house.database().write(id, move |tx| tx.execute(sql, &[id.into()]));
        let changed: Result<u64, foh_app::StoreError> = written.await;
        assert_eq!(changed.unwrap(), 1);
        counter.manager.post(&at(counter.bar.here, "login-link"), json!({})).await.refused(409, "user_not_active");
        assert_eq!(open(&counter, &path(&made).1).await.status, 410);
    }

    async fn a_session_gives_its_password_before_it_makes_a_link(engine: Engine) {
        let counter = Counter::open(engine).await;
        let (_, email) = of_the_bar(&counter.app.house, None, PASSWORD).await;
        let form = format!("email={email}&password={}", PASSWORD.replace(' ', "+"));
        let kind = "application/x-www-form-urlencoded";
        let signed_in = counter.app.anybody().post_text(Method::POST, "/sign-in", kind, form).await;
        let manager = session(&counter, &signed_in);
        let path = at(counter.bar.here, "login-link");
        manager.post(&path, json!({})).await.expect(201);
        counter.app.pass(jiff::SignedDuration::from_mins(11));
        manager.post(&path, json!({})).await.refused(403, "password_required");
    }
}
