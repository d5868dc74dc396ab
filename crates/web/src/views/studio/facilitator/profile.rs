//! How a facilitator presents themselves.

use askama::Template;

use crate::views::{
    admin::errors_of,
    frame::Frame,
    parts::{Field, FieldError, Notice},
};

/// `/facilitator/profile`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/facilitator/profile.html")]
pub struct ProfilePage {
    /// The frame.
    pub frame: Frame,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// The name, which is the account's.
    pub name: String,
    /// What guests see.
    pub public_href: String,
    /// What they are good at.
    pub specialization: Field,
    /// Who they are.
    pub bio: Field,
}

impl ProfilePage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("specialization", "Specialization", &self.specialization),
            ("bio", "About you", &self.bio),
        ])
    }
}
