//! What passengers read, as e-mails and as text messages.

use foh_app::{Texts, messages::Kind, travel::Canceller};
use foh_domain::messages::septets;
use foh_testkit::engines::Engine;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    coach::{Coach, PHONE},
    letters::readable,
    outbox::MailHouse,
};

/// The text without its secret, and how long it was.
fn read(text: &str) -> String {
    let length = septets(text).expect("letters of the short alphabet");
    let mut shown = text.to_owned();
    if let Some((_, token)) = text.split_once("/travel/booking?token=") {
        assert_eq!(token.len(), 64, "a whole token at the end: {token}");
        shown = shown.replace(token, "[token]");
    }
    format!("{shown}\n({length} of 160)")
}

/// Takes out what differs from run to run.
fn steady(text: &str, booking: Uuid) -> String {
    let reference = foh_domain::booking::Reference::of(booking).to_string();
    let mut text = text.replace(&reference, "[reference]");
    let mut from = 0;
    while let Some(start) = text[from..]
        .find("/travel/booking?token=")
        .map(|at| from + at + "/travel/booking?token=".len())
    {
        let end = text[start..]
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
            .map_or(text.len(), |length| start + length);
        if start < end {
            text.replace_range(start..end, "[token]");
        }
        from = start;
    }
    text
}

struct Desk<'a> {
    mails: &'a MailHouse,
    coach: Coach<'a>,
}

impl Desk<'_> {
    /// The newest e-mail and the newest text message.
    async fn newest(&self, booking: Uuid) -> String {
        while self.mails.deliver().await > 0 {}
        let received = self.mails.server.received();
        let letter = readable(received.last().unwrap());
        let kept = self.coach.node(0).mailbox(None, 1).await.unwrap();
        // The newest is told by its id, which is ordered by time.
        self.coach.advance(SignedDuration::from_secs(1));
        let text = kept.into_iter().next().unwrap().1.unwrap();
        assert_eq!(text.to, PHONE);
        let told = format!("{letter}\n-- text --\n{}", read(&text.text));
        steady(&told, booking)
    }

    /// Changes what is stored of a booking, which is `$1`.
    async fn set(&self, sql: &'static str, booking: Uuid) {
        let db = self.coach.node(0).database();
        let set = db.write(booking, move |tx| tx.execute(sql, &[booking.into()]));
        assert_eq!(set.await, Ok(1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_letters_of_a_journey() {
    let mails = MailHouse::open(Engine::Sqlite);
    let coach = Coach::open(&mails.house, Texts::Mailbox).await;
    let desk = Desk {
        mails: &mails,
        coach,
    };
    let coach = &desk.coach;
    let email = Some("zoe@example.org");
    let booking = coach.sell(PHONE, email).await;
    insta::assert_snapshot!("ticket", desk.newest(booking).await);

    let by = Box::new(coach.by.clone());
    let who = Canceller::Staff { by, refund: true };
    let cancelled = coach.node(0).cancel_travel_booking(booking, who, None);
    cancelled.await.unwrap();
    insta::assert_snapshot!("cancelled", desk.newest(booking).await);

    let booking = coach.sell(PHONE, email).await;
    for sql in [
        "UPDATE payments SET status = 'failed', method = 'mtn' WHERE reservation_id = $1",
        "UPDATE reservations SET status = 'expired' WHERE id = $1",
    ] {
        desk.set(sql, booking).await;
    }
    coach.write(Kind::TravelExpired, booking).await;
    insta::assert_snapshot!("expired", desk.newest(booking).await);
    for sql in [
        "UPDATE payments SET status = 'completed' WHERE reservation_id = $1",
        "INSERT INTO refunds (id, payment_id, charge_id, amount, currency, status, cause, created_at, checks)
         SELECT id, id, id, amount, currency, 'pending', 'paid_late', 0, 0 FROM payments WHERE reservation_id = $1",
    ] {
        desk.set(sql, booking).await;
    }
    coach.write(Kind::TravelPaidLate, booking).await;
    insta::assert_snapshot!("paid_late", desk.newest(booking).await);

    let booking = coach.sell(PHONE, email).await;
    coach.advance(SignedDuration::from_secs(1));
    let called_off = coach.node(0).cancel_departure(coach.departure, &coach.by);
    called_off.await.unwrap();
    insta::assert_snapshot!("called_off", desk.newest(booking).await);
}

/// Whoever gave no address gets the text only, and whoever has moved on nothing at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn letters_that_nobody_wants_do_not_leave() {
    let mails = MailHouse::open(Engine::Sqlite);
    let coach = Coach::open(&mails.house, Texts::Mailbox).await;
    let booking = coach.sell(PHONE, None).await;
    while mails.deliver().await > 0 {}
    assert!(mails.server.received().is_empty());
    let kept = async || {
        let kept = coach.node(0).mailbox(None, 99).await.unwrap();
        let wanted = kept.into_iter().filter(|(_, mail)| mail.is_some());
        wanted.map(|(summary, _)| summary.kind).collect::<Vec<_>>()
    };
    for kind in [
        Kind::TravelCancelled,
        Kind::DepartureCancelled,
        Kind::TravelPaidLate,
        Kind::TravelExpired,
    ] {
        coach.write(kind, booking).await;
    }
    assert_eq!(kept().await, ["travel_ticket"], "it stands as it was sold");
    let by = Box::new(coach.by.clone());
    let who = Canceller::Staff { by, refund: true };
    let cancelled = coach.node(0).cancel_travel_booking(booking, who, None);
    cancelled.await.unwrap();
    let cancelled = kept().await;
    assert!(
        !cancelled.contains(&"travel_ticket".to_owned()),
        "{cancelled:?}"
    );
    assert!(
        cancelled.contains(&"travel_cancelled".to_owned()),
        "{cancelled:?}"
    );
}
