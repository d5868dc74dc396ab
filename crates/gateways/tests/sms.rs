//! Text messages over HTTP against a provider that behaves as Twilio documents, and everything it may do meanwhile.

#![allow(
    clippy::unwrap_used,
    reason = "a broken environment shall fail the test at once"
)]

use std::time::Duration;

use foh_domain::{identity::PhoneNumber, messages::TextStatus};
use foh_gateways::sms::{
    CallbackError, TextError, TextGateway, TextMessage, TextReport, Trouble, Twilio, TwilioSetup,
};
use foh_testkit::sms::{ACCOUNT, Fault, Provider, TOKEN, signature};

/// Long enough for every answer that comes, on a busy machine.
const PATIENT: Duration = Duration::from_secs(20);
/// For answers that never come.
const HASTY: Duration = Duration::from_millis(400);
const CALLBACK: &str = "https://tickets.example.org/api/sms/status?message=1";

fn message() -> TextMessage {
    TextMessage {
        to: PhoneNumber::parse("+250788123456").unwrap(),
        body: "Kigali - Huye & back: https://tickets.example.org/travel/booking/abc".into(),
        status_callback: CALLBACK.into(),
    }
}

fn setup(address: String) -> TwilioSetup {
    TwilioSetup {
        address,
        account: ACCOUNT.into(),
        token: TOKEN.into(),
        from: "+250788000000".into(),
    }
}

fn twilio(provider: &Provider, patience: Duration) -> Twilio {
    Twilio::with_patience(setup(provider.url()), patience).unwrap()
}

fn answer(status: u16, headers: &str, code: Option<u32>) -> Fault {
    Fault::Answer {
        status,
        headers: headers.to_owned(),
        code,
        times: 1,
    }
}

#[tokio::test]
async fn a_message_is_taken() {
    let provider = Provider::start();
    let message = message();
    let receipt = twilio(&provider, PATIENT).send(&message).await.unwrap();
    let taken = provider.taken().remove(0);
    assert_eq!(receipt.sid, taken.sid);
    let expected = [
        ("To", "+250788123456"),
        ("From", "+250788000000"),
        ("Body", message.body.as_str()),
        ("StatusCallback", CALLBACK),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(taken.fields, expected);
}

#[tokio::test]
async fn a_messaging_service_sends_too() {
    let provider = Provider::start();
    let from = "MG00112233445566778899aabbccddeeff".to_owned();
    let setup = TwilioSetup {
        from: from.clone(),
        ..setup(provider.url())
    };
    let service = Twilio::with_patience(setup, PATIENT).unwrap();
    service.send(&message()).await.unwrap();
    let taken = provider.taken().remove(0);
    assert_eq!(taken.field("MessagingServiceSid"), from);
    assert_eq!(taken.field("From"), "");
}

#[tokio::test]
async fn what_it_answers_decides_what_follows() {
    let provider = Provider::start();
    let twilio = twilio(&provider, PATIENT);
    let temporary = |status, code, wait: Option<u64>| TextError::Temporary {
        trouble: Trouble::Answer { status, code },
        retry_after: wait.map(Duration::from_secs),
    };
    let refused = |status, code| TextError::Refused(Trouble::Answer { status, code });
    let cases = [
        (
            answer(429, "retry-after: 30\r\n", Some(20429)),
            temporary(429, Some(20429), Some(30)),
        ),
        (
            answer(500, "", Some(20500)),
            temporary(500, Some(20500), None),
        ),
        (answer(503, "", None), temporary(503, None, None)),
        (answer(400, "", Some(21211)), refused(400, Some(21211))),
        (answer(400, "", Some(21610)), refused(400, Some(21610))),
        (answer(400, "", Some(21614)), refused(400, Some(21614))),
        (answer(400, "", None), refused(400, None)),
        (
            answer(307, "location: http://127.0.0.1:1/\r\n", None),
            refused(307, None),
        ),
        (
            answer(504, "", None),
            TextError::Unknown(Trouble::Answer {
                status: 504,
                code: None,
            }),
        ),
        // Something answers that is not the provider.
        (
            answer(200, "", None),
            TextError::Unknown(Trouble::Unreadable),
        ),
    ];
    for (fault, expected) in cases {
        provider.set_fault(fault);
        let error = twilio.send(&message()).await.unwrap_err();
        assert_eq!(error, expected);
        let words = format!("{error} {error:?}");
        let personal = ["250788", "example.org", TOKEN, "127.0.0.1"];
        assert!(
            !personal.iter().any(|secret| words.contains(secret)),
            "{words}"
        );
    }
    assert!(provider.taken().is_empty());
}

#[tokio::test]
async fn a_wrong_token_is_told_as_such() {
    let provider = Provider::start();
    let setup = TwilioSetup {
        token: "another".into(),
        ..setup(provider.url())
    };
    let stranger = Twilio::with_patience(setup, PATIENT).unwrap();
    let error = stranger.send(&message()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the text message was refused: the provider does not accept our credentials (20003)"
    );
}

#[tokio::test]
async fn a_lost_answer_is_neither_yes_nor_no() {
    let provider = Provider::start();
    for (fault, patience, trouble) in [
        (
            Fault::SilentAfterTaking { times: 1 },
            HASTY,
            Trouble::TimedOut,
        ),
        (Fault::CutAfterTaking { times: 1 }, PATIENT, Trouble::Broken),
        (Fault::Huge, PATIENT, Trouble::Unreadable),
    ] {
        provider.set_fault(fault);
        let sent = twilio(&provider, patience).send(&message()).await;
        assert_eq!(sent, Err(TextError::Unknown(trouble)));
    }
    assert_eq!(provider.taken().len(), 3, "they had left all the same");
}

#[tokio::test]
async fn it_is_found_out_whether_it_knows_us() {
    let provider = Provider::start();
    assert_eq!(twilio(&provider, PATIENT).greet().await, Ok(()));
    let setup = TwilioSetup {
        token: "another".into(),
        ..setup(provider.url())
    };
    let stranger = Twilio::with_patience(setup, PATIENT).unwrap();
    let unknown = TextError::Refused(Trouble::Answer {
        status: 401,
        code: None,
    });
    assert_eq!(stranger.greet().await, Err(unknown));
    assert!(provider.taken().is_empty());
}

#[tokio::test]
async fn who_is_not_there_was_not_asked() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let nobody = Twilio::with_patience(setup(address), PATIENT).unwrap();
    let expected = TextError::Temporary {
        trouble: Trouble::Unreachable,
        retry_after: None,
    };
    assert_eq!(nobody.send(&message()).await, Err(expected));
}

#[tokio::test]
async fn who_hangs_up_may_have_heard() {
    let provider = Provider::start();
    provider.set_fault(Fault::Down);
    let sent = twilio(&provider, PATIENT).send(&message()).await;
    assert_eq!(sent, Err(TextError::Unknown(Trouble::Broken)));
}

#[tokio::test]
async fn news_are_believed_only_if_they_are_signed() {
    let provider = Provider::start();
    let twilio = twilio(&provider, PATIENT);
    twilio.send(&message()).await.unwrap();
    let taken = provider.taken().remove(0);
    let report = |status, error_code| TextReport {
        sid: taken.sid.clone(),
        status,
        error_code,
    };
    for (word, code, expected) in [
        ("queued", None, Some(TextStatus::Queued)),
        ("sending", None, Some(TextStatus::Queued)),
        ("sent", None, Some(TextStatus::Sent)),
        ("delivered", None, Some(TextStatus::Delivered)),
        ("undelivered", Some(30003), Some(TextStatus::Undelivered)),
        ("failed", Some(30007), Some(TextStatus::Failed)),
        ("pondering", None, None),
    ] {
        let (fields, signature) = taken.news(word, code);
        let told = twilio.verify_callback(CALLBACK, &fields, &signature);
        assert_eq!(told, Ok(report(expected, code)), "{word}");
    }

    let (mut fields, signed) = taken.news("sent", None);
    let other = "https://tickets.example.org/api/sms/status?message=2";
    let forged = Err(CallbackError::Forged);
    assert_eq!(twilio.verify_callback(other, &fields, &signed), forged);
    assert_eq!(twilio.verify_callback(CALLBACK, &fields, ""), forged);
    fields[2].1 = "delivered".into();
    assert_eq!(twilio.verify_callback(CALLBACK, &fields, &signed), forged);

    let fields = vec![("AccountSid".to_owned(), ACCOUNT.to_owned())];
    let signed = signature(CALLBACK, &fields);
    let told = twilio.verify_callback(CALLBACK, &fields, &signed);
    assert_eq!(told, Err(CallbackError::Unreadable));
}
