//! Nobody learns from the time an answer takes whether an address has an account.
//!
//! Known and unknown addresses are tried in turn, and the two sets of times are compared by ranks (Mann and Whitney, 1947):
//! how often a try of a known address takes longer than one of an unknown. Half of the time, if they are alike; hardly ever
//! or nearly always, if one of them leaves out what costs time. Ranks do not mind outliers, and a machine that is busy slows
//! both. With 200 of each, chance alone moves the share by 0.03 (its standard deviation); 0.15 is five of those.

use std::time::{Duration, Instant};

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::playhouse::{PASSWORD, Playhouse, Role, Visitor};

const TRIES: usize = 200;
const BEARABLE: f64 = 0.15;

async fn time(
    theatre: &Playhouse,
    visitor: &Visitor,
    path: &str,
    fields: &[(&str, &str)],
    status: u16,
) -> Duration {
    // Whatever was locked or limited by the tries before is so no longer.
    theatre.clock.advance(SignedDuration::from_hours(48));
    let begun = Instant::now();
    let page = visitor.post(path, fields).await;
    let taken = begun.elapsed();
    assert_eq!(page.status, status, "{path}: {}", page.body);
    taken
}

/// How often one of `some` is longer than one of `others`; what is equal counts half.
fn share_longer(some: &[Duration], others: &[Duration]) -> f64 {
    let mut halves = 0_u32;
    for one in some {
        for other in others {
            halves += match one.cmp(other) {
                std::cmp::Ordering::Less => 0,
                std::cmp::Ordering::Equal => 1,
                std::cmp::Ordering::Greater => 2,
            };
        }
    }
    let pairs = u32::try_from(some.len() * others.len()).unwrap();
    f64::from(halves) / f64::from(2 * pairs)
}

/// Tries known and unknown addresses in turn, each first every other time.
async fn compare<'a>(
    theatre: &Playhouse,
    path: &str,
    status: u16,
    fields: impl Fn(&'a str) -> Vec<(&'static str, String)>,
) {
    let visitor = theatre.visitor();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for n in 0..TRIES + 5 {
        for second in [false, true] {
            let is_known = second != (n % 2 == 0);
            let fields = fields(if is_known { "known" } else { "other" });
            let fields: Vec<(&str, String)> = fields
                .into_iter()
                .map(|(name, value)| (name, value.replace("{n}", &n.to_string())))
                .collect();
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let taken = time(theatre, &visitor, path, &fields, status).await;
            // The first tries warm everything up.
            if n >= 5 {
                if is_known {
                    known.push(taken);
                } else {
                    unknown.push(taken);
                }
            }
        }
    }
    let share = share_longer(&known, &unknown);
    assert!(
        (share - 0.5).abs() < BEARABLE,
        "{path}: a known address takes longer in {:.0} % of the pairs",
        share * 100.0
    );
}

#[test]
fn shares() {
    let of = |millis: &[u64]| -> Vec<Duration> {
        millis.iter().copied().map(Duration::from_millis).collect()
    };
    for (some, others, share) in [
        (of(&[1, 2, 3]), of(&[1, 2, 3]), 0.5),
        (of(&[4, 5]), of(&[1, 2, 3]), 1.0),
        (of(&[1]), of(&[2, 3]), 0.0),
        (of(&[1, 3]), of(&[2]), 0.5),
    ] {
        assert!((share_longer(&some, &others) - share).abs() < 1e-9);
    }
}

both_engines! {
    async fn signing_in_takes_as_long_for_nobody(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account("known@example.org", Role::Door).await;
        compare(&theatre, "/sign-in", 401, |who| vec![
            ("email", format!("{who}@example.org")),
            ("password", "wrong and wrong again".into()),
        ]).await;
    }

    async fn asking_for_a_new_password_takes_as_long_for_nobody(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account("known@example.org", Role::Door).await;
        compare(&theatre, "/password-reset", 303, |who| vec![("email", format!("{who}@example.org"))]).await;
    }

    async fn registering_takes_as_long_for_an_address_that_is_free(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account("known@example.org", Role::Door).await;
        compare(&theatre, "/register", 303, |who| {
            let email = if who == "known" { "known@example.org".into() } else { "other-{n}@example.org".into() };
            vec![("name", "Ada Lovelace".into()), ("email", email), ("password", PASSWORD.into())]
        }).await;
    }
}
