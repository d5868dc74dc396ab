//! Text messages through a provider that misbehaves: each leaves once at most, none is lost without staff being told, and what becomes of it is
//! noted in whatever order it is told.

use std::{sync::Arc, time::Duration};

use foh_app::{
    Channel, Delivery, Entry, Texts,
    messages::{TextCarrier, TextReportError},
    outbox::Carrier,
};
use foh_domain::{
    limits::{Limit, Limits},
    messages::{TextStatus, septets},
};
use foh_store::text_messages::{self, TextMessage};
use foh_testkit::{
    both_engines,
    engines::Engine,
    sms::{Fault, Taken},
};
use jiff::SignedDuration;

use crate::{
    coach::{Coach, PHONE, Texting, gateway},
    house::{TestHouse, at_once, unlimited},
};

const HOURS: SignedDuration = SignedDuration::from_hours(3);

fn answer(status: u16, headers: &str, code: u32) -> Fault {
    Fault::Answer {
        status,
        headers: headers.to_owned(),
        code: Some(code),
        times: 1,
    }
}

async fn noted(coach: &Coach<'_>, entry: &Entry) -> Option<TextMessage> {
    let (db, id) = (coach.node(0).database(), entry.id);
    let found = db.write(id, move |tx| text_messages::lock(tx, id)).await;
    found.unwrap()
}

/// The entry of a message.
fn about<'e>(entries: &'e [Entry], taken: &Taken) -> &'e Entry {
    let mut entries = entries.iter();
    let named = |entry: &&Entry| {
        taken
            .field("StatusCallback")
            .ends_with(&entry.id.to_string())
    };
    entries.find(named).unwrap()
}

/// The provider tells this of a message.
async fn tell(coach: &Coach<'_>, entry: &Entry, taken: &Taken, status: &str, code: Option<u32>) {
    let (fields, signature) = taken.news(status, code);
    let told = coach.node(1).text_reported(entry.id, &fields, &signature);
    told.await.unwrap();
}

both_engines! {
    async fn a_ticket_leaves_once_and_its_news_is_noted(engine: Engine) {
        let house = TestHouse::open(engine);
        let texting = Texting::open();
        let coach = Coach::open(&house, texting.texts.clone()).await;
        coach.sell(PHONE, None).await;
        assert_eq!(coach.deliver(&texting.carrier).await, 1);
        coach.advance(HOURS);
        assert_eq!(coach.deliver(&texting.carrier).await, 0);
        let taken = <[Taken; 1]>::try_from(texting.provider.taken()).unwrap();
        assert_eq!(taken[0].field("To"), PHONE);
        let body = taken[0].field("Body");
        assert!(body.contains("Kigali-Huye") && body.contains("Sat 28 Nov 08:30"), "{body}");
        assert!(septets(body).unwrap() <= 160, "{body}");

        let entry = coach.texts().await.remove(0);
        assert_eq!((entry.channel, entry.payload.as_ref()), (Channel::Sms, None), "wiped");
        let message = noted(&coach, &entry).await.unwrap();
        assert_eq!((message.sid.as_str(), message.status), (taken[0].sid.as_str(), TextStatus::Queued));
        for (told, expected) in [
            ("delivered", TextStatus::Delivered),
            ("sent", TextStatus::Delivered),
            ("delivered", TextStatus::Delivered),
            ("queued", TextStatus::Delivered),
            ("pondering", TextStatus::Delivered),
        ] {
            tell(&coach, &entry, &taken[0], told, None).await;
            assert_eq!(noted(&coach, &entry).await.unwrap().status, expected, "{told}");
        }
        assert!(coach.node(0).lost_texts(None, 9).await.unwrap().is_empty());
    }

    async fn forged_news_is_not_believed(engine: Engine) {
        let house = TestHouse::open(engine);
        let texting = Texting::open();
        let coach = Coach::open(&house, texting.texts.clone()).await;
        for _ in 0..2 {
            coach.sell(PHONE, None).await;
        }
        coach.deliver(&texting.carrier).await;
        let (entries, taken) = (coach.texts().await, texting.provider.taken());
        let entries = [about(&entries, &taken[0]), about(&entries, &taken[1])];
        let (fields, signature) = taken[0].news("failed", Some(30_007));
        let mut changed = fields.clone();
        changed[1].1 = "sent".into();
        for (entry, fields, signature) in [
            (entries[0], &fields, ""),
            (entries[0], &changed, signature.as_str()),
            (entries[1], &fields, signature.as_str()),
        ] {
            let told = coach.node(0).text_reported(entry.id, fields, signature).await;
            assert!(matches!(told, Err(TextReportError::Forged)), "{told:?}");
        }
        let silent = house.house().text_reported(entries[0].id, &fields, &signature).await;
        assert!(matches!(silent, Err(TextReportError::Forged)), "a house without a provider");
        for entry in entries {
            assert_eq!(noted(&coach, entry).await.unwrap().status, TextStatus::Queued);
        }
    }

    async fn what_did_not_leave_is_sent_later(engine: Engine) {
        let house = TestHouse::open(engine);
        let texting = Texting::open();
        let coach = Coach::open(&house, texting.texts.clone()).await;
        coach.sell(PHONE, None).await;
        texting.provider.set_fault(answer(429, "retry-after: 60\r\n", 20_429));
        coach.deliver(&texting.carrier).await;
        let (reason, parked) = coach.waiting().await.remove(0);
        assert!(!parked && !reason.contains("250788"), "{reason}");
        coach.advance(SignedDuration::from_secs(59));
        assert_eq!(coach.deliver(&texting.carrier).await, 0, "as it was asked to");
        coach.advance(SignedDuration::from_secs(1));
        texting.provider.set_fault(answer(500, "", 20_500));
        assert_eq!(coach.deliver(&texting.carrier).await, 1);
        assert!(texting.provider.taken().is_empty());
        coach.advance(HOURS);
        while coach.deliver(&texting.carrier).await > 0 {}
        assert_eq!(texting.provider.taken().len(), 1);
        assert!(coach.waiting().await.is_empty());
    }

    async fn what_is_refused_waits_for_staff(engine: Engine) {
        let house = TestHouse::open(engine);
        let texting = Texting::open();
        let coach = Coach::open(&house, texting.texts.clone()).await;
        coach.sell(PHONE, None).await;
        texting.provider.set_fault(answer(400, "", 21_610));
        coach.deliver(&texting.carrier).await;
        let refused = "the text message was refused: the recipient has asked not to be written to (21610)";
        assert_eq!(coach.waiting().await, [(refused.to_owned(), true)]);
        coach.advance(HOURS * 10);
        assert_eq!(coach.deliver(&texting.carrier).await, 0);
        assert_eq!(coach.node(0).retry_all_undelivered(Channel::Sms).await.unwrap(), 1);
        assert_eq!(coach.deliver(&texting.carrier).await, 1);
        assert_eq!(texting.provider.taken().len(), 1);
    }

    async fn a_lost_answer_is_not_asked_for_again(engine: Engine) {
        let house = TestHouse::open(engine);
        let texting = Texting::open();
        let coach = Coach::open(&house, texting.texts.clone()).await;
        for fault in [Fault::SilentAfterTaking { times: 1 }, Fault::CutAfterTaking { times: 1 }] {
            coach.sell(PHONE, None).await;
            texting.provider.set_fault(fault);
            coach.deliver(&texting.carrier).await;
        }
        coach.advance(HOURS * 10);
        assert_eq!(coach.deliver(&texting.carrier).await, 0);
        let waiting = coach.waiting().await;
        assert!(waiting.iter().all(|(reason, parked)| *parked && reason.starts_with("nobody knows whether")), "{waiting:?}");
        assert_eq!((waiting.len(), texting.provider.taken().len()), (2, 2));

        // The provider tells of the first: it had left.
        let (entries, taken) = (coach.texts().await, texting.provider.taken());
        let entries: Vec<_> = taken.iter().map(|taken| about(&entries, taken)).collect();
        assert_eq!(noted(&coach, entries[0]).await, None);
        tell(&coach, entries[0], &taken[0], "sent", None).await;
        let message = noted(&coach, entries[0]).await.unwrap();
        assert_eq!((message.sid, message.status), (taken[0].sid.clone(), TextStatus::Sent));
        assert_eq!(coach.waiting().await.len(), 1);
        // Staff have the other sent once more; what becomes of its first no longer counts.
        assert_eq!(coach.node(0).retry_all_undelivered(Channel::Sms).await.unwrap(), 1);
        assert_eq!(coach.deliver(&texting.carrier).await, 1);
        tell(&coach, entries[1], &taken[1], "failed", Some(30_007)).await;
        let message = noted(&coach, entries[1]).await.unwrap();
        assert_eq!((message.sid, message.status), (texting.provider.taken()[2].sid.clone(), TextStatus::Queued));
        assert!(coach.waiting().await.is_empty());
    }

    /// The program ends between the question and its answer.
    async fn who_stops_while_sending_does_not_send_twice(engine: Engine) {
        let house = TestHouse::open(engine);
        let texting = Texting::open();
        let coach = Coach::open(&house, texting.texts.clone()).await;
        coach.sell(PHONE, None).await;
        texting.provider.set_fault(Fault::SilentAfterTaking { times: 1 });
        let patient: Arc<dyn Carrier> = Arc::new(TextCarrier::new(gateway(&texting.provider, Duration::from_mins(1))));
        let node = coach.node(0).clone();
        let sending = tokio::spawn(async move { node.deliver_due(&patient).await });
        while texting.provider.taken().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        sending.abort();
        let _ = sending.await;

        assert_eq!(coach.deliver_on(1, &texting.carrier).await, 0, "its lease holds");
        coach.advance(SignedDuration::from_mins(6));
        assert_eq!(coach.deliver_on(1, &texting.carrier).await, 1);
        coach.advance(HOURS * 10);
        assert_eq!(coach.deliver_on(2, &texting.carrier).await, 0);
        assert_eq!(texting.provider.taken().len(), 1);
        let waiting = coach.waiting().await;
        assert!(waiting[0].0.contains("nobody knows whether it has left") && waiting[0].1, "{waiting:?}");
    }

    async fn many_nodes_send_each_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let texting = Texting::open();
        let coach = Coach::open(&house, texting.texts.clone()).await;
        for _ in 0..24 {
            coach.sell(PHONE, None).await;
        }
        let nodes: Vec<_> = (0..3).map(|number| coach.node(number).clone()).collect();
        let carrier = Arc::clone(&texting.carrier);
        at_once(6, move |number| {
            let (node, carrier) = (nodes[number % 3].clone(), Arc::clone(&carrier));
            async move { while node.deliver_due(&carrier).await.unwrap() > 0 {} }
        }).await;
        assert_eq!(texting.provider.taken().len(), 24);
        assert!(coach.waiting().await.is_empty());
    }

    async fn a_number_gets_so_many_and_the_others_wait(engine: Engine) {
        let limits = Limits::default();
        let house = TestHouse::with(engine, Delivery::Mailbox, limits);
        let texting = Texting::open();
        let coach = Coach::open(&house, texting.texts.clone()).await;
        for _ in 0..7 {
            coach.sell(PHONE, None).await;
        }
        coach.sell("+250788999999", None).await;
        let sent = async |phone: &str| {
            while coach.deliver(&texting.carrier).await > 0 {}
            let taken = texting.provider.taken();
            taken.iter().filter(|taken| taken.field("To") == phone).count()
        };
        assert_eq!(sent(PHONE).await, 5);
        assert_eq!(sent("+250788999999").await, 1, "another number");
        assert!(coach.waiting().await.is_empty(), "nothing has failed");
        coach.advance(SignedDuration::from_mins(12));
        assert_eq!(sent(PHONE).await, 6);
        coach.advance(SignedDuration::from_mins(12));
        assert_eq!(sent(PHONE).await, 7);
    }

    async fn a_day_has_a_limit_of_its_own(engine: Engine) {
        let limits = unlimited().with(Limit::TextMessageDaily, Limits::default().rate(Limit::TextMessageDaily));
        let house = TestHouse::with(engine, Delivery::Mailbox, limits);
        let texting = Texting::open();
        let coach = Coach::open(&house, texting.texts.clone()).await;
        for _ in 0..22 {
            coach.sell(PHONE, None).await;
        }
        while coach.deliver(&texting.carrier).await > 0 {}
        assert_eq!(texting.provider.taken().len(), 20);
        coach.advance(SignedDuration::from_hours(4));
        while coach.deliver(&texting.carrier).await > 0 {}
        assert_eq!(texting.provider.taken().len(), 22);
    }

    async fn what_did_not_arrive_is_seen(engine: Engine) {
        let house = TestHouse::open(engine);
        let texting = Texting::open();
        let coach = Coach::open(&house, texting.texts.clone()).await;
        coach.sell(PHONE, None).await;
        coach.deliver(&texting.carrier).await;
        let (entry, taken) = (coach.texts().await.remove(0), texting.provider.taken().remove(0));
        tell(&coach, &entry, &taken, "undelivered", Some(30_003)).await;
        tell(&coach, &entry, &taken, "sent", None).await;
        let lost = coach.node(0).lost_texts(None, 9).await.unwrap();
        assert_eq!(lost.len(), 1);
        assert_eq!(lost[0].reason(), "the text message did not arrive: the telephone is switched off or out of reach (30003)");
        tell(&coach, &entry, &taken, "delivered", None).await;
        assert!(coach.node(0).lost_texts(None, 9).await.unwrap().is_empty(), "it came after all");
    }

    async fn without_a_provider_texts_stay_or_are_not_written(engine: Engine) {
        let house = TestHouse::open(engine);
        let coach = Coach::open(&house, Texts::Mailbox).await;
        coach.sell(PHONE, Some("zoe@example.org")).await;
        let kept = coach.node(0).mailbox(None, 9).await.unwrap();
        let mut to: Vec<_> = kept.into_iter().filter_map(|(_, mail)| Some(mail?.to)).collect();
        to.sort();
        assert_eq!(to, [PHONE, "zoe@example.org"]);
        assert_eq!(coach.texts().await[0].channel, Channel::LocalText);

        let house = TestHouse::open(engine);
        let coach = Coach::open(&house, Texts::Off).await;
        coach.sell(PHONE, None).await;
        assert!(coach.texts().await.is_empty());
    }
}
