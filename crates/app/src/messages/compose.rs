//! Composing an e-mail from its entry and from what is stored now.

use askama::Template;
use foh_domain::{
    booking::{Guest, ReservationStatus},
    identity::EmailAddress,
    privacy::Sealed,
    token::Token,
};
use foh_gateways::mail::{InlineImage, Mail};
use foh_store::{
    StoreError, outbox::Entry, performances, performances::PerformanceView, reservations,
};

use super::{
    Kind, Payload, Subject,
    moments::{moment, time},
};
use crate::House;

/// An e-mail that can be sent, or the reason why there is none.
pub(crate) enum Composed {
    /// To be sent.
    Mail(Box<Mail>),
    /// No longer wanted: the guest was erased, or the reservation has moved on.
    Obsolete,
}

/// Why an e-mail could not be composed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComposeError {
    #[error("the entry cannot be read: {0}")]
    Entry(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    letter: &'a Letter,
}

/// What the templates show.
struct Letter {
    heading: String,
    greeting: String,
    opening: String,
    title: String,
    when: String,
    doors: Option<String>,
    place: String,
    address: String,
    places: String,
    action: Option<(&'static str, String)>,
    after: &'static str,
    cancel_url: Option<String>,
    code_in_page: Option<&'static str>,
}

impl House {
    pub(crate) async fn compose(&self, entry: &Entry) -> Result<Composed, ComposeError> {
        let (kind, payload) = self.content(entry)?;
        match kind.subject() {
            Subject::Reservation => self.about_reservation(kind, entry, &payload).await,
            Subject::Account => self.about_account(kind, entry, &payload).await,
            Subject::Person => self.about_person(entry, &payload).await,
            Subject::Booking => self.about_booking(kind, entry, &payload).await,
            Subject::Travel => self.about_travel(kind, entry, &payload).await,
            Subject::Stock => self.about_stock(entry, &payload).await,
        }
    }

    /// What an entry is for, and what it carries.
    pub(super) fn content(&self, entry: &Entry) -> Result<(Kind, Payload), ComposeError> {
        let kind = Kind::parse(&entry.kind).ok_or(ComposeError::Entry("unknown kind"))?;
        let sealed = Sealed::<Payload>::from_bytes(
            entry
                .payload
                .clone()
                .ok_or(ComposeError::Entry("no content"))?,
        );
        let payload = self
            .keyring
            .open(entry.id, &sealed)
            .map_err(|_| ComposeError::Entry("sealed with another key"))?;
        Ok((kind, payload))
    }

    async fn about_reservation(
        &self,
        kind: Kind,
        entry: &Entry,
        payload: &Payload,
    ) -> Result<Composed, ComposeError> {
        let reservation_id = entry.subject_id;
        let (reservation, performance) = self
            .db
            .read(move |tx| {
                let reservation = reservations::get(tx, reservation_id)?;
                let performance = match &reservation {
                    Some(reservation) => performances::get(tx, reservation.occurrence_id)?,
                    None => None,
                };
                Ok::<_, StoreError>((reservation, performance))
            })
            .await?;
        let (Some(reservation), Some(performance)) = (reservation, performance) else {
            return Ok(Composed::Obsolete);
        };
        let wanted = match kind {
            Kind::Confirmation => reservation.status == ReservationStatus::Pending,
            Kind::Ticket => reservation.status.takes_places(),
            Kind::Cancellation => reservation.status == ReservationStatus::Cancelled,
            _ => return Err(ComposeError::Entry("not about a reservation")),
        };
        let Some(sealed) = reservation.guest.filter(|_| wanted) else {
            return Ok(Composed::Obsolete);
        };
        let guest = self
            .keyring
            .open(reservation.id, &sealed)
            .map_err(|_| ComposeError::Entry("guest sealed with another key"))?;
        let Some(email) = &guest.email else {
            return Ok(Composed::Obsolete);
        };
        self.letter(
            kind,
            entry,
            payload,
            (&guest, email),
            reservation.party.get(),
            &performance,
        )
        .map(|mail| Composed::Mail(Box::new(mail)))
    }

    fn letter(
        &self,
        kind: Kind,
        entry: &Entry,
        payload: &Payload,
        (guest, email): (&Guest, &EmailAddress),
        party: u32,
        performance: &PerformanceView,
    ) -> Result<Mail, ComposeError> {
        let base = &self.settings.site_base_url;
        let token = |n: usize| {
            payload
                .tokens
                .get(n)
                .ok_or(ComposeError::Entry("a token is missing"))
        };
        let places = if party == 1 {
            "1 place".to_owned()
        } else {
            format!("{party} places")
        };
        let title = performance.title.clone();
        let mut letter = Letter {
            heading: String::new(),
            greeting: format!("Dear {},", guest.name.expose()),
            opening: String::new(),
            when: moment(performance.starts_at, &performance.time_zone),
            doors: doors(performance),
            place: format!("{}, {}", performance.room, performance.venue),
            address: performance.address.clone(),
            title: title.clone(),
            places: places.clone(),
            action: None,
            after: "",
            cancel_url: None,
            code_in_page: None,
        };
        let mut inline = Vec::new();
        if kind != Kind::Cancellation {
            letter.cancel_url = Some(format!("{base}/reservations/cancel?token={}", token(1)?));
        }
        let subject = match kind {
            Kind::Confirmation => {
                letter.heading = "Please confirm your reservation".into();
                letter.opening =
                    format!("You asked for {places}. They are yours only once you have confirmed.");
                letter.action = Some((
                    "Confirm the reservation",
                    format!("{base}/reservations/confirm?token={}", token(0)?),
                ));
                letter.after = "The link works for a day after you asked, but no longer than until the performance begins. If it was not you who \
                                asked, ignore this e-mail: nothing is reserved.";
                format!("Please confirm: {title}")
            }
            Kind::Ticket => {
                let check_in =
                    Token::parse(token(0)?).ok_or(ComposeError::Entry("a token is damaged"))?;
                let code = self
                    .qr_code(&check_in)
                    .and_then(|code| code.png())
                    .map_err(|_| ComposeError::Entry("the code cannot be drawn"))?;
                inline.push(InlineImage {
                    content_id: "ticket".into(),
                    png: code,
                });
                letter.heading = "Your ticket".into();
                letter.opening = format!("Your reservation of {places} is confirmed.");
                letter.action = Some((
                    "Open or print the ticket",
                    format!("{base}/ticket?token={}", token(0)?),
                ));
                letter.after = "Whoever shows the code is let in, so keep it to yourself.";
                letter.code_in_page = Some("cid:ticket");
                format!("Your ticket: {title}")
            }
            Kind::Cancellation => {
                letter.heading = "Your reservation is cancelled".into();
                letter.doors = None;
                letter.opening = format!(
                    "Your reservation of {places} is cancelled and the places are free for others. Its ticket admits nobody any more."
                );
                letter.after = "We hope to see you another time.";
                format!("Cancelled: {title}")
            }
            _ => return Err(ComposeError::Entry("not about a reservation")),
        };
        let drawn = |_| ComposeError::Entry("the e-mail cannot be drawn");
        Ok(Mail {
            to_name: Some(guest.name.expose().to_owned()),
            to: email.expose().into(),
            subject,
            text: Text { letter: &letter }.render().map_err(drawn)?,
            html: Html { letter: &letter }.render().map_err(drawn)?,
            inline,
            calendar: None,
            idempotency_key: entry.id.to_string(),
        })
    }
}

/// "19:30", where the performance is, when the doors open on the same day.
fn doors(performance: &PerformanceView) -> Option<String> {
    let rules = performance.time_zone.rules();
    let opens = performance.doors_open_at?.to_zoned(rules.clone());
    let begins = performance.starts_at.to_zoned(rules);
    (opens.date() == begins.date()).then(|| time(&opens))
}
