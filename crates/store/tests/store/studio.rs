//! What the store refuses at the studio desk by itself, whatever the code above it believes.

use foh_domain::{
    payments::{Currency, Money},
    studio::{Session, SessionFields, SessionKind},
    theatre::Zone,
};
use foh_store::{
    StoreError, Tx, occurrences, reservations,
    studio_bookings::{self, NewBooking, ONE_EACH},
    studio_sessions, users,
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use crate::season::{House, at, id, places, reservation, user};

const SESSION: Uuid = id(80);
const MEMBER: Uuid = id(81);
const OTHER: Uuid = id(82);

fn price(amount: i64) -> Money {
    Money::of(amount, Currency::EUR).unwrap()
}

fn session(capacity: i64) -> Session {
    Session::parse(SessionFields {
        kind: SessionKind::Session,
        title: "Morning practice",
        description: "",
        location: "",
        time_zone: Zone::parse("Europe/Rome").unwrap(),
        starts_at: at(86_400),
        ends_at: at(90_000),
        capacity,
        price: price(2_500),
    })
    .unwrap()
}

fn book(tx: &mut Tx<'_>, number: u128, member_id: Uuid) -> Result<(), StoreError> {
    reservations::insert(tx, [&reservation(id(number), SESSION, 1)])?;
    let booking = NewBooking {
        id: id(number),
        session_id: SESSION,
        member_id,
        price: price(2_500),
        created_at: at(1),
    };
    studio_bookings::insert(tx, [&booking])
}

async fn house(engine: Engine) -> House {
    let house = House::new(engine).await;
    house
        .write(|tx| {
            users::insert(tx, &user(MEMBER), &[7; 32], at(0))?;
            users::insert(tx, &user(OTHER), &[8; 32], at(0))?;
            studio_sessions::insert(tx, SESSION, OTHER, &session(10), at(0))?;
            book(tx, 90, MEMBER)
        })
        .await
        .unwrap();
    house
}

both_engines! {
    async fn a_member_has_one_booking_that_stands(engine: Engine) {
        let house = house(engine).await;
        let refused = house.write(|tx| book(tx, 91, MEMBER)).await.unwrap_err();
        assert!(refused.is_constraint(ONE_EACH), "{refused:?}");
        let both = house.write(|tx| {
            book(tx, 91, OTHER)?;
            book(tx, 92, MEMBER)
        });
        assert!(both.await.unwrap_err().is_constraint(ONE_EACH));
        house.write(|tx| book(tx, 91, OTHER)).await.unwrap();
        house.write(|tx| studio_bookings::cancel(tx, &[id(90)], at(2))).await.unwrap();
        house.write(|tx| book(tx, 92, MEMBER)).await.unwrap();
        let standing = house.read(|tx| studio_bookings::all_standing(tx, SESSION)).await;
        assert_eq!(standing, [id(91), id(92)]);
        let members = house.read(|tx| studio_bookings::standing(tx, SESSION, &[MEMBER, id(99)])).await;
        assert_eq!(members, [MEMBER]);
    }

    async fn a_session_is_no_smaller_than_what_is_booked(engine: Engine) {
        let house = house(engine).await;
        house.write(|tx| occurrences::set_confirmed(tx, [(SESSION, 6)])).await.unwrap();
        let shrink = |to| house.write(move |tx| studio_sessions::update(tx, SESSION, &session(to), places(10, 6), 1));
        assert!(shrink(5).await.unwrap_err().is_constraint("occurrences_places"));
        shrink(6).await.unwrap();
        let (facts, owner) = house.write(|tx| studio_sessions::lock(tx, &[SESSION])).await.unwrap()[&SESSION];
        assert_eq!((facts.places, facts.price, owner), (places(6, 6), price(2_500), OTHER));
        let full = house.write(|tx| occurrences::set_confirmed(tx, [(SESSION, 7)])).await.unwrap_err();
        assert!(full.is_constraint("occurrences_places"));
    }

    async fn only_active_accounts_are_locked_as_such(engine: Engine) {
        let house = house(engine).await;
        house.write(|tx| foh_store::accounts::set_active(tx, OTHER, false)).await.unwrap();
        let active = house.write(|tx| users::lock_active(tx, &[MEMBER, OTHER, id(99)])).await.unwrap();
        assert_eq!(active, [MEMBER]);
    }
}
