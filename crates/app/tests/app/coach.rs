//! A bus that leaves every morning, a passenger who buys at the desk, and whoever takes text messages away.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use foh_app::{
    Entry, House, Settings, Texts,
    identity::Staff,
    messages::{Kind, TextCarrier},
    outbox::Carrier,
    travel::{TravelBooked, TravelBookingRequest},
};
use foh_domain::{
    booking::Guest,
    identity::{Granted, PersonName, Role},
    payments::{Currency, Money, PaymentMethod},
    theatre::Zone,
    travel::{Bus, Days, District, Route, RouteFields, Schedule, ScheduleFields},
};
use foh_gateways::sms::{TextGateway, Twilio, TwilioSetup};
use foh_store::{outbox, schedules::RouteSchedule};
use foh_testkit::sms::{ACCOUNT, Provider, TOKEN};
use jiff::{SignedDuration, civil::date, civil::time};
use uuid::Uuid;

use crate::house::{TestHouse, keyring, party};

/// Long enough for a provider that is there, short enough to wait for one that is silent.
const PATIENCE: Duration = Duration::from_millis(500);
const LIMIT: Duration = Duration::from_secs(30);
pub const PHONE: &str = "+250788123456";

/// A provider of text messages, and how it is asked.
pub struct Texting {
    pub provider: Provider,
    pub carrier: Arc<dyn Carrier>,
    pub texts: Texts,
}

impl Texting {
    pub fn open() -> Self {
        let provider = Provider::start();
        let gateway = gateway(&provider, PATIENCE);
        Self {
            carrier: Arc::new(TextCarrier::new(Arc::clone(&gateway))),
            texts: Texts::Provider(gateway),
            provider,
        }
    }
}

pub fn gateway(provider: &Provider, patience: Duration) -> Arc<dyn TextGateway> {
    let setup = TwilioSetup {
        address: provider.url(),
        account: ACCOUNT.into(),
        token: TOKEN.into(),
        from: "+250788000000".into(),
    };
    Arc::new(Twilio::with_patience(setup, patience).unwrap())
}

/// The travel desk of a house, with three nodes.
pub struct Coach<'a> {
    house: &'a TestHouse,
    nodes: Vec<House>,
    pub by: Staff,
    pub departure: Uuid,
    sold: AtomicU32,
}

impl<'a> Coach<'a> {
    pub async fn open(house: &'a TestHouse, texts: Texts) -> Self {
        let node = |number| {
            let settings = Settings {
                texts: texts.clone(),
                ..house.house().settings().clone()
            };
            let db = house.node(number).database().clone();
            House::new(db, keyring(), house.clock.clone(), settings)
        };
        let nodes: Vec<House> = (0..3).map(node).collect();
        let by = Staff {
            id: house.staff(Role::Administrator).await,
            role: Role::Administrator,
            name: PersonName::parse("Bruno Conti").unwrap(),
            scopes: Vec::new(),
            session: None,
            granted: Granted::Everything,
            must_enrol: false,
        };
        let departure = timetable(&nodes[0]).await;
        nodes[0].open_shift(francs(0), &by).await.unwrap();
        Self {
            house,
            nodes,
            by,
            departure,
            sold: AtomicU32::new(0),
        }
    }

    pub fn node(&self, number: usize) -> &House {
        &self.nodes[number % self.nodes.len()]
    }

    /// Sells two seats; the ticket waits to leave.
    pub async fn sell(&self, phone: &str, email: Option<&str>) -> Uuid {
        let number = self.sold.fetch_add(1, Ordering::SeqCst);
        let request = TravelBookingRequest {
            departure_id: self.departure,
            guest: Guest::passenger("Zoë <b>Uwase</b> & Co.", phone, email).unwrap(),
            party: party(2),
            method: PaymentMethod::Cash,
        };
        let node = self.node(usize::try_from(number).unwrap());
        let draw = |booked: &TravelBooked| booked.id.to_string();
        let repeatable = node.repeatable(&format!("sale {number}"), "", draw);
        let sold = node.sell_departure(request, repeatable, &self.by);
        sold.await.unwrap().into_text().parse().unwrap()
    }

    /// Writes a letter as its cause would, a moment after what was written before.
    pub async fn write(&self, kind: Kind, booking: Uuid) {
        self.advance(SignedDuration::from_secs(1));
        let node = self.node(0);
        let letters = node.travel_letters(kind, booking, node.now(), &[]).unwrap();
        let written = node
            .database()
            .write(booking, move |tx| outbox::insert(tx, &letters));
        written.await.unwrap();
    }

    /// Sends what is due, once, on one of the nodes.
    pub async fn deliver_on(&self, node: usize, carrier: &Arc<dyn Carrier>) -> usize {
        let delivering = self.node(node).deliver_due(carrier);
        let delivered = tokio::time::timeout(LIMIT, delivering).await.unwrap();
        delivered.unwrap()
    }

    pub async fn deliver(&self, carrier: &Arc<dyn Carrier>) -> usize {
        self.deliver_on(0, carrier).await
    }

    pub fn advance(&self, by: SignedDuration) {
        self.house.advance(by);
    }

    /// The entries of text messages, the oldest first.
    pub async fn texts(&self) -> Vec<Entry> {
        let found = self.node(0).database().read(|tx| {
            let ids = tx.query(
                "SELECT id FROM outbox WHERE channel IN ('sms', 'local_text') ORDER BY id",
                &[],
                |row| row.get::<Uuid>("id"),
            )?;
            let mut entries = Vec::new();
            for id in ids {
                entries.extend(outbox::get(tx, id)?);
            }
            Ok::<_, foh_store::StoreError>(entries)
        });
        found.await.unwrap()
    }

    /// What staff see waiting: why, and whether it waits for them.
    pub async fn waiting(&self) -> Vec<(String, bool)> {
        let found = self.node(0).undelivered(None, None, 100).await.unwrap();
        let waiting = found.into_iter().map(|found| {
            let reason = found.entry.last_error.unwrap_or_default();
            (reason, found.entry.next_attempt_at.is_none())
        });
        waiting.collect()
    }
}

fn francs(amount: i64) -> Money {
    Money::of(amount, Currency::parse("RWF").unwrap()).unwrap()
}

/// Kigali to Huye at half past eight; the departure of the second day.
async fn timetable(house: &House) -> Uuid {
    let district = async |name, code| {
        let district = District::parse(name, code).unwrap();
        house.create(district).await.unwrap()
    };
    let (origin_id, destination_id) = (
        district("Kigali", "KGL").await,
        district("Huye", "HYE").await,
    );
    let route = Route::parse(RouteFields {
        origin_id,
        destination_id,
        name: "Kigali to Huye",
        distance_km: 133,
        minutes: 150,
        fare: francs(5_000),
        active: true,
    });
    let bus = Bus::parse("RAD 123 B", 60, "Virunga Express", true).unwrap();
    let of = RouteSchedule {
        route_id: house.create(route.unwrap()).await.unwrap(),
        bus_id: house.create(bus).await.unwrap(),
        schedule: Schedule::parse(ScheduleFields {
            days: Days::DAILY,
            departs: time(8, 30, 0, 0),
            arrives: time(11, 0, 0, 0),
            time_zone: Zone::parse("Africa/Kigali").unwrap(),
            valid_from: date(2026, 11, 27),
            valid_to: None,
            exceptions: std::collections::BTreeSet::default(),
            active: true,
        })
        .unwrap(),
    };
    let route_id = of.route_id;
    house.create_schedule(of).await.unwrap();
    let found = house.departures_on(route_id, date(2026, 11, 28)).await;
    found.unwrap()[0].departure.id
}
