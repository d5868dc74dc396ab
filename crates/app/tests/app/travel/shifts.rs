//! Operators' drawers: one open for each, counted when it is closed, and never changed after that.

use foh_app::travel::ShiftError;
use foh_domain::{
    identity::Role,
    payments::{Currency, Money},
    travel::ShiftRefusal,
};
use foh_store::shifts;
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Desk, FARE, francs, word};
use crate::{
    house::{MANY, at_once, tally},
    studio::gate::Doing,
};

fn outcome<T>(answer: &Result<T, ShiftError>) -> String {
    match answer {
        Ok(_) => "done".into(),
        Err(ShiftError::Store(error)) => crate::house::no_fault(error),
        Err(ShiftError::Refused(refusal)) => format!("{refusal:?}"),
        Err(error) => error.to_string(),
    }
}

both_engines! {
    async fn an_operator_has_one_open_drawer(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let operator = desk.staff(Role::TravelOperator, &[desk.route]).await;
        for round in 1..=3 {
            let answers = at_once(MANY, |n| {
                let (node, by) = (desk.node(n).clone(), operator.clone());
                async move { node.open_shift(francs(100 * n as u64), &by).await }
            })
            .await;
            let counts = tally(&answers, outcome);
            assert_eq!(counts, [("a shift is open already".into(), MANY - 1), ("done".into(), 1)].into());
            let opened = answers.into_iter().find_map(Result::ok).unwrap();
            let open = desk.shift_of(&operator).await;
            assert_eq!(open.id, opened);
            desk.house.advance(super::ground::MINUTE);
            desk.node(0).close_shift(opened, open.drawer.float, "round".into(), &operator).await.unwrap();
            assert_eq!(desk.node(1).shifts(&operator, None, 10).await.unwrap().len(), round);
        }
    }

    async fn a_drawer_is_counted(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        for (counted, over) in [(3_000 + FARE * 2, 0), (2_500 + FARE * 2, -500), (3_001 + FARE * 2, 1)] {
            let operator = desk.staff(Role::TravelOperator, &[desk.route]).await;
            let shift = desk.node(0).open_shift(francs(3_000), &operator).await.unwrap();
            desk.sold(2, &operator).await;
            let back = desk.sold(1, &operator).await;
            desk.cancelling_for(0, back.id, &operator, true).await.unwrap();
            let euros = Money { amount: counted, currency: Currency::EUR };
            let wrong = desk.node(0).close_shift(shift, euros, String::new(), &operator).await;
            assert_eq!(outcome(&wrong), "Currency");
            assert_eq!(desk.node(1).close_shift(shift, francs(counted), "Counted twice".into(), &operator).await.unwrap(), over);
            let book = desk.node(0).shift_book(shift, &operator).await.unwrap();
            assert_eq!((book.payments.len(), book.refunds.len()), (2, 1));
            assert_eq!((book.shift.counted, book.shift.notes.as_str()), (Some(francs(counted)), "Counted twice"));
        }
        desk.adds_up().await;
    }

    async fn a_drawer_is_closed_once(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let operator = desk.operator().await;
        let office = desk.staff(Role::Administrator, &[]).await;
        let shift = desk.shift_of(&operator).await.id;
        let answers = at_once(MANY, |n| {
            let (node, by) = (desk.node(n).clone(), if n % 2 == 0 { operator.clone() } else { office.clone() });
            async move { node.close_shift(shift, francs(n as u64), format!("{n}"), &by).await }
        })
        .await;
        assert_eq!(tally(&answers, outcome), [("Closed".into(), MANY - 1), ("done".into(), 1)].into());
        let book = desk.node(0).shift_book(shift, &operator).await.unwrap();
        let who = answers.iter().position(Result::is_ok).unwrap();
        assert_eq!((book.shift.counted, book.shift.notes), (Some(francs(who as u64)), format!("{who}")));
    }

    /// Whatever is done with a closed drawer, or with money that has gone through it: it stays as it was.
    async fn a_closed_drawer_never_changes(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let operator = desk.operator().await;
        let shift = desk.shift_of(&operator).await.id;
        let (first, second) = (desk.sold(1, &operator).await, desk.sold(2, &operator).await);
        let third = desk.sold(1, &operator).await;
        desk.node(0).close_shift(shift, francs(FARE * 4), String::new(), &operator).await.unwrap();
        let book = async || format!("{:?}", desk.node(2).shift_book(shift, &operator).await.unwrap().shift);
        let closed = book().await;
        desk.house.advance(super::ground::MINUTE);

        assert_eq!(outcome(&desk.node(0).close_shift(shift, francs(0), "again".into(), &operator).await), "Closed");
        assert_eq!(word(&desk.sale(0, 1, &operator).await), "no shift");
        let refund = desk.cancelling_for(0, first.id, &operator, true).await;
        assert!(refund.is_err(), "{refund:?}");
        desk.cancelling(0, &first, None).await.unwrap();
        let waiting = desk.shown(&first).await.cash_to_hand_over().expect("cash that waits").id;
        assert_eq!(outcome(&desk.node(0).hand_over_refund(waiting, &operator).await), "no shift is open");
        assert_eq!(book().await, closed);

        let next = desk.node(0).open_shift(francs(FARE * 9), &operator).await.unwrap();
        desk.node(1).hand_over_refund(waiting, &operator).await.unwrap();
        desk.cancelling_for(0, second.id, &operator, true).await.unwrap();
        desk.sold(1, &operator).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        desk.node(0).cancel_departure(desk.departure, &office).await.unwrap();
        let waiting = desk.shown(&third).await.cash_to_hand_over().expect("cash that waits").id;
        desk.node(1).hand_over_refund(waiting, &operator).await.unwrap();
        assert_eq!(book().await, closed, "all of it is the next drawer's");
        let drawer = desk.shift_of(&operator).await.drawer;
        assert_eq!((drawer.sales, drawer.refunds), (francs(FARE), francs(FARE * 4)));
        desk.node(0).database().write(shift, move |tx| {
            let found = shifts::get(tx, shift)?.expect("it");
            assert!(!shifts::set_sums(tx, shift, &found.drawer)?, "not even the store changes it");
            assert!(!shifts::close(tx, shift, found.drawer.float, "", found.opened_at)?);
            Ok::<_, foh_store::StoreError>(())
        }).await.unwrap();
        assert_eq!(book().await, closed);
        assert_ne!(next, shift);
        desk.adds_up().await;
    }

    async fn drawers_are_their_operators_own(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let (mine, other) = (desk.operator().await, desk.operator().await);
        let shift = desk.shift_of(&mine).await.id;
        assert!(matches!(desk.node(0).shift_book(shift, &other).await, Err(ShiftError::NotYours)));
        assert!(matches!(desk.node(0).close_shift(shift, francs(0), String::new(), &other).await, Err(ShiftError::NotYours)));
        assert_eq!(desk.node(0).shifts(&other, None, 10).await.unwrap().len(), 1);
        let office = desk.staff(Role::Administrator, &[]).await;
        assert_eq!(desk.node(0).shifts(&office, None, 10).await.unwrap().len(), 2);
        desk.node(0).close_shift(shift, francs(0), String::new(), &office).await.unwrap();
        let unknown = desk.node(0).close_shift(uuid::Uuid::from_u128(9), francs(0), String::new(), &office).await;
        assert!(matches!(unknown, Err(ShiftError::Unknown)));
        let twice = desk.node(0).close_shift(shift, francs(0), String::new(), &office).await;
        assert!(matches!(twice, Err(ShiftError::Refused(ShiftRefusal::Closed))));
    }

    /// An operator opens the next drawer while the former is still being closed, and sells meanwhile: every sale is in one of them.
    async fn drawers_that_follow_each_other_hold_everything(engine: Engine) {
        let desk = Desk::open(engine, 100).await;
        let operator = desk.operator().await;
        let former = desk.shift_of(&operator).await.id;
        let answers = at_once(MANY, |n| -> Doing<String> {
            let (node, by) = (desk.node(n).clone(), operator.clone());
            match n % 8 {
                3 => Box::pin(async move { outcome(&node.close_shift(former, francs(0), String::new(), &by).await) }),
                5 => Box::pin(async move { outcome(&node.open_shift(francs(0), &by).await) }),
                _ => {
                    let selling = desk.sale(n, 1, &operator);
                    Box::pin(async move { word(&selling.await) })
                }
            }
        })
        .await;
        let counts = tally(&answers, Clone::clone);
        let booked = i64::try_from(counts.get("booked").copied().unwrap_or(0)).unwrap();
        assert_eq!(desk.house.count("SELECT COUNT(*) AS n FROM payments WHERE method = 'cash'").await, booked, "{counts:?}");
        assert!(desk.node(0).shift_book(former, &operator).await.unwrap().shift.closed_at.is_some());
        desk.adds_up().await;
    }
}
