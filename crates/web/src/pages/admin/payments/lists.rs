//! What calls for a look, what waits, what goes back.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    payments::{PaymentRow, RefundRow},
};

use super::{
    super::lists::{Asked, PAGE},
    Done, frame, lines,
};
use crate::{
    Web,
    api::{admin::travel::desk_zone, listing},
    http::{Problem, Query, SignedIn},
    pages::render,
    views::{
        admin::{
            Empty, Link, Section,
            payment::{PaymentsPage, RefundsPage},
        },
        frame::NavItem,
    },
};

const ALERTS: &str = "/admin/payments";
const PENDING: &str = "/admin/payments/pending";
const REFUNDS: &str = "/admin/payments/refunds";

/// The ways to the lists, with how much is in those that somebody has to do something about.
async fn ways(web: &Web, shown: &str) -> Result<Vec<NavItem>, Problem> {
    let waiting = web.house.payments_waiting().await?;
    let counted = |label: &str, count: u32| match count {
        0 => label.to_owned(),
        1..100 => format!("{label} ({count})"),
        _ => format!("{label} (100 and more)"),
    };
    Ok([
        (counted("To look at", waiting.alerts), ALERTS),
        ("Waiting".to_owned(), PENDING),
        (counted("Refunds", waiting.refunds), REFUNDS),
    ]
    .into_iter()
    .map(|(label, href)| {
        let item = NavItem::new(label, href);
        if href == shown { item.current() } else { item }
    })
    .collect())
}

/// `GET /admin/payments`
pub(super) async fn alerts(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = web
        .house
        .alerted_payments(asked.cursor()?, PAGE + 1)
        .await?;
    let empty = Empty::new(
        "Nothing calls for a look",
        "Payments are settled by themselves. What is contradictory, or takes too long, is listed here.",
        Some(Link::new("See what waits", PENDING)),
    );
    payments(
        &web,
        &staff,
        ("Payments to look at", ALERTS),
        &asked,
        (found, empty),
    )
    .await
}

/// `GET /admin/payments/pending`
pub(super) async fn pending(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = web
        .house
        .pending_payments(asked.cursor()?, PAGE + 1)
        .await?;
    let empty = Empty::new(
        "No payment has been waiting for long",
        "Providers are asked by themselves until they have said what became of it.",
        None,
    );
    payments(
        &web,
        &staff,
        ("Waiting payments", PENDING),
        &asked,
        (found, empty),
    )
    .await
}

async fn payments(
    web: &Web,
    staff: &Staff,
    (title, path): (&str, &str),
    asked: &Asked,
    (found, empty): (Vec<PaymentRow>, Empty),
) -> Result<Response, Problem> {
    let zone = desk_zone(web).await?.rules();
    let page = listing::page(
        found,
        PAGE,
        |row| row.id.to_string(),
        |row| lines::payment(&row, &zone),
    );
    let page = PaymentsPage {
        frame: frame(web, title, Section::Payments, staff),
        notice: Done::notice(&asked.done),
        lists: ways(web, path).await?,
        payments: page.items,
        empty,
        pager: asked.pager(path, &[], page.next.as_deref()),
    };
    render::page(StatusCode::OK, &page)
}

/// `GET /admin/payments/refunds`
pub(super) async fn refunds(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = web.house.open_refunds(asked.cursor()?, PAGE + 1).await?;
    let zone = desk_zone(&web).await?.rules();
    let last = |(refund, _): &(RefundRow, PaymentRow)| refund.id.to_string();
    let page = listing::page(found, PAGE, last, |(refund, payment)| {
        lines::refund(&refund, &payment, &zone)
    });
    let page = RefundsPage {
        frame: frame(&web, "Refunds", Section::Payments, &staff),
        notice: Done::notice(&asked.done),
        lists: ways(&web, REFUNDS).await?,
        refunds: page.items,
        empty: Empty::new(
            "Everything has been given back",
            "Refunds that are on their way, wait at the desk or failed are listed here.",
            None,
        ),
        pager: asked.pager(REFUNDS, &[], page.next.as_deref()),
    };
    render::page(StatusCode::OK, &page)
}
