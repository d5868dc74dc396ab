//! At the bus: parties board once however many scan them, calling off and boarding exclude each other, and nobody checks tickets of foreign routes.

use foh_app::{
    identity::Staff,
    theatre::{CheckInError, CheckInRequest, DoorReach, Occurrence, UndoError},
    travel::ResendTicketError,
};
use foh_domain::{identity::Role, theatre::CheckInRefusal};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Desk, HOUR, Ticketed};
use crate::house::{MANY, at_once, reveal, token};

impl Desk {
    /// A ticket as an operator prints it.
    async fn paper(&self, booking: &Ticketed, by: &Staff) -> String {
        reveal(&self.node(0).reissue_ticket(booking.id, by).await.unwrap())
    }
}

fn scan(paper: &str, count: Option<u32>, by: &Staff) -> CheckInRequest {
    CheckInRequest {
        token: token(paper),
        occurrence_id: None,
        count,
        reach: DoorReach::of(by),
    }
}

both_engines! {
    async fn a_party_boards_once_by_whatever_paper(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let operator = desk.operator().await;
        let sold = desk.sold(8, &operator).await;
        let papers = [desk.paper(&sold, &operator).await, desk.paper(&sold, &operator).await];
        let answers = at_once(MANY, |n| {
            let (node, request) = (desk.node(n).clone(), scan(&papers[n % 2], Some(1), &operator));
            let by = operator.id;
            async move { node.check_in(request, by).await }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 8);
        for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
            assert!(matches!(refused, CheckInError::Refused(CheckInRefusal::AlreadyCheckedIn { .. })), "{refused:?}");
        }
        let door = desk.node(1).door(desk.departure).await.unwrap().unwrap();
        assert!(matches!(door.occurrence, Occurrence::Departure(_)));
        assert_eq!((door.inside, door.occurrence.expected()), (8, 8));
        desk.adds_up().await;
    }

    async fn whoever_boards_while_the_bus_is_called_off_is_ashore(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let operator = desk.operator().await;
        let mut papers = Vec::new();
        for _ in 0..8 {
            let sold = desk.sold(1, &operator).await;
            papers.push(desk.paper(&sold, &operator).await);
        }
        let answers = at_once(9, |n| {
            let (node, by) = (desk.node(n).clone(), operator.clone());
            let request = papers.get(n).map(|paper| scan(paper, None, &operator));
            let departure = desk.departure;
            async move {
                if let Some(request) = request {
                    node.check_in(request, by.id).await.map(|_| ())
                } else {
                    node.cancel_departure(departure, &by).await.unwrap();
                    Ok(())
                }
            }
        })
        .await;
        for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
            assert!(matches!(refused, CheckInError::Refused(CheckInRefusal::NotConfirmed)), "{refused:?}");
        }
        let door = desk.node(0).door(desk.departure).await.unwrap().unwrap();
        assert_eq!((door.inside, door.occurrence.expected()), (0, 0));
        desk.adds_up().await;
    }

    async fn operators_check_tickets_of_their_own_routes(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let operator = desk.operator().await;
        let (elsewhere, _) = desk.another_departure(5).await;
        let stranger = desk.staff(Role::TravelOperator, &[elsewhere]).await;
        let steward = desk.staff(Role::Door, &[]).await;
        let sold = desk.sold(2, &operator).await;
        let paper = desk.paper(&sold, &operator).await;
        for foreign in [&stranger, &steward] {
            let refused = desk.node(0).check_in(scan(&paper, None, foreign), foreign.id).await;
            assert!(matches!(refused, Err(CheckInError::Refused(CheckInRefusal::WrongOccurrence))), "{refused:?}");
        }
        let admitted = desk.node(1).check_in(scan(&paper, None, &operator), operator.id).await.unwrap();
        assert_eq!(admitted.occurrence.id(), desk.departure);
        for foreign in [&stranger, &steward] {
            let refused = desk.node(0).undo_check_in(admitted.check_in_id, DoorReach::of(foreign)).await;
            assert!(matches!(refused, Err(UndoError::Unknown)), "{refused:?}");
        }
        let undone = desk.node(0).undo_check_in(admitted.check_in_id, DoorReach::of(&operator)).await;
        assert_eq!(undone.unwrap(), (sold.id, 0));
        let doors = |by| {
            let (node, reach) = (desk.node(0).clone(), DoorReach::of(by));
            async move { node.departure_doors(&reach).await.unwrap().len() }
        };
        assert_eq!((doors(&operator).await, doors(&stranger).await, doors(&steward).await), (1, 1, 0));
        assert_eq!(desk.node(0).desk_place(&operator).await.unwrap().zone.as_str(), "Africa/Kigali");
        assert_eq!(desk.node(0).desk_place(&steward).await.unwrap().zone.as_str(), "UTC");
    }

    async fn a_ticket_is_sent_again_while_there_is_one(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let operator = desk.operator().await;
        let (held, sold) = (desk.held(1).await, desk.sold(1, &operator).await);
        let resend = |id, by: &Staff| {
            let (node, by) = (desk.node(1).clone(), by.clone());
            async move { node.resend_travel_ticket(id, &by).await }
        };
        assert!(matches!(resend(held.id, &operator).await, Err(ResendTicketError::NothingToSend)));
        let before = desk.letters("travel_ticket", sold.id).await;
        resend(sold.id, &operator).await.unwrap();
        assert_eq!(desk.letters("travel_ticket", sold.id).await, before * 2);
        let (elsewhere, _) = desk.another_departure(5).await;
        let stranger = desk.staff(Role::TravelOperator, &[elsewhere]).await;
        assert!(matches!(resend(sold.id, &stranger).await, Err(ResendTicketError::NotYours)));
        assert!(matches!(resend(uuid::Uuid::from_u128(7), &operator).await, Err(ResendTicketError::Unknown)));
    }

    async fn a_code_tells_of_its_booking_and_of_no_other(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let operator = desk.operator().await;
        let sold = desk.sold(3, &operator).await;
        let paper = desk.paper(&sold, &operator).await;
        let of = desk.node(1).ticketed_departure(token(&paper)).await.unwrap().expect("a ticket");
        assert_eq!((of.booking_id, of.party.get(), of.departure.id), (sold.id, 3, desk.departure));
        // The token that shows the booking boards nobody, and an altered code is none.
        assert!(desk.node(0).ticketed_departure(token(&sold.access)).await.unwrap().is_none());
        let altered = if paper.ends_with('A') { "B" } else { "A" };
        let altered = format!("{}{altered}", &paper[..paper.len() - 1]);
        assert!(desk.node(0).ticketed_departure(token(&altered)).await.unwrap().is_none());
        desk.house.clock.advance(HOUR);
        let item = desk.shown(&sold).await;
        for (search, found) in [("", true), ("ada", true), ("ROSSI", true), ("nobody", false), (&item.reference.to_string(), true)] {
            assert_eq!(item.answers_to(search), found, "{search}");
        }
    }
}
