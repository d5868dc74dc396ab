//! A booking, from its payment to the ticket, or back.

use foh_domain::payments::{FailureReason, Reported};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    playhouse::{Page, Playhouse, line::Line},
    travel::booked,
};

/// The token in the address of a booking.
fn token(address: &str) -> &str {
    address.split_once("token=").unwrap().1
}

fn led(page: &Page) -> (u16, &str) {
    (page.status, page.header("location"))
}

both_engines! {
    async fn what_is_paid_becomes_a_ticket(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let address = booked(&house, line.tonight, &[]).await;
        let visitor = house.visitor();
        let before = visitor.get(&format!("/travel/booking/ticket?token={}", token(&address))).await;
        assert_eq!(led(&before), (303, address.as_str()), "there is no ticket yet");
        line.paid(token(&address), 10_000).await;
        let paid = visitor.get(&address).await;
        paid.says("Have a good journey");
        paid.says("<svg class=\"qr\"");
        paid.says("RAB 123 C");
        paid.keeps_quiet_about(&["http-equiv=\"refresh\"", "name=\"payment_method\"", "+250788123451"]);
        let print = paid.links("/travel/booking/ticket").remove(0);
        let ticket = visitor.get(&print).await;
        ticket.says("Show this code at the bus");
        let code = |page: &Page| page.body.split_once("<svg class=\"qr\"").unwrap().1.split("</svg>").next().unwrap().to_owned();
        assert_eq!(code(&paid), code(&ticket), "looking again makes no other code");
    }

    async fn what_has_failed_is_paid_again(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let address = booked(&house, line.tonight, &[]).await;
        let visitor = house.visitor();
        visitor.get(&address).await.keeps_quiet_about(&["/travel/booking/pay"]);
        line.decide(token(&address), Reported::Failed(FailureReason::InsufficientFunds)).await;
        let failed = visitor.get(&address).await;
        failed.says("The payment did not work");
        failed.says("There is too little money on this account.");
        assert_eq!(failed.value("phone_number"), Some("+250788123451"));
        let wrong = [("token", token(&address)), ("payment_method", "mtn"), ("phone_number", "12")];
        let wrong = visitor.post("/travel/booking/pay", &wrong).await;
        assert_eq!((wrong.status, wrong.value("phone_number")), (422, Some("12")));
        wrong.says("id=\"phone_number-error\"");
        let by_card = [("token", token(&address)), ("payment_method", "card"), ("phone_number", "")];
        for _ in 0..2 {
            let answer = visitor.post("/travel/booking/pay", &by_card).await;
            assert_eq!(led(&answer), (303, address.as_str()));
        }
        visitor.get(&address).await.says("One moment, please");
        line.ask_providers().await;
        let leaving = visitor.get(&address).await;
        let page = leaving.links("https://pay.example.org/").remove(0);
        assert!(leaving.header("set-cookie").contains("HttpOnly"));
        assert!(!page.contains(token(&address)));

        // The provider's page sends its visitor back, whether or not it knows who that is.
        let payment = house.house.travel_booking_of(foh_domain::token::Token::parse(token(&address)).unwrap()).await.unwrap();
        let payment = payment.payments.last().unwrap().id;
        let back = visitor.get(&format!("/payments/{payment}/back")).await;
        assert_eq!(led(&back), (303, address.as_str()));
        for stranger in [house.visitor().get(&format!("/payments/{payment}/back")).await, visitor.get(&format!("/payments/{}/back", Uuid::max())).await] {
            assert_eq!(stranger.status, 200);
            stranger.says("Thank you");
        }
        house.visitor().get(&format!("/payments/{payment}/back?given_up=true")).await.says("You have not paid yet");
        line.paid(token(&address), 10_000).await;
        visitor.get(&address).await.says("Have a good journey");
    }

    async fn what_is_not_paid_in_time_runs_out(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let address = booked(&house, line.tonight, &[]).await;
        let visitor = house.visitor();
        house.clock.advance(SignedDuration::from_mins(10));
        let over = visitor.get(&address).await;
        over.says("This booking has run out");
        over.says("The time to pay is over");
        over.keeps_quiet_about(&["/travel/booking/cancel", "/travel/booking/pay"]);
    }

    async fn a_passenger_is_told_the_refund_before_they_cancel(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let address = booked(&house, line.tonight, &[]).await;
        line.paid(token(&address), 10_000).await;
        let visitor = house.visitor();
        let ask = visitor.get(&address).await.links("/travel/booking/cancel").remove(0);
        let asked = visitor.get(&ask).await;
        asked.says("RWF 10,000 goes back to you the way it came.");
        assert_eq!(asked.value("told"), Some("10000"));
        visitor.get(&address).await.says("Have a good journey");

        let other = visitor.post("/travel/booking/cancel", &[("token", token(&address)), ("told", "0")]).await;
        assert_eq!(other.status, 409);
        other.says("What you get back has changed");
        assert_eq!(other.value("told"), Some("10000"));
        let sent = [("token", token(&address)), ("told", "10000")];
        for _ in 0..2 {
            let answer = visitor.post("/travel/booking/cancel", &sent).await;
            assert_eq!(led(&answer), (303, address.as_str()));
        }
        let cancelled = visitor.get(&address).await;
        cancelled.says("This booking is cancelled");
        cancelled.says("RWF 10,000 is on its way back to you");
        line.ask_providers().await;
        visitor.get(&address).await.says("RWF 10,000 was given back");
        assert_eq!(led(&visitor.get(&ask).await), (303, address.as_str()));
        visitor.get(&format!("/travel/departures/{}", line.tonight)).await.says("30 of 30 seats left");
    }

    async fn a_link_that_leads_nowhere_says_so(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let visitor = house.visitor();
        let wrong = "A".repeat(64);
        for token in ["", "none", wrong.as_str()] {
            for path in ["/travel/booking", "/travel/booking/ticket", "/travel/booking/cancel"] {
                let answer = visitor.get(&format!("{path}?token={token}")).await;
                assert_eq!(answer.status, 404, "{path}");
                answer.says("This link leads to no booking");
            }
            for path in ["/travel/booking/pay", "/travel/booking/cancel"] {
                let answer = visitor.post(path, &[("token", token)]).await;
                assert_eq!(answer.status, 404, "{path}");
            }
        }
    }
}
