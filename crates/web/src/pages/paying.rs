//! What payers see, whichever desk they pay at.

use foh_app::payments::{PaymentRow, RefundRow};
use foh_domain::payments::{PaymentMethod, RefundStatus};

use crate::{
    Web,
    api::travel::{NextStep, next_step},
    http::Problem,
    views::{
        parts::{Notice, NoticeKind},
        travel::{MethodCard, Step},
    },
};

/// What is next for whoever pays: of the payment that was asked for last, if any was.
pub(super) fn step(web: &Web, payment: Option<&PaymentRow>) -> Result<Step, Problem> {
    let next = match payment {
        Some(payment) => next_step(&web.house, payment, web.house.now())?,
        None => None,
    };
    Ok(match next {
        Some(NextStep::Approve) => Step::Approve,
        Some(NextStep::Visit(page)) => Step::Visit {
            href: page.expose().to_owned(),
        },
        Some(NextStep::Wait) => Step::Wait,
        Some(NextStep::LookedAt) => Step::LookedAt,
        None => Step::Failed {
            reason: payment
                .and_then(|payment| payment.reason)
                .map_or("You can try again.", |reason| reason.in_words())
                .to_owned(),
        },
    })
}

/// The ways to pay that are offered.
pub(super) fn methods(web: &Web) -> Vec<MethodCard> {
    let offered = web.house.settings().providers.offered();
    let card = |method: PaymentMethod| MethodCard {
        value: method.as_str().to_owned(),
        name: method.in_words().to_owned(),
        hint: match method {
            PaymentMethod::Mtn | PaymentMethod::Airtel => {
                "You approve it on your phone with your PIN.".to_owned()
            }
            PaymentMethod::Card => "You type it on the provider's page, not here.".to_owned(),
            PaymentMethod::Cash => "At the desk.".to_owned(),
        },
    };
    offered.into_iter().map(card).collect()
}

/// Money that goes back by the way it was paid, and how far it is.
pub(super) fn refund_notice(method: PaymentMethod, refund: &RefundRow) -> Notice {
    let (money, cash) = (refund.money, method == PaymentMethod::Cash);
    let name = method.in_words();
    match refund.status {
        RefundStatus::Pending if cash => Notice::new(
            NoticeKind::Info,
            format!("{money} waits for you at the desk"),
            "Show this page there.",
        ),
        RefundStatus::Pending => Notice::new(
            NoticeKind::Info,
            format!("{money} is on its way back to you"),
            format!("By {name}, as you paid. It may take a few minutes, with a card a few days."),
        ),
        RefundStatus::Completed => {
            Notice::new(NoticeKind::Done, format!("{money} was given back"), "")
        }
        RefundStatus::Failed => Notice::new(
            NoticeKind::Warning,
            format!("{money} could not be given back yet"),
            "We are looking after it. There is nothing you need to do.",
        ),
    }
}
