//! Operators sell for cash: no seat without its money in an open drawer, no money without its seat.

use foh_app::travel::TravelBookingRequest;
use foh_domain::{booking::ReservationStatus, identity::Role, payments::PaymentMethod};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Desk, FARE, francs, read, word};
use crate::{
    house::{MANY, at_once, tally},
    studio::gate::Doing,
};

const SOLD: &str = "SELECT COUNT(*) AS n FROM payments WHERE method = 'cash'";
const TICKETS: &str = "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'travel_ticket'";

both_engines! {
    async fn what_is_sold_stands_and_lies_in_the_drawer(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let operator = desk.operator().await;
        // However the form says it is paid: at the desk it is cash.
        let sold = desk.sold(3, &operator).await;
        let item = desk.shown(&sold).await;
        assert_eq!((item.view.status, item.view.method, item.view.hold_until), (ReservationStatus::Confirmed, PaymentMethod::Cash, None));
        assert_eq!((item.view.created_by, item.view.amount), (Some(operator.id), francs(FARE * 3)));
        assert_eq!(desk.shift_of(&operator).await.drawer.sales, francs(FARE * 3));
        assert_eq!(desk.letters("travel_ticket", sold.id).await, 1);
        desk.adds_up().await;
    }

    async fn without_an_open_drawer_nothing_is_sold(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let operator = desk.staff(Role::TravelOperator, &[desk.route]).await;
        assert_eq!(word(&desk.sale(0, 1, &operator).await), "no shift");
        let shift = desk.node(0).open_shift(francs(500), &operator).await.unwrap();
        desk.sold(1, &operator).await;
        desk.node(0).close_shift(shift, francs(500 + FARE), String::new(), &operator).await.unwrap();
        assert_eq!(word(&desk.sale(1, 1, &operator).await), "no shift");
        let euros = foh_domain::payments::Money { currency: foh_domain::payments::Currency::EUR, ..francs(0) };
        desk.node(0).open_shift(euros, &operator).await.unwrap();
        assert_eq!(word(&desk.sale(1, 1, &operator).await), "Currency");
        assert_eq!((desk.places().await.confirmed, desk.house.count(SOLD).await, desk.house.count(TICKETS).await), (1, 1, 1));
        desk.adds_up().await;
    }

    async fn another_operators_route_is_not_sold(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let (elsewhere, _) = desk.another_departure(5).await;
        let stranger = desk.staff(Role::TravelOperator, &[elsewhere]).await;
        desk.node(0).open_shift(francs(0), &stranger).await.unwrap();
        assert_eq!(word(&desk.sale(0, 1, &stranger).await), "not yours");
        assert_eq!(word(&desk.sale(0, 11, &stranger).await), "not yours", "nor is it told how full it is");
        let operator = desk.operator().await;
        let request = desk.request(1);
        desk.selling(0, "key", &request, &operator).await.unwrap();
        assert_eq!(word(&desk.selling(0, "key", &request, &stranger).await), "not yours", "nor what somebody else was answered");
        let nobody = desk.staff(Role::TravelOperator, &[]).await;
        assert_eq!(word(&desk.sale(0, 1, &nobody).await), "not yours");
        assert_eq!(desk.places().await.confirmed, 1);
        desk.adds_up().await;
    }

    /// Sixty-four sales on two buses of one operator, whose lanes differ: the drawer has every one of them.
    async fn many_sales_add_up_in_one_drawer(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let (route, departure) = desk.another_departure(40).await;
        let operator = desk.staff(Role::TravelOperator, &[desk.route, route]).await;
        desk.node(0).open_shift(francs(2_000), &operator).await.unwrap();
        let answers = at_once(MANY, |n| {
            let mut request = desk.request(1 + u32::try_from(n / 2 % 2).unwrap());
            if n % 2 == 0 {
                request.departure_id = departure;
            }
            desk.selling(n, &format!("sale {n}"), &request, &operator)
        })
        .await;
        let counts = tally(&answers, word);
        let seats = desk.places().await.confirmed + desk.places_of(departure).await.confirmed;
        let drawer = desk.shift_of(&operator).await.drawer;
        assert_eq!(drawer.sales, francs(FARE * u64::from(seats)), "{counts:?}");
        assert!(seats > 76, "{counts:?}");
        assert_eq!(drawer.expected(), 2_000 + FARE * u64::from(seats));
        desk.adds_up().await;
    }

    /// While the operator sells and others give cash back, the drawer is closed: nothing goes through it afterwards.
    async fn no_sale_goes_into_a_drawer_that_is_closed(engine: Engine) {
        let desk = Desk::open(engine, 100).await;
        let operator = desk.operator().await;
        let shift = desk.shift_of(&operator).await.id;
        let mut sold = Vec::new();
        for _ in 0..16 {
            sold.push(desk.sold(1, &operator).await);
        }
        let answers = at_once(MANY, |n| -> Doing<String> {
            if n == MANY / 2 {
                let (node, by) = (desk.node(n).clone(), operator.clone());
                return Box::pin(async move {
                    let over = node.close_shift(shift, francs(0), String::new(), &by).await.unwrap();
                    format!("closed {over}")
                });
            }
            if n % 4 == 0 {
                let cancelling = desk.cancelling_for(n, sold[n / 4].id, &operator, true);
                return Box::pin(async move { super::ground::ending(&cancelling.await) });
            }
            let selling = desk.sale(n, 1, &operator);
            Box::pin(async move { word(&selling.await) })
        })
        .await;
        let counts = tally(&answers, Clone::clone);
        let closed = answers.iter().find_map(|word| word.strip_prefix("closed ")).unwrap();
        let book = desk.node(0).shift_book(shift, &operator).await.unwrap();
        assert!(book.shift.closed_at.is_some());
        assert_eq!(closed.parse::<i64>().unwrap(), -book.shift.drawer.expected().cast_signed(), "counted against what is in it: {counts:?}");
        let sold = counts.get("booked").copied().unwrap_or(0) + 16;
        assert_eq!(book.payments.len(), sold, "{counts:?}");
        assert_eq!(word(&desk.sale(0, 1, &operator).await), "no shift");
        desk.adds_up().await;
    }

    async fn a_second_click_sells_once(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let operator = desk.operator().await;
        let request = desk.request(2);
        let answers = at_once(MANY, |n| desk.selling(n, "key", &request, &operator)).await;
        let texts: Vec<_> = answers.into_iter().map(|answer| answer.unwrap().into_text()).collect();
        assert!(texts.iter().all(|text| *text == texts[0]));
        assert_eq!(desk.shift_of(&operator).await.drawer.sales, francs(FARE * 2));
        assert_eq!((desk.house.count(SOLD).await, desk.house.count(TICKETS).await), (1, 1));
        let (_, departure) = desk.another_departure(5).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        desk.node(0).open_shift(francs(0), &office).await.unwrap();
        let elsewhere = TravelBookingRequest { departure_id: departure, ..request.clone() };
        assert_eq!(word(&desk.selling(0, "key", &elsewhere, &office).await), "another request");
        desk.adds_up().await;
    }

    /// A sale that fails at the drawer leaves nothing: no seat, no answer, no ticket.
    async fn what_the_drawer_refuses_may_be_sold_again(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let operator = desk.staff(Role::TravelOperator, &[desk.route]).await;
        let request = desk.request(1);
        assert_eq!(word(&desk.selling(0, "key", &request, &operator).await), "no shift");
        assert_eq!(desk.house.count("SELECT COUNT(*) AS n FROM idempotent_answers").await, 0);
        assert_eq!(desk.house.count("SELECT COUNT(*) AS n FROM tokens").await, 0);
        desk.node(0).open_shift(francs(0), &operator).await.unwrap();
        read(desk.selling(1, "key", &request, &operator).await.unwrap());
        desk.adds_up().await;
    }
}
