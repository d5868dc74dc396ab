//! What is done beside serving: mail and whatever else is in the outbox leaves, reservations expire, what was kept long enough is erased,
//! payments are asked about, departures are made.

use std::{sync::Arc, time::Duration};

use foh_app::{House, outbox::Carrier, privacy::Expired};
use tokio::{sync::watch, task::JoinSet};

/// How often old rows are looked after.
const TIDYING: Duration = Duration::from_mins(1);

/// How often is looked for what has been kept long enough.
const ERASING: Duration = Duration::from_mins(5);

/// How often departures are made of schedules.
const EXTENDING: Duration = Duration::from_hours(1);

/// How often is looked for seats whose payment did not come in time.
const RELEASING: Duration = Duration::from_secs(1);

/// Starts the chores; they end when `stopping` says so.
pub(super) fn start(
    house: &House,
    carriers: Vec<Arc<dyn Carrier>>,
    stopping: &watch::Receiver<bool>,
) -> JoinSet<()> {
    let mut chores = JoinSet::new();
    for carrier in carriers {
        let (house, stopping) = (house.clone(), stopping.clone());
        chores.spawn(async move { house.work_outbox(carrier, stopping).await });
    }
    let (asking, stop) = (house.clone(), stopping.clone());
    chores.spawn(async move { asking.work_payments(stop).await });
    chores.spawn(tidy(house.clone(), stopping.clone()));
    chores.spawn(erase(house.clone(), stopping.clone()));
    chores.spawn(release(house.clone(), stopping.clone()));
    chores.spawn(extend(house.clone(), stopping.clone()));
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
        if let Err(error) = house.forget_lockouts().await {
            tracing::warn!(%error, "old failures could not be forgotten");
        }
        if let Err(error) = house.forget_sessions().await {
            tracing::warn!(%error, "ended sessions could not be removed");
        }
        if let Err(error) = house.forget_api_tokens().await {
            tracing::warn!(%error, "expired API tokens could not be removed");
        }
    }
}

async fn erase(house: House, mut stopping: watch::Receiver<bool>) {
    loop {
        // At once, too: a house that is closed at night must not keep what it should forget.
        match house.erase_expired().await {
            Ok(expired) if expired != Expired::default() => {
                tracing::info!(
                    guests = expired.guests,
                    details = expired.details,
                    mails = expired.mails,
                    crm_records = expired.crm_records,
                    notifications = expired.notifications,
                    answers = expired.answers,
                    payments = expired.payments,
                    "what was kept long enough was erased"
                );
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "what was kept long enough could not be erased"),
        }
        tokio::select! {
            _ = stopping.changed() => return,
            () = tokio::time::sleep(ERASING) => {}
        }
    }
}

async fn extend(house: House, mut stopping: watch::Receiver<bool>) {
    loop {
        // At once, too: a house that is seldom open must have departures when it is.
        match house.extend_timetable().await {
            Ok(0) => {}
            Ok(departures) => tracing::info!(departures, "the timetable was extended"),
            Err(error) => tracing::warn!(%error, "the timetable could not be extended"),
        }
        tokio::select! {
            _ = stopping.changed() => return,
            () = tokio::time::sleep(EXTENDING) => {}
        }
    }
}

async fn release(house: House, mut stopping: watch::Receiver<bool>) {
    loop {
        if let Err(error) = house.expire_holds().await {
            tracing::warn!(%error, "holds could not be ended");
        }
        tokio::select! {
            _ = stopping.changed() => return,
            () = tokio::time::sleep(RELEASING) => {}
        }
    }
}
