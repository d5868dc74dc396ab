//! What content managers send and get: one shape for creating, changing and reading.

use foh_domain::{
    field::FieldError,
    theatre::{Performance, Room, Show, ShowFields, Slug, Venue},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// The fields of some content.
pub(crate) trait Body: Serialize + DeserializeOwned {
    /// What it describes.
    type Content;
    /// Its fields' names.
    const FIELDS: &'static [&'static str];
    /// The fields of what is stored.
    fn of(content: &Self::Content) -> Self;
    /// What the fields describe.
    fn parse(&self) -> Result<Self::Content, Vec<FieldError>>;
}

/// Some content with its id.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Item<B> {
    pub(super) id: Uuid,
    #[serde(flatten)]
    pub(super) fields: B,
}

/// The id of what was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Created {
    pub(super) id: Uuid,
}

/// Applies a merge patch (RFC 7396) to what is stored.
pub(super) fn merged<B: Body>(
    stored: &B::Content,
    patch: &Map<String, Value>,
) -> Result<B::Content, Vec<FieldError>> {
    let fault = |field: &str, message: &str| {
        let field = B::FIELDS
            .iter()
            .find(|known| **known == field)
            .copied()
            .unwrap_or("");
        vec![FieldError {
            field,
            message: message.to_owned(),
        }]
    };
    let Ok(Value::Object(mut fields)) = serde_json::to_value(B::of(stored)) else {
        return Err(fault("", "This cannot be changed."));
    };
    for (name, value) in patch {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    let body: B = serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| {
        let place = error.path().to_string();
        let words = error.inner().to_string();
        let missing = words.split('`').nth(1).unwrap_or_default();
        if words.starts_with("missing field") {
            fault(missing, "This field cannot be removed.")
        } else {
            fault(&place, "This cannot be read as what is expected here.")
        }
    })?;
    body.parse()
}

/// The first field of a patch that `B` does not have.
pub(super) fn unknown_field<B: Body>(patch: &Map<String, Value>) -> Option<&String> {
    patch
        .keys()
        .find(|name| !B::FIELDS.contains(&name.as_str()))
}

/// A venue.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VenueBody {
    /// At most 120 characters.
    #[schema(example = "Teatro Aurora")]
    name: String,
    /// At most 300 characters.
    #[serde(default)]
    #[schema(example = "Via dei Tessitori 12, Bologna")]
    address: String,
    /// An IANA time zone.
    #[schema(example = "Europe/Rome")]
    time_zone: String,
}

impl Body for VenueBody {
    type Content = Venue;
    const FIELDS: &'static [&'static str] = &["name", "address", "time_zone"];

    fn of(venue: &Venue) -> Self {
        Self {
            name: venue.name.clone(),
            address: venue.address.clone(),
            time_zone: venue.time_zone.as_str().to_owned(),
        }
    }

    fn parse(&self) -> Result<Venue, Vec<FieldError>> {
        Venue::parse(&self.name, &self.address, &self.time_zone)
    }
}

/// A room.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoomBody {
    /// Whose room it is.
    venue_id: Uuid,
    /// At most 120 characters, unique in its venue.
    #[schema(example = "Great Hall")]
    name: String,
    /// Places.
    #[schema(example = 240)]
    capacity: i64,
}

impl Body for RoomBody {
    type Content = Room;
    const FIELDS: &'static [&'static str] = &["venue_id", "name", "capacity"];

    fn of(room: &Room) -> Self {
        Self {
            venue_id: room.venue_id,
            name: room.name.clone(),
            capacity: room.capacity.into(),
        }
    }

    fn parse(&self) -> Result<Room, Vec<FieldError>> {
        Room::parse(self.venue_id, &self.name, self.capacity)
    }
}

/// A show.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowBody {
    /// At most 160 characters.
    #[schema(example = "The Tempest")]
    title: String,
    /// Lower-case letters, digits and single dashes, unique; made from the title if not given.
    #[serde(default)]
    #[schema(example = "the-tempest")]
    slug: Option<String>,
    /// At most 5,000 characters.
    #[serde(default)]
    description: String,
    /// Minutes: 1 to 1,440.
    #[schema(example = 145)]
    duration_minutes: i64,
    /// At most 60 characters.
    #[serde(default)]
    #[schema(example = "English")]
    language: String,
    /// Whether the public sees it.
    #[serde(default)]
    published: bool,
}

impl Body for ShowBody {
    type Content = Show;
    const FIELDS: &'static [&'static str] = &[
        "title",
        "slug",
        "description",
        "duration_minutes",
        "language",
        "published",
    ];

    fn of(show: &Show) -> Self {
        Self {
            title: show.title.clone(),
            slug: Some(show.slug.as_str().to_owned()),
            description: show.description.clone(),
            duration_minutes: show.duration_minutes.into(),
            language: show.language.clone(),
            published: show.published,
        }
    }

    fn parse(&self) -> Result<Show, Vec<FieldError>> {
        let suggested = Slug::suggest(&self.title);
        Show::parse(ShowFields {
            title: &self.title,
            slug: self.slug.as_deref().unwrap_or(&suggested),
            description: &self.description,
            duration_minutes: self.duration_minutes,
            language: &self.language,
            published: self.published,
        })
    }
}

/// A performance.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PerformanceBody {
    /// What is played.
    show_id: Uuid,
    /// Where.
    room_id: Uuid,
    /// When it begins, with offset or in UTC.
    #[schema(value_type = String, format = DateTime, example = "2026-11-28T19:00:00Z")]
    starts_at: Timestamp,
    /// When the doors open, at most a day before.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-11-28T18:30:00Z")]
    doors_open_at: Option<Timestamp>,
    /// Whether the public may reserve.
    #[serde(default = "open")]
    #[schema(example = true)]
    booking_open: bool,
    /// Places added for this performance.
    #[serde(default)]
    #[schema(example = 0)]
    additional_places: i64,
    /// Places taken out by hand.
    #[serde(default)]
    #[schema(example = 4)]
    manually_occupied_places: i64,
}

fn open() -> bool {
    true
}

impl Body for PerformanceBody {
    type Content = Performance;
    const FIELDS: &'static [&'static str] = &[
        "show_id",
        "room_id",
        "starts_at",
        "doors_open_at",
        "booking_open",
        "additional_places",
        "manually_occupied_places",
    ];

    fn of(performance: &Performance) -> Self {
        Self {
            show_id: performance.show_id,
            room_id: performance.room_id,
            starts_at: performance.starts_at,
            doors_open_at: performance.doors_open_at,
            booking_open: performance.booking_open,
            additional_places: performance.additional_places.into(),
            manually_occupied_places: performance.manually_occupied_places.into(),
        }
    }

    fn parse(&self) -> Result<Performance, Vec<FieldError>> {
        Performance::parse(
            (self.show_id, self.room_id),
            (self.starts_at, self.doors_open_at),
            self.booking_open,
            (self.additional_places, self.manually_occupied_places),
        )
    }
}
