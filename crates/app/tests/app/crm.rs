//! Customer records elsewhere that misbehave: nothing is lost, and nothing doubled where the key is honoured.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use foh_app::{
    Channel, Delivery, House, Settings,
    crm::CrmCarrier,
    identity::{NewAccount, Staff},
    outbox::{About, Carrier, Undelivered},
};
use foh_domain::{
    identity::{Granted, PersonName, Role},
    payments::{Currency, Money},
    studio::{Session, SessionFields, SessionKind},
    theatre::Zone,
};
use foh_gateways::crm::HttpCrm;
use foh_store::outbox;
use foh_testkit::{
    both_engines,
    crm::{Fault, Receiver, TOKEN},
    engines::Engine,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::house::{TestHouse, at_once, keyring, morning, unlimited};

/// Long enough for a receiver that is there, short enough to wait for one that is not.
const PATIENCE: Duration = Duration::from_millis(500);
const LIMIT: Duration = Duration::from_secs(30);

/// A house that tells customer records of the test's own, and a session to book.
struct CrmHouse {
    house: TestHouse,
    nodes: Vec<House>,
    receiver: Receiver,
    carrier: Arc<dyn Carrier>,
    facilitator: Uuid,
    session: Uuid,
}

impl CrmHouse {
    async fn open(engine: Engine) -> Self {
        let house = TestHouse::with(engine, Delivery::Mailbox, unlimited());
        let node = |number| {
            let settings = Settings {
                crm: true,
                ..house.house().settings().clone()
            };
            let db = house.node(number).database().clone();
            House::new(db, keyring(), house.clock.clone(), settings)
        };
        let nodes: Vec<House> = (0..3).map(node).collect();
        let receiver = Receiver::start();
        let crm = HttpCrm::with_patience(&receiver.url(), TOKEN.into(), PATIENCE).unwrap();
        let facilitator = Staff {
            id: house.staff(Role::Facilitator).await,
            role: Role::Facilitator,
            name: PersonName::parse("Bruno Conti").unwrap(),
            scopes: Vec::new(),
            session: None,
            granted: Granted::Everything,
            must_enrol: false,
        };
        let offered = Session::parse(SessionFields {
            kind: SessionKind::Session,
            title: "Morning practice",
            description: "",
            location: "Via dei Tessitori 12, Bologna",
            time_zone: Zone::parse("Europe/Rome").unwrap(),
            starts_at: morning() + SignedDuration::from_hours(24 * 20),
            ends_at: morning() + SignedDuration::from_hours(24 * 20 + 1),
            capacity: 100,
            price: Money::of(0, Currency::EUR).unwrap(),
        });
        let session = nodes[0].create_session(offered.unwrap(), &facilitator);
        Self {
            session: session.await.unwrap(),
            facilitator: facilitator.id,
            carrier: Arc::new(CrmCarrier::new(Arc::new(crm))),
            house,
            nodes,
            receiver,
        }
    }

    fn node(&self) -> &House {
        &self.nodes[0]
    }

    async fn member(&self, name: &str) -> Uuid {
        let email = format!("{}@example.org", name.to_lowercase());
        let new = NewAccount {
            email: &email,
            name,
            role: Role::Member,
            password: None,
        };
        self.node().create_user(new).await.unwrap()
    }

    async fn book(&self, name: &str) -> Uuid {
        let member = self.member(name).await;
        let booked = self.node().book_session(self.session, member, None).await;
        booked.unwrap().booking_id
    }

    async fn deliver(&self) -> usize {
        let delivering = self.node().deliver_due(&self.carrier);
        tokio::time::timeout(LIMIT, delivering)
            .await
            .unwrap()
            .unwrap()
    }

    async fn deliver_later(&self) -> usize {
        self.house.advance(SignedDuration::from_hours(3));
        self.deliver().await
    }

    async fn undelivered(&self) -> Vec<Undelivered> {
        let found = self.node().undelivered(Some(Channel::Crm), None, 100).await;
        found.unwrap()
    }

    async fn only_undelivered(&self) -> Undelivered {
        let mut found = self.undelivered().await;
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    /// Nothing waits any more, and the receiver has kept each of these bookings once.
    async fn has_told_once(&self, bookings: &[Uuid]) {
        assert_eq!(
            self.house
                .count("SELECT COUNT(*) AS n FROM outbox WHERE channel = 'crm' AND delivered_at IS NULL")
                .await,
            0
        );
        let mut kept: Vec<Uuid> = self
            .receiver
            .kept()
            .values()
            .map(|body| {
                let told: Value = serde_json::from_str(body).unwrap();
                told["booking_id"].as_str().unwrap().parse().unwrap()
            })
            .collect();
        kept.sort_unstable();
        let mut expected = bookings.to_vec();
        expected.sort_unstable();
        assert_eq!(kept, expected);
    }
}

fn answer(status: u16, headers: &str, times: usize) -> Fault {
    Fault::Answer {
        status,
        headers: headers.to_owned(),
        times,
    }
}

both_engines! {
    async fn a_booking_is_told_once_as_the_contract_says(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        let member = crm.member("Ada").await;
        let booking = crm.node().book_session(crm.session, member, None).await.unwrap().booking_id;
        assert!(crm.receiver.told().is_empty(), "nothing leaves before the commit");
        assert_eq!(crm.deliver().await, 1);
        assert_eq!(crm.deliver_later().await, 0);
        crm.has_told_once(&[booking]).await;
        let told: Value = serde_json::from_str(&crm.receiver.told()[0].body).unwrap();
        let starts_at = morning() + SignedDuration::from_hours(24 * 20);
        assert_eq!(told, json!({
            "booking_id": booking,
            "user": {"id": member, "email": "ada@example.org", "name": "Ada"},
            "event": {"id": crm.session, "title": "Morning practice", "start_time": starts_at.to_string()},
            "facilitator_id": crm.facilitator,
        }));
    }

    async fn without_a_crm_nothing_is_written_for_one(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        let member = crm.member("Ada").await;
        crm.house.house().book_session(crm.session, member, None).await.unwrap();
        assert_eq!(crm.deliver_later().await, 0);
    }

    async fn a_crm_that_is_down_loses_nothing(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        crm.receiver.set_fault(Fault::Down);
        let booking = crm.book("Ada").await;
        assert_eq!(crm.deliver().await, 1);
        let waits = crm.only_undelivered().await;
        assert_eq!((waits.about, waits.entry.attempts), (About::Booking(booking), 1));
        assert_eq!(waits.entry.last_error.as_deref(), Some("the CRM could not be told for now: it cannot be reached"));
        assert_eq!(crm.deliver().await, 0, "not before its time");
        crm.receiver.set_fault(Fault::None);
        assert_eq!(crm.deliver_later().await, 1);
        crm.has_told_once(&[booking]).await;
    }

    async fn a_crm_in_trouble_is_left_alone_as_long_as_it_asks(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        crm.receiver.set_fault(answer(503, "retry-after: 1800\r\n", 1));
        let booking = crm.book("Ada").await;
        assert_eq!(crm.deliver().await, 1);
        crm.house.advance(SignedDuration::from_secs(1_799));
        assert_eq!(crm.deliver().await, 0);
        crm.house.advance(SignedDuration::from_secs(1));
        crm.receiver.set_fault(answer(500, "retry-after: 86400\r\n", 1));
        assert_eq!(crm.deliver().await, 1);
        crm.house.advance(SignedDuration::from_hours(1));
        assert_eq!(crm.deliver().await, 1, "an hour is the most");
        crm.has_told_once(&[booking]).await;
    }

    /// Whether it kept it nobody knows, so it is told again under the same key.
    async fn a_crm_that_takes_it_and_never_answers_keeps_it_once(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        crm.receiver.set_fault(Fault::SilentAfterTaking { times: 2 });
        let bookings = [crm.book("Ada").await, crm.book("Grace").await];
        assert_eq!(crm.deliver().await, 2);
        assert_eq!(crm.deliver_later().await, 2);
        assert_eq!(crm.receiver.told().len(), 4);
        crm.has_told_once(&bookings).await;
    }

    async fn an_endless_answer_is_as_good_as_any(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        crm.receiver.set_fault(Fault::Huge);
        let booking = crm.book("Ada").await;
        assert_eq!(crm.deliver().await, 1);
        crm.has_told_once(&[booking]).await;
    }

    /// A worker that dies between sending and noting leaves a lease that runs out.
    async fn what_was_sent_and_not_noted_is_sent_again_under_the_same_key(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        let booking = crm.book("Ada").await;
        let (now, lease) = (crm.house.clock.now(), crm.house.clock.now() + SignedDuration::from_mins(5));
        let claimed = crm.node().database().write(Uuid::nil(), move |tx| outbox::claim(tx, Channel::Crm, now, lease, 9)).await.unwrap();
        crm.carrier.carry(crm.node(), &claimed[0]).await;
        assert_eq!(crm.deliver().await, 0, "it is leased");
        crm.house.advance(SignedDuration::from_mins(5));
        assert_eq!(crm.deliver().await, 1);
        assert_eq!(crm.receiver.told().len(), 2);
        crm.has_told_once(&[booking]).await;
    }

    async fn what_is_refused_is_parked_until_staff_retry_it(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        crm.receiver.set_fault(answer(422, "", 2));
        let bookings = [crm.book("Ada").await, crm.book("Grace").await];
        assert_eq!(crm.deliver().await, 2);
        assert_eq!(crm.deliver_later().await, 0, "not tried again by itself");
        let parked = crm.undelivered().await;
        assert_eq!(crm.node().parked(10).await.unwrap(), 2);
        for one in &parked {
            assert_eq!(one.entry.next_attempt_at, None);
            let reason = one.entry.last_error.clone().unwrap();
            assert_eq!(reason, "the CRM refused it: it answered 422");
        }
        assert!(crm.node().retry_undelivered(parked[0].entry.id).await.unwrap());
        assert!(!crm.node().retry_undelivered(parked[0].entry.id).await.unwrap());
        assert_eq!(crm.deliver().await, 1);
        assert_eq!(crm.node().retry_all_undelivered(Channel::Smtp).await.unwrap(), 0);
        assert_eq!(crm.node().retry_all_undelivered(Channel::Crm).await.unwrap(), 1);
        assert_eq!(crm.deliver().await, 1);
        crm.has_told_once(&bookings).await;
    }

    async fn staff_hurry_what_waits_but_not_what_is_being_tried(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        crm.receiver.set_fault(answer(503, "retry-after: 3600\r\n", 1));
        let booking = crm.book("Ada").await;
        assert_eq!(crm.deliver().await, 1);
        let waits = crm.only_undelivered().await;
        assert!(waits.can_be_retried && waits.entry.next_attempt_at.is_some());
        crm.house.advance(SignedDuration::from_mins(56));
        assert!(!crm.only_undelivered().await.can_be_retried, "it is due in four minutes");
        assert!(!crm.node().retry_undelivered(waits.entry.id).await.unwrap());
        assert_eq!(crm.node().retry_all_undelivered(Channel::Crm).await.unwrap(), 0);
        crm.house.advance(SignedDuration::from_mins(4));
        assert_eq!(crm.deliver().await, 1);
        crm.has_told_once(&[booking]).await;
    }

    async fn whose_data_is_erased_is_not_told_of(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        let booking = crm.book("Ada").await;
        crm.node().erase_reservation(booking).await.unwrap();
        assert_eq!(crm.deliver().await, 1);
        assert!(crm.receiver.told().is_empty());
        crm.has_told_once(&[]).await;
    }

    async fn many_workers_tell_each_booking_once(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        let mut bookings = Vec::new();
        for number in 0..40 {
            bookings.push(crm.book(&format!("Guest{number}")).await);
        }
        let taken = at_once(6, |n| {
            let (node, carrier) = (crm.nodes[n % 3].clone(), Arc::clone(&crm.carrier));
            async move {
                let mut taken = 0;
                loop {
                    match node.deliver_due(&carrier).await.unwrap() {
                        0 => return taken,
                        count => taken += count,
                    }
                }
            }
        })
        .await;
        assert_eq!(taken.iter().sum::<usize>(), 40);
        let keys: BTreeSet<String> = crm.receiver.told().into_iter().map(|told| told.key).collect();
        assert_eq!((crm.receiver.told().len(), keys.len()), (40, 40));
        crm.has_told_once(&bookings).await;
    }

    /// A worker is woken by a booking on its node, and ends when it is told to, finishing what a slow receiver has in its hands.
    async fn a_worker_wakes_tells_and_stops(engine: Engine) {
        let crm = CrmHouse::open(engine).await;
        crm.receiver.set_fault(Fault::Slow(Duration::from_millis(100)));
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let (node, carrier) = (crm.node().clone(), Arc::clone(&crm.carrier));
        let worker = tokio::spawn(async move { node.work_outbox(carrier, stopped).await });
        let bookings = [crm.book("Ada").await, crm.book("Grace").await];
        let begun = Instant::now();
        while crm.receiver.kept().len() < 2 {
            assert!(begun.elapsed() < LIMIT, "nobody is told");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        stop.send(true).unwrap();
        tokio::time::timeout(LIMIT, worker).await.unwrap().unwrap();
        crm.has_told_once(&bookings).await;
    }
}
