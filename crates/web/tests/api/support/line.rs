//! A bus line: from Kigali to Huye, every evening at six, and a provider that takes money when it is told to, and gives all but one
//! amount back.

use std::{collections::BTreeSet, sync::Arc};

use foh_app::{
    House,
    outbox::Carrier,
    payments::{
        PaymentCarrier, Providers,
        gateways::{
            Asking, Charge, HeaderMap, Payment, PaymentProvider, Refund, RefundReported, Refunding,
            Started, Step, Told, Webhook, WebhookError,
        },
    },
    travel::RouteSchedule,
};
use foh_domain::{
    payments::{Currency, Money, PaymentMethod, Reported},
    theatre::Zone,
    token::Token,
    travel::{Bus, Days, District, Route, RouteFields, Schedule, ScheduleFields},
};
use jiff::{Timestamp, ToSpan, civil::time};
use uuid::Uuid;

/// What the provider does not give back.
pub const NEVER_GIVEN_BACK: i64 = 1_313;

/// What is asked of it is done; payments wait until the test decides.
struct Till {
    page: bool,
}

fn known<'a, T: Send + 'a>(outcome: T) -> Asking<'a, T> {
    let told = Told {
        outcome: Ok(outcome),
        answer: None,
    };
    Box::pin(std::future::ready(told))
}

impl PaymentProvider for Till {
    fn start<'a>(&'a self, charge: &'a Charge) -> Asking<'a, Started> {
        let page = format!("https://pay.example.org/{}", charge.id);
        known(Started {
            reference: charge.id.to_string(),
            step: if self.page {
                Step::Visit(page.parse().unwrap())
            } else {
                Step::Approve
            },
        })
    }

    fn status<'a>(&'a self, _: &'a Payment) -> Asking<'a, Reported> {
        known(Reported::Pending)
    }

    fn refund<'a>(&'a self, refund: &'a Refund) -> Asking<'a, Refunding> {
        let failed = refund.money == francs(NEVER_GIVEN_BACK);
        known(Refunding {
            reference: refund.id.to_string(),
            reported: if failed {
                RefundReported::Failed
            } else {
                RefundReported::Completed
            },
        })
    }

    fn refund_status<'a>(&'a self, _: &'a Refund, _: &'a str) -> Asking<'a, RefundReported> {
        known(RefundReported::Completed)
    }

    /// Signed is what says so; its news are `[event, charge, francs]`.
    fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        _: Timestamp,
    ) -> Result<Webhook, WebhookError> {
        match headers.get("x-till").map(axum::http::HeaderValue::as_bytes) {
            Some(b"signed") => {}
            Some(b"signed long ago") => return Err(WebhookError::Stale),
            _ => return Err(WebhookError::Forged),
        }
        if body == b"news of somebody else" {
            return Err(WebhookError::NotOurs);
        }
        let news = serde_json::from_slice(body).map_err(|_| WebhookError::Unreadable)?;
        let (event_id, id, amount): (String, Uuid, i64) = news;
        Ok(Webhook::News {
            event_id,
            id,
            reference: id.to_string(),
            reported: Reported::Completed(francs(amount)),
        })
    }
}

/// MTN approves on the phone, a card is typed on a page; Airtel is not offered.
pub fn providers() -> Providers {
    let till = |page| Arc::new(Till { page });
    Providers::default()
        .with(PaymentMethod::Mtn, till(false))
        .with(PaymentMethod::Card, till(true))
}

pub fn francs(amount: i64) -> Money {
    Money::of(amount, Currency::parse("RWF").unwrap()).unwrap()
}

/// What a line consists of.
pub struct Line {
    pub house: House,
    pub kigali: Uuid,
    pub huye: Uuid,
    pub route: Uuid,
    /// This evening's departure, some hours away.
    pub tonight: Uuid,
    /// The next evening's.
    pub tomorrow: Uuid,
}

impl Line {
    /// A line with so many seats in its bus.
    pub async fn of(house: &House, seats: i64) -> Self {
        let district = |name, code| house.create(District::parse(name, code).unwrap());
        let kigali = district("Kigali", "KGL").await.unwrap();
        let huye = district("Huye", "HUY").await.unwrap();
        let route = Route::parse(RouteFields {
            origin_id: kigali,
            destination_id: huye,
            name: "Kigali to Huye",
            distance_km: 125,
            minutes: 150,
            fare: francs(5_000),
            active: true,
        });
        let route = house.create(route.unwrap()).await.unwrap();
        let bus = Bus::parse("RAB 123 C", seats, "Volcano", true).unwrap();
        let bus = house.create(bus).await.unwrap();
        let schedule = Schedule::parse(ScheduleFields {
            days: Days::DAILY,
            departs: time(18, 0, 0, 0),
            arrives: time(20, 30, 0, 0),
            time_zone: Zone::parse("Africa/Kigali").unwrap(),
            valid_from: "2026-01-01".parse().unwrap(),
            valid_to: None,
            exceptions: BTreeSet::new(),
            active: true,
        });
        let of = RouteSchedule {
            route_id: route,
            bus_id: bus,
            schedule: schedule.unwrap(),
        };
        house.create_schedule(of).await.unwrap();
        let today = house.now().in_tz("Africa/Kigali").unwrap().date();
        let leaving = async |day| {
            let found = house.departures_on(route, day).await.unwrap();
            found[0].departure.id
        };
        Self {
            kigali,
            huye,
            route,
            tonight: leaving(today).await,
            tomorrow: leaving(today.checked_add(1.day()).unwrap()).await,
            house: house.clone(),
        }
    }

    /// The providers are asked for everything that waits.
    pub async fn ask_providers(&self) {
        let carrier: Arc<dyn Carrier> = Arc::new(PaymentCarrier);
        while self.house.deliver_due(&carrier).await.unwrap() > 0 {}
    }

    /// The last payment of the booking that this token shows is decided so.
    pub async fn decide(&self, access: &str, reported: Reported) {
        self.ask_providers().await;
        let token = Token::parse(access).unwrap();
        let item = self.house.travel_booking_of(token).await.unwrap();
        let payment = item.payments.last().unwrap().id;
        self.house.apply_report(payment, reported).await.unwrap();
    }

    /// It is paid: so many francs.
    pub async fn paid(&self, access: &str, amount: i64) {
        self.decide(access, Reported::Completed(francs(amount)))
            .await;
    }
}
