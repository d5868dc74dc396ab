//! The first page: the table of digits, the payments with their buttons, the texts.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    page, see_other,
    text::{self, Piece},
};
use crate::{
    callbacks::Tell,
    digits,
    payment::{Payment, State, Why, Wire},
    play::Ending,
    sandbox::Sandbox,
    setup::Setup,
    twilio::Text,
};

/// How many payments and how many texts are shown at once.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "list.html")]
struct List {
    digits: &'static [digits::Line],
    payments: Vec<PaymentRow>,
    texts: Vec<TextRow>,
    /// Where older ones are, if there are more.
    older: Option<usize>,
    newer: Option<usize>,
}

struct PaymentRow {
    number: u64,
    method: &'static str,
    amount: String,
    purpose: String,
    payer: String,
    state_class: &'static str,
    state: String,
    made_at: String,
    /// When it is decided by itself.
    due: Option<String>,
    calls: String,
    /// Those that do something now.
    buttons: Vec<Action>,
    /// The hosted page, of a card.
    page: Option<String>,
}

struct TextRow {
    to: String,
    pieces: Vec<Piece>,
    status: &'static str,
    made_at: String,
    calls: String,
}

#[derive(Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    from: usize,
}

pub(super) async fn show(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    Query(Place { from }): Query<Place>,
) -> Response {
    let list = {
        let books = sandbox.books();
        let most = books.payments.len().max(books.texts.len());
        let payments = books.payments.newest().skip(from).take(SHOWN);
        let texts = books.texts.newest().skip(from).take(SHOWN);
        List {
            digits: &digits::TABLE,
            payments: payments
                .map(|(number, payment)| payment_row(number, payment, &sandbox.setup))
                .collect(),
            texts: texts.map(|(_, text)| text_row(text)).collect(),
            older: from.checked_add(SHOWN).filter(|older| *older < most),
            newer: (from > 0).then_some(from.saturating_sub(SHOWN)),
        }
    };
    page(&list)
}

fn payment_row(number: u64, payment: &Payment, setup: &Setup) -> PaymentRow {
    let (state_class, state) = text::state(payment);
    let payer = payment.number.as_deref().map(text::masked);
    let waits = payment.state == State::Waiting;
    let card = is_card(payment);
    let told = payment.letter(payment.state, setup).is_some();
    PaymentRow {
        number,
        method: text::method(payment),
        amount: payment.asked.to_string(),
        purpose: payment.purpose.clone(),
        payer: payer.unwrap_or_default(),
        state_class,
        state,
        made_at: text::moment(payment.made_at),
        due: payment.due.map(text::moment),
        calls: text::calls(payment.calls),
        buttons: Action::ALL
            .into_iter()
            .filter(|action| match action {
                Action::Again | Action::Shuffle => !waits && told,
                // A card does nothing by itself that could be stopped.
                Action::Ignore => waits && !card,
                _ => waits,
            })
            .collect(),
        page: (card && waits).then(|| format!("/pay/{}", payment.reference)),
    }
}

fn is_card(payment: &Payment) -> bool {
    matches!(payment.wire, Wire::Stripe(_))
}

fn text_row(text: &Text) -> TextRow {
    TextRow {
        to: text::masked(&text.to),
        pieces: text::pieces(&text.body),
        status: text.status,
        made_at: text::moment(text.made_at),
        calls: text::calls(text.calls),
    }
}

/// What a tester lets a payer, or their provider, do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Action {
    Approve,
    Refuse,
    Ignore,
    Late,
    Expire,
    Again,
    Shuffle,
}

impl Action {
    const ALL: [Self; 7] = [
        Self::Approve,
        Self::Refuse,
        Self::Ignore,
        Self::Late,
        Self::Expire,
        Self::Again,
        Self::Shuffle,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Refuse => "refuse",
            Self::Ignore => "ignore",
            Self::Late => "late",
            Self::Expire => "expire",
            Self::Again => "again",
            Self::Shuffle => "shuffle",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Approve => "Approve",
            Self::Refuse => "Refuse",
            Self::Ignore => "Ignore",
            Self::Late => "Approve too late",
            Self::Expire => "Let it expire",
            Self::Again => "Send the callback again",
            Self::Shuffle => "Send callbacks twice, shuffled",
        }
    }
}

pub(super) async fn act(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    Path((number, action)): Path<(u64, Action)>,
) -> Response {
    let found = {
        let books = sandbox.books();
        let payment = books.payments.get(number);
        payment.map(|payment| (payment.state == State::Waiting, is_card(payment)))
    };
    let Some((waits, card)) = found else {
        return (
            StatusCode::NOT_FOUND,
            "This payment is not kept any more.\n",
        )
            .into_response();
    };
    let decide = |ending| sandbox.decide(number, None, ending, Tell::Once);
    let done = match action {
        Action::Again => !waits && sandbox.tell(number, Tell::Once),
        Action::Shuffle => !waits && sandbox.tell(number, Tell::Shuffled),
        _ if !waits => false,
        Action::Approve => decide(Ending::Pays),
        Action::Refuse if card => sandbox.decline(number),
        Action::Refuse => decide(Ending::Fails(Why::Refused)),
        Action::Expire => decide(Ending::Fails(Why::Expired)),
        Action::Ignore => sandbox.next_turn(number, None).is_some(),
        Action::Late => {
            let late = sandbox.setup.pace.late;
            sandbox.decide_after(number, late, Ending::Pays, Tell::Once)
        }
    };
    if done {
        see_other(&format!("/#payment-{number}"))
    } else {
        (
            StatusCode::CONFLICT,
            "There is nothing to do: look again.\n",
        )
            .into_response()
    }
}
