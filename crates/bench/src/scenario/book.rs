//! Bookings of a studio's sessions over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use foh_app::identity::ACCESS_TOKEN_LIFE;
use foh_domain::studio::Session;

use super::{Bench, Scenario, http};
use crate::load::script::{Script, open_json_head};
use crate::prepare::{Person, Size};
use crate::report::Figures;
use crate::server::Program;
use crate::{Result, prepare};

/// Of an access token's life, what preparing and ending may take.
const PREPARING: Duration = Duration::from_mins(2);

/// The most members: a session has no more places.
pub const MOST_MEMBERS: usize = Session::MOST_PLACES as usize;

/// Every member books a session until it is full, then the next: always one hot session.
pub fn run(bench: &Bench) -> Result<Vec<Figures>> {
    check_time(bench)?;
    let members = bench.tokens().clamp(1, MOST_MEMBERS);
    let size = Size {
        facilitators: 1,
        sessions: bench.tokens().div_ceil(members),
        members,
    };
    let database = bench.databases.fresh();
    let studio = prepare::studio(&database, size)?;
    let before = prepare::audit(&database)?;
    let figures = http::measure(
        bench,
        Scenario::SessionBook.name(),
        Program::foh(&database)?,
        |host| {
            let orders = Orders::new(host, studio.sessions, &studio.members, Order::OneByOne);
            bench.scripts(|_| Book::new(&orders))
        },
    )?;
    let after = prepare::audit(&database)?;
    Ok(vec![figures.audited(before, after, |audit| audit.bookings)])
}

/// Refuses a load that outlives the members' access tokens.
pub fn check_time(bench: &Bench) -> Result<()> {
    let life = ACCESS_TOKEN_LIFE.unsigned_abs();
    if bench.plan.total() + PREPARING > life {
        return Err(format!(
            "access tokens work for {life:?}: load for less than {:?}",
            life.saturating_sub(PREPARING)
        )
        .into());
    }
    Ok(())
}

/// In which order sessions are booked.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// One after the other, each until it is full.
    OneByOne,
    /// All in turn.
    InTurn,
}

/// What all callers together book, each place once.
pub struct Orders {
    head: String,
    sessions: Vec<String>,
    /// The rest of the head, for each member.
    authorizations: Vec<String>,
    order: Order,
    next: AtomicUsize,
}

const BEFORE: &[u8] = b"{\"session_id\":\"";
const AFTER: &[u8] = b"\"}";

impl Orders {
    /// Bookings of each of `sessions` by each of `members`.
    pub fn new(host: &str, sessions: Vec<String>, members: &[Person], order: Order) -> Arc<Self> {
        let id_bytes = sessions.first().map_or(0, String::len);
        let head = open_json_head(host, BEFORE.len() + id_bytes + AFTER.len());
        Arc::new(Self {
            head: format!("POST /api/bookings{head}"),
            sessions,
            authorizations: members
                .iter()
                .map(|member| format!("authorization: Bearer {}\r\n\r\n", member.access_token))
                .collect(),
            order,
            next: AtomicUsize::new(0),
        })
    }

    /// The next session and the member who books it, by their numbers; `None` when everything is booked.
    fn take(&self) -> Option<(usize, usize)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (sessions, members) = (self.sessions.len(), self.authorizations.len());
        if number >= sessions * members {
            return None;
        }
        Some(match self.order {
            Order::OneByOne => (number / members, number % members),
            // Beginning with another member for each session, so that members meet each other and not themselves.
            Order::InTurn => {
                let session = number % sessions;
                (session, (number / sessions + session) % members)
            }
        })
    }
}

/// One caller.
pub struct Book {
    orders: Arc<Orders>,
    session: usize,
}

impl Book {
    /// A caller who takes what is next.
    pub fn new(orders: &Arc<Orders>) -> Self {
        Self {
            orders: Arc::clone(orders),
            session: 0,
        }
    }

    /// The number of the session that was asked for last.
    pub fn session(&self) -> usize {
        self.session
    }
}

impl Script for Book {
    fn next_request(&mut self, out: &mut Vec<u8>) -> bool {
        let Some((session, member)) = self.orders.take() else {
            return false;
        };
        self.session = session;
        out.extend_from_slice(self.orders.head.as_bytes());
        out.extend_from_slice(self.orders.authorizations[member].as_bytes());
        out.extend_from_slice(BEFORE);
        out.extend_from_slice(self.orders.sessions[session].as_bytes());
        out.extend_from_slice(AFTER);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;

    fn orders(sessions: usize, members: usize, order: Order) -> Arc<Orders> {
        let sessions = (0..sessions).map(|number| format!("s{number}")).collect();
        let members: Vec<Person> = (0..members)
            .map(|number| Person {
                id: Uuid::from_u128(number as u128),
                access_token: format!("t{number}"),
            })
            .collect();
        Orders::new("127.0.0.1:80", sessions, &members, order)
    }

    fn taken(orders: &Orders) -> Vec<(usize, usize)> {
        std::iter::from_fn(|| orders.take()).collect()
    }

    #[test]
    fn a_request_is_whole_and_as_long_as_it_says() {
        let mut script = Book::new(&orders(1, 1, Order::OneByOne));
        let mut out = Vec::new();
        assert!(script.next_request(&mut out));
        let request = String::from_utf8(out).unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /api/bookings HTTP/1.1\r\nhost: 127.0.0.1:80\r\n"));
        assert!(head.ends_with("\r\nauthorization: Bearer t0"), "{head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())));
        assert_eq!(body, "{\"session_id\":\"s0\"}");
        assert!(!script.next_request(&mut Vec::new()));
    }

    #[test]
    fn one_session_is_full_before_the_next_begins() {
        let taken = taken(&orders(3, 4, Order::OneByOne));
        let sessions: Vec<usize> = taken.iter().map(|(session, _)| *session).collect();
        assert_eq!(sessions, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
        assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), 12);
    }

    #[test]
    fn sessions_in_turn_are_booked_once_by_everybody() {
        for (sessions, members) in [(3, 4), (4, 3), (5, 5), (6, 3), (1, 7), (7, 1)] {
            let taken = taken(&orders(sessions, members, Order::InTurn));
            let different: BTreeSet<_> = taken.iter().collect();
            assert_eq!(different.len(), sessions * members);
            assert!(
                taken
                    .iter()
                    .enumerate()
                    .all(|(number, (session, _))| *session == number % sessions)
            );
        }
    }
}
