//! A passenger on the phone: finds a bus, pays, has a ticket, finds the booking again, and cancels. And by keyboard alone.

use foh_testkit::browser::{Browser, Options, Viewport};
use serde_json::json;

use super::{PAYS, book, find_bus, left, sandbox};
use crate::{
    guest,
    program::{Program, assert_marked, element, fill, goto, mark, press, see, text},
};

/// The seats of the first departure that is found, booked and paid; the ticket is open then. Answers its reference.
async fn ticket(program: &Program, browser: &Browser) -> String {
    book(browser, PAYS, "mtn").await;
    mark(browser).await;
    see(browser, "Have a good journey").await;
    assert_marked(browser).await;
    let code = guest::code_on(browser).await;
    let expected = format!("{}/api/check-ins/preview/?token=", program.base);
    assert!(code.starts_with(&expected), "{code}");
    let page = text(browser).await;
    assert!(
        !page.contains("Aline") && !page.contains("788"),
        "a ticket shows nothing personal:\n{page}"
    );
    let reference = element(browser, ".ticket-reference").await;
    let words = reference.text().await.unwrap();
    words.rsplit(char::is_whitespace).next().unwrap().to_owned()
}

/// The booking by its reference and its number; only both lead to it.
async fn find_again(program: &Program, browser: &Browser, reference: &str) {
    goto(program, browser, "/travel/find").await;
    fill(browser, "reference", reference).await;
    fill(browser, "phone_number", "+250788999999").await;
    press(browser, "Find my booking").await;
    see(browser, "There is no booking with this reference").await;
    fill(browser, "phone_number", PAYS).await;
    press(browser, "Find my booking").await;
    see(browser, "Have a good journey").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passenger_books_pays_and_cancels_on_a_phone() {
    let program = Program::start();
    let browser = Browser::start(&Options {
        viewport: Viewport::PHONE,
        ..Options::default()
    })
    .await;
    let departure = find_bus(&program, &browser).await;
    let before = left(&browser).await;
    let reference = ticket(&program, &browser).await;

    sandbox::brings_tickets(&program, &browser, 1).await;
    goto(&program, &browser, "/dev/mailbox").await;
    press(&browser, "Your ticket: Kigali – Huye").await;
    see(&browser, "You have 2 seats on this bus").await;
    // The link of the letter leads to the booking.
    press(&browser, "/travel/booking?token=").await;
    see(&browser, "Have a good journey").await;
    goto(&program, &browser, &departure).await;
    see(&browser, "seats left").await;
    assert_eq!(left(&browser).await, before - 2);

    find_again(&program, &browser, &reference).await;
    press(&browser, "Cancel the booking").await;
    see(&browser, "RWF 7,000 goes back to you the way it came").await;
    press(&browser, "Cancel 2 seats").await;
    see(&browser, "This booking is cancelled").await;
    see(&browser, "RWF 7,000 was given back").await;
    sandbox::says(&program, &browser, ">Given back<", 1).await;
    goto(&program, &browser, &departure).await;
    see(&browser, "seats left").await;
    assert_eq!(left(&browser).await, before);
    let surprises = browser.complaints().await;
    // What is not found answers 404.
    let surprises = surprises.iter().filter(|said| !said.contains("404"));
    assert_eq!(
        surprises.collect::<Vec<_>>(),
        [""; 0],
        "the console is quiet"
    );
}

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const DOWN: &str = "\u{E015}";

/// Types into whatever has the focus.
async fn type_keys(browser: &Browser, keys: &str) {
    let focused = browser.active_element().await.unwrap();
    focused.send_keys(keys).await.unwrap();
}

/// Presses Tab until what CSS selects has the focus, which must be seen.
async fn tab_to(browser: &Browser, css: &str) {
    const LOOK: &str = "
        const focused = document.activeElement;
        const seen = (element) => element && getComputedStyle(element).outlineStyle !== 'none';
        return focused.matches(arguments[0]) && (seen(focused) || seen(focused.closest('label')) ? 'here' : 'unseen')";
    for _ in 0..60 {
        type_keys(browser, TAB).await;
        let found = browser.execute(LOOK, vec![json!(css)]).await.unwrap();
        if found != json!(false) {
            assert_eq!(found, json!("here"), "{css}: the focus cannot be seen");
            return;
        }
    }
    panic!("Tab does not lead to {css}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passenger_books_by_the_keyboard_alone() {
    let program = Program::start();
    let browser = Browser::start(&Options::default()).await;
    let departure = find_bus(&program, &browser).await;
    goto(&program, &browser, &departure).await;

    tab_to(&browser, "button[aria-label='One seat more']").await;
    type_keys(&browser, " ").await;
    tab_to(&browser, "#passenger_name").await;
    type_keys(&browser, "Aline Uwase").await;
    tab_to(&browser, "#phone_number").await;
    type_keys(&browser, "+250738000001").await;
    tab_to(&browser, "#email").await;
    tab_to(&browser, "input[name=payment_method]").await;
    type_keys(&browser, DOWN).await;
    let airtel = "return document.activeElement.value + document.activeElement.checked";
    let chosen = browser.execute(airtel, vec![]).await.unwrap();
    assert_eq!(chosen, json!("airteltrue"));
    tab_to(&browser, "button[type=submit].button-wide").await;
    see(&browser, "Book 2 seats").await;
    type_keys(&browser, ENTER).await;
    see(&browser, "Have a good journey").await;
    // Cancelling too.
    tab_to(&browser, "a[href^='/travel/booking/cancel']").await;
    type_keys(&browser, ENTER).await;
    see(&browser, "Cancel 2 seats?").await;
    tab_to(&browser, "main button[type=submit]").await;
    type_keys(&browser, ENTER).await;
    see(&browser, "This booking is cancelled").await;
    assert_eq!(browser.complaints().await, [""; 0], "the console is quiet");
}
