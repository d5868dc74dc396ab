//! Every page of the bar fits its window, light and dark, on a small phone, a phone and a laptop.

use foh_testkit::browser::{Browser, Options};

use super::{MARTA, location, stock};
use crate::{
    pages::{press_first, take, take_all},
    program::{Program, goto, press, see, sign_in_as},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_bars_pages_fit() {
    let program = Program::start();
    let browser = Browser::start(&Options::default()).await;
    sign_in_as(&program, &browser, MARTA).await;
    let studio = location(&browser, "Studio bar").await;
    let lager = stock(&browser, &studio, "Lager").await;
    let lager = lager["id"].as_str().unwrap();
    let at = |rest: &str| format!("/bar/locations/{studio}{rest}");
    let pages = [
        ("bar", "/bar".to_owned()),
        ("bar-all", "/bar/all".to_owned()),
        ("bar-low", "/bar/low".to_owned()),
        ("bar-location", at("")),
        ("bar-location-low", at("?low=true")),
        ("bar-location-nothing", at("?q=absinthe")),
        ("bar-count", at("/count")),
        ("bar-counts", at("/counts")),
        ("bar-compare", at("/compare")),
        ("bar-trends", at("/trends")),
        ("bar-sheet", at("/sheet")),
        ("bar-login-link", at("/login-link")),
        ("bar-stock", format!("/bar/stock/{lager}")),
    ];
    let pages = pages.each_ref().map(|(name, path)| (*name, path.as_str()));
    take_all(&program, &browser, &pages).await;
    goto(&program, &browser, &at("/counts")).await;
    press(&browser, ":").await;
    take(&browser, "bar-one-count").await;
    goto(&program, &browser, &at("/login-link")).await;
    press(&browser, "Make a login link").await;
    see(&browser, "works once").await;
    take(&browser, "bar-login-link-made").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_managers_pages_fit() {
    let program = Program::start();
    let browser = Browser::start(&Options::default()).await;
    sign_in_as(&program, &browser, MARTA).await;
    for (name, list) in [
        ("bar-location", "locations"),
        ("bar-unit-type", "unit-types"),
        ("bar-beverage", "beverages"),
    ] {
        let list = format!("/admin/bar/{list}");
        goto(&program, &browser, &list).await;
        take(&browser, &format!("admin-{name}-list")).await;
        press_first(&browser).await;
        take(&browser, &format!("admin-{name}")).await;
        goto(&program, &browser, &format!("{list}/new")).await;
        take(&browser, &format!("admin-{name}-new")).await;
    }
    goto(&program, &browser, "/admin/bar/beverages/import").await;
    take(&browser, "admin-bar-import").await;
}
