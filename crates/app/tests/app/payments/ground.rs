//! A desk to test: three nodes with providers that do as they are told, and a bus.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use foh_app::{
    House, Settings,
    outbox::Carrier,
    payments::{PaymentCarrier, PaymentDetails, PaymentRow, Providers},
    travel::{TravelBookingRequest, TravelBookingView},
};
use foh_domain::{
    booking::{Guest, PartySize, Places},
    payments::{Currency, Money, PaymentMethod, PaymentStatus},
    theatre::Zone,
    travel::{Bus, Days, District, Route, RouteFields, Schedule, ScheduleFields},
};
use foh_gateways::payments::HeaderMap;
use foh_store::{schedules::RouteSchedule, travel_bookings};
use foh_testkit::engines::Engine;
use jiff::{SignedDuration, civil::time};
use uuid::Uuid;

use super::provider::Provider;
use crate::house::{TestHouse, keyring};

pub const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// What a seat costs, in francs.
pub const FARE: u64 = 5_000;

pub struct Desk {
    pub house: TestHouse,
    pub mtn: Arc<Provider>,
    pub airtel: Arc<Provider>,
    pub card: Arc<Provider>,
    pub departure: Uuid,
    nodes: Vec<House>,
    requests: AtomicUsize,
}

/// A booking that was made, with the payment that it asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub booking: Uuid,
    pub payment: Uuid,
    pub charge: Uuid,
}

pub fn francs(amount: u64) -> Money {
    Money {
        amount,
        currency: Currency::parse("RWF").unwrap(),
    }
}

impl Desk {
    /// A bus with so many seats leaves in seven hours.
    pub async fn open(engine: Engine, seats: u32) -> Self {
        let house = TestHouse::open(engine);
        let mtn = Arc::new(Provider::phone());
        let airtel = Arc::new(Provider::forgetful());
        let card = Arc::new(Provider::page());
        let providers = Providers::default()
            .with(PaymentMethod::Mtn, mtn.clone())
            .with(PaymentMethod::Airtel, airtel.clone())
            .with(PaymentMethod::Card, card.clone());
        let node = |number| {
            let all = Settings {
                providers: providers.clone(),
                ..house.house().settings().clone()
            };
            let db = house.node(number).database().clone();
            House::new(db, keyring(), house.clock.clone(), all)
        };
        let nodes: Vec<House> = (0..3).map(node).collect();
        let departure = departure(&nodes[0], seats).await;
        Self {
            house,
            mtn,
            airtel,
            card,
            departure,
            nodes,
            requests: AtomicUsize::new(0),
        }
    }

    /// One of the nodes; any number will do.
    pub fn node(&self, number: usize) -> &House {
        &self.nodes[number % self.nodes.len()]
    }

    /// Somebody books so many seats; nobody has been asked to pay yet.
    pub async fn book(&self, seats: u32, method: PaymentMethod) -> Asked {
        self.try_book(seats, method).await.expect("booked")
    }

    pub async fn try_book(&self, seats: u32, method: PaymentMethod) -> Option<Asked> {
        let number = self.requests.fetch_add(1, Ordering::SeqCst);
        let email = format!("passenger-{number}@example.org");
        let request = TravelBookingRequest {
            departure_id: self.departure,
            guest: Guest::passenger("Ada Rossi", "+250788123451", Some(&email)).unwrap(),
            party: PartySize::parse(seats.into()).unwrap(),
            method,
        };
        let key = format!("request {number}");
        let house = self.node(number);
        let repeatable = house.repeatable(&key, &key, |booked: &foh_app::travel::TravelBooked| {
            booked.id.to_string()
        });
        let given = house.book_departure(request, repeatable).await.ok()?;
        let booking = Uuid::parse_str(&given.into_text()).unwrap();
        let payment = self.payments(booking).await.remove(0);
        Some(Asked {
            booking,
            payment: payment.id,
            charge: payment.charge_id,
        })
    }

    /// Somebody books so many seats and is asked to pay.
    pub async fn ask(&self, seats: u32, method: PaymentMethod) -> Asked {
        let asked = self.book(seats, method).await;
        self.deliver().await;
        asked
    }

    /// Somebody books and pays.
    pub async fn paid(&self, seats: u32, method: PaymentMethod) -> Asked {
        let asked = self.ask(seats, method).await;
        let money = francs(FARE * u64::from(seats));
        self.provider(method).says(
            asked.charge,
            foh_domain::payments::Reported::Completed(money),
        );
        self.reconcile(method).await;
        assert_eq!(
            self.payment(asked.payment).await.status,
            PaymentStatus::Completed
        );
        asked
    }

    pub fn provider(&self, method: PaymentMethod) -> &Provider {
        match method {
            PaymentMethod::Mtn => &self.mtn,
            PaymentMethod::Airtel => &self.airtel,
            _ => &self.card,
        }
    }

    /// Asks providers for all that is due.
    pub async fn deliver(&self) {
        let carrier: Arc<dyn Carrier> = Arc::new(PaymentCarrier);
        while self.node(0).deliver_due(&carrier).await.unwrap() > 0 {}
    }

    /// A minute later: all that is due is asked about.
    pub async fn reconcile(&self, method: PaymentMethod) {
        self.house.advance(MINUTE);
        while self.node(1).reconcile_payments(method).await.unwrap() > 0 {}
    }

    pub async fn payments(&self, booking: Uuid) -> Vec<PaymentRow> {
        let found = self.node(0).payments_of(booking).await.unwrap();
        found.into_iter().map(|details| details.payment).collect()
    }

    pub async fn payment(&self, id: Uuid) -> PaymentRow {
        self.details(id).await.payment
    }

    pub async fn details(&self, id: Uuid) -> PaymentDetails {
        self.node(0).payment(id).await.unwrap().unwrap()
    }

    pub async fn booking(&self, id: Uuid) -> TravelBookingView {
        let database = self.node(0).database();
        let found = database.read(move |tx| travel_bookings::get(tx, id)).await;
        found.unwrap().unwrap()
    }

    /// The seats of the bus.
    pub async fn places(&self) -> Places {
        let found = self.node(0).departure(self.departure).await.unwrap();
        found.expect("the departure").departure.places
    }

    /// What a provider sends, signed.
    pub fn news(event: &str, charge: Uuid) -> (HeaderMap, Vec<u8>) {
        let mut headers = HeaderMap::new();
        headers.insert("x-signed", "yes".parse().unwrap());
        let body = format!("{{\"event\":\"{event}\",\"id\":\"{charge}\",\"payer\":\"Ada\"}}");
        (headers, body.into_bytes())
    }

    /// How many letters of this kind there are about a booking.
    pub async fn letters(&self, kind: &'static str, booking: Uuid) -> usize {
        let counted = self.node(0).database().read(move |tx| {
            foh_store::outbox::local(tx, Uuid::max(), 10_000).map(|all| {
                all.into_iter()
                    .filter(|one| one.kind == kind && one.subject_id == booking)
                    .count()
            })
        });
        counted.await.unwrap()
    }

    /// Counters, reservations and money agree.
    pub async fn adds_up(&self) {
        self.house.adds_up().await;
        let held = self
            .house
            .count(
                "SELECT COUNT(*) AS n FROM occurrences o WHERE o.held <> (
                     SELECT COALESCE(SUM(r.party_size), 0) FROM reservations r JOIN travel_bookings b ON b.id = r.id
                     WHERE r.occurrence_id = o.id AND r.status = 'pending' AND b.hold_until IS NOT NULL)",
            )
            .await;
        assert_eq!(held, 0, "what is held does not agree");
        let unpaid = self
            .house
            .count(
                "SELECT COUNT(*) AS n FROM reservations r JOIN travel_bookings b ON b.id = r.id WHERE r.status = 'confirmed'
                   AND 1 <> (SELECT COUNT(*) FROM payments p WHERE p.reservation_id = r.id AND p.status = 'completed'
                               AND NOT EXISTS (SELECT 1 FROM refunds f WHERE f.payment_id = p.id))",
            )
            .await;
        assert_eq!(unpaid, 0, "a booking stands that is not paid exactly once");
        let kept = self
            .house
            .count(
                "SELECT COUNT(*) AS n FROM payments p JOIN reservations r ON r.id = p.reservation_id
                 JOIN travel_bookings b ON b.id = r.id
                 WHERE p.status = 'completed' AND r.status <> 'confirmed'
                   AND p.amount <> (SELECT COALESCE(SUM(f.amount), 0) FROM refunds f WHERE f.payment_id = p.id)",
            )
            .await;
        assert_eq!(kept, 0, "money is kept for a booking that does not stand");
    }
}

async fn departure(house: &House, seats: u32) -> Uuid {
    let district = |name, code| house.create(District::parse(name, code).unwrap());
    let origin_id = district("Kigali", "KGL").await.unwrap();
    let destination_id = district("Huye", "HUY").await.unwrap();
    let route = Route::parse(RouteFields {
        origin_id,
        destination_id,
        name: "Kigali to Huye",
        distance_km: 130,
        minutes: 150,
        fare: francs(FARE),
        active: true,
    });
    let route_id = house.create(route.unwrap()).await.unwrap();
    let bus = Bus::parse("RAB 123 C", seats.into(), "Volcano", true).unwrap();
    let bus_id = house.create(bus).await.unwrap();
    let today = "2026-11-20".parse().unwrap();
    let schedule = Schedule::parse(ScheduleFields {
        days: Days::DAILY,
        departs: time(18, 0, 0, 0),
        arrives: time(20, 30, 0, 0),
        time_zone: Zone::parse("Africa/Kigali").unwrap(),
        valid_from: today,
        valid_to: None,
        exceptions: std::collections::BTreeSet::new(),
        active: true,
    });
    let of = RouteSchedule {
        route_id,
        bus_id,
        schedule: schedule.unwrap(),
    };
    house.create_schedule(of).await.unwrap();
    house.extend_timetable().await.unwrap();
    let found = house.departures_on(route_id, today).await.unwrap();
    found.first().expect("a departure").departure.id
}
