//! The list of reservations.

use std::collections::{HashMap, HashSet};

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    PerformanceView,
    theatre::{PerformanceQuery, ReservationFilter, ReservationItem},
};
use foh_domain::booking::ReservationStatus;
use jiff::SignedDuration;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    lists::{self, Asked, PAGE},
    refused,
};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
    pages::{render, words},
    views::{
        admin::{self, ReservationLine, Section, reservations},
        parts::{Choice, Notice, NoticeKind},
    },
};

const PATH: &str = "/admin/reservations";
/// Performances to choose from: those of the last days and to come.
const MOST_PERFORMANCES: u32 = 300;
/// How long a performance that is over can be chosen.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Which reservations, in the query of the list and of the export.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    performance_id: String,
    status: String,
}

impl Wanted {
    /// The question to the house.
    pub(super) fn filter(&self, asked: &Asked) -> Result<ReservationFilter, Problem> {
        let status = lists::given(&self.status).map(|word| {
            ReservationStatus::parse(word)
                .ok_or_else(|| Problem::malformed("status: there is no such state."))
        });
        Ok(ReservationFilter {
            performance_id: lists::id("performance_id", &self.performance_id)?,
            status: status.transpose()?,
            search: asked.search()?,
            before: asked.cursor()?,
            limit: PAGE + 1,
        })
    }

    fn pairs<'a>(&'a self, asked: &'a Asked) -> [(&'static str, &'a str); 3] {
        [
            ("q", &asked.q),
            ("performance_id", &self.performance_id),
            ("status", &self.status),
        ]
    }
}

/// `GET /admin/reservations`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let filter = wanted.filter(&asked)?;
    let chosen = filter.performance_id;
    let (status, found, refusal) = match web.house.reservations(filter).await {
        Ok(found) => (StatusCode::OK, found, None),
        Err(error) => {
            let (status, told) = refused(error)?;
            (status, Vec::new(), told.faults.into_iter().next())
        }
    };
    let about = performances_of(&web, &found).await?;
    let page = listing::page(
        found,
        PAGE,
        |item| item.reservation.id.to_string(),
        |item| line(&item, &about),
    );
    let pairs = wanted.pairs(&asked);
    let pager = asked.pager(PATH, &pairs, page.next.as_deref());
    let csv_href = lists::href("/admin/reservations.csv", &pairs);
    let section = Section::Reservations;
    let mut basics = lists::basics(&web, "Reservations", section, &staff, &asked, pager);
    if let Some(fault) = refusal {
        let kind = NoticeKind::Refused;
        basics.notice = Some(Notice::new(
            kind,
            "This cannot be searched for",
            fault.message,
        ));
    }
    let filter = admin::ReservationFilter {
        performances: choices(&web, chosen).await?,
        performance_id: wanted.performance_id,
        status: wanted.status,
        csv_href: Some(csv_href),
    };
    render::page(status, &reservations(basics, filter, page.items))
}

/// The performances that these reservations are for.
pub(super) async fn performances_of(
    web: &Web,
    items: &[ReservationItem],
) -> Result<HashMap<Uuid, PerformanceView>, Problem> {
    let ids: HashSet<Uuid> = items
        .iter()
        .map(|item| item.reservation.occurrence_id)
        .collect();
    let mut found = HashMap::new();
    for id in ids {
        if let Some(performance) = web.house.performance(id).await? {
            found.insert(id, performance);
        }
    }
    Ok(found)
}

fn line(item: &ReservationItem, about: &HashMap<Uuid, PerformanceView>) -> ReservationLine {
    let reservation = &item.reservation;
    let performance = about.get(&reservation.occurrence_id);
    let created = performance.map(|of| words::local(reservation.created_at, &of.time_zone));
    ReservationLine {
        id: reservation.id.to_string(),
        reference: words::reference(reservation.id),
        name: item
            .guest
            .as_ref()
            .map(|guest| guest.name.expose().to_owned()),
        performance: performance.map_or(String::new(), |of| {
            let starts = words::local(of.starts_at, &of.time_zone);
            format!(
                "{}, {}",
                of.title,
                starts.strftime("%-d\u{a0}%b,\u{a0}%H:%M")
            )
        }),
        party_size: reservation.party.get(),
        inside: reservation.checked_in,
        status: status(reservation.status),
        created: created
            .as_ref()
            .map_or(String::new(), |at| at.strftime("%-d %b, %H:%M").to_string()),
        created_datetime: created.as_ref().map_or(String::new(), words::machine),
    }
}

/// The state as the page marks it.
pub(super) fn status(status: ReservationStatus) -> admin::ReservationStatus {
    match status {
        ReservationStatus::Pending => admin::ReservationStatus::Pending,
        ReservationStatus::Confirmed => admin::ReservationStatus::Confirmed,
        ReservationStatus::CheckedIn => admin::ReservationStatus::CheckedIn,
        ReservationStatus::Cancelled => admin::ReservationStatus::Cancelled,
        ReservationStatus::Expired => admin::ReservationStatus::Expired,
    }
}

/// The performances to choose from, and the chosen one whenever it is.
async fn choices(web: &Web, chosen: Option<Uuid>) -> Result<Vec<Choice>, Problem> {
    let query = PerformanceQuery {
        published_only: false,
        ..PerformanceQuery::published(web.house.now() - REMEMBERED, MOST_PERFORMANCES)
    };
    let mut found = web.house.performances(query).await?;
    if let Some(id) = chosen
        && !found.iter().any(|performance| performance.id == id)
    {
        found.extend(web.house.performance(id).await?);
    }
    Ok(found
        .iter()
        .map(|performance| choice(performance, ""))
        .collect())
}

/// "28 Nov, 20:00: The Cherry Orchard" with what else is to be said of it.
pub(super) fn choice(performance: &PerformanceView, more: &str) -> Choice {
    let starts = words::local(performance.starts_at, &performance.time_zone);
    let when = starts.strftime("%-d %b, %H:%M");
    Choice {
        value: performance.id.to_string(),
        label: format!("{when}: {}{more}", performance.title),
    }
}
