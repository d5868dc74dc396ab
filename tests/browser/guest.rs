//! A guest reserves, confirms by the mail, and has a ticket; then cancels.

use foh_testkit::{
    browser::{Browser, Options, Viewport},
    workplace::Workplace,
};

use crate::program::{Program, element, fill, press, see, text};

/// From the programme to the ticket; answers what the ticket's code says.
pub async fn ticket(program: &Program, browser: &Browser, performance: &str, name: &str) -> String {
    browser.goto(&format!("{}/", program.base)).await.unwrap();
    element(browser, &format!("a[href='/performances/{performance}']"))
        .await
        .click()
        .await
        .unwrap();
    fill(browser, "name", name).await;
    fill(browser, "email", "ada@example.org").await;
    fill(browser, "party_size", "2").await;
    press(browser, "Reserve").await;
    see(browser, "mail").await;

    browser
        .goto(&format!("{}/dev/mailbox", program.base))
        .await
        .unwrap();
    press(browser, "Please confirm").await;
    press(browser, "/reservations/confirm?token=").await;
    // Opening the link has changed nothing; the button does.
    press(browser, "Confirm").await;
    see(browser, "Your places are confirmed").await;
    code_on(browser).await
}

/// What the code on the page says, read from its picture as a camera would.
pub async fn code_on(browser: &Browser) -> String {
    element(browser, ".ticket svg").await;
    let place = Workplace::create("foh-ticket", "TERM");
    let file = place.path().join("ticket.png");
    browser.screenshot_page(&file).await;
    let grey = image::open(&file).unwrap().to_luma8();
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(
        grey.width() as usize,
        grey.height() as usize,
        |x, y| {
            grey.get_pixel(u32::try_from(x).unwrap(), u32::try_from(y).unwrap())
                .0[0]
        },
    );
    let grids = prepared.detect_grids();
    grids
        .first()
        .expect("a code on the ticket")
        .decode()
        .unwrap()
        .1
}

async fn story(options: Options) {
    let program = Program::start();
    let browser = Browser::start(&options).await;
    let performance = program.performance_of_today().await;
    let code = ticket(&program, &browser, &performance, "Ada Rossi").await;
    assert!(
        code.starts_with(&format!("{}/api/check-ins/preview/?token=", program.base)),
        "{code}"
    );
    let page = text(&browser).await;
    assert!(
        !page.contains("Ada") && !page.contains("example.org"),
        "a ticket shows nothing personal:\n{page}"
    );

    // A guest who opens the code is told to show it, and admits nobody.
    browser.goto(&code).await.unwrap();
    see(&browser, "door").await;

    browser
        .goto(&format!("{}/dev/mailbox", program.base))
        .await
        .unwrap();
    press(&browser, "Your ticket").await;
    press(&browser, "/reservations/cancel?token=").await;
    press(&browser, "Cancel").await;
    if options.javascript {
        // The page asks; with scripts a dialog asks once more.
        let _ = browser.execute("document.querySelector('dialog[open] button[value], dialog[open] form button')?.click()", vec![]).await;
    }
    see(&browser, "cancelled").await;
    assert_eq!(browser.complaints().await, [""; 0], "the console is quiet");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_reserves_confirms_and_cancels_on_a_phone() {
    story(Options {
        viewport: Viewport::PHONE,
        ..Options::default()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_reserves_confirms_and_cancels_without_scripts() {
    story(Options {
        javascript: false,
        ..Options::default()
    })
    .await;
}
