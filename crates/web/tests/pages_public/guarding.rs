//! What every answer carries, and which requests are refused before anything is done.

use foh_domain::limits::Limits;
use foh_testkit::{both_engines, engines::Engine};
use foh_web::assets;
use reqwest::Method;

use crate::playhouse::{PASSWORD, Page, Playhouse, Role, form};

both_engines! {
    async fn every_answer_is_guarded(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let visitor = theatre.visitor();
        let form = format!("/performances/{}", theatre.tomorrow);
        let pages = [
            ("/", 200),
            ("/?from=x", 422),
            ("/shows/the-tempest", 200),
            ("/shows/the-tempest/", 200),
            ("/shows/none", 404),
            ("/shows/%ff", 404),
            (form.as_str(), 200),
            ("/performances/x", 404),
            ("/reservations/confirm?token=x", 404),
            ("/ticket", 404),
            ("/sign-in", 200),
            ("/sign-out", 405),
            ("/dev/mailbox", 200),
            ("/nowhere", 404),
            ("/%00", 404),
        ];
        for (path, status) in pages {
            for method in [Method::GET, Method::HEAD] {
                let response = visitor.client.request(method.clone(), visitor.at(path)).send().await.unwrap();
                let page = Page::of(response).await;
                assert_eq!(page.status, status, "{method} {path}");
                assert_eq!(page.body.is_empty(), method == Method::HEAD, "{method} {path}");
                guarded_page(&page, path);
            }
        }
        let asset = Page::of(visitor.client.get(visitor.at(assets::asset_url("app.css"))).send().await.unwrap()).await;
        assert_eq!(asset.status, 200);
        for page in [asset, visitor.get("/assets/unknown").await] {
            assert_eq!(page.header("x-content-type-options"), "nosniff");
            assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
        }
    }

    async fn other_sites_change_nothing(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account("door@example.org", Role::Door).await;
        let visitor = theatre.visitor();
        let reserve = format!("/performances/{}", theatre.tomorrow);
        let guest = [("name", "Ada"), ("email", "ada@example.org"), ("party_size", "2")];
        let account = [("email", "door@example.org"), ("password", PASSWORD)];
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "http://127.0.0.1"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            for (path, fields) in [
                (reserve.as_str(), &guest[..]),
                ("/sign-in", &account[..]),
                ("/sign-out", &[]),
                ("/reservations/cancel", &[("token", "x")]),
            ] {
                let request = visitor.client.post(visitor.at(path)).header(name, value);
                let page = Page::of(form(request, fields).send().await.unwrap()).await;
                assert_eq!(page.status, 403, "{path} with {name}: {value}");
                assert!(page.header("set-cookie").is_empty());
                guarded_page(&page, path);
            }
        }
        assert!(visitor.get("/dev/mailbox").await.links("/dev/mailbox/").is_empty());
        let request = visitor.client.get(visitor.at("/")).header("host", "evil.example");
        assert_eq!(request.send().await.unwrap().status(), 421);
    }

    async fn production_has_no_mailbox(engine: Engine) {
        let theatre = Playhouse::open_with(engine, Limits::default(), false).await;
        theatre.reserve(theatre.tomorrow, "2").await;
        let mails = theatre.house.mailbox(None, 9).await.unwrap();
        assert_eq!(mails.len(), 1);
        let one = format!("/dev/mailbox/{}", mails[0].0.id);
        for path in ["/dev/mailbox", "/dev/mailbox/", &one] {
            assert_eq!(theatre.visitor().get(path).await.status, 404, "{path}");
        }
        theatre.visitor().get("/").await.keeps_quiet_about(&["mailbox"]);
    }

    async fn large_and_foreign_bodies_are_refused(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let visitor = theatre.visitor();
        let path = format!("/performances/{}", theatre.tomorrow);
        let large = visitor.post(&path, &[("notes", &"x".repeat(100_000))]).await;
        assert_eq!(large.status, 413);
        guarded_page(&large, &path);
        let request = visitor.client.post(visitor.at(&path)).header("content-type", "text/plain");
        assert_eq!(request.body("name=Ada").send().await.unwrap().status(), 400);
    }
}

#[track_caller]
fn guarded_page(page: &Page, path: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
             microphone=(), midi=(), payment=(), serial=(), usb=()",
        ),
    ] {
        assert_eq!(page.header(name), value, "{name} of {path}");
    }
    let policy = page.header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(rule), "{rule} in {policy} of {path}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    let referrer = if path.contains("token=") {
        "no-referrer"
    } else {
        "same-origin"
    };
    assert_eq!(page.header("referrer-policy"), referrer, "{path}");
    assert!(
        matches!(page.header("cache-control"), "no-store" | "no-cache"),
        "{path}"
    );
    assert!(page.header("server").is_empty() && page.header("x-powered-by").is_empty());
    assert!(
        page.header("content-type").starts_with("text/html"),
        "{path}"
    );
}
