//! A guest of the studio: finds a session, opens an account on the way, books, and gives the place back.

use foh_testkit::browser::{Browser, Options, Viewport};

use crate::{
    pages::picture,
    program::{Program, element, fill, press, see, text},
};

const PASSWORD: &str = "seventeen quiet lanterns";

/// Finds a session with a price and places left, and answers its title.
async fn find(program: &Program, browser: &Browser, album: &Album) -> String {
    browser
        .goto(&format!("{}/sessions", program.base))
        .await
        .unwrap();
    album.take(browser, "studio-sessions").await;
    let filter = element(browser, "details.filter summary").await;
    filter.click().await.unwrap();
    for choice in [
        "#type option[value=session]",
        "#free option[value=false]",
        "#with_places",
    ] {
        element(browser, choice).await.click().await.unwrap();
    }
    press(browser, "Find sessions").await;
    see(browser, "with places left").await;
    let address = browser.current_url().await.unwrap();
    for part in ["type=session", "free=false", "with_places=true"] {
        assert!(address.as_str().contains(part), "{address}");
    }
    album.take(browser, "studio-sessions-found").await;
    let first = element(browser, ".performance h3 a").await;
    let title = first.text().await.unwrap();
    first.click().await.unwrap();
    see(browser, "Sign in to book").await;
    title
}

/// How many places the page says are left.
async fn left(browser: &Browser) -> u32 {
    let words = element(browser, ".meter-words").await.text().await.unwrap();
    words.split(' ').next().unwrap().parse().unwrap()
}

async fn open_an_account(browser: &Browser) {
    press(browser, "Open an account").await;
    fill(browser, "name", "Ada Rossi").await;
    fill(browser, "email", "ada@example.org").await;
    fill(browser, "password", PASSWORD).await;
    press(browser, "Open the account").await;
    see(browser, "Look into your mailbox").await;
    press(browser, "Sign in").await;
    fill(browser, "email", "ada@example.org").await;
    fill(browser, "password", PASSWORD).await;
    press(browser, "Sign in").await;
}

/// The pictures that are taken on the way, where they are wanted.
struct Album {
    wanted: bool,
    dark: bool,
}

impl Album {
    async fn take(&self, browser: &Browser, name: &str) {
        if self.wanted {
            picture(browser, name, self.dark).await;
        }
    }
}

async fn story(options: Options, wanted: bool) {
    let album = Album {
        wanted,
        dark: options.dark,
    };
    let program = Program::start();
    let browser = Browser::start(&options).await;
    let title = find(&program, &browser, &album).await;
    let before = left(&browser).await;
    let session = browser.current_url().await.unwrap();
    album.take(&browser, "studio-session-sign-in").await;

    // Back where the guest came from.
    open_an_account(&browser).await;
    see(&browser, "Book a place").await;
    assert_eq!(browser.current_url().await.unwrap(), session);
    see(&browser, "is due for it").await;
    album.take(&browser, "studio-session").await;
    fill(&browser, "notes", "A chair, please").await;
    press(&browser, "Book a place").await;
    see(&browser, "You are booked").await;
    see(&browser, "Pay for your place").await;
    album.take(&browser, "studio-booking-pay").await;
    browser.goto(session.as_str()).await.unwrap();
    see(&browser, "You are booked").await;
    assert_eq!(left(&browser).await, before - 1);
    album.take(&browser, "studio-session-booked").await;

    browser
        .goto(&format!("{}/dev/mailbox", program.base))
        .await
        .unwrap();
    press(&browser, &format!("Booked: {title}")).await;
    see(&browser, "Your place is booked").await;
    see(&browser, "Calendar entry").await;

    browser
        .goto(&format!("{}/bookings", program.base))
        .await
        .unwrap();
    press(&browser, "Cancel").await;
    see(&browser, "Cancel your place?").await;
    album.take(&browser, "studio-booking-cancel").await;
    press(&browser, "Keep my place").await;
    see(&browser, "Your bookings").await;
    assert!(text(&browser).await.contains(&title));
    album.take(&browser, "studio-bookings").await;
    press(&browser, "Cancel").await;
    press(&browser, "Cancel my place").await;
    see(&browser, "Your booking is cancelled").await;
    see(&browser, "You cancelled").await;
    album.take(&browser, "studio-bookings-before").await;
    browser.goto(session.as_str()).await.unwrap();
    see(&browser, "Book a place").await;
    assert_eq!(left(&browser).await, before);
    let facilitator = element(&browser, "a[href^='/facilitators/']").await;
    facilitator.click().await.unwrap();
    see(&browser, "SESSIONS TO COME").await;
    album.take(&browser, "studio-facilitator-public").await;
    apply(&program, &browser, &album).await;
    assert_eq!(browser.complaints().await, [""; 0], "the console is quiet");
}

/// The guest applies to hold sessions, and is approved.
async fn apply(program: &Program, browser: &Browser, album: &Album) {
    let path = format!("{}/account/facilitator", program.base);
    browser.goto(&path).await.unwrap();
    album.take(browser, "studio-apply").await;
    fill(browser, "specialization", "Breath and voice").await;
    fill(browser, "bio", "A singer for twenty years.").await;
    press(browser, "Apply").await;
    see(browser, "Your application is being looked at").await;
    album.take(browser, "studio-apply-waiting").await;
    element(browser, "form.account button")
        .await
        .click()
        .await
        .unwrap();
    see(browser, "You are signed out").await;
    program.sign_in(browser).await;
    let path = format!("{}/admin/facilitators", program.base);
    browser.goto(&path).await.unwrap();
    see(browser, "A singer for twenty years.").await;
    album.take(browser, "admin-facilitators").await;
    press(browser, "Approve Ada Rossi").await;
    see(browser, "They can hold sessions from now on").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_finds_books_and_cancels_on_a_phone() {
    let options = Options {
        viewport: Viewport::PHONE,
        ..Options::default()
    };
    story(options, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_finds_books_and_cancels_without_scripts() {
    let options = Options {
        javascript: false,
        ..Options::default()
    };
    story(options, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_studio_fit_in_the_light() {
    story(Options::default(), true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_studio_fit_in_the_dark() {
    let options = Options {
        dark: true,
        ..Options::default()
    };
    story(options, true).await;
}
