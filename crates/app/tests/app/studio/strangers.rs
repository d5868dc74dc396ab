//! Whose session it is: its facilitator's, and the administrators'.

use foh_app::studio::ManageSessionError;
use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{Studio, changing};

fn is_strangers<T>(answer: &Result<T, ManageSessionError>) -> bool {
    matches!(answer, Err(ManageSessionError::NotYours))
}

both_engines! {
    async fn a_strangers_session_is_left_alone(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        studio.booked(session, 2).await;
        let node = studio.node(0);
        for role in [Role::Facilitator, Role::BoxOffice, Role::Member] {
            let other = studio.staff(role).await;
            assert!(is_strangers(&changing(node.clone(), other.clone(), session, |session| session.capacity = 20).await));
            assert!(is_strangers(&node.cancel_session(session, &other).await));
            assert!(is_strangers(&node.own_session(session, &other).await));
            assert!(is_strangers(&node.bookings_of_session(session, &other, true, None, 10).await));
            assert!(node.bookings_of_facilitator(other.id, None, 10).await.unwrap().is_empty());
            assert!(node.sessions_of(other.id, None, 10).await.unwrap().is_empty());
        }
        assert_eq!(studio.places(session).await.capacity, 10);
        let unknown = node.cancel_session(Uuid::from_u128(3), &studio.facilitator).await;
        assert!(matches!(unknown, Err(ManageSessionError::Unknown)), "{unknown:?}");

        let administrator = studio.staff(Role::Administrator).await;
        changing(node.clone(), administrator.clone(), session, |session| session.capacity = 20).await.unwrap();
        assert_eq!(node.bookings_of_session(session, &administrator, true, None, 10).await.unwrap().len(), 2);
        assert_eq!(node.bookings_of_facilitator(studio.facilitator.id, None, 10).await.unwrap().len(), 2);
        node.cancel_session(session, &administrator).await.unwrap();
        assert_eq!(studio.told("session_cancelled").await.len(), 2);
        let kept = node.bookings_of_session(session, &studio.facilitator, true, None, 10).await.unwrap();
        assert_eq!(kept.len(), 2, "the list keeps them");
        assert!(node.bookings_of_session(session, &studio.facilitator, false, None, 10).await.unwrap().is_empty());
        studio.adds_up().await;
    }

    async fn a_member_sees_only_what_is_theirs(engine: Engine) {
        let studio = Studio::open(engine).await;
        let (first, second) = (studio.session(10).await, studio.session(10).await);
        let booked = studio.booked(first, 2).await;
        let (member, booking) = booked[0];
        let node = studio.node(1);
        node.book_session(second, member, None).await.unwrap();
        assert!(node.own_booking(booking, booked[1].0).await.unwrap().is_none());
        assert!(node.own_booking(booking, member).await.unwrap().is_some());
        assert_eq!(node.bookings_of_member(member, None, 10).await.unwrap().len(), 2);
        assert_eq!(node.bookings_of_member(member, None, 1).await.unwrap().len(), 1);
        assert!(studio.cancel(0, (member, booking)).await);
        let upcoming = node.upcoming_bookings(member, 10).await.unwrap();
        assert_eq!(upcoming.iter().map(|one| one.view.session_id).collect::<Vec<_>>(), [second]);
        assert!(node.booking_of(member, first).await.unwrap().is_none());
    }
}
