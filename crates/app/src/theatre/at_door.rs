//! Whose door it is: a performance's, or a departure's. Tickets of both are checked in the same way.

use foh_domain::{identity::Permission, theatre::Zone};
use foh_store::{
    StoreError, Tx,
    departures::{self, DepartureView},
    performances::{self, PerformanceView},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::identity::Staff;

/// What tickets are checked for.
#[derive(Debug, Clone)]
pub enum Occurrence {
    /// A performance.
    Performance(Box<PerformanceView>),
    /// A departure.
    Departure(Box<DepartureView>),
}

impl Occurrence {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        match self {
            Self::Performance(performance) => performance.id,
            Self::Departure(departure) => departure.id,
        }
    }

    /// When it begins, or leaves.
    #[must_use]
    pub fn starts_at(&self) -> Timestamp {
        match self {
            Self::Performance(performance) => performance.starts_at,
            Self::Departure(departure) => departure.departs_at,
        }
    }

    /// How long it takes, in minutes.
    #[must_use]
    pub fn duration_minutes(&self) -> u32 {
        match self {
            Self::Performance(performance) => performance.duration_minutes,
            Self::Departure(departure) => {
                let way = departure.arrives_at.duration_since(departure.departs_at);
                u32::try_from(way.as_mins()).unwrap_or(0)
            }
        }
    }

    /// Where its clocks stand.
    #[must_use]
    pub fn time_zone(&self) -> &Zone {
        match self {
            Self::Performance(performance) => &performance.time_zone,
            Self::Departure(departure) => &departure.time_zone,
        }
    }

    /// How many are expected: the confirmed places.
    #[must_use]
    pub fn expected(&self) -> u32 {
        match self {
            Self::Performance(performance) => performance.places.confirmed,
            Self::Departure(departure) => departure.places.confirmed,
        }
    }

    /// One of either kind.
    pub(super) fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        if let Some(performance) = performances::get(tx, id)? {
            return Ok(Some(Self::Performance(Box::new(performance))));
        }
        let departure = departures::get(tx, id)?;
        Ok(departure.map(|departure| Self::Departure(Box::new(departure))))
    }

    /// Those of either kind; nobody asks for departures where there are performances only.
    pub(super) fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Self>, StoreError> {
        let performances = performances::load(tx, ids)?;
        let others = ids.iter().filter(|id| !performances.contains_key(id));
        let others: Vec<Uuid> = others.copied().collect();
        let departures = if others.is_empty() {
            Vec::new()
        } else {
            departures::load(tx, &others)?
        };
        let performances = performances.into_values();
        Ok(performances
            .map(|performance| Self::Performance(Box::new(performance)))
            .chain(
                departures
                    .into_iter()
                    .map(|departure| Self::Departure(Box::new(departure))),
            )
            .collect())
    }
}

/// Whose tickets somebody may check.
#[derive(Debug, Clone)]
pub struct DoorReach {
    performances: Reach,
    /// Of these routes.
    departures: Reach,
}

#[derive(Debug, Clone)]
enum Reach {
    Nothing,
    Everything,
    Only(Vec<Uuid>),
}

impl Reach {
    fn of(staff: &Staff, permission: Permission) -> Self {
        if !staff.may(permission) {
            return Self::Nothing;
        }
        staff.held_to().map_or(Self::Everything, Self::Only)
    }

    fn holds(&self, id: Uuid) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Only(ids) => ids.contains(&id),
        }
    }
}

impl DoorReach {
    /// Every door there is.
    #[must_use]
    pub const fn everywhere() -> Self {
        Self {
            performances: Reach::Everything,
            departures: Reach::Everything,
        }
    }

    /// Those of whoever asks: performances with door duty, departures with travel sales.
    #[must_use]
    pub fn of(staff: &Staff) -> Self {
        Self {
            performances: Reach::of(staff, Permission::Door),
            departures: Reach::of(staff, Permission::TravelSales),
        }
    }

    /// Whether this is one of them.
    #[must_use]
    pub fn holds(&self, occurrence: &Occurrence) -> bool {
        match occurrence {
            Occurrence::Performance(performance) => self.performances.holds(performance.id),
            Occurrence::Departure(departure) => self.departures.holds(departure.route.id),
        }
    }

    /// The routes whose departures are among them; `None` for all routes.
    pub(crate) fn routes(&self) -> Option<Vec<Uuid>> {
        match &self.departures {
            Reach::Nothing => Some(Vec::new()),
            Reach::Everything => None,
            Reach::Only(ids) => Some(super::distinct(ids.iter().copied())),
        }
    }
}
