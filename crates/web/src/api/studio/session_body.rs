//! A session as facilitators send it: whole to make one, in part to change one.

use foh_domain::{
    field::{Faults, FieldError},
    payments::{Currency, Money},
    studio::{Session, SessionFields, SessionKind},
    theatre::Zone,
};
use jiff::{Timestamp, civil::DateTime};
use serde::Deserialize;
use utoipa::ToSchema;

/// A session to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSession {
    /// At most 160 characters.
    #[schema(example = "Breathing in winter")]
    title: String,
    /// At most 5,000 characters.
    #[serde(default)]
    #[schema(example = "Two quiet hours. Bring a blanket.")]
    description: String,
    /// `session`, which it usually is, or `retreat`.
    #[serde(rename = "type")]
    #[schema(example = "session")]
    kind: Option<String>,
    /// At most 200 characters.
    #[serde(default)]
    #[schema(example = "Via dei Tessitori 12, Bologna")]
    location: String,
    /// An IANA time zone; the house's if none is given.
    #[schema(example = "Europe/Rome")]
    time_zone: Option<String>,
    /// When it begins: with offset or `Z`, or without either on the clocks of `time_zone`.
    #[schema(example = "2026-11-28T18:00:00+01:00")]
    start_time: String,
    /// When it ends: at most 60 days later.
    #[schema(example = "2026-11-28T20:00:00+01:00")]
    end_time: String,
    /// How many may come: 1 to 2,000.
    #[schema(example = 12)]
    capacity: i64,
    /// What a place costs, in minor units such as cents; free if none is given.
    #[schema(example = 2500)]
    price: Option<i64>,
    /// The currency of the house; no other is taken.
    #[schema(example = "EUR")]
    currency: Option<String>,
}

/// What of a session is to be another; what is left out, or null, stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionChangeBody {
    /// At most 160 characters.
    #[schema(example = "Breathing in winter")]
    title: Option<String>,
    /// At most 5,000 characters.
    #[schema(example = "Two quiet hours. Bring a blanket.")]
    description: Option<String>,
    /// `session` or `retreat`.
    #[serde(rename = "type")]
    #[schema(example = "session")]
    kind: Option<String>,
    /// At most 200 characters.
    #[schema(example = "Via dei Tessitori 12, Bologna")]
    location: Option<String>,
    /// An IANA time zone. Another one alone moves nothing.
    #[schema(example = "Europe/Rome")]
    time_zone: Option<String>,
    /// When it begins: with offset or `Z`, or without either on the clocks of its time zone.
    #[schema(example = "2026-11-28T18:00:00+01:00")]
    start_time: Option<String>,
    /// When it ends: at most 60 days later.
    #[schema(example = "2026-11-28T20:00:00+01:00")]
    end_time: Option<String>,
    /// How many may come: 1 to 2,000, and no fewer than have booked.
    #[schema(example = 12)]
    capacity: Option<i64>,
    /// What a place costs, in minor units such as cents; bookings that were made keep their price.
    #[schema(example = 2500)]
    price: Option<i64>,
    /// The currency of the house; no other is taken.
    #[schema(example = "EUR")]
    currency: Option<String>,
}

impl NewSession {
    /// The session.
    pub(super) fn parse(
        self,
        house_zone: Zone,
        currency: Currency,
    ) -> Result<Session, Vec<FieldError>> {
        // Making one is changing an empty one: every field without a default is given.
        let empty = Session {
            kind: SessionKind::Session,
            title: String::new(),
            description: String::new(),
            location: String::new(),
            time_zone: house_zone,
            starts_at: Timestamp::UNIX_EPOCH,
            ends_at: Timestamp::UNIX_EPOCH,
            capacity: 0,
            price: Money {
                amount: 0,
                currency,
            },
        };
        let all = SessionChangeBody {
            title: Some(self.title),
            description: Some(self.description),
            kind: self.kind,
            location: Some(self.location),
            time_zone: self.time_zone,
            start_time: Some(self.start_time),
            end_time: Some(self.end_time),
            capacity: Some(self.capacity),
            price: self.price,
            currency: self.currency,
        };
        all.apply(&empty, currency)
    }
}

impl SessionChangeBody {
    /// What `before` becomes.
    pub(super) fn apply(
        &self,
        before: &Session,
        currency: Currency,
    ) -> Result<Session, Vec<FieldError>> {
        let mut faults = Faults::default();
        let kind = self.kind.as_deref().map_or(Ok(before.kind), kind);
        let kind = faults.take("type", kind).unwrap_or(before.kind);
        let time_zone = match self.time_zone.as_deref() {
            Some(name) => faults.take("time_zone", Zone::parse(name)),
            None => Some(before.time_zone.clone()),
        };
        let time_zone = time_zone.unwrap_or_else(|| before.time_zone.clone());
        let read =
            |text: Option<&str>, before| text.map_or(Ok(before), |text| moment(text, &time_zone));
        let starts_at = read(self.start_time.as_deref(), before.starts_at);
        let ends_at = read(self.end_time.as_deref(), before.ends_at);
        let comparable = starts_at.is_ok() && ends_at.is_ok();
        let starts_at = faults.take("start_time", starts_at);
        let ends_at = faults.take("end_time", ends_at);
        let price = faults.take("price", self.price(before.price, currency));
        self.check_currency(&mut faults, currency);
        let parsed = Session::parse(SessionFields {
            kind,
            title: self.title.as_deref().unwrap_or(&before.title),
            description: self.description.as_deref().unwrap_or(&before.description),
            location: self.location.as_deref().unwrap_or(&before.location),
            time_zone,
            starts_at: starts_at.unwrap_or(before.starts_at),
            ends_at: ends_at.unwrap_or(before.ends_at),
            capacity: self.capacity.unwrap_or(before.capacity.into()),
            price: price.unwrap_or(before.price),
        });
        match (parsed, faults.finish()) {
            (parsed, Ok(())) => parsed,
            (Ok(_), Err(faults)) => Err(faults),
            (Err(mut parsed), Err(faults)) => {
                parsed.retain(|fault| comparable || fault.field != "end_time");
                parsed.extend(faults);
                Err(parsed)
            }
        }
    }

    fn price(&self, before: Money, currency: Currency) -> Result<Money, String> {
        self.price
            .map_or(Ok(before), |amount| Money::of(amount, currency))
    }

    fn check_currency(&self, faults: &mut Faults, currency: Currency) {
        let other = self.currency.as_deref();
        if other.is_some_and(|code| code != currency.code()) {
            faults.add(
                "currency",
                format!("Prices are in {} here.", currency.code()),
            );
        }
    }
}

fn kind(word: &str) -> Result<SessionKind, String> {
    SessionKind::parse(word).ok_or_else(|| "This is session or retreat.".to_owned())
}

/// A moment with offset or `Z`; without either on the clocks of `zone`: what they skip is read as if they had not yet, and of
/// two the earlier is meant (RFC 5545, 3.3.5). Nothing finer than the store keeps.
fn moment(text: &str, zone: &Zone) -> Result<Timestamp, String> {
    let text = text.trim();
    let local = || {
        // A date alone is no time, and another zone would be passed over.
        let plain = text.contains(['T', 't', ' ']) && !text.contains('[');
        let when: DateTime = plain.then(|| text.parse().ok()).flatten()?;
        let at = when.to_zoned(zone.rules()).ok()?;
        Some(at.timestamp())
    };
    text.parse()
        .ok()
        .or_else(local)
        .and_then(|at: Timestamp| Timestamp::from_microsecond(at.as_microsecond()).ok())
        .ok_or_else(|| "Give a moment such as 2026-11-28T18:00:00+01:00.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, zone: &str) -> Option<String> {
        let moment = moment(text, &Zone::parse(zone).unwrap()).ok()?;
        Some(moment.to_string())
    }

    #[test]
    fn moments_have_an_offset_or_stand_on_the_clocks_of_the_zone() {
        for (text, expected) in [
            ("2026-11-28T18:00:00Z", "2026-11-28T18:00:00Z"),
            (
                "2026-11-28T18:00:00.1234567Z",
                "2026-11-28T18:00:00.123456Z",
            ),
            ("2026-11-28T18:00:00-05:00", "2026-11-28T23:00:00Z"),
            ("2026-11-28T18:00", "2026-11-28T17:00:00Z"),
            (" 2026-06-28 18:00:00 ", "2026-06-28T16:00:00Z"),
            // The clocks go forward at two.
            ("2026-03-29T02:30", "2026-03-29T01:30:00Z"),
            // They go back at three.
            ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
        ] {
            assert_eq!(at(text, "Europe/Rome").as_deref(), Some(expected), "{text}");
        }
        for wrong in [
            "",
            "soon",
            "2026-11-28",
            "2026-02-30T18:00",
            "2026-11-28T25:00",
            "2026-11-28T18:00[Asia/Tokyo]",
            "1764352800",
        ] {
            assert_eq!(at(wrong, "Europe/Rome"), None, "{wrong}");
        }
    }
}
