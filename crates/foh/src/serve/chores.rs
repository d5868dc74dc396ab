//! What is done beside serving: mail leaves, reservations expire, spent limits are forgotten.

use std::{sync::Arc, time::Duration};

use foh_app::House;
use foh_gateways::mail::MailGateway;
use tokio::{sync::watch, task::JoinSet};

/// How often old rows are looked after.
const TIDYING: Duration = Duration::from_mins(1);

/// Starts the chores; they end when `stopping` says so.
pub(super) fn start(
    house: &House,
    mailer: Option<Arc<dyn MailGateway>>,
    stopping: &watch::Receiver<bool>,
) -> JoinSet<()> {
    let mut chores = JoinSet::new();
    if let Some(mailer) = mailer {
        let (house, stopping) = (house.clone(), stopping.clone());
        chores.spawn(async move { house.work_outbox(mailer, stopping).await });
    }
    chores.spawn(tidy(house.clone(), stopping.clone()));
    chores
}

async fn tidy(house: House, mut stopping: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stopping.changed() => return,
            () = tokio::time::sleep(TIDYING) => {}
        }
        if let Err(error) = house.expire_reservations().await {
            tracing::warn!(%error, "reservations could not be expired");
        }
        if let Err(error) = house.forget_limits().await {
            tracing::warn!(%error, "spent limits could not be forgotten");
        }
    }
}
