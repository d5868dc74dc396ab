//! What became of text messages.

use foh_domain::messages::TextStatus;
use foh_store::{
    outbox::{self, Channel, Entry},
    text_messages::{self, TextMessage},
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use crate::{
    letters::entry,
    season::{House, at, id},
};

async fn taken(house: &House, number: u128, sid: &'static str, when: i64) {
    house
        .write(move |tx| text_messages::taken(tx, id(number), sid, at(when)))
        .await
        .unwrap();
}

async fn stored(house: &House, number: u128) -> Option<TextMessage> {
    house
        .write(move |tx| text_messages::lock(tx, id(number)))
        .await
        .unwrap()
}

both_engines! {
    async fn a_message_is_noted_once(engine: Engine) {
        let house = House::empty(engine);
        assert_eq!(stored(&house, 1).await, None);
        taken(&house, 1, "SM1", 5).await;
        taken(&house, 1, "SM2", 6).await;
        let expected = TextMessage {
            id: id(1),
            sid: "SM1".into(),
            status: TextStatus::Queued,
            error_code: None,
            sent_at: at(5),
            updated_at: at(5),
        };
        assert_eq!(stored(&house, 1).await, Some(expected.clone()));
        let failed = TextStatus::Failed;
        house.write(move |tx| text_messages::advance(tx, id(1), failed, Some(30007), at(9))).await.unwrap();
        let expected = TextMessage { status: failed, error_code: Some(30007), updated_at: at(9), ..expected };
        assert_eq!(stored(&house, 1).await, Some(expected));
    }

    async fn lost_ones_are_found_with_their_entries(engine: Engine) {
        let house = House::empty(engine);
        for (number, sid, status) in [
            (1, "SM1", TextStatus::Failed),
            (2, "SM2", TextStatus::Delivered),
            (3, "SM3", TextStatus::Undelivered),
            (4, "SM4", TextStatus::Sent),
        ] {
            let text = Entry { channel: Channel::Sms, kind: "travel_ticket".into(), ..entry(id(number)) };
            house.write(move |tx| {
                outbox::insert(tx, [&text])?;
                text_messages::taken(tx, id(number), sid, at(0))?;
                text_messages::advance(tx, id(number), status, None, at(1))
            }).await.unwrap();
        }
        let lost = async |before: Uuid, limit| {
            let found = house.read(move |tx| text_messages::lost(tx, before, limit)).await;
            found.into_iter().map(|(message, entry)| {
                assert_eq!((message.id, entry.kind.as_str()), (entry.id, "travel_ticket"));
                message.id.as_u128() >> 8
            }).collect::<Vec<_>>()
        };
        assert_eq!(lost(Uuid::max(), 9).await, [3, 1]);
        assert_eq!(lost(Uuid::max(), 1).await, [3]);
        assert_eq!(lost(id(3), 9).await, [1]);

        let forget = |before, limit| house.write(move |tx| text_messages::forget(tx, before, limit));
        assert_eq!(forget(id(4), 2).await, Ok(2));
        assert_eq!(forget(id(4), 2).await, Ok(1));
        assert!(stored(&house, 4).await.is_some());
        assert_eq!(lost(Uuid::max(), 9).await, [0_u128; 0]);
    }

    async fn what_is_put_off_was_not_tried(engine: Engine) {
        let house = House::empty(engine);
        let text = Entry { channel: Channel::Sms, ..entry(id(1)) };
        house.write(move |tx| outbox::insert(tx, [&text])).await.unwrap();
        house.write(|tx| outbox::postponed(tx, id(1), at(50))).await.unwrap();
        let claim = |now| house.write(move |tx| outbox::claim(tx, Channel::Sms, at(now), at(90), 9));
        assert!(claim(49).await.unwrap().is_empty());
        let due = claim(50).await.unwrap();
        assert_eq!((due[0].attempts, due[0].last_error.as_deref()), (0, None));

        let mark = || house.write(|tx| outbox::mark(tx, id(1), "under way"));
        assert_eq!(mark().await, Ok(true));
        assert_eq!(mark().await, Ok(false), "somebody else is at it");
        assert_eq!(claim(90).await.unwrap()[0].last_error.as_deref(), Some("under way"));
        house.write(|tx| outbox::delivered(tx, id(1), at(91))).await.unwrap();
        assert_eq!(mark().await, Ok(false));
        house.write(|tx| outbox::postponed(tx, id(1), at(99))).await.unwrap();
        let entry = house.read(|tx| outbox::get(tx, id(1))).await.unwrap();
        assert_eq!((entry.last_error, entry.next_attempt_at), (None, None));
    }
}
