//! What another system tells of a booking of its own, to be kept as a customer record.

use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};

use crate::{
    field::{self, Faults, FieldError},
    identity::{EmailAddress, PersonName},
};

/// The longest id of another system, in characters.
const LONGEST_ID: usize = 100;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 300;

/// A booking of another system. Its ids are that system's own, whatever they look like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignBooking {
    /// The booking.
    pub booking_id: String,
    /// Whose it is.
    pub user: ForeignUser,
    /// What it is for.
    pub event: ForeignEvent,
    /// Who holds it.
    pub facilitator_id: String,
}

/// Whose a booking is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignUser {
    /// The account there.
    pub id: String,
    /// The address.
    pub email: EmailAddress,
    /// The name.
    pub name: PersonName,
}

/// What a booking is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignEvent {
    /// The event there.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it begins: ISO 8601 as it was told, for not every system says in which zone.
    pub start_time: String,
}

/// The fields as they were told; what is missing is `None`.
#[derive(Clone, Copy, Default)]
#[expect(missing_docs, reason = "see ForeignBooking")]
pub struct ForeignBookingFields<'a> {
    pub booking_id: Option<&'a str>,
    pub user_id: Option<&'a str>,
    pub user_email: Option<&'a str>,
    pub user_name: Option<&'a str>,
    pub event_id: Option<&'a str>,
    pub event_title: Option<&'a str>,
    pub event_start_time: Option<&'a str>,
    pub facilitator_id: Option<&'a str>,
}

impl ForeignBooking {
    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field as the other system spells it.
    pub fn parse(fields: ForeignBookingFields<'_>) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let booking_id = faults.take("booking_id", id(fields.booking_id));
        let user_id = faults.take("user.id", id(fields.user_id));
        let email = present(fields.user_email).and_then(EmailAddress::parse);
        let email = faults.take("user.email", email);
        let name = present(fields.user_name).and_then(PersonName::parse);
        let name = faults.take("user.name", name);
        let event_id = faults.take("event.id", id(fields.event_id));
        let title = present(fields.event_title).and_then(|text| field::line(text, LONGEST_TITLE));
        let title = faults.take("event.title", title);
        let start_time = present(fields.event_start_time).and_then(moment);
        let start_time = faults.take("event.start_time", start_time);
        let facilitator_id = faults.take("facilitator_id", id(fields.facilitator_id));
        faults.finish()?;
        let parsed = || {
            Some(Self {
                booking_id: booking_id?,
                user: ForeignUser {
                    id: user_id?,
                    email: email?,
                    name: name?,
                },
                event: ForeignEvent {
                    id: event_id?,
                    title: title?,
                    start_time: start_time?,
                },
                facilitator_id: facilitator_id?,
            })
        };
        // Whatever is absent has a fault, so there is no such case.
        parsed().ok_or_else(Vec::new)
    }
}

fn present(text: Option<&str>) -> Result<&str, String> {
    text.ok_or_else(|| "This field is missing.".to_owned())
}

fn id(text: Option<&str>) -> Result<String, String> {
    field::line(present(text)?, LONGEST_ID)
}

fn moment(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.parse::<Timestamp>().is_ok() || text.parse::<civil::DateTime>().is_ok() {
        Ok(text.to_owned())
    } else {
        Err("Give a moment in ISO 8601, such as 2026-11-28T08:00:00Z.".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> ForeignBookingFields<'static> {
        ForeignBookingFields {
            booking_id: Some("4711"),
            user_id: Some("u-1"),
            user_email: Some("ada@example.org"),
            user_name: Some("Ada Lovelace"),
            event_id: Some("e-1"),
            event_title: Some("Morning practice"),
            event_start_time: Some("2026-11-28T08:00:00Z"),
            facilitator_id: Some("f-1"),
        }
    }

    fn faulty(fields: ForeignBookingFields<'_>) -> Vec<&'static str> {
        let faults = ForeignBooking::parse(fields).unwrap_err();
        faults.iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_whole_booking_is_read() {
        let booking = ForeignBooking::parse(fields()).unwrap();
        assert_eq!(booking.booking_id, "4711");
        assert_eq!(booking.user.email.expose(), "ada@example.org");
        let kept = serde_json::to_string(&booking).unwrap();
        assert_eq!(
            serde_json::from_str::<ForeignBooking>(&kept).unwrap(),
            booking
        );
    }

    #[test]
    fn every_fault_names_its_field() {
        assert_eq!(
            faulty(ForeignBookingFields::default()),
            [
                "booking_id",
                "user.id",
                "user.email",
                "user.name",
                "event.id",
                "event.title",
                "event.start_time",
                "facilitator_id"
            ]
        );
        let long = "x".repeat(101);
        let cases = [
            (
                ForeignBookingFields {
                    user_email: Some("nobody"),
                    ..fields()
                },
                "user.email",
            ),
            (
                ForeignBookingFields {
                    user_name: Some(" "),
                    ..fields()
                },
                "user.name",
            ),
            (
                ForeignBookingFields {
                    booking_id: Some(&long),
                    ..fields()
                },
                "booking_id",
            ),
            (
                ForeignBookingFields {
                    event_start_time: Some("tomorrow"),
                    ..fields()
                },
                "event.start_time",
            ),
        ];
        for (fields, field) in cases {
            assert_eq!(faulty(fields), [field]);
        }
    }

    #[test]
    fn moments_with_and_without_a_zone() {
        for text in [
            "2026-11-28T08:00:00Z",
            "2026-11-28T08:00:00+01:00",
            "2026-11-28T08:00:00",
            "2026-11-28T08:00:00.123456",
        ] {
            assert_eq!(moment(text).as_deref(), Ok(text));
        }
        for text in ["", "08:00", "28/11/2026"] {
            assert!(moment(text).is_err(), "{text}");
        }
    }
}
