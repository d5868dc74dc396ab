//! A booking is found by its reference and number, or shown by its token, and by nothing else.

use foh_app::travel::TravelBookingError;
use foh_domain::{
    booking::Reference,
    identity::{PhoneNumber, Role},
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{DAY, Desk, SECOND, Ticketed, departs};
use crate::house::{reveal, token};

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).unwrap()
}

both_engines! {
    async fn reference_and_number_find_a_booking(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let (mine, other) = (desk.held(1).await, desk.held(1).await);
        let phone = async |booking: &Ticketed| desk.shown(booking).await.guest.unwrap().phone.unwrap();
        let reference = Reference::of(mine.id);
        let (found, access) = desk.node(1).find_travel_booking(reference, &phone(&mine).await).await.unwrap();
        assert_eq!(found, mine.id);
        let shown = desk.node(2).travel_booking_of(access).await.unwrap();
        assert_eq!(shown.view.id, mine.id);
        let spoken = phone(&mine).await.expose().to_owned();
        let spaced = format!("{} {} {}", &spoken[..4], &spoken[4..8], &spoken[8..]);
        assert_eq!(desk.node(1).find_travel_booking(reference, &number(&spaced)).await.unwrap().0, mine.id, "{spaced}");
        for (reference, phone) in [
            (reference, phone(&other).await),
            (Reference::of(other.id), phone(&mine).await),
            (Reference::of(Uuid::from_u128(9)), phone(&mine).await),
        ] {
            let found = desk.node(0).find_travel_booking(reference, &phone).await;
            assert!(matches!(found, Err(TravelBookingError::Unknown)), "{found:?}");
        }
    }

    /// Reservations of other desks have references, too.
    async fn a_guest_of_the_theatre_is_not_found_here(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let performance = desk.house.publish_performance(10).await;
        let pending = desk.house.reserve(performance, 1).await;
        let found = desk.node(0).find_travel_booking(Reference::of(pending.id), &number("+250788000001")).await;
        assert!(matches!(found, Err(TravelBookingError::Unknown)));
        for text in [&pending.confirmation, &pending.cancellation] {
            let shown = desk.node(0).travel_booking_of(token(text)).await;
            assert!(matches!(shown, Err(TravelBookingError::Unknown)));
        }
    }

    async fn a_token_of_another_purpose_opens_no_booking(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let paid = desk.paid(1).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        let ticket = desk.node(0).ticket_code(token(&paid.access)).await.unwrap();
        let printed = desk.node(0).reissue_ticket(paid.id, &office).await.unwrap();
        for code in [&ticket, &printed] {
            let shown = desk.node(1).travel_booking_of(token(&reveal(code))).await;
            assert!(matches!(shown, Err(TravelBookingError::Unknown)), "what is on a ticket is no key to the booking");
            let stolen = Ticketed { id: paid.id, access: reveal(code) };
            let cancelled = desk.cancelling(0, &stolen, None).await;
            assert!(matches!(cancelled, Err(foh_app::travel::CancelTravelError::Unknown)), "{cancelled:?}");
            assert!(matches!(desk.node(0).ticket_code(token(&reveal(code))).await, Err(TravelBookingError::Unknown)));
        }
        // The right selector with another verifier.
        let forged = foh_domain::token::Token::new(token(&paid.access).selector(), [9; 32]);
        assert!(matches!(desk.node(0).travel_booking_of(forged).await, Err(TravelBookingError::Unknown)));
        assert!(desk.node(0).confirm(token(&paid.access)).await.is_err(), "nor is its key of any use in the theatre");
        desk.adds_up().await;
    }

    async fn only_a_booking_that_is_paid_has_a_ticket(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        let (held, paid) = (desk.held(1).await, desk.paid(1).await);
        for booking in [&held, &paid] {
            let stands = booking == &paid;
            assert_eq!(desk.node(0).ticket_code(token(&booking.access)).await.is_ok(), stands);
            assert_eq!(desk.node(0).reissue_ticket(booking.id, &office).await.is_ok(), stands);
        }
        let (elsewhere, _) = desk.another_departure(5).await;
        let stranger = desk.staff(Role::TravelOperator, &[elsewhere]).await;
        let refused = desk.node(0).reissue_ticket(paid.id, &stranger).await;
        assert!(matches!(refused, Err(TravelBookingError::NotYours)));
        assert!(matches!(desk.node(0).travel_booking(paid.id, &stranger).await, Err(TravelBookingError::NotYours)));
        assert!(matches!(desk.node(0).passengers(desk.departure, false, &stranger).await, Err(TravelBookingError::NotYours)));
        desk.cancelling(0, &paid, None).await.unwrap();
        assert!(desk.node(0).ticket_code(token(&paid.access)).await.is_err());
        let (_, all) = desk.node(0).passengers(desk.departure, false, &office).await.unwrap();
        let (_, standing) = desk.node(0).passengers(desk.departure, true, &office).await.unwrap();
        assert_eq!((all.len(), standing.len()), (2, 1));
    }

    async fn after_a_month_nothing_shows_a_booking(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let paid = desk.paid(1).await;
        let phone = desk.shown(&paid).await.guest.unwrap().phone.unwrap();
        let end = departs() + DAY * 30;
        desk.house.advance(end.duration_since(desk.house.clock.now()) - SECOND);
        desk.shown(&paid).await;
        desk.node(0).find_travel_booking(Reference::of(paid.id), &phone).await.unwrap();
        desk.house.advance(SECOND);
        let shown = desk.node(0).travel_booking_of(token(&paid.access)).await;
        assert!(matches!(shown, Err(TravelBookingError::Unknown)));
        let found = desk.node(0).find_travel_booking(Reference::of(paid.id), &phone).await;
        assert!(matches!(found, Err(TravelBookingError::Unknown)), "a key that opens nothing is not handed out");
    }
}
