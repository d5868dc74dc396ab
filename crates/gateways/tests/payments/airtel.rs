//! Airtel Money.

use std::time::Duration;

use foh_domain::payments::{FailureReason, Reported};
use foh_gateways::payments::{
    Airtel, AirtelSetup, Charge, PaymentError, PaymentProvider, PaymentSetupError, Step, Trouble,
};
use serde_json::json;

use crate::{
    HASTY, PATIENT,
    airtel_server::{AirtelProvider, SECRET, failure},
    charge, money, payment, refused,
    server::{Fault, Server},
};

const PAY: &str = "POST /merchant/v1/payments/";
pub const CALLBACK_KEY: &str = "airtel-callback-key";

pub fn setup(address: String) -> AirtelSetup {
    AirtelSetup {
        address,
        country: "RW".into(),
        calling_code: "250".into(),
        client_id: "app".into(),
        client_secret: SECRET.into(),
        callback_key: Some(CALLBACK_KEY.into()),
    }
}

pub async fn airtel(patience: Duration) -> (Server<AirtelProvider>, Airtel) {
    let server = Server::start(AirtelProvider::default()).await;
    let airtel = Airtel::with_patience(setup(server.url()), patience).unwrap();
    (server, airtel)
}

pub fn francs() -> Charge {
    charge(money(2_500, "RWF"))
}

pub fn not_asked(reason: FailureReason, trouble: Trouble) -> PaymentError {
    PaymentError::Refused { reason, trouble }
}

#[tokio::test]
async fn a_payer_is_asked_as_documented() {
    let (server, airtel) = airtel(PATIENT).await;
    let charge = francs();
    let told = airtel.start(&charge).await;
    let started = told.outcome.unwrap();
    let id = charge.id.simple().to_string();
    assert_eq!(
        (started.reference, started.step),
        (id.clone(), Step::Approve)
    );
    assert_eq!(
        server.questions(PAY).remove(0).json(),
        json!({
            "reference": "Kigali Huye",
            "subscriber": {"country": "RW", "currency": "RWF", "msisdn": "788123456"},
            "transaction": {"amount": 2500, "country": "RW", "currency": "RWF", "id": id},
        })
    );
}

#[tokio::test]
async fn http_200_with_a_refusal_inside_is_a_refusal() {
    use FailureReason as Reason;
    let (server, airtel) = airtel(PATIENT).await;
    let charge = francs();
    let unknown = PaymentError::Unknown(Trouble::Answer(200));
    for (code, expected) in [
        ("DP00800001002", refused(Reason::Refused, 200)),
        ("DP00800001008", refused(Reason::Refused, 200)),
        ("DP00800001003", refused(Reason::LimitReached, 200)),
        ("DP00800001005", refused(Reason::NotAnswered, 200)),
        ("DP00800001007", refused(Reason::InsufficientFunds, 200)),
        ("DP00800001010", refused(Reason::ProviderFailed, 200)),
        ("ESB000036", refused(Reason::PayerUnknown, 200)),
        // It says that it cannot say, or what this program does not know: then it may have asked the payer.
        ("DP00800001000", unknown),
        ("DP00800001006", unknown),
        ("ROUTER117", unknown),
        ("DP00800009999", unknown),
        ("", unknown),
    ] {
        let body = json!({"status": failure(code)}).to_string();
        server.answer_instead(PAY, 200, &body);
        let told = airtel.start(&charge).await;
        assert_eq!(told.outcome, Err(expected), "{code}");
        let shown = format!("{told:?} {expected}");
        assert!(!shown.contains("788123456"), "{shown}");
        assert_eq!(told.answer.unwrap().body, body.as_bytes());
    }
    for body in ["", "{}", "<html>", "{\"status\": \"fine\"}"] {
        server.answer_instead(PAY, 200, body);
        assert_eq!(airtel.start(&charge).await.outcome, Err(unknown), "{body}");
    }
    assert_eq!(server.provider(|airtel| airtel.done), 0);
}

#[tokio::test]
async fn an_http_error_is_read_with_what_is_inside() {
    let (server, airtel) = airtel(PATIENT).await;
    let charge = francs();
    let failed = FailureReason::ProviderFailed;
    for (status, code, expected) in [
        (
            400,
            "DP00800001005",
            refused(FailureReason::PayerUnknown, 400),
        ),
        (400, "ROUTER003", refused(failed, 400)),
        (400, "", refused(failed, 400)),
        (408, "", PaymentError::Unknown(Trouble::Answer(408))),
        (429, "", PaymentError::NotSent(Trouble::Answer(429))),
        // The document has this code for a system that is down.
        (
            500,
            "DP00800001005",
            PaymentError::Unknown(Trouble::Answer(500)),
        ),
        (
            503,
            "ESB000041",
            PaymentError::Unknown(Trouble::Answer(503)),
        ),
    ] {
        server.answer_instead(PAY, status, &json!({"status": failure(code)}).to_string());
        let told = airtel.start(&charge).await.outcome;
        assert_eq!(told, Err(expected), "{status} {code}");
    }
}

#[tokio::test]
async fn a_payment_is_pending_and_then_decided() {
    use FailureReason as Reason;
    let (server, airtel) = airtel(PATIENT).await;
    let charge = francs();
    let id = airtel.start(&charge).await.outcome.unwrap().reference;
    let payment = payment(&charge, &id);
    assert_eq!(airtel.status(&payment).await.outcome, Ok(Reported::Pending));
    let fine = json!({"success": true, "response_code": "DP00800001001"});
    let failed = |reason| Reported::Failed(reason);
    let other = Reported::Completed(money(2_499, "RWF"));
    let dollars = Reported::Completed(money(2_500, "USD"));
    for (transaction, status, expected) in [
        (
            json!({"status": "TA"}),
            failure("DP00800001000"),
            Reported::Pending,
        ),
        (json!({"status": "TIP"}), fine.clone(), Reported::Pending),
        (
            json!({"status": "TE"}),
            failure("DP00800001029"),
            failed(Reason::NotAnswered),
        ),
        (
            json!({"status": "TF"}),
            failure("DP00800001002"),
            failed(Reason::Refused),
        ),
        (
            json!({"status": "TF"}),
            failure("DP00800001003"),
            failed(Reason::LimitReached),
        ),
        (
            json!({"status": "TF"}),
            failure("DP00800001005"),
            failed(Reason::NotAnswered),
        ),
        (
            json!({"status": "TF"}),
            failure("DP00800001007"),
            failed(Reason::InsufficientFunds),
        ),
        (
            json!({"status": "TF"}),
            failure("DP00800001009"),
            failed(Reason::ProviderFailed),
        ),
        (
            json!({"status": "TF"}),
            failure("DP00800009999"),
            failed(Reason::ProviderFailed),
        ),
        (json!({"status": "TR"}), fine.clone(), Reported::Unknown),
        (json!({"status": null}), fine.clone(), Reported::Unknown),
        // It says both.
        (
            json!({"status": "TS"}),
            failure("DP00800001008"),
            Reported::Unknown,
        ),
        (
            json!({"status": "TS"}),
            fine.clone(),
            Reported::Completed(charge.money),
        ),
        (json!({"amount": "2499"}), fine.clone(), other),
        (
            json!({"amount": 25.00, "currency": "USD"}),
            fine.clone(),
            Reported::Completed(money(2_500, "USD")),
        ),
        (
            json!({"amount": "25.00", "currency": "USD"}),
            fine.clone(),
            dollars,
        ),
        (
            json!({"amount": "2,500", "currency": "RWF"}),
            fine.clone(),
            Reported::Unknown,
        ),
        (
            json!({"amount": null, "currency": "USD"}),
            fine.clone(),
            Reported::Unknown,
        ),
        (
            json!({"currency": null, "id": "another"}),
            fine,
            Reported::Unknown,
        ),
    ] {
        server.provider(|airtel| airtel.becomes(&id, &transaction, status));
        let told = airtel.status(&payment).await.outcome;
        assert_eq!(told, Ok(expected), "{transaction}");
    }
}

#[tokio::test]
async fn a_time_out_after_the_payer_was_asked_leaves_it_unknown_and_asks_once() {
    let (server, airtel) = airtel(HASTY).await;
    let charge = francs();
    let payment = payment(&charge, "");
    assert_eq!(
        airtel.status(&payment).await.outcome,
        Err(PaymentError::Missing)
    );
    server.fail_after(PAY, Fault::Silent);
    let lost = airtel.start(&charge).await.outcome;
    assert_eq!(lost, Err(PaymentError::Unknown(Trouble::TimedOut)));
    assert_eq!(airtel.status(&payment).await.outcome, Ok(Reported::Pending));
    // ESB000041: the id was used before.
    airtel.start(&charge).await.outcome.unwrap();
    assert_eq!(server.provider(|airtel| airtel.done), 1);
}

#[tokio::test]
async fn an_enquiry_that_fails_says_nothing_of_the_payment() {
    let (server, airtel) = airtel(PATIENT).await;
    let charge = francs();
    airtel.start(&charge).await.outcome.unwrap();
    let payment = payment(&charge, "");
    for (status, body, trouble) in [
        (
            200,
            json!({"status": failure("ESB000014")}),
            Trouble::Unreadable,
        ),
        (
            200,
            json!({"data": null, "status": {"success": true}}),
            Trouble::Unreadable,
        ),
        (
            500,
            json!({"status": failure("DP00800001025")}),
            Trouble::Answer(500),
        ),
    ] {
        server.answer_instead("GET", status, &body.to_string());
        let told = airtel.status(&payment).await.outcome;
        assert_eq!(told, Err(PaymentError::Unknown(trouble)), "{body}");
    }
}

#[tokio::test]
async fn a_token_is_kept_and_renewed_once_when_it_is_refused() {
    let (server, airtel) = airtel(PATIENT).await;
    let charge = francs();
    let payment = payment(&charge, "");
    airtel.start(&charge).await.outcome.unwrap();
    airtel.status(&payment).await.outcome.unwrap();
    assert_eq!(server.provider(|airtel| airtel.granted), 1);
    server.provider(AirtelProvider::expire_tokens);
    airtel.status(&payment).await.outcome.unwrap();
    assert_eq!(server.provider(|airtel| airtel.granted), 2);
    let stranger = Airtel::new(AirtelSetup {
        client_secret: "another".into(),
        ..setup(server.url())
    });
    let told = stranger.unwrap().start(&charge).await.outcome;
    assert_eq!(told, Err(PaymentError::NotSent(Trouble::Credentials)));
}

#[tokio::test]
async fn numbers_of_other_countries_are_refused() {
    let (server, airtel) = airtel(PATIENT).await;
    let mut charge = francs();
    for phone in [None, Some("+256788123456")] {
        charge.phone = phone.map(|phone| foh_domain::identity::PhoneNumber::parse(phone).unwrap());
        let told = airtel.start(&charge).await.outcome;
        let expected = not_asked(FailureReason::PayerUnknown, Trouble::Phone);
        assert_eq!(told, Err(expected));
    }
    assert!(server.questions("").is_empty());
}

#[test]
fn a_setup_is_checked_and_shows_no_secret() {
    let address = || "https://example.org".to_owned();
    for (wrong, expected) in [
        (
            AirtelSetup {
                calling_code: "+250".into(),
                ..setup(address())
            },
            "calling code",
        ),
        (
            AirtelSetup {
                country: String::new(),
                ..setup(address())
            },
            "country",
        ),
    ] {
        let error = Airtel::new(wrong).unwrap_err();
        assert_eq!(error, PaymentSetupError::Text(expected));
    }
    let shown = format!(
        "{:?} {:?}",
        setup(address()),
        Airtel::new(setup(address())).unwrap()
    );
    assert!(
        !shown.contains(SECRET) && !shown.contains(CALLBACK_KEY),
        "{shown}"
    );
}
