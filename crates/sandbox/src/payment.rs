//! A payment, whoever plays it.

use foh_domain::payments::Money;
use jiff::Timestamp;

use crate::{airtel, callbacks::Letter, mtn, setup::Setup, stripe};

pub(crate) struct Payment {
    /// The provider's name for it.
    pub(crate) reference: String,
    pub(crate) asked: Money,
    pub(crate) purpose: String,
    /// The payer's number, of mobile money.
    pub(crate) number: Option<String>,
    pub(crate) made_at: Timestamp,
    pub(crate) state: State,
    /// Counts what was decided about its payer's behaviour: who acts by a former turn does nothing.
    pub(crate) turn: u64,
    /// When it is decided by itself, if it is.
    pub(crate) due: Option<Timestamp>,
    /// How much was given back, in minor units.
    pub(crate) given_back: u64,
    pub(crate) calls: Calls,
    pub(crate) wire: Wire,
}

/// What its provider keeps of it.
pub(crate) enum Wire {
    Mtn(mtn::Request),
    Airtel,
    Stripe(stripe::Session),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Waiting,
    /// This was taken.
    Paid(Money),
    Failed(Why),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Refused,
    TooLittle,
    Expired,
}

/// How callbacks were received.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Calls {
    pub(crate) count: u64,
    /// The HTTP status the last one was answered with; nothing if there was no answer.
    pub(crate) last: Option<u16>,
}

impl Calls {
    pub(crate) fn note(&mut self, answer: Option<u16>) {
        self.count += 1;
        self.last = answer;
    }
}

impl Payment {
    /// One whose payer was asked just now.
    pub(crate) fn new(
        reference: String,
        asked: Money,
        purpose: String,
        made_at: Timestamp,
        wire: Wire,
    ) -> Self {
        Self {
            reference,
            asked,
            purpose,
            number: None,
            made_at,
            state: State::Waiting,
            turn: 0,
            due: None,
            given_back: 0,
            calls: Calls::default(),
            wire,
        }
    }

    /// The same of mobile money.
    pub(crate) fn of(self, number: String) -> Self {
        Self {
            number: Some(number),
            ..self
        }
    }

    /// What is left to give back, in minor units; nothing if nothing was taken.
    pub(crate) fn left(&self) -> Option<Money> {
        match self.state {
            State::Paid(taken) => Some(Money {
                amount: taken.amount.saturating_sub(self.given_back),
                ..taken
            }),
            State::Waiting | State::Failed(_) => None,
        }
    }

    /// The callback that says that it stands so; nothing if nobody asked for one.
    pub(crate) fn letter(&self, state: State, setup: &Setup) -> Option<Letter> {
        match &self.wire {
            Wire::Mtn(request) => request.callback(self, state),
            Wire::Airtel => airtel::callback(self, state, setup),
            Wire::Stripe(session) => session.event(self, state, setup),
        }
    }
}
