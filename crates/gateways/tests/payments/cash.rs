//! Cash.

use foh_domain::payments::Reported;
use foh_gateways::payments::{
    Cash, HeaderMap, PaymentProvider, RefundReported, Step, WebhookError,
};
use jiff::Timestamp;

use crate::{charge, money, payment, refund};

#[tokio::test]
async fn cash_is_taken_and_given_back_at_once() {
    let charge = charge(money(2_500, "RWF"));
    let started = Cash.start(&charge).await.outcome.unwrap();
    assert_eq!(started.step, Step::Taken);
    let payment = payment(&charge, &started.reference);
    let taken = Cash.status(&payment).await.outcome;
    assert_eq!(taken, Ok(Reported::Completed(charge.money)));
    let refund = refund(payment, charge.money);
    let given = Cash.refund(&refund).await.outcome.unwrap();
    assert_eq!(given.reported, RefundReported::Completed);
    let webhook = Cash.verify_webhook(&HeaderMap::new(), b"{}", Timestamp::UNIX_EPOCH);
    assert_eq!(webhook, Err(WebhookError::NotOffered));
}
