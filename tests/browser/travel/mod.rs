//! The travel desk: passengers, who pays late or twice, operators and administrators.

mod administrator;
mod operator;
mod pages;
mod passenger;
mod paying;
mod sandbox;
mod seats;

use fantoccini::Locator;
use foh_testkit::browser::Browser;
use serde_json::{Value, json};

use crate::program::{Program, element, fill, goto, press, see};

/// A number that pays at once.
const PAYS: &str = "+250788000001";

/// Finds the first bus from Kigali to Huye in some days, and answers the path of its page, which is open then.
async fn find_bus(program: &Program, browser: &Browser) -> String {
    goto(program, browser, "/travel").await;
    for (field, district) in [("from", "Kigali"), ("to", "Huye")] {
        choose(browser, field, district).await;
    }
    press(browser, "Find buses").await;
    see(browser, "Kigali").await;
    // Two days ahead a cancelled journey is given back, at whatever hour this runs.
    let day = element(browser, ".days li:nth-child(3) a").await;
    day.click().await.unwrap();
    element(browser, ".days li:nth-child(3) a[aria-current]").await;
    let bus = element(browser, ".departures .performance h3 a").await;
    let path = bus.attr("href").await.unwrap().unwrap();
    bus.click().await.unwrap();
    see(browser, "How do you want to pay?").await;
    path
}

/// Chooses a line of a list by its words.
async fn choose(browser: &Browser, field: &str, words: &str) {
    let option = format!("//select[@id='{field}']/option[contains(normalize-space(.), '{words}')]");
    let option = browser.find(Locator::XPath(&option)).await;
    option.unwrap().click().await.unwrap();
}

/// Ticks a way to pay.
async fn pay_by(browser: &Browser, method: &str) {
    let choice = format!("input[name=payment_method][value={method}]");
    element(browser, &choice).await.click().await.unwrap();
}

/// Fills in the form of the departure that is open, for two, and sends it.
async fn book(browser: &Browser, phone: &str, method: &str) {
    element(browser, "button[aria-label='One seat more']")
        .await
        .click()
        .await
        .unwrap();
    fill(browser, "passenger_name", "Aline Uwase").await;
    fill(browser, "phone_number", phone).await;
    fill(browser, "email", "aline@example.org").await;
    pay_by(browser, method).await;
    press(browser, "Book 2 seats").await;
    see(browser, "YOUR BOOKING").await;
}

/// How many seats the page says are left.
async fn left(browser: &Browser) -> u32 {
    let words = element(browser, ".meter-words").await.text().await.unwrap();
    words.split(' ').next().unwrap().parse().unwrap()
}

/// Books seats over HTTP; answers the booking.
async fn book_over_http(program: &Program, departure: &str, phone: &str, seats: u32) -> Value {
    let body = json!({
        "passenger_name": "Eric Mugisha",
        "phone_number": phone,
        "payment_method": "mtn",
        "seats": seats,
    });
    let url = format!("{}/api/schedules/{departure}/bookings", program.base);
    let request = reqwest::Client::new().post(url).json(&body);
    let key = format!("{departure}-{phone}-{seats}");
    let answer = request.header("Idempotency-Key", key).send().await.unwrap();
    let (status, said) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status.as_u16(), 201, "{said}");
    serde_json::from_str(&said).unwrap()
}

/// The id at the end of a path.
fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}
