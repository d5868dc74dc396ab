//! Letters about a booking of the travel desk, as e-mails and as text messages.

mod letter;
mod text;

use foh_domain::{
    booking::{Guest, ReservationStatus},
    token::Token,
    travel::DepartureStatus,
};
use foh_gateways::{
    mail::{InlineImage, Mail},
    sms::TextMessage,
};
use foh_store::{
    StoreError, Tx,
    departures::{self, DepartureView},
    outbox::Entry,
    payments,
    payments::PaymentRow,
    refunds,
    refunds::RefundRow,
    travel_bookings::{self, TravelBookingView},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Kind, Payload,
    compose::{ComposeError, Composed},
    given_back,
};
use crate::House;

use letter::Letter;

/// What a letter tells of a booking.
struct Journey {
    booking: TravelBookingView,
    departure: DepartureView,
    payments: Vec<PaymentRow>,
    refunds: Vec<RefundRow>,
}

impl Journey {
    fn load(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        let Some(booking) = travel_bookings::get(tx, id)? else {
            return Ok(None);
        };
        let Some(departure) = departures::get(tx, booking.departure_id)? else {
            return Ok(None);
        };
        let payments = payments::of_reservation(tx, id)?;
        let ids: Vec<Uuid> = payments.iter().map(|payment| payment.id).collect();
        let refunds = refunds::of_payments(tx, &ids)?;
        Ok(Some(Self {
            booking,
            departure,
            payments,
            refunds,
        }))
    }

    /// What is given back of it.
    fn given_back(&self) -> String {
        given_back::in_words(&self.payments, &self.refunds)
    }

    /// Whether the booking is still as it was when the letter was written. A ticket is of no use when the journey is over.
    fn is_wanted(&self, kind: Kind, now: Timestamp) -> bool {
        let status = self.booking.status;
        let called_off = self.departure.status == DepartureStatus::Cancelled;
        match kind {
            Kind::TravelTicket => {
                status.takes_places() && !called_off && now < self.departure.arrives_at
            }
            Kind::TravelCancelled => status == ReservationStatus::Cancelled,
            Kind::DepartureCancelled => called_off,
            Kind::TravelPaidLate => !status.takes_places(),
            Kind::TravelExpired => status == ReservationStatus::Expired,
            _ => false,
        }
    }
}

impl House {
    pub(super) async fn about_travel(
        &self,
        kind: Kind,
        entry: &Entry,
        payload: &Payload,
    ) -> Result<Composed, ComposeError> {
        let Some((journey, guest)) = self.journey(kind, entry).await? else {
            return Ok(Composed::Obsolete);
        };
        let Some(email) = &guest.email else {
            return Ok(Composed::Obsolete);
        };
        let base = &self.settings.site_base_url;
        let letter = Letter::of(base, kind, (&journey, &guest), payload)?;
        let inline = if kind == Kind::TravelTicket {
            vec![self.inline_code(payload.token(0)?)?]
        } else {
            Vec::new()
        };
        let (text, html) = letter.drawn()?;
        Ok(Composed::Mail(Box::new(Mail {
            to_name: Some(guest.name.expose().to_owned()),
            to: email.expose().into(),
            subject: letter.subject,
            text,
            html,
            inline,
            calendar: None,
            idempotency_key: entry.id.to_string(),
        })))
    }

    pub(super) async fn travel_text(
        &self,
        kind: Kind,
        entry: &Entry,
        payload: &Payload,
    ) -> Result<Option<TextMessage>, ComposeError> {
        let Some((journey, guest)) = self.journey(kind, entry).await? else {
            return Ok(None);
        };
        let Some(to) = guest.phone else {
            return Ok(None);
        };
        let base = &self.settings.site_base_url;
        Ok(Some(TextMessage {
            to,
            body: text::body(base, kind, &journey, payload)?,
            status_callback: self.text_status_url(entry.id),
        }))
    }

    /// What the letter tells, and whom; nothing where it is no longer wanted, or the passenger is erased.
    async fn journey(
        &self,
        kind: Kind,
        entry: &Entry,
    ) -> Result<Option<(Journey, Guest)>, ComposeError> {
        let id = entry.subject_id;
        let found = self.db.read(move |tx| Journey::load(tx, id)).await?;
        let now = self.now();
        let Some(mut journey) = found.filter(|journey| journey.is_wanted(kind, now)) else {
            return Ok(None);
        };
        let Some(sealed) = journey.booking.guest.take() else {
            return Ok(None);
        };
        let guest = self
            .keyring
            .open(id, &sealed)
            .map_err(|_| ComposeError::Entry("guest sealed with another key"))?;
        Ok(Some((journey, guest)))
    }

    fn inline_code(&self, token: &str) -> Result<InlineImage, ComposeError> {
        let check_in = Token::parse(token).ok_or(ComposeError::Entry("a token is damaged"))?;
        let png = self
            .qr_code(&check_in)
            .and_then(|code| code.png())
            .map_err(|_| ComposeError::Entry("the code cannot be drawn"))?;
        Ok(InlineImage {
            content_id: letter::CODE.into(),
            png,
        })
    }
}

/// "1 seat".
fn seats(booking: &TravelBookingView) -> String {
    match booking.party.get() {
        1 => "1 seat".to_owned(),
        many => format!("{many} seats"),
    }
}

/// The page of a booking.
fn page(base: &str, access: &str) -> String {
    format!("{base}/travel/booking?token={access}")
}

/// Where journeys are booked.
fn desk(base: &str) -> String {
    format!("{base}/travel")
}
