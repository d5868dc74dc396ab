//! Staff scan the ticket at the door: welcome once, refused the second time.

use fantoccini::Locator;
use foh_testkit::{
    browser::{Browser, Options, Viewport},
    camera,
};

use crate::{
    guest,
    program::{Program, element, eventually, press, see, text},
};

fn modules(text: &str) -> Vec<Vec<bool>> {
    let code = fast_qr::QRBuilder::new(text)
        .ecl(fast_qr::ECL::M)
        .build()
        .unwrap();
    (0..code.size)
        .map(|row| {
            (0..code.size)
                .map(|column| code[row][column].value())
                .collect()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_ticket_admits_once() {
    let program = Program::start();
    let performance = program.performance_of_today().await;
    let code = {
        let browser = Browser::start(&Options::default()).await;
        guest::ticket(&program, &browser, &performance, "Ada Rossi").await
    };
    let film = program.workplace.path().join("ticket.y4m");
    camera::write_film(&film, &modules(&code));

    let phone = Browser::start(&Options {
        viewport: Viewport::PHONE,
        camera: Some(film),
        ..Options::default()
    })
    .await;
    program.sign_in(&phone).await;
    phone.goto(&format!("{}/door", program.base)).await.unwrap();
    element(&phone, &format!("a[href='/door/{performance}']"))
        .await
        .click()
        .await
        .unwrap();

    see(&phone, "Party of 2").await;
    press(&phone, "Admit 2").await;
    see(&phone, "Welcome").await;
    see(&phone, "All 2 are in.").await;
    press(&phone, "Next ticket").await;
    // The same code is still before the camera: it is checked again when somebody asks for it, or after a while
    // in which it was not seen.
    eventually(&phone, "the second verdict", async || {
        if let Ok(again) = phone.find(Locator::Css("#again")).await
            && again.is_displayed().await.unwrap_or(false)
        {
            let _ = again.click().await;
        }
        text(&phone).await.contains("Already in")
    })
    .await;
    assert!(
        !text(&phone).await.contains("Ada"),
        "the door shows nothing personal"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_ticket_is_admitted_in_parts_without_scripts() {
    let program = Program::start();
    let performance = program.performance_of_today().await;
    let browser = Browser::start(&Options {
        javascript: false,
        ..Options::default()
    })
    .await;
    let code = guest::ticket(&program, &browser, &performance, "Ada Rossi").await;
    program.sign_in(&browser).await;

    for verdict in ["1 of 2 are in now", "All 2 are in"] {
        hand_in(&program, &browser, &performance, &code).await;
        see(&browser, "Party of 2").await;
        if let Ok(count) = browser
            .find(Locator::Css("input[name=count]:not([type=hidden])"))
            .await
        {
            count.clear().await.unwrap();
            count.send_keys("1").await.unwrap();
        }
        press(&browser, "Admit").await;
        see(&browser, verdict).await;
        // A reload admits nobody again.
        browser.refresh().await.unwrap();
        see(&browser, verdict).await;
    }
    press(&browser, "Undo").await;
    see(&browser, "Undone").await;
    hand_in(&program, &browser, &performance, &code).await;
    press(&browser, "Admit").await;
    see(&browser, "All 2 are in").await;
    hand_in(&program, &browser, &performance, &code).await;
    see(&browser, "Already in").await;
    hand_in(&program, &browser, &performance, "nonsense").await;
    see(&browser, "Not valid").await;
}

async fn hand_in(program: &Program, browser: &Browser, performance: &str, code: &str) {
    browser
        .goto(&format!("{}/door/{performance}#hand", program.base))
        .await
        .unwrap();
    let field = element(browser, "#hand input[name=token]").await;
    field.clear().await.unwrap();
    field.send_keys(code).await.unwrap();
    press(browser, "Check the ticket").await;
}
