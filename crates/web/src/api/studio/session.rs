//! A session as it is told.

use foh_app::studio::{Person, SessionItem};
use foh_domain::identity::PersonName;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::listing::Page;

/// A session or a retreat.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StudioSession {
    id: Uuid,
    #[schema(example = "Breathing in winter")]
    title: String,
    #[schema(example = "Two quiet hours. Bring a blanket.")]
    description: String,
    /// `session` or `retreat`.
    #[serde(rename = "type")]
    #[schema(example = "session")]
    kind: &'static str,
    #[schema(example = "Via dei Tessitori 12, Bologna")]
    location: String,
    /// Where its clocks stand.
    #[schema(example = "Europe/Rome")]
    time_zone: String,
    #[schema(example = "2026-11-28T17:00:00Z")]
    start_time: String,
    #[schema(example = "2026-11-28T19:00:00Z")]
    end_time: String,
    /// How many may come.
    #[schema(example = 12)]
    capacity: u32,
    /// What a place costs, in minor units such as cents; 0 is free.
    #[schema(example = 2500)]
    price: u64,
    #[schema(example = "EUR")]
    currency: &'static str,
    /// `active` or `cancelled`.
    #[schema(example = "active")]
    status: &'static str,
    /// The free places; informational, since somebody else may be faster.
    #[schema(example = 5)]
    available_spots: u32,
    facilitator: FacilitatorReference,
}

/// Who holds a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FacilitatorReference {
    id: Uuid,
    /// Null once they are erased.
    #[schema(example = "Gioia Ferri")]
    name: Option<String>,
}

impl From<&Person> for FacilitatorReference {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id,
            name: person.name.as_ref().map(PersonName::expose).map(Into::into),
        }
    }
}

impl From<&SessionItem> for StudioSession {
    fn from(SessionItem { view, facilitator }: &SessionItem) -> Self {
        let session = &view.session;
        Self {
            id: view.id,
            title: session.title.clone(),
            description: session.description.clone(),
            kind: session.kind.as_str(),
            location: session.location.clone(),
            time_zone: session.time_zone.as_str().to_owned(),
            start_time: session.starts_at.to_string(),
            end_time: session.ends_at.to_string(),
            capacity: session.capacity,
            price: session.price.amount,
            currency: session.price.currency.code(),
            status: view.status.as_str(),
            available_spots: view.places.available(),
            facilitator: FacilitatorReference::from(facilitator),
        }
    }
}

/// A page of sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionPage {
    sessions: Vec<StudioSession>,
    /// Give this as `after` to get the next page; null on the last.
    next: Option<String>,
}

impl From<Page<StudioSession>> for SessionPage {
    fn from(page: Page<StudioSession>) -> Self {
        Self {
            sessions: page.items,
            next: page.next,
        }
    }
}

/// The cursor after a session, by its beginning.
pub(super) fn after(item: &SessionItem) -> String {
    let at = item.view.session.starts_at.as_microsecond();
    format!("{at}_{}", item.view.id)
}
