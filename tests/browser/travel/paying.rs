//! Payments that do not go as they should: refused, too late, told of twice and in the wrong order.

use foh_testkit::browser::{Browser, Options, Viewport};

use super::{book, book_over_http, find_bus, id_of, left, pay_by, sandbox};
use crate::program::{Program, assert_marked, element, eventually, goto, mark, press, see};

async fn phone() -> Browser {
    Browser::start(&Options {
        viewport: Viewport::PHONE,
        ..Options::default()
    })
    .await
}

/// What an SQL that counts answers.
fn count(program: &Program, sql: &str) -> i64 {
    let stored = open(program);
    stored.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn open(program: &Program) -> rusqlite::Connection {
    let file = program.workplace.path().join("foh-data/foh.sqlite3");
    let stored = rusqlite::Connection::open(file).unwrap();
    stored
        .busy_timeout(std::time::Duration::from_secs(10))
        .unwrap();
    stored
}

/// The newest booking's time to pay is over now.
fn run_out(program: &Program) {
    let changed = open(program).execute(
        "UPDATE travel_bookings SET hold_until = created_at \
         WHERE hold_until IS NOT NULL AND created_at = (SELECT MAX(created_at) FROM travel_bookings)",
        [],
    );
    assert_eq!(changed.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_payment_is_paid_by_card() {
    let program = Program::start();
    let browser = phone().await;
    find_bus(&program, &browser).await;
    book(&browser, "+250788000002", "mtn").await;
    mark(&browser).await;
    see(&browser, "The payment did not work").await;
    assert_marked(&browser).await;

    pay_by(&browser, "card").await;
    press(&browser, "Pay RWF 7,000").await;
    see(&browser, "Now pay for your seats").await;
    press(&browser, "Pay RWF 7,000").await;
    see(&browser, "Nobody asks for a card number here").await;
    press(&browser, "Decline the card").await;
    see(&browser, "The card was declined").await;
    press(&browser, "Pay RWF 7,000").await;
    see(&browser, "Have a good journey").await;
    element(&browser, ".ticket svg").await;
    assert!(
        browser
            .current_url()
            .await
            .unwrap()
            .as_str()
            .starts_with(&format!("{}/travel/booking?token=", program.base)),
        "back where the passenger came from"
    );
    assert_eq!(browser.complaints().await, [""; 0], "the console is quiet");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pays_late_gets_the_seats_while_there_are_some() {
    let program = Program::start();
    let browser = phone().await;
    find_bus(&program, &browser).await;
    book(&browser, "+250788000003", "mtn").await;
    mark(&browser).await;
    see(&browser, "Approve the payment on your phone").await;
    run_out(&program);
    see(&browser, "The time to pay is over").await;
    sandbox::says(&program, &browser, "not paid in time", 1).await;
    sandbox::press(&program, "003", "approve").await;
    see(&browser, "Have a good journey").await;
    element(&browser, ".ticket svg").await;
    assert_marked(&browser).await;
    sandbox::brings_tickets(&program, &browser, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pays_late_for_a_full_bus_gets_the_money_back() {
    let program = Program::start();
    let browser = phone().await;
    let departure = find_bus(&program, &browser).await;
    book(&browser, "+250788000003", "mtn").await;
    mark(&browser).await;
    see(&browser, "Approve the payment on your phone").await;
    run_out(&program);
    see(&browser, "The time to pay is over").await;

    // Others take every seat.
    let refunds = count(&program, "SELECT COUNT(*) FROM refunds");
    let other = Browser::start(&Options::default()).await;
    goto(&program, &other, &departure).await;
    let mut free = left(&other).await;
    for number in 0.. {
        let seats = free.min(10);
        if seats == 0 {
            break;
        }
        let phone = format!("+25078810{number:02}04");
        book_over_http(&program, id_of(&departure), &phone, seats).await;
        free -= seats;
    }
    see(&other, "Every seat is taken").await;
    sandbox::press(&program, "003", "approve").await;
    see(&browser, "RWF 7,000 was given back").await;
    see(&browser, "This booking has run out").await;
    assert_marked(&browser).await;
    sandbox::says(&program, &browser, "came too late", 1).await;
    assert_eq!(count(&program, "SELECT COUNT(*) FROM refunds"), refunds + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_is_told_of_twice_counts_once() {
    const PAID: &str = "SELECT COUNT(*) FROM payments WHERE status = 'completed'";
    const REFUNDS: &str = "SELECT COUNT(*) FROM refunds";
    const BOOKINGS: &str = "SELECT COUNT(*) FROM travel_bookings";
    let program = Program::start();
    let browser = phone().await;
    let departure = find_bus(&program, &browser).await;
    let before = left(&browser).await;
    let counted = [PAID, REFUNDS, BOOKINGS].map(|sql| count(&program, sql));
    book(&browser, "+250738000006", "airtel").await;
    see(&browser, "Have a good journey").await;
    sandbox::says(&program, &browser, "3 callbacks, the last answered 200", 1).await;
    // And once more, by hand.
    sandbox::press(&program, "006", "shuffle").await;
    sandbox::says(&program, &browser, "6 callbacks, the last answered 200", 1).await;

    browser.refresh().await.unwrap();
    see(&browser, "Have a good journey").await;
    sandbox::brings_tickets(&program, &browser, 1).await;
    goto(&program, &browser, &departure).await;
    eventually(&browser, "two seats fewer", async || {
        left(&browser).await == before - 2
    })
    .await;
    let now = [PAID, REFUNDS, BOOKINGS].map(|sql| count(&program, sql));
    let [paid, refunds, bookings] = counted;
    assert_eq!(now, [paid + 1, refunds, bookings + 1]);
}
