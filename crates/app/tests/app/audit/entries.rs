//! What staff do is in the log, with the words for it.

use foh_app::audit::AuditFilter;
use foh_domain::{
    audit::{Action, Group},
    booking::Reference,
    identity::Role,
    theatre::{Room, Show},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::house::{TestHouse, guest, party};

impl TestHouse {
    /// The whole log as sentences, the oldest first.
    pub async fn sentences(&self, filter: AuditFilter) -> Vec<String> {
        let filter = AuditFilter {
            limit: 1_000,
            ..filter
        };
        let mut items = self.house().audit_log(filter).await.unwrap();
        items.reverse();
        let sentence = |item: &foh_app::audit::AuditItem| {
            let mut words = vec![item.who(), item.what(), item.to_what()];
            words.retain(|part| !part.is_empty());
            words.join(" ")
        };
        items.iter().map(sentence).collect()
    }
}

both_engines! {
    async fn the_door_is_witnessed(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(20).await;
        let by = house.staff(Role::Door).await;
        let booked = house.book(performance, 3).await;
        house.check_in(&booked.ticket, Some(2), by).await.unwrap();
        house.advance(SignedDuration::from_mins(1));
        let rest = house.check_in(&booked.ticket, None, by).await.unwrap();
        house.check_in(&booked.ticket, None, by).await.unwrap_err();
        house.advance(SignedDuration::from_mins(1));
        house.house().undo_check_in(rest.check_in_id, foh_app::theatre::DoorReach::everywhere()).await.unwrap();
        house.house().undo_check_in(rest.check_in_id, foh_app::theatre::DoorReach::everywhere()).await.unwrap_err();
        let reference = Reference::of(booked.id);
        let door = AuditFilter { group: Some(Group::Door), ..AuditFilter::default() };
        assert_eq!(house.sentences(door).await, [
            format!("Bruno Conti admitted 2 of 3 reservation {reference}"),
            format!("Bruno Conti admitted 1 of 3 reservation {reference}"),
            format!("The house took back the admission of 1 reservation {reference}"),
        ]);
        house.is_whole(&[]).await;
    }

    async fn the_box_office_is_witnessed_and_guests_are_not(engine: Engine) {
        let house = TestHouse::open(engine);
        let node = house.house();
        let performance = house.publish_performance(20).await;
        let by = house.staff(Role::BoxOffice).await;
        let office = || AuditFilter { group: Some(Group::BoxOffice), ..AuditFilter::default() };
        let booked = house.book(performance, 2).await;
        house.cancel(&booked.cancellation).await.unwrap();
        assert!(house.sentences(office()).await.is_empty());
        let made = node.reserve(performance, &guest("Ada", "ada@example.org"), party(4), Some(by)).await.unwrap();
        let id = made.reservation_id;
        house.advance(SignedDuration::from_mins(1));
        node.resend(id).await.unwrap();
        house.advance(SignedDuration::from_mins(1));
        node.cancel_by_staff(id).await.unwrap();
        node.cancel_by_staff(id).await.unwrap_err();
        node.resend(id).await.unwrap_err();
        let reference = Reference::of(id);
        assert_eq!(house.sentences(office()).await, [
            format!("Bruno Conti made a reservation for 4 reservation {reference}"),
            format!("The house sent the reservation's mail again reservation {reference}"),
            format!("The house cancelled the reservation for 4 reservation {reference}"),
        ]);
    }

    async fn what_is_on_is_witnessed(engine: Engine) {
        let house = TestHouse::open(engine);
        let node = house.house();
        let (performance, room) = house.publish(20, crate::house::tonight()).await;
        let show = node.performance(performance).await.unwrap().unwrap().show_id;
        let filter = |subject| AuditFilter { subject: Some(subject), ..AuditFilter::default() };
        let tick = || house.advance(SignedDuration::from_mins(1));
        tick();
        node.change::<Room>(room, Box::new(|room| Ok(Room { capacity: 30, ..room }))).await.unwrap();
        tick();
        node.change::<Room>(room, Box::new(|room| Ok(Room { name: "Small Hall".into(), ..room }))).await.unwrap();
        // What changes nothing is no change.
        node.change::<Room>(room, Box::new(Ok)).await.unwrap();
        assert_eq!(house.sentences(filter(room)).await, [
            "The house made the room Great Hall",
            "The house changed the capacity of the room Great Hall from 20 to 30",
            "The house changed the room Small Hall",
        ]);
        node.change::<Show>(show, Box::new(|show| Ok(Show { published: false, title: "Tempests".into(), ..show }))).await.unwrap();
        tick();
        node.change::<Show>(show, Box::new(|show| Ok(Show { published: true, ..show }))).await.unwrap();
        assert_eq!(house.sentences(filter(show)).await, [
            "The house made the show The Tempest",
            "The house took from the programme the show Tempests",
            "The house changed the show Tempests",
            "The house published the show Tempests",
        ]);
        node.change_performance(performance, Box::new(|mut performance| {
            performance.booking_open = false;
            performance.additional_places = 5;
            Ok(performance)
        })).await.unwrap();
        let of_performance = node.audit_log(AuditFilter { limit: 9, ..filter(performance) }).await.unwrap();
        let actions: Vec<Action> = of_performance.iter().rev().filter_map(|item| item.action).collect();
        assert_eq!(actions, [Action::PerformanceMade, Action::BookingClosed, Action::PlacesChanged]);
        assert_eq!(of_performance[0].what(), "changed places: additional from 0 to 5, occupied by hand from 0 to 0");
        house.is_whole(&[]).await;
    }

    async fn pages_follow_each_other_whatever_is_asked(engine: Engine) {
        let house = TestHouse::open(engine);
        let node = house.house();
        let by = house.staff(Role::Door).await;
        let start = node.now();
        let mut subjects = Vec::new();
        for n in 0..25_u32 {
            let about = super::of_chain(u8::try_from(n % 5).unwrap(), n / 5);
            subjects.push(about);
            let witness = node.witness().await.unwrap().by(by);
            let action = if n % 2 == 0 { Action::CheckInAdmitted } else { Action::ContentMade };
            node.database().write(about, move |tx| witness.note(tx, action, Some(about), &[])).await.unwrap();
            if n % 3 == 0 {
                house.advance(SignedDuration::from_mins(1));
            }
        }
        let of_by = AuditFilter { account: Some(by), ..AuditFilter::default() };
        for (filter, expected) in [
            (of_by.clone(), 25),
            (AuditFilter { group: Some(Group::Door), ..of_by.clone() }, 13),
            (AuditFilter { group: Some(Group::Payments), ..of_by.clone() }, 0),
            (AuditFilter { subject: Some(subjects[7]), ..of_by.clone() }, 1),
            (AuditFilter { subject: Some(subjects[7]), ..AuditFilter::default() }, 1),
            (AuditFilter { from: Some(start + SignedDuration::from_mins(1)), ..of_by.clone() }, 24),
            (AuditFilter { until: Some(start + SignedDuration::from_mins(1)), ..of_by.clone() }, 1),
        ] {
            let whole = node.audit_log(AuditFilter { limit: 1_000, ..filter.clone() }).await.unwrap();
            assert_eq!(whole.len(), expected, "{filter:?}");
            assert!(whole.windows(2).all(|pair| pair[0].at >= pair[1].at), "the newest first");
            let mut leafed = Vec::new();
            let mut before = None;
            loop {
                let page = node.audit_log(AuditFilter { limit: 4, before, ..filter.clone() }).await.unwrap();
                before = page.last().map(|item| item.place);
                leafed.extend(page.iter().map(|item| item.place));
                if page.len() < 4 {
                    break;
                }
            }
            assert_eq!(leafed, whole.iter().map(|item| item.place).collect::<Vec<_>>());
        }
    }
}
