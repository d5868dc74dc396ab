//! The travel desk's administration.

use foh_domain::identity::Role;
use foh_domain::payments::Currency;
use foh_web::http::access::{Menu, menu};
use foh_web::views::admin::travel::{
    BusLine, BusPage, DashboardPage, DayChoice, DepartureLine, DepartureListFilter, DistrictLine,
    DistrictPage, DistrictRemovePage, KeptDeparture, MethodLine, OperatorLine, OperatorPage,
    PeriodForm, RouteChoice, RouteLine, RoutePage, ScheduleLine, SchedulePage, Section, buses,
    departures, districts, operators, routes, schedules,
};
use foh_web::views::admin::{AccountStanding, Link, ListBasics, Pager, State, Tone};
use foh_web::views::chart::{Bar, BarChart, Measure};
use foh_web::views::frame::{Desk, Frame, NavItem};
use foh_web::views::parts::{Field, Places};

use crate::{Gallery, HOUSE, choice, saved};

const LONG: &str =
    "Kigali to Gisenyi by Musanze and the lakes, with a stop wherever somebody waves";

fn at_desk(title: &str, section: Section) -> Frame {
    let menu = menu(Menu::TravelAdministration, Role::Administrator);
    let nav = menu.into_iter().map(|(href, label)| {
        let item = NavItem::new(label, href);
        if href == section.href() {
            item.current()
        } else {
            item
        }
    });
    Frame {
        nav: nav.collect(),
        signed_in_name: Some("Noor Example".into()),
        ..Frame::new(title, HOUSE, Desk::TravelAdministration)
    }
}

fn basics(title: &str, section: Section) -> ListBasics {
    ListBasics {
        frame: at_desk(title, section),
        notice: None,
        query: String::new(),
        pager: Pager::default(),
        may_create: true,
    }
}

pub fn pages(gallery: &mut Gallery) {
    masters(gallery);
    timetable(gallery);
    people(gallery);
    dashboard(gallery);
}

fn masters(gallery: &mut Gallery) {
    let district = |name: &str, code: &str| DistrictLine {
        id: "0193".into(),
        name: name.into(),
        code: code.into(),
    };
    let lines = vec![district("Kigali", "KGL"), district("Huye", "HUY")];
    let list = districts(basics("Districts", Section::Districts), lines);
    gallery.page("travel-admin-districts", &list);
    let page = DistrictPage {
        frame: at_desk("Kigali", Section::Districts),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: Some(saved("Saved")),
        name: Field::new("Kigali"),
        code: Field::new("KGL"),
        routes: vec![Link::new("Kigali to Huye", "#"), Link::new(LONG, "#")],
    };
    gallery.page("travel-admin-district", &page);
    let remove = DistrictRemovePage {
        frame: at_desk("Remove a district", Section::Districts),
        id: "0193".into(),
        name: "Musanze".into(),
        notice: None,
    };
    gallery.page("travel-admin-district-remove", &remove);
    let bus = |plate: &str, capacity, active| BusLine {
        id: "0193".into(),
        plate: plate.into(),
        company: "Volcano Express".into(),
        capacity,
        active,
    };
    let lines = vec![bus("RAB 123 C", 30, true), bus("RAC 456 D", 62, false)];
    gallery.page(
        "travel-admin-buses",
        &buses(basics("Buses", Section::Buses), "", lines),
    );
    let page = BusPage {
        frame: at_desk("RAB 123 C", Section::Buses),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: None,
        plate: Field::new("RAB 123 C"),
        capacity: Field::new("3").refused("More seats of a departure to come are taken."),
        company: Field::new("Volcano Express"),
        active: true,
        schedules: vec![Link::new("Kigali to Huye, 06:30", "#")],
    };
    gallery.page("travel-admin-bus", &page);
    let route = |name: &str, fare: &str, active| RouteLine {
        id: "0193".into(),
        name: name.into(),
        between: "Kigali to Huye".into(),
        length: "125 km, 2 h 30 min".into(),
        fare: fare.into(),
        active,
    };
    let lines = vec![
        route("Kigali to Huye", "RWF 5,000", true),
        route(LONG, "RWF 1,250,000", false),
    ];
    let list = routes(basics("Routes", Section::Routes), "", lines);
    gallery.page("travel-admin-routes", &list);
    gallery.page("travel-admin-route", &route_page());
    let page = RoutePage {
        frame: at_desk("New route", Section::Routes),
        id: None,
        notice: None,
        fare: Field::new("50.5").refused("Please write an amount such as 25."),
        other_fare: Vec::new(),
        ..route_page()
    };
    gallery.page("travel-admin-route-new", &page);
}

fn kept(when: &str, note: &str) -> KeptDeparture {
    KeptDeparture {
        id: "0193".into(),
        when: when.into(),
        datetime: "2026-11-28T06:30:00+02:00".into(),
        note: note.into(),
    }
}

fn route_page() -> RoutePage {
    RoutePage {
        frame: at_desk("Kigali to Huye", Section::Routes),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: Some(saved("Saved")),
        districts: vec![choice("1", "Kigali (KGL)"), choice("2", "Huye (HUY)")],
        origin_id: Field::new("1"),
        destination_id: Field::new("2"),
        name: Field::new("Kigali to Huye"),
        distance_km: Field::new("125"),
        minutes: Field::new("150"),
        fare: Field::new("5000"),
        currency: Field::new("RWF"),
        active: true,
        other_fare: vec![kept("Sat 28 Nov 2026, 06:30", "RWF 4,500")],
    }
}

#[expect(clippy::too_many_lines, reason = "a list of pages")]
fn timetable(gallery: &mut Gallery) {
    let line = |name: &str, days: &str, active| ScheduleLine {
        id: "0193".into(),
        name: name.into(),
        days: days.into(),
        arrives: "09:00".into(),
        bus: "RAB 123 C, 30 seats".into(),
        valid: "From 1 January 2026".into(),
        active,
    };
    let lines = vec![
        line("Kigali to Huye, 06:30", "Every day", true),
        line("Huye to Kigali, 18:00", "Mon, Wed, Fri", false),
    ];
    let routes = vec![choice("1", "Kigali to Huye"), choice("2", LONG)];
    let list = schedules(
        basics("Schedules", Section::Schedules),
        ("", ""),
        routes.clone(),
        lines,
    );
    gallery.page("travel-admin-schedules", &list);
    let week = [
        ("mon", "Monday"),
        ("tue", "Tuesday"),
        ("wed", "Wednesday"),
        ("thu", "Thursday"),
        ("fri", "Friday"),
        ("sat", "Saturday"),
        ("sun", "Sunday"),
    ];
    let page = SchedulePage {
        frame: at_desk("Kigali to Huye, 06:30", Section::Schedules),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: Some(saved("Saved")),
        route_id: Field::new("1"),
        routes: routes.clone(),
        bus_id: Field::new("1"),
        buses: vec![choice("1", "RAB 123 C, 30 seats")],
        every_day: false,
        days: week
            .map(|(value, label)| DayChoice {
                value,
                label,
                chosen: value != "sun",
            })
            .into(),
        days_error: None,
        departs: Field::new("06:30"),
        arrives: Field::new("09:00"),
        time_zone: Field::new("Africa/Kigali"),
        zones: vec!["Africa/Kigali".into()],
        valid_from: Field::new("2026-01-01"),
        valid_to: Field::default(),
        exceptions: Field::new("2026-12-25\n2027-01-01"),
        active: true,
        reach: "They are made up to 20 January 2027.".into(),
        departures_href: "#".into(),
        kept: vec![
            kept("Sat 28 Nov 2026, 06:00", "RAB 123 C"),
            kept("Sun 29 Nov 2026, 06:00", "RAB 123 C"),
        ],
    };
    gallery.page("travel-admin-schedule", &page);
    let wrong = SchedulePage {
        frame: at_desk("New schedule", Section::Schedules),
        id: None,
        notice: None,
        days_error: Some("Choose a day at least.".into()),
        arrives: Field::new("06:30").refused("It must arrive at another time than it leaves."),
        exceptions: Field::new("Christmas")
            .refused("“Christmas” is no day: write each as 2026-12-25."),
        kept: Vec::new(),
        ..page
    };
    gallery.page("travel-admin-schedule-new", &wrong);
    let line = |when: &str, left, state| DepartureLine {
        id: "0193".into(),
        when: when.into(),
        route: "Kigali to Huye".into(),
        bus: "RAB 123 C".into(),
        fare: "RWF 5,000".into(),
        places: Places { left, total: 30 },
        state,
    };
    let lines = vec![
        line(
            "Sat 28 Nov 2026, 06:30",
            0,
            State::new(Tone::Done, "Departed"),
        ),
        line(
            "Sat 28 Nov 2026, 18:00",
            12,
            State::new(Tone::Open, "Scheduled"),
        ),
        line(
            "Sun 29 Nov 2026, 06:30",
            30,
            State::new(Tone::Refused, "Called off"),
        ),
    ];
    let filter = DepartureListFilter {
        from: "2026-11-28".into(),
        ..DepartureListFilter::default()
    };
    let statuses = vec![choice("", "All"), choice("scheduled", "Scheduled")];
    let basics = basics("Departures", Section::Departures);
    let list = departures(basics, &filter, routes, statuses, lines);
    gallery.page("travel-admin-departures", &list);
}

fn people(gallery: &mut Gallery) {
    let line = |name: &str, routes: &str, standing| OperatorLine {
        id: "0193".into(),
        name: name.into(),
        routes: routes.into(),
        standing,
    };
    let lines = vec![
        line(
            "Eric Habimana",
            "Huye to Kigali, Kigali to Huye",
            AccountStanding::Active,
        ),
        line("Aline Uwase", "", AccountStanding::Invited),
    ];
    let list = operators(basics("Operators", Section::Operators), lines);
    gallery.page("travel-admin-operators", &list);
    let choices = [
        ("1", "Huye to Kigali", true, true),
        ("2", "Kigali to Huye", true, true),
        ("3", LONG, false, false),
    ];
    let page = OperatorPage {
        frame: at_desk("Eric Habimana", Section::Operators),
        id: "0193".into(),
        notice: Some(saved("Saved")),
        standing: AccountStanding::Active,
        routes: choices
            .map(|(id, name, active, chosen)| RouteChoice {
                id: id.into(),
                name: name.into(),
                active,
                chosen,
            })
            .into(),
        error: None,
    };
    gallery.page("travel-admin-operator", &page);
}

fn chart(
    id: &'static str,
    title: &str,
    (of, measured): (&'static str, &'static str),
    measure: Measure,
    bars: &[(&str, u64)],
) -> BarChart {
    BarChart {
        id,
        title: title.into(),
        of,
        measured,
        measure,
        empty: "Nothing.",
        bars: bars
            .iter()
            .map(|(label, value)| Bar::new(*label, *value))
            .collect(),
    }
}

fn dashboard(gallery: &mut Gallery) {
    let francs = Measure::Money(Currency::parse("RWF").expect("a currency"));
    let taken = ("Seats taken", Measure::Percent);
    let presets = [
        "Last 7 days",
        "Last 30 days",
        "Last 90 days",
        "Next 7 days",
        "Next 30 days",
    ];
    let mut presets = presets.map(|label| NavItem::new(label, "#"));
    presets[0].current = true;
    let line = |method: &str, taken: &str, back: &str, net: &str| MethodLine {
        method: method.into(),
        payments: "42".into(),
        taken: taken.into(),
        refunds: "3".into(),
        given_back: back.into(),
        net: net.into(),
    };
    let page = DashboardPage {
        frame: at_desk("Travel", Section::Overview),
        days: "22 to 28 November 2026".into(),
        period: PeriodForm {
            presets: presets.into(),
            from: Field::new("2026-11-22"),
            to: Field::new("2026-11-28"),
        },
        first: None,
        seats: vec![
            ("Departures", "28".into()),
            ("Seats", "840".into()),
            ("Sold", "588".into()),
            ("Held", "12".into()),
            ("Taken", "71%".into()),
        ],
        by_route: chart(
            "by-route",
            "Seats taken by route",
            ("Route (departures)", taken.0),
            taken.1,
            &[("Kigali to Huye (14)", 83), ("Huye to Kigali (14)", 59)],
        ),
        by_departure: chart(
            "by-departure",
            "Seats taken by departure",
            ("Departure", taken.0),
            taken.1,
            &[
                ("Sun 22 Nov, 06:30: Kigali to Huye", 100),
                ("Sun 22 Nov, 18:00: Huye to Kigali", 40),
                ("Mon 23 Nov, 06:30: Kigali to Huye", 0),
            ],
        ),
        more_departures: Some(Link::new("All departures of these days", "#")),
        currencies: vec![NavItem::new("EUR", "#"), NavItem::new("RWF", "#").current()],
        methods: vec![
            line("MTN MoMo", "RWF 1,840,000", "RWF 25,000", "RWF 1,815,000"),
            line("Cash", "RWF 5,000", "RWF 10,000", "−RWF 5,000"),
            line("Together", "RWF 1,845,000", "RWF 35,000", "RWF 1,810,000"),
        ],
        money_by_day: chart(
            "money-by-day",
            "Taken by day",
            ("Day", "Taken"),
            francs,
            &[
                ("Sun 22 November 2026", 345_000),
                ("Mon 23 November 2026", 125_000),
                ("Tue 24 November 2026", 1_370_000),
            ],
        ),
        money_by_route: chart(
            "money-by-route",
            "Taken by route",
            ("Route", "Taken"),
            francs,
            &[("Kigali to Huye", 1_200_000), ("Huye to Kigali", 645_000)],
        ),
        money_by_method: chart(
            "money-by-method",
            "Taken by way of paying",
            ("Paid by", "Taken"),
            francs,
            &[("MTN MoMo", 1_840_000), ("Cash", 5_000)],
        ),
        occupancy_csv: "#".into(),
        revenue_csv: "#".into(),
    };
    gallery.page("travel-admin-dashboard", &page);
    let empty = DashboardPage {
        first: Some(Link::new("Add the districts", "#")),
        ..page
    };
    gallery.page("travel-admin-dashboard-empty", &empty);
}
