//! Wakes within a node and between nodes.

use std::time::Duration;

use foh_store::{
    Database,
    wakes::{Heard, Topic, Wake},
};
use foh_testkit::{both_engines, engines::Engine};
use tokio::sync::broadcast::Receiver;
use uuid::Uuid;

use crate::ground::{Ground, LIMIT, open};

fn wake(number: u128) -> Wake {
    Wake {
        topic: Topic::Notifications,
        subject: Uuid::from_u128(number << 64),
        id: Uuid::from_u128(number),
    }
}

async fn next(listener: &mut Receiver<Heard>) -> Heard {
    let heard = tokio::time::timeout(LIMIT, listener.recv()).await;
    heard.expect("something is heard").expect("nothing is lost")
}

/// Waits until the node listens to the others.
async fn listening(db: &Database) -> Receiver<Heard> {
    let mut listener = db.wakes();
    assert_eq!(next(&mut listener).await, Heard::Everything);
    listener
}

both_engines! {
    async fn a_node_hears_itself_at_once(engine: Engine) {
        let ground = Ground::new(engine);
        let mut listener = ground.db.wakes();
        ground.db.wake(wake(1));
        loop {
            match next(&mut listener).await {
                Heard::Wake(heard) => {
                    assert_eq!(heard, wake(1));
                    break;
                }
                Heard::Everything => {}
            }
        }
    }

    async fn waking_nobody_and_closing_is_no_matter(engine: Engine) {
        let ground = Ground::new(engine);
        ground.db.wake(wake(1));
        tokio::task::block_in_place(|| ground.db.close());
        ground.db.wake(wake(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_node_hears_every_other_once_and_in_order() {
    let ground = Ground::new(Engine::Postgres);
    let (here, there) = (ground.db.clone(), ground.elsewhere());
    let mut beside = listening(&here).await;
    let mut elsewhere = listening(&there).await;
    // More than one payload, and in more than one turn.
    for number in 1..=700 {
        here.wake(wake(number));
        if number % 300 == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    for listener in [&mut beside, &mut elsewhere] {
        for number in 1..=700 {
            assert_eq!(next(listener).await, Heard::Wake(wake(number)));
        }
    }
    there.wake(wake(1_000));
    assert_eq!(next(&mut beside).await, Heard::Wake(wake(1_000)));
    assert_eq!(next(&mut elsewhere).await, Heard::Wake(wake(1_000)));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_outage_everybody_is_told_to_look() {
    let place = Engine::Postgres.database(crate::ground::migrate);
    let here = open(&place.url(), &crate::ground::one_of_each());
    let there = open(&place.url(), &crate::ground::one_of_each());
    let mut heard = listening(&here).await;
    let _ = listening(&there).await;
    foh_testkit::engines::blocking(|| {
        foh_testkit::postgres::cluster().terminate_backends(place.name());
    });
    assert_eq!(next(&mut heard).await, Heard::Everything);
    // The other node may not have noticed yet: then it tells everybody to look once it is back.
    there.wake(wake(7));
    let told = next(&mut heard).await;
    assert!(
        matches!(told, Heard::Everything) || told == Heard::Wake(wake(7)),
        "{told:?}"
    );
}
