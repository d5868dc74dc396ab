//! The second factor as a browser without scripts meets it, and its twins in the API.

use foh_app::SignInRules;
use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::{
    playhouse::{PASSWORD, Page, Playhouse, Visitor, unlimited},
    sessions::api,
};

const ADA: &str = "ada@example.org";

/// What the app shows now that was given this secret.
fn code(theatre: &Playhouse, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    let now = theatre.clock.now().as_second().try_into().unwrap();
    app.generate(now).to_string()
}

/// What stands between `<code>` and its end.
fn codes(page: &Page) -> Vec<String> {
    let parts = page.body.split("<code>").skip(1);
    parts
        .filter_map(|rest| rest.split('<').next())
        .map(ToOwned::to_owned)
        .collect()
}

async fn sign_in(visitor: &Visitor, next: &str) -> Page {
    let fields = [("email", ADA), ("password", PASSWORD), ("next", next)];
    visitor.post("/sign-in", &fields).await
}

async fn give(visitor: &Visitor, code: &str) -> Page {
    let fields = [("code", code), ("next", "/account")];
    visitor.post("/sign-in/second-factor", &fields).await
}

/// Sets the factor up by the pages; the secret and the recovery codes.
async fn enrol(theatre: &Playhouse, ada: &Visitor) -> (String, Vec<String>) {
    let answer = ada.post("/account/second-factor", &[]).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, "/account/second-factor")
    );
    let page = ada.get("/account/second-factor").await;
    page.says("<svg class=\"qr\"");
    let secret = codes(&page).remove(0);
    let wrong = ada
        .post("/account/second-factor/confirm", &[("code", "000000")])
        .await;
    assert_eq!(wrong.status, 422);
    wrong.says("This is not the code the app shows now.");
    assert_eq!(codes(&wrong), [secret.as_str()], "the picture stays");
    let done = ada
        .post(
            "/account/second-factor/confirm",
            &[("code", &code(theatre, &secret))],
        )
        .await;
    assert_eq!(
        (done.status, done.header("cache-control")),
        (200, "no-store")
    );
    let recovery = codes(&done);
    assert_eq!(recovery.len(), 10);
    theatre.clock.advance(SignedDuration::from_secs(30));
    (secret, recovery)
}

both_engines! {
    async fn it_is_set_up_and_asked_for(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(ADA, Role::Door).await;
        let ada = theatre.visitor();
        assert_eq!(sign_in(&ada, "").await.header("location"), "/door");
        ada.get("/account/second-factor").await.says("Set it up");
        let (secret, recovery) = enrol(&theatre, &ada).await;
        let page = ada.get("/account/second-factor").await;
        page.says("10 are left");
        page.keeps_quiet_about(&["<svg", &secret, &recovery[0]]);

        // Another browser: the password alone does nothing.
        let phone = theatre.visitor();
        assert_eq!(phone.get("/sign-in/second-factor").await.header("location"), "/sign-in");
        let half = sign_in(&phone, "/shows/the-tempest").await;
        assert_eq!((half.status, half.header("location")), (303, "/sign-in/second-factor?next=/shows/the-tempest"));
        let cookie = half.header("set-cookie");
        for part in ["foh-factor=", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=300"] {
            assert!(cookie.contains(part), "{part} in the cookie");
        }
        assert!(phone.get("/account").await.header("location").starts_with("/sign-in"));
        let page = phone.get(half.header("location")).await;
        assert_eq!((page.status, page.value("code"), page.value("next")), (200, Some(""), Some("/shows/the-tempest")));
        let wrong = give(&phone, "000000").await;
        assert_eq!(wrong.status, 401);
        wrong.says("This code does not work");
        let right = give(&phone, &code(&theatre, &secret)).await;
        assert_eq!((right.status, right.header("location")), (303, "/account"));
        phone.get("/account").await.says("Grace Steward");
        // The code was used, the half-done sign-in is over.
        assert_eq!(phone.get("/sign-in/second-factor").await.header("location"), "/sign-in");
        let third = theatre.visitor();
        sign_in(&third, "").await;
        assert_eq!(give(&third, &code(&theatre, &secret)).await.status, 401);
        assert_eq!(give(&third, &recovery[0].to_lowercase()).await.status, 303);
        ada.get("/account/second-factor").await.says("9 are left");
    }

    async fn a_sign_in_has_its_time_and_its_tries(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(ADA, Role::Door).await;
        let ada = theatre.visitor();
        sign_in(&ada, "").await;
        let (secret, _) = enrol(&theatre, &ada).await;
        let phone = theatre.visitor();
        sign_in(&phone, "").await;
        theatre.clock.advance(SignedDuration::from_mins(5));
        let late = give(&phone, &code(&theatre, &secret)).await;
        assert_eq!((late.status, late.header("location")), (303, "/sign-in?expired=now"));
        phone.get("/sign-in?expired=now").await.says("Please begin anew");
        sign_in(&phone, "").await;
        for _ in 0..5 {
            assert_eq!(give(&phone, "000000").await.status, 401);
        }
        assert_eq!(give(&phone, &code(&theatre, &secret)).await.header("location"), "/sign-in?expired=now");
        sign_in(&phone, "").await;
        let locked = give(&phone, &code(&theatre, &secret)).await;
        assert_eq!((locked.status, locked.header("retry-after")), (429, "1"));
        theatre.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(give(&phone, &code(&theatre, &secret)).await.status, 303);
    }

    async fn new_codes_and_removal(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(ADA, Role::Door).await;
        let ada = theatre.visitor();
        sign_in(&ada, "").await;
        let (secret, former) = enrol(&theatre, &ada).await;
        let page = ada.post("/account/second-factor/recovery-codes", &[]).await;
        let fresh = codes(&page);
        assert_eq!(fresh.len(), 10);
        assert!(fresh.iter().all(|code| !former.contains(code)));
        for (password, code) in [("wrong", code(&theatre, &secret)), (PASSWORD, former[0].clone()), (PASSWORD, String::new())] {
            let page = ada.post("/account/second-factor/remove", &[("password", password), ("code", &code)]).await;
            assert_eq!(page.status, 422);
            page.says("The password or the code is not right");
        }
        let gone = ada.post("/account/second-factor/remove", &[("password", PASSWORD), ("code", &fresh[4])]).await;
        assert_eq!(gone.header("location"), "/account/second-factor?done=removed");
        ada.get(gone.header("location")).await.says("The second factor is removed");
        let phone = theatre.visitor();
        assert_eq!(sign_in(&phone, "").await.header("location"), "/door");
        // Left open for a while, the page does none of it.
        theatre.clock.advance(SignedDuration::from_mins(11));
        for path in ["", "/confirm", "/recovery-codes", "/remove"] {
            let page = ada.post(&format!("/account/second-factor{path}"), &[("code", "1"), ("password", "")]).await;
            assert_eq!(page.header("location"), "/confirm-password?next=/account", "{path}");
        }
    }

    async fn a_link_leads_to_the_code_too(engine: Engine) {
        use secrecy::ExposeSecret;
        let theatre = Playhouse::open(engine).await;
        theatre.account(ADA, Role::Administrator).await;
        let ada = theatre.visitor();
        sign_in(&ada, "").await;
        let (secret, _) = enrol(&theatre, &ada).await;
        let link = theatre.house.administrator_link().await.unwrap().unwrap();
        let token = link.expose_secret().split_once("token=").unwrap().1;
        let phone = theatre.visitor();
        let half = phone.post("/sign-in/link", &[("token", token)]).await;
        assert_eq!((half.status, half.header("location")), (303, "/sign-in/second-factor"));
        assert_eq!(give(&phone, &code(&theatre, &secret)).await.header("location"), "/account");
    }

    /// Nothing else is reached until it is set up: no page, no twin, by no role that needs it.
    async fn a_role_that_needs_it_does_nothing_without(engine: Engine) {
        let rules = SignInRules {
            second_factor_roles: [Role::Administrator].into(),
            ..SignInRules::default()
        };
        let theatre = Playhouse::bare_with(engine, unlimited(), true, rules).await;
        theatre.account(ADA, Role::Administrator).await;
        theatre.account("bruno@example.org", Role::Door).await;
        let ada = theatre.visitor();
        let answer = sign_in(&ada, "").await;
        assert_eq!(answer.header("location"), "/admin");
        for page in ["/admin", "/admin/shows/new", "/door", "/account", "/account/sessions", "/account/password"] {
            let answer = ada.get(page).await;
            assert_eq!((answer.status, answer.header("location")), (303, "/account/second-factor"), "{page}");
        }
        assert_eq!(ada.post("/admin/shows", &[("title", "x")]).await.header("location"), "/account/second-factor");
        for path in ["/api/admin/shows", "/api/account", "/api/account/sessions"] {
            let (status, problem) = api(&ada, "GET", path, None).await;
            assert_eq!((status, &problem["status"]), (403, &json!("second_factor_required")), "{path}");
        }
        assert_eq!(api(&ada, "GET", "/api/shows", None).await.0, 200, "what everybody sees");
        ada.get("/account/second-factor").await.says("Your role needs a second factor");
        let door = theatre.visitor();
        let fields = [("email", "bruno@example.org"), ("password", PASSWORD)];
        door.post("/sign-in", &fields).await;
        assert_eq!(door.get("/door").await.status, 200, "a role that needs none");

        let (status, begun) = api(&ada, "POST", "/api/account/second-factor", None).await;
        assert_eq!(status, 201);
        assert!(begun["url"].as_str().unwrap().starts_with("otpauth://totp/Front%20of%20House:ada%40example%2Eorg?"));
        let first = code(&theatre, begun["secret"].as_str().unwrap());
        let enrol = |code: &str| api(&ada, "POST", "/api/account/second-factor/confirm", Some(json!({ "code": code })));
        let (status, problem) = enrol("000000").await;
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("code")));
        let (status, told) = enrol(&first).await;
        assert_eq!((status, told["recovery_codes"].as_array().map(Vec::len)), (200, Some(10)));
        assert_eq!(enrol(&first).await.0, 409);
        assert_eq!(ada.get("/admin").await.status, 200);
        let status = api(&ada, "GET", "/api/account/second-factor", None).await;
        assert_eq!(status, (200, json!({ "state": "enrolled", "required": true, "recovery_codes_left": 10 })));
        let (_, fresh) = api(&ada, "POST", "/api/account/second-factor/recovery-codes", None).await;
        let recovery = fresh["recovery_codes"][7].as_str().unwrap();
        let remove = |password: &str| {
            let body = json!({ "password": password, "code": recovery });
            api(&ada, "POST", "/api/account/second-factor/remove", Some(body))
        };
        assert_eq!(remove("wrong").await.0, 422);
        assert_eq!(remove(PASSWORD).await.0, 204);
        assert_eq!(ada.get("/admin").await.header("location"), "/account/second-factor", "and is led there again");
    }
}
