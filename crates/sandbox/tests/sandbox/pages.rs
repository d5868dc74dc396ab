//! The pages.

use foh_domain::payments::Reported;
use foh_gateways::payments::{Mtn, PaymentProvider};
use tokio::net::TcpListener;

use crate::{charge, decided, money, payment, place::Sandbox};

fn mtn(sandbox: &Sandbox) -> Mtn {
    Mtn::new(&sandbox.setup.mtn(None)).unwrap()
}

#[tokio::test]
async fn a_payment_is_decided_by_a_form_and_once() {
    let sandbox = Sandbox::start().await;
    let mtn = mtn(&sandbox);
    let charge = charge(1, '0', money(2_500, "RWF"));
    mtn.start(&charge).await.outcome.unwrap();
    let page = sandbox.page("/").await;
    for (words, shown) in [
        ("no money moves", true),
        ("RWF 2,500", true),
        ("Kigali Huye", true),
        ("•450", true),
        ("3450", false),
        ("Waits for the payer", true),
        ("Approve too late", true),
        ("Never answers, ", true),
    ] {
        assert_eq!(page.contains(words), shown, "{words}: {page}");
    }
    // Looking changes nothing.
    let looked = sandbox.get("/payments/1/approve").send().await.unwrap();
    assert_eq!(looked.status(), 405);
    let told = mtn.status(&payment(&charge, "")).await.outcome;
    assert_eq!(told, Ok(Reported::Pending));
    assert_eq!(sandbox.press("/payments/1/approve").await.0, 303);
    for action in ["approve", "refuse", "ignore", "late", "expire"] {
        let pressed = sandbox.press(&format!("/payments/1/{action}")).await;
        assert_eq!(pressed.0, 409, "{action}");
    }
    // MTN was not told where to send callbacks.
    assert_eq!(sandbox.press("/payments/1/again").await.0, 409);
    assert!(!sandbox.page("/").await.contains("Send the callback again"));
    let told = mtn.status(&payment(&charge, "")).await.outcome;
    assert_eq!(told, Ok(Reported::Completed(charge.money)));
    assert!(!sandbox.page("/").await.contains("Approve too late"));
    assert_eq!(sandbox.press("/payments/2/approve").await.0, 404);
    assert_eq!(sandbox.press("/payments/1/steal").await.0, 400);
}

#[tokio::test]
async fn what_is_ignored_stays_so_and_what_is_late_comes() {
    let sandbox = Sandbox::start_late().await;
    let mtn = mtn(&sandbox);
    let [ignored, late] =
        [(4, '1'), (2, '0')].map(|(number, last)| charge(number, last, money(900, "RWF")));
    for charge in [&ignored, &late] {
        mtn.start(charge).await.outcome.unwrap();
    }
    // It would decide by itself in an hour.
    let page = sandbox.page("/").await;
    assert_eq!(page.matches("decides itself at").count(), 1, "{page}");
    assert_eq!(sandbox.press("/payments/1/ignore").await.0, 303);
    assert!(!sandbox.page("/").await.contains("decides itself at"));
    assert_eq!(sandbox.press("/payments/2/late").await.0, 303);
    let told = decided(&mtn, &payment(&late, "")).await;
    assert_eq!(told, Reported::Completed(late.money));
    let told = mtn.status(&payment(&ignored, "")).await.outcome;
    assert_eq!(told, Ok(Reported::Pending));
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let sandbox = Sandbox::start().await;
    let mtn = mtn(&sandbox);
    let charge = charge(1, '0', money(2_500, "RWF"));
    mtn.start(&charge).await.outcome.unwrap();
    for (name, value) in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let form = sandbox.post("/payments/1/approve").header(name, value);
        let answer = form.send().await.unwrap();
        assert_eq!(answer.status(), 403, "{name}: {value}");
    }
    let named = sandbox.get("/").header("host", "evil.example");
    assert_eq!(named.send().await.unwrap().status(), 421);
    let told = mtn.status(&payment(&charge, "")).await.outcome;
    assert_eq!(told, Ok(Reported::Pending));
}

#[tokio::test]
async fn pages_run_no_script_and_bodies_are_bounded() {
    let sandbox = Sandbox::start().await;
    for path in ["/", "/sandbox.css", "/nothing"] {
        let answer = sandbox.get(path).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("script-src"), "{path}: {policy}");
    }
    let beyond = sandbox.page("/?from=18446744073709551615").await;
    assert!(beyond.contains("Newer") && !beyond.contains("Older"));
    let large = "x".repeat(64 * 1024 + 1);
    let question = sandbox.post("/auth/oauth2/token").body(large);
    assert_eq!(question.send().await.unwrap().status(), 413);
}

#[tokio::test]
async fn everything_ends_with_the_stop() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let sandbox = Sandbox::start().await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = foh_sandbox::serve(listener, sandbox.setup.clone(), async {
        let _ = stopped.await;
    });
    let serving = tokio::spawn(serving);
    tokio::net::TcpStream::connect(address).await.unwrap();
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
