//! Workers of many nodes share the outbox.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use foh_testkit::{both_engines, engines::Engine, mail, smtp::Fault};

use crate::house::{MANY, at_once};
use crate::outbox::MailHouse;

const LIMIT: Duration = Duration::from_secs(30);

both_engines! {
    async fn workers_never_send_one_entry_twice(engine: Engine) {
        let mails = MailHouse::open(engine);
        let performance = mails.house.publish_performance(10).await;
        for _ in 0..MANY {
            mails.house.try_reserve(performance, 1).await.1.unwrap();
        }
        let taken = at_once(6, |n| {
            let (node, carrier) = (mails.house.node(n).clone(), Arc::clone(&mails.carrier));
            async move {
                let mut taken = 0;
                loop {
                    match node.deliver_due(&carrier).await.unwrap() {
                        0 => return taken,
                        count => taken += count,
                    }
                }
            }
        })
        .await;
        assert_eq!(taken.iter().sum::<usize>(), MANY);
        let received = mails.server.received();
        let messages: BTreeSet<_> = received.iter().map(|received| mail::header(&received.raw, "Message-ID")).collect();
        assert_eq!((received.len(), messages.len()), (MANY, MANY));
        assert_eq!(mails.house.count("SELECT COUNT(*) AS n FROM outbox WHERE payload IS NOT NULL").await, 0);
    }

    /// A worker is woken by what happens on its node, and ends when it is told to.
    async fn a_worker_wakes_sends_and_stops(engine: Engine) {
        let mails = MailHouse::open(engine);
        let performance = mails.house.publish_performance(10).await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let workers: Vec<_> = (0..3)
            .map(|n| {
                let (node, carrier, stopped) = (mails.house.node(n).clone(), Arc::clone(&mails.carrier), stopped.clone());
                tokio::spawn(async move { node.work_outbox(carrier, stopped).await })
            })
            .collect();
        for _ in 0..20 {
            mails.house.try_reserve(performance, 1).await.1.unwrap();
        }
        mails.server.wait_for(20, LIMIT).await;
        let begun = Instant::now();
        stop.send(true).unwrap();
        for worker in workers {
            tokio::time::timeout(LIMIT, worker).await.unwrap().unwrap();
        }
        assert!(begun.elapsed() < Duration::from_secs(5));
        assert_eq!(mails.server.received().len(), 20);
    }

    /// What is being sent when the worker is told to stop is finished and noted first.
    async fn a_worker_that_stops_finishes_what_it_sends(engine: Engine) {
        let mails = MailHouse::open(engine);
        let performance = mails.house.publish_performance(10).await;
        mails.server.set_fault(Fault::Stall);
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let (node, carrier) = (mails.house.node(0).clone(), Arc::clone(&mails.carrier));
        mails.house.try_reserve(performance, 1).await.1.unwrap();
        let worker = tokio::spawn(async move { node.work_outbox(carrier, stopped).await });
        let begun = Instant::now();
        while mails.house.count("SELECT COUNT(*) AS n FROM outbox WHERE next_attempt_at > created_at").await == 0 {
            assert!(begun.elapsed() < LIMIT, "the entry is never taken");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        stop.send(true).unwrap();
        mails.server.set_fault(Fault::None);
        tokio::time::timeout(LIMIT, worker).await.unwrap().unwrap();
        assert_eq!(mails.server.received().len(), 1);
        assert_eq!(mails.house.count("SELECT COUNT(*) AS n FROM outbox WHERE payload IS NOT NULL").await, 0);
    }
}
