//! The seats on an open page follow what others book.

use foh_testkit::browser::{Browser, Options, Viewport};

use super::{PAYS, book, find_bus, left};
use crate::program::{Program, assert_marked, eventually, goto, mark, press, see};

#[tokio::test(flavor = "multi_thread")]
async fn seats_that_others_book_and_give_back_are_seen_at_once() {
    let program = Program::start();
    let watching = Browser::start(&Options {
        viewport: Viewport::PHONE,
        ..Options::default()
    })
    .await;
    let departure = find_bus(&program, &watching).await;
    let before = left(&watching).await;
    mark(&watching).await;

    let booking = Browser::start(&Options::default()).await;
    goto(&program, &booking, &departure).await;
    book(&booking, PAYS, "mtn").await;
    eventually(&watching, "two seats fewer", async || {
        left(&watching).await == before - 2
    })
    .await;
    see(&booking, "Have a good journey").await;
    press(&booking, "Cancel the booking").await;
    press(&booking, "Cancel 2 seats").await;
    see(&booking, "This booking is cancelled").await;
    eventually(&watching, "two seats more", async || {
        left(&watching).await == before
    })
    .await;
    assert_marked(&watching).await;
    for browser in [&watching, &booking] {
        assert_eq!(browser.complaints().await, [""; 0], "the console is quiet");
    }
}
