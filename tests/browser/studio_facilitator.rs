//! A facilitator's evening: a session is made, a guest books, the bell rings, the guest is ticked off; then it is moved and
//! called off.

use fantoccini::Locator;
use foh_testkit::browser::{Browser, Options};
use serde_json::{Value, json};

use crate::{
    pages::picture,
    program::{
        Program, assert_marked, element, eventually, fill, goto, mark, press, see, set, sign_in_as,
        text,
    },
};

const PASSWORD: &str = "a quiet evening by the sea";
const GIULIA: &str = "giulia.ferri@example.org";

/// Sends JSON to the program, by the token of somebody or by nobody's, and answers what came back.
async fn send(program: &Program, path: &str, token: Option<&str>, body: Value) -> Value {
    let client = reqwest::Client::new();
    let mut request = client.post(format!("{}{path}", program.base)).json(&body);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let said = answer.text().await.unwrap();
    assert!(status.is_success(), "{path}: {status} {said}");
    serde_json::from_str(&said).unwrap_or(Value::Null)
}

/// A guest with an account of their own: their access token.
async fn guest(program: &Program, name: &str, email: &str) -> String {
    let body = json!({ "email": email, "password": PASSWORD, "name": name });
    let answer = send(program, "/api/auth/register", None, body).await;
    answer["access_token"].as_str().unwrap().to_owned()
}

/// Giulia has an account without a password.
async fn sign_in(program: &Program, browser: &Browser) {
    sign_in_as(program, browser, GIULIA).await;
    goto(program, browser, "/facilitator").await;
    see(browser, "Coming up").await;
}

/// What the badge of the bell says; nothing while another page comes.
async fn badge(browser: &Browser) -> String {
    match browser.find(Locator::Css("[data-bell-badge]")).await {
        Ok(badge) => badge.text().await.unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// Makes a session in the year after next; answers its id.
async fn make(program: &Program, browser: &Browser) -> String {
    goto(program, browser, "/facilitator/sessions").await;
    press(browser, "Make a session").await;
    fill(browser, "title", "Reading by candlelight").await;
    fill(browser, "location", "The attic").await;
    set(browser, "start_time", "2028-03-04T19:00").await;
    set(browser, "end_time", "2028-03-04T21:00").await;
    fill(browser, "price", "12.50").await;
    press(browser, "Make the session").await;
    see(browser, "The session is there").await;
    let path = browser.current_url().await.unwrap().path().to_owned();
    path.rsplit('/').next().unwrap().to_owned()
}

async fn evening(program: &Program, browser: &Browser) {
    sign_in(program, browser).await;
    // What the demonstration has booked.
    goto(program, browser, "/facilitator/notifications").await;
    press(browser, "Mark all as read").await;
    eventually(browser, "a bell that is quiet", async || {
        badge(browser).await.is_empty()
    })
    .await;
    let session = make(program, browser).await;

    mark(browser).await;
    let ada = guest(program, "Ada Rossi", "ada@example.org").await;
    let booking = json!({ "session_id": session, "notes": "=1+1" });
    send(program, "/api/bookings", Some(&ada), booking).await;
    eventually(browser, "one on the bell", async || {
        badge(browser).await == "1"
    })
    .await;
    see(browser, "Ada Rossi booked Reading by candlelight").await;
    assert_marked(browser).await;

    element(browser, ".bell").await.click().await.unwrap();
    see(browser, "Mark as read").await;
    mark(browser).await;
    let bruno = guest(program, "Bruno Neri", "bruno@example.org").await;
    let booking = json!({ "session_id": session });
    send(program, "/api/bookings", Some(&bruno), booking).await;
    eventually(browser, "Bruno in the list", async || {
        let list = element(browser, ".notifications").await;
        let first = list.find(Locator::Css("li")).await.unwrap();
        first
            .text()
            .await
            .unwrap_or_default()
            .contains("Bruno Neri")
    })
    .await;
    assert_marked(browser).await;
    eventually(browser, "two on the bell", async || {
        badge(browser).await == "2"
    })
    .await;
    press(browser, "Mark as read").await;
    eventually(browser, "one on the bell", async || {
        badge(browser).await == "1"
    })
    .await;

    tick_off(program, browser, &session).await;
    move_and_call_off(program, browser, &session).await;
    assert_eq!(browser.complaints().await, [""; 0], "the console is quiet");
}

async fn tick_off(program: &Program, browser: &Browser, session: &str) {
    let list = format!("/facilitator/sessions/{session}/bookings");
    goto(program, browser, &list).await;
    see(browser, "0 of 2 here").await;
    mark(browser).await;
    press(browser, "Tick off").await;
    see(browser, "1 of 2 here").await;
    see(browser, "Since").await;
    press(browser, "Not here").await;
    see(browser, "0 of 2 here").await;
    press(browser, "Tick off").await;
    see(browser, "1 of 2 here").await;
    assert_marked(browser).await;
    let script =
        "const [path, done] = arguments; fetch(path).then((file) => file.text()).then(done)";
    let csv = format!("{list}.csv");
    let file = browser
        .execute_async(script, vec![json!(csv)])
        .await
        .unwrap();
    let file = file.as_str().unwrap();
    assert!(
        file.contains("Ada Rossi") && file.contains("'=1+1"),
        "{file}"
    );
}

async fn move_and_call_off(program: &Program, browser: &Browser, session: &str) {
    goto(
        program,
        browser,
        &format!("/facilitator/sessions/{session}"),
    )
    .await;
    set(browser, "start_time", "2028-03-05T19:00").await;
    set(browser, "end_time", "2028-03-05T21:00").await;
    press(browser, "Save the session").await;
    see(browser, "2 guests are told of it by e-mail.").await;
    press(browser, "Call it off").await;
    see(browser, "2 guests have booked it").await;
    press(browser, "Call the session off").await;
    see(browser, "The session is called off").await;
    goto(program, browser, "/dev/mailbox").await;
    let page = text(browser).await;
    assert!(page.contains("Reading by candlelight"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_facilitators_evening() {
    let program = Program::start();
    let browser = Browser::start(&Options::default()).await;
    evening(&program, &browser).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_facilitators_pages_fit() {
    let program = Program::start();
    let browser = Browser::start(&Options::default()).await;
    sign_in(&program, &browser).await;
    let full = async |css: &str| {
        goto(&program, &browser, "/facilitator/sessions").await;
        element(&browser, css)
            .await
            .attr("href")
            .await
            .unwrap()
            .unwrap()
    };
    let session = full(".admin-table tbody tr th a").await;
    for dark in [false, true] {
        let tone =
            json!({ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } });
        browser
            .devtools("Emulation.setEmulatedMedia", json!({ "features": [tone] }))
            .await;
        for (name, path) in [
            ("facilitator", "/facilitator".to_owned()),
            ("facilitator-sessions", "/facilitator/sessions".to_owned()),
            (
                "facilitator-over",
                "/facilitator/sessions?sort=over".to_owned(),
            ),
            (
                "facilitator-cancelled",
                "/facilitator/sessions?sort=cancelled".to_owned(),
            ),
            ("facilitator-new", "/facilitator/sessions/new".to_owned()),
            ("facilitator-session", session.clone()),
            ("facilitator-call-off", format!("{session}/cancel")),
            ("facilitator-guests", format!("{session}/bookings")),
            ("facilitator-bookings", "/facilitator/bookings".to_owned()),
            (
                "facilitator-notifications",
                "/facilitator/notifications".to_owned(),
            ),
            ("facilitator-profile", "/facilitator/profile".to_owned()),
        ] {
            goto(&program, &browser, &path).await;
            picture(&browser, name, dark).await;
        }
    }
    assert_eq!(browser.complaints().await, [""; 0], "the console is quiet");
}
