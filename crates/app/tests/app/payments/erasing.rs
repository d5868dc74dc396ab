//! What names a payer goes with the guest, or when its time is over; what is sealed can be sealed anew.

use foh_app::House;
use foh_domain::{
    payments::{PaymentMethod, PaymentStatus, Reported},
    privacy::Keyring,
};
use foh_store::{Database, Options};
use foh_testkit::{
    both_engines,
    engines::{Engine, blocking},
};
use jiff::SignedDuration;

use super::ground::{Asked, Desk, FARE, MINUTE, francs};

const ANSWERS: &str = "SELECT COUNT(*) AS n FROM payment_events WHERE content IS NOT NULL";
const PAGES: &str = "SELECT COUNT(*) AS n FROM payments WHERE visit IS NOT NULL";

/// A payment whose page is open and of which a provider has spoken.
async fn open_page(desk: &Desk) -> Asked {
    let asked = desk.ask(1, PaymentMethod::Card).await;
    desk.reconcile(PaymentMethod::Card).await;
    asked
}

const WEBHOOKS: &str = "SELECT COUNT(*) AS n FROM payment_events WHERE source = 'webhook'";

both_engines! {
    async fn answers_and_pages_go_when_their_time_is_over(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = open_page(&desk).await;
        assert!(desk.house.count(ANSWERS).await >= 2);
        assert_eq!(desk.house.count(PAGES).await, 1);
        desk.house.advance(SignedDuration::from_hours(29 * 24));
        desk.node(0).erase_expired().await.unwrap();
        assert_eq!(desk.house.count(PAGES).await, 1, "not yet");
        desk.house.advance(SignedDuration::from_hours(2 * 24));
        let erased = desk.node(0).erase_expired().await.unwrap().payments;
        assert!(erased >= 3, "{erased}");
        assert_eq!((desk.house.count(ANSWERS).await, desk.house.count(PAGES).await), (0, 0));
        assert!(!desk.details(asked.payment).await.events.is_empty(), "what is counted stays");
        assert_eq!(desk.node(0).erase_expired().await.unwrap().payments, 0);
    }

    async fn answers_and_pages_go_with_the_guest(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = open_page(&desk).await;
        let other = open_page(&desk).await;
        let phone = foh_domain::identity::PhoneNumber::parse("+250730999888").unwrap();
        desk.node(0).pay_again(asked.booking, PaymentMethod::Mtn, Some(phone)).await.unwrap();
        let named = "SELECT COUNT(*) AS n FROM outbox WHERE channel = 'payments' AND payload IS NOT NULL";
        assert_eq!(desk.house.count(named).await, 1);
        desk.node(0).erase_reservation(asked.booking).await.unwrap();
        assert_eq!(desk.house.count(named).await, 0, "the number that was to pay");
        assert_eq!(desk.house.count(PAGES).await, 1);
        let kept = |events: &[foh_app::payments::PaymentEvent]| events.iter().filter(|event| event.kept).count();
        assert_eq!(kept(&desk.details(asked.payment).await.events), 0);
        assert!(kept(&desk.details(other.payment).await.events) >= 2);
        // The money counts all the same.
        let before = desk.details(asked.payment).await.events.len();
        desk.card.says(asked.charge, Reported::Completed(francs(FARE)));
        desk.reconcile(PaymentMethod::Card).await;
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Completed);
        let events = desk.details(asked.payment).await.events;
        assert!(events.len() > before, "the answer is counted");
        assert_eq!(kept(&events), 0, "and what it says of somebody who was erased is not kept");
    }

    /// News that came before the key was changed are known after it.
    async fn another_key_knows_what_came_before(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = open_page(&desk).await;
        let (headers, body) = Desk::news("one", asked.charge);
        desk.node(0).payment_webhook(PaymentMethod::Card, &headers, &body).await.unwrap();
        let node = |keyring| {
            let url = desk.house.place.url();
            let db = blocking(|| Database::open(&url, &Options::default())).unwrap();
            House::new(db, keyring, desk.house.clock.clone(), desk.node(0).settings().clone())
        };
        let during = node(Keyring::new(&[8; 32]).with_former(&[7; 32]));
        during.keep_webhook(PaymentMethod::Card, &headers, &body).await.unwrap();
        assert_eq!(desk.house.count(WEBHOOKS).await, 1, "before it is sealed anew");
        assert_eq!(during.rotate_keys().await.unwrap().left(), 0);
        let after = node(Keyring::new(&[8; 32]));
        after.keep_webhook(PaymentMethod::Card, &headers, &body).await.unwrap();
        assert_eq!(desk.house.count(WEBHOOKS).await, 1, "and after");
        let payment = after.payment(asked.payment).await.unwrap().unwrap().payment;
        assert!(after.visit_page(&payment).unwrap().is_some());
        desk.house.advance(MINUTE);
    }
}
