//! Money: what is due, how it is paid, and what is given back.

mod money;
mod payment;
mod refund;

pub use money::{Currency, Money};
pub use payment::{
    FailureReason, PaidFor, PaymentAlert, PaymentStatus, Reported, Settlement, Transition,
    decide_report, settle,
};
pub use refund::{RefundRefusal, RefundStatus, decide_refund, left_of};
