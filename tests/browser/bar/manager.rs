//! A manager's stocktake: the overview, a delivery, a count by form, what was used, trends, what is low, an import.

use foh_testkit::browser::{Browser, Options};
use serde_json::json;

use super::{MARTA, hundredths, location, stock};
use crate::program::{Program, element, fill, goto, press, see, sign_in_as, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_managers_stocktake() {
    let program = Program::start();
    let browser = Browser::start(&Options::default()).await;
    sign_in_as(&program, &browser, MARTA).await;

    goto(&program, &browser, "/bar").await;
    for name in ["Cellar", "Main bar", "Studio bar"] {
        see(&browser, name).await;
    }
    let main = location(&browser, "Main bar").await;
    a_delivery_and_its_undoing(&program, &browser, &main).await;
    a_count(&program, &browser, &main).await;

    goto(
        &program,
        &browser,
        &format!("/bar/locations/{main}/compare"),
    )
    .await;
    see(&browser, "USED PER DAY").await;
    goto(&program, &browser, &format!("/bar/locations/{main}/trends")).await;
    let charts = browser
        .execute(
            "return document.querySelectorAll('svg[role=img]').length",
            vec![],
        )
        .await
        .unwrap();
    assert!(charts.as_i64() >= Some(20), "a chart for each: {charts}");
    goto(&program, &browser, "/bar/low").await;
    see(&browser, "Low").await;
    goto(&program, &browser, &format!("/bar/locations/{main}/sheet")).await;
    see(&browser, "Lager").await;
    files(&browser, &main).await;
    an_import(&program, &browser, &main).await;
}

async fn a_delivery_and_its_undoing(program: &Program, browser: &Browser, main: &str) {
    let gin = stock(browser, main, "Gin").await;
    let page = format!("/bar/stock/{}", gin["id"].as_str().unwrap());
    goto(program, browser, &page).await;
    press_summary(browser, "Delivery").await;
    let field = element(browser, "#delivered").await;
    field.send_keys("2,5").await.unwrap();
    press(browser, "Add the delivery").await;
    see(browser, "+2.5").await;
    let after = stock(browser, main, "Gin").await;
    assert_eq!(hundredths(&after), hundredths(&gin) + 250);
    press(browser, "Undo it").await;
    see(browser, "was undone").await;
    let undone = stock(browser, main, "Gin").await;
    assert_eq!(hundredths(&undone), hundredths(&gin));
}

/// Opens what is folded.
async fn press_summary(browser: &Browser, words: &str) {
    let script = "[...document.querySelectorAll('summary')].find((one) => one.textContent.trim() === arguments[0]).click()";
    browser.execute(script, vec![json!(words)]).await.unwrap();
}

/// What was counted stands, what was left empty is as it was, and what cannot be read is said beside its field.
async fn a_count(program: &Program, browser: &Browser, main: &str) {
    let before = stock(browser, main, "Cola").await;
    goto(program, browser, &format!("/bar/locations/{main}/count")).await;
    let of =
        |name: &str| format!("//li[contains(@class, 'counted-line')][.//span[.='{name}']]//input");
    let type_in = async |name: &str, quantity: &str| {
        let path = of(name);
        let input = browser
            .find(fantoccini::Locator::XPath(&path))
            .await
            .unwrap();
        input.clear().await.unwrap();
        input.send_keys(quantity).await.unwrap();
    };
    type_in("Lager", "7.25").await;
    type_in("Cider", "a few").await;
    press(browser, "Save count").await;
    see(browser, "This is not a number").await;
    type_in("Cider", "3").await;
    press(browser, "Save count").await;
    see(browser, "7.25").await;
    assert_eq!(hundredths(&stock(browser, main, "Lager").await), 725);
    assert_eq!(hundredths(&stock(browser, main, "Cider").await), 300);
    assert_eq!(stock(browser, main, "Cola").await["units"], before["units"]);
}

/// Files come as what they are.
async fn files(browser: &Browser, main: &str) {
    for (path, kind) in [
        (format!("/bar/locations/{main}/stock.csv"), "text/csv"),
        (format!("/bar/locations/{main}/counts.csv"), "text/csv"),
        (
            format!("/bar/locations/{main}/stock.xlsx"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ] {
        const ASK: &str = "
            const [path, done] = arguments;
            fetch(path).then(async (answer) => done([answer.status, answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength]))";
        let answer = browser.execute_async(ASK, vec![json!(path)]).await.unwrap();
        assert_eq!(answer[0], json!(200), "{path}");
        assert!(answer[1].as_str().unwrap().starts_with(kind), "{answer}");
        assert!(answer[2].as_i64() > Some(500), "{answer}");
    }
}

/// A list is pasted, looked at, mended and taken over.
async fn an_import(program: &Program, browser: &Browser, main: &str) {
    const GOOD: &str = "name,unit_type,litres_per_item,alarm_minimum,locations\nElderflower soda,Crate of 12,0.25,1,Main bar|Cellar\n";
    goto(program, browser, "/admin/bar/beverages/import").await;
    paste(browser, &GOOD.replace("Crate of 12", "Barrel")).await;
    press(browser, "Show what it does").await;
    see(browser, "There is no unit type").await;
    paste(browser, GOOD).await;
    press(browser, "Show what it does").await;
    see(browser, "Elderflower soda").await;
    press(browser, "Import 1 beverage").await;
    see(browser, "Imported").await;
    let soda = stock(browser, main, "Elderflower soda").await;
    assert_eq!((hundredths(&soda), &soda["low"]), (0, &json!(true)));
    assert!(!text(browser).await.contains("Barrel"));
}

async fn paste(browser: &Browser, list: &str) {
    fill(browser, "text", list).await;
}
