//! An operator's hours at the desk: what leaves, a sale in three steps, the ticket, the door, the departure, the drawer.

use fantoccini::Locator;
use foh_testkit::browser::{Browser, Options, Viewport};
use jiff::{SignedDuration, Timestamp, Zoned};
use serde_json::{Value, json};

use crate::{
    guest,
    program::{Program, ask, element, eventually, fill, goto, press, see, sign_in_as, text},
};

const JEAN: &str = "jean.habimana@example.org";

/// What the program's clock says, in Kigali.
async fn in_kigali(program: &Program, minutes: i64) -> Zoned {
    let answer = reqwest::get(format!("{}/health", program.base)).await;
    let said: Value = serde_json::from_str(&answer.unwrap().text().await.unwrap()).unwrap();
    let now: Timestamp = said["timestamp"].as_str().unwrap().parse().unwrap();
    let then = now + SignedDuration::from_mins(minutes);
    then.in_tz("Africa/Kigali").unwrap()
}

/// The administrator plans a bus from Kigali to Huye that leaves in half an hour; answers the day it leaves on, and its time.
async fn plan(program: &Program, browser: &Browser) -> (String, String) {
    let leaves = in_kigali(program, 30).await;
    let routes = ask(browser, "/api/admin/travel/routes", None).await;
    let buses = ask(browser, "/api/admin/travel/buses", None).await;
    let named = |list: &Value, field: &str, name: &str| {
        let items = list["items"].as_array().unwrap().clone();
        let found = items.into_iter().find(|item| item[field] == json!(name));
        found.unwrap()["id"].clone()
    };
    let time = leaves.strftime("%H:%M").to_string();
    let arrives = &leaves + SignedDuration::from_mins(165);
    let schedule = json!({
        "route_id": named(&routes, "name", "Kigali – Huye"),
        "bus_id": named(&buses, "plate", "RAD 412 C"),
        "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "departs": time,
        "arrives": arrives.strftime("%H:%M").to_string(),
        "time_zone": "Africa/Kigali",
        "valid_from": leaves.date().to_string(),
    });
    ask(browser, "/api/admin/travel/schedules", Some(schedule)).await;
    (leaves.date().to_string(), time)
}

/// The drawer that is open from before is counted, and closed although something is missing.
async fn close_former(program: &Program, browser: &Browser) {
    goto(program, browser, "/travel/desk/shift").await;
    press(browser, "Count and close").await;
    fill(browser, "counted", "1").await;
    press(browser, "Compare").await;
    see(browser, "1 counted").await;
    see(browser, "too little").await;
    fill(browser, "notes", "Somebody took the rest to the bank.").await;
    press(browser, "Close the drawer").await;
    see(browser, "The drawer is closed").await;
}

/// Three steps from the day's list to the ticket: choose the bus, say who, sell. Answers what the ticket's code says.
async fn sell(browser: &Browser, time: &str) -> String {
    let line = format!(
        "//li[contains(@class, 'desk-line')][.//time[normalize-space(.)='{time}']]//a[contains(., 'Sell')]"
    );
    let sell = browser.find(Locator::XPath(&line)).await.unwrap();
    sell.click().await.unwrap();
    see(browser, "TO BE PAID IN CASH").await;
    fill(browser, "passenger_name", "Claudine Ingabire").await;
    fill(browser, "phone_number", "+250788000100").await;
    element(browser, "button[aria-label='One seat more']")
        .await
        .click()
        .await
        .unwrap();
    see(browser, "RWF 7,000").await;
    fill(browser, "opening_float", "10000").await;
    press(browser, "Sell and print the ticket").await;
    see(browser, "Ticket for 2 seats").await;
    see(browser, "Sold").await;
    guest::code_on(browser).await
}

/// At the bus, by typing the code: welcome once, refused the second time.
async fn check_in(browser: &Browser, code: &str) {
    press(browser, "Check in").await;
    see(browser, "on board").await;
    let door = browser.current_url().await.unwrap();
    let hand_in = async || {
        browser.goto(&format!("{door}#hand")).await.unwrap();
        browser.refresh().await.unwrap();
        fill(browser, "token", code).await;
        press(browser, "Check the ticket").await;
    };
    hand_in().await;
    see(browser, "Party of 2").await;
    press(browser, "Admit 2").await;
    see(browser, "Welcome").await;
    see(browser, "All 2 are in").await;
    hand_in().await;
    see(browser, "Already in").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operators_hours_at_the_desk() {
    let program = Program::start();
    let browser = Browser::start(&Options {
        viewport: Viewport::PHONE,
        ..Options::default()
    })
    .await;
    program.sign_in(&browser).await;
    let (day, time) = plan(&program, &browser).await;
    browser.delete_all_cookies().await.unwrap();
    sign_in_as(&program, &browser, JEAN).await;

    goto(&program, &browser, "/travel/desk").await;
    see(&browser, "Drawer open").await;
    close_former(&program, &browser).await;
    let list = format!("/travel/desk?day={day}");
    goto(&program, &browser, &list).await;
    see(&browser, "No drawer is open").await;
    assert!(
        !text(&browser).await.contains("Rubavu"),
        "only the routes of the operator"
    );
    let code = sell(&browser, &time).await;

    press(&browser, "The departure").await;
    see(&browser, "Claudine Ingabire").await;
    let departure = browser.current_url().await.unwrap();
    check_in(&browser, &code).await;
    browser.goto(departure.as_str()).await.unwrap();
    see(&browser, "2 of 2").await;
    press(&browser, "The bus has left").await;
    see(&browser, "Has the bus left?").await;
    press(&browser, "It has left").await;
    see(&browser, "Nothing is sold or held any more").await;
    eventually(&browser, "no more sale", async || {
        !text(&browser).await.contains("Sell seats")
    })
    .await;

    goto(&program, &browser, "/travel/desk/shift").await;
    see(&browser, "RWF 17,000").await;
    press(&browser, "Count and close").await;
    fill(&browser, "counted", "17000").await;
    press(&browser, "Compare").await;
    see(&browser, "RWF 17,000 counted, RWF 17,000 must be there").await;
    press(&browser, "Close the drawer").await;
    see(&browser, "The drawer is closed").await;
    goto(&program, &browser, "/travel/desk").await;
    see(&browser, "No drawer is open").await;
}
