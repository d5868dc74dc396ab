//! Reservations.

use foh_domain::{
    booking::{
        Reference,
        ReservationStatus::{self, Cancelled, Confirmed, Expired, Pending},
    },
    privacy::Sealed,
};
use foh_store::{
    reservations::{self, Filter, NewReservation},
    tokens,
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use crate::season::{
    House, PERFORMANCE, RESERVATION, ROOM, SHOW, TOKEN, USER, at, detail, id, occurrence, party,
    reservation, token,
};

const EVERYTHING: Filter<'static> = Filter {
    occurrence_id: None,
    status: None,
    email_lookups: &[],
    before: Uuid::max(),
};

both_engines! {
    async fn a_reservation_comes_back_as_it_was(engine: Engine) {
        let house = House::new(engine).await;
        house
            .write(|tx| {
                let new = NewReservation {
                    guest: Sealed::from_bytes(vec![0, 255, 7]),
                    created_by: Some(USER),
                    ..reservation(id(51), PERFORMANCE, 20)
                };
                reservations::insert(tx, [&new])
            })
            .await
            .unwrap();
        let found = house.read(|tx| reservations::get(tx, id(51))).await.unwrap();
        assert_eq!((found.id, found.occurrence_id, found.created_by), (id(51), PERFORMANCE, Some(USER)));
        assert_eq!((found.status, found.party, found.checked_in), (ReservationStatus::Pending, party(20), 0));
        assert_eq!(found.guest.unwrap().as_bytes(), [0, 255, 7]);
        assert_eq!((found.created_at, found.confirmed_at), (at(0), None));
        assert_eq!((found.cancelled_at, found.checked_in_at), (None, None));

        house.write(|tx| reservations::confirm(tx, [id(51)], at(5))).await.unwrap();
        house.write(|tx| reservations::cancel(tx, id(51), at(6))).await.unwrap();
        let found = house.read(|tx| reservations::get(tx, id(51))).await.unwrap();
        assert_eq!(found.status, ReservationStatus::Cancelled);
        assert_eq!((found.confirmed_at, found.cancelled_at), (Some(at(5)), Some(at(6))));
        let other = house.read(|tx| reservations::get(tx, RESERVATION)).await.unwrap();
        assert_eq!((other.status, other.created_by), (ReservationStatus::Pending, None));
        assert!(house.read(|tx| reservations::get(tx, id(1))).await.is_none());
        assert_eq!(house.read(|tx| reservations::load(tx, &[RESERVATION, id(51), id(1)])).await.len(), 2);
        assert_eq!(house.read(|tx| reservations::count(tx, PERFORMANCE)).await, 2);
    }

    async fn a_claim_joins_token_reservation_and_beginning(engine: Engine) {
        let house = House::new(engine).await;
        house.write(|tx| tokens::insert(tx, [&tokens::StoredToken { subject_id: id(1), ..token(id(71)) }])).await.unwrap();
        let claims = house.read(|tx| reservations::claims(tx, &[TOKEN, id(71), id(72)])).await;
        assert_eq!(claims.len(), 1, "a token about nothing claims nothing");
        let claim = &claims[0];
        assert_eq!((claim.token.id, claim.token.subject_id), (TOKEN, RESERVATION));
        assert_eq!((claim.occurrence_id, claim.starts_at, claim.party), (PERFORMANCE, at(86_400), party(2)));
    }

    async fn a_reference_is_looked_for_where_it_can_be(engine: Engine) {
        let house = House::new(engine).await;
        // Two performances of one lane and one of another; reservations that end alike in each.
        let ends = |number: u128, end: u128| Uuid::from_u128((number << 32) | end);
        let [here, there, elsewhere] = [ends(401, 0x01), ends(402, 0x01), ends(403, 0x02)];
        let made = [
            (ends(501, 0x4d_5e01), here),
            (ends(502, 0x4d_5e01), there),
            (ends(503, 0x4d_5f01), there),
            (ends(504, 0x4d_5e02), elsewhere),
            // The same end but for one byte before it.
            (ends(505, 0x014d_5e01), here),
        ];
        house
            .write(move |tx| {
                for performance in [here, there, elsewhere] {
                    foh_store::occurrences::insert(tx, performance, "performance", &occurrence(10, 0))?;
                    foh_store::performances::insert(tx, performance, &detail(SHOW, ROOM))?;
                }
                let new: Vec<_> = made.iter().map(|(id, of)| reservation(*id, *of, 1)).collect();
                reservations::insert(tx, &new)
            })
            .await
            .unwrap();
        for (text, expected) in [
            ("4D5E01", vec![made[0].0, made[1].0, made[4].0]),
            ("4d5f01", vec![made[2].0]),
            ("4D5E02", vec![made[3].0]),
            ("4D5E03", vec![]),
        ] {
            let reference = Reference::parse(text).unwrap();
            let mut found = house.read(move |tx| reservations::with_reference(tx, reference)).await;
            found.sort_unstable();
            assert_eq!(found, expected, "{text}");
        }
    }

    async fn pages_are_filtered_and_newest_first(engine: Engine) {
        let house = House::new(engine).await;
        house
            .write(|tx| {
                foh_store::occurrences::insert(tx, id(41), "performance", &occurrence(10, 0))?;
                foh_store::performances::insert(tx, id(41), &detail(SHOW, ROOM))?;
                for number in 51..=60 {
                    let occurrence = if number % 2 == 0 { PERFORMANCE } else { id(41) };
                    let new = NewReservation {
                        email_lookup: Some([u8::from(number > 55); 32]),
                        ..reservation(id(number), occurrence, 1)
                    };
                    reservations::insert(tx, [&new])?;
                }
                reservations::confirm(tx, [id(52), id(53)], at(1))
            })
            .await
            .unwrap();
        let page = |filter: Filter<'static>, limit| {
            let db = house.db.clone();
            async move {
                let found = db.read(move |tx| reservations::page(tx, &filter, limit)).await.unwrap();
                found.into_iter().map(|row| row.id.as_u128() >> 8).collect::<Vec<_>>()
            }
        };
        assert_eq!(page(EVERYTHING, 3).await, [60, 59, 58]);
        assert_eq!(page(Filter { before: id(58), ..EVERYTHING }, 100).await, [57, 56, 55, 54, 53, 52, 51, 50]);
        assert_eq!(page(Filter { before: RESERVATION, ..EVERYTHING }, 9).await, [0_u128; 0]);
        let here = Filter { occurrence_id: Some(PERFORMANCE), ..EVERYTHING };
        assert_eq!(page(here, 100).await, [60, 58, 56, 54, 52, 50]);
        let confirmed = Filter { status: Some(ReservationStatus::Confirmed), ..EVERYTHING };
        assert_eq!(page(confirmed, 100).await, [53, 52]);
        assert_eq!(page(Filter { occurrence_id: Some(PERFORMANCE), ..confirmed }, 100).await, [52]);
        let hers = Filter { email_lookups: &[[1; 32]], ..EVERYTHING };
        assert_eq!(page(hers, 100).await, [60, 59, 58, 57, 56]);
        assert_eq!(page(Filter { occurrence_id: Some(PERFORMANCE), before: id(60), ..hers }, 100).await, [58, 56]);
    }

    async fn only_pending_reservations_expire_and_each_is_looked_at_once(engine: Engine) {
        let house = House::new(engine).await;
        house
            .write(|tx| {
                for number in 51..=56 {
                    reservations::insert(tx, [&reservation(id(number), PERFORMANCE, 1)])?;
                }
                reservations::confirm(tx, [id(52)], at(1))?;
                reservations::cancel(tx, id(53), at(1))
            })
            .await
            .unwrap();
        let mut from = Uuid::nil();
        let mut steps = Vec::new();
        while let Some(last) =
            house.write(move |tx| reservations::expire(tx, from, id(56), 2)).await.unwrap()
        {
            steps.push(last.as_u128() >> 8);
            from = last;
        }
        assert_eq!(steps, [51, 53, 55], "two at a time, before 56");
        let mut standing = Vec::new();
        for number in 50..=56 {
            standing.push(house.read(move |tx| reservations::get(tx, id(number))).await.unwrap().status);
        }
        assert_eq!(standing, [Expired, Expired, Confirmed, Cancelled, Expired, Expired, Pending]);
    }
}
