//! Every part on one page.

use askama::Template;
use foh_domain::payments::Currency;
use foh_web::views::chart::{Bar, BarChart, Measure};
use foh_web::views::frame::Frame;
use foh_web::views::parts::{Choice, Field, Notice, NoticeKind, Pagination, Places};

use crate::{Gallery, frame};

/// The template is here, not in `templates`: no visitor meets this page.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"
{% extends "frame.html" %}
{% import "parts/form.html" as forms %}
{% import "parts/notice.html" as notices %}
{% import "parts/data.html" as data %}
{% import "parts/places.html" as meters %}
{% import "parts/dialog.html" as dialogs %}
{% import "parts/chart.html" as charts %}
{% block head %}<link rel="stylesheet" href="{{ foh_web::assets::asset_url("chart.css") }}">{% endblock %}
{% block main %}
<div class="stack-wide">
<h1>Parts</h1>
{% for one in notices_shown %}{% call notices::notice(one) %}{% endcall %}{% endfor %}
<div class="actions">
{% call forms::submit("Primary") %}{% endcall %}
{% call forms::submit("Secondary", kind="secondary") %}{% endcall %}
{% call forms::submit("Quiet", kind="quiet") %}{% endcall %}
{% call forms::submit("Danger", kind="danger") %}{% endcall %}
{% call forms::link_button("A link", "#") %}{% endcall %}
</div>
{% for p in meters_shown %}{% call meters::meter(p) %}{% endcall %}{% endfor %}
{% call data::card("A card") %}
<form class="form" id="asking" method="post" action="#done" data-confirm="ask">
{% call forms::field("text", "A field", field, hint="With a hint.") %}{% endcall %}
{% call forms::select("room", "A choice", field, choices) %}{% endcall %}
{% call forms::checkbox("published", "Published", true) %}{% endcall %}
{% call forms::stepper("count", "A number", number, 0, 9) %}{% endcall %}
<div>{% call forms::submit("Asks first", kind="danger", busy="Deleting…") %}{% endcall %}</div>
</form>
{% call dialogs::confirm("ask", "Delete the show?", "Its description and poster are gone for good.", "Delete the show") %}{% endcall %}
{% endcall %}
<table class="table">
<caption>Reservations</caption>
<thead><tr><th scope="col">Guest</th><th scope="col">Performance</th><th scope="col" class="end">Places</th></tr></thead>
<tbody>{% for name in ["Ada Example", "Mihály Őszi-Nagy", "Noor Example"] %}
<tr><th scope="row">{{ name }}</th><td data-label="Performance">Saturday 28 November, 20:00</td><td class="end" data-label="Places">2</td></tr>{% endfor %}
</tbody></table>
{% call data::pages(pagination) %}{% endcall %}
{% for one in charts_shown %}{% call charts::bars(one) %}{% endcall %}{% endfor %}
{% call notices::empty("Nothing here yet", "Say what to do next.") %}<a class="button button-secondary" href="/">Do it</a>{% endcall %}
</div>
{% endblock %}
"##
)]
struct Parts {
    frame: Frame,
    notices_shown: Vec<Notice>,
    meters_shown: Vec<Places>,
    field: Field,
    number: Field,
    choices: Vec<Choice>,
    pagination: Pagination,
    charts_shown: Vec<BarChart>,
}

pub fn pages(gallery: &mut Gallery) {
    let choice = |value: &str| Choice {
        value: value.into(),
        label: value.into(),
    };
    gallery.page(
        "parts",
        &Parts {
            frame: frame("Parts"),
            notices_shown: [
                NoticeKind::Info,
                NoticeKind::Done,
                NoticeKind::Warning,
                NoticeKind::Refused,
            ]
            .map(|kind| Notice::new(kind, format!("{kind:?}"), "And what to do next."))
            .to_vec(),
            meters_shown: [(80, 80), (41, 80), (4, 80), (0, 80)]
                .map(|(left, total)| Places { left, total })
                .to_vec(),
            field: Field::new("Main stage"),
            number: Field::new("3"),
            choices: vec![choice("Main stage"), choice("Studio")],
            pagination: Pagination {
                page: 2,
                pages: 7,
                previous_href: Some("#".into()),
                next_href: Some("#".into()),
            },
            charts_shown: charts(),
        },
    );
}

fn charts() -> Vec<BarChart> {
    let weeks = (0..12).map(|week: u64| Bar::new(format!("Week {}", 37 + week), week * 7 % 17));
    let sessions = [
        ("Breath and voice", 125_000),
        (
            "Feldenkrais for people who sit too much and would rather not",
            84_050,
        ),
        ("Donaudampfschifffahrtsgesellschaftskapitänstag", 2_500),
        ("Silence", 0),
    ];
    let shares = [
        ("Breath and voice", 100),
        ("Silence", 62),
        ("Improvisation", 3),
    ];
    let chart = |id, title: &str, measured, measure, bars| BarChart {
        id,
        title: title.into(),
        of: "Session",
        measured,
        measure,
        empty: "Nobody has booked yet.",
        bars,
    };
    let bars = |of: &[(&str, u64)]| {
        of.iter()
            .map(|(label, value)| Bar::new(*label, *value))
            .collect()
    };
    vec![
        BarChart {
            of: "Week",
            ..chart(
                "bookings",
                "Bookings by week",
                "Bookings",
                Measure::Count,
                weeks.collect(),
            )
        },
        chart(
            "due",
            "Due by session",
            "Due",
            Measure::Money(Currency::EUR),
            bars(&sessions),
        ),
        chart(
            "taken",
            "How full they are",
            "Taken",
            Measure::Percent,
            bars(&shares),
        ),
        chart(
            "none",
            "Bookings by session",
            "Bookings",
            Measure::Count,
            Vec::new(),
        ),
    ]
}
