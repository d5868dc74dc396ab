//! Who people are and what they may do.

mod contact;
mod profile;
mod role;

pub use contact::{EmailAddress, PersonName, PhoneNumber};
pub use profile::Profile;
pub use role::{Permission, Role};
