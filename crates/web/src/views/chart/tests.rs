use askama::Template;

use super::*;

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "parts/chart.html" as charts %}{% call charts::bars(chart) %}{% endcall %}"#
)]
struct Page {
    chart: BarChart,
}

fn chart(measure: Measure, bars: &[(&str, u64)]) -> BarChart {
    BarChart {
        id: "bookings",
        title: "Bookings by week".into(),
        of: "Week",
        measured: "Bookings",
        measure,
        empty: "Nobody has booked yet.",
        bars: bars
            .iter()
            .map(|(label, value)| Bar::new(*label, *value))
            .collect(),
    }
}

fn rendered(chart: BarChart) -> String {
    Page { chart }.render().unwrap()
}

fn widths(chart: &BarChart) -> Vec<String> {
    chart.drawn().map(|bar| bar.width).collect()
}

#[test]
fn bars_are_as_long_as_their_values() {
    for (measure, values, expected) in [
        (
            Measure::Count,
            &[4, 2, 1, 0][..],
            &["92.1%", "46.0%", "23.0%", "0.0%"][..],
        ),
        // Next to nothing is still something.
        (Measure::Count, &[1_000_000, 1], &["71.7%", "0.5%"]),
        (Measure::Count, &[0, 0], &["0.0%", "0.0%"]),
        (Measure::Count, &[1], &["92.1%"]),
        (
            Measure::Count,
            &[u64::MAX, u64::MAX / 2],
            &["50.0%", "24.9%"],
        ),
        // A share is seen against the whole, not against the largest.
        (Measure::Percent, &[50, 25], &["42.6%", "21.3%"]),
        (
            Measure::Percent,
            &[50, 100, 130],
            &["40.9%", "81.9%", "81.9%"],
        ),
        (
            Measure::Money(Currency::EUR),
            &[250_000, 12_500_000],
            &["1.1%", "58.1%"],
        ),
    ] {
        let bars: Vec<_> = values.iter().map(|value| ("a", *value)).collect();
        assert_eq!(widths(&chart(measure, &bars)), expected, "{values:?}");
    }
}

#[test]
fn values_are_read_in_their_measure() {
    for (measure, value, words) in [
        (Measure::Count, 12, "12"),
        (Measure::Percent, 85, "85%"),
        (Measure::Money(Currency::EUR), 125_000, "€1,250.00"),
    ] {
        let chart = chart(measure, &[("a", value)]);
        assert_eq!(chart.drawn().next().unwrap().words, words);
    }
}

#[test]
fn forty_bars_stand_one_below_the_other() {
    let chart = chart(Measure::Count, &[("a", 1); 40]);
    assert_eq!(chart.height(), "120.00rem");
    let places: Vec<_> = chart
        .drawn()
        .map(|bar| [bar.label_y, bar.bar_y, bar.words_y])
        .collect();
    assert_eq!(places[0], ["1.00rem", "1.40rem", "2.20rem"]);
    assert_eq!(places[39], ["118.00rem", "118.40rem", "119.20rem"]);
}

#[test]
fn a_long_label_is_cut_in_the_picture_only() {
    let fits = "é".repeat(LABEL);
    let long = format!("{} {}", "é".repeat(LABEL - 2), "ü".repeat(20));
    let html = rendered(chart(Measure::Count, &[(&fits, 1), (&long, 2)]));
    assert!(html.contains(&format!(">{fits}</text>")));
    assert!(html.contains(&format!(">{}…</text>", "é".repeat(LABEL - 2))));
    assert!(html.contains(&format!("<th scope=\"row\">{long}</th>")));
}

#[test]
fn labels_are_escaped_wherever_they_stand() {
    let bad = "<script>\"&'</title>";
    let mut chart = chart(Measure::Count, &[(bad, 1)]);
    chart.title = bad.into();
    let html = rendered(chart);
    assert!(
        !html.contains("<script>") && !html.contains("\"&"),
        "{html}"
    );
    assert_eq!(html.matches("&#60;script&#62;").count(), 6, "{html}");
}

#[test]
fn a_chart_is_a_picture_and_a_table() {
    let html = rendered(chart(
        Measure::Percent,
        &[("16 November", 62), ("23 November", 0)],
    ));
    insta::assert_snapshot!(html, @r#"
    <figure class="chart" aria-labelledby="bookings-title">
      <figcaption class="chart-title" id="bookings-title">Bookings by week</figcaption>
      <svg class="chart-picture" width="100%" height="6.00rem" role="img" aria-labelledby="bookings-title" focusable="false">
        <g><title>16 November: 62%</title><text class="chart-label" y="1.00rem">16 November</text><rect class="chart-track" y="1.40rem" width="85.3%" height="1rem"/><rect class="chart-bar" y="1.40rem" width="52.8%" height="1rem"/><text class="chart-words" x="85.3%" y="2.20rem" dx=".5rem">62%</text></g>
        <g><title>23 November: 0%</title><text class="chart-label" y="4.00rem">23 November</text><rect class="chart-track" y="4.40rem" width="85.3%" height="1rem"/><rect class="chart-bar" y="4.40rem" width="0.0%" height="1rem"/><text class="chart-words" x="85.3%" y="5.20rem" dx=".5rem">0%</text></g>
      </svg>
      <details class="chart-twin">
        <summary>As a table<span class="hush">: Bookings by week</span></summary>
        <table class="table">
          <caption class="hush">Bookings by week</caption>
          <thead><tr><th scope="col">Week</th><th scope="col" class="end">Bookings</th></tr></thead>
          <tbody>
            <tr><th scope="row">16 November</th><td class="end" data-label="Bookings">62%</td></tr>
            <tr><th scope="row">23 November</th><td class="end" data-label="Bookings">0%</td></tr>
          </tbody>
        </table>
      </details>
    </figure>
    "#);
}

#[test]
fn without_bars_it_says_so() {
    let html = rendered(chart(Measure::Count, &[]));
    assert!(html.contains("Nobody has booked yet."));
    assert!(!html.contains("<svg") && !html.contains("<table"), "{html}");
}

#[test]
fn nothing_in_it_needs_an_inline_style() {
    assert!(!rendered(chart(Measure::Percent, &[("a", 1)])).contains("style"));
}
