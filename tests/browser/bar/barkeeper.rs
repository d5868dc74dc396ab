//! A barkeeper's evening on a phone: in by a link, taps on a bad network, a refusal, a search, a count, and no other location.

use fantoccini::{Locator, elements::Element};
use foh_testkit::browser::{Browser, Options, Viewport};
use serde_json::json;

use super::{MARTA, hundredths, location, stock, stored};
use crate::program::{
    Program, assert_marked, element, eventually, fill, goto, mark, press, see, sign_in_as, text,
};

const LAGER: &str = ".tap[data-name='Lager']";

/// Marta makes a link for whoever works at the studio bar; answers it.
async fn link(program: &Program, browser: &Browser, location: &str) -> String {
    goto(program, browser, &format!("/bar/locations/{location}")).await;
    press(browser, "Login link").await;
    see(browser, "Piero Longhi").await;
    press(browser, "Make a login link").await;
    let address = element(browser, "#link").await;
    let link = address.prop("value").await.unwrap().unwrap();
    press(browser, "Done").await;
    link
}

/// What the row of a beverage says there is, in hundredths of a unit.
async fn shown(browser: &Browser, row: &str) -> i64 {
    let number = element(browser, &format!("{row} [data-shown]")).await;
    let shown: f64 = number.text().await.unwrap().parse().unwrap();
    #[expect(clippy::cast_possible_truncation, reason = "a few hundred units")]
    let hundredths = (shown * 100.0).round() as i64;
    hundredths
}

async fn button(browser: &Browser, row: &str, way: &str) -> Element {
    element(browser, &format!("{row} button[value='{way}']")).await
}

async fn online(browser: &Browser, online: bool) {
    browser.devtools("Network.enable", json!({})).await;
    let network = json!({ "offline": !online, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    browser
        .devtools("Network.emulateNetworkConditions", network)
        .await;
}

/// The rows that are to be seen.
async fn rows(browser: &Browser) -> Vec<String> {
    let mut names = Vec::new();
    for row in browser.find_all(Locator::Css(".tap")).await.unwrap() {
        if row.is_displayed().await.unwrap() {
            names.push(row.attr("data-name").await.unwrap().unwrap());
        }
    }
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_barkeepers_evening() {
    let program = Program::start();
    let browser = Browser::start(&Options {
        viewport: Viewport::PHONE,
        ..Options::default()
    })
    .await;
    sign_in_as(&program, &browser, MARTA).await;
    let (studio, main) = (
        location(&browser, "Studio bar").await,
        location(&browser, "Main bar").await,
    );
    let link = link(&program, &browser, &studio).await;
    browser.delete_all_cookies().await.unwrap();

    browser.goto(&link).await.unwrap();
    press(&browser, "Sign in").await;
    see(&browser, "Lager").await;
    let url = browser.current_url().await.unwrap();
    assert_eq!(url.path(), format!("/bar/locations/{studio}"));
    // Once was enough.
    let here = browser.current_url().await.unwrap();
    browser.goto(&link).await.unwrap();
    see(&browser, "This link").await;
    browser.goto(here.as_str()).await.unwrap();

    taps(&browser, &studio).await;
    a_refusal_is_corrected(&program, &browser, &studio).await;
    a_search(&browser).await;

    press(&browser, "Save count").await;
    press(&browser, "Save it").await;
    see(&browser, "by Piero Longhi").await;

    // The world of whoever works here is this location.
    goto(&program, &browser, &format!("/bar/locations/{main}")).await;
    see(&browser, "not").await;
    assert!(!text(&browser).await.contains("Lager"));
    goto(&program, &browser, "/bar").await;
    see(&browser, "Lager").await;
    let url = browser.current_url().await.unwrap();
    assert_eq!(url.path(), format!("/bar/locations/{studio}"));
}

/// Quick taps count each; without a network they wait, and each counts once when it is back, even after the page was loaded anew.
async fn taps(browser: &Browser, studio: &str) {
    let before = hundredths(&stock(browser, studio, "Lager").await);
    mark(browser).await;
    let (more, less) = (
        button(browser, LAGER, "1").await,
        button(browser, LAGER, "-1").await,
    );
    for _ in 0..4 {
        more.click().await.unwrap();
    }
    less.click().await.unwrap();
    // At once, whatever the network does.
    assert_eq!(shown(browser, LAGER).await, before + 300);
    stored(browser, studio, "Lager", before + 300).await;
    assert_marked(browser).await;

    online(browser, false).await;
    for _ in 0..3 {
        more.click().await.unwrap();
    }
    assert_eq!(shown(browser, LAGER).await, before + 600);
    eventually(browser, "that taps wait", async || {
        let waiting = element(browser, "[data-waiting]").await;
        !waiting.text().await.unwrap().is_empty()
    })
    .await;
    online(browser, true).await;
    browser.refresh().await.unwrap();
    stored(browser, studio, "Lager", before + 600).await;
    // Drawn while the former page still heard answers, it may be behind for a moment.
    eventually(
        browser,
        "the same on the page, and nothing that waits",
        async || {
            let waiting = element(browser, "[data-waiting]").await;
            waiting.text().await.unwrap().is_empty() && shown(browser, LAGER).await == before + 600
        },
    )
    .await;
}

/// Half a unit is there and one is taken: the number goes back to what the house has, and it is said why.
async fn a_refusal_is_corrected(program: &Program, browser: &Browser, studio: &str) {
    const WATER: &str = ".tap[data-name='Still water']";
    let pencil = element(browser, &format!("{WATER} [data-exact]")).await;
    pencil.click().await.unwrap();
    see(browser, "How much is there?").await;
    let quantity = element(browser, "#exact-quantity").await;
    quantity.clear().await.unwrap();
    quantity.send_keys("0.5").await.unwrap();
    press(browser, "Set it").await;
    stored(browser, studio, "Still water", 50).await;
    eventually(browser, "the half", async || {
        shown(browser, WATER).await == 50
    })
    .await;
    button(browser, WATER, "-1").await.click().await.unwrap();
    see(browser, "less than that").await;
    eventually(browser, "the half again", async || {
        shown(browser, WATER).await == 50
    })
    .await;
    // What the page showed is what is there.
    goto(program, browser, &format!("/bar/locations/{studio}")).await;
    assert_eq!(shown(browser, WATER).await, 50);
}

async fn a_search(browser: &Browser) {
    let all = rows(browser).await.len();
    assert!(all > 5);
    fill(browser, "q", "lag").await;
    eventually(browser, "the lager alone", async || {
        rows(browser).await == ["Lager"]
    })
    .await;
    element(browser, "[name=q]").await.clear().await.unwrap();
    browser
        .execute(
            "document.querySelector('[name=q]').dispatchEvent(new Event('input', { bubbles: true }))",
            vec![],
        )
        .await
        .unwrap();
    element(browser, "[name=low]").await.click().await.unwrap();
    eventually(browser, "what is low", async || {
        let low = rows(browser).await;
        low.contains(&"Still water".to_owned()) && low.len() < all
    })
    .await;
    element(browser, "[name=low]").await.click().await.unwrap();
}
