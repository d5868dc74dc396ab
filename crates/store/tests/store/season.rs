//! A small season: one of everything that a house stores.

use foh_domain::{
    booking::{PartySize, Places},
    identity::Role,
    privacy::Sealed,
    theatre::{Room, Show, ShowFields, Venue},
    token::{Purpose, Token},
};
use foh_store::{
    Database, Options, StoreError, Tx, occurrences,
    occurrences::Occurrence,
    performances::{self, Detail},
    reservations::{self, NewReservation},
    rooms, shows,
    tokens::{self, StoredToken},
    users::{self, User},
    venues,
};
use foh_testkit::engines::{Engine, TestDatabase};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::ground::{LANE, migrate, open};

pub const VENUE: Uuid = id(10);
pub const ROOM: Uuid = id(20);
pub const SHOW: Uuid = id(30);
pub const PERFORMANCE: Uuid = id(40);
pub const RESERVATION: Uuid = id(50);
pub const USER: Uuid = id(60);
pub const TOKEN: Uuid = id(70);

/// Every id here ends in the same byte, so that all work is on one lane.
pub const fn id(number: u128) -> Uuid {
    Uuid::from_u128(number << 8)
}

/// A moment of the season, in seconds from its beginning, with microseconds that must survive.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap() + SignedDuration::from_micros(123_456)
}

pub fn venue(name: &str) -> Venue {
    Venue::parse(name, "Via dei Tessitori 12, Bologna", "Europe/Rome").unwrap()
}

pub fn show(title: &str, slug: &str, published: bool) -> Show {
    Show::parse(ShowFields {
        title,
        slug,
        description: "A storm.\n\nOne interval.",
        duration_minutes: 145,
        language: "English",
        published,
    })
    .unwrap()
}

pub fn party(size: i64) -> PartySize {
    PartySize::parse(size).unwrap()
}

pub fn places(capacity: u32, confirmed: u32) -> Places {
    Places {
        capacity,
        additional: 0,
        manually_occupied: 0,
        confirmed,
        held: 0,
    }
}

pub fn occurrence(capacity: u32, confirmed: u32) -> Occurrence {
    Occurrence {
        starts_at: at(86_400),
        places: places(capacity, confirmed),
    }
}

pub fn detail(show_id: Uuid, room_id: Uuid) -> Detail {
    Detail {
        show_id,
        room_id,
        doors_open_at: Some(at(80_000)),
        booking_open: true,
    }
}

pub fn reservation(id: Uuid, occurrence_id: Uuid, size: i64) -> NewReservation {
    NewReservation {
        id,
        occurrence_id,
        party: party(size),
        guest: Sealed::from_bytes(vec![1, 2, 3]),
        email_lookup: Some([5; 32]),
        created_by: None,
        created_at: at(0),
        confirmed_at: None,
    }
}

pub fn user(id: Uuid) -> User {
    User {
        id,
        role: Role::Door,
        active: true,
        password_hash: None,
        profile: Sealed::from_bytes(vec![4, 5]),
    }
}

pub fn token(id: Uuid) -> StoredToken {
    let token = Token::new(id, [9; 32]);
    StoredToken::new(&token, Purpose::CheckIn, RESERVATION, (at(0), at(100)))
}

/// Stores one of everything: the room has 10 places, 4 of them confirmed, and a pending party of 2.
pub fn store(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    venues::insert(tx, VENUE, &venue("Teatro Aurora"))?;
    rooms::insert(tx, ROOM, &Room::parse(VENUE, "Great Hall", 10).unwrap())?;
    shows::insert(tx, SHOW, &show("The Tempest", "the-tempest", true))?;
    occurrences::insert(tx, PERFORMANCE, "performance", &occurrence(10, 4))?;
    performances::insert(tx, PERFORMANCE, &detail(SHOW, ROOM))?;
    reservations::insert(tx, [&reservation(RESERVATION, PERFORMANCE, 2)])?;
    users::insert(tx, &user(USER), &[6; 32], at(0))?;
    tokens::insert(tx, [&token(TOKEN)])
}

/// A database with the season in it.
pub struct House {
    pub db: Database,
    place: TestDatabase,
}

impl House {
    pub fn url(&self) -> String {
        self.place.url()
    }

    pub async fn new(engine: Engine) -> Self {
        let house = Self::empty(engine);
        house.write(store).await.unwrap();
        house
    }

    pub fn empty(engine: Engine) -> Self {
        let place = engine.database(migrate);
        Self {
            db: open(&place.url(), &Options::default()),
            place,
        }
    }

    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.db.write(LANE, work).await
    }

    /// Reads what must be readable.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.db.read(work).await.unwrap()
    }
}
