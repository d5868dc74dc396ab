//! Guests are ticked off the list and back again.

use foh_app::{audit::AuditFilter, studio::AttendanceError};
use foh_domain::{audit::Action, booking::ReservationStatus, identity::Role};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::Studio;
use crate::house::{MANY, at_once};

async fn noted(studio: &Studio, action: Action, booking: Uuid) -> usize {
    let filter = AuditFilter {
        subject: Some(booking),
        limit: 1_000,
        ..AuditFilter::default()
    };
    let items = studio.node(0).audit_log(filter).await.unwrap();
    let of_action = items.iter().filter(|item| item.action == Some(action));
    of_action.count()
}

async fn counted(studio: &Studio, sql: &'static str) -> usize {
    usize::try_from(studio.house.count(sql).await).unwrap()
}

const ADMITTED: &str = "SELECT COUNT(*) AS n FROM check_ins";
const UNDONE: &str = "SELECT COUNT(*) AS n FROM check_ins WHERE undone_at IS NOT NULL";

both_engines! {
    async fn many_tick_one_guest_off_and_back(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        let booking = studio.booked(session, 1).await[0].1;
        at_once(MANY, |n| {
            let (node, by) = (studio.node(n).clone(), studio.facilitator.clone());
            async move { node.attend(booking, n % 2 == 0, &by).await.unwrap() }
        })
        .await;
        studio.adds_up().await;
        assert_eq!(noted(&studio, Action::CheckInAdmitted, booking).await, counted(&studio, ADMITTED).await);
        assert_eq!(noted(&studio, Action::CheckInUndone, booking).await, counted(&studio, UNDONE).await);
        assert!(studio.node(0).verify_audit(&[]).await.unwrap().is_whole());
    }

    /// Again and again within one moment, in which ids are in no order.
    async fn what_is_taken_back_is_taken_back(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        let booking = studio.booked(session, 1).await[0].1;
        let attend = async |came| studio.node(0).attend(booking, came, &studio.facilitator).await.unwrap();
        for round in 1..=8 {
            for _ in 0..2 {
                assert_eq!(attend(true).await.status, ReservationStatus::CheckedIn);
            }
            assert_eq!(counted(&studio, ADMITTED).await, round, "saying it twice is saying it once");
            studio.adds_up().await;
            for _ in 0..2 {
                assert_eq!(attend(false).await.status, ReservationStatus::Confirmed);
            }
            assert_eq!(counted(&studio, UNDONE).await, round);
            studio.adds_up().await;
        }
        assert_eq!(noted(&studio, Action::CheckInAdmitted, booking).await, 8);
        assert_eq!(noted(&studio, Action::CheckInUndone, booking).await, 8);
        assert_eq!(studio.places(session).await.confirmed, 1);
    }

    async fn who_may_not_be_ticked_off(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(10).await;
        let booked = studio.booked(session, 2).await;
        let stranger = studio.staff(Role::Facilitator).await;
        let refused = studio.node(0).attend(booked[0].1, true, &stranger).await;
        assert!(matches!(refused, Err(AttendanceError::NotYours)), "{refused:?}");
        let unknown = studio.node(0).attend(Uuid::from_u128(5), true, &studio.facilitator).await;
        assert!(matches!(unknown, Err(AttendanceError::Unknown)), "{unknown:?}");
        assert!(studio.cancel(0, booked[1]).await);
        let cancelled = studio.node(0).attend(booked[1].1, true, &studio.facilitator).await;
        assert!(matches!(cancelled, Err(AttendanceError::Cancelled)), "{cancelled:?}");
        assert_eq!(counted(&studio, ADMITTED).await, 0);
        let administrator = studio.staff(Role::Administrator).await;
        let attended = studio.node(0).attend(booked[0].1, true, &administrator).await.unwrap();
        assert_eq!(attended.session_id, session);
        studio.adds_up().await;
    }

    /// A guest is ticked off while the booking is cancelled and the session is called off.
    async fn who_is_here_has_a_booking(engine: Engine) {
        let studio = Studio::open(engine).await;
        let session = studio.session(20).await;
        let booked = studio.booked(session, 16).await;
        at_once(33, |n| {
            let (node, by) = (studio.node(n).clone(), studio.facilitator.clone());
            let (member, booking) = booked[n % 16];
            async move {
                if n == 32 {
                    node.cancel_session(session, &by).await.unwrap();
                } else if n < 16 {
                    // Whether it was in time shows below.
                    let _ = node.attend(booking, true, &by).await;
                } else if n % 2 == 0 {
                    let _ = node.cancel_booking(booking, member).await;
                }
            }
        })
        .await;
        assert_eq!(studio.places(session).await.confirmed, 0);
        assert_eq!(studio.house.count("SELECT COUNT(*) AS n FROM check_ins WHERE undone_at IS NULL").await, 0);
        studio.adds_up().await;
    }
}
