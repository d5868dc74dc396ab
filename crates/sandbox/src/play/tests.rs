//! Payers who decide by themselves, on a clock of the test's.

use foh_domain::payments::Currency;
use jiff::Timestamp;

use super::*;
use crate::{
    errands,
    payment::{Payment, Wire},
    setup::Setup,
};

const SECOND: Duration = Duration::from_secs(1);

fn sandbox() -> Arc<Sandbox> {
    let address = "http://127.0.0.1:4011".parse().unwrap();
    let setup = Setup::new(address, "secret".into(), Arc::new(|| Timestamp::UNIX_EPOCH));
    let (errands, runner) = errands::pair();
    tokio::spawn(runner.run());
    Arc::new(Sandbox::new(setup, errands, reqwest::Client::new()))
}

fn asked() -> Money {
    Money::of(2_500, Currency::EUR).unwrap()
}

fn add(sandbox: &Sandbox, name: &str) -> u64 {
    let payment = Payment::new(
        name.into(),
        asked(),
        String::new(),
        Timestamp::UNIX_EPOCH,
        Wire::Airtel,
    );
    sandbox.books().payments.add(name.into(), payment).unwrap()
}

fn state(sandbox: &Sandbox, number: u64) -> State {
    sandbox.books().payments.get(number).unwrap().state
}

#[tokio::test(start_paused = true)]
async fn each_decides_in_their_time() {
    for (act, at, expected) in [
        (Act::Pay, SECOND, State::Paid(asked())),
        (Act::Refuse, SECOND, State::Failed(Why::Refused)),
        (Act::PayLate, 11 * 60 * SECOND, State::Paid(asked())),
    ] {
        let sandbox = sandbox();
        let number = add(&sandbox, "a");
        sandbox.act(number, act);
        tokio::time::sleep(at.mul_f32(0.99)).await;
        assert_eq!(state(&sandbox, number), State::Waiting, "{act:?}");
        tokio::time::sleep(at.mul_f32(0.02)).await;
        assert_eq!(state(&sandbox, number), expected, "{act:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_the_last_plan_counts() {
    let sandbox = sandbox();
    let [ignored, replaced, decided] = ["a", "b", "c"].map(|name| {
        let number = add(&sandbox, name);
        sandbox.act(number, Act::Pay);
        number
    });
    sandbox.next_turn(ignored, None);
    let refuses = Ending::Fails(Why::Refused);
    assert!(sandbox.decide_after(replaced, 2 * SECOND, refuses, Tell::Once));
    assert!(sandbox.decide(decided, None, Ending::PaysOther, Tell::Once));
    tokio::time::sleep(10 * SECOND).await;
    assert_eq!(state(&sandbox, ignored), State::Waiting);
    assert_eq!(state(&sandbox, replaced), State::Failed(Why::Refused));
    let taken = Money::of(2_750, Currency::EUR).unwrap();
    assert_eq!(state(&sandbox, decided), State::Paid(taken));
    assert!(!sandbox.decide(decided, None, Ending::Pays, Tell::Once));
}
