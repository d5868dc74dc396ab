//! A house to test: several nodes on one database, a clock that stands, and a mailbox that is read.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    task::{Context, Waker},
    time::Duration,
};

use foh_app::{
    Clock, Delivery, House, Settings, SignInRules, Texts,
    identity::NewAccount,
    theatre::{
        Admitted, CancelError, Cancelled, CheckInError, CheckInRequest, ConfirmError, Confirmed,
        ReserveError, Reserved,
    },
};
use foh_domain::{
    booking::{Guest, GuestFields, PartySize, Places},
    identity::Role,
    limits::{Limit, Limits},
    privacy::Keyring,
    theatre::{Performance, Room, Show, ShowFields, Venue},
    token::Token,
};
use foh_gateways::mail::Sender;
use foh_store::{Database, Options, StoreError, Tx, occurrences};
use foh_testkit::{
    engines::{Engine, TestDatabase, blocking},
    mail,
};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use tokio::sync::Barrier;
use uuid::Uuid;

/// How many do the same at once.
pub const MANY: usize = 64;

/// A house of several nodes.
pub struct TestHouse {
    nodes: Vec<House>,
    pub clock: Clock,
    guests: AtomicU32,
    pub place: TestDatabase,
}

/// A reservation that waits for its confirmation, with what is in its e-mail.
#[derive(Debug, Clone)]
pub struct Pending {
    pub id: Uuid,
    pub email: String,
    pub confirmation: String,
    pub cancellation: String,
}

/// A confirmed reservation, with its ticket.
#[derive(Debug, Clone)]
pub struct Booked {
    pub id: Uuid,
    pub email: String,
    pub ticket: String,
    /// The link in the confirmation e-mail, which goes on working.
    pub cancellation: String,
}

/// The beginning of every test: a Friday morning.
pub fn morning() -> Timestamp {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

/// Twelve hours later, so that a ticket can be confirmed and used without waiting.
pub fn tonight() -> Timestamp {
    morning() + SignedDuration::from_hours(12)
}

pub fn unlimited() -> Limits {
    Limit::ALL
        .into_iter()
        .fold(Limits::default(), |limits, limit| limits.with(limit, None))
}

pub fn migrate(url: &str) {
    Database::migrate(url).expect("migrate");
}

pub fn keyring() -> Keyring {
    Keyring::new(&[7; 32])
}

pub fn token(text: &str) -> Token {
    Token::parse(text).expect("a token")
}

pub fn reveal(token: &Token) -> String {
    token.reveal().expose_secret().to_owned()
}

pub fn guest(name: &str, email: &str) -> Guest {
    Guest::parse(GuestFields {
        name,
        email,
        phone: None,
        notes: None,
    })
    .unwrap()
}

pub fn party(size: u32) -> PartySize {
    PartySize::parse(size.into()).unwrap()
}

/// The tokens of the links to `path` in a text.
pub fn tokens_in(text: &str, path: &str) -> Vec<String> {
    let marker = format!("{path}?token=");
    mail::links(text)
        .iter()
        .filter_map(|link| Some(link.split_once(&marker)?.1.to_owned()))
        .collect()
}

/// Starts `task` many times, all at the same moment, and answers what they answered.
pub async fn at_once<T, F>(count: usize, task: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let barrier = Arc::new(Barrier::new(count));
    let tasks: Vec<_> = (0..count)
        .map(|number| {
            let (barrier, task) = (Arc::clone(&barrier), task(number));
            tokio::spawn(async move {
                barrier.wait().await;
                task.await
            })
        })
        .collect();
    let mut outputs = Vec::with_capacity(count);
    for task in tasks {
        outputs.push(task.await.unwrap());
    }
    outputs
}

/// Starts `task` many times on one node while the lane of `key` is busy, so that they run as one batch.
pub async fn as_one_batch<T, F>(
    node: &House,
    key: Uuid,
    count: usize,
    task: impl Fn(usize) -> F,
) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (say, mut begun) = tokio::sync::mpsc::unbounded_channel();
    let (release, wait) = mpsc::channel::<()>();
    let db = node.database().clone();
    let busy = tokio::spawn(async move {
        let busy = move |_: &mut Tx<'_>| {
            let _ = say.send(());
            let _ = wait.recv_timeout(Duration::from_secs(30));
            Ok::<_, StoreError>(())
        };
        db.write(key, busy).await
    });
    begun.recv().await.unwrap();
    let mut tasks: Vec<_> = (0..count).map(|number| Box::pin(task(number))).collect();
    let mut context = Context::from_waker(Waker::noop());
    for task in &mut tasks {
        assert!(
            task.as_mut().poll(&mut context).is_pending(),
            "it waits before the lane"
        );
    }
    drop(release);
    busy.await.unwrap().unwrap();
    let mut outputs = Vec::with_capacity(count);
    for task in tasks {
        outputs.push(task.await);
    }
    outputs
}

impl TestHouse {
    /// A house of three nodes without limits whose e-mails stay in the mailbox.
    pub fn open(engine: Engine) -> Self {
        Self::with(engine, Delivery::Mailbox, unlimited())
    }

    pub fn with(engine: Engine, delivery: Delivery, limits: Limits) -> Self {
        Self::build(engine, delivery, limits, SignInRules::default())
    }

    /// A house without limits where signing in goes by these rules.
    pub fn with_rules(engine: Engine, sign_in: SignInRules) -> Self {
        Self::build(engine, Delivery::Mailbox, unlimited(), sign_in)
    }

    fn build(engine: Engine, delivery: Delivery, limits: Limits, sign_in: SignInRules) -> Self {
        let place = engine.database(migrate);
        let clock = Clock::standing(morning());
        let settings = Settings {
            site_base_url: "https://tickets.example.org".into(),
            delivery,
            mail_from: Sender::parse("Front of House <box-office@example.org>").ok(),
            texts: Texts::Off,
            crm: false,
            providers: foh_app::payments::Providers::default(),
            limits,
            identity_providers: Vec::new(),
            registration_open: true,
            facilitators_open: false,
            payment_patience: jiff::SignedDuration::from_mins(10),
            currency: foh_domain::payments::Currency::EUR,
            retention: foh_domain::privacy::Retention::default(),
            sign_in,
        };
        let url = place.url();
        let node = || {
            let db = blocking(|| Database::open(&url, &Options::default())).expect("open");
            House::new(db, keyring(), clock.clone(), settings.clone())
        };
        Self {
            nodes: (0..3).map(|_| node()).collect(),
            clock,
            guests: AtomicU32::new(0),
            place,
        }
    }

    /// The first node.
    pub fn house(&self) -> &House {
        self.node(0)
    }

    /// One of the nodes; any number will do.
    pub fn node(&self, number: usize) -> &House {
        &self.nodes[number % self.nodes.len()]
    }

    pub fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// A published performance of tonight, in a room of its own.
    pub async fn publish_performance(&self, capacity: u32) -> Uuid {
        self.publish(capacity, tonight()).await.0
    }

    /// A published performance and its room.
    pub async fn publish(&self, capacity: u32, starts_at: Timestamp) -> (Uuid, Uuid) {
        let number = self.guests.fetch_add(1, Ordering::SeqCst);
        let house = self.house();
        let venue = Venue::parse(
            "Teatro Aurora",
            "Via dei Tessitori 12, Bologna",
            "Europe/Rome",
        );
        let venue = house.create(venue.unwrap()).await.unwrap();
        let room = Room::parse(venue, "Great Hall", capacity.into()).unwrap();
        let room = house.create(room).await.unwrap();
        let show = Show::parse(ShowFields {
            title: "The Tempest",
            slug: &format!("the-tempest-{number}"),
            description: "",
            duration_minutes: 145,
            language: "English",
            published: true,
        });
        let show = house.create(show.unwrap()).await.unwrap();
        let doors = starts_at - SignedDuration::from_mins(30);
        let performance =
            Performance::parse((show, room), (starts_at, Some(doors)), true, (0, 0)).unwrap();
        (house.create_performance(performance).await.unwrap(), room)
    }

    /// Somebody reserves who has not been here before.
    pub async fn try_reserve(
        &self,
        performance: Uuid,
        size: u32,
    ) -> (String, Result<Reserved, ReserveError>) {
        let number = self.guests.fetch_add(1, Ordering::SeqCst);
        let email = format!("guest-{number}@example.org");
        let guest = guest("Ada Rossi", &email);
        let node = self.node(usize::try_from(number).unwrap());
        let reserved = node.reserve(performance, &guest, party(size), None).await;
        (email, reserved)
    }

    /// Somebody reserves and reads the e-mail.
    pub async fn reserve(&self, performance: Uuid, size: u32) -> Pending {
        self.reserve_many(performance, [size]).await.remove(0)
    }

    /// Many reserve, and all read their e-mails.
    pub async fn reserve_many(
        &self,
        performance: Uuid,
        sizes: impl IntoIterator<Item = u32>,
    ) -> Vec<Pending> {
        let mut reserved = Vec::new();
        for size in sizes {
            let (email, outcome) = self.try_reserve(performance, size).await;
            reserved.push((email, outcome.unwrap().reservation_id));
        }
        let mails = self.mails("confirmation").await;
        let read = |(email, id): (String, Uuid)| {
            let text = &mails
                .iter()
                .find(|(to, _)| *to == email)
                .unwrap_or_else(|| panic!("no e-mail to {email}"))
                .1;
            Pending {
                id,
                confirmation: tokens_in(text, "/reservations/confirm").remove(0),
                cancellation: tokens_in(text, "/reservations/cancel").remove(0),
                email,
            }
        };
        reserved.into_iter().map(read).collect()
    }

    /// The mailbox's e-mails of a kind: whom they are for, and their text; those that are still wanted.
    pub async fn mails(&self, kind: &str) -> Vec<(String, String)> {
        let kept = self.house().mailbox(None, 100_000).await.unwrap();
        kept.into_iter()
            .filter(|(summary, _)| summary.kind == kind)
            .filter_map(|(_, mail)| mail.map(|mail| (mail.to, mail.text)))
            .collect()
    }

    pub async fn confirm(&self, text: &str) -> Result<Confirmed, ConfirmError> {
        self.house().confirm(token(text)).await
    }

    /// Somebody reserves and confirms.
    pub async fn book(&self, performance: Uuid, size: u32) -> Booked {
        let pending = self.reserve(performance, size).await;
        let confirmed = self.confirm(&pending.confirmation).await.unwrap();
        Booked {
            id: pending.id,
            email: pending.email,
            ticket: reveal(&confirmed.check_in),
            cancellation: pending.cancellation,
        }
    }

    pub async fn cancel(&self, text: &str) -> Result<Cancelled, CancelError> {
        self.house().cancel_by_guest(token(text)).await
    }

    /// A member of staff.
    pub async fn staff(&self, role: Role) -> Uuid {
        let number = self.guests.fetch_add(1, Ordering::SeqCst);
        let email = format!("staff-{number}@example.org");
        let new = NewAccount {
            email: &email,
            name: "Bruno Conti",
            role,
            password: None,
        };
        self.house().create_user(new).await.unwrap()
    }

    pub async fn check_in(
        &self,
        ticket: &str,
        count: Option<u32>,
        by: Uuid,
    ) -> Result<Admitted, CheckInError> {
        self.house().check_in(scan(ticket, count), by).await
    }

    pub async fn places(&self, performance: Uuid) -> Places {
        let found = self.house().performance(performance).await.unwrap();
        found.expect("the performance").places
    }

    /// One number that the database is asked for.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let counted = self
            .house()
            .database()
            .read(move |tx| tx.query_one(sql, &[], |row| row.get::<i64>("n")))
            .await;
        counted.unwrap().unwrap()
    }

    /// Everything adds up: counters and reservations, admissions and who is inside.
    pub async fn adds_up(&self) {
        let wrong = self
            .house()
            .database()
            .read(occurrences::recount)
            .await
            .unwrap();
        assert!(wrong.is_empty(), "counters that do not agree: {wrong:?}");
        let wrong = self
            .count(
                "SELECT COUNT(*) AS n FROM reservations r
                 WHERE r.checked_in <> (SELECT COALESCE(SUM(c.admitted), 0) FROM check_ins c
                                        WHERE c.reservation_id = r.id AND c.undone_at IS NULL)
                    OR (r.checked_in = r.party_size) <> (r.status = 'checked_in')
                    OR (r.checked_in > 0 AND r.status NOT IN ('confirmed', 'checked_in'))",
            )
            .await;
        assert_eq!(wrong, 0, "reservations and admissions do not agree");
    }
}

/// What a phone at the door asks.
pub fn scan(ticket: &str, count: Option<u32>) -> CheckInRequest {
    CheckInRequest {
        token: token(ticket),
        occurrence_id: None,
        count,
        reach: foh_app::theatre::DoorReach::everywhere(),
    }
}

/// How often each answer was given, in words.
pub fn tally<T>(
    answers: &[T],
    word: impl Fn(&T) -> String,
) -> std::collections::BTreeMap<String, usize> {
    let mut counts = std::collections::BTreeMap::new();
    for answer in answers {
        *counts.entry(word(answer)).or_default() += 1;
    }
    counts
}

/// Keeps the store's errors apart from what the rules say.
pub fn no_fault(error: &StoreError) -> ! {
    panic!("the store failed: {error}")
}
