//! The numbers of a facilitator, counted by either engine.

use foh_domain::{
    identity::Role,
    payments::{Currency, Money},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::{civil::date, tz::TimeZone};

use super::ground::{DAY, HOUR, Studio, begins, offered, price};

both_engines! {
    async fn what_stands_is_counted(engine: Engine) {
        let studio = Studio::open(engine).await;
        let rome = TimeZone::get("Europe/Rome").unwrap();
        let owner = studio.facilitator.id;
        let empty = studio.node(0).dashboard(owner, &rome).await.unwrap();
        assert_eq!((empty.metrics.totals.sessions, empty.metrics.revenue), (0, price(0)));
        assert_eq!((empty.weeks.len(), empty.months.len(), empty.recent.len()), (12, 12, 0));

        let mut priced = offered(10);
        priced.price = price(2_500);
        let mut in_francs = offered(4);
        in_francs.price = Money::of(9_900, Currency::parse("CHF").unwrap()).unwrap();
        in_francs.starts_at += DAY;
        in_francs.ends_at += DAY;
        let mut soon = offered(5);
        soon.starts_at = studio.house.clock.now() + HOUR;
        soon.ends_at = soon.starts_at + HOUR;
        let (priced, in_francs, soon) = (studio.make(priced).await, studio.make(in_francs).await, studio.make(soon).await);
        let called_off = studio.session(8).await;

        studio.booked(soon, 2).await;
        let booked = studio.booked(priced, 3).await;
        assert!(studio.cancel(0, booked[0]).await);
        studio.booked(called_off, 4).await;
        studio.node(0).cancel_session(called_off, &studio.facilitator).await.unwrap();
        // From Friday to Tuesday: into the next week; at a price that was raised meanwhile.
        studio.house.advance(DAY * 4);
        studio.change(0, priced, |session| session.price = price(3_000)).await.unwrap();
        studio.booked(priced, 1).await;
        studio.booked(in_francs, 1).await;
        let other = studio.staff(Role::Facilitator).await;

        let found = studio.node(1).dashboard(owner, &rome).await.unwrap();
        let totals = found.metrics.totals;
        assert_eq!((totals.sessions, totals.active_sessions, totals.upcoming_sessions), (4, 3, 2));
        assert_eq!(totals.bookings, 2 + 3 + 1);
        assert_eq!(found.metrics.revenue, price(2 * 2_500 + 3_000), "francs are another matter");
        assert_eq!(found.recent.len(), 10);
        assert!(found.recent.iter().all(|item| item.guest.is_some()));
        let last: Vec<_> = found.weeks[10..].iter().map(|week| (week.from, week.bookings, week.revenue.amount)).collect();
        assert_eq!(last, [(date(2026, 11, 16), 4, 5_000), (date(2026, 11, 23), 2, 3_000)]);
        assert!(found.weeks[..10].iter().all(|week| week.bookings == 0));
        let month = found.months[11];
        assert_eq!((month.from, month.bookings, month.revenue.amount), (date(2026, 11, 1), 6, 8_000));
        let fill: Vec<_> = found.fill.iter().map(|one| (one.session_id, one.starts_at, one.places.confirmed)).collect();
        assert_eq!(fill, [(priced, begins(), 3), (in_francs, begins() + DAY, 1)], "what begins next");

        let others = studio.node(1).dashboard(other.id, &rome).await.unwrap();
        assert_eq!((others.metrics.totals.bookings, others.recent.len()), (0, 0));
        studio.adds_up().await;
    }
}
