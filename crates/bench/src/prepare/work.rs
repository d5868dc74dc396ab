//! Reservations without HTTP: the product's own use case, on lanes of two kinds.

use std::sync::Arc;

use foh_app::House;
use foh_domain::booking::{Guest, GuestFields, PartySize};
use foh_store::Options;
use uuid::Uuid;

use super::house::{open, parse};
use crate::Result;
use crate::database::Database;
use crate::load::inside::{Piece, Work};

/// One durable reservation per transaction: what the lanes are compared with.
pub fn store_single(database: &Database, performance: &str) -> Result<Arc<dyn Work>> {
    reserving(
        database,
        performance,
        &Options {
            group: 1,
            ..Options::default()
        },
    )
}

/// Reservations through the write lanes as the product uses them.
pub fn store_batch(database: &Database, performance: &str) -> Result<Arc<dyn Work>> {
    reserving(database, performance, &Options::default())
}

fn reserving(database: &Database, performance: &str, options: &Options) -> Result<Arc<dyn Work>> {
    Ok(Arc::new(Reserve {
        house: open(database, options)?,
        performance: parse(performance)?,
        party: PartySize::parse(1)?,
    }))
}

/// Reserves one place for another guest every time.
struct Reserve {
    house: House,
    performance: Uuid,
    party: PartySize,
}

impl Work for Reserve {
    fn once(&self, number: u64) -> Piece<'_> {
        Box::pin(async move {
            let guest = Guest::parse(GuestFields {
                name: &format!("Guest {number:010}"),
                email: &format!("guest-{number:010}@example.org"),
                phone: None,
                notes: None,
            })
            .map_err(|_| "the guest of the bench is not valid")?;
            self.house
                .reserve(self.performance, &guest, self.party, None)
                .await?;
            Ok(())
        })
    }
}
