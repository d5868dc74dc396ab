//! Venues, rooms, shows and performances, parsed from what content managers typed.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use uuid::Uuid;

use crate::field::{self, Faults, FieldError};

/// An IANA time zone, such as `Europe/Rome`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(String);

impl Zone {
    /// Parses a zone the time zone database knows.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(name: &str) -> Result<Self, String> {
        let name = name.trim();
        match TimeZone::get(name) {
            Ok(zone) if zone.iana_name().is_some() => Ok(Self(name.to_owned())),
            _ => Err("Please name a time zone such as Europe/Rome.".into()),
        }
    }

    /// Where no zone is known.
    #[must_use]
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The zone's rules.
    #[must_use]
    pub fn rules(&self) -> TimeZone {
        TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)
    }
}

/// The part of a web address that names a show: `a-z`, `0-9` and single dashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slug(String);

impl Slug {
    /// Parses a slug of 1 to 80 characters.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let ok = (1..=80).contains(&text.len())
            && text.split('-').all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
        if ok {
            Ok(Self(text.to_owned()))
        } else {
            Err("Use lower-case letters, digits and single dashes, such as the-tempest: at most 80 characters.".into())
        }
    }

    /// A slug for a title, as good as its letters allow; may be empty.
    #[must_use]
    pub fn suggest(title: &str) -> String {
        let plain: String = title
            .to_lowercase()
            .chars()
            .map(|c| match c {
                'à' | 'á' | 'â' | 'ã' | 'å' | 'ä' | 'æ' => 'a',
                'ç' => 'c',
                'è' | 'é' | 'ê' | 'ë' => 'e',
                'ì' | 'í' | 'î' | 'ï' => 'i',
                'ñ' => 'n',
                'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
                'ù' | 'ú' | 'û' | 'ü' => 'u',
                c if c.is_ascii_alphanumeric() => c,
                _ => ' ',
            })
            .collect();
        let words: Vec<&str> = plain.split_whitespace().collect();
        let mut slug = words.join("-");
        slug.truncate(80);
        slug.trim_end_matches('-').to_owned()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Venue {
    /// At most 120 characters.
    pub name: String,
    /// At most 300 characters; may be empty.
    pub address: String,
    /// Where its clocks stand.
    pub time_zone: Zone,
}

impl Venue {
    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(name: &str, address: &str, time_zone: &str) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("name", field::line(name, 120));
        let address = faults.take("address", field::prose(address, 300));
        let time_zone = faults.take("time_zone", Zone::parse(time_zone));
        faults.finish()?;
        match (name, address, time_zone) {
            (Some(name), Some(address), Some(time_zone)) => Ok(Self {
                name,
                address,
                time_zone,
            }),
            _ => Err(Vec::new()),
        }
    }
}

/// A room of a venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Whose room it is.
    pub venue_id: Uuid,
    /// At most 120 characters.
    pub name: String,
    /// Places: 0 to [`Room::MOST_PLACES`].
    pub capacity: u32,
}

impl Room {
    /// The largest room.
    pub const MOST_PLACES: u32 = 10_000_000;

    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(venue_id: Uuid, name: &str, capacity: i64) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("name", field::line(name, 120));
        let capacity = faults.take("capacity", field::number(capacity, 0, Self::MOST_PLACES));
        faults.finish()?;
        match (name, capacity) {
            (Some(name), Some(capacity)) => Ok(Self {
                venue_id,
                name,
                capacity,
            }),
            _ => Err(Vec::new()),
        }
    }
}

/// A show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Show {
    /// At most 160 characters.
    pub title: String,
    /// Unique among shows.
    pub slug: Slug,
    /// At most 5,000 characters; may be empty.
    pub description: String,
    /// Minutes from beginning to end with intervals: 1 to 1,440.
    pub duration_minutes: u32,
    /// What is spoken, as a language tag (BCP 47) or plain words; at most 60 characters, may be empty.
    pub language: String,
    /// Whether the public sees it.
    pub published: bool,
}

/// A show's fields as they were typed.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each field is the one of `Show` with its name")]
pub struct ShowFields<'a> {
    pub title: &'a str,
    pub slug: &'a str,
    pub description: &'a str,
    pub duration_minutes: i64,
    pub language: &'a str,
    pub published: bool,
}

impl Show {
    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(fields: ShowFields<'_>) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let title = faults.take("title", field::line(fields.title, 160));
        let slug = faults.take("slug", Slug::parse(fields.slug));
        let description = faults.take("description", field::prose(fields.description, 5_000));
        let duration_minutes = faults.take(
            "duration_minutes",
            field::number(fields.duration_minutes, 1, 1_440),
        );
        let language = faults.take("language", field::prose(fields.language, 60));
        faults.finish()?;
        match (title, slug, description, duration_minutes, language) {
            (
                Some(title),
                Some(slug),
                Some(description),
                Some(duration_minutes),
                Some(language),
            ) => Ok(Self {
                title,
                slug,
                description,
                duration_minutes,
                language,
                published: fields.published,
            }),
            _ => Err(Vec::new()),
        }
    }
}

/// A performance of a show in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performance {
    /// What is played.
    pub show_id: Uuid,
    /// Where.
    pub room_id: Uuid,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When the doors open, not after the beginning and at most a day before.
    pub doors_open_at: Option<Timestamp>,
    /// Whether the public may reserve.
    pub booking_open: bool,
    /// Places added for this performance.
    pub additional_places: u32,
    /// Places taken out by hand.
    pub manually_occupied_places: u32,
}

impl Performance {
    /// Checks what the types cannot: the order of times and the counts of places.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(
        (show_id, room_id): (Uuid, Uuid),
        (starts_at, doors_open_at): (Timestamp, Option<Timestamp>),
        booking_open: bool,
        (additional_places, manually_occupied_places): (i64, i64),
    ) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let additional = faults.take(
            "additional_places",
            field::number(additional_places, 0, Room::MOST_PLACES),
        );
        let occupied = faults.take(
            "manually_occupied_places",
            field::number(manually_occupied_places, 0, 2 * Room::MOST_PLACES),
        );
        if let Some(doors) = doors_open_at {
            if doors > starts_at {
                faults.add(
                    "doors_open_at",
                    "The doors cannot open after the performance begins.",
                );
            } else if starts_at.duration_since(doors) > SignedDuration::from_hours(24) {
                faults.add(
                    "doors_open_at",
                    "The doors can open at most a day before the performance begins.",
                );
            }
        }
        faults.finish()?;
        match (additional, occupied) {
            (Some(additional_places), Some(manually_occupied_places)) => Ok(Self {
                show_id,
                room_id,
                starts_at,
                doors_open_at,
                booking_open,
                additional_places,
                manually_occupied_places,
            }),
            _ => Err(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones() {
        assert!(Zone::parse("Europe/Rome").is_ok());
        for wrong in ["", "Rome", "Europe/Atlantis", "../etc/passwd"] {
            assert!(Zone::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn slugs() {
        for good in ["a", "the-tempest", "3-sisters"] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        for wrong in [
            "",
            "-a",
            "a-",
            "a--b",
            "A",
            "a b",
            "é",
            "a/b",
            &"a".repeat(81),
        ] {
            assert!(Slug::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn suggested_slugs_are_slugs() {
        for (title, slug) in [
            ("The Tempest", "the-tempest"),
            ("  Città: è l'ora! ", "citta-e-l-ora"),
            ("漢字", ""),
        ] {
            assert_eq!(Slug::suggest(title), slug);
        }
        assert!(Slug::parse(&Slug::suggest(&"word ".repeat(40))).is_ok());
    }

    #[test]
    fn doors_open_before_the_beginning() {
        let begins = Timestamp::from_second(1_000_000).unwrap();
        let parse =
            |doors| Performance::parse((Uuid::nil(), Uuid::nil()), (begins, doors), true, (0, 0));
        let ago = |hours| Some(begins - SignedDuration::from_hours(hours));
        assert!(parse(None).is_ok());
        assert!(parse(ago(1)).is_ok());
        assert!(parse(ago(0)).is_ok());
        for wrong in [ago(-1), ago(25)] {
            assert_eq!(parse(wrong).unwrap_err()[0].field, "doors_open_at");
        }
    }

    #[test]
    fn show_faults_name_their_fields() {
        let faults = Show::parse(ShowFields {
            title: "",
            slug: "A",
            description: "",
            duration_minutes: 0,
            language: "",
            published: true,
        })
        .unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["title", "slug", "duration_minutes"]);
    }
}
