//! One's own sessions, and the password asked for again, as a browser without scripts sees them; and their twins.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::playhouse::{PASSWORD, Page, Playhouse, Visitor};

const ADA: &str = "ada@example.org";
const BRUNO: &str = "bruno@example.org";

async fn signed_in(theatre: &Playhouse, email: &str) -> Visitor {
    let visitor = theatre.visitor();
    let fields = [("email", email), ("password", PASSWORD)];
    assert_eq!(visitor.post("/sign-in", &fields).await.status, 303);
    visitor
}

async fn is_out(visitor: &Visitor) -> bool {
    let page = visitor.get("/account/sessions").await;
    page.status == 303 && page.header("location").starts_with("/sign-in")
}

/// The addresses of the buttons that end a session.
fn ends(page: &Page) -> Vec<String> {
    let forms = page.body.split("action=\"").skip(1);
    forms
        .filter_map(|rest| rest.split('"').next())
        .filter(|action| action.ends_with("/end"))
        .map(ToOwned::to_owned)
        .collect()
}

/// What the API answers a browser of this site, or a program.
pub async fn api(visitor: &Visitor, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let method = method.parse().unwrap();
    let mut request = visitor
        .client
        .request(method, visitor.at(path))
        .header("origin", &visitor.base)
        .header("sec-fetch-site", "same-origin");
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or(Value::Null))
}

both_engines! {
    async fn sessions_are_seen_and_ended(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(ADA, Role::Member).await;
        theatre.account(BRUNO, Role::Member).await;
        let (phone, desk, third) = (signed_in(&theatre, ADA).await, signed_in(&theatre, ADA).await, signed_in(&theatre, ADA).await);
        let stranger = signed_in(&theatre, BRUNO).await;
        assert!(is_out(&theatre.visitor()).await);
        desk.get("/account").await.says("href=\"/account/sessions\"");
        let page = desk.get("/account/sessions").await;
        assert_eq!(page.body.matches("this one").count(), 1);
        page.says("Friday 27 November, 12:00 (Berlin time)");
        let buttons = ends(&page);
        assert_eq!(buttons.len(), 2);
        // Nobody ends another's session, and nobody learns of it.
        let answer = stranger.post(&buttons[0], &[]).await;
        assert_eq!(answer.header("location"), "/account/sessions?done=ended");
        assert!(!is_out(&phone).await && !is_out(&third).await);

        let answer = desk.post(&buttons[0], &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/account/sessions?done=ended"));
        assert_eq!(usize::from(is_out(&phone).await) + usize::from(is_out(&third).await), 1);
        let answer = desk.post("/account/sessions/end-others", &[]).await;
        let page = desk.get(answer.header("location")).await;
        page.says("You are signed out everywhere else");
        page.keeps_quiet_about(&["Sign out everywhere else"]);
        assert!(is_out(&phone).await && is_out(&third).await && !is_out(&desk).await && !is_out(&stranger).await);
        assert_eq!(desk.post("/account/sessions/nonsense/end", &[]).await.status, 404);
    }

    async fn the_api_does_the_same(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(ADA, Role::Door).await;
        theatre.account(BRUNO, Role::Member).await;
        let (phone, desk) = (signed_in(&theatre, ADA).await, signed_in(&theatre, ADA).await);
        let stranger = signed_in(&theatre, BRUNO).await;
        let (status, list) = api(&desk, "GET", "/api/account/sessions", None).await;
        let items = list["items"].as_array().unwrap();
        assert_eq!((status, items.len()), (200, 2));
        assert_eq!(items.iter().filter(|item| item["this"] == json!(true)).count(), 1);
        let other = items.iter().find(|item| item["this"] == json!(false)).unwrap();
        assert_eq!(other["device"], json!("An unknown device"));
        let path = format!("/api/account/sessions/{}", other["id"].as_str().unwrap());
        assert_eq!(api(&stranger, "DELETE", &path, None).await.0, 404);
        assert_eq!(api(&desk, "DELETE", &path, None).await.0, 204);
        assert_eq!(api(&desk, "DELETE", &path, None).await.0, 404);
        assert!(is_out(&phone).await);
        let again = signed_in(&theatre, ADA).await;
        assert_eq!(api(&desk, "DELETE", "/api/account/sessions", None).await, (200, json!({ "ended": 1 })));
        assert!(is_out(&again).await && !is_out(&desk).await);
        assert_eq!(api(&theatre.visitor(), "GET", "/api/account/sessions", None).await.0, 401);
    }

    /// What somebody left open on a desk is of little use.
    async fn the_password_is_asked_for_again(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(ADA, Role::Door).await;
        let ada = signed_in(&theatre, ADA).await;
        theatre.clock.advance(SignedDuration::from_mins(11));
        let answer = ada.post("/account/second-factor", &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/confirm-password?next=/account"));
        let from_page = ada.client.post(ada.at("/account/second-factor"))
            .header("origin", &ada.base)
            .header("referer", ada.at("/account/second-factor?done=removed"));
        let answer = Page::of(from_page.send().await.unwrap()).await;
        let asks = "/confirm-password?next=/account/second-factor%3Fdone%3Dremoved";
        assert_eq!(answer.header("location"), asks);
        let page = ada.get(asks).await;
        assert_eq!((page.status, page.value("password"), page.value("next")), (200, Some(""), Some("/account/second-factor?done=removed")));
        let wrong = ada.post("/confirm-password", &[("password", "wrong"), ("next", "/account/second-factor")]).await;
        assert_eq!(wrong.status, 422);
        wrong.says("This is not your password.");
        assert_eq!(ada.post("/account/second-factor", &[]).await.header("location"), "/confirm-password?next=/account");
        for (next, led) in [("/account/second-factor", "/account/second-factor"), ("//evil.example", "/account")] {
            let right = ada.post("/confirm-password", &[("password", PASSWORD), ("next", next)]).await;
            assert_eq!((right.status, right.header("location")), (303, led));
        }
        assert_eq!(ada.post("/account/second-factor", &[]).await.header("location"), "/account/second-factor");
        assert!(theatre.visitor().get("/confirm-password").await.header("location").starts_with("/sign-in"));
    }

    async fn the_api_says_that_the_password_is_needed(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(ADA, Role::Door).await;
        let ada = signed_in(&theatre, ADA).await;
        theatre.clock.advance(SignedDuration::from_mins(11));
        let begin = async || api(&ada, "POST", "/api/account/second-factor", None).await;
        let confirm = async |body| api(&ada, "POST", "/api/account/confirm-password", Some(body)).await;
        let (status, problem) = begin().await;
        assert_eq!((status, &problem["status"]), (403, &json!("password_required")));
        let (status, problem) = confirm(json!({ "password": "wrong" })).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("password")));
        for neither in [json!({}), json!({ "password": PASSWORD, "code": "123456" })] {
            assert_eq!(confirm(neither).await.0, 400);
        }
        assert_eq!(confirm(json!({ "password": PASSWORD })).await.0, 204);
        assert_eq!(begin().await.0, 201);
        for _ in 0..4 {
            confirm(json!({ "password": "wrong" })).await;
        }
        theatre.clock.advance(SignedDuration::from_mins(11));
        for _ in 0..5 {
            confirm(json!({ "password": "wrong" })).await;
        }
        let (status, problem) = confirm(json!({ "password": PASSWORD })).await;
        assert_eq!((status, &problem["status"]), (429, &json!("too_many_requests")));
        // A program cannot change what its owner signs in with.
        let token = theatre.house.create_api_token(ADA).await.unwrap();
        let program = theatre.visitor();
        let asked = program.client.post(program.at("/api/account/second-factor")).bearer_auth(token.expose_secret());
        let answer: Value = asked.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["status"], json!("session_required"));
    }
}
