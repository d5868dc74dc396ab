//! Demonstration data: what a first visitor sees.

mod bar;
mod posters;
mod studio;
mod travel;

use foh_domain::{
    booking::{Guest, GuestFields, PartySize},
    field::FieldError,
    identity::Role,
    privacy::SealError,
    theatre::{Performance, Room, Show, ShowFields, Venue},
};
use foh_store::StoreError;
use jiff::{Timestamp, ToSpan, civil::Time, tz::TimeZone};
use uuid::Uuid;

use crate::{
    House,
    identity::{AccountError, AdministerError, NewAccount},
    studio::{BookError, ManageSessionError},
    theatre::{ManageError, ReserveError},
};

/// Why the demonstration could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The programme was refused.
    #[error(transparent)]
    Manage(#[from] ManageError),
    /// A reservation was refused.
    #[error(transparent)]
    Reserve(#[from] ReserveError),
    /// The administrator was refused.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// Somebody could not be given a place to work.
    #[error(transparent)]
    Administer(#[from] AdministerError),
    /// A session was refused.
    #[error(transparent)]
    Session(#[from] ManageSessionError),
    /// A booking was refused.
    #[error(transparent)]
    Book(#[from] BookError),
    /// Somebody could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A moment lies outside the calendar.
    #[error("a date of the demonstration does not exist: {0}")]
    Date(#[from] jiff::Error),
}

impl From<Vec<FieldError>> for DemoError {
    fn from(faults: Vec<FieldError>) -> Self {
        Self::Manage(ManageError::Faults(faults))
    }
}

fn fault(field: &'static str, message: String) -> DemoError {
    vec![FieldError { field, message }].into()
}

/// The address of somebody of the demonstration.
fn address(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase().replace(' ', "."))
}

const SHOWS: [(&str, &str, u32, &str, &str); 4] = [
    (
        "The Tempest",
        "the-tempest",
        145,
        "English",
        "A duke without a duchy, an island full of noises, and a storm that is only the beginning. Shakespeare's last great play, \
         with live music from a wind quintet on stage.\n\nOne interval of twenty minutes.",
    ),
    (
        "The Servant of Two Masters",
        "the-servant-of-two-masters",
        120,
        "Italian with English surtitles",
        "Truffaldino is hungry. So he serves two masters at once, and two dinners with them. Goldoni's comedy at full speed, \
         in masks made for this house.",
    ),
    (
        "Winter Journey",
        "winter-journey",
        75,
        "German",
        "Twenty-four songs, one voice, one piano, no interval. Latecomers cannot be admitted.",
    ),
    (
        "Peter and the Wolf",
        "peter-and-the-wolf",
        50,
        "English",
        "Every animal is an instrument, and the wolf is three horns. For everybody from five years on.",
    ),
];

/// Day from today, show, room, hour and minute.
const PERFORMANCES: [(i64, usize, usize, i8, i8); 14] = [
    (0, 0, 0, 20, 0),
    (0, 2, 2, 22, 30),
    (1, 0, 0, 20, 0),
    (1, 1, 1, 19, 30),
    (2, 3, 2, 16, 0),
    (2, 0, 0, 20, 0),
    (3, 1, 1, 19, 30),
    (4, 2, 2, 21, 0),
    (5, 1, 1, 19, 30),
    (6, 3, 2, 11, 0),
    (7, 0, 0, 20, 0),
    (8, 2, 2, 21, 0),
    (9, 1, 1, 19, 30),
    (13, 0, 0, 18, 0),
];

/// The performance that is nearly full, by its place in [`PERFORMANCES`].
const NEARLY_FULL: usize = 3;

impl House {
    /// Whether the house has nothing on its programme yet.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.shows(false, String::new(), None, 1).await?.is_empty()
            && self.venues(String::new(), None, 1).await?.is_empty())
    }

    /// Sets up venues, shows, performances and sessions from today on, and who comes to them.
    ///
    /// # Errors
    /// See [`DemoError`].
    pub async fn set_up_demonstration(&self) -> Result<(), DemoError> {
        // The shows first: of two nodes that begin together, the second stumbles over a taken slug before it has
        // made anything.
        let mut shows = Vec::new();
        for (show, (draw, alt)) in SHOWS.into_iter().zip(posters::POSTERS) {
            let (title, slug, duration_minutes, language, description) = show;
            let fields = ShowFields {
                title,
                slug,
                description,
                duration_minutes: duration_minutes.into(),
                language,
                published: true,
            };
            let id = self.create(Show::parse(fields)?).await?;
            self.draw_poster(id, draw, alt).await?;
            shows.push(id);
        }
        let rooms = self.demonstration_rooms().await?;
        let zone = TimeZone::get("Europe/Rome")?;
        let today = self.now().to_zoned(zone.clone()).date();
        for (number, (days, show, room, hour, minute)) in PERFORMANCES.into_iter().enumerate() {
            let at = today
                .checked_add(days.days())?
                .to_datetime(Time::new(hour, minute, 0, 0)?);
            let starts_at = at.to_zoned(zone.clone())?.timestamp();
            self.demonstration_performance(number, shows[show], rooms[room], starts_at)
                .await?;
        }
        self.studio_demonstration().await?;
        self.travel_demonstration().await?;
        self.bar_demonstration().await
    }

    async fn demonstration_rooms(&self) -> Result<[(Uuid, u32); 3], DemoError> {
        let theatre = self
            .create(Venue::parse(
                "Teatro Aurora",
                "Via dei Tessitori 12, Bologna",
                "Europe/Rome",
            )?)
            .await?;
        let mill = self
            .create(Venue::parse(
                "The Old Mill",
                "Vicolo del Mulino 3, Bologna",
                "Europe/Rome",
            )?)
            .await?;
        let mut rooms = [(Uuid::nil(), 0); 3];
        for (slot, (venue, name, capacity)) in rooms.iter_mut().zip([
            (theatre, "Great Hall", 240),
            (theatre, "Studio Stage", 80),
            (mill, "Granary", 48),
        ]) {
            *slot = (
                self.create(Room::parse(venue, name, capacity.into())?)
                    .await?,
                capacity,
            );
        }
        Ok(rooms)
    }

    async fn demonstration_performance(
        &self,
        number: usize,
        show_id: Uuid,
        (room_id, capacity): (Uuid, u32),
        starts_at: Timestamp,
    ) -> Result<(), DemoError> {
        let doors_open_at = starts_at.checked_sub(30.minutes())?;
        let occupied = if number.is_multiple_of(5) { 4 } else { 0 };
        let performance = Performance::parse(
            (show_id, room_id),
            (starts_at, Some(doors_open_at)),
            true,
            (0, occupied),
        )?;
        let id = self.create_performance(performance).await?;
        // Nobody can reserve for what has begun, not even for a demonstration late in the evening.
        if starts_at <= self.now() {
            return Ok(());
        }
        let wanted = if number == NEARLY_FULL {
            capacity - 2
        } else {
            capacity * (u32::try_from(number).unwrap_or(0) * 7 % 10) / 10
        };
        let mut taken = 0;
        while taken < wanted {
            let party = (wanted - taken).min(PartySize::MOST);
            self.demonstration_reservation(id, party, taken).await?;
            taken += party;
        }
        Ok(())
    }

    async fn demonstration_reservation(
        &self,
        performance_id: Uuid,
        party: u32,
        number: u32,
    ) -> Result<(), DemoError> {
        const NAMES: [&str; 6] = [
            "Ada Rossi",
            "Bruno Conti",
            "Chiara Fontana",
            "Dario Greco",
            "Elena Marchetti",
            "Franco De Luca",
        ];
        let name = NAMES[number as usize % NAMES.len()];
        let guest = Guest::parse(GuestFields {
            name,
            email: &address(name),
            phone: None,
            notes: None,
        })?;
        let party =
            PartySize::parse(party.into()).map_err(|message| fault("party_size", message))?;
        self.reserve_confirmed(performance_id, &guest, party)
            .await?;
        Ok(())
    }

    /// An administrator without a password, who signs in by the link that is printed at the start.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub async fn ensure_administrator(&self) -> Result<(), AccountError> {
        let new = NewAccount {
            email: "administrator@localhost",
            name: "Administrator",
            role: Role::Administrator,
            password: None,
        };
        let exists = self.db.read(foh_store::users::first_administrator).await?;
        if exists.is_some() {
            return Ok(());
        }
        match self.create_user(new).await {
            Ok(_) | Err(AccountError::Taken) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
