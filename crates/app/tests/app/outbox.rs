//! E-mail through a server that misbehaves: the reservation is unaffected, the e-mail arrives, as often as it may.

use std::{sync::Arc, time::Duration};

use foh_app::{
    Delivery,
    messages::MailCarrier,
    outbox::{Carrier, Undelivered},
    theatre::ResendError,
};
use foh_gateways::{
    mail::Sender,
    smtp::{Patience, SmtpMailer, SmtpUrl},
};
use foh_store::outbox::{self, Entry};
use foh_testkit::{
    both_engines,
    engines::Engine,
    mail,
    smtp::{Fault, Received, Server},
};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::house::{TestHouse, tokens_in, unlimited};

/// A house that sends its e-mails to a server of the test's own.
pub struct MailHouse {
    pub house: TestHouse,
    pub server: Server,
    pub carrier: Arc<dyn Carrier>,
}

impl MailHouse {
    pub fn open(engine: Engine) -> Self {
        let server = Server::start();
        let patience = Patience {
            connect: Duration::from_secs(2),
            command: Duration::from_millis(500),
            content: Duration::from_millis(500),
            whole: Duration::from_secs(4),
        };
        let sender = Sender::parse("Front of House <box-office@example.org>").unwrap();
        let mailer = SmtpMailer::new(SmtpUrl::parse(&server.url()).unwrap(), sender).unwrap();
        Self {
            house: TestHouse::with(engine, Delivery::Smtp, unlimited()),
            carrier: Arc::new(MailCarrier::new(Arc::new(mailer.with_patience(patience)))),
            server,
        }
    }

    /// Sends what is due, once.
    pub async fn deliver(&self) -> usize {
        self.house.house().deliver_due(&self.carrier).await.unwrap()
    }

    /// Waits until everything is due that will ever be, and sends it.
    async fn deliver_later(&self) -> usize {
        self.house.advance(SignedDuration::from_hours(3));
        self.deliver().await
    }

    /// Sends until nothing is due.
    async fn deliver_all(&self) {
        while self.deliver().await > 0 {}
    }

    /// Somebody reserves for tonight or another day.
    async fn reserve(&self) -> (Uuid, Uuid) {
        let begins = crate::house::morning() + SignedDuration::from_hours(24 * 30);
        let (performance, _) = self.house.publish(10, begins).await;
        let (_, reserved) = self.house.try_reserve(performance, 2).await;
        (performance, reserved.unwrap().reservation_id)
    }

    /// The entries about a reservation, the oldest first.
    async fn entries(&self, reservation: Uuid) -> Vec<Entry> {
        let db = self.house.house().database();
        db.read(move |tx| {
            let ids = tx.query(
                "SELECT id FROM outbox WHERE subject_id = $1 ORDER BY created_at, id",
                &[reservation.into()],
                |row| row.get::<Uuid>("id"),
            )?;
            let mut entries = Vec::new();
            for id in ids {
                entries.extend(outbox::get(tx, id)?);
            }
            Ok::<_, foh_store::StoreError>(entries)
        })
        .await
        .unwrap()
    }

    async fn only_entry(&self, reservation: Uuid) -> Entry {
        <[Entry; 1]>::try_from(self.entries(reservation).await)
            .unwrap()
            .into_iter()
            .next()
            .unwrap()
    }

    /// What waits for somebody to look.
    async fn parked(&self) -> Vec<Entry> {
        let found = self.house.house().undelivered(None, None, 10).await;
        let entries = found
            .unwrap()
            .into_iter()
            .map(|found: Undelivered| found.entry);
        entries
            .filter(|entry| entry.next_attempt_at.is_none())
            .collect()
    }

    pub fn subjects(&self) -> Vec<String> {
        self.server
            .received()
            .iter()
            .map(|received| mail::subject(&received.raw))
            .collect()
    }

    /// The confirmation token in an e-mail.
    fn confirmation(received: &Received) -> String {
        tokens_in(&mail::text(&received.raw), "/reservations/confirm").remove(0)
    }
}

fn is_wiped(entry: &Entry) -> bool {
    entry.payload.is_none() && entry.next_attempt_at.is_none()
}

both_engines! {
    async fn an_email_is_sent_once_and_its_content_wiped(engine: Engine) {
        let mails = MailHouse::open(engine);
        let (_, id) = mails.reserve().await;
        assert!(mails.server.received().is_empty(), "nothing leaves before the commit");
        assert_eq!(mails.deliver().await, 1);
        assert_eq!(mails.deliver().await, 0);
        assert_eq!(mails.deliver_later().await, 0);
        let received = mails.server.received();
        assert_eq!(received.len(), 1);
        assert!(received[0].to[0].ends_with("@example.org"), "{:?}", received[0].to);
        let entry = mails.only_entry(id).await;
        assert!(is_wiped(&entry), "{entry:?}");
        let token = MailHouse::confirmation(&received[0]);
        mails.house.confirm(&token).await.unwrap();
    }

    async fn a_server_that_is_down_costs_neither_reservation_nor_email(engine: Engine) {
        let mails = MailHouse::open(engine);
        mails.server.set_fault(Fault::Refuse);
        let (performance, id) = mails.reserve().await;
        mails.deliver().await;
        let entry = mails.only_entry(id).await;
        assert_eq!(entry.attempts, 1);
        assert!(entry.payload.is_some() && entry.last_error.is_some(), "{entry:?}");
        assert!(!format!("{:?}", entry.last_error).contains("example.org"), "no address in an error");
        assert_eq!(mails.house.places(performance).await.available(), 10);
        assert_eq!(mails.deliver().await, 0, "not before its time");

        mails.server.set_fault(Fault::None);
        assert_eq!(mails.deliver_later().await, 1);
        assert_eq!(mails.server.received().len(), 1);
        assert!(is_wiped(&mails.only_entry(id).await));
    }

    async fn a_server_that_says_later_is_asked_later(engine: Engine) {
        let mails = MailHouse::open(engine);
        mails.server.set_fault(Fault::Reply { code: 451, times: 2 });
        let (_, id) = mails.reserve().await;
        for attempt in 1..=2 {
            assert_eq!(mails.deliver_later().await, 1);
            assert_eq!(mails.only_entry(id).await.attempts, attempt);
            assert!(mails.server.received().is_empty());
        }
        assert_eq!(mails.deliver_later().await, 1);
        assert_eq!(mails.deliver_later().await, 0);
        assert_eq!(mails.server.received().len(), 1);
        assert!(is_wiped(&mails.only_entry(id).await));
    }

    /// Whether the server kept it nobody knows, so it is sent again; both are one message to whoever reads them.
    async fn a_server_that_hangs_up_gets_the_same_message_again(engine: Engine) {
        let mails = MailHouse::open(engine);
        mails.server.set_fault(Fault::HangUpAfterData { times: 1 });
        let (_, id) = mails.reserve().await;
        assert_eq!(mails.deliver_later().await, 1);
        assert_eq!(mails.deliver_later().await, 1);
        assert_eq!(mails.deliver_later().await, 0);
        let received = mails.server.received();
        assert_eq!(received.len(), 2);
        let id_of = |n: usize| mail::header(&received[n].raw, "Message-ID");
        assert!(id_of(0).is_some());
        assert_eq!(id_of(0), id_of(1));
        assert_eq!(MailHouse::confirmation(&received[0]), MailHouse::confirmation(&received[1]));
        assert!(is_wiped(&mails.only_entry(id).await));
    }

    async fn a_server_that_never_answers_is_left_alone_in_time(engine: Engine) {
        let mails = MailHouse::open(engine);
        mails.server.set_fault(Fault::Stall);
        let (_, id) = mails.reserve().await;
        let delivered = tokio::time::timeout(Duration::from_secs(20), mails.deliver()).await;
        assert_eq!(delivered.unwrap(), 1);
        let entry = mails.only_entry(id).await;
        assert_eq!((entry.attempts, entry.payload.is_some()), (1, true));
        mails.server.set_fault(Fault::None);
        assert_eq!(mails.deliver_later().await, 1);
        assert_eq!(mails.server.received().len(), 1);
        assert!(is_wiped(&mails.only_entry(id).await));
    }

    async fn what_is_refused_for_good_is_parked_until_staff_retry_it(engine: Engine) {
        let mails = MailHouse::open(engine);
        mails.server.set_fault(Fault::Reply { code: 550, times: 2 });
        let (_, id) = mails.reserve().await;
        assert_eq!(mails.deliver().await, 1);
        assert_eq!(mails.deliver_later().await, 0, "not tried again by itself");
        let parked = mails.parked().await;
        assert_eq!(parked.iter().map(|entry| entry.subject_id).collect::<Vec<_>>(), [id]);
        assert!(parked[0].last_error.as_ref().unwrap().contains("550"), "{parked:?}");

        let entry = parked[0].id;
        assert!(mails.house.house().retry_undelivered(entry).await.unwrap());
        assert!(!mails.house.house().retry_undelivered(entry).await.unwrap());
        assert!(!mails.house.house().retry_undelivered(id).await.unwrap(), "unknown");
        assert_eq!(mails.deliver().await, 1);
        assert_eq!(mails.parked().await.len(), 1, "refused again");
        assert!(mails.house.house().retry_undelivered(entry).await.unwrap());
        assert_eq!(mails.deliver().await, 1);
        assert!(mails.parked().await.is_empty());
        assert_eq!(mails.server.received().len(), 1);
        assert!(is_wiped(&mails.only_entry(id).await));
    }

    async fn after_many_attempts_an_email_is_parked_and_can_still_be_sent(engine: Engine) {
        let mails = MailHouse::open(engine);
        mails.server.set_fault(Fault::Refuse);
        let (_, id) = mails.reserve().await;
        let mut attempts = 0;
        while mails.deliver_later().await == 1 {
            attempts += 1;
            assert!(attempts < 100, "it never ends");
        }
        assert_eq!(attempts, 16);
        let parked = mails.parked().await;
        assert_eq!((parked.len(), parked[0].attempts), (1, 16));
        mails.server.set_fault(Fault::None);
        // The link has expired long ago, but the reservation is still pending, and its guest is told.
        assert!(mails.house.house().retry_undelivered(parked[0].id).await.unwrap());
        assert_eq!(mails.deliver().await, 1);
        assert_eq!(mails.server.received().len(), 1);
        assert!(is_wiped(&mails.only_entry(id).await));
    }

    async fn a_confirmation_that_comes_too_late_to_matter_is_not_sent(engine: Engine) {
        let mails = MailHouse::open(engine);
        let (_, id) = mails.reserve().await;
        mails.house.house().cancel_by_staff(id).await.unwrap();
        mails.deliver_all().await;
        assert!(mails.server.received().is_empty(), "{:?}", mails.subjects());
        for entry in mails.entries(id).await {
            assert!(is_wiped(&entry), "{entry:?}");
        }
    }

    async fn every_step_sends_its_email(engine: Engine) {
        let mails = MailHouse::open(engine);
        let (_, id) = mails.reserve().await;
        mails.deliver_all().await;
        let token = MailHouse::confirmation(&mails.server.received()[0]);
        let confirmed = mails.house.confirm(&token).await.unwrap();
        mails.deliver_all().await;
        let ticket_mail = mails.server.received().remove(1);
        let ticket = tokens_in(&mail::text(&ticket_mail.raw), "/ticket").remove(0);
        assert_eq!(ticket, crate::house::reveal(&confirmed.check_in));
        // The cancellation link of the first e-mail still works after the second one.
        let cancellation = tokens_in(&mail::text(&mails.server.received()[0].raw), "/reservations/cancel").remove(0);
        mails.house.cancel(&cancellation).await.unwrap();
        mails.deliver_all().await;
        assert_eq!(
            mails.subjects(),
            ["Please confirm: The Tempest", "Your ticket: The Tempest", "Cancelled: The Tempest"]
        );
        assert!(matches!(mails.house.house().resend(id).await, Err(ResendError::NothingToSend)));
    }

    async fn resending_sends_fresh_links_and_old_ones_keep_working(engine: Engine) {
        let mails = MailHouse::open(engine);
        let (performance, id) = mails.reserve().await;
        mails.house.house().resend(id).await.unwrap();
        mails.deliver_all().await;
        let received = mails.server.received();
        assert_eq!(received.len(), 2);
        let tokens: Vec<String> = received.iter().map(MailHouse::confirmation).collect();
        assert_ne!(tokens[0], tokens[1]);
        mails.house.confirm(&tokens[1]).await.unwrap();
        assert!(mails.house.confirm(&tokens[0]).await.is_err(), "confirmed once, by whichever link");
        assert_eq!(mails.house.places(performance).await.confirmed, 2);

        mails.house.house().resend(id).await.unwrap();
        mails.deliver_all().await;
        let tickets: Vec<String> = mails
            .server
            .received()
            .iter()
            .flat_map(|received| tokens_in(&mail::text(&received.raw), "/ticket"))
            .collect();
        assert_eq!(tickets.len(), 2);
        for ticket in &tickets {
            assert!(mails.house.house().ticket(crate::house::token(ticket), Some(id)).await.is_ok());
        }
        assert!(matches!(mails.house.house().resend(Uuid::nil()).await, Err(ResendError::Unknown)));
    }
}
