//! Admissions.

use foh_domain::booking::ReservationStatus;
use foh_store::{
    check_ins::{self, CheckIn},
    reservations::{self, Standing},
};
use foh_testkit::{both_engines, engines::Engine};

use crate::season::{House, RESERVATION, USER, at, id};

fn check_in(number: u128, admitted: u32) -> CheckIn {
    CheckIn {
        id: id(number),
        reservation_id: RESERVATION,
        user_id: USER,
        admitted,
        created_at: at(i64::try_from(number).unwrap()),
    }
}

both_engines! {
    async fn an_admission_is_kept_until_it_is_undone_once(engine: Engine) {
        let house = House::new(engine).await;
        house.write(|tx| check_ins::insert(tx, &[check_in(1, 1), check_in(2, 1)])).await.unwrap();
        let found = house.read(|tx| check_ins::get(tx, id(2))).await.unwrap();
        assert_eq!((found.reservation_id, found.user_id), (RESERVATION, USER));
        assert_eq!((found.admitted, found.created_at), (1, at(2)));
        assert_eq!(house.read(|tx| check_ins::last(tx, RESERVATION)).await, Some(at(2)));

        assert_eq!(house.write(|tx| check_ins::undo(tx, id(2), at(9))).await, Ok(true));
        assert_eq!(house.write(|tx| check_ins::undo(tx, id(2), at(9))).await, Ok(false));
        assert_eq!(house.write(|tx| check_ins::undo(tx, id(3), at(9))).await, Ok(false));
        assert!(house.read(|tx| check_ins::get(tx, id(2))).await.is_none());
        assert_eq!(house.read(|tx| check_ins::last(tx, RESERVATION)).await, Some(at(1)));
        assert_eq!(house.write(|tx| check_ins::undo(tx, id(1), at(9))).await, Ok(true));
        assert_eq!(house.read(|tx| check_ins::last(tx, RESERVATION)).await, None);

        house.write(|tx| check_ins::insert(tx, &[check_in(3, 2)])).await.unwrap();
        let kept = house.read(|tx| check_ins::of(tx, RESERVATION, 2)).await;
        let facts: Vec<_> = kept.iter().map(|(one, undone_at)| (one.id, one.admitted, *undone_at)).collect();
        assert_eq!(facts, [(id(3), 2, None), (id(2), 1, Some(at(9)))], "the newest, what was undone too");
        assert!(house.read(|tx| check_ins::of(tx, id(1), 9)).await.is_empty());
    }

    async fn who_is_inside_is_kept(engine: Engine) {
        let house = House::new(engine).await;
        for (checked_in, status, since) in [
            (1, ReservationStatus::Confirmed, Some(at(1))),
            (2, ReservationStatus::CheckedIn, Some(at(2))),
            (0, ReservationStatus::Confirmed, None),
        ] {
            let standing = Standing { id: RESERVATION, status, checked_in, checked_in_at: since };
            house.write(move |tx| reservations::admit(tx, [standing])).await.unwrap();
            let found = house.write(|tx| reservations::lock(tx, &[RESERVATION, id(1)])).await.unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!((found[0].status, found[0].checked_in, found[0].checked_in_at), (status, checked_in, since));
        }
    }
}
