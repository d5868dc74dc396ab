//! Airtel Money, as its portal documents it (developers.airtel.africa: Authorization, Collection v1, Refund v1, Callback).
//!
//! It answers 200 to nearly everything; codes inside say what it means.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State as Shared},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use foh_domain::payments::{Currency, Money};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use crate::{
    answer::{self, header_text, short},
    callbacks::Letter,
    digits::{self, Act},
    payment::{Payment, State, Why, Wire},
    sandbox::Sandbox,
    setup::Setup,
    sign, tokens,
};

const PRODUCT: &str = "airtel";
/// How long a token is good, in seconds.
const TOKEN_LASTS: i64 = 180;
/// The longest text and the longest id, in characters.
const LONGEST: usize = 64;

/// Codes of what goes well.
const DONE: &str = "DP00800001001";
const IN_PROCESS: &str = "DP00800001006";
/// Before a payment's id: its own name for the money it took, and for what it gave back.
const TAKEN: &str = "MP.";
const GIVEN_BACK: &str = "CI.";

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/auth/oauth2/token", post(token))
        .route("/merchant/v1/payments/", post(collect))
        .route("/standard/v1/payments/refund", post(give_back))
        .route("/standard/v1/payments/{id}", get(enquire))
}

/// Done, or being done.
fn success(code: &str) -> Value {
    json!({"code": "200", "message": "SUCCESS", "result_code": "ESB000010", "response_code": code, "success": true})
}

fn failure(result: &str, response: &str) -> Value {
    json!({"code": "200", "message": "FAILED", "result_code": result, "response_code": response, "success": false})
}

/// A refusal by a code of the product.
fn refused(code: &str) -> Response {
    answer::json(200, &json!({"status": failure("ESB000008", code)}))
}

#[derive(Deserialize)]
struct Credentials {
    client_id: String,
    client_secret: String,
    grant_type: String,
}

async fn token(Shared(sandbox): Shared<Arc<Sandbox>>, body: Bytes) -> Response {
    let expected = sandbox.setup.airtel();
    let known = serde_json::from_slice(&body).is_ok_and(|client: Credentials| {
        client.grant_type == "client_credentials"
            && sign::same(&client.client_id, &expected.client_id)
            && sign::same(
                &client.client_secret,
                expected.client_secret.expose_secret(),
            )
    });
    if !known {
        return answer::json(401, &json!({"error": "invalid_client"}));
    }
    let token = tokens::grant(&sandbox.setup, PRODUCT, TOKEN_LASTS);
    answer::json(
        200,
        &json!({"access_token": token, "expires_in": TOKEN_LASTS.to_string(), "token_type": "bearer"}),
    )
}

/// The currency of who is let in.
fn authorised(setup: &Setup, headers: &HeaderMap) -> Result<Currency, Response> {
    if !tokens::is_good(setup, PRODUCT, header_text(headers, "authorization")) {
        return Err(answer::json(401, &json!({"error": "invalid_token"})));
    }
    let currency = Currency::parse(header_text(headers, "x-currency"));
    match currency {
        Ok(currency) if header_text(headers, "x-country") == setup.country => Ok(currency),
        _ => Err(answer::json(
            403,
            &json!({"status": failure("ROUTER006", "")}),
        )),
    }
}

#[derive(Deserialize)]
struct Asked {
    reference: String,
    subscriber: Subscriber,
    transaction: Transaction,
}

#[derive(Deserialize)]
struct Subscriber {
    country: String,
    msisdn: String,
}

#[derive(Deserialize)]
struct Transaction {
    amount: Box<RawValue>,
    currency: String,
    id: String,
}

async fn collect(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let currency = match authorised(&sandbox.setup, &headers) {
        Ok(currency) => currency,
        Err(refusal) => return refusal,
    };
    let Ok(asked) = serde_json::from_slice::<Asked>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let Asked {
        subscriber,
        transaction: Transaction { amount, id, .. },
        ..
    } = &asked;
    let money = Money::parse(amount.get(), currency).unwrap_or(Money {
        amount: 0,
        currency,
    });
    if money.is_zero()
        || asked.transaction.currency != currency.code()
        || subscriber.country != sandbox.setup.country
    {
        return refused("DP00800001004");
    }
    let digits = subscriber.msisdn.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !(4..=15).contains(&subscriber.msisdn.len()) {
        return answer::json(200, &json!({"status": failure("ESB000033", "")}));
    }
    if id.is_empty() || id.chars().count() > LONGEST {
        return refused("DP00800001009");
    }
    let act = digits::act(&subscriber.msisdn);
    let purpose = short(&asked.reference, LONGEST);
    let payment = Payment::new(id.clone(), money, purpose, sandbox.now(), Wire::Airtel)
        .of(subscriber.msisdn.clone());
    let added = sandbox.books().payments.add(name(id), payment);
    let Some(number) = added else {
        return answer::json(200, &json!({"status": failure("ESB000041", "")}));
    };
    sandbox.act(number, act);
    match act {
        Act::PayUnheard => answer::lost(),
        _ => answer::json(
            200,
            &json!({"data": {"transaction": {"id": id, "status": "SUCCESS"}}, "status": success(IN_PROCESS)}),
        ),
    }
}

async fn enquire(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    if let Err(refusal) = authorised(&sandbox.setup, &headers) {
        return refusal;
    }
    match sandbox.books().payments.find(&name(&id)) {
        Some(payment) => answer::json(200, &result(payment)),
        None => refused("DP00800001025"),
    }
}

#[derive(Deserialize)]
struct GiveBack {
    transaction: Taken,
}

#[derive(Deserialize)]
struct Taken {
    airtel_money_id: String,
}

/// Whole payments only, and each once.
async fn give_back(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(refusal) = authorised(&sandbox.setup, &headers) {
        return refusal;
    }
    let Ok(asked) = serde_json::from_slice::<GiveBack>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut books = sandbox.books();
    let id = asked.transaction.airtel_money_id.strip_prefix(TAKEN);
    let number = id.and_then(|id| books.payments.number(&name(id)));
    let Some(payment) = number.and_then(|number| books.payments.get_mut(number)) else {
        return refused("DP00800001025");
    };
    let given = payment
        .left()
        .is_some_and(|left| payment.give_back(left).is_ok());
    if !given {
        return refused("DP00800001009");
    }
    let given = json!({"airtel_money_id": format!("{GIVEN_BACK}{}", payment.reference), "status": "SUCCESS"});
    answer::json(
        200,
        &json!({"data": {"transaction": given}, "status": success(DONE)}),
    )
}

fn name(id: &str) -> String {
    format!("airtel/{id}")
}

fn money_id(payment: &Payment) -> String {
    format!("{TAKEN}{}", payment.reference)
}

/// What the enquiry answers.
fn result(payment: &Payment) -> Value {
    let transaction =
        |status: &str| json!({"id": payment.reference, "message": status, "status": status});
    let failed = |status, code| json!({"data": {"transaction": transaction(status)}, "status": failure("ESB000008", code)});
    match payment.state {
        State::Waiting => {
            json!({"data": {"transaction": transaction("TIP")}, "status": success(IN_PROCESS)})
        }
        State::Paid(taken) => {
            let mut paid = transaction("TS");
            paid["airtel_money_id"] = json!(money_id(payment));
            paid["amount"] = json!(taken.plain());
            paid["currency"] = json!(taken.currency.code());
            json!({"data": {"transaction": paid}, "status": success(DONE)})
        }
        State::Failed(Why::Refused) => failed("TF", "DP00800001008"),
        State::Failed(Why::TooLittle) => failed("TF", "DP00800001007"),
        State::Failed(Why::Expired) => failed("TE", "DP00800001024"),
    }
}

/// `{"transaction": {…}, "hash": "…"}`, the hash being that of the transaction as it is written.
pub(crate) fn callback(payment: &Payment, state: State, setup: &Setup) -> Option<Letter> {
    let to = setup.airtel_callback.clone()?;
    let status = match state {
        State::Waiting => "TIP",
        State::Paid(_) => "TS",
        State::Failed(Why::Expired) => "TE",
        State::Failed(Why::Refused | Why::TooLittle) => "TF",
    };
    let mut transaction =
        json!({"id": payment.reference, "message": status, "status_code": status});
    if matches!(state, State::Paid(_)) {
        transaction["airtel_money_id"] = json!(money_id(payment));
    }
    let transaction = transaction.to_string();
    let hash = sign::sha256_base64(&setup.airtel_callback_key(), &transaction);
    Some(Letter {
        to,
        content_type: "application/json",
        body: format!(r#"{{"transaction":{transaction},"hash":"{hash}"}}"#),
        signature: None,
    })
}
