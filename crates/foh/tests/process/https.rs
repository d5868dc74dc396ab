//! HTTPS by the program itself: the chain, the renewal, the way from plain HTTP.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    thread,
    time::{Duration, Instant},
};

use crate::{
    certificate::{Authority, Files, Stream},
    program::{LIMIT, Place},
    wire::{Outcome, ask_on, connect, hear, request},
};

const HOSTS: [&str; 3] = ["localhost", "tickets.example.org", "127.0.0.1"];

fn place(files: &Files) -> Place {
    Place::empty()
        .with("FOH_TLS_CERTIFICATE", files.certificate())
        .with("FOH_TLS_KEY", files.key())
        .with("FOH_ALLOWED_HOSTS", "localhost,tickets.example.org")
}

/// The certificate a conversation was begun with.
fn shown(stream: &Stream) -> Vec<u8> {
    stream.conn.peer_certificates().unwrap()[0].to_vec()
}

#[track_caller]
fn is_served(stream: &mut Stream) {
    let asked = ask_on(stream, &request("GET", "/health/live", "", true));
    assert!(
        matches!(asked, Outcome::Whole { status: 200, .. }),
        "{asked:?}"
    );
}

#[test]
fn the_chain_is_shown_and_a_renewed_certificate_is_taken_up() {
    let authority = Authority::new();
    let place = Place::empty();
    let files = authority.issue(place.path(), &HOSTS);
    let mut program = self::place(&files);
    let serving = program.serve_until(|address| authority.answers(address));
    serving.line("Front of House is open:        https://localhost:");

    // Both versions, and nothing else is agreed on than HTTP/1.1.
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let mut stream = authority
            .connect_by(serving.address, "tickets.example.org", &[version])
            .unwrap();
        is_served(&mut stream);
        assert_eq!(stream.conn.protocol_version(), Some(version.version));
        assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
        assert_eq!(stream.conn.peer_certificates().unwrap().len(), 2);
    }
    let stranger = Authority::new().connect(serving.address, "localhost");
    assert!(stranger.is_err(), "another root signed it");

    let mut old = authority.connect(serving.address, "localhost").unwrap();
    let first = shown(&old);
    is_served(&mut old);
    authority.issue(place.path(), &HOSTS);
    let deadline = Instant::now() + LIMIT;
    let second = loop {
        let mut fresh = authority.connect(serving.address, "localhost").unwrap();
        is_served(&mut fresh);
        if shown(&fresh) != first {
            break shown(&fresh);
        }
        assert!(
            Instant::now() < deadline,
            "the old certificate is still shown"
        );
        thread::sleep(Duration::from_millis(100));
    };
    // Who is connected goes on.
    is_served(&mut old);

    // What cannot be used changes nothing, and is told.
    fs::write(&files.key, "no key at all").unwrap();
    serving.wait_to_say("the changed certificate cannot be used");
    serving.wait_to_say(files.key());
    let mut after = authority.connect(serving.address, "localhost").unwrap();
    is_served(&mut after);
    assert_eq!(shown(&after), second);
    is_served(&mut old);
    serving.stop();
}

#[test]
fn files_that_do_not_fit_are_named_at_the_start() {
    let authority = Authority::new();
    let (here, there) = (Place::empty(), Place::empty());
    let one = authority.issue(here.path(), &HOSTS);
    let other = authority.issue(there.path(), &HOSTS);
    let start = |certificate: &str, key: &str| {
        let place = Place::empty()
            .with("FOH_LISTEN", "127.0.0.1:0")
            .with("FOH_TLS_CERTIFICATE", certificate)
            .with("FOH_TLS_KEY", key);
        let told = place.run(&["serve"]).badly(1);
        assert!(
            !place.data().join("foh.sqlite3").exists(),
            "nothing is touched"
        );
        told
    };
    let told = start(one.certificate(), other.key());
    for part in [one.certificate(), other.key(), "do not belong together"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let told = start("missing.pem", one.key());
    assert!(
        told.contains("tls_certificate") && told.contains("missing.pem"),
        "{told}"
    );
    let told = start(one.certificate(), "missing.pem");
    assert!(
        told.contains("tls_key") && told.contains("missing.pem"),
        "{told}"
    );
    let told = start(one.key(), one.key());
    assert!(
        told.contains(one.key()) && told.contains("no certificate"),
        "{told}"
    );
    let told = start(one.certificate(), one.certificate());
    assert!(told.contains("no private key"), "{told}");
    assert!(!told.contains("BEGIN"), "{told}");
}

#[test]
fn whoever_does_not_speak_tls_is_sent_away() {
    let authority = Authority::new();
    let place = Place::empty();
    let files = authority.issue(place.path(), &HOSTS);
    let mut program = self::place(&files);
    let serving = program.serve_until(|address| authority.answers(address));
    thread::scope(|scope| {
        let silent = scope.spawn(|| {
            let since = Instant::now();
            let mut stream = connect(serving.address, LIMIT);
            let mut said = Vec::new();
            let _ = std::io::Read::read_to_end(&mut stream, &mut said);
            (since.elapsed(), said)
        });
        let since = Instant::now();
        let mut plain = connect(serving.address, LIMIT);
        let asked = ask_on(&mut plain, &request("GET", "/", "", false));
        assert!(!matches!(asked, Outcome::Whole { .. }), "{asked:?}");
        assert!(
            since.elapsed() < Duration::from_secs(3),
            "{:?}",
            since.elapsed()
        );
        // Nobody waits for the silent one.
        assert!(authority.answers(serving.address));
        let (time, said) = silent.join().unwrap();
        assert!((8..15).contains(&time.as_secs()), "{time:?}");
        assert!(said.is_empty(), "{said:?}");
    });
    // Nor does the stop wait for one.
    let silent = connect(serving.address, LIMIT);
    assert!(authority.answers(serving.address));
    let since = Instant::now();
    serving.stop();
    assert!(
        since.elapsed() < Duration::from_secs(5),
        "{:?}",
        since.elapsed()
    );
    drop(silent);
}

fn free_port() -> SocketAddr {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap()
}

#[test]
fn plain_http_leads_to_https() {
    let authority = Authority::new();
    let place = Place::empty();
    let files = authority.issue(place.path(), &HOSTS);
    let redirecting = free_port();
    let mut program = self::place(&files)
        .with("FOH_SITE_BASE_URL", "https://tickets.example.org:8443")
        .with("FOH_REDIRECT_LISTEN", &redirecting.to_string());
    let serving = program.serve_until(|address| authority.answers(address));
    let ask = |target: &str, host: &str| {
        let request = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        hear(&mut connect(redirecting, LIMIT), &request)
    };
    for (target, host, location) in [
        (
            "/",
            "tickets.example.org",
            "https://tickets.example.org:8443/",
        ),
        (
            "/ticket?token=abc&x=%20y",
            "TICKETS.example.org:80",
            "https://tickets.example.org:8443/ticket?token=abc&x=%20y",
        ),
        ("/shows/a", "localhost", "https://localhost:8443/shows/a"),
    ] {
        let answer = ask(target, host);
        assert_eq!(answer.status, 308, "{}", answer.head);
        assert_eq!(answer.header("location"), location);
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "RFC 6797, 7.2"
        );
        assert_eq!(answer.header("set-cookie"), "");
    }
    for (target, host, status) in [
        ("/", "evil.example", 421),
        ("http://evil.example/", "localhost", 421),
        (
            "/.well-known/acme-challenge/abc",
            "tickets.example.org",
            404,
        ),
    ] {
        let answer = ask(target, host);
        assert_eq!(answer.status, status, "{}", answer.head);
        assert_eq!(answer.header("location"), "");
    }
    let post = request("POST", "/sign-in", "{}", false);
    let answer = hear(&mut connect(redirecting, LIMIT), &post);
    assert_eq!(answer.status, 308, "the method stays");

    // The cookie is one that only this host over HTTPS can have set.
    let mut stream = authority.connect(serving.address, "localhost").unwrap();
    let form = "email=nobody%40example.org&password=x";
    let sign_in = format!(
        "POST /sign-out HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    let left = hear(&mut stream, &sign_in);
    assert!(
        left.header("set-cookie").starts_with("__Host-foh=;"),
        "{}",
        left.head
    );
    assert!(
        left.header("set-cookie").contains("; Secure"),
        "{}",
        left.head
    );
    assert_eq!(left.header("clear-site-data"), "\"cache\", \"storage\"");
    serving.stop();
    assert!(
        std::net::TcpStream::connect(redirecting).is_err(),
        "it stops with the site"
    );
}
