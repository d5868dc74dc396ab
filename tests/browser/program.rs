//! The program, started in an empty directory with nothing configured but its address.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{Locator, elements::Element};
use foh_testkit::{browser::Browser, workplace::Workplace};
use serde_json::{Value, json};

/// How long anything on a page may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program; dropping it ends it and removes its data.
pub struct Program {
    child: Child,
    /// Where it is reached.
    pub base: String,
    /// Signs the administrator in, once.
    pub administrator_link: String,
    /// Where payers and telephones are played.
    pub sandbox: String,
    /// Where it works, and where films are kept.
    pub workplace: Workplace,
}

impl Program {
    /// Starts it and waits until it has said where it is.
    pub fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let workplace = Workplace::create("foh-program", "TERM");
        let mut child = Command::new(env!("CARGO_BIN_EXE_foh"))
            .current_dir(workplace.path())
            .env("FOH_LISTEN", format!("127.0.0.1:{port}"))
            .env("FOH_SANDBOX_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = said.map_while(Result::ok);
        let mut after =
            |words| said.find_map(|line| Some(line.split_once(words)?.1.trim().to_owned()));
        let administrator_link =
            after("administrator once: ").expect("the program prints a link for the administrator");
        let sandbox = after("telephones to play: ").expect("the program says where its sandbox is");
        Self {
            child,
            base: format!("http://localhost:{port}"),
            administrator_link,
            sandbox: sandbox.trim_end_matches('/').to_owned(),
            workplace,
        }
    }

    /// The next performance that tickets are admitted to, with at least two free places: its id.
    pub async fn performance_of_today(&self) -> String {
        let answer = reqwest::get(format!("{}/api/performances", self.base))
            .await
            .unwrap();
        let list: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        let items = list["items"].as_array().unwrap();
        let free = items
            .iter()
            .find(|item| item["available_places"].as_u64() >= Some(2))
            .unwrap();
        free["id"].as_str().unwrap().to_owned()
    }

    /// The show at this address: its id.
    pub async fn show(&self, slug: &str) -> String {
        let answer = reqwest::get(format!("{}/api/shows/{slug}", self.base))
            .await
            .unwrap();
        let show: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        show["id"].as_str().unwrap().to_owned()
    }

    /// Signs the administrator in.
    pub async fn sign_in(&self, browser: &Browser) {
        browser.goto(&self.administrator_link).await.unwrap();
        press(browser, "Sign in").await;
        eventually(browser, "the session's first page", async || {
            !browser
                .current_url()
                .await
                .unwrap()
                .path()
                .starts_with("/sign-in")
        })
        .await;
    }
}

/// Gives an account of the demonstration, which has none, a password, and signs in with it.
pub async fn sign_in_as(program: &Program, browser: &Browser, email: &str) {
    const PASSWORD: &str = "a quiet evening by the sea";
    goto(program, browser, "/password-reset").await;
    fill(browser, "email", email).await;
    press(browser, "Send the link").await;
    see(browser, "Look into your mailbox").await;
    goto(program, browser, "/dev/mailbox").await;
    press(browser, "password").await;
    press(browser, "/password-reset/").await;
    fill(browser, "password", PASSWORD).await;
    press(browser, "Set the password").await;
    eventually(browser, "the end of setting it", async || {
        let url = browser.current_url().await.unwrap();
        !url.path().starts_with("/password-reset")
            || !text(browser).await.contains("Set the password")
    })
    .await;
    goto(program, browser, "/sign-in").await;
    fill(browser, "email", email).await;
    fill(browser, "password", PASSWORD).await;
    press(browser, "Sign in").await;
    eventually(browser, "the session's first page", async || {
        let url = browser.current_url().await.unwrap();
        !url.path().starts_with("/sign-in")
    })
    .await;
}

/// Asks the program as the browser's page would, with its session; answers the JSON that comes back.
pub async fn ask(browser: &Browser, path: &str, body: Option<Value>) -> Value {
    const ASK: &str = "
        const [path, body, done] = arguments;
        const sent = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
        fetch(path, sent ?? {}).then(async (answer) => done({ ok: answer.ok, said: await answer.json() }))";
    let arguments = vec![json!(path), body.unwrap_or_default()];
    let answer = browser.execute_async(ASK, arguments).await.unwrap();
    assert_eq!(answer["ok"], json!(true), "{path}: {answer}");
    answer["said"].clone()
}

/// Opens a page of the program.
pub async fn goto(program: &Program, browser: &Browser, path: &str) {
    let url = format!("{}{path}", program.base);
    browser.goto(&url).await.unwrap();
}

/// Sets a field as a person does by its picker, whatever the browser's language.
pub async fn set(browser: &Browser, name: &str, value: &str) {
    element(browser, &format!("[name={name}]")).await;
    let script = "document.querySelector(`[name=${arguments[0]}]`).value = arguments[1]";
    let arguments = vec![json!(name), json!(value)];
    browser.execute(script, arguments).await.unwrap();
}

/// From here on the page must not be loaded anew.
pub async fn mark(browser: &Browser) {
    browser
        .execute("window.marked = true", vec![])
        .await
        .unwrap();
}

/// The page is the one that was marked.
pub async fn assert_marked(browser: &Browser) {
    let marked = browser.execute("return window.marked === true", vec![]);
    assert_eq!(
        marked.await.unwrap(),
        json!(true),
        "the page was loaded anew"
    );
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until `holds`.
pub async fn eventually(browser: &Browser, what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(
            Instant::now() < until,
            "{what} did not come; the page says:\n{}",
            text(browser).await
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The visible text of the page.
pub async fn text(browser: &Browser) -> String {
    match browser.find(Locator::Css("body")).await {
        Ok(body) => body.text().await.unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// Waits until the page shows these words.
pub async fn see(browser: &Browser, words: &str) {
    eventually(browser, words, async || text(browser).await.contains(words)).await;
}

/// The element that CSS selects, once it is there.
pub async fn element(browser: &Browser, css: &str) -> Element {
    browser
        .wait()
        .at_most(PATIENCE)
        .for_element(Locator::Css(css))
        .await
        .unwrap_or_else(|error| panic!("{css}: {error}"))
}

/// Presses the first visible button or link with these words.
pub async fn press(browser: &Browser, words: &str) {
    let path = format!(
        "//main//button[contains(normalize-space(.), '{words}')] | //main//a[contains(normalize-space(.), '{words}')]"
    );
    let until = Instant::now() + PATIENCE;
    loop {
        for found in browser.find_all(Locator::XPath(&path)).await.unwrap() {
            if found.is_displayed().await.unwrap_or(false) && found.click().await.is_ok() {
                return;
            }
        }
        assert!(
            Instant::now() < until,
            "no button {words}; the page says:\n{}",
            text(browser).await
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Fills a field in.
pub async fn fill(browser: &Browser, name: &str, value: &str) {
    let field = element(browser, &format!("[name={name}]")).await;
    field.clear().await.unwrap();
    field.send_keys(value).await.unwrap();
}
