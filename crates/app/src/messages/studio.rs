//! E-mails about a booking of the studio: to its guest, with an entry for the calendar, and to the facilitator.

mod letter;

use foh_domain::{
    booking::{Guest, ReservationStatus},
    identity::{AccountState, EmailAddress, Profile},
};
use foh_gateways::mail::{CalendarMethod, CalendarPart, Mail};
use foh_store::{
    StoreError,
    accounts::{self, Account},
    outbox::Entry,
    studio_bookings::{self, BookingView},
};

use super::{
    Kind, Payload,
    calendar::Appointment,
    compose::{ComposeError, Composed},
};
use crate::{House, studio::with_paid};

use letter::{Letter, Told};

/// Whether the booking is still as it was when the e-mail was written.
fn is_wanted(kind: Kind, status: ReservationStatus) -> bool {
    match kind {
        Kind::Booked | Kind::BookedNotice | Kind::SessionMoved => status.takes_places(),
        _ => status == ReservationStatus::Cancelled,
    }
}

/// What a calendar is told; nothing where the e-mail is the facilitator's.
fn calendar_method(kind: Kind) -> Option<CalendarMethod> {
    match kind {
        Kind::Booked | Kind::SessionMoved => Some(CalendarMethod::Request),
        Kind::BookingCancelled | Kind::SessionCancelled => Some(CalendarMethod::Cancel),
        _ => None,
    }
}

impl House {
    pub(super) async fn about_booking(
        &self,
        kind: Kind,
        entry: &Entry,
        payload: &Payload,
    ) -> Result<Composed, ComposeError> {
        let id = entry.subject_id;
        let found = self.db.read(move |tx| {
            let Some(booking) = studio_bookings::get(tx, id)? else {
                return Ok(None);
            };
            let owner = accounts::get(tx, booking.owner_id)?;
            let found = with_paid(tx, vec![booking])?.pop();
            Ok::<_, StoreError>(found.map(|(booking, paid)| (booking, paid, owner)))
        });
        let Some((booking, paid, owner)) = found.await? else {
            return Ok(Composed::Obsolete);
        };
        let Some(sealed) = &booking.guest else {
            return Ok(Composed::Obsolete);
        };
        if !is_wanted(kind, booking.status) {
            return Ok(Composed::Obsolete);
        }
        let guest = self
            .keyring
            .open(booking.id, sealed)
            .map_err(|_| ComposeError::Entry("guest sealed with another key"))?;
        let told = Told {
            base: &self.settings.site_base_url,
            booking: &booking,
            guest: &guest,
            paid: &paid,
            pays_here: !self.settings.providers.offered().is_empty(),
        };
        let mail = if let Some(method) = calendar_method(kind) {
            let letter = Letter::to_guest(&told, kind, payload.moved)?;
            let Some(email) = &guest.email else {
                return Ok(Composed::Obsolete);
            };
            let to = (&guest, email);
            let calendar = self.calendar_part(method, entry, &booking, to, &letter)?;
            mail(
                entry,
                (guest.name.expose(), email.expose()),
                letter,
                Some(calendar),
            )?
        } else {
            let Some(profile) = self.facilitator(owner)? else {
                return Ok(Composed::Obsolete);
            };
            let Some(email) = &profile.email else {
                return Ok(Composed::Obsolete);
            };
            let name = profile.name.expose();
            let letter = Letter::to_facilitator(&told, kind, name);
            mail(entry, (name, email.expose()), letter, None)?
        };
        Ok(Composed::Mail(Box::new(mail)))
    }

    /// Whoever holds the session, unless the account is switched off or erased.
    fn facilitator(&self, owner: Option<Account>) -> Result<Option<Profile>, ComposeError> {
        owner
            .filter(|owner| owner.state == AccountState::Active)
            .map(|owner| self.keyring.open(owner.id, &owner.profile))
            .transpose()
            .map_err(|_| ComposeError::Entry("account sealed with another key"))
    }

    fn calendar_part(
        &self,
        method: CalendarMethod,
        entry: &Entry,
        booking: &BookingView,
        (guest, address): (&Guest, &EmailAddress),
        letter: &Letter,
    ) -> Result<CalendarPart, ComposeError> {
        let booked = match method {
            CalendarMethod::Request => "Your place is booked.",
            CalendarMethod::Cancel => "Your booking is cancelled.",
        };
        let description = match &letter.due {
            Some(due) => format!("{booked} {due}."),
            None => booked.to_owned(),
        };
        let appointment = Appointment {
            booking_id: booking.id,
            site: &self.settings.site_base_url,
            sender: self.settings.mail_from.as_ref(),
            guest,
            address,
            revision: booking.revision,
            written_at: entry.created_at,
            starts_at: booking.starts_at,
            ends_at: booking.ends_at,
            title: &booking.title,
            location: &booking.location,
            description: &description,
            url: &letter.action.1,
        };
        appointment
            .told(method)
            .map_err(|_| ComposeError::Entry("the calendar entry cannot be written"))
    }
}

fn mail(
    entry: &Entry,
    (name, email): (&str, &str),
    letter: Letter,
    calendar: Option<CalendarPart>,
) -> Result<Mail, ComposeError> {
    let (text, html) = letter.drawn()?;
    Ok(Mail {
        to_name: Some(name.to_owned()),
        to: email.into(),
        subject: letter.subject,
        text,
        html,
        inline: Vec::new(),
        calendar,
        idempotency_key: entry.id.to_string(),
    })
}
