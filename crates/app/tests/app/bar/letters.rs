//! What a manager of the bar reads when a stock is low.

use foh_domain::{
    bar::{Beverage, Change},
    identity::Role,
    privacy::Keyring,
};
use foh_store::{Database, Options};
use foh_testkit::engines::{Engine, blocking};

use super::ground::{Bar, MINUTE, by, units};
use crate::{letters::readable, outbox::MailHouse};

/// Falls to its minimum once more.
async fn fall(bar: &Bar, staff: &foh_app::identity::Staff) {
    let fall = [Change::Set(units("5.5")), by("-2.75")];
    bar.make(bar.here(), &fall, staff).await;
}

async fn low_at_three(bar: &Bar) {
    let three = |lager| Beverage {
        alarm_minimum: Some(units("3")),
        ..lager
    };
    bar.reshape(bar.lager, three).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_letter_of_a_low_stock() {
    let MailHouse {
        house,
        server,
        carrier,
    } = MailHouse::open(Engine::Sqlite);
    let bar = Bar::on(house).await;
    low_at_three(&bar).await;
    let manager = bar.manager().await;
    fall(&bar, &manager).await;
    while bar.node(0).deliver_due(&carrier).await.unwrap() > 0 {}
    let received = server.received();
    assert_eq!(received.len(), 1);
    let letter = readable(&received[0]).replace(&bar.here().to_string(), "[stock]");
    insta::assert_snapshot!("low_stock", letter);
}

/// Whoever manages the bar no more is not told, and what waited for them leaves nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn letters_to_whoever_manages_the_bar_no_more_do_not_leave() {
    let MailHouse {
        house,
        server,
        carrier,
    } = MailHouse::open(Engine::Sqlite);
    let bar = Bar::on(house).await;
    low_at_three(&bar).await;
    let (stays, goes) = (bar.manager().await, bar.manager().await);
    let counts = bar.manager().await;
    fall(&bar, &stays).await;
    bar.node(0).deactivate(goes.id).await.unwrap();
    let duty = Bar::duty(Role::BarCounter, &[bar.terrace]);
    bar.node(0).change_duty(counts.id, duty).await.unwrap();
    while bar.node(0).deliver_due(&carrier).await.unwrap() > 0 {}
    assert_eq!(server.received().len(), 1);
    assert_eq!(
        bar.house
            .count(
                "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'stock_alarm' AND delivered_at IS NULL"
            )
            .await,
        0
    );
}

/// What waits is read with the key it was sealed with, and sealed anew with the next.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn alarms_wait_through_a_change_of_the_key() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let bar = Bar::open(engine).await;
        low_at_three(&bar).await;
        let manager = bar.manager().await;
        fall(&bar, &manager).await;
        let tap = (bar.here(), by("-0.25"));
        bar.tapping(0, "tap", tap, &manager).await.unwrap();
        let url = bar.house.place.url();
        let open = |keyring: Keyring| {
            let db = blocking(|| Database::open(&url, &Options::default())).unwrap();
            let settings = bar.node(0).settings().clone();
            foh_app::House::new(db, keyring, bar.house.clock.clone(), settings)
        };
        let both = open(Keyring::new(&[8; 32]).with_former(&[7; 32]));
        assert_eq!(both.rotate_keys().await.unwrap().left(), 0);
        drop(both);
        bar.house.advance(MINUTE);
        let after = open(Keyring::new(&[8; 32]));
        let kept = after.mailbox(None, 9).await.unwrap();
        let read = kept.into_iter().filter_map(|(_, mail)| mail);
        let texts: Vec<String> = read.map(|mail| mail.text).collect();
        assert_eq!(texts.len(), 1);
        assert!(texts[0].contains("Lager at Terrace is down to 2.75"));
    }
}
