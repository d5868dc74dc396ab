//! What the studio shows a first visitor: who holds sessions, what is on, who comes, and what has been.

use foh_domain::{
    booking::{Guest, GuestFields, PartySize},
    identity::Role,
    payments::Money,
    studio::{Facilitator, FacilitatorState, Session, SessionFields, SessionKind},
    theatre::Zone,
};
use foh_store::{
    facilitators, occurrences,
    reservations::{self, NewReservation},
    studio_bookings::{self, NewBooking},
    studio_sessions, users,
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Time};
use uuid::Uuid;

use super::{DemoError, address, fault};
use crate::{House, entropy, identity::NewAccount};

const ZONE: &str = "Europe/Rome";

/// Name, specialization, and what they say of themselves.
const FACILITATORS: [(&str, &str, &str); 3] = [
    (
        "Giulia Ferri",
        "Breath and voice",
        "A singer for twenty years, and a teacher of breathing for ten. My groups are small, so that everybody is heard.",
    ),
    (
        "Tommaso Riva",
        "Clowning and physical theatre",
        "Trained in Paris, fell over in eleven countries. Nobody needs to be funny; it happens by itself.",
    ),
    (
        "Nora Lindqvist",
        "Silence in the mountains",
        "I lead retreats where telephones stay in the valley. Three days are enough to hear what one thinks.",
    ),
];

/// Day from today, hour, hours, who, title, places, price in cents, where, and how many have booked.
type Planned = (
    i64,
    i8,
    i64,
    usize,
    &'static str,
    u32,
    u64,
    &'static str,
    usize,
);

const SESSIONS: [Planned; 13] = [
    (
        0,
        23,
        1,
        0,
        "Breathing before sleep",
        8,
        0,
        "Studio Stage",
        3,
    ),
    (
        1,
        18,
        2,
        0,
        "The voice without force",
        10,
        2_500,
        "Studio Stage",
        6,
    ),
    (
        2,
        19,
        3,
        1,
        "First steps of a clown",
        12,
        3_000,
        "Granary",
        12,
    ),
    (
        3,
        10,
        2,
        0,
        "Morning choir for everybody",
        30,
        0,
        "Great Hall",
        9,
    ),
    (4, 18, 2, 1, "Falling without harm", 10, 2_000, "Granary", 4),
    (
        5,
        9,
        56,
        2,
        "Three days of silence",
        9,
        42_000,
        "Rifugio Lavaredo",
        7,
    ),
    (
        6,
        18,
        2,
        0,
        "The voice without force",
        10,
        2_500,
        "Studio Stage",
        1,
    ),
    (
        8,
        19,
        3,
        1,
        "Masks: the neutral and the grotesque",
        12,
        3_500,
        "Granary",
        5,
    ),
    (
        10,
        17,
        2,
        2,
        "Sitting still, an introduction",
        16,
        0,
        "Studio Stage",
        2,
    ),
    (12, 18, 2, 0, "Reading aloud", 14, 1_500, "Studio Stage", 0),
    (
        15,
        19,
        3,
        1,
        "Timing: the pause and the pie",
        12,
        3_000,
        "Granary",
        0,
    ),
    (
        20,
        10,
        6,
        2,
        "A day of walking and listening",
        12,
        6_000,
        "Monte Sole, car park",
        3,
    ),
    (
        26,
        9,
        56,
        2,
        "Three days of silence",
        9,
        42_000,
        "Rifugio Lavaredo",
        0,
    ),
];

/// The session that is called off, by its place in [`SESSIONS`].
const CALLED_OFF: usize = 4;
/// The words of every description.
const DESCRIPTION: &str = "No experience is needed. Please come ten minutes early and wear what you can move in; water and tea are here.";

/// Weeks ago, who, title, places, price in cents, and how many came.
const HISTORY: [(i64, usize, &str, u32, u64, usize); 9] = [
    (10, 0, "The voice without force", 10, 2_500, 4),
    (9, 1, "First steps of a clown", 12, 3_000, 7),
    (8, 0, "Morning choir for everybody", 30, 0, 10),
    (6, 2, "Sitting still, an introduction", 16, 0, 6),
    (5, 0, "The voice without force", 10, 2_500, 9),
    (4, 1, "Falling without harm", 10, 2_000, 8),
    (3, 0, "Reading aloud", 14, 1_500, 5),
    (2, 2, "A day of walking and listening", 12, 6_000, 11),
    (1, 0, "The voice without force", 10, 2_500, 10),
];

const MEMBERS: [&str; 12] = [
    "Alba Neri",
    "Bianca Moro",
    "Carlo Testa",
    "Daria Vitale",
    "Enzo Gallo",
    "Flavia Serra",
    "Guido Leone",
    "Ilaria Bruno",
    "Luca Ferrara",
    "Marta Coppola",
    "Paolo Rinaldi",
    "Sara Donati",
];

impl House {
    /// Sets up facilitators, sessions and a retreat from today on, and what has been in the last weeks.
    pub(super) async fn studio_demonstration(&self) -> Result<(), DemoError> {
        let mut held_by = Vec::new();
        for (name, specialization, bio) in FACILITATORS {
            let id = self.demonstration_account(name, Role::Facilitator).await?;
            self.introduce(id, &Facilitator::parse(bio, specialization)?)
                .await?;
            held_by.push(id);
        }
        let mut members = Vec::new();
        for name in MEMBERS {
            members.push(self.demonstration_account(name, Role::Member).await?);
        }
        for (weeks, who, title, places, price, came) in HISTORY {
            let owner = held_by[who];
            self.past_session(weeks, owner, (title, places, price), &members[..came])
                .await?;
        }
        for (number, planned) in SESSIONS.into_iter().enumerate() {
            let owner = held_by[planned.3];
            self.planned_session(number, planned, owner, &members)
                .await?;
        }
        Ok(())
    }

    pub(super) async fn demonstration_account(
        &self,
        name: &str,
        role: Role,
    ) -> Result<Uuid, DemoError> {
        let new = NewAccount {
            email: &address(name),
            name,
            role,
            password: None,
        };
        Ok(self.create_user(new).await?)
    }

    async fn introduce(&self, id: Uuid, profile: &Facilitator) -> Result<(), DemoError> {
        let sealed = self.keyring.seal(id, entropy::bytes(), profile)?;
        let now = self.now();
        self.db
            .write(id, move |tx| {
                facilitators::put(tx, id, &sealed, FacilitatorState::Applied, now)?;
                facilitators::decide(tx, id, FacilitatorState::Approved, now).map(|_| ())
            })
            .await?;
        Ok(())
    }

    async fn planned_session(
        &self,
        number: usize,
        planned: Planned,
        owner: Uuid,
        members: &[Uuid],
    ) -> Result<(), DemoError> {
        let (days, hour, hours, _, title, places, price, location, booked) = planned;
        let zone = zone()?.rules();
        let today = self.now().to_zoned(zone.clone()).date();
        let at = today
            .checked_add(days.days())?
            .to_datetime(Time::new(hour, 0, 0, 0)?);
        let starts_at = at.to_zoned(zone)?.timestamp();
        // Late in the evening what was for today has begun.
        if starts_at <= self.now() {
            return Ok(());
        }
        let length = SignedDuration::from_hours(hours);
        let session = self.demonstrated((title, places, price), location, starts_at, length)?;
        let id = entropy::new_id(self.now());
        self.create_session_as(id, session, owner).await?;
        for member in members.iter().cycle().skip(number).take(booked) {
            self.book_session(id, *member, None).await?;
        }
        if number == CALLED_OFF {
            let found = self.db.read(move |tx| users::load(tx, &[owner])).await?;
            if let Some(staff) = found.first().and_then(|user| self.staff(user, Vec::new())) {
                self.cancel_session(id, &staff).await?;
            }
        }
        Ok(())
    }

    fn demonstrated(
        &self,
        (title, places, price): (&str, u32, u64),
        location: &str,
        starts_at: Timestamp,
        length: SignedDuration,
    ) -> Result<Session, DemoError> {
        let kind = if length >= SignedDuration::from_hours(24) {
            SessionKind::Retreat
        } else {
            SessionKind::Session
        };
        Ok(Session::parse(SessionFields {
            kind,
            title,
            description: DESCRIPTION,
            location,
            time_zone: zone()?,
            starts_at,
            ends_at: starts_at + length,
            capacity: places.into(),
            price: Money {
                amount: price,
                currency: self.settings.currency,
            },
        })?)
    }

    /// A session that has been, with who came: nobody can make one, so it is written as it would stand there now.
    async fn past_session(
        &self,
        weeks: i64,
        owner: Uuid,
        offer: (&str, u32, u64),
        members: &[Uuid],
    ) -> Result<(), DemoError> {
        let now = self.now();
        let starts_at = now - SignedDuration::from_hours(weeks * 7 * 24 - 5);
        let made_at = starts_at - SignedDuration::from_hours(10 * 24);
        let length = SignedDuration::from_hours(2);
        let session = self.demonstrated(offer, "Studio Stage", starts_at, length)?;
        let (id, price) = (entropy::new_id(made_at), session.price);
        let mut rows = Vec::new();
        for (number, (member, name)) in (1..).zip(members.iter().zip(MEMBERS)) {
            let booked_at = made_at + SignedDuration::from_hours(number * 17);
            rows.push(self.past_booking(id, (*member, name), price, booked_at)?);
        }
        let count = u32::try_from(rows.len()).unwrap_or(0);
        self.db
            .write(id, move |tx| {
                studio_sessions::insert(tx, id, owner, &session, made_at)?;
                reservations::insert(tx, rows.iter().map(|(reservation, _)| reservation))?;
                studio_bookings::insert(tx, rows.iter().map(|(_, booking)| booking))?;
                occurrences::set_confirmed(tx, [(id, count)])
            })
            .await?;
        Ok(())
    }

    fn past_booking(
        &self,
        session_id: Uuid,
        (member_id, name): (Uuid, &str),
        price: Money,
        at: Timestamp,
    ) -> Result<(NewReservation, NewBooking), DemoError> {
        let id = entropy::id_beside(session_id, at);
        let guest = Guest::parse(GuestFields {
            name,
            email: &address(name),
            phone: None,
            notes: None,
        })?;
        let reservation = NewReservation {
            id,
            occurrence_id: session_id,
            party: PartySize::ONE,
            guest: self.keyring.seal(id, entropy::bytes(), &guest)?,
            email_lookup: self.email_lookup(&guest),
            created_by: None,
            created_at: at,
            confirmed_at: Some(at),
        };
        let booking = NewBooking {
            id,
            session_id,
            member_id,
            price,
            created_at: at,
        };
        Ok((reservation, booking))
    }
}

fn zone() -> Result<Zone, DemoError> {
    Zone::parse(ZONE).map_err(|message| fault("time_zone", message))
}
