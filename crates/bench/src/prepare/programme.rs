//! A programme and the people who work it.

use foh_app::identity::NewAccount;
use foh_domain::identity::Role;
use foh_domain::theatre::{Performance, Room, Show, ShowFields, Venue};
use jiff::SignedDuration;
use secrecy::ExposeSecret;

use super::house::with_house;
use crate::database::Database;
use crate::{Failure, Result};

/// Performances begin so soon: they can be reserved, and their tickets admit already.
const BEGINS_IN: SignedDuration = SignedDuration::from_hours(2);

/// Between two performances: far enough for their order, near enough that a thousand of them begin on one day.
const APART: SignedDuration = SignedDuration::from_mins(1);

/// Who is at the door.
const DOOR_EMAIL: &str = "door@example.org";

/// Performances that can be reserved: published, booking open, beginning soon.
pub struct Programme {
    /// Ids of the performances, as they stand in paths.
    pub performances: Vec<String>,
}

/// Migrates `database` and makes one published show with `performances` performances in a room of `capacity` places.
pub fn programme(database: &Database, performances: usize, capacity: u32) -> Result<Programme> {
    foh_store::Database::migrate(database.url())?;
    with_house(database, |house| async move {
        let venue = Venue::parse(
            "Teatro della Misura",
            "Via del Banco 1, Roma",
            "Europe/Rome",
        )
        .map_err(faults)?;
        let venue_id = house.create(venue).await?;
        let room = Room::parse(venue_id, "Great Hall", capacity.into()).map_err(faults)?;
        let room_id = house.create(room).await?;
        let show = Show::parse(ShowFields {
            title: "The Measured Measure",
            slug: "the-measured-measure",
            description: "A comedy of haste in five acts.",
            duration_minutes: 150,
            language: "it",
            published: true,
        })
        .map_err(faults)?;
        let show_id = house.create(show).await?;
        let mut starts_at = house.now() + BEGINS_IN;
        let mut ids = Vec::with_capacity(performances);
        for _ in 0..performances {
            let performance =
                Performance::parse((show_id, room_id), (starts_at, None), true, (0, 0))
                    .map_err(faults)?;
            ids.push(house.create_performance(performance).await?.to_string());
            starts_at += APART;
        }
        Ok(Programme { performances: ids })
    })
}

/// Adds a member of staff with door duty and gives an API token of theirs.
pub fn door_token(database: &Database) -> Result<String> {
    with_house(database, |house| async move {
        let new = NewAccount {
            email: DOOR_EMAIL,
            name: "Dora Door",
            role: Role::Door,
            password: None,
        };
        house.create_user(new).await?;
        let token = house.create_api_token(DOOR_EMAIL).await?;
        Ok(token.expose_secret().to_owned())
    })
}

/// Fields written here in the source are at fault: say which.
pub fn faults(faults: Vec<foh_domain::field::FieldError>) -> Failure {
    let words: Vec<String> = faults
        .into_iter()
        .map(|fault| format!("{}: {}", fault.field, fault.message))
        .collect();
    words.join("; ").into()
}
