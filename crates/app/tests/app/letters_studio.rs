//! What guests and facilitators of the studio read, and what their calendars are told.

use std::sync::Arc;

use foh_app::identity::{NewAccount, Staff};
use foh_domain::{
    identity::{Granted, PersonName, Role},
    payments::{Currency, Money},
    studio::{Facilitator, Session, SessionFields, SessionKind},
    theatre::Zone,
};
use foh_testkit::{both_engines, engines::Engine, mail, smtp::Received};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::house::TestHouse;
use crate::letters::readable;
use crate::outbox::MailHouse;

/// The guest's name is one that wants to be escaped, as is the title.
const GUEST: &str = "Zoë <b>O’Hara</b>; & Co.";

fn begins() -> Timestamp {
    "2026-11-28T17:00:00Z".parse().unwrap()
}

fn session(kind: SessionKind, price: i64) -> Session {
    Session::parse(SessionFields {
        kind,
        title: "Breath, voice; and <rest>",
        description: "",
        location: "Via dei Tessitori 12, Bologna",
        time_zone: Zone::parse("Europe/Rome").unwrap(),
        starts_at: begins(),
        ends_at: begins() + SignedDuration::from_mins(90),
        capacity: 12,
        price: Money::of(price, Currency::EUR).unwrap(),
    })
    .unwrap()
}

/// A session, who holds it, and a booking of it.
struct Studio<'a> {
    house: &'a TestHouse,
    facilitator: Staff,
    session: Uuid,
    guest: Uuid,
    booking: Uuid,
}

impl<'a> Studio<'a> {
    async fn open(house: &'a TestHouse, offered: Session) -> Self {
        let facilitator = Staff {
            id: house.staff(Role::Facilitator).await,
            role: Role::Facilitator,
            name: PersonName::parse("Bruno Conti").unwrap(),
            scopes: Vec::new(),
            session: None,
            granted: Granted::Everything,
            must_enrol: false,
        };
        let node = house.house();
        let session = node.create_session(offered, &facilitator).await.unwrap();
        let guest = NewAccount {
            email: "zoe@example.org",
            name: GUEST,
            role: Role::Member,
            password: None,
        };
        let guest = node.create_user(guest).await.unwrap();
        let booked = node.book_session(session, guest, None).await.unwrap();
        Self {
            house,
            facilitator,
            session,
            guest,
            booking: booked.booking_id,
        }
    }

    async fn change(&self, change: impl Fn(&mut Session) + Send + Sync + 'static) {
        let change = Arc::new(move |mut session: Session| {
            change(&mut session);
            Ok(session)
        });
        let node = self.house.house();
        node.change_session(self.session, &self.facilitator, change)
            .await
            .unwrap();
    }

    async fn move_by(&self, by: SignedDuration) {
        self.change(move |session| {
            session.starts_at += by;
            session.ends_at += by;
        })
        .await;
    }

    async fn cancel_booking(&self) {
        let node = self.house.house();
        node.cancel_booking(self.booking, self.guest).await.unwrap();
    }

    async fn call_off(&self) {
        let node = self.house.house();
        node.cancel_session(self.session, &self.facilitator)
            .await
            .unwrap();
    }

    /// The text of the only wanted e-mail of a kind, if there is one.
    async fn mail(&self, kind: &str) -> Option<String> {
        let mut mails = self.house.mails(kind).await;
        assert!(mails.len() < 2, "{mails:?}");
        mails.pop().map(|(_, text)| text)
    }

    /// The kinds of e-mails that are still wanted, sorted.
    async fn wanted(&self) -> Vec<String> {
        let kept = self.house.house().mailbox(None, 1_000).await.unwrap();
        let mut kinds: Vec<_> = kept
            .into_iter()
            .filter_map(|(summary, mail)| mail.map(|_| summary.kind))
            .collect();
        kinds.sort();
        kinds
    }
}

/// The letter and what it tells the calendar, without the ids.
fn told(received: &Received) -> String {
    let mut text = readable(received);
    if let Some((method, ics)) = mail::calendar(&received.raw) {
        let unfolded = ics.replace("\r\n ", "").replace("\r\n", "\n");
        text = format!("{text}\n-- calendar, {method} --\n{unfolded}");
    }
    while let Some(at) = id_in(&text) {
        text.replace_range(at..at + 36, "[id]");
    }
    text
}

fn id_in(text: &str) -> Option<usize> {
    (0..text.len()).find(|at| {
        text.get(*at..at + 36)
            .is_some_and(|part| Uuid::try_parse(part).is_ok())
    })
}

/// Sends what is due and answers the letter with this subject, which is the only one.
async fn letter(mails: &MailHouse, subject: &str) -> Received {
    let before = mails.server.received().len();
    while mails.deliver().await > 0 {}
    let mut found: Vec<_> = mails
        .server
        .received()
        .drain(before..)
        .filter(|received| mail::subject(&received.raw) == subject)
        .collect();
    assert_eq!(found.len(), 1, "{subject}: {:?}", mails.subjects());
    found.remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_letters_of_a_booking() {
    let mails = MailHouse::open(Engine::Sqlite);
    let studio = Studio::open(&mails.house, session(SessionKind::Session, 2_500)).await;
    while mails.deliver().await > 0 {}
    let received = mails.server.received();
    let with = |subject: &str| {
        let mut all = received.iter();
        told(
            all.find(|received| mail::subject(&received.raw) == subject)
                .unwrap(),
        )
    };
    insta::assert_snapshot!("booked", with("Booked: Breath, voice; and <rest>"));
    insta::assert_snapshot!(
        "booked_notice",
        with("New booking: Breath, voice; and <rest>")
    );
    studio.move_by(SignedDuration::from_hours(25)).await;
    let moved = letter(&mails, "Moved: Breath, voice; and <rest>").await;
    insta::assert_snapshot!("session_moved", told(&moved));
    studio
        .change(|session| session.location = "Piazza Maggiore 1, Bologna".into())
        .await;
    let changed = letter(&mails, "Changed: Breath, voice; and <rest>").await;
    insta::assert_snapshot!("session_changed", told(&changed));
    studio.call_off().await;
    let off = letter(&mails, "Cancelled: Breath, voice; and <rest>").await;
    insta::assert_snapshot!("session_cancelled", told(&off));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_letters_of_a_cancelled_booking() {
    let mails = MailHouse::open(Engine::Sqlite);
    let mut retreat = session(SessionKind::Retreat, 0);
    retreat.ends_at = begins() + SignedDuration::from_hours(42);
    retreat.location = String::new();
    let studio = Studio::open(&mails.house, retreat).await;
    while mails.deliver().await > 0 {}
    let before = mails.server.received().len();
    studio.cancel_booking().await;
    while mails.deliver().await > 0 {}
    let received = mails.server.received().split_off(before);
    let to = |address: &str| {
        let mut all = received.iter();
        told(
            all.find(|received| received.to == [address])
                .unwrap_or_else(|| panic!("nothing to {address}")),
        )
    };
    insta::assert_snapshot!("booking_cancelled", to("zoe@example.org"));
    let facilitator = received
        .iter()
        .find(|received| received.to != ["zoe@example.org"]);
    insta::assert_snapshot!("booking_cancelled_notice", to(&facilitator.unwrap().to[0]));
}

/// The lines of a calendar entry that say which it is, how new, and what became of it.
fn entry(received: &Received) -> Vec<String> {
    let (method, ics) = mail::calendar(&received.raw).unwrap();
    let unfolded = ics.replace("\r\n ", "");
    let named = ["UID", "SEQUENCE", "DTSTART", "METHOD"];
    assert!(unfolded.contains(&format!("METHOD:{method}")));
    unfolded
        .lines()
        .filter(|line| named.iter().any(|name| line.starts_with(name)))
        .map(str::to_owned)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_calendar_keeps_one_entry_of_a_booking() {
    let mails = MailHouse::open(Engine::Sqlite);
    let studio = Studio::open(&mails.house, session(SessionKind::Session, 0)).await;
    let uid = format!("UID:{}@tickets.example.org", studio.booking);
    let booked = letter(&mails, "Booked: Breath, voice; and <rest>").await;
    assert_eq!(
        entry(&booked),
        [
            "METHOD:REQUEST",
            "DTSTART:20261128T170000Z",
            "SEQUENCE:0",
            &uid
        ]
    );
    studio.move_by(SignedDuration::from_hours(24)).await;
    let moved = letter(&mails, "Moved: Breath, voice; and <rest>").await;
    assert_eq!(
        entry(&moved),
        [
            "METHOD:REQUEST",
            "DTSTART:20261129T170000Z",
            "SEQUENCE:1",
            &uid
        ]
    );
    studio.cancel_booking().await;
    let cancelled = letter(&mails, "Cancelled: Breath, voice; and <rest>").await;
    assert_eq!(
        entry(&cancelled),
        [
            "METHOD:CANCEL",
            "DTSTART:20261129T170000Z",
            "SEQUENCE:2",
            &uid
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_letters_of_an_application() {
    let mails = MailHouse::open(Engine::Sqlite);
    let node = mails.house.house();
    let profile = Facilitator::parse("Since 1998.", "Voice").unwrap();
    for (address, approved, subject, snapshot) in [
        (
            "noor@example.org",
            true,
            "You can hold sessions now",
            "facilitator_approved",
        ),
        (
            "ada@example.org",
            false,
            "Your application as a facilitator",
            "facilitator_refused",
        ),
    ] {
        let account = NewAccount {
            email: address,
            name: GUEST,
            role: Role::Member,
            password: None,
        };
        let account = node.create_user(account).await.unwrap();
        node.apply_as_facilitator(account, &profile).await.unwrap();
        node.decide_on_facilitator(account, approved).await.unwrap();
        insta::assert_snapshot!(snapshot, readable(&letter(&mails, subject).await));
    }
}

both_engines! {
    async fn what_has_moved_on_is_not_told_any_more(engine: Engine) {
        let house = TestHouse::open(engine);
        let studio = Studio::open(&house, session(SessionKind::Session, 0)).await;
        assert_eq!(studio.wanted().await, ["booked", "booked_notice"]);
        studio.move_by(SignedDuration::from_hours(24)).await;
        assert_eq!(studio.wanted().await, ["booked", "booked_notice", "session_moved"]);
        studio.cancel_booking().await;
        assert_eq!(studio.wanted().await, ["booking_cancelled", "booking_cancelled_notice"]);
        studio.call_off().await;
        assert_eq!(studio.wanted().await, ["booking_cancelled", "booking_cancelled_notice"]);
    }

    async fn a_guest_of_a_session_that_is_called_off_is_told_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let studio = Studio::open(&house, session(SessionKind::Session, 0)).await;
        studio.move_by(SignedDuration::from_hours(24)).await;
        studio.call_off().await;
        assert_eq!(studio.wanted().await, ["session_cancelled"]);
    }

    async fn the_last_letter_is_right_however_often_a_session_was_moved(engine: Engine) {
        let house = TestHouse::open(engine);
        let studio = Studio::open(&house, session(SessionKind::Session, 0)).await;
        studio.move_by(SignedDuration::from_hours(24)).await;
        let first = studio.mail("session_moved").await.unwrap();
        assert!(first.contains("Sunday 29 November 2026, 18:00–19:30 (Europe/Rome)\nInstead of Saturday 28 November 2026, 18:00"), "{first}");
        studio.move_by(SignedDuration::from_hours(24)).await;
        let mut both: Vec<_> = house.mails("session_moved").await.into_iter().map(|(_, text)| text).collect();
        both.sort();
        let now = "Monday 30 November 2026, 18:00–19:30 (Europe/Rome)\nInstead of ";
        assert!(both[0].contains(&format!("{now}Saturday 28 November 2026")), "{both:?}");
        assert!(both[1].contains(&format!("{now}Sunday 29 November 2026")), "{both:?}");
        // Moved back: nothing is said to be instead of itself.
        studio.move_by(SignedDuration::from_hours(-48)).await;
        let back = house.mails("session_moved").await;
        assert_eq!(back.iter().filter(|(_, text)| text.contains("Instead of")).count(), 2);
        assert!(back.iter().all(|(_, text)| text.contains("\nSaturday 28 November 2026, 18:00–19:30")));
    }

    async fn an_erased_guest_and_a_facilitator_who_left_get_nothing(engine: Engine) {
        let house = TestHouse::open(engine);
        let studio = Studio::open(&house, session(SessionKind::Session, 0)).await;
        let node = house.house();
        node.deactivate(studio.facilitator.id).await.unwrap();
        assert_eq!(studio.wanted().await, ["booked"]);
        let id = studio.booking;
        node.database().write(id, move |tx| {
            tx.execute(
                "UPDATE reservations SET guest = NULL, email_lookup = NULL WHERE id = $1",
                &[id.into()],
            )
        }).await.unwrap();
        assert!(studio.wanted().await.is_empty());
    }

    /// Each guest has an entry of their own, addressed in the transaction that moves the session.
    async fn every_guest_of_a_moved_session_is_told(engine: Engine) {
        let house = TestHouse::open(engine);
        let studio = Studio::open(&house, session(SessionKind::Session, 0)).await;
        let node = house.house();
        for number in 0..5 {
            let email = format!("guest-of-{number}@example.org");
            let guest = NewAccount { email: &email, name: "Ada Rossi", role: Role::Member, password: None };
            let guest = node.create_user(guest).await.unwrap();
            node.book_session(studio.session, guest, None).await.unwrap();
        }
        studio.move_by(SignedDuration::from_hours(24)).await;
        let mut told: Vec<_> = house.mails("session_moved").await.into_iter().map(|(to, _)| to).collect();
        told.sort();
        let mut expected: Vec<_> = (0..5).map(|number| format!("guest-of-{number}@example.org")).collect();
        expected.push("zoe@example.org".into());
        assert_eq!(told, expected);
    }
}
