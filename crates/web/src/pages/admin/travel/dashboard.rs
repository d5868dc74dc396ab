//! How full the buses are, and what they bring in.

use std::collections::BTreeMap;

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::travel::{
    DepartureOccupancy, RevenueRow, RouteFilter, RouteOccupancy, ScheduleFilter,
};
use foh_domain::payments::{Currency, Money, PaymentMethod};

use super::{super::lists, frame, period::Wanted};
use crate::{
    Web,
    api::admin::travel::desk_zone,
    http::{Problem, Query, SignedIn},
    pages::{render, words},
    views::{
        admin::{
            Link,
            travel::{DashboardPage, MethodLine, Section},
        },
        chart::{Bar, BarChart, Measure},
        frame::NavItem,
    },
};

pub(super) const PATH: &str = "/admin/travel";
/// Departures in the picture.
const MOST_DEPARTURES: u32 = 12;
/// `GET /admin/travel`
pub(super) async fn overview(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let zone = desk_zone(&web).await?;
    let rules = zone.rules();
    let days = wanted.days(web.house.now().to_zoned(rules.clone()).date())?;
    let routes = web.house.occupancy_by_route(days.period).await?;
    let (departures, more) = web
        .house
        .occupancy_by_departure(days.period, None, None, MOST_DEPARTURES)
        .await?;
    let revenue = web.house.revenue(days.period, &rules).await?;
    let currency = shown_currency(&web, &wanted, &revenue);
    let money: Vec<&RevenueRow> = revenue
        .iter()
        .filter(|row| row.currency == currency)
        .collect();
    let (from, to) = (days.from.to_string(), days.to.to_string());
    let span = [("from", from.as_str()), ("to", to.as_str())];
    let status = if days.faults.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let mut frame = frame(&web, "Travel", Section::Overview, &staff);
    frame.footer_note = Some(format!("Days are those of {}.", words::zone_name(&zone)));
    let page = DashboardPage {
        frame,
        days: words::period(Some(days.from), Some(days.to)).unwrap_or_default(),
        period: wanted.form(&days),
        first: first_step(&web).await?,
        seats: seats(&routes),
        by_route: by_route(&routes),
        by_departure: by_departure(&departures),
        more_departures: more.map(|_| {
            Link::new(
                "All departures of these days",
                lists::href("/admin/travel/departures", &span),
            )
        }),
        currencies: currencies(&revenue, currency, &span),
        methods: methods(&money, currency),
        money_by_day: by_day(&money, currency),
        money_by_route: money_by_route(&money, currency),
        money_by_method: money_by_method(&money, currency),
        occupancy_csv: lists::href("/admin/travel/occupancy.csv", &span),
        revenue_csv: lists::href("/admin/travel/revenue.csv", &span),
    };
    render::page(status, &page)
}

/// What is to be made first, while there is no schedule.
async fn first_step(web: &Web) -> Result<Option<Link>, Problem> {
    let house = &web.house;
    let schedules = house.schedules(ScheduleFilter::default(), None, 1).await?;
    if !schedules.is_empty() {
        return Ok(None);
    }
    let step = if house.districts_page(String::new(), None, 2).await?.len() < 2 {
        Link::new("Add the districts", "/admin/travel/districts/new")
    } else if house
        .routes(RouteFilter::default(), None, 1)
        .await?
        .is_empty()
    {
        Link::new("Add a route", "/admin/travel/routes/new")
    } else if house.buses(String::new(), false, None, 1).await?.is_empty() {
        Link::new("Add a bus", "/admin/travel/buses/new")
    } else {
        Link::new("Add a schedule", "/admin/travel/schedules/new")
    };
    Ok(Some(step))
}

fn seats(routes: &[RouteOccupancy]) -> Vec<(&'static str, String)> {
    let sum = |of: fn(&RouteOccupancy) -> u64| routes.iter().map(of).sum::<u64>();
    let (all, sold) = (sum(|of| of.occupancy.seats), sum(|of| of.occupancy.sold));
    let taken = sum(|of| of.occupancy.taken());
    vec![
        ("Departures", sum(|of| of.departures).to_string()),
        ("Seats", all.to_string()),
        ("Sold", sold.to_string()),
        ("Held", sum(|of| of.occupancy.held).to_string()),
        ("Taken", format!("{}%", percent(taken, all))),
    ]
}

/// Whole percent; never 100 while a seat is left.
fn percent(taken: u64, all: u64) -> u64 {
    let percent = (taken * 100).checked_div(all).unwrap_or(0);
    percent.min(100)
}

fn by_route(routes: &[RouteOccupancy]) -> BarChart {
    let bar = |of: &RouteOccupancy| {
        let label = format!("{} ({})", of.route, of.departures);
        Bar::new(label, percent(of.occupancy.taken(), of.occupancy.seats))
    };
    BarChart {
        id: "by-route",
        title: "Seats taken by route".into(),
        of: "Route (departures)",
        measured: "Seats taken",
        measure: Measure::Percent,
        empty: "There was no departure on these days.",
        bars: routes.iter().map(bar).collect(),
    }
}

fn by_departure(departures: &[DepartureOccupancy]) -> BarChart {
    let bar = |of: &DepartureOccupancy| {
        let departure = &of.departure;
        let at = words::local(departure.departs_at, &departure.time_zone);
        let label = format!(
            "{}: {}",
            at.strftime("%a %-d %b, %H:%M"),
            departure.route.name
        );
        Bar::new(label, percent(of.occupancy.taken(), of.occupancy.seats))
    };
    BarChart {
        id: "by-departure",
        title: "Seats taken by departure".into(),
        of: "Departure",
        measured: "Seats taken",
        measure: Measure::Percent,
        empty: "There was no departure on these days.",
        bars: departures.iter().map(bar).collect(),
    }
}

/// The currency asked for, if something came in it; otherwise that of the house, or the first that came in.
fn shown_currency(web: &Web, wanted: &Wanted, revenue: &[RevenueRow]) -> Currency {
    let house = web.house.settings().currency;
    let came = |currency: &Currency| revenue.iter().any(|row| row.currency == *currency);
    Currency::parse(&wanted.currency)
        .ok()
        .filter(came)
        .or_else(|| Some(house).filter(came))
        .or_else(|| revenue.first().map(|row| row.currency))
        .unwrap_or(house)
}

/// The ways to the currencies that came in, where there are several.
fn currencies(revenue: &[RevenueRow], shown: Currency, span: &[(&str, &str)]) -> Vec<NavItem> {
    let mut codes: Vec<&str> = revenue.iter().map(|row| row.currency.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.len() < 2 {
        return Vec::new();
    }
    let item = |code: &str| {
        let query = [span, &[("currency", code)]].concat();
        let item = NavItem::new(code, lists::href(PATH, &query));
        if code == shown.code() {
            item.current()
        } else {
            item
        }
    };
    codes.into_iter().map(item).collect()
}

fn in_words(amount: u64, currency: Currency) -> String {
    Money { amount, currency }.to_string()
}

/// "−RWF 500" where more was given back than taken.
fn net_in_words(net: i64, currency: Currency) -> String {
    let sign = if net < 0 { "−" } else { "" };
    format!("{sign}{}", in_words(net.unsigned_abs(), currency))
}

/// What came in each way, and all of it.
fn methods(money: &[&RevenueRow], currency: Currency) -> Vec<MethodLine> {
    let line = |name: &str, rows: &[&RevenueRow]| {
        let sum = |of: fn(&RevenueRow) -> u64| rows.iter().map(|row| of(row)).sum::<u64>();
        let net = rows.iter().map(|row| row.net()).sum();
        MethodLine {
            method: name.to_owned(),
            payments: sum(|row| row.payments).to_string(),
            taken: in_words(sum(|row| row.taken), currency),
            refunds: sum(|row| row.refunds).to_string(),
            given_back: in_words(sum(|row| row.given_back), currency),
            net: net_in_words(net, currency),
        }
    };
    if money.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<MethodLine> = PaymentMethod::ALL
        .into_iter()
        .filter_map(|method| {
            let rows = money.iter().filter(|row| row.method == method);
            let rows: Vec<&RevenueRow> = rows.copied().collect();
            (!rows.is_empty()).then(|| line(method.in_words(), &rows))
        })
        .collect();
    lines.push(line("Together", money));
    lines
}

/// A picture of what was taken: sums by what `of` says of a row, in the order of its keys.
fn taken<K: Ord>(money: &[&RevenueRow], of: impl Fn(&RevenueRow) -> (K, String)) -> Vec<Bar> {
    let mut sums: BTreeMap<K, Bar> = BTreeMap::new();
    for row in money {
        let (key, label) = of(row);
        sums.entry(key).or_insert_with(|| Bar::new(label, 0)).value += row.taken;
    }
    sums.into_values().collect()
}

fn by_day(money: &[&RevenueRow], currency: Currency) -> BarChart {
    BarChart {
        id: "money-by-day",
        title: "Taken by day".into(),
        of: "Day",
        measured: "Taken",
        measure: Measure::Money(currency),
        empty: "Nothing was taken.",
        bars: taken(money, |row| {
            let label = row.day.strftime("%a %-d %B %Y").to_string();
            (row.day, label)
        }),
    }
}

fn money_by_route(money: &[&RevenueRow], currency: Currency) -> BarChart {
    let key = |row: &RevenueRow| ((row.route.clone(), row.route_id), row.route.clone());
    BarChart {
        id: "money-by-route",
        title: "Taken by route".into(),
        of: "Route",
        measured: "Taken",
        measure: Measure::Money(currency),
        empty: "Nothing was taken.",
        bars: taken(money, key),
    }
}

fn money_by_method(money: &[&RevenueRow], currency: Currency) -> BarChart {
    BarChart {
        id: "money-by-method",
        title: "Taken by way of paying".into(),
        of: "Paid by",
        measured: "Taken",
        measure: Measure::Money(currency),
        empty: "Nothing was taken.",
        bars: taken(money, |row| (row.method, row.method.in_words().to_owned())),
    }
}
