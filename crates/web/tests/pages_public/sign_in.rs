//! Signing in and out: sessions begin fresh, end for good, and lead nowhere else.

use foh_domain::limits::{Limit, Rate};
use foh_testkit::{both_engines, engines::Engine};
use secrecy::ExposeSecret;

use crate::playhouse::{PASSWORD, Page, Playhouse, Role, Visitor, form, unlimited};

const DOOR: &str = "door@example.org";

async fn sign_in(visitor: &Visitor, email: &str, password: &str, next: &str) -> Page {
    let fields = [("email", email), ("password", password), ("next", next)];
    visitor.post("/sign-in", &fields).await
}

/// The value of the session cookie that an answer sets.
fn session(page: &Page) -> String {
    let cookie = page.header("set-cookie");
    let value = cookie.strip_prefix("foh=").expect("a session cookie");
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(attribute), "{attribute} in the cookie");
    }
    value.split(';').next().unwrap().to_owned()
}

async fn with_cookie(theatre: &Playhouse, value: &str) -> Page {
    let client = reqwest::Client::builder().build().unwrap();
    let request = client.get(format!("{}/", theatre.base));
    let response = request
        .header("cookie", format!("foh={value}"))
        .send()
        .await;
    Page::of(response.unwrap()).await
}

both_engines! {
    async fn staff_sign_in_and_out(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(DOOR, Role::Door).await;
        let staff = theatre.visitor();
        let programme = staff.get("/").await;
        programme.keeps_quiet_about(&["Sign out", "href=\"/door\""]);
        for public in ["href=\"/sessions\"", "href=\"/sign-in"] {
            programme.says(public);
        }

        let page = sign_in(&staff, "Door@Example.org", PASSWORD, "").await;
        assert_eq!((page.status, page.header("location")), (303, "/door"));
        let cookie = session(&page);
        let programme = staff.get("/").await;
        programme.says("Grace Steward");
        programme.says("href=\"/door\"");
        programme.keeps_quiet_about(&["href=\"/admin\"", &cookie]);
        assert_eq!(programme.header("cache-control"), "no-store");
        let again = staff.get("/sign-in?next=/shows/the-tempest").await;
        assert_eq!((again.status, again.header("location")), (303, "/shows/the-tempest"));
        // What staff see is not kept for visitors.
        theatre.visitor().get("/").await.keeps_quiet_about(&["Grace Steward", "Sign out"]);

        let out = staff.post("/sign-out", &[]).await;
        assert_eq!((out.status, out.header("location")), (303, "/sign-in?signed_out=now"));
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        staff.get("/sign-in?signed_out=now").await.says("You are signed out");
        staff.get("/").await.keeps_quiet_about(&["Grace Steward"]);
        // The session is gone at the house too, not only in the browser.
        with_cookie(&theatre, &cookie).await.keeps_quiet_about(&["Grace Steward"]);
        assert_eq!(staff.get("/sign-out").await.status, 405);
    }

    async fn everybody_is_led_to_their_desk(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        for (role, desk, entries) in [
            (Role::Administrator, "/admin", vec!["/", "/sessions", "/travel", "/admin", "/travel/desk", "/bar", "/door", "/facilitator"]),
            (Role::BarManager, "/bar", vec!["/", "/sessions", "/travel", "/bar"]),
            (Role::BarCounter, "/bar", vec!["/", "/sessions", "/travel", "/bar"]),
            (Role::Content, "/admin", vec!["/", "/sessions", "/travel", "/admin"]),
            (Role::BoxOffice, "/admin", vec!["/", "/sessions", "/travel", "/admin"]),
            (Role::Door, "/door", vec!["/", "/sessions", "/travel", "/door"]),
            (Role::TravelOperator, "/travel/desk", vec!["/", "/sessions", "/travel", "/travel/desk"]),
            (Role::Facilitator, "/facilitator", vec!["/", "/sessions", "/travel", "/facilitator"]),
            (Role::Member, "/account", vec!["/", "/sessions", "/travel"]),
        ] {
            let email = format!("{}@example.org", role.as_str());
            theatre.account(&email, role).await;
            let staff = theatre.visitor();
            let page = sign_in(&staff, &email, PASSWORD, "").await;
            assert_eq!(page.header("location"), desk, "{role:?}");
            let page = staff.get("/shows/the-tempest").await;
            let nav = page.body.split_once("<nav").unwrap().1.split_once("</nav>").unwrap().0;
            let hrefs: Vec<_> = nav.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            assert_eq!(hrefs, entries, "{role:?}");
        }
    }

    async fn refusals_are_the_same_for_everybody(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(DOOR, Role::Door).await;
        let staff = theatre.visitor();
        let wrong = sign_in(&staff, DOOR, "wrong password", "/door").await;
        let nobody = sign_in(&staff, "nobody@example.org", "wrong password", "/door").await;
        for page in [&wrong, &nobody] {
            assert_eq!(page.status, 401);
            assert!(page.header("set-cookie").is_empty());
            assert_eq!(page.value("password"), Some(""));
            assert_eq!(page.value("next"), Some("/door"));
        }
        assert_eq!(wrong.body.replace(DOOR, "?"), nobody.body.replace("nobody@example.org", "?"));
        wrong.keeps_quiet_about(&["wrong password"]);
        for (email, password) in [("<b>", ""), (DOOR, &"x".repeat(20_000))] {
            let page = sign_in(&staff, email, password, "").await;
            assert_eq!(page.status, 401);
            page.keeps_quiet_about(&["<b>"]);
        }
    }

    async fn nobody_is_led_to_another_site(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(DOOR, Role::Door).await;
        // More of them in the table beside the rule.
        for next in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/",
            "/\r\nLocation: //evil.example",
            "%2F%2Fevil.example",
        ] {
            let staff = theatre.visitor();
            let query = reqwest::Url::parse_with_params("http://x/sign-in", [("next", next)]).unwrap();
            let asked = format!("/sign-in?{}", query.query().unwrap());
            assert_eq!(staff.get(&asked).await.value("next"), None, "{next}");
            let page = sign_in(&staff, DOOR, PASSWORD, next).await;
            assert_eq!((page.status, page.header("location")), (303, "/door"), "{next}");
            // Also who is signed in already.
            let page = staff.get(&asked).await;
            assert_eq!((page.status, page.header("location")), (303, "/door"), "{next}");
        }
        let staff = theatre.visitor();
        let page = sign_in(&staff, DOOR, PASSWORD, "/shows/the-tempest?a=b").await;
        assert_eq!(page.header("location"), "/shows/the-tempest?a=b");
    }

    async fn a_session_is_never_one_that_was_brought_along(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let planted = theatre.session("mallory@example.org", Role::Door).await.session.expose_secret().to_owned();
        theatre.account(DOOR, Role::Door).await;
        let invented = "A".repeat(64);
        for brought in [planted.as_str(), &invented] {
            let visitor = theatre.visitor();
            let request = visitor.client.post(visitor.at("/sign-in")).header("cookie", format!("foh={brought}"));
            let answer = form(request, &[("email", DOOR), ("password", PASSWORD)]).send().await.unwrap();
            let page = Page::of(answer).await;
            assert_eq!(page.status, 303);
            assert_ne!(session(&page), brought);
            // What was brought along is worth nothing afterwards.
            with_cookie(&theatre, brought).await.keeps_quiet_about(&["Grace Steward"]);
            with_cookie(&theatre, &session(&page)).await.says("Grace Steward");
        }
    }

    async fn a_link_signs_in_once(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.house.ensure_administrator().await.unwrap();
        let link = theatre.house.administrator_link().await.unwrap().unwrap();
        let path = link.expose_secret()[theatre.base.len()..].to_owned();
        let staff = theatre.visitor();
        for _ in 0..2 {
            let page = staff.get(&path).await;
            assert_eq!(page.status, 200);
            assert_eq!(page.header("referrer-policy"), "no-referrer");
            assert_eq!(page.header("cache-control"), "no-store");
            page.says("It works until Friday 27 November,");
        }
        let token = staff.get(&path).await.value("token").unwrap().to_owned();
        let page = staff.post("/sign-in/link", &[("token", &token)]).await;
        assert_eq!((page.status, page.header("location")), (303, "/admin"));
        session(&page);
        let other = theatre.visitor();
        let page = other.post("/sign-in/link", &[("token", &token)]).await;
        assert_eq!(page.status, 410);
        page.says("This link no longer works");
        assert!(page.header("set-cookie").is_empty());
        let page = other.get(&path).await;
        assert_eq!((page.status, page.value("token")), (410, None));
        for wrong in ["", "x"] {
            assert_eq!(other.get(&format!("/sign-in/link?token={wrong}")).await.status, 404);
            assert_eq!(other.post("/sign-in/link", &[("token", wrong)]).await.status, 404);
        }
    }

    async fn trying_is_limited_per_address(engine: Engine) {
        let limits = unlimited().with(Limit::SignIn, Rate::new(3, 60));
        let theatre = Playhouse::open_with(engine, limits, true).await;
        theatre.account(DOOR, Role::Door).await;
        let staff = theatre.visitor();
        for _ in 0..3 {
            assert_eq!(sign_in(&staff, DOOR, "wrong password", "").await.status, 401);
        }
        let page = sign_in(&staff, DOOR, PASSWORD, "/door").await;
        assert_eq!((page.status, page.header("retry-after")), (429, "20"));
        page.says("Please try again in 20 seconds.");
        assert_eq!((page.value("email"), page.value("next"), page.value("password")), (Some(DOOR), Some("/door"), Some("")));
        let token = "A".repeat(64);
        let page = staff.post("/sign-in/link", &[("token", &token)]).await;
        assert_eq!((page.status, page.header("retry-after")), (429, "20"));
    }

    /// The same for an account that does not exist.
    async fn guessing_gets_slower(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account(DOOR, Role::Door).await;
        let known = theatre.visitor();
        assert_eq!(sign_in(&known, "DOOR@example.org", PASSWORD, "").await.status, 303);
        let stranger = theatre.visitor();
        let mut waits = Vec::new();
        for email in [DOOR, "nobody@example.org"] {
            for _ in 0..5 {
                assert_eq!(sign_in(&stranger, email, "wrong password", "").await.status, 401);
            }
            let page = sign_in(&stranger, email, PASSWORD, "").await;
            assert_eq!((page.status, page.header("retry-after")), (429, "1"), "{email}");
            page.says("Too many tries");
            waits.push(page.body.replace(email, "?"));
        }
        assert_eq!(waits[0], waits[1]);
        // Whoever signed in with this browser before is not kept out by others at the same address.
        known.post("/sign-out", &[]).await;
        let page = sign_in(&known, DOOR, PASSWORD, "").await;
        assert_eq!((page.status, page.header("location")), (303, "/door"));
        let cookies: Vec<_> = page.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        let device = cookies.iter().find(|cookie| cookie.starts_with("foh-device=")).expect("a name for the device");
        for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=7776000"] {
            assert!(device.contains(attribute), "{attribute} in {device}");
        }
    }
}
