//! Payments are started once, whatever gets lost.

use foh_domain::payments::{FailureReason, PaymentMethod, PaymentStatus, Reported};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use super::{
    ground::{Desk, FARE, MINUTE, francs},
    provider::Fate,
};

both_engines! {
    async fn a_booking_is_paid(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let asked = desk.book(2, PaymentMethod::Mtn).await;
        assert_eq!(desk.mtn.payments(), 0, "nobody waits for a provider");
        desk.deliver().await;
        assert_eq!(desk.mtn.charges(asked.charge).len(), 1);
        let words = desk.mtn.charges(asked.charge).remove(0);
        assert!(words.contains("10,000") && words.contains("+250788123451") && !words.contains("Ada"), "{words}");
        desk.reconcile(PaymentMethod::Mtn).await;
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Pending);
        desk.mtn.says(asked.charge, Reported::Completed(francs(2 * FARE)));
        desk.reconcile(PaymentMethod::Mtn).await;
        let details = desk.details(asked.payment).await;
        assert_eq!(details.payment.status, PaymentStatus::Completed);
        assert!(details.payment.next_check_at.is_none() && details.payment.decided_at.is_some());
        let sources: Vec<_> = details.events.iter().map(|event| event.source.as_str()).collect();
        assert_eq!(sources, ["start", "status", "status"]);
        assert_eq!(desk.letters("travel_ticket", asked.booking).await, 1);
        assert_eq!(desk.booking(asked.booking).await.hold_until, None);
        let taken = "SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'payment.taken'";
        assert_eq!(desk.house.count(taken).await, 1);
        desk.adds_up().await;
        let asked_before = desk.mtn.asked(asked.charge);
        desk.reconcile(PaymentMethod::Mtn).await;
        assert_eq!(desk.mtn.asked(asked.charge), asked_before, "what is decided is not asked about");
    }

    /// The answer is lost after the charge was made: it is not made twice, and it is found.
    async fn a_lost_answer_is_found(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        desk.mtn.fates([Fate::AnswerLost]);
        let asked = desk.ask(1, PaymentMethod::Mtn).await;
        assert!(desk.payment(asked.payment).await.reference.is_none());
        desk.mtn.says(asked.charge, Reported::Completed(francs(FARE)));
        desk.house.advance(SignedDuration::from_secs(3));
        assert_eq!(desk.node(1).reconcile_payments(PaymentMethod::Mtn).await.unwrap(), 1, "it is asked soon");
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Completed);
        desk.house.advance(MINUTE);
        desk.deliver().await;
        assert_eq!(desk.mtn.charges(asked.charge).len(), 1, "it is not started again");
        desk.adds_up().await;
    }

    /// The question is lost: it is asked again, and in the same words.
    async fn a_lost_question_is_asked_again(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        desk.card.fates([Fate::QuestionLost, Fate::NotSent, Fate::AnswerLost]);
        let asked = desk.ask(1, PaymentMethod::Card).await;
        for _ in 0..5 {
            desk.reconcile(PaymentMethod::Card).await;
            desk.deliver().await;
        }
        let charges = desk.card.charges(asked.charge);
        assert_eq!(charges.len(), 2, "once with a lost answer, once with one");
        assert_eq!(charges[0], charges[1]);
        let payment = desk.payment(asked.payment).await;
        let page = desk.node(0).visit_page(&payment).unwrap().unwrap();
        assert_eq!(page.expose(), format!("https://pay.example.org/{}", asked.charge));
        let open = payment.closes_at.unwrap().duration_since(payment.created_at);
        assert!(open > SignedDuration::from_mins(31) && open < SignedDuration::from_hours(24), "{open}");
        desk.card.says(asked.charge, Reported::Completed(francs(FARE)));
        desk.reconcile(PaymentMethod::Card).await;
        let payment = desk.payment(asked.payment).await;
        assert_eq!(payment.status, PaymentStatus::Completed);
        assert!(payment.visit.is_none(), "the page is of no more use");
        desk.adds_up().await;
    }

    /// Nobody can be reached while the seats are held: the payment has failed, and nobody is asked for money after that.
    async fn what_was_never_started_fails_when_the_hold_is_over(engine: Engine) {
        for method in [PaymentMethod::Mtn, PaymentMethod::Card] {
            let desk = Desk::open(engine, 10).await;
            desk.provider(method).fates([Fate::NotSent; 40]);
            let asked = desk.ask(1, method).await;
            for _ in 0..9 {
                desk.reconcile(method).await;
                desk.deliver().await;
                assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Pending);
            }
            desk.house.advance(MINUTE * 6);
            desk.node(0).expire_holds().await.unwrap();
            desk.deliver().await;
            desk.reconcile(method).await;
            let payment = desk.payment(asked.payment).await;
            assert_eq!((payment.status, payment.reason), (PaymentStatus::Failed, Some(FailureReason::NotAnswered)));
            assert!(payment.next_check_at.is_none());
            for _ in 0..3 {
                desk.house.advance(SignedDuration::from_hours(1));
                desk.deliver().await;
            }
            assert_eq!(desk.provider(method).payments(), 0);
            desk.adds_up().await;
        }
    }

    async fn a_refusal_leaves_the_seats_held(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        desk.mtn.fates([Fate::Refused]);
        let asked = desk.ask(3, PaymentMethod::Mtn).await;
        let payment = desk.payment(asked.payment).await;
        assert_eq!((payment.status, payment.reason), (PaymentStatus::Failed, Some(FailureReason::InsufficientFunds)));
        assert!(desk.booking(asked.booking).await.hold_until.is_some());
        assert_eq!(desk.places().await.held, 3);
    }

    /// The payer says yes to a payment that this house had given up, while the answer of its start was on its way.
    async fn what_was_given_up_is_still_asked_about(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        desk.mtn.be_silent(true);
        let asked = desk.book(1, PaymentMethod::Mtn).await;
        let starting = async { desk.deliver().await };
        let meanwhile = async {
            // The provider is asked when this has ended.
            while desk.payment(asked.payment).await.next_check_at.is_none_or(|at| at > desk.house.clock.now() + MINUTE / 2) {
                tokio::task::yield_now().await;
            }
            desk.node(1).apply_report(asked.payment, Reported::Failed(FailureReason::NotAnswered)).await.unwrap();
            desk.mtn.be_silent(false);
        };
        tokio::join!(starting, meanwhile);
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Failed);
        desk.mtn.says(asked.charge, Reported::Completed(francs(FARE)));
        desk.reconcile(PaymentMethod::Mtn).await;
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Completed);
        desk.adds_up().await;
    }
}
