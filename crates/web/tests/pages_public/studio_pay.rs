//! A place is paid for, and paid back.

use foh_domain::{
    payments::{Currency, FailureReason, Money, Reported},
    studio::SessionFields,
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use crate::{
    playhouse::{Page, Playhouse, line::Line},
    studio::{facilitator, member, session},
};

fn led(page: &Page) -> (u16, &str) {
    (page.status, page.header("location"))
}

/// The last payment for the booking that is paid there, decided so if it is.
async fn decide(house: &Playhouse, path: &str, reported: Option<Reported>) -> Uuid {
    let booking = path.split('/').nth(2).unwrap().parse().unwrap();
    let payments = house.house.payments_of(booking).await.unwrap();
    let payment = payments.last().unwrap().payment.id;
    if let Some(reported) = reported {
        house.house.apply_report(payment, reported).await.unwrap();
    }
    payment
}

fn price() -> Money {
    Money::of(2_500, Currency::EUR).unwrap()
}

both_engines! {
    async fn a_place_is_paid_and_paid_back(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let giulia = facilitator(&house).await;
        let ada = member(&house, "ada@example.org").await;
        let id = session(&house, &giulia, 24, |_: &mut SessionFields<'_>| ()).await;
        let booked = ada.post(&format!("/sessions/{id}/book"), &[]).await;
        let pay = led(&booked).1.to_owned();
        let page = ada.get(&pay).await;
        page.says("Pay for your place");
        page.says("Breath and voice");
        page.keeps_quiet_about(&["http-equiv=\"refresh\"", "name=\"token\""]);

        let wrong = ada.post(&pay, &[("payment_method", "mtn"), ("phone_number", "12")]).await;
        assert_eq!((wrong.status, wrong.value("phone_number")), (422, Some("12")));
        let no_phone = ada.post(&pay, &[("payment_method", "mtn"), ("phone_number", "")]).await;
        assert_eq!(no_phone.status, 422);
        no_phone.says("Give the number of the phone that pays.");
        let by_phone = [("payment_method", "mtn"), ("phone_number", "+250788123451")];
        for _ in 0..2 {
            assert_eq!(led(&ada.post(&pay, &by_phone).await), (303, pay.as_str()));
        }
        let page = ada.get(&pay).await;
        page.says("Approve the payment on your phone");
        page.says("http-equiv=\"refresh\"");
        page.keeps_quiet_about(&["name=\"payment_method\"", "+250788123451"]);
        ada.get("/bookings").await.says("Payment under way");
        line.ask_providers().await;
        decide(&house, &pay, Some(Reported::Failed(FailureReason::InsufficientFunds))).await;
        let page = ada.get(&pay).await;
        page.says("The payment did not work");
        page.says("There is too little money on this account.");
        ada.get("/bookings").await.says("The payment did not work.");

        let by_card = [("payment_method", "card"), ("phone_number", "")];
        assert_eq!(led(&ada.post(&pay, &by_card).await), (303, pay.as_str()));
        ada.get(&pay).await.says("One moment, please");
        line.ask_providers().await;
        let leaving = ada.get(&pay).await;
        leaving.says("Now pay for your place");
        assert_eq!(leaving.links("https://pay.example.org/").len(), 1);
        let payment = decide(&house, &pay, None).await;
        let back = format!("/payments/{payment}/back");
        assert_eq!(led(&ada.get(&back).await), (303, pay.as_str()));
        let bob = member(&house, "bob@example.org").await;
        for stranger in [&bob, &house.visitor()] {
            assert_eq!(stranger.get(&back).await.status, 200, "whose payment it is, nobody learns");
        }
        assert_eq!(bob.get(&pay).await.status, 404);
        assert_eq!(bob.post(&pay, &by_card).await.status, 404);

        decide(&house, &pay, Some(Reported::Completed(price()))).await;
        let page = ada.get(&pay).await;
        page.says("Your place is paid");
        page.keeps_quiet_about(&["name=\"payment_method\""]);
        let list = ada.get("/bookings").await;
        list.says("Paid");
        list.keeps_quiet_about(&[pay.as_str()]);
        let cancel = list.links("/bookings/").remove(0);
        ada.get(&cancel).await.says("goes back to you by the way you paid");
        assert_eq!(ada.post(&cancel, &[]).await.status, 303);
        ada.get("/bookings").await.says("Being given back");
        ada.get(&pay).await.says("€25.00 is on its way back to you");
        line.ask_providers().await;
        ada.get("/bookings").await.says("Given back");
        ada.get(&pay).await.says("€25.00 was given back");
    }
}
