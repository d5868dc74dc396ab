//! The guest of a reservation.

use serde::{Deserialize, Serialize};

use crate::{
    field::{self, Faults, FieldError},
    identity::{EmailAddress, PersonName, PhoneNumber},
    privacy::Personal,
};

/// The person a reservation belongs to: all the personal data it needs, sealed as one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// Name to address the guest by.
    pub name: PersonName,
    /// Where the links and the ticket go; a passenger may have a telephone only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// For questions, if given; where the text messages of a passenger go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    /// What the guest wants the house to know, at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Notes>,
}

/// A guest's notes; cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Notes(String);

impl Notes {
    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Notes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Notes(…)")
    }
}

impl Personal for Guest {
    const COLUMN: &'static str = "reservation.guest";
}

/// A guest's fields as they were typed.
#[derive(Clone, Copy)]
pub struct GuestFields<'a> {
    /// See [`Guest::name`].
    pub name: &'a str,
    /// See [`Guest::email`].
    pub email: &'a str,
    /// See [`Guest::phone`]; blank is none.
    pub phone: Option<&'a str>,
    /// See [`Guest::notes`]; blank is none.
    pub notes: Option<&'a str>,
}

impl Guest {
    /// Parses the fields.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(fields: GuestFields<'_>) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("name", PersonName::parse(fields.name));
        let email = faults.take("email", EmailAddress::parse(fields.email));
        let given = |text: Option<&str>| {
            text.map(str::trim)
                .filter(|text| !text.is_empty())
                .map(ToOwned::to_owned)
        };
        let phone = given(fields.phone).map(|text| faults.take("phone", PhoneNumber::parse(&text)));
        let notes =
            given(fields.notes).map(|text| faults.take("notes", field::prose(&text, 1_000)));
        faults.finish()?;
        match (name, email) {
            (Some(name), Some(email)) => Ok(Self {
                name,
                email: Some(email),
                phone: phone.flatten(),
                notes: notes.flatten().map(Notes),
            }),
            _ => Err(Vec::new()),
        }
    }

    /// Parses the fields of a passenger: a telephone is needed, an address is not.
    ///
    /// # Errors
    /// Every fault, each with its field in the words of the travel desk.
    pub fn passenger(
        name: &str,
        phone: &str,
        email: Option<&str>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("passenger_name", PersonName::parse(name));
        let phone = faults.take("phone_number", PhoneNumber::parse(phone));
        let email = email
            .map(str::trim)
            .filter(|email| !email.is_empty())
            .and_then(|email| faults.take("email", EmailAddress::parse(email)));
        faults.finish()?;
        match (name, phone) {
            (Some(name), Some(phone)) => Ok(Self {
                name,
                email,
                phone: Some(phone),
                notes: None,
            }),
            _ => Err(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_are_told_at_once() {
        let faults = Guest::parse(GuestFields {
            name: " ",
            email: "nobody",
            phone: Some("12"),
            notes: Some(&"x".repeat(1_001)),
        })
        .unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["name", "email", "phone", "notes"]);
    }

    #[test]
    fn blank_options_are_none() {
        let guest = Guest::parse(GuestFields {
            name: "Ada",
            email: "ada@b.it",
            phone: Some(" "),
            notes: Some(""),
        })
        .unwrap();
        assert_eq!((guest.phone, guest.notes), (None, None));
    }
}
