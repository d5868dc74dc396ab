//! Taps: none is lost and none counts twice, whoever taps at once and however often the network repeats it.

use foh_app::idempotency::Once;
use foh_domain::{bar::Change, identity::Role};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Bar, DAY, MOVEMENTS, Tapped, by, units, word};
use crate::house::{MANY, as_one_batch, at_once, tally};

/// Taps of each of the many.
const TAPS: usize = 100;

fn texts(answers: Vec<Tapped>) -> Vec<String> {
    let text = |answer: Tapped| answer.unwrap().into_text(super::ground::drawn);
    answers.into_iter().map(text).collect()
}

#[track_caller]
fn all_the_same(texts: &[String]) {
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
}

both_engines! {
    async fn thousands_of_taps_at_once_lose_none(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.staff(Role::BarManager).await;
        bar.make(bar.here(), &[Change::Set(units("1000"))], &staff).await;
        let taps = at_once(MANY, |n| {
            let taps: Vec<_> = (0..TAPS)
                .map(|tap| {
                    // Every third comes back: half a unit is put back for each that was taken.
                    let change = if tap % 3 == 2 { by("+0.5") } else { by("-0.25") };
                    bar.tapping(n + tap, &format!("{n} {tap}"), (bar.here(), change), &staff)
                })
                .collect();
            async move {
                let mut made = 0;
                for tap in taps {
                    made += usize::from(matches!(tap.await.unwrap(), Once::Now(_)));
                }
                made
            }
        });
        assert_eq!(taps.await.iter().sum::<usize>(), MANY * TAPS);
        let after = bar.stock(bar.here()).await.stock;
        // Of a hundred, thirty-three put back and sixty-seven take: 64 × (16.5 − 16.75).
        assert_eq!((after.units.plain(), after.number), ("984".into(), 6_401));
        assert_eq!(bar.house.count(MOVEMENTS).await, 6_401);
        bar.adds_up().await;
        bar.house.is_whole(&[]).await;
    }

    async fn one_tap_counts_once_however_often_it_is_sent(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        bar.make(bar.here(), &[Change::Set(units("10"))], &staff).await;
        let tap = (bar.here(), by("-1"));
        let mut answers = texts(at_once(MANY, |n| bar.tapping(n, "tap", tap, &staff)).await);
        answers.extend(texts(as_one_batch(bar.node(0), bar.here(), MANY, |_| bar.tapping(0, "tap", tap, &staff)).await));
        all_the_same(&answers);
        // The level has changed since, and the answer has not.
        bar.make(bar.here(), &[by("-2")], &staff).await;
        answers.extend(texts(vec![bar.tapping(2, "tap", tap, &staff).await]));
        all_the_same(&answers);
        assert_eq!((bar.level(bar.here()).await, bar.house.count(MOVEMENTS).await), ("7".into(), 3));
        // A batch in which the first is the first there ever was.
        let answers = as_one_batch(bar.node(0), bar.here(), MANY, |n| {
            bar.tapping(0, if n % 2 == 0 { "even" } else { "odd" }, tap, &staff)
        });
        let answers = texts(answers.await);
        for first in [0, 1] {
            all_the_same(&answers.iter().skip(first).step_by(2).cloned().collect::<Vec<_>>());
        }
        assert_eq!(bar.level(bar.here()).await, "5");
        bar.adds_up().await;
    }

    async fn one_key_is_for_one_request(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        for stock in [bar.here(), bar.there()] {
            bar.make(stock, &[Change::Set(units("50"))], &staff).await;
        }
        bar.tapping(0, "tap", (bar.here(), by("-1")), &staff).await.unwrap();
        for (stock, change) in [
            (bar.here(), by("-2")),
            (bar.here(), Change::Set(units("1"))),
            (bar.there(), by("-1")),
        ] {
            let answer = bar.tapping(1, "tap", (stock, change), &staff).await;
            assert_eq!(word(&answer), "another request", "{change:?}");
        }
        // In two lanes of three nodes at once the constraint decides, and nobody hears of it.
        for round in 0..8 {
            let key = format!("round {round}");
            let answers = at_once(8, |n| {
                let stock = if n % 2 == 0 { bar.here() } else { bar.there() };
                bar.tapping(n, &key, (stock, by("-1")), &staff)
            });
            let counts = tally(&answers.await, |answer| match answer {
                Ok(Once::Now(_)) => "now".into(),
                answer => word(answer),
            });
            assert_eq!(counts, [("another request".into(), 4), ("before".into(), 3), ("now".into(), 1)].into());
        }
        let left = bar.stock(bar.here()).await.stock.units.hundredths() + bar.stock(bar.there()).await.stock.units.hundredths();
        assert_eq!(left, 10_000 - 9 * 100);
        // Whoever else has a key of that name has another: the web puts their name before it.
        bar.tapping(0, "bar:other:tap", (bar.here(), by("-2")), &staff).await.unwrap();
        bar.adds_up().await;
    }

    /// What is refused leaves its key free: the tap that is sent again once there is enough is made.
    async fn what_was_refused_may_be_asked_again(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let tap = (bar.here(), by("-1"));
        assert_eq!(word(&bar.tapping(0, "tap", tap, &staff).await), "only 0");
        bar.make(bar.here(), &[by("+3")], &staff).await;
        assert_eq!(word(&bar.tapping(1, "tap", tap, &staff).await), "2");
        assert_eq!(word(&bar.tapping(2, "tap", tap, &staff).await), "before");
    }

    async fn an_answer_is_kept_for_a_day(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let tap = (bar.here(), by("+1"));
        bar.tapping(0, "tap", tap, &staff).await.unwrap();
        bar.house.advance(DAY - super::ground::MINUTE);
        assert_eq!(word(&bar.tapping(1, "tap", tap, &staff).await), "before");
        bar.house.advance(super::ground::MINUTE);
        let again = at_once(8, |n| bar.tapping(n, "tap", tap, &staff)).await;
        assert_eq!(tally(&again, word), [("2".into(), 1), ("before".into(), 7)].into());
        bar.adds_up().await;
    }

    async fn never_below_nought(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        bar.make(bar.here(), &[Change::Set(units("10"))], &staff).await;
        let mut answers = at_once(MANY, |n| bar.moving(n, bar.here(), by("-0.5"), &staff)).await;
        answers.extend(as_one_batch(bar.node(0), bar.here(), MANY, |_| bar.moving(0, bar.here(), by("-0.5"), &staff)).await);
        let counts = tally(&answers, |answer| if answer.is_ok() { "taken".into() } else { word(answer) });
        assert_eq!(counts, [("only 0".into(), 2 * MANY - 20), ("taken".into(), 20)].into());
        assert_eq!((bar.level(bar.here()).await, bar.movements(bar.here()).await.len()), ("0".into(), 21));
        bar.adds_up().await;
    }

    async fn one_that_is_refused_spoils_no_other_of_its_batch(engine: Engine) {
        let bar = Bar::open(engine).await;
        let staff = bar.manager().await;
        let elsewhere = bar.counter(bar.cellar).await;
        let answers = as_one_batch(bar.node(0), bar.here(), 40, |n| match n % 4 {
            0 => bar.moving(0, bar.here(), by("+1"), &staff),
            1 => bar.moving(0, bar.here(), by("-100"), &staff),
            2 => bar.moving(0, bar.here(), by("+1"), &elsewhere),
            _ => bar.moving(0, foh_domain::bar::stock_id(bar.here(), bar.here()), by("+1"), &staff),
        });
        let counts = tally(&answers.await, |answer| match answer {
            Ok(_) => "made".into(),
            Err(_) => word(answer).split(' ').next().unwrap().to_owned(),
        });
        assert_eq!(counts, [("made".into(), 10), ("not".into(), 10), ("only".into(), 10), ("unknown".into(), 10)].into());
        assert_eq!(bar.level(bar.here()).await, "10");
        assert_eq!(bar.house.count("SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'stock.moved'").await, 10);
        bar.adds_up().await;
    }
}
