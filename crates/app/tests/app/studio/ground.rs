//! A studio to test: three nodes that tell customer records as well, a facilitator, and members.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use foh_app::{
    House, Settings,
    identity::{NewAccount, Staff},
    studio::{BookError, Booked, CancelBookingError, ManageSessionError},
};
use foh_domain::{
    booking::Places,
    identity::{Granted, PersonName, Role},
    payments::{Currency, Money},
    studio::{BookRefusal, BookingCancelRefusal, Session, SessionFields, SessionKind},
    theatre::Zone,
};
use foh_testkit::engines::Engine;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::gate::Doing;
use crate::house::{TestHouse, keyring, morning, no_fault};

pub const HOUR: SignedDuration = SignedDuration::from_hours(1);
pub const DAY: SignedDuration = SignedDuration::from_hours(24);

pub struct Studio {
    pub house: TestHouse,
    pub facilitator: Staff,
    nodes: Vec<House>,
    people: AtomicUsize,
}

/// When the sessions of the tests begin.
pub fn begins() -> Timestamp {
    morning() + DAY * 20
}

pub fn price(amount: i64) -> Money {
    Money::of(amount, Currency::EUR).unwrap()
}

/// What is offered, for so many.
pub fn offered(capacity: u32) -> Session {
    Session::parse(SessionFields {
        kind: SessionKind::Session,
        title: "Morning practice",
        description: "",
        location: "Via dei Tessitori 12, Bologna",
        time_zone: Zone::parse("Europe/Rome").unwrap(),
        starts_at: begins(),
        ends_at: begins() + HOUR,
        capacity: capacity.into(),
        price: price(0),
    })
    .unwrap()
}

/// How a booking went, in a word.
pub fn word(booked: &Result<Booked, BookError>) -> String {
    match booked {
        Ok(_) => "booked".into(),
        Err(BookError::Refused(refusal)) => format!("{refusal:?}"),
        Err(BookError::Store(error)) => no_fault(error),
        Err(error) => panic!("{error:?}"),
    }
}

pub fn counts<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

impl Studio {
    pub async fn open(engine: Engine) -> Self {
        Self::with(engine, |settings| settings).await
    }

    pub async fn with(engine: Engine, settings: impl Fn(Settings) -> Settings) -> Self {
        let house = TestHouse::open(engine);
        let node = |number| {
            let all = Settings {
                crm: true,
                ..house.house().settings().clone()
            };
            let db = house.node(number).database().clone();
            House::new(db, keyring(), house.clock.clone(), settings(all))
        };
        let nodes: Vec<House> = (0..3).map(node).collect();
        let facilitator = staff(&house, Role::Facilitator).await;
        Self {
            house,
            facilitator,
            nodes,
            people: AtomicUsize::new(0),
        }
    }

    /// One of the nodes; any number will do.
    pub fn node(&self, number: usize) -> &House {
        &self.nodes[number % self.nodes.len()]
    }

    pub async fn staff(&self, role: Role) -> Staff {
        staff(&self.house, role).await
    }

    pub async fn make(&self, session: Session) -> Uuid {
        let made = self.node(0).create_session(session, &self.facilitator);
        made.await.unwrap()
    }

    /// A session without a price, for so many.
    pub async fn session(&self, capacity: u32) -> Uuid {
        self.make(offered(capacity)).await
    }

    /// Somebody with an account; `name-3@example.org` is the third one's address.
    pub async fn member(&self) -> Uuid {
        let number = self.people.fetch_add(1, Ordering::SeqCst);
        let new = NewAccount {
            email: &format!("name-{number}@example.org"),
            name: "Ada Rossi",
            role: Role::Member,
            password: None,
        };
        self.node(0).create_user(new).await.unwrap()
    }

    pub async fn members(&self, count: usize) -> Vec<Uuid> {
        let mut members = Vec::with_capacity(count);
        for _ in 0..count {
            members.push(self.member().await);
        }
        members
    }

    /// New members who all have a booking.
    pub async fn booked(&self, session: Uuid, count: usize) -> Vec<(Uuid, Uuid)> {
        let mut booked = Vec::with_capacity(count);
        for member in self.members(count).await {
            let made = self.node(0).book_session(session, member, None).await;
            booked.push((member, made.unwrap().booking_id));
        }
        booked
    }

    /// Booking on a node, to be done at once with others.
    pub fn book(
        &self,
        number: usize,
        session: Uuid,
        member: Uuid,
    ) -> Doing<Result<Booked, BookError>> {
        let node = self.node(number).clone();
        Box::pin(async move { node.book_session(session, member, None).await })
    }

    /// Cancelling on a node; whether it was this one who did it.
    pub fn cancel(&self, number: usize, (member, booking): (Uuid, Uuid)) -> Doing<bool> {
        let node = self.node(number).clone();
        Box::pin(async move {
            match node.cancel_booking(booking, member).await {
                Ok(_) => true,
                Err(CancelBookingError::Refused(BookingCancelRefusal::AlreadyCancelled)) => false,
                Err(error) => panic!("{error:?}"),
            }
        })
    }

    /// Changes the session as its facilitator.
    pub async fn change(
        &self,
        number: usize,
        session: Uuid,
        change: impl Fn(&mut Session) + Send + Sync + 'static,
    ) -> Result<Session, ManageSessionError> {
        changing(
            self.node(number).clone(),
            self.facilitator.clone(),
            session,
            change,
        )
        .await
    }

    pub async fn places(&self, session: Uuid) -> Places {
        let found = self.node(1).studio_session(session).await.unwrap();
        found.expect("the session").view.places
    }

    pub async fn revision(&self, session: Uuid) -> u32 {
        let found = self.node(1).studio_session(session).await.unwrap();
        found.expect("the session").view.revision
    }

    /// Whom the wanted e-mails of a kind are for, in order.
    pub async fn told(&self, kind: &str) -> Vec<String> {
        let mails = self.house.mails(kind).await;
        let mut told: Vec<_> = mails.into_iter().map(|(to, _)| to).collect();
        told.sort();
        told
    }

    /// Bookings, reservations and counters agree, and whoever is to be told of something is told once.
    pub async fn adds_up(&self) {
        self.house.adds_up().await;
        for (what, sql) in WRONG {
            assert_eq!(self.house.count(sql).await, 0, "{what}");
        }
    }
}

/// A change to be made at once with others.
pub async fn changing(
    node: House,
    by: Staff,
    session: Uuid,
    change: impl Fn(&mut Session) + Send + Sync + 'static,
) -> Result<Session, ManageSessionError> {
    let change = Arc::new(move |mut session: Session| {
        change(&mut session);
        Ok(session)
    });
    node.change_session(session, &by, change).await
}

pub async fn staff(house: &TestHouse, role: Role) -> Staff {
    Staff {
        id: house.staff(role).await,
        role,
        name: PersonName::parse("Bruno Conti").unwrap(),
        scopes: Vec::new(),
        session: None,
        granted: Granted::Everything,
        must_enrol: false,
    }
}

/// Whether somebody was refused for want of places.
pub fn is_full(booked: &Result<Booked, BookError>) -> bool {
    matches!(booked, Err(BookError::Refused(BookRefusal::Full)))
}

/// What must never be, and how many there are of it.
const WRONG: &[(&str, &str)] = &[
    (
        "bookings that stand otherwise than their reservations",
        "SELECT COUNT(*) AS n FROM studio_bookings b JOIN reservations r ON r.id = b.id
         WHERE b.session_id <> r.occurrence_id OR r.party_size <> 1 OR r.status IN ('pending', 'expired')
            OR (b.cancelled_at IS NULL) <> (r.status IN ('confirmed', 'checked_in'))
            OR (b.cancelled_at IS NULL) <> (r.cancelled_at IS NULL)",
    ),
    (
        "reservations of sessions without a booking",
        "SELECT COUNT(*) AS n FROM reservations r JOIN studio_sessions s ON s.id = r.occurrence_id
         WHERE NOT EXISTS (SELECT 1 FROM studio_bookings b WHERE b.id = r.id)",
    ),
    (
        "bookings that stand of sessions that do not",
        "SELECT COUNT(*) AS n FROM studio_bookings b JOIN studio_sessions s ON s.id = b.session_id
         WHERE s.status = 'cancelled' AND b.cancelled_at IS NULL",
    ),
    (
        "bookings that were not told once to each",
        "SELECT COUNT(*) AS n FROM studio_bookings b
         WHERE (SELECT COUNT(*) FROM outbox e WHERE e.subject_id = b.id AND e.kind = 'booked') <> 1
            OR (SELECT COUNT(*) FROM outbox e WHERE e.subject_id = b.id AND e.kind = 'booked_notice') <> 1
            OR (SELECT COUNT(*) FROM outbox e WHERE e.subject_id = b.id AND e.kind = 'crm_booking') <> 1
            OR (SELECT COUNT(*) FROM notifications n WHERE n.booking_id = b.id AND n.kind = 'booking') <> 1",
    ),
    (
        "guests who were not told once that they have no booking any more",
        "SELECT COUNT(*) AS n FROM studio_bookings b
         WHERE (SELECT COUNT(*) FROM outbox e WHERE e.subject_id = b.id AND e.kind IN ('booking_cancelled', 'session_cancelled'))
               <> CASE WHEN b.cancelled_at IS NULL THEN 0 ELSE 1 END",
    ),
    (
        "cancellations of which the facilitator was not told once",
        "SELECT COUNT(*) AS n FROM studio_bookings b
         WHERE (SELECT COUNT(*) FROM outbox e WHERE e.subject_id = b.id AND e.kind = 'booking_cancelled')
               <> (SELECT COUNT(*) FROM outbox e WHERE e.subject_id = b.id AND e.kind = 'booking_cancelled_notice')
            OR (SELECT COUNT(*) FROM outbox e WHERE e.subject_id = b.id AND e.kind = 'booking_cancelled')
               <> (SELECT COUNT(*) FROM notifications n WHERE n.booking_id = b.id AND n.kind = 'cancellation')",
    ),
    (
        "letters about nothing",
        "SELECT COUNT(*) AS n FROM outbox e
         WHERE (e.kind LIKE 'book%' OR e.kind LIKE 'session%' OR e.kind = 'crm_booking')
           AND NOT EXISTS (SELECT 1 FROM studio_bookings b WHERE b.id = e.subject_id)",
    ),
];
