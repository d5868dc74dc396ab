//! A changed schedule remakes what nobody has reserved, and leaves alone what somebody has.

use foh_app::theatre::ManageError;
use foh_store::reservations;
use foh_testkit::{both_engines, engines::Engine};
use jiff::civil::time;
use uuid::Uuid;

use super::ground::{ALL, Line, bus, daily, whole};

both_engines! {
    async fn what_is_sold_stays_as_it_is(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let before = line.departures(schedule).await;
        let (sold, cancelled) = (before[3].id, before[7].id);
        line.book(sold).await;
        let booking = line.book(cancelled).await;
        let before_now = line.node(0).now();
        let called_off = line.node(0).database().write(cancelled, move |tx| {
            reservations::cancel(tx, booking, before_now)?;
            foh_store::occurrences::set_confirmed(tx, [(cancelled, 0)])
        });
        called_off.await.unwrap();
        let kept = [whole(&line.departure(sold).await.unwrap()), whole(&line.departure(cancelled).await.unwrap())];
        let small = line.node(0).create(bus("RAC 1", 10)).await.unwrap();

        let changed = line.change(schedule, move |of| {
            of.bus_id = small;
            of.schedule.departs = time(15, 0, 0, 0);
        }).await.unwrap();
        assert_eq!(changed.kept, [sold, cancelled], "also where the booking did not last");
        assert_eq!((changed.removed, changed.made), (ALL - 2, ALL - 2));
        assert_eq!(kept[0], whole(&line.departure(sold).await.unwrap()));
        assert_eq!(kept[1], whole(&line.departure(cancelled).await.unwrap()));
        let after = line.departures(schedule).await;
        assert_eq!(after.len(), ALL, "a day has one departure");
        for (number, departure) in after.iter().enumerate() {
            let local = departure.departs_at.to_zoned(departure.time_zone.rules());
            let stays = number == 3 || number == 7;
            let (hour, seats) = if stays { (14, 30) } else { (15, 10) };
            assert_eq!((local.hour(), departure.places.capacity), (hour, seats), "{}", departure.day);
            assert_eq!(departure.id == before[number].id, stays);
        }
        let nothing = line.change(schedule, |_| ()).await.unwrap();
        assert_eq!((nothing.removed, nothing.made, nothing.kept.len()), (0, 0, 0), "a change of nothing");
        line.adds_up().await;
    }

    async fn only_what_is_otherwise_is_made_anew(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let before = line.departures(schedule).await;
        line.book(before[9].id).await;
        let (free, sold) = (before[4].day, before[9].day);
        let changed = line.change(schedule, move |of| of.schedule.exceptions.extend([free, sold])).await.unwrap();
        assert_eq!((changed.removed, changed.made, changed.kept), (1, 0, vec![before[9].id]));
        let after = line.departures(schedule).await;
        let ids = |of: &[foh_app::travel::DepartureView]| of.iter().map(|one| one.id).collect::<Vec<Uuid>>();
        let mut expected = ids(&before);
        expected.remove(4);
        assert_eq!(ids(&after), expected);
        let again = line.change(schedule, |of| of.schedule.exceptions.clear()).await.unwrap();
        assert_eq!((again.removed, again.made, again.kept.len()), (0, 1, 0));
        assert_eq!(line.node(0).extend_timetable().await.unwrap(), 0, "nothing is left to be made");
        line.adds_up().await;
    }

    async fn a_schedule_is_switched_off_and_on(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let sold = line.departures(schedule).await[5].id;
        line.book(sold).await;
        let off = line.change(schedule, |of| of.schedule.active = false).await.unwrap();
        assert_eq!((off.removed, off.made, off.kept), (ALL - 1, 0, vec![sold]));
        assert_eq!(line.node(0).extend_timetable().await.unwrap(), 0);
        assert_eq!(line.departures(schedule).await.len(), 1);
        let on = line.change(schedule, |of| of.schedule.active = true).await.unwrap();
        assert_eq!((on.removed, on.made, on.kept.len()), (0, ALL - 1, 0));
        line.adds_up().await;
    }

    async fn what_has_left_or_was_called_off_stays(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let called_off = line.departures(schedule).await[2].id;
        let cancel = move |tx: &mut foh_store::Tx<'_>| {
            tx.execute("UPDATE departures SET status = 'cancelled', cancelled_at = 1 WHERE id = $1", &[called_off.into()])
        };
        line.node(0).database().write(called_off, cancel).await.unwrap();
        // After today's has left.
        line.house.advance(jiff::SignedDuration::from_hours(5));
        let before = line.departures(schedule).await;
        let changed = line.change(schedule, |of| of.schedule.departs = time(20, 0, 0, 0)).await.unwrap();
        assert_eq!((changed.removed, changed.made, changed.kept.len()), (ALL - 2, ALL - 2, 0));
        let after = line.departures(schedule).await;
        assert_eq!(after.len(), ALL);
        for number in [0, 2] {
            assert_eq!(whole(&before[number]), whole(&after[number]));
        }
        assert_eq!(line.node(0).extend_timetable().await.unwrap(), 0, "it is not made again");
        line.adds_up().await;
    }

    async fn a_schedule_needs_a_route_and_a_bus_that_runs(engine: Engine) {
        let line = Line::open(engine).await;
        let field = |refused: ManageError| match refused {
            ManageError::Faults(faults) => faults[0].field,
            other => panic!("{other:?}"),
        };
        let mut lost = line.of(daily("Africa/Kigali", time(14, 0, 0, 0)));
        lost.route_id = Uuid::from_u128(1);
        assert_eq!(field(line.node(0).create_schedule(lost.clone()).await.unwrap_err()), "route_id");
        lost = line.of(lost.schedule);
        lost.bus_id = Uuid::from_u128(1);
        assert_eq!(field(line.node(0).create_schedule(lost.clone()).await.unwrap_err()), "bus_id");
        let mut broken = bus("RAC 2", 20);
        broken.active = false;
        let broken = line.node(0).create(broken).await.unwrap();
        lost.bus_id = broken;
        assert_eq!(field(line.node(0).create_schedule(lost).await.unwrap_err()), "bus_id");
        let schedule = line.afternoons().await;
        let refused = line.change(schedule, move |of| of.bus_id = broken).await;
        assert_eq!(field(refused.unwrap_err()), "bus_id");
        assert_eq!(line.departures(schedule).await.len(), ALL, "nothing was changed");
        let unknown = line.change(Uuid::from_u128(1), |_| ()).await;
        assert!(matches!(unknown, Err(ManageError::Unknown)));
    }
}
