//! MTN `MoMo`, as the Open API documents it (momodeveloper.mtn.com: Collections `requesttopay` and Disbursements `refund`, v1.0).

mod refunds;

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
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use crate::{
    answer::{self, header_text, short},
    callbacks::Letter,
    digits::{self, Act},
    payment::{Payment, State, Why, Wire},
    sandbox::Sandbox,
    setup::{MTN_ENVIRONMENT, Setup},
    sign, tokens,
};

pub(crate) use refunds::callback as refund_callback;

const COLLECTION: &str = "collection";
const DISBURSEMENT: &str = "disbursement";
/// How long a token is good, in seconds.
const TOKEN_LASTS: i64 = 3_600;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 160;

/// What MTN keeps of a request to pay.
pub(crate) struct Request {
    external_id: String,
    callback: Option<Url>,
}

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/collection/token/", post(collection_token))
        .route("/disbursement/token/", post(disbursement_token))
        .route("/collection/v1_0/requesttopay", post(request_to_pay))
        .route("/collection/v1_0/requesttopay/{id}", get(payment))
        .route("/disbursement/v1_0/refund", post(refunds::make))
        .route("/disbursement/v1_0/refund/{id}", get(refunds::look))
}

async fn collection_token(Shared(sandbox): Shared<Arc<Sandbox>>, headers: HeaderMap) -> Response {
    token(&sandbox.setup, COLLECTION, &headers).unwrap_or_else(|refusal| refusal)
}

async fn disbursement_token(Shared(sandbox): Shared<Arc<Sandbox>>, headers: HeaderMap) -> Response {
    token(&sandbox.setup, DISBURSEMENT, &headers).unwrap_or_else(|refusal| refusal)
}

fn token(setup: &Setup, product: &str, headers: &HeaderMap) -> Result<Response, Response> {
    subscribed(setup, product, headers)?;
    let access = setup.mtn_access(product);
    let authorization = header_text(headers, "authorization");
    if !Setup::is_basic(authorization, &access.user.to_string(), &access.key) {
        return Err(answer::json(401, &json!({"error": "login_required"})));
    }
    let token = tokens::grant(setup, product, TOKEN_LASTS);
    Ok(answer::json(
        200,
        &json!({"access_token": token, "token_type": "access_token", "expires_in": TOKEN_LASTS}),
    ))
}

fn subscribed(setup: &Setup, product: &str, headers: &HeaderMap) -> Result<(), Response> {
    let key = header_text(headers, "ocp-apim-subscription-key");
    let expected = setup.mtn_access(product).subscription_key;
    if sign::same(key, expected.expose_secret()) {
        return Ok(());
    }
    let message = "Access denied due to invalid subscription key.";
    Err(answer::json(
        401,
        &json!({"statusCode": 401, "message": message}),
    ))
}

fn authorised(setup: &Setup, product: &str, headers: &HeaderMap) -> Result<(), Response> {
    subscribed(setup, product, headers)?;
    if !tokens::is_good(setup, product, header_text(headers, "authorization")) {
        return Err(answer::json(401, &json!({"error": "login_required"})));
    }
    if header_text(headers, "x-target-environment") != MTN_ENVIRONMENT {
        return Err(refusal(500, "NOT_ALLOWED_TARGET_ENVIRONMENT"));
    }
    Ok(())
}

fn refusal(status: u16, code: &str) -> Response {
    answer::json(status, &json!({"code": code, "message": code}))
}

/// What is asked for, of money either way.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    amount: String,
    currency: String,
    external_id: String,
    #[serde(default)]
    payer_message: String,
    payer: Option<Payer>,
    reference_id_to_refund: Option<Uuid>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payer {
    party_id: String,
}

impl Asked {
    fn money(&self) -> Option<Money> {
        let currency = Currency::parse(&self.currency).ok()?;
        let money = Money::parse(&self.amount, currency).ok()?;
        (!money.is_zero()).then_some(money)
    }
}

/// What both kinds of question have: the caller's id, the amount, and where to tell of it.
fn read(headers: &HeaderMap, body: &[u8]) -> Option<(Uuid, Asked, Money, Option<Url>)> {
    let id = Uuid::parse_str(header_text(headers, "x-reference-id")).ok()?;
    let asked: Asked = serde_json::from_slice(body).ok()?;
    let money = asked.money()?;
    let callback = match header_text(headers, "x-callback-url") {
        "" => None,
        address => Some(answer::web_address(address)?),
    };
    Some((id, asked, money, callback))
}

async fn request_to_pay(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(refusal) = authorised(&sandbox.setup, COLLECTION, &headers) {
        return refusal;
    }
    let Some((id, asked, money, callback)) = read(&headers, &body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let number = asked.payer.map(|payer| payer.party_id).unwrap_or_default();
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !(6..=15).contains(&number.len()) {
        return refusal(400, "PAYER_NOT_FOUND");
    }
    let act = digits::act(&number);
    let purpose = short(&asked.payer_message, LONGEST_NOTE);
    let wire = Wire::Mtn(Request {
        external_id: short(&asked.external_id, LONGEST_NOTE),
        callback,
    });
    let payment = Payment::new(id.to_string(), money, purpose, sandbox.now(), wire).of(number);
    let added = sandbox.books().payments.add(name(id), payment);
    let Some(payment) = added else {
        return refusal(409, "RESOURCE_ALREADY_EXIST");
    };
    sandbox.act(payment, act);
    match act {
        Act::PayUnheard => answer::lost(),
        _ => StatusCode::ACCEPTED.into_response(),
    }
}

async fn payment(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    Path(id): Path<Uuid>,
) -> Response {
    if let Err(refusal) = authorised(&sandbox.setup, COLLECTION, &headers) {
        return refusal;
    }
    let books = sandbox.books();
    match books.payments.find(&name(id)) {
        Some(payment) => match &payment.wire {
            Wire::Mtn(request) => answer::json(200, &request.result(payment, payment.state)),
            Wire::Airtel | Wire::Stripe(_) => refusal(404, "RESOURCE_NOT_FOUND"),
        },
        None => refusal(404, "RESOURCE_NOT_FOUND"),
    }
}

fn name(id: Uuid) -> String {
    format!("mtn/{id}")
}

fn with_reason(mut result: Value, code: &str) -> Value {
    result["reason"] = json!({"code": code, "message": code});
    result
}

impl Request {
    /// What the enquiry answers, and what a callback says.
    fn result(&self, payment: &Payment, state: State) -> Value {
        let result = |money: Money, status: &str| {
            json!({
                "amount": money.plain(), "currency": money.currency.code(), "externalId": self.external_id,
                "payer": {"partyIdType": "MSISDN", "partyId": payment.number},
                "payerMessage": payment.purpose, "payeeNote": payment.purpose, "status": status,
            })
        };
        let failed = |code| with_reason(result(payment.asked, "FAILED"), code);
        match state {
            State::Waiting => result(payment.asked, "PENDING"),
            State::Paid(taken) => {
                let mut paid = result(taken, "SUCCESSFUL");
                paid["financialTransactionId"] = json!(payment.reference);
                paid
            }
            State::Failed(Why::Refused) => failed("APPROVAL_REJECTED"),
            State::Failed(Why::TooLittle) => failed("NOT_ENOUGH_FUNDS"),
            State::Failed(Why::Expired) => failed("EXPIRED"),
        }
    }

    pub(crate) fn callback(&self, payment: &Payment, state: State) -> Option<Letter> {
        let to = self.callback.clone()?;
        Some(Letter::json(to, &self.result(payment, state)))
    }
}
