//! A travel desk to test: three nodes, a bus that leaves in seven hours, operators with drawers.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use foh_app::{
    House, Settings,
    idempotency::{GivenAnswer, RepeatError, Repeatable},
    identity::Staff,
    payments::{Applied, PaymentRow, Providers},
    travel::{
        BookTravelError, CancelTravelError, CancelledTravel, Canceller, TravelBooked,
        TravelBookingItem, TravelBookingRequest,
    },
};
use foh_domain::{
    booking::{Guest, Places},
    identity::{Granted, PersonName, Role},
    payments::{Currency, Money, PaymentMethod, Reported},
    theatre::Zone,
    travel::{Bus, Days, District, Route, RouteFields, Schedule, ScheduleFields},
};
use foh_store::{StoreError, Tx, payments, schedules::RouteSchedule, shifts};
use foh_testkit::engines::Engine;
use jiff::{SignedDuration, Timestamp, civil::time};
use uuid::Uuid;

use super::provider::Unasked;
use crate::{
    house::{TestHouse, keyring, morning, no_fault, party, reveal, token},
    studio::gate::Doing,
};

pub const SECOND: SignedDuration = SignedDuration::from_secs(1);
pub const MINUTE: SignedDuration = SignedDuration::from_mins(1);
pub const HOUR: SignedDuration = SignedDuration::from_hours(1);
pub const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How long seats are held.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// What a seat costs, in francs.
pub const FARE: u64 = 5_000;

pub struct Desk {
    pub house: TestHouse,
    pub route: Uuid,
    pub departure: Uuid,
    nodes: Vec<House>,
    numbers: AtomicU32,
}

/// A booking as its answer tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticketed {
    pub id: Uuid,
    pub access: String,
}

/// When the bus leaves: at six in the evening in Kigali.
pub fn departs() -> Timestamp {
    morning() + HOUR * 7
}

pub fn francs(amount: u64) -> Money {
    Money {
        amount,
        currency: Currency::parse("RWF").unwrap(),
    }
}

/// A passenger who may be reached by this number, and by e-mail if they have an address.
pub fn passenger(phone: &str, email: Option<&str>) -> Guest {
    Guest::passenger("Ada Rossi", phone, email).unwrap()
}

/// How a booking went, in a word.
pub fn word(answer: &Result<GivenAnswer, BookTravelError>) -> String {
    match answer {
        Ok(_) => "booked".into(),
        Err(BookTravelError::Refused(refusal)) => format!("{refusal:?}"),
        Err(BookTravelError::Drawer(refusal)) => format!("{refusal:?}"),
        Err(BookTravelError::Repeated(RepeatError::AnotherRequest)) => "another request".into(),
        Err(BookTravelError::NoShift) => "no shift".into(),
        Err(BookTravelError::NotYours) => "not yours".into(),
        Err(BookTravelError::NotOffered) => "not offered".into(),
        Err(BookTravelError::Store(error)) => no_fault(error),
        Err(error) => panic!("{error:?}"),
    }
}

/// How a cancellation went, in a word.
pub fn ending(answer: &Result<CancelledTravel, CancelTravelError>) -> String {
    match answer {
        Ok(cancelled) => format!("{:?}", cancelled.quote),
        Err(CancelTravelError::Refused(refusal)) => format!("{refusal:?}"),
        Err(CancelTravelError::Store(error)) => no_fault(error),
        Err(error) => error.to_string(),
    }
}

/// What an answer tells; everything a repeated one must tell again is in it.
fn drawn(booked: &TravelBooked) -> String {
    format!(
        "{} {} {} {} {:?} {:?}",
        booked.id,
        reveal(&booked.access),
        booked.reference,
        booked.amount,
        booked.hold_until,
        booked.departure.places
    )
}

pub fn read(answer: GivenAnswer) -> Ticketed {
    let text = answer.into_text();
    let mut words = text.split(' ');
    Ticketed {
        id: words.next().unwrap().parse().unwrap(),
        access: words.next().unwrap().to_owned(),
    }
}

impl Desk {
    /// A bus with so many seats.
    pub async fn open(engine: Engine, seats: u32) -> Self {
        let house = TestHouse::open(engine);
        let methods = [
            PaymentMethod::Mtn,
            PaymentMethod::Airtel,
            PaymentMethod::Card,
        ];
        let providers = methods
            .into_iter()
            .fold(Providers::default(), |providers, method| {
                providers.with(method, Arc::new(Unasked))
            });
        let node = |number| {
            let all = Settings {
                providers: providers.clone(),
                ..house.house().settings().clone()
            };
            let db = house.node(number).database().clone();
            House::new(db, keyring(), house.clock.clone(), all)
        };
        let nodes: Vec<House> = (0..3).map(node).collect();
        let mut desk = Self {
            house,
            route: Uuid::nil(),
            departure: Uuid::nil(),
            nodes,
            numbers: AtomicU32::new(0),
        };
        (desk.route, desk.departure) = desk.another_departure(seats).await;
        desk
    }

    /// One of the nodes; any number will do.
    pub fn node(&self, number: usize) -> &House {
        &self.nodes[number % self.nodes.len()]
    }

    fn number(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::SeqCst)
    }

    /// A route of its own and its departure of this evening.
    pub async fn another_departure(&self, seats: u32) -> (Uuid, Uuid) {
        let (house, number) = (self.node(0), self.number());
        let district = |name: String, code: String| async move {
            house.create(District::parse(&name, &code).unwrap()).await
        };
        let origin_id = district(format!("Kigali {number}"), format!("KGL{number}"));
        let destination_id = district(format!("Huye {number}"), format!("HUY{number}"));
        let route = Route::parse(RouteFields {
            origin_id: origin_id.await.unwrap(),
            destination_id: destination_id.await.unwrap(),
            name: "Kigali to Huye",
            distance_km: 130,
            minutes: 150,
            fare: francs(FARE),
            active: true,
        });
        let route_id = house.create(route.unwrap()).await.unwrap();
        let bus = Bus::parse(&format!("RAB {number} C"), seats.into(), "Volcano", true).unwrap();
        let bus_id = house.create(bus).await.unwrap();
        let today = "2026-11-20".parse().unwrap();
        let schedule = Schedule::parse(ScheduleFields {
            days: Days::DAILY,
            departs: time(18, 0, 0, 0),
            arrives: time(20, 30, 0, 0),
            time_zone: Zone::parse("Africa/Kigali").unwrap(),
            valid_from: today,
            valid_to: Some(today),
            exceptions: std::collections::BTreeSet::new(),
            active: true,
        });
        let schedule = RouteSchedule {
            route_id,
            bus_id,
            schedule: schedule.unwrap(),
        };
        house.create_schedule(schedule).await.unwrap();
        let found = house.departures_on(route_id, today).await.unwrap();
        let departure = &found.first().expect("a departure").departure;
        assert_eq!(departure.departs_at, departs());
        (route_id, departure.id)
    }

    /// Staff; of these routes where the role is scoped.
    pub async fn staff(&self, role: Role, routes: &[Uuid]) -> Staff {
        Staff {
            id: self.house.staff(role).await,
            role,
            name: PersonName::parse("Bruno Conti").unwrap(),
            scopes: routes.to_vec(),
            session: None,
            granted: Granted::Everything,
            must_enrol: false,
        }
    }

    /// An operator of the route, with nothing in an open drawer.
    pub async fn operator(&self) -> Staff {
        let operator = self.staff(Role::TravelOperator, &[self.route]).await;
        self.node(0).open_shift(francs(0), &operator).await.unwrap();
        operator
    }

    /// What somebody asks for who has not been here before.
    pub fn request(&self, size: u32) -> TravelBookingRequest {
        let number = self.number();
        let phone = format!("+2507880{number:05}");
        TravelBookingRequest {
            departure_id: self.departure,
            guest: passenger(&phone, Some(&format!("passenger-{number}@example.org"))),
            party: party(size),
            method: PaymentMethod::Mtn,
        }
    }

    /// A request under this key, as the web would read it.
    pub fn keyed(
        &self,
        node: usize,
        key: &str,
        request: &TravelBookingRequest,
    ) -> Repeatable<TravelBooked> {
        let asked = format!(
            "{} {} {:?} {}",
            request.departure_id,
            request.party.get(),
            request.method,
            request.guest.phone.as_ref().unwrap().expose()
        );
        self.node(node).repeatable(key, &asked, drawn)
    }

    /// Somebody books on a node, to be done at once with others.
    pub fn asking(
        &self,
        node: usize,
        key: &str,
        request: &TravelBookingRequest,
    ) -> Doing<Result<GivenAnswer, BookTravelError>> {
        let repeatable = self.keyed(node, key, request);
        let (house, request) = (self.node(node).clone(), request.clone());
        Box::pin(async move { house.book_departure(request, repeatable).await })
    }

    /// An operator sells on a node, to be done at once with others.
    pub fn selling(
        &self,
        node: usize,
        key: &str,
        request: &TravelBookingRequest,
        by: &Staff,
    ) -> Doing<Result<GivenAnswer, BookTravelError>> {
        let repeatable = self.keyed(node, key, request);
        let (house, request, by) = (self.node(node).clone(), request.clone(), by.clone());
        Box::pin(async move { house.sell_departure(request, repeatable, &by).await })
    }

    pub fn key(&self) -> String {
        format!("key {}", self.number())
    }

    /// Somebody new books on a node.
    pub fn booking(&self, node: usize, size: u32) -> Doing<Result<GivenAnswer, BookTravelError>> {
        self.asking(node, &self.key(), &self.request(size))
    }

    /// Somebody new buys on a node.
    pub fn sale(
        &self,
        node: usize,
        size: u32,
        by: &Staff,
    ) -> Doing<Result<GivenAnswer, BookTravelError>> {
        self.selling(node, &self.key(), &self.request(size), by)
    }

    /// A booking whose seats are held.
    pub async fn held(&self, size: u32) -> Ticketed {
        read(self.booking(0, size).await.unwrap())
    }

    /// A booking that is paid by phone.
    pub async fn paid(&self, size: u32) -> Ticketed {
        let held = self.held(size).await;
        let payment = self.payments(held.id).await.remove(0).id;
        let applied = self.pays(1, payment, size).await;
        assert!(matches!(applied, Applied::Completed(_)), "{applied:?}");
        held
    }

    /// A booking that was sold for cash.
    pub async fn sold(&self, size: u32, by: &Staff) -> Ticketed {
        read(self.sale(0, size, by).await.unwrap())
    }

    /// The provider says on a node that it took what so many seats cost.
    pub fn pays(&self, node: usize, payment: Uuid, size: u32) -> Doing<Applied> {
        let house = self.node(node).clone();
        let taken = Reported::Completed(francs(FARE * u64::from(size)));
        Box::pin(async move { house.apply_report(payment, taken).await.unwrap() })
    }

    /// The passenger cancels on a node.
    pub fn cancelling(
        &self,
        node: usize,
        booking: &Ticketed,
        told: Option<u64>,
    ) -> Doing<Result<CancelledTravel, CancelTravelError>> {
        let house = self.node(node).clone();
        let who = Canceller::Passenger(Arc::new(token(&booking.access)));
        Box::pin(async move { house.cancel_travel_booking(Uuid::nil(), who, told).await })
    }

    /// Staff cancel on a node.
    pub fn cancelling_for(
        &self,
        node: usize,
        booking: Uuid,
        by: &Staff,
        refund: bool,
    ) -> Doing<Result<CancelledTravel, CancelTravelError>> {
        let house = self.node(node).clone();
        let by = Box::new(by.clone());
        Box::pin(async move {
            let who = Canceller::Staff { by, refund };
            house.cancel_travel_booking(booking, who, None).await
        })
    }

    /// Holds that have run out end on a node.
    pub fn expiring(&self, node: usize) -> Doing<u64> {
        let house = self.node(node).clone();
        Box::pin(async move { house.expire_holds().await.unwrap() })
    }

    pub async fn payments(&self, booking: Uuid) -> Vec<PaymentRow> {
        let database = self.node(0).database();
        let found = database.read(move |tx| payments::of_reservation(tx, booking));
        found.await.unwrap()
    }

    pub async fn shown(&self, booking: &Ticketed) -> TravelBookingItem {
        let shown = self.node(2).travel_booking_of(token(&booking.access));
        shown.await.unwrap()
    }

    pub async fn places(&self) -> Places {
        self.places_of(self.departure).await
    }

    pub async fn places_of(&self, departure: Uuid) -> Places {
        let found = self.node(1).departure(departure).await.unwrap();
        found.expect("the departure").departure.places
    }

    pub async fn shift_of(&self, by: &Staff) -> shifts::Shift {
        let found = self.node(1).open_shift_of(by).await.unwrap();
        found.expect("an open drawer")
    }

    /// Brings the clock to a moment before the departure.
    pub fn before_departure(&self, by: SignedDuration) {
        let now = self.house.clock.now();
        self.house.advance((departs() - by).duration_since(now));
    }

    /// How many letters of this kind there are about a booking.
    pub async fn letters(&self, kind: &'static str, booking: Uuid) -> i64 {
        let counting = move |tx: &mut Tx<'_>| {
            let kind = kind.into();
            let sql = "SELECT COUNT(*) AS n FROM outbox WHERE kind = $1 AND subject_id = $2";
            tx.query_one(sql, &[kind, booking.into()], |row| row.get::<i64>("n"))
        };
        let counted: Result<_, StoreError> = self.node(0).database().read(counting).await;
        counted.unwrap().unwrap()
    }

    /// Counters, bookings, drawers and money agree.
    pub async fn adds_up(&self) {
        self.house.adds_up().await;
        for (what, sql) in WRONG {
            assert_eq!(self.house.count(sql).await, 0, "{what}");
        }
    }
}

/// What must never be, and how many there are of it.
const WRONG: &[(&str, &str)] = &[
    (
        "holds of what does not wait, or what waits without a hold",
        "SELECT COUNT(*) AS n FROM travel_bookings b JOIN reservations r ON r.id = b.id
         WHERE (b.hold_until IS NOT NULL) <> (r.status = 'pending')",
    ),
    (
        "holds that outlast their departure",
        "SELECT COUNT(*) AS n FROM travel_bookings b JOIN departures d ON d.id = b.departure_id WHERE b.hold_until > d.starts_at",
    ),
    (
        "reservations of departures without a booking",
        "SELECT COUNT(*) AS n FROM reservations r JOIN departures d ON d.id = r.occurrence_id
         WHERE NOT EXISTS (SELECT 1 FROM travel_bookings b WHERE b.id = r.id AND b.departure_id = d.id)",
    ),
    (
        "bookings that stand of departures that do not",
        "SELECT COUNT(*) AS n FROM travel_bookings b JOIN departures d ON d.id = b.departure_id JOIN reservations r ON r.id = b.id
         WHERE d.status = 'cancelled' AND r.status IN ('pending', 'confirmed', 'checked_in')",
    ),
    (
        "seats that are taken and not paid exactly once",
        "SELECT COUNT(*) AS n FROM travel_bookings b JOIN reservations r ON r.id = b.id WHERE r.status IN ('confirmed', 'checked_in')
           AND 1 <> (SELECT COUNT(*) FROM payments p WHERE p.reservation_id = r.id AND p.status = 'completed'
                       AND NOT EXISTS (SELECT 1 FROM refunds f WHERE f.payment_id = p.id))",
    ),
    (
        "payments of which more went back than came",
        "SELECT COUNT(*) AS n FROM payments p
         WHERE p.amount < (SELECT COALESCE(SUM(f.amount), 0) FROM refunds f WHERE f.payment_id = p.id AND f.status <> 'failed')",
    ),
    (
        "drawers that are not the sums of what went through them",
        "SELECT COUNT(*) AS n FROM shifts s
         WHERE s.sales <> (SELECT COALESCE(SUM(p.amount), 0) FROM payments p WHERE p.shift_id = s.id)
            OR s.refunds <> (SELECT COALESCE(SUM(f.amount), 0) FROM refunds f WHERE f.shift_id = s.id)",
    ),
    (
        "drawers that changed after they were closed",
        "SELECT COUNT(*) AS n FROM shifts s
         WHERE EXISTS (SELECT 1 FROM payments p WHERE p.shift_id = s.id AND p.created_at > s.closed_at)
            OR EXISTS (SELECT 1 FROM refunds f WHERE f.shift_id = s.id AND f.decided_at > s.closed_at)",
    ),
    (
        "cancellations that were not told once",
        "SELECT COUNT(*) AS n FROM reservations r JOIN travel_bookings b ON b.id = r.id
         WHERE (SELECT COUNT(*) FROM outbox e WHERE e.subject_id = r.id AND e.kind IN ('travel_cancelled', 'departure_cancelled'))
               <> CASE WHEN r.status = 'cancelled' THEN 1 ELSE 0 END",
    ),
    (
        "holds that ran out and were not told once",
        "SELECT COUNT(*) AS n FROM reservations r JOIN travel_bookings b ON b.id = r.id
         WHERE r.status = 'expired' AND 1 <> (SELECT COUNT(*) FROM outbox e WHERE e.subject_id = r.id AND e.kind = 'travel_expired')",
    ),
];
