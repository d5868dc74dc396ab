//! How people are found whose data is sealed: by keyed hashes.

use foh_domain::{booking::Guest, identity::PhoneNumber};

use crate::House;

impl House {
    /// The keyed hash of a guest's folded address, if they have one.
    pub(crate) fn email_lookup(&self, guest: &Guest) -> Option<[u8; 32]> {
        let email = guest.email.as_ref()?;
        Some(self.keyring.lookup("email", &email.folded()))
    }

    /// The keyed hash of a telephone number.
    pub(crate) fn phone_lookup(&self, phone: &PhoneNumber) -> [u8; 32] {
        self.keyring.lookup("phone", phone.expose())
    }
}
