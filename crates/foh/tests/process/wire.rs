//! HTTP by hand, where it matters what exactly came over the wire.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use super::program::LIMIT;

/// How a request ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A whole answer: its status, its body, and whether the connection stays.
    Whole {
        status: u16,
        body: String,
        stays: bool,
    },
    /// Not a byte came back.
    Nothing,
    /// Something came back, and not all of it.
    Torn(String),
}

/// Whether somebody serves there.
pub fn answers(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else {
        return false;
    };
    let asked = ask(&mut stream, &request("GET", "/health/ready", "", false));
    matches!(asked, Outcome::Whole { status: 200, .. })
}

/// A request with a JSON body.
pub fn request(method: &str, path: &str, body: &str, stays: bool) -> String {
    let connection = if stays { "keep-alive" } else { "close" };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: {connection}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Sends a request and reads the answer, both in bounded time.
pub fn ask(stream: &mut TcpStream, request: &str) -> Outcome {
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream.set_write_timeout(Some(LIMIT)).unwrap();
    ask_on(stream, request)
}

/// The same on any stream, which must not wait for ever.
pub fn ask_on(stream: &mut (impl Read + Write), request: &str) -> Outcome {
    if stream.write_all(request.as_bytes()).is_err() {
        return Outcome::Nothing;
    }
    let mut said = Vec::new();
    let mut chunk = [0; 8_192];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => {
                said.extend_from_slice(&chunk[..count]);
                if let Some(whole) = whole(&said) {
                    return whole;
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                let late = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                assert!(!late, "no answer in {LIMIT:?}");
                break;
            }
        }
    }
    if said.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Torn(String::from_utf8_lossy(&said).into_owned())
    }
}

/// The answer, once its head and as much as it announced are there.
fn whole(said: &[u8]) -> Option<Outcome> {
    let text = String::from_utf8_lossy(said);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let length: usize = header("content-length")?.parse().ok()?;
    (body.len() >= length).then(|| Outcome::Whole {
        status,
        body: body.to_owned(),
        stays: header("connection") != Some("close"),
    })
}

/// Connects and waits no longer than this for each answer.
pub fn connect(address: SocketAddr, patience: Duration) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    stream
}

/// An answer on a connection that is closed after it, as it came.
#[derive(Debug)]
pub struct Heard {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Heard {
    /// The value of a header; "" without one. More than one are a fault of every answer here.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let mut values = self.head.lines().filter_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        });
        let value = values.next().unwrap_or("");
        assert_eq!(values.next(), None, "{name} twice in {}", self.head);
        value
    }
}

/// Sends this and reads until the other side closes.
pub fn hear(stream: &mut (impl Read + Write), request: &str) -> Heard {
    // Who refuses may close before everything is sent.
    let _ = stream.write_all(request.as_bytes());
    let mut said = Vec::new();
    // A close without goodbye, or a reset after the answer, is an end as well.
    let _ = stream.read_to_end(&mut said);
    let said = String::from_utf8_lossy(&said).into_owned();
    let (head, body) = said
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("no answer to {request:.200}: {said:?}"));
    Heard {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}
