//! Every page of the travel desk fits its window, light and dark, on a small phone, a phone and a laptop.

use foh_testkit::browser::{Browser, Options};

use super::{PAYS, book, find_bus, pay_by, sandbox};
use crate::{
    pages::{path, press_first, take, take_all},
    program::{Program, fill, goto, press, see, sign_in_as},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_passengers_pages_fit() {
    let program = Program::start();
    let browser = Browser::start(&Options::default()).await;
    take_all(
        &program,
        &browser,
        &[("travel", "/travel"), ("travel-find", "/travel/find")],
    )
    .await;
    find_bus(&program, &browser).await;
    take(&browser, "travel-departure").await;
    // Refused: the fields say why.
    fill(&browser, "passenger_name", "Aline Uwase").await;
    fill(&browser, "phone_number", "12").await;
    pay_by(&browser, "mtn").await;
    press(&browser, "Book 1 seat").await;
    see(&browser, "needs another look").await;
    take(&browser, "travel-departure-refused").await;
    browser.back().await.unwrap();
    find_bus(&program, &browser).await;
    browser.back().await.unwrap();
    take(&browser, "travel-day").await;

    find_bus(&program, &browser).await;
    book(&browser, "+250788000000", "mtn").await;
    see(&browser, "Approve the payment on your phone").await;
    take(&browser, "travel-booking-waits").await;
    sandbox::press(&program, "000", "refuse").await;
    see(&browser, "The payment did not work").await;
    take(&browser, "travel-booking-failed").await;
    pay_by(&browser, "card").await;
    press(&browser, "Pay RWF 7,000").await;
    see(&browser, "Now pay for your seats").await;
    take(&browser, "travel-booking-visit").await;
    press(&browser, "Pay RWF 7,000").await;
    see(&browser, "Nobody asks for a card number here").await;
    take(&browser, "sandbox-pay").await;
    press(&browser, "Pay RWF 7,000").await;
    see(&browser, "Have a good journey").await;
    take(&browser, "travel-booking-paid").await;
    press(&browser, "Print the ticket").await;
    see(&browser, "Your ticket").await;
    take(&browser, "travel-ticket").await;
    press(&browser, "Back to the booking").await;
    press(&browser, "Cancel the booking").await;
    take(&browser, "travel-cancel").await;
    press(&browser, "Cancel 2 seats").await;
    see(&browser, "was given back").await;
    take(&browser, "travel-booking-cancelled").await;
    browser
        .goto(&format!("{}/", program.sandbox))
        .await
        .unwrap();
    take(&browser, "sandbox").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operators_pages_fit() {
    let program = Program::start();
    let browser = Browser::start(&Options::default()).await;
    find_bus(&program, &browser).await;
    book(&browser, PAYS, "mtn").await;
    see(&browser, "Have a good journey").await;
    sign_in_as(&program, &browser, "jean.habimana@example.org").await;
    goto(&program, &browser, "/travel/desk").await;
    press(&browser, "→").await;
    take(&browser, "desk-departures").await;
    // The second of the day: the first has few passengers.
    let departure = path(&browser, ".desk-line:nth-child(3) h2 a").await;
    goto(&program, &browser, &departure).await;
    let booking = path(&browser, ".admin-table tbody th a").await;
    let pages = [
        ("desk-departure", departure.clone()),
        ("desk-sale", format!("{departure}/sell")),
        ("desk-call-off", format!("{departure}/cancel")),
        ("desk-manifest", format!("{departure}/manifest")),
        ("desk-booking", booking.clone()),
        ("desk-booking-cancel", format!("{booking}/cancel")),
        ("desk-drawer", "/travel/desk/shift".to_owned()),
        ("desk-drawers", "/travel/desk/shifts".to_owned()),
        ("desk-doors", "/door/departures".to_owned()),
    ];
    let pages = pages.each_ref().map(|(name, path)| (*name, path.as_str()));
    take_all(&program, &browser, &pages).await;
    goto(&program, &browser, "/travel/desk/shift").await;
    press(&browser, "Count and close").await;
    fill(&browser, "counted", "20000").await;
    press(&browser, "Compare").await;
    see(&browser, "must be there").await;
    take(&browser, "desk-drawer-close").await;
    goto(&program, &browser, &format!("{departure}/sell")).await;
    fill(&browser, "passenger_name", "Eric Mugisha").await;
    fill(&browser, "phone_number", "+250788000100").await;
    press(&browser, "Sell and print the ticket").await;
    see(&browser, "Ticket for 1 seat").await;
    take(&browser, "desk-ticket").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrators_pages_fit() {
    let program = Program::start();
    let browser = Browser::start(&Options::default()).await;
    find_bus(&program, &browser).await;
    book(&browser, "+250788000008", "mtn").await;
    see(&browser, "We are looking into your payment").await;
    take(&browser, "travel-booking-looked-at").await;
    program.sign_in(&browser).await;
    for (name, list) in [
        ("travel-schedule", "schedules"),
        ("travel-route", "routes"),
        ("travel-bus", "buses"),
        ("travel-district", "districts"),
        ("travel-operator", "operators"),
    ] {
        let list = format!("/admin/travel/{list}");
        goto(&program, &browser, &list).await;
        take(&browser, &format!("admin-{name}-list")).await;
        press_first(&browser).await;
        take(&browser, &format!("admin-{name}")).await;
    }
    take_all(
        &program,
        &browser,
        &[
            ("admin-travel", "/admin/travel"),
            ("admin-travel-departures", "/admin/travel/departures"),
            ("admin-travel-schedule-new", "/admin/travel/schedules/new"),
            ("admin-payments-refunds", "/admin/payments/refunds"),
            ("admin-payments-pending", "/admin/payments/pending"),
            ("admin-payments", "/admin/payments"),
        ],
    )
    .await;
    press_first(&browser).await;
    take(&browser, "admin-payment").await;
    press(&browser, "Give money back").await;
    take(&browser, "admin-payment-refund").await;
}
