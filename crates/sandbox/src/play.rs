//! Playing a payer: what they do by themselves, and what a tester lets them do.

use std::{sync::Arc, time::Duration};

use foh_domain::payments::Money;

use crate::{
    callbacks::{Letter, Tell},
    digits::Act,
    payment::{State, Why, Wire},
    sandbox::Sandbox,
};

/// How a payer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Pays,
    /// The provider takes a tenth more than was asked for.
    PaysOther,
    Fails(Why),
}

impl Ending {
    fn state(self, asked: Money) -> State {
        match self {
            Self::Pays => State::Paid(asked),
            Self::PaysOther => State::Paid(Money {
                amount: asked.amount + asked.amount.div_ceil(10),
                ..asked
            }),
            Self::Fails(why) => State::Failed(why),
        }
    }
}

impl Sandbox {
    /// Lets the payer begin to do what their number says.
    pub(crate) fn act(self: &Arc<Self>, number: u64, act: Act) {
        let pace = self.setup.pace;
        let (delay, ending, tell) = match act {
            Act::Never | Act::Wait => return,
            Act::Pay | Act::PayUnheard => (pace.decision, Ending::Pays, Tell::Once),
            Act::PayLate => (pace.late, Ending::Pays, Tell::Once),
            Act::PayShuffled => (pace.decision, Ending::Pays, Tell::Shuffled),
            Act::PayUntold => (pace.decision, Ending::Pays, Tell::Nothing),
            Act::PayOther => (pace.decision, Ending::PaysOther, Tell::Once),
            Act::Refuse => (pace.decision, Ending::Fails(Why::Refused), Tell::Once),
            Act::TooLittle => (pace.decision, Ending::Fails(Why::TooLittle), Tell::Once),
        };
        self.decide_after(number, delay, ending, tell);
    }

    /// Decides after a while, unless something else is decided before; whether the payment is kept.
    pub(crate) fn decide_after(
        self: &Arc<Self>,
        number: u64,
        delay: Duration,
        ending: Ending,
        tell: Tell,
    ) -> bool {
        let Some(turn) = self.next_turn(number, Some(delay)) else {
            return false;
        };
        let sandbox = Arc::clone(self);
        self.errands.begin(async move {
            tokio::time::sleep(delay).await;
            sandbox.decide(number, Some(turn), ending, tell);
        });
        true
    }

    /// From here on only what is begun now counts, and is due after this delay, if anything is; nothing if the payment is not kept any more.
    pub(crate) fn next_turn(&self, number: u64, delay: Option<Duration>) -> Option<u64> {
        let due = delay.and_then(|delay| self.now().checked_add(delay).ok());
        let mut books = self.books();
        let payment = books.payments.get_mut(number)?;
        payment.turn += 1;
        payment.due = due;
        Some(payment.turn)
    }

    /// Decides a payment that waits, in this turn if one is named; whether it did.
    pub(crate) fn decide(
        self: &Arc<Self>,
        number: u64,
        turn: Option<u64>,
        ending: Ending,
        tell: Tell,
    ) -> bool {
        let letters = {
            let mut books = self.books();
            let Some(payment) = books.payments.get_mut(number) else {
                return false;
            };
            let other_turn = turn.is_some_and(|turn| turn != payment.turn);
            if other_turn || payment.state != State::Waiting {
                return false;
            }
            payment.state = ending.state(payment.asked);
            payment.turn += 1;
            payment.due = None;
            tell.letters(payment, self)
        };
        self.post(number, letters);
        true
    }

    /// A card is declined: its payer may try another one while the page is open.
    pub(crate) fn decline(&self, number: u64) -> bool {
        let mut books = self.books();
        let Some(payment) = books.payments.get_mut(number) else {
            return false;
        };
        match &mut payment.wire {
            Wire::Stripe(session) if payment.state == State::Waiting => {
                session.declined = true;
                true
            }
            _ => false,
        }
    }

    /// Tells again how a payment stands; whether anybody asked for that.
    pub(crate) fn tell(self: &Arc<Self>, number: u64, tell: Tell) -> bool {
        let letters = {
            let books = self.books();
            let payment = books.payments.get(number);
            payment.map(|payment| tell.letters(payment, self))
        };
        let letters = letters.unwrap_or_default();
        let told = !letters.is_empty();
        self.post(number, letters);
        told
    }

    /// One after the other, so that their order is the one they are in.
    fn post(self: &Arc<Self>, number: u64, letters: Vec<Letter>) {
        let sandbox = Arc::clone(self);
        self.errands.begin(async move {
            for letter in letters {
                let answer = sandbox.deliver(letter).await;
                if let Some(payment) = sandbox.books().payments.get_mut(number) {
                    payment.calls.note(answer);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests;
