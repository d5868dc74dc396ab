//! A house that is open: database, staff, server.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{ServiceExt, extract::Request};
use foh_app::{
    Clock, Database, Delivery, House, Options, Settings, Texts,
    identity::{NewAccount, SignIn, Visit},
};
use foh_domain::{
    identity::Role,
    limits::{Limit, Limits},
    privacy::Keyring,
    token::Token,
};
use foh_testkit::engines::{Engine, TestDatabase, blocking};
use foh_web::{Site, Web};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use tokio::{net::TcpListener, task::JoinHandle};

use super::Caller;

/// Where guests are told that the site is; never the address the test speaks to.
pub const SITE: &str = "https://tickets.example.org";

/// When every test begins.
pub const BEGINNING: &str = "2027-03-05T12:00:00Z";

/// How a house is opened.
pub struct Opening {
    pub limits: Limits,
    pub options: Options,
    pub trusted_proxies: Vec<&'static str>,
    pub cors_origins: Vec<&'static str>,
    /// Whether guests come over HTTPS.
    pub https: bool,
    pub development: bool,
    /// Whether members may hold sessions without being asked.
    pub facilitators_open: bool,
    pub texts: Texts,
}

impl Default for Opening {
    /// Without limits: a test that is not about them is not stopped by them.
    fn default() -> Self {
        Self {
            limits: Limit::ALL
                .into_iter()
                .fold(Limits::default(), |limits, limit| limits.with(limit, None)),
            options: Options::default(),
            trusted_proxies: Vec::new(),
            cors_origins: Vec::new(),
            https: false,
            development: true,
            facilitators_open: false,
            texts: Texts::Off,
        }
    }
}

/// An open house and everything a test needs to speak to it.
pub struct TestApp {
    pub base: String,
    pub address: SocketAddr,
    pub house: House,
    pub clock: Clock,
    pub(super) client: reqwest::Client,
    pub(super) tokens: Arc<[(Role, String)]>,
    numbers: Arc<AtomicU32>,
    server: JoinHandle<()>,
    place: Arc<TestDatabase>,
}

const STAFF: [(Role, &str); 6] = [
    (Role::Administrator, "administrator@house.example.org"),
    (Role::Content, "content@house.example.org"),
    (Role::BoxOffice, "office@house.example.org"),
    (Role::Door, "door@house.example.org"),
    (Role::BarManager, "bar@house.example.org"),
    (Role::BarCounter, "counter@house.example.org"),
];

impl TestApp {
    /// A house with nothing on its programme and one member of staff of each role.
    pub async fn open(engine: Engine) -> Self {
        Self::open_as(engine, Opening::default()).await
    }

    pub async fn open_as(engine: Engine, opening: Opening) -> Self {
        let place = Arc::new(engine.database(|url| Database::migrate(url).unwrap()));
        let clock = Clock::standing(BEGINNING.parse().unwrap());
        let house = house(&place, &opening, clock.clone());
        let mut tokens = Vec::new();
        for (role, email) in STAFF {
            let new = NewAccount {
                email,
                name: "Somebody of the House",
                role,
                password: None,
            };
            house.create_user(new).await.unwrap();
            let token = house.create_api_token(email).await.unwrap();
            tokens.push((role, token.expose_secret().to_owned()));
        }
        Self::serve(house, place, clock, tokens.into(), Arc::default(), &opening).await
    }

    /// Another node: a house of its own on the same database, with the same clock and staff.
    pub async fn another_node(&self) -> Self {
        self.another_node_as(&Opening::default()).await
    }

    pub async fn another_node_as(&self, opening: &Opening) -> Self {
        let house = house(&self.place, opening, self.clock.clone());
        Self::serve(
            house,
            Arc::clone(&self.place),
            self.clock.clone(),
            Arc::clone(&self.tokens),
            Arc::clone(&self.numbers),
            opening,
        )
        .await
    }

    async fn serve(
        house: House,
        place: Arc<TestDatabase>,
        clock: Clock,
        tokens: Arc<[(Role, String)]>,
        numbers: Arc<AtomicU32>,
        opening: &Opening,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let site = Site {
            development: opening.development,
            https: opening.https,
            hsts_preload: false,
            allowed_hosts: vec!["127.0.0.1".into(), "tickets.example.org".into()],
            trusted_proxies: opening
                .trusted_proxies
                .iter()
                .map(|network| network.parse().unwrap())
                .collect(),
            cors_origins: opening
                .cors_origins
                .iter()
                .map(|origin| (*origin).to_owned())
                .collect(),
        };
        let service = foh_web::service(Web::new(house.clone(), site));
        let server = tokio::spawn(async move {
            let make =
                ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(service);
            axum::serve(listener, make).await.unwrap();
        });
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(40))
            .build()
            .unwrap();
        Self {
            base: format!("http://{address}"),
            address,
            house,
            clock,
            client,
            tokens,
            numbers,
            server,
            place,
        }
    }

    /// Somebody who is not signed in.
    pub fn anybody(&self) -> Caller {
        Caller::new(self)
    }

    /// A member of staff of this role, by API token.
    pub fn staff(&self, role: Role) -> Caller {
        self.anybody()
            .with("authorization", &format!("Bearer {}", self.token_of(role)))
    }

    pub fn content(&self) -> Caller {
        self.staff(Role::Content)
    }

    pub fn office(&self) -> Caller {
        self.staff(Role::BoxOffice)
    }

    pub fn door(&self) -> Caller {
        self.staff(Role::Door)
    }

    /// The API token of the member of staff of this role.
    pub fn token_of(&self, role: Role) -> &str {
        let found = self.tokens.iter().find(|(of, _)| *of == role);
        &found.expect("every role has somebody").1
    }

    /// The cookie of an administrator who has signed in by the link printed at the start.
    pub async fn administrator_cookie(&self) -> String {
        let link = self.house.administrator_link().await.unwrap().unwrap();
        let token = super::token_in(link.expose_secret());
        let token = Token::parse(&token).unwrap();
        let came = self.house.sign_in_by_link(token, Visit::default()).await;
        let SignIn::SignedIn(signed_in) = came.unwrap() else {
            panic!("the link signs in");
        };
        format!("foh={}", signed_in.session.expose_secret())
    }

    /// A number nobody in this test has had.
    pub fn number(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass.
    pub fn pass(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    pub fn pass_hours(&self, hours: i64) {
        self.pass(SignedDuration::from_hours(hours));
    }

    /// The database, to look at from outside.
    pub fn place(&self) -> &TestDatabase {
        &self.place
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.abort();
        self.house.database().close();
    }
}

fn house(place: &TestDatabase, opening: &Opening, clock: Clock) -> House {
    let url = place.url();
    let database = blocking(|| Database::open(&url, &opening.options).unwrap());
    let settings = Settings {
        site_base_url: SITE.to_owned(),
        delivery: Delivery::Mailbox,
        mail_from: None,
        texts: opening.texts.clone(),
        crm: false,
        providers: super::line::providers(),
        limits: opening.limits.clone(),
        identity_providers: Vec::new(),
        registration_open: true,
        facilitators_open: opening.facilitators_open,
        payment_patience: jiff::SignedDuration::from_mins(10),
        currency: foh_domain::payments::Currency::EUR,
        retention: foh_domain::privacy::Retention::default(),
        sign_in: foh_app::SignInRules::default(),
    };
    House::new(database, Keyring::new(&[7; 32]), clock, settings)
}
