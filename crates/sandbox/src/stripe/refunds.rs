//! Refunds of cards: in parts if need be.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::Response,
};
use foh_domain::payments::Money;
use serde_json::{Value, json};

use super::{Refusal, authorised, form::Form, once, session::name_of_intent, units};
use crate::{
    answer,
    refund::{NotGiven, Refund, RefundState},
    sandbox::{Books, Sandbox},
};

pub(super) async fn make(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if let Err(refusal) = authorised(&sandbox, &headers) {
        return refusal.answer();
    }
    let mut made = None;
    let answer = once(
        &sandbox.setup,
        &mut sandbox.books(),
        &headers,
        &body,
        |books| {
            let (id, money) = give_back(&sandbox, books, &Form::read(&body))?;
            let refund = Refund {
                money,
                state: RefundState::Pending,
                external_id: String::new(),
                callback: None,
            };
            let answer = shown(&id, &refund);
            made = books.refunds.add(name(&id), refund);
            Ok(answer)
        },
    );
    if let Some(number) = made {
        sandbox.finish_refund(number);
    }
    answer
}

fn give_back(
    sandbox: &Sandbox,
    books: &mut Books,
    form: &Form,
) -> Result<(String, Money), Refusal> {
    let key = books.fresh(&sandbox.setup, "refund");
    let number = books
        .payments
        .number(&name_of_intent(form.text("payment_intent")));
    let payment = number.and_then(|number| books.payments.get_mut(number));
    let payment = payment.ok_or(Refusal::MISSING)?;
    let code = payment.asked.currency.code();
    let money = form
        .number("amount")
        .and_then(|units| units::money(units, code))
        .ok_or(Refusal::invalid("Invalid amount."))?;
    payment.give_back(money).map_err(|why| match why {
        NotGiven::NothingTaken => Refusal::of(
            400,
            "payment_intent_unexpected_state",
            "This payment has no successful charge to refund.",
        ),
        NotGiven::NothingLeft => Refusal::of(
            400,
            "charge_already_refunded",
            "The charge has already been refunded.",
        ),
        NotGiven::TooMuch => Refusal::of(
            400,
            "amount_too_large",
            "The refund is greater than what is left of the charge.",
        ),
    })?;
    Ok((format!("re_{key}"), money))
}

pub(super) async fn look(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    if let Err(refusal) = authorised(&sandbox, &headers) {
        return refusal.answer();
    }
    match sandbox.books().refunds.find(&name(&id)) {
        Some(refund) => answer::json(200, &shown(&id, refund)),
        None => Refusal::MISSING.answer(),
    }
}

fn name(id: &str) -> String {
    format!("stripe/{id}")
}

fn shown(id: &str, refund: &Refund) -> Value {
    let status = match refund.state {
        RefundState::Pending => "pending",
        RefundState::Done => "succeeded",
        RefundState::Refused => "failed",
    };
    json!({
        "id": id, "object": "refund", "amount": units::of(refund.money),
        "currency": refund.money.currency.code().to_lowercase(), "status": status,
    })
}
