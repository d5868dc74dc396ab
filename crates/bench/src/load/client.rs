//! Callers over HTTP/1.1: one thread, one task and one kept-alive connection per caller.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::script::{Acknowledged, Script};
use super::{GRACE, Plan, Tally, Window, parse_head};
use crate::Result;

/// Larger than any answer to a write: an answer that leaves room tells tokio that the socket is empty, so the
/// next read waits for readiness instead of asking the kernel in vain.
const BUFFER_BYTES: usize = 64 * 1024;

/// How long a caller who waits for a server lets pass before the next try.
const PAUSE: Duration = Duration::from_millis(5);

/// Loads `address` with one caller per script and waits for the last answer.
pub fn run<S: Script>(
    address: SocketAddr,
    scripts: Vec<S>,
    plan: &Plan,
) -> Result<(Tally, Window)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let window = plan.window(Instant::now());
    let callers = async {
        let mut callers = JoinSet::new();
        for script in scripts {
            callers.spawn(call(address, script, window));
        }
        let mut all = Tally::default();
        while let Some(caller) = callers.join_next().await {
            all.merge(caller??);
        }
        Ok::<_, crate::Failure>(all)
    };
    let tally = runtime
        .block_on(async { tokio::time::timeout(plan.total() + GRACE, callers).await })
        .map_err(|_| format!("a caller still had no answer {GRACE:?} after the measured time"))??;
    Ok((tally, window))
}

async fn call<S: Script>(address: SocketAddr, mut script: S, window: Window) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut connection = Connection::open(address).await?;
    let mut request = Vec::with_capacity(1024);
    let mut started = Instant::now();
    while started < window.until {
        request.clear();
        if !script.next_request(&mut request) {
            tally.dry = true;
            break;
        }
        match connection.exchange(&request).await {
            Ok(answer) => {
                let ended = Instant::now();
                match answer.status {
                    200 | 201 => {
                        tally.acknowledge(&window, started, ended);
                        script.acknowledged(&Acknowledged {
                            started,
                            ended,
                            body: answer.body,
                        });
                    }
                    status if script.is_right(status, answer.body) => tally.turn_away(),
                    status => tally.refuse(status, answer.body),
                }
                started = ended;
                if answer.close {
                    connection = Connection::open(address).await?;
                }
            }
            Err(problem) => {
                tally.lose(&problem);
                connection = if script.unanswered() {
                    Connection::wait(address, window.until).await?
                } else {
                    Connection::open(address).await?
                };
                started = Instant::now();
            }
        }
    }
    Ok(tally)
}

struct Answer<'a> {
    status: u16,
    /// Only as much as fits the buffer, which is enough to say why a request was refused.
    body: &'a [u8],
    close: bool,
}

struct Connection {
    stream: TcpStream,
    buffer: Box<[u8]>,
}

impl Connection {
    async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; BUFFER_BYTES].into_boxed_slice(),
        })
    }

    /// Opens one as soon as somebody listens, at the latest at `until`.
    async fn wait(address: SocketAddr, until: Instant) -> io::Result<Self> {
        loop {
            match Self::open(address).await {
                Err(_) if Instant::now() < until => tokio::time::sleep(PAUSE).await,
                opened => return opened,
            }
        }
    }

    /// Sends a request and reads its whole answer. Nothing is pipelined, so the buffer begins empty.
    async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        let head = loop {
            filled += self.read(filled).await?;
            if let Some(head) = parse_head(&self.buffer[..filled]).map_err(io::Error::other)? {
                break head;
            }
        };
        let mut missing = expected(head.body_start + head.body_length, filled)?;
        // A long body is counted, not kept: its rest is read over and over into the same place.
        let kept = filled.min(BUFFER_BYTES / 2);
        while missing > 0 {
            missing = expected(missing, self.read(kept).await?)?;
        }
        Ok(Answer {
            status: head.status,
            body: &self.buffer[head.body_start.min(kept)..kept],
            close: head.close,
        })
    }

    async fn read(&mut self, from: usize) -> io::Result<usize> {
        match self.stream.read(&mut self.buffer[from..]).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => Ok(read),
        }
    }
}

/// What is still to come of `bytes` after `came`.
fn expected(bytes: usize, came: usize) -> io::Result<usize> {
    bytes
        .checked_sub(came)
        .ok_or_else(|| io::Error::other("more came than the answer's Content-Length"))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::time::Duration;

    use super::super::script::Cycle;
    use super::*;

    /// A server of one connection after the other that gives the same bytes for every request.
    fn server(answer: Vec<u8>, close: bool) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 1024];
                while stream.read(&mut request).is_ok_and(|read| read > 0) {
                    if stream.write_all(&answer).is_err() || close {
                        break;
                    }
                }
            }
        });
        address
    }

    fn load(address: SocketAddr) -> Tally {
        let plan = Plan {
            concurrency: 1,
            warm_up: Duration::ZERO,
            measured: Duration::from_millis(50),
        };
        run(address, vec![Cycle::get("x", "*/*", &["/"])], &plan)
            .unwrap()
            .0
    }

    #[test]
    fn a_body_longer_than_the_buffer_is_read_to_its_end() {
        let body = "x".repeat(3 * BUFFER_BYTES + 17);
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let tally = load(server(answer.into_bytes(), false));
        assert!(tally.acknowledged > 1);
        assert_eq!((tally.refusals(), tally.broken), (0, 0));
    }

    #[test]
    fn a_refusal_is_counted_and_told() {
        let tally = load(server(
            b"HTTP/1.1 409 Conflict\r\ncontent-length: 4\r\n\r\nfull".to_vec(),
            false,
        ));
        assert_eq!((tally.acknowledged, tally.latencies.count()), (0, 0));
        assert!(tally.refused[&409] > 1);
        assert_eq!(tally.first_problem.as_deref(), Some("409 full"));
    }

    /// Asks for one thing until it is answered, whoever is killed meanwhile.
    struct Patient {
        wanted: bool,
    }

    impl Script for Patient {
        fn next_request(&mut self, out: &mut Vec<u8>) -> bool {
            out.extend_from_slice(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n");
            std::mem::take(&mut self.wanted)
        }

        fn is_right(&self, status: u16, body: &[u8]) -> bool {
            status == 409 && body == b"full"
        }

        fn unanswered(&mut self) -> bool {
            self.wanted = true;
            true
        }
    }

    fn patient(address: SocketAddr) -> Tally {
        let plan = Plan {
            concurrency: 1,
            warm_up: Duration::ZERO,
            measured: GRACE,
        };
        let script = Patient { wanted: true };
        run(address, vec![script], &plan).unwrap().0
    }

    #[test]
    fn a_right_refusal_is_counted_apart() {
        let tally = patient(server(
            b"HTTP/1.1 409 Conflict\r\ncontent-length: 4\r\n\r\nfull".to_vec(),
            false,
        ));
        assert_eq!((tally.right, tally.refusals(), tally.dry), (1, 0, true));
    }

    #[test]
    fn whoever_waits_for_a_killed_server_is_answered_by_the_next() {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = first.local_addr().unwrap();
        let killed = std::thread::spawn(move || {
            let (mut stream, _) = first.accept().unwrap();
            let read = stream.read(&mut [0; 1024]).unwrap();
            drop((stream, first));
            std::thread::sleep(PAUSE * 4);
            let next = TcpListener::bind(address).unwrap();
            let (mut stream, _) = next.accept().unwrap();
            assert_eq!(stream.read(&mut [0; 1024]).unwrap(), read);
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(answer).unwrap();
            // Until the caller has read it.
            assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
        });
        let tally = patient(address);
        assert_eq!((tally.broken, tally.acknowledged), (1, 1));
        killed.join().unwrap();
    }

    #[test]
    fn an_announced_close_is_no_break_and_a_sudden_one_is() {
        let announced = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let tally = load(server(announced.to_vec(), true));
        assert!(tally.acknowledged > 1);
        assert_eq!(tally.broken, 0);
        let tally = load(server(
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx".to_vec(),
            true,
        ));
        assert_eq!(tally.acknowledged, 0);
        assert!(tally.broken > 1);
    }
}
