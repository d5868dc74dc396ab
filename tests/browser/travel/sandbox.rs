//! What a tester does on the sandbox's page, and what is read there.

use foh_testkit::browser::Browser;

use crate::program::{Program, eventually};

/// The page of the sandbox.
pub async fn page(program: &Program) -> String {
    let answer = reqwest::get(format!("{}/", program.sandbox)).await;
    answer.unwrap().text().await.unwrap()
}

/// Presses a button of the newest payment of a number that ends like this.
pub async fn press(program: &Program, ending: &str, action: &str) {
    let page = page(program).await;
    let (before, _) = page
        .split_once(&format!("•{ending}</span>"))
        .expect("a payment of this number");
    let (_, payment) = before.rsplit_once("id=\"payment-").unwrap();
    let number = payment.split_once('"').unwrap().0;
    let url = format!("{}/payments/{number}/{action}", program.sandbox);
    let answer = reqwest::Client::new().post(url).send().await.unwrap();
    assert!(
        answer.status().is_success(),
        "{action}: {}",
        answer.status()
    );
}

/// Waits until the sandbox's page says this so many times.
pub async fn says(program: &Program, browser: &Browser, words: &str, times: usize) {
    eventually(browser, words, async || {
        page(program).await.matches(words).count() == times
    })
    .await;
}

/// Waits until so many texts have brought a ticket.
pub async fn brings_tickets(program: &Program, browser: &Browser, times: usize) {
    let link = format!("href=\"{}/travel/booking?token=", program.base);
    says(program, browser, &link, times).await;
}
