//! Selling seats for cash.

use askama::Template;

use super::DepartureHead;
use crate::views::{
    frame::Frame,
    parts::{Field, FieldError, Notice},
};

/// The form of a sale.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/sale.html")]
pub struct SalePage {
    /// The frame.
    pub frame: Frame,
    /// The departure.
    pub departure: DepartureHead,
    /// Something to say first.
    pub notice: Option<Notice>,
    /// What makes the form one form.
    pub form_key: String,
    /// Who travels.
    pub passenger_name: Field,
    /// Their number.
    pub phone_number: Field,
    /// Their address, if they have one.
    pub email: Field,
    /// How many seats.
    pub seats: Field,
    /// What so many seats cost, from 1 on; as many as can be sold at once.
    pub amounts: Vec<String>,
    /// With what the drawer is opened, where none is open; its currency is in `currency`.
    pub opening_float: Option<Field>,
    /// "RWF".
    pub currency: &'static str,
    /// Why nothing can be sold.
    pub closed: Option<&'static str>,
}

impl SalePage {
    /// What is wrong, in the order of the form.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        let fields = [
            ("passenger_name", Some(&self.passenger_name)),
            ("phone_number", Some(&self.phone_number)),
            ("seats", Some(&self.seats)),
            ("email", Some(&self.email)),
            ("opening_float", self.opening_float.as_ref()),
        ];
        let errors = fields.into_iter().filter_map(|(name, field)| {
            Some(FieldError {
                field: name.to_owned(),
                message: field?.error.clone()?,
            })
        });
        errors.collect()
    }

    /// The most seats of one sale.
    #[must_use]
    pub fn most(&self) -> usize {
        self.amounts.len().max(1)
    }

    /// What the seats that are chosen cost.
    #[must_use]
    pub fn amount(&self) -> &str {
        let chosen: usize = self.seats.value.trim().parse().unwrap_or(1);
        let found = chosen.checked_sub(1).and_then(|at| self.amounts.get(at));
        found.or(self.amounts.first()).map_or("", String::as_str)
    }

    /// All amounts, for the script.
    #[must_use]
    pub fn all_amounts(&self) -> String {
        self.amounts.join("|")
    }
}
