//! MTN `MoMo`: its tokens and keys.

use foh_gateways::payments::{Mtn, PaymentError, PaymentProvider, Trouble};
use tokio::net::TcpListener;

use crate::{
    HASTY, PATIENT, charge, money,
    mtn::{PAY, mtn, setup},
    mtn_server::{KEY, MtnProvider, SUBSCRIPTION},
    payment,
    server::Fault,
};

#[tokio::test]
async fn a_token_is_kept_while_it_is_good_and_got_once_for_all() {
    let (server, mtn) = mtn(PATIENT).await;
    let charge = charge(money(2_500, "RWF"));
    let payment = payment(&charge, "");
    let all = tokio::join!(
        mtn.start(&charge),
        mtn.status(&payment),
        mtn.status(&payment),
        mtn.status(&payment),
    );
    all.0.outcome.unwrap();
    assert_eq!(server.provider(|mtn| mtn.granted), 1);
}

#[tokio::test]
async fn a_token_about_to_expire_is_renewed_before() {
    let (server, mtn) = mtn(PATIENT).await;
    let payment = payment(&charge(money(2_500, "RWF")), "");
    for (lasts, granted) in [(20, 1), (20, 2), (3600, 3), (3600, 3)] {
        server.provider(|mtn| mtn.token_lasts = lasts);
        assert_eq!(
            mtn.status(&payment).await.outcome,
            Err(PaymentError::Missing)
        );
        assert_eq!(server.provider(|mtn| mtn.granted), granted);
    }
}

#[tokio::test]
async fn a_token_that_expired_early_is_renewed_once() {
    let (server, mtn) = mtn(PATIENT).await;
    let charge = charge(money(2_500, "RWF"));
    let payment = payment(&charge, "");
    assert_eq!(
        mtn.status(&payment).await.outcome,
        Err(PaymentError::Missing)
    );
    server.provider(MtnProvider::expire_tokens);
    mtn.start(&charge).await.outcome.unwrap();
    assert_eq!(server.questions(PAY).len(), 2);
    assert_eq!(server.provider(|mtn| (mtn.granted, mtn.done)), (2, 1));

    server.provider(|mtn| mtn.refuses_its_tokens = true);
    let told = mtn.start(&charge).await.outcome;
    assert_eq!(told, Err(PaymentError::NotSent(Trouble::Credentials)));
    assert_eq!(server.questions(PAY).len(), 4);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let (server, mtn) = mtn(HASTY).await;
    let charge = charge(money(2_500, "RWF"));
    let stranger = Mtn::new(&setup(server.url(), "another")).unwrap();
    let told = stranger.start(&charge).await;
    assert_eq!(
        told.outcome,
        Err(PaymentError::NotSent(Trouble::Credentials))
    );
    server.fail_after("/token/", Fault::Silent);
    let told = mtn.start(&charge).await;
    assert_eq!(told.outcome, Err(PaymentError::NotSent(Trouble::TimedOut)));
    server.answer_instead("/token/", 503, "");
    let told = mtn.start(&charge).await;
    assert_eq!(
        told.outcome,
        Err(PaymentError::NotSent(Trouble::Answer(503)))
    );
    server.answer_instead("/token/", 200, "{\"access_token\": 7}");
    let told = mtn.start(&charge).await;
    assert_eq!(
        told.outcome,
        Err(PaymentError::NotSent(Trouble::Unreadable))
    );
    assert!(server.questions(PAY).is_empty());

    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let mtn = Mtn::new(&setup(address, KEY)).unwrap();
    let told = mtn.start(&charge).await.outcome;
    assert_eq!(told, Err(PaymentError::NotSent(Trouble::Unreachable)));
}

#[test]
fn secrets_are_not_shown() {
    let setup = setup("https://example.org".into(), KEY);
    let shown = format!("{setup:?} {:?}", Mtn::new(&setup).unwrap());
    assert!(
        !shown.contains(KEY) && !shown.contains(SUBSCRIPTION),
        "{shown}"
    );
}
