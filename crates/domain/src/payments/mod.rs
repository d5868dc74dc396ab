//! Money: what is due, how it is paid, and what is given back.

mod kept;
mod method;
mod money;
mod payment;
mod refund;

pub use kept::{ProviderAnswer, VisitPage};
pub use method::PaymentMethod;
pub use money::{Currency, Money};
pub use payment::{
    FailureReason, PaidFor, PaymentAlert, PaymentStatus, Reported, Settlement, Transition,
    decide_report, settle,
};
pub use refund::{RefundCause, RefundRefusal, RefundStatus, decide_refund, left_of};
