//! Live notifications: bookings at full rate while facilitators listen.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use uuid::Uuid;

use super::book::{Book, MOST_MEMBERS, Order, Orders, check_time};
use super::{Bench, Scenario, http};
use crate::load::audience::Audience;
use crate::load::delivery::{Asked, Deliveries};
use crate::load::script::{Acknowledged, Script};
use crate::prepare::Size;
use crate::report::{Delivery, Figures, rounded, say};
use crate::server::{Program, Server};
use crate::{Result, prepare};

/// How long the last notifications may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long is listened when everything has come: the server looks every 2 seconds for what it may have missed, and must not
/// tell it again.
const LINGER: Duration = Duration::from_secs(3);

/// Connects a facilitator for each session and books the sessions in turn.
pub fn run(bench: &Bench) -> Result<Vec<Figures>> {
    check_time(bench)?;
    let facilitators = bench.facilitators;
    let database = bench.databases.fresh();
    let studio = prepare::studio(
        &database,
        Size {
            facilitators,
            sessions: facilitators,
            members: bench.tokens().div_ceil(facilitators).clamp(1, MOST_MEMBERS),
        },
    )?;
    let before = prepare::audit(&database)?;

    let server = Server::start(Program::foh(&database)?)?;
    let idle_mb = server.idle_memory_mb()?;
    let audience = Audience::gather(server.address(), studio.facilitators)
        .map_err(|failure| format!("{failure}; the server said:\n{}", server.log_end()))?;
    let bytes_each = (server.idle_memory_mb()? - idle_mb) * 1e6 / facilitators as f64;
    let host = server.address().to_string();
    let orders = Orders::new(&host, studio.sessions, &studio.members, Order::InTurn);
    let asked = Arc::default();
    let scripts = bench.scripts(|_| Noting {
        book: Book::new(&orders),
        asked: Arc::clone(&asked),
    });
    let (figures, window) = http::load(bench, Scenario::Notify.name(), &server, idle_mb, scripts)?;
    let asked = std::mem::take(&mut *asked.lock().unwrap_or_else(PoisonError::into_inner));
    wait(&audience, asked.len());
    let heard = audience.leave()?;
    server.kill()?;

    if let Some(problem) = &heard.first_problem {
        say(&format!("notify: a listener was lost: {problem}"));
    }
    let deliveries = Deliveries::of(&asked, &heard.arrivals, &window);
    let ms = |latencies: &crate::load::histogram::Latencies, share| {
        rounded(latencies.quantile_ms(share), 3)
    };
    let figures = Figures {
        broken: figures.broken + heard.gone as u64,
        delivery: Some(Delivery {
            listeners: facilitators,
            bytes_per_listener: rounded(bytes_each, 0),
            p50_ms: ms(&deliveries.from_request, 0.5),
            p99_ms: ms(&deliveries.from_request, 0.99),
            after_answer_p50_ms: ms(&deliveries.from_answer, 0.5),
            after_answer_p99_ms: ms(&deliveries.from_answer, 0.99),
            undelivered: deliveries.undelivered,
            doubled: deliveries.doubled,
        }),
        ..figures
    };
    let after = prepare::audit(&database)?;
    Ok(vec![figures.audited(before, after, |audit| audit.bookings)])
}

/// Waits until so many notifications have come, and a little longer.
fn wait(audience: &Audience, count: usize) {
    let deadline = Instant::now() + PATIENCE;
    while audience.heard().arrivals.len() < count && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(LINGER);
}

/// A caller who notes what was acknowledged, and when.
struct Noting {
    book: Book,
    asked: Arc<Mutex<Vec<Asked>>>,
}

#[derive(Deserialize)]
struct Booked {
    booking_id: Uuid,
}

impl Script for Noting {
    fn next_request(&mut self, out: &mut Vec<u8>) -> bool {
        self.book.next_request(out)
    }

    fn acknowledged(&mut self, answer: &Acknowledged<'_>) {
        // An answer that names no booking is one whose notification cannot come: it counts as undelivered.
        let booking_id = serde_json::from_slice(answer.body)
            .map_or(Uuid::nil(), |booked: Booked| booked.booking_id);
        let asked = Asked {
            booking_id,
            listener: self.book.session(),
            started: answer.started,
            ended: answer.ended,
        };
        let mut all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(asked);
    }
}
