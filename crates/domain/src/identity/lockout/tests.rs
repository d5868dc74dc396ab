use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn nobody() -> Involved {
    Involved {
        device: None,
        pair: Tally::NONE,
        address: Tally::NONE,
        account: Tally::NONE,
        sign_in: None,
    }
}

fn wait(seconds: i64) -> Result<Against, Refused> {
    Err(Refused::Wait(SignedDuration::from_secs(seconds)))
}

#[test]
fn delays() {
    for (rule, table) in [
        (
            Rule::PAIR,
            [
                (0, 0),
                (4, 0),
                (5, 1),
                (6, 2),
                (7, 4),
                (14, 512),
                (15, 900),
                (u32::MAX, 900),
            ],
        ),
        (
            Rule::ADDRESS,
            [
                (0, 0),
                (19, 0),
                (20, 1),
                (21, 2),
                (29, 512),
                (30, 900),
                (31, 900),
                (99, 900),
            ],
        ),
        (
            Rule::ACCOUNT,
            [
                (0, 0),
                (9, 0),
                (10, 1),
                (11, 2),
                (15, 32),
                (16, 60),
                (17, 60),
                (9_999, 60),
            ],
        ),
    ] {
        for (failures, seconds) in table {
            let delay = rule.delay(failures);
            assert_eq!(delay.as_secs(), seconds, "{rule:?} {failures}");
        }
        assert_eq!(rule.delay(rule.most()), rule.longest);
        assert!(rule.delay(rule.most() - 1) < rule.longest);
    }
}

#[test]
fn five_are_free_and_then_it_grows() {
    let mut one = nobody();
    for _ in 0..5 {
        assert_eq!(one.admit(at(0)), Ok(Against::Everything));
    }
    let before = one;
    assert_eq!(one.admit(at(0)), wait(1));
    assert_eq!(one, before, "a refusal is not counted");
    assert!(one.admit(at(1)).is_ok());
    assert_eq!(one.admit(at(1)), wait(2));
    assert!(one.admit(at(3)).is_ok());
    assert_eq!(one.admit(at(4)), wait(3));
    // A quarter of an hour forgives one, two hours everything.
    assert!(one.admit(at(3 + 2 * 3_600)).is_ok());
    assert_eq!(one.pair.failures, 1);
}

#[test]
fn others_delay_an_account_by_a_minute_at_most() {
    let mut account = Tally::NONE;
    let mut now = 0;
    // Each from an address of its own.
    for _ in 0..200 {
        let mut other = Involved {
            account,
            ..nobody()
        };
        if let Err(Refused::Wait(left)) = other.admit(at(now)) {
            assert!(left <= SignedDuration::from_mins(1));
            now += left.as_secs();
            other.admit(at(now)).unwrap();
        }
        account = other.account;
    }
    let mut owner = Involved {
        account,
        ..nobody()
    };
    let Err(Refused::Wait(left)) = owner.admit(at(now)) else {
        panic!("somewhere new, the owner waits");
    };
    assert_eq!(left.as_secs(), 60);
    assert!(owner.admit(at(now + 60)).is_ok());
    // Where they signed in before they do not.
    let mut home = Involved {
        account,
        ..nobody()
    };
    home.pair.know(at(-9));
    assert_eq!(home.admit(at(now)), Ok(Against::Pair));
    assert_eq!(home.account, account, "and are not counted to the others");
    let mut device = Tally::NONE;
    device.know(at(-9));
    let mut phone = Involved {
        account,
        device: Some(device),
        ..nobody()
    };
    phone.pair.failures = 15;
    phone.pair.locked_until = at(now + 900);
    assert_eq!(phone.admit(at(now)), Ok(Against::Device));
}

#[test]
fn what_is_known_is_held_to_its_own_guesses() {
    let mut home = nobody();
    home.pair.know(at(0));
    for _ in 0..5 {
        assert_eq!(home.admit(at(0)), Ok(Against::Pair));
    }
    assert_eq!(home.admit(at(0)), wait(1));
    // Three months later it is a stranger again.
    let later = at(90 * 24 * 3_600);
    assert_eq!(home.admit(later), Ok(Against::Everything));
}

#[test]
fn who_is_right_is_forgiven_and_others_are_not() {
    let mut one = nobody();
    for _ in 0..3 {
        one.admit(at(0)).unwrap();
    }
    let against = one.admit(at(1)).unwrap();
    one.forgive(against);
    one.know(at(1));
    assert_eq!((one.pair.failures, one.pair.is_known(at(2))), (0, true));
    assert_eq!((one.address.failures, one.account.failures), (3, 3));
    assert!(one.account.locked_until <= at(1), "nobody waits for it");
}

#[test]
fn a_sign_in_has_five_codes() {
    let mut one = Involved {
        sign_in: Some(Tally::NONE),
        ..nobody()
    };
    one.pair.know(at(0));
    for n in 0..5 {
        assert!(one.admit(at(n * 10_000)).is_ok());
    }
    assert_eq!(one.admit(at(90_000)), Err(Refused::Exhausted));
}

proptest! {
    /// Whatever the rhythm, a day has few guesses.
    #[test]
    fn a_day_has_few_guesses(pauses in prop::collection::vec(0_i64..120, 0..6_000), known: bool) {
        let mut one = nobody();
        if known {
            one.pair.know(at(0));
        }
        let (mut now, mut admitted) = (0, 0);
        for pause in pauses {
            now += pause;
            if now > 24 * 3_600 {
                break;
            }
            admitted += i32::from(one.admit(at(now)).is_ok());
        }
        // Five free, ten while the delay grows, and one more for each quarter of an hour and for each that is forgiven.
        prop_assert!(admitted <= 5 + 11 + 2 * 96, "{admitted}");
    }

    /// Who waits as told is admitted, and never waits longer than the longest delay.
    #[test]
    fn the_wait_that_is_told_is_enough(guesses in prop::collection::vec((0_i64..2_000, any::<bool>()), 1..80)) {
        let mut one = nobody();
        let mut now = 0;
        for (pause, right) in guesses {
            now += pause;
            let admitted = match one.admit(at(now)) {
                Ok(against) => against,
                Err(Refused::Wait(left)) => {
                    prop_assert!(left.is_positive() && left <= Rule::PAIR.longest);
                    now += left.as_secs();
                    one.admit(at(now)).unwrap()
                }
                Err(Refused::Exhausted) => unreachable!("no code was asked for"),
            };
            if right {
                one.forgive(admitted);
                prop_assert!(one.pair.wait(at(now)).is_zero());
            }
        }
    }

    /// More failures never mean less waiting.
    #[test]
    fn delays_grow(failures in 0_u32..60) {
        for rule in [Rule::PAIR, Rule::ADDRESS, Rule::ACCOUNT] {
            prop_assert!(rule.delay(failures) <= rule.delay(failures + 1));
            prop_assert!(rule.delay(failures) <= rule.longest);
        }
    }
}
