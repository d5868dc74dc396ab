//! Programs and staff say who they are: by API token, as Bearer or as a Basic password, or by session.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use foh_app::{Clock, Database, Delivery, House, Options, Settings, Texts};
use foh_domain::{identity::Role, privacy::Keyring};
use foh_testkit::{
    both_engines,
    engines::{Engine, blocking},
};

use crate::support::{Answer, Caller, TestApp};

const PATH: &str = "/api/admin/venues";

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

fn unknown(answer: &Answer) {
    answer.refused(401, "authentication_required");
    assert!(
        answer
            .header("www-authenticate")
            .starts_with("Bearer realm=")
    );
}

both_engines! {
    async fn a_token_is_told_in_each_way(engine: Engine) {
        let app = TestApp::open(engine).await;
        let token = app.token_of(Role::Content);
        for value in [
            format!("Bearer {token}"),
            format!("bearer {token}"),
            format!("BEARER  {token} "),
            basic("", token),
            basic("content@house.example.org", token),
            basic("anything at all", token),
        ] {
            app.anybody().with("authorization", &value).get(PATH).await.expect(200);
        }
        let cookie = app.administrator_cookie().await;
        app.anybody().with("cookie", &cookie).get(PATH).await.expect(200);
        app.anybody().with("cookie", &format!("a=b; {cookie}; c=d")).get(PATH).await.expect(200);
        unknown(&app.anybody().get(PATH).await);
    }

    async fn what_does_not_work_is_nobody(engine: Engine) {
        let app = TestApp::open(engine).await;
        let token = app.token_of(Role::Content).to_owned();
        let bare = token.strip_prefix("foh_").unwrap();
        let other = app.token_of(Role::Door).strip_prefix("foh_").unwrap();
        let mixed = format!("foh_{}{}", &bare[..22], &other[22..]);
        let cookie = app.administrator_cookie().await;
        let values = [
            String::new(),
            "Bearer".into(),
            "Bearer ".into(),
            "Bearer x".into(),
            format!("Bearer {bare}"),
            format!("Bearer {mixed}"),
            format!("Bearer {token}x"),
            format!("Bearer {}", cookie.strip_prefix("foh=").unwrap()),
            format!("Token {token}"),
            token.clone(),
            "Basic".into(),
            "Basic ?".into(),
            format!("Basic {}", STANDARD.encode(&token)),
            basic(&token, ""),
            basic("content@house.example.org", ""),
            format!("Basic {}", STANDARD.encode([0xff, b':', 0xfe])),
            "Digest username=\"x\"".into(),
        ];
        for value in &values {
            let caller = app.anybody().with("authorization", value);
            unknown(&caller.get(PATH).await);
            // A broken token is nobody, whatever cookie comes with it.
            unknown(&caller.with("cookie", &cookie).get(PATH).await);
        }
        for cookie in ["foh=", "foh=x", &format!("foh={bare}"), &format!("foh={token}"), &cookie.replace("foh=", "__Host-foh=")] {
            unknown(&app.anybody().with("cookie", cookie).get(PATH).await);
        }
    }

    async fn a_cookie_changes_nothing_for_other_sites(engine: Engine) {
        let app = TestApp::open(engine).await;
        let cookie = app.administrator_cookie().await;
        let browser = app.anybody().with("cookie", &cookie);
        let venue = serde_json::json!({ "name": "Venue", "time_zone": "Europe/Rome" });
        let post = async |caller: Caller| caller.post(PATH, venue.clone()).await;
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            post(browser.clone().with(name, value)).await.refused(403, "foreign_origin");
        }
        assert_eq!(app.content().get(PATH).await.expect(200)["items"], serde_json::json!([]));
        post(browser.clone().with("origin", &app.base)).await.expect(201);
        post(browser.with("sec-fetch-site", "same-origin")).await.expect(201);
    }

    async fn tokens_and_sessions_end(engine: Engine) {
        let app = TestApp::open(engine).await;
        let cookie = app.administrator_cookie().await;
        let browser = app.anybody().with("cookie", &cookie);
        app.pass_hours(11);
        browser.get(PATH).await.expect(200);
        app.pass_hours(11);
        browser.get(PATH).await.expect(200);
        app.pass_hours(13);
        unknown(&browser.get(PATH).await);

        let cookie = app.administrator_cookie().await;
        let browser = app.anybody().with("cookie", &cookie);
        for _ in 0..16 {
            browser.get(PATH).await.expect(200);
            app.pass_hours(10);
        }
        app.pass_hours(8);
        unknown(&browser.get(PATH).await);

        app.content().get(PATH).await.expect(200);
        app.pass_hours(90 * 24);
        unknown(&app.content().get(PATH).await);
    }

    async fn a_house_with_another_key_knows_nobody(engine: Engine) {
        let app = TestApp::open(engine).await;
        let url = app.place().url();
        let database = blocking(move || Database::open(&url, &Options::default()).unwrap());
        let settings = Settings {
            site_base_url: String::new(),
            delivery: Delivery::Mailbox,
            mail_from: None,
            texts: Texts::Off,
            crm: false,
            providers: foh_app::payments::Providers::default(),
            limits: foh_domain::limits::Limits::default(),
            identity_providers: Vec::new(),
            registration_open: true,
            facilitators_open: false,
            payment_patience: jiff::SignedDuration::from_mins(10),
            currency: foh_domain::payments::Currency::EUR,
            retention: foh_domain::privacy::Retention::default(),
            sign_in: foh_app::SignInRules::default(),
        };
        let house = House::new(database, Keyring::new(&[8; 32]), Clock::standing(app.now()), settings);
        let token = app.token_of(Role::Content);
        assert!(house.who_has_api_token(token).await.unwrap().is_none());
        assert!(app.house.who_has_api_token(token).await.unwrap().is_some());
        house.database().close();
    }
}
