//! Telling customer records over HTTP, and everything they may do meanwhile.

#![allow(
    clippy::unwrap_used,
    reason = "a broken environment shall fail the test at once"
)]

use std::time::{Duration, Instant};

use foh_gateways::crm::{
    BookedBy, BookedEvent, BookingNotification, CrmError, CrmGateway, HttpCrm, Trouble,
};
use foh_testkit::crm::{Fault, Receiver, TOKEN, Told};
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_millis(400);
/// Longer than anything may take here on a busy machine.
const LIMIT: Duration = Duration::from_secs(20);

fn booking() -> BookingNotification {
    BookingNotification {
        booking_id: Uuid::from_u128(1),
        user: BookedBy {
            id: Uuid::from_u128(2),
            email: "ada@example.org".into(),
            name: "Ada Lovelace".into(),
        },
        event: BookedEvent {
            id: Uuid::from_u128(3),
            title: "Morning practice".into(),
            start_time: "2026-11-28T08:00:00Z".parse().unwrap(),
        },
        facilitator_id: Uuid::from_u128(4),
    }
}

fn crm(receiver: &Receiver) -> HttpCrm {
    HttpCrm::with_patience(&receiver.url(), TOKEN.into(), PATIENCE).unwrap()
}

fn again(trouble: Trouble, retry_after: Option<u64>) -> CrmError {
    CrmError::Temporary {
        trouble,
        retry_after: retry_after.map(Duration::from_secs),
    }
}

fn answer(status: u16, headers: &str, times: usize) -> Fault {
    Fault::Answer {
        status,
        headers: headers.to_owned(),
        times,
    }
}

#[tokio::test]
async fn a_booking_arrives_as_the_contract_says() {
    let receiver = Receiver::start();
    crm(&receiver).tell(&booking(), "key-1").await.unwrap();
    let expected = Told {
        question: "POST /api/booking-notification".into(),
        key: "key-1".into(),
        body: serde_json::to_string(&booking()).unwrap(),
    };
    assert_eq!(receiver.told(), [expected]);
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_told_as_such() {
    let receiver = Receiver::start();
    let stranger = HttpCrm::new(&receiver.url(), "another".into()).unwrap();
    let told = stranger.tell(&booking(), "key-1").await;
    assert_eq!(told, Err(CrmError::Refused(Trouble::Answer(401))));
    assert!(receiver.told().is_empty());
}

#[tokio::test]
async fn what_they_answer_decides_what_follows() {
    let receiver = Receiver::start();
    let crm = crm(&receiver);
    let cases = [
        (500, "", again(Trouble::Answer(500), None)),
        (
            503,
            "retry-after: 90\r\n",
            again(Trouble::Answer(503), Some(90)),
        ),
        (
            429,
            "date: Sat, 21 Nov 2026 10:00:00 GMT\r\nretry-after: Sat, 21 Nov 2026 10:02:00 GMT\r\n",
            again(Trouble::Answer(429), Some(120)),
        ),
        (422, "", CrmError::Refused(Trouble::Answer(422))),
    ];
    for (status, headers, expected) in cases {
        receiver.set_fault(answer(status, headers, 1));
        assert_eq!(crm.tell(&booking(), "key-1").await, Err(expected));
    }
    assert!(receiver.told().is_empty());
    crm.tell(&booking(), "key-1").await.unwrap();
}

#[tokio::test]
async fn nobody_is_followed_elsewhere() {
    let (receiver, elsewhere) = (Receiver::start(), Receiver::start());
    let to = format!("location: {}/api/booking-notification\r\n", elsewhere.url());
    for status in [301, 302, 303, 307, 308] {
        receiver.set_fault(answer(status, &to, 1));
        let told = crm(&receiver).tell(&booking(), "key-1").await;
        assert_eq!(told, Err(CrmError::Refused(Trouble::Answer(status))));
    }
    assert!(elsewhere.told().is_empty());
}

#[tokio::test]
async fn who_does_not_answer_in_time_may_have_it_all_the_same() {
    let receiver = Receiver::start();
    let crm = crm(&receiver);
    receiver.set_fault(Fault::SilentAfterTaking { times: 1 });
    let told = tokio::time::timeout(LIMIT, crm.tell(&booking(), "key-1")).await;
    assert_eq!(told.unwrap(), Err(again(Trouble::TimedOut, None)));
    crm.tell(&booking(), "key-1").await.unwrap();
    assert_eq!((receiver.told().len(), receiver.kept().len()), (2, 1));
}

#[tokio::test]
async fn who_is_slow_within_bounds_is_waited_for() {
    let receiver = Receiver::start();
    receiver.set_fault(Fault::Slow(Duration::from_millis(50)));
    let patient = HttpCrm::new(&receiver.url(), TOKEN.into()).unwrap();
    patient.tell(&booking(), "key-1").await.unwrap();
}

#[tokio::test]
async fn who_hangs_up_is_called_again_later() {
    let receiver = Receiver::start();
    receiver.set_fault(Fault::Down);
    let told = crm(&receiver).tell(&booking(), "key-1").await;
    assert_eq!(told, Err(again(Trouble::Unreachable, None)));
}

#[tokio::test]
async fn an_answer_without_end_is_not_read() {
    let receiver = Receiver::start();
    receiver.set_fault(Fault::Huge);
    let patient = HttpCrm::new(&receiver.url(), TOKEN.into()).unwrap();
    let begun = Instant::now();
    patient.tell(&booking(), "key-1").await.unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "it reads to the end"
    );
    assert_eq!(receiver.kept().len(), 1);
}

#[tokio::test]
async fn an_error_says_nothing_of_whose_booking_it_is() {
    let receiver = Receiver::start();
    receiver.set_fault(answer(400, "x-about: ada@example.org\r\n", 1));
    let error = crm(&receiver).tell(&booking(), "key-1").await.unwrap_err();
    let words = format!("{error} {error:?}");
    assert!(
        !words.contains("ada") && !words.contains(TOKEN) && !words.contains("127.0.0.1"),
        "{words}"
    );
}
