//! An administrator plans a route, sees what it brings in, and looks after a payment of which too much was taken.

use fantoccini::Locator;
use foh_testkit::browser::{Browser, Options};
use serde_json::json;

use super::{book_over_http, choose, find_bus, id_of};
use crate::program::{Program, element, eventually, fill, goto, press, see, set, text};

async fn make_a_route(program: &Program, browser: &Browser) {
    goto(program, browser, "/admin/travel/routes").await;
    press(browser, "New route").await;
    choose(browser, "origin_id", "Huye").await;
    choose(browser, "destination_id", "Rubavu").await;
    fill(browser, "distance_km", "190").await;
    fill(browser, "minutes", "240").await;
    fill(browser, "fare", "6000").await;
    fill(browser, "currency", "RWF").await;
    press(browser, "Add the route").await;
    see(browser, "Added").await;
    see(browser, "Huye").await;
}

/// Every day at eight; its departures are there at once.
async fn make_a_schedule(program: &Program, browser: &Browser) {
    goto(program, browser, "/admin/travel/schedules").await;
    press(browser, "New schedule").await;
    choose(browser, "route_id", "Huye").await;
    choose(browser, "route_id", "Rubavu").await;
    let route = "return document.querySelector('#route_id').selectedOptions[0].textContent";
    let route = browser.execute(route, vec![]).await.unwrap();
    assert!(route.as_str().unwrap().contains("Rubavu"), "{route}");
    choose(browser, "bus_id", "RAE 077 B").await;
    let daily = element(browser, "#every_day").await;
    if !daily.is_selected().await.unwrap() {
        daily.click().await.unwrap();
    }
    set(browser, "departs", "08:00").await;
    set(browser, "arrives", "12:00").await;
    press(browser, "Add the schedule").await;
    see(browser, "Added").await;
    press(browser, "Its departures").await;
    eventually(browser, "a list of departures", async || {
        let rows = browser
            .find_all(Locator::Css(".admin-table tbody tr"))
            .await;
        rows.unwrap().len() > 5
    })
    .await;
    assert!(text(browser).await.contains("08:00"));
}

/// Every chart of the dashboard says the same in its picture and in its table.
async fn compare_charts(browser: &Browser) {
    const COMPARE: &str = "
        return [...document.querySelectorAll('.chart')].filter((chart) => chart.querySelector('svg')).map((chart) => {
            const all = (css, part) => [...chart.querySelectorAll(css)].map(part).join('|');
            return {
                picture: all('svg title', (title) => title.textContent),
                table: all('tbody tr', (row) => `${row.querySelector('th').textContent}: ${row.querySelector('td').textContent}`),
                bars: chart.querySelectorAll('.chart-bar').length,
                named: Boolean(document.getElementById(chart.querySelector('svg').getAttribute('aria-labelledby'))),
            };
        })";
    let charts = browser.execute(COMPARE, vec![]).await.unwrap();
    let charts = charts.as_array().unwrap();
    assert!(charts.len() >= 4, "{charts:?}");
    for chart in charts {
        assert_eq!(chart["picture"], chart["table"]);
        assert_ne!(chart["bars"], json!(0), "{chart}");
        assert_eq!(chart["named"], json!(true), "{chart}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_plans_and_looks_after_money() {
    let program = Program::start();
    let browser = Browser::start(&Options::default()).await;
    let departure = find_bus(&program, &browser).await;
    // More is taken than was asked for.
    book_over_http(&program, id_of(&departure), "+250788000008", 1).await;
    program.sign_in(&browser).await;
    make_a_route(&program, &browser).await;
    make_a_schedule(&program, &browser).await;

    goto(&program, &browser, "/travel").await;
    element(&browser, ".route-list").await;
    let list = text(&browser).await;
    let words: Vec<&str> = list.split_whitespace().collect();
    let listed = words.join(" ").contains("Huye → to Rubavu 4 h · RWF 6,000");
    assert!(listed, "{list}");

    goto(&program, &browser, "/admin/travel").await;
    compare_charts(&browser).await;
    let twin = element(&browser, ".chart-twin summary").await;
    twin.click().await.unwrap();
    element(&browser, ".chart-twin[open] table").await;

    eventually(&browser, "a payment that calls for a look", async || {
        goto(&program, &browser, "/admin/payments").await;
        text(&browser).await.contains("RWF 3,850")
    })
    .await;
    press(&browser, "RWF 3,500").await;
    see(&browser, "The provider took RWF 3,850").await;
    press(&browser, "Give money back").await;
    press(&browser, "Give it back").await;
    see(&browser, "The refund is ordered").await;
    assert_eq!(browser.complaints().await, [""; 0], "the console is quiet");
}
