//! A small theatre that serves its pages, and visitors who read them as a browser without scripts does.

use std::{net::SocketAddr, sync::Arc};

use axum::{ServiceExt, extract::Request};
use foh_app::{
    Clock, Database, Delivery, House, Options, Provider, Settings, SignInRules, Texts,
    identity::{NewAccount, SignIn, SignedIn, Visit},
};
use foh_domain::{
    limits::{Limit, Limits},
    privacy::Keyring,
    theatre::{Performance, Room, Show, ShowFields, Venue},
};
use foh_testkit::engines::{Engine, TestDatabase};
use foh_web::{Site, Web};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Url, header::HeaderMap, redirect::Policy};
use tokio::net::TcpListener;
use uuid::Uuid;

pub use foh_domain::identity::Role;

#[allow(dead_code, reason = "the tests of the travel desk use all of it")]
#[path = "../api/support/line.rs"]
pub mod line;

/// What is sent from everywhere else would be refused.
pub const PASSWORD: &str = "correct horse battery";
/// Friday noon in Rome.
const NOW: &str = "2026-11-27T11:00:00Z";

/// A house with one venue, one room of ten places, one show and two performances, and its address.
pub struct Playhouse {
    pub house: House,
    pub clock: Clock,
    pub base: String,
    pub room: Uuid,
    pub show: Uuid,
    /// Tomorrow at 20:00.
    pub tomorrow: Uuid,
    /// On Friday of the week after at 20:00.
    pub later: Uuid,
    database: Database,
    // The last field: the database goes when everything that uses it has gone.
    _kept: TestDatabase,
}

/// Nothing is limited.
pub fn unlimited() -> Limits {
    Limit::ALL
        .into_iter()
        .fold(Limits::default(), |limits, limit| limits.with(limit, None))
}

impl Playhouse {
    pub async fn open(engine: Engine) -> Self {
        Self::open_with(engine, unlimited(), true).await
    }

    pub async fn open_with(engine: Engine, limits: Limits, development: bool) -> Self {
        let mut this = Self::bare(engine, limits, development).await;
        let [venue, show] = set_up(&this.house).await;
        let room = Room::parse(venue, "Main stage", 10).unwrap();
        this.room = this.house.create(room).await.unwrap();
        this.show = show;
        let evening: Timestamp = "2026-11-28T19:00:00Z".parse().unwrap();
        this.tomorrow = this.performance(show, evening).await;
        this.later = this
            .performance(show, evening + SignedDuration::from_hours(24 * 6))
            .await;
        this
    }

    /// A house in which nothing has been made yet.
    pub async fn bare(engine: Engine, limits: Limits, development: bool) -> Self {
        Self::bare_with(engine, limits, development, SignInRules::default()).await
    }

    /// A house where signing in goes by these rules.
    pub async fn bare_with(
        engine: Engine,
        limits: Limits,
        development: bool,
        rules: SignInRules,
    ) -> Self {
        let kept = engine.database(|url| Database::migrate(url).unwrap());
        let url = kept.url();
        let database = foh_testkit::engines::blocking(move || {
            Database::open(&url, &Options::default()).unwrap()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let clock = Clock::standing(NOW.parse().unwrap());
        let house = house_on(&database, &clock, settings(&base, limits, rules));
        serve(listener, &house, development);
        Self {
            room: Uuid::nil(),
            show: Uuid::nil(),
            tomorrow: Uuid::nil(),
            later: Uuid::nil(),
            house,
            clock,
            base,
            database,
            _kept: kept,
        }
    }

    /// Another node on the same database.
    pub async fn another_node(&self) -> (House, String) {
        self.another_node_with(Vec::new()).await
    }

    /// Another node on the same database, with these identity providers.
    pub async fn another_node_with(
        &self,
        identity_providers: Vec<Arc<Provider>>,
    ) -> (House, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut settings = settings(&base, unlimited(), SignInRules::default());
        settings.identity_providers = identity_providers;
        let house = house_on(&self.database, &self.clock, settings);
        serve(listener, &house, true);
        (house, base)
    }

    pub async fn performance(&self, show: Uuid, starts_at: Timestamp) -> Uuid {
        let doors = starts_at - SignedDuration::from_mins(30);
        let performance =
            Performance::parse((show, self.room), (starts_at, Some(doors)), true, (0, 0)).unwrap();
        self.house.create_performance(performance).await.unwrap()
    }

    pub async fn show(&self, title: &str, slug: &str, published: bool) -> Uuid {
        let fields = ShowFields {
            title,
            slug,
            description: "First <em>words</em>.\n\nSecond paragraph.",
            duration_minutes: 145,
            language: "English",
            published,
        };
        let show = Show::parse(fields).unwrap();
        self.house.create(show).await.unwrap()
    }

    pub async fn account(&self, email: &str, role: Role) {
        let new = NewAccount {
            email,
            name: "Grace Steward",
            role,
            password: Some(PASSWORD.into()),
        };
        self.house.create_user(new).await.unwrap();
    }

    pub async fn session(&self, email: &str, role: Role) -> SignedIn {
        self.account(email, role).await;
        let visit = Visit::default();
        let came = self.house.sign_in(email, PASSWORD.into(), visit).await;
        match came.unwrap() {
            SignIn::SignedIn(signed_in) => signed_in,
            _ => panic!("{email} is not signed in"),
        }
    }

    /// Somebody with a browser of their own, who sees redirects before following them.
    pub fn visitor(&self) -> Visitor {
        Visitor {
            client: reqwest::Client::builder()
                .cookie_store(true)
                .redirect(Policy::none())
                .build()
                .unwrap(),
            base: self.base.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Reserves places by the form.
    pub async fn reserve(&self, performance: Uuid, places: &str) -> Page {
        self.visitor()
            .post(
                &format!("/performances/{performance}"),
                &[
                    ("name", "Ada Lovelace"),
                    ("email", "ada@example.org"),
                    ("party_size", places),
                ],
            )
            .await
    }

    /// The links of the newest e-mail, as the guest follows them: without the host.
    pub async fn newest_mail_links(&self) -> Vec<String> {
        let visitor = self.visitor();
        let mails = visitor.get("/dev/mailbox").await;
        let newest = mails.links("/dev/mailbox/");
        let mail = visitor
            .get(newest.first().expect("an e-mail in the mailbox"))
            .await;
        assert_eq!(mail.status, 200, "{}", mail.body);
        mail.links(&self.base)
            .iter()
            .map(|link| link[self.base.len()..].to_owned())
            .collect()
    }

    /// The token of the newest e-mail's link to `path`.
    pub async fn newest_token(&self, path: &str) -> String {
        let start = format!("{path}?token=");
        let links = self.newest_mail_links().await;
        let link = links.iter().find(|link| link.starts_with(&start));
        let link = link.unwrap_or_else(|| panic!("no link to {path} in {links:?}"));
        link[start.len()..].to_owned()
    }

    /// The tokens of a confirmed reservation: confirmation, check-in, cancellation.
    pub async fn confirmed(&self, performance: Uuid, places: &str) -> [String; 3] {
        assert_eq!(self.reserve(performance, places).await.status, 303);
        let confirmation = self.newest_token("/reservations/confirm").await;
        let answer = self
            .visitor()
            .post("/reservations/confirm", &[("token", &confirmation)])
            .await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let check_in = self.newest_token("/ticket").await;
        let cancellation = self.newest_token("/reservations/cancel").await;
        [confirmation, check_in, cancellation]
    }
}

fn settings(base: &str, limits: Limits, sign_in: SignInRules) -> Settings {
    Settings {
        site_base_url: base.to_owned(),
        delivery: Delivery::Mailbox,
        mail_from: None,
        texts: Texts::Off,
        crm: false,
        providers: line::providers(),
        limits,
        identity_providers: Vec::new(),
        registration_open: true,
        facilitators_open: false,
        payment_patience: jiff::SignedDuration::from_mins(10),
        currency: foh_domain::payments::Currency::EUR,
        retention: foh_domain::privacy::Retention::default(),
        sign_in,
    }
}

fn house_on(database: &Database, clock: &Clock, settings: Settings) -> House {
    let keyring = Keyring::new(&[7; 32]);
    House::new(database.clone(), keyring, clock.clone(), settings)
}

fn serve(listener: TcpListener, house: &House, development: bool) {
    let site = Site {
        development,
        https: false,
        hsts_preload: false,
        allowed_hosts: vec!["127.0.0.1".into()],
        trusted_proxies: Vec::new(),
        cors_origins: Vec::new(),
    };
    let service = foh_web::service(Web::new(house.clone(), site));
    let make = ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(service);
    tokio::spawn(async move { axum::serve(listener, make).await });
}

async fn set_up(house: &House) -> [Uuid; 2] {
    let venue = Venue::parse("Kammerspiele", "Markt 4\nBerlin", "Europe/Berlin").unwrap();
    let fields = ShowFields {
        title: "The Tempest",
        slug: "the-tempest",
        description: "An island full of noises.",
        duration_minutes: 145,
        language: "English",
        published: true,
    };
    [
        house.create(venue).await.unwrap(),
        house.create(Show::parse(fields).unwrap()).await.unwrap(),
    ]
}

/// A browser without scripts.
pub struct Visitor {
    pub client: reqwest::Client,
    pub base: String,
    clock: Clock,
}

impl Visitor {
    pub async fn get(&self, path: &str) -> Page {
        Page::of(self.client.get(self.at(path)).send().await.unwrap()).await
    }

    /// Posts a form as a browser does from a page of this site. A moment passes, so that what is done has an order.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.clock.advance(SignedDuration::from_millis(1));
        let request = self
            .client
            .post(self.at(path))
            .header("origin", &self.base)
            .header("sec-fetch-site", "same-origin");
        Page::of(form(request, fields).send().await.unwrap()).await
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// The request with these fields as its body.
pub fn form(request: reqwest::RequestBuilder, fields: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let encoded = Url::parse_with_params("http://form", fields).unwrap();
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(encoded.query().unwrap_or_default().to_owned())
}

/// What came back.
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Page {
    pub async fn of(response: reqwest::Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The addresses of the links that begin so, in order.
    pub fn links(&self, start: &str) -> Vec<String> {
        self.body
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(|href| href.replace("&#38;", "&"))
            .filter(|href| href.starts_with(start))
            .collect()
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\""))?;
        let tag = rest.split('>').next()?;
        tag.split_once("value=\"")?.1.split('"').next()
    }

    #[track_caller]
    pub fn says(&self, words: &str) {
        assert!(self.body.contains(words), "{words:?} in {}", self.body);
    }

    #[track_caller]
    pub fn keeps_quiet_about(&self, words: &[&str]) {
        for words in words {
            assert!(!self.body.contains(words), "{words:?} in {}", self.body);
        }
    }
}
