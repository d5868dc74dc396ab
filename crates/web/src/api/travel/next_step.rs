//! What a payer must do next.

use foh_app::{House, payments::PaymentRow};
use foh_domain::payments::{Money, PaymentMethod, PaymentStatus, VisitPage};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::Problem;

/// What a payer must do next, while a payment is pending.
pub(crate) enum NextStep {
    /// Approve it on the phone.
    Approve,
    /// Pay on the provider's page.
    Visit(VisitPage),
    /// Wait: the provider is being asked.
    Wait,
    /// Wait: staff have to look at it.
    LookedAt,
}

/// What is next for a payment; nothing when it is decided.
pub(crate) fn next_step(
    house: &House,
    payment: &PaymentRow,
    now: Timestamp,
) -> Result<Option<NextStep>, Problem> {
    if payment.status != PaymentStatus::Pending {
        return Ok(None);
    }
    if payment.alert.is_some() {
        return Ok(Some(NextStep::LookedAt));
    }
    let page = house
        .visit_page(payment)
        .map_err(|error| Problem::internal(&error))?
        .filter(|_| payment.closes_at.is_none_or(|closes| now < closes));
    Ok(Some(match page {
        Some(page) => NextStep::Visit(page),
        None => NextStep::at_first(payment.method),
    }))
}

impl NextStep {
    /// What is next before the provider has answered.
    pub(crate) fn at_first(method: PaymentMethod) -> Self {
        if method.needs_phone() {
            Self::Approve
        } else {
            Self::Wait
        }
    }
}

/// What the payer must do next.
#[derive(Serialize, ToSchema)]
pub(crate) struct NextAction {
    /// `approve_on_phone`, `visit_page` or `wait`.
    #[schema(example = "approve_on_phone")]
    kind: &'static str,
    /// Of the provider's page, where there is one: whoever has it can pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The same in words.
    #[schema(example = "Approve RWF 5,000 on your phone: MTN MoMo asks you for your PIN.")]
    text: String,
}

impl NextAction {
    pub(crate) fn new(step: NextStep, method: PaymentMethod, money: Money) -> Self {
        let name = method.in_words();
        let told = |kind, text| Self {
            kind,
            url: None,
            text,
        };
        match step {
            NextStep::Approve => told(
                "approve_on_phone",
                format!("Approve {money} on your phone: {name} asks you for your PIN."),
            ),
            NextStep::Visit(page) => Self {
                url: Some(page.expose().to_owned()),
                ..told("visit_page", format!("Pay {money} on the provider's page."))
            },
            NextStep::Wait => told(
                "wait",
                "The provider is being asked. Look again in a moment.".to_owned(),
            ),
            NextStep::LookedAt => told(
                "wait",
                "We are looking into this payment. There is nothing you need to do.".to_owned(),
            ),
        }
    }
}
