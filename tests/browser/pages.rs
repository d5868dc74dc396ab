//! Every page fits its window, light and dark, on a phone and on a laptop, and leaves the console quiet.
//! The pictures are kept for people to look at.

use std::path::PathBuf;

use fantoccini::Locator;
use foh_testkit::browser::{Browser, Options, Viewport};
use serde_json::json;

use crate::{
    guest,
    program::{Program, element, goto, press, see},
};

/// Where the pictures are kept: `pictures` in the directory that cargo gives to tests.
fn pictures() -> PathBuf {
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&place).unwrap();
    place
}

pub async fn picture(browser: &Browser, name: &str, dark: bool) {
    for (viewport, window) in [(Viewport::PHONE, "phone"), (Viewport::DESKTOP, "laptop")] {
        browser.show(viewport).await;
        let overflow = browser
            .execute("return document.documentElement.scrollWidth - document.documentElement.clientWidth", vec![])
            .await
            .unwrap();
        assert_eq!(
            overflow.as_i64(),
            Some(0),
            "{name} is wider than a {window}"
        );
        let tone = if dark { "dark" } else { "light" };
        browser
            .screenshot(&pictures().join(format!("{name}-{window}-{tone}.png")))
            .await;
    }
}

/// The smallest window a page has to fit: 1280 pixels, enlarged four times.
const SMALL: Viewport = Viewport {
    width: 320,
    height: 640,
    mobile: true,
};

/// Takes the pictures of the page that is open.
pub async fn take(browser: &Browser, name: &str) {
    for dark in [false, true] {
        let tone =
            json!({ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } });
        browser
            .devtools("Emulation.setEmulatedMedia", json!({ "features": [tone] }))
            .await;
        picture(browser, name, dark).await;
    }
    browser.show(SMALL).await;
    let overflow = browser
        .execute(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(overflow, json!(0), "{name} is wider than 320 pixels");
    browser.show(Viewport::DESKTOP).await;
}

pub async fn take_all(program: &Program, browser: &Browser, pages: &[(&str, &str)]) {
    for (name, path) in pages {
        goto(program, browser, path).await;
        take(browser, name).await;
    }
}

/// Where the first of these links leads.
pub async fn path(browser: &Browser, css: &str) -> String {
    let link = element(browser, css).await;
    link.attr("href").await.unwrap().unwrap()
}

/// Opens the first line of a list.
pub async fn press_first(browser: &Browser) {
    let first = element(browser, ".admin-table tbody th a").await;
    first.click().await.unwrap();
    element(browser, ".crumb, .admin-head h1").await;
}

#[expect(clippy::too_many_lines, reason = "a list of pages, one line each")]
async fn every_page(dark: bool) {
    let program = Program::start();
    let browser = Browser::start(&Options {
        dark,
        ..Options::default()
    })
    .await;
    let performance = program.performance_of_today().await;
    let ticket = guest::ticket(&program, &browser, &performance, "Ada Rossi").await;
    picture(&browser, "ticket", dark).await;

    for (name, path) in [
        ("programme", "/".to_owned()),
        ("show", "/shows/the-tempest".to_owned()),
        ("reserve", format!("/performances/{performance}")),
        (
            "reserved",
            format!("/performances/{performance}/reserved?places=2"),
        ),
        (
            "no-ticket",
            "/reservations/confirm?token=nonsense".to_owned(),
        ),
        ("nothing", "/nothing/here".to_owned()),
        ("sign-in", "/sign-in".to_owned()),
        ("register", "/register".to_owned()),
        ("password-reset", "/password-reset".to_owned()),
        ("privacy", "/privacy".to_owned()),
        ("mailbox", "/dev/mailbox".to_owned()),
    ] {
        browser
            .goto(&format!("{}{path}", program.base))
            .await
            .unwrap();
        picture(&browser, name, dark).await;
    }
    browser.goto(&ticket).await.unwrap();
    picture(&browser, "code", dark).await;
    browser
        .goto(&format!("{}/dev/mailbox", program.base))
        .await
        .unwrap();
    press(&browser, "Your ticket").await;
    press(&browser, "/reservations/cancel?token=").await;
    see(&browser, "Cancel").await;
    picture(&browser, "cancel", dark).await;
    let expected = |complaint: &String| complaint.contains("404") || complaint.contains("favicon");
    let surprises: Vec<_> = browser
        .complaints()
        .await
        .into_iter()
        .filter(|said| !expected(said))
        .collect();
    assert_eq!(surprises, [""; 0], "the console is quiet");

    program.sign_in(&browser).await;
    let show = program.show("the-tempest").await;
    for (name, path) in [
        ("door", "/door".to_owned()),
        ("hand-entry", format!("/door/{performance}#hand")),
        ("admin", "/admin".to_owned()),
        ("venues", "/admin/venues".to_owned()),
        ("venue", "/admin/venues/new".to_owned()),
        ("rooms", "/admin/rooms".to_owned()),
        ("shows", "/admin/shows".to_owned()),
        ("managed-show", format!("/admin/shows/{show}")),
        (
            "poster-remove",
            format!("/admin/shows/{show}/poster/remove"),
        ),
        ("performances", "/admin/performances".to_owned()),
        ("performance", format!("/admin/performances/{performance}")),
        (
            "door-links",
            format!("/admin/performances/{performance}/door-links"),
        ),
        ("reservations", "/admin/reservations".to_owned()),
        ("reservation", "/admin/reservations/new".to_owned()),
        ("undelivered", "/admin/outbox".to_owned()),
        ("access", "/admin/access".to_owned()),
        ("accounts", "/admin/accounts".to_owned()),
        ("invite", "/admin/accounts/new".to_owned()),
        ("audit", "/admin/audit".to_owned()),
        ("personal-data", "/admin/privacy".to_owned()),
        ("account", "/account".to_owned()),
        ("sessions", "/account/sessions".to_owned()),
        ("second-factor", "/account/second-factor".to_owned()),
        ("api-tokens", "/account/tokens".to_owned()),
        ("password", "/account/password".to_owned()),
    ] {
        browser
            .goto(&format!("{}{path}", program.base))
            .await
            .unwrap();
        picture(&browser, name, dark).await;
    }
    door_link(
        &browser,
        &format!(
            "{}/admin/performances/{performance}/door-links",
            program.base
        ),
        dark,
    )
    .await;
}

/// A door link is made, listed and opened.
async fn door_link(browser: &Browser, links: &str, dark: bool) {
    browser.goto(links).await.unwrap();
    let name = browser.find(Locator::Id("name")).await.unwrap();
    name.send_keys("Toni at the side door").await.unwrap();
    press(browser, "Make the link").await;
    see(browser, "A door link to scan").await;
    picture(browser, "door-link-made", dark).await;
    let url = browser.find(Locator::Css(".door-link-url")).await.unwrap();
    let url = url.text().await.unwrap();
    browser.goto(links).await.unwrap();
    see(browser, "Toni at the side door").await;
    picture(browser, "door-links-listed", dark).await;
    browser.goto(&url).await.unwrap();
    picture(browser, "door-link", dark).await;
    press(browser, "Begin at the door").await;
    see(browser, "Type the code").await;
    picture(browser, "door-by-link", dark).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_in_the_light() {
    every_page(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_in_the_dark() {
    every_page(true).await;
}
