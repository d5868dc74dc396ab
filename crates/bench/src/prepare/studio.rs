//! A studio: facilitators, their sessions, and members who book them.

use foh_app::House;
use foh_app::identity::NewAccount;
use foh_domain::field::FieldError;
use foh_domain::identity::Role;
use foh_domain::payments::{Currency, Money};
use foh_domain::studio::{Session, SessionFields, SessionKind};
use foh_domain::theatre::Zone;
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::house::with_house;
use super::programme::{faults, programme};
use crate::Result;
use crate::database::Database;

/// Sessions begin so soon.
const BEGINS_IN: SignedDuration = SignedDuration::from_hours(48);

/// What a place costs, in cents.
const PRICE: u64 = 2_500;

/// Pieces of work at the same time: as many as share a commit.
const AT_ONCE: usize = 256;

/// How large a studio is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Who hold sessions.
    pub facilitators: usize,
    /// Sessions, given to the facilitators in turn.
    pub sessions: usize,
    /// Who book. Each session has a place for each of them.
    pub members: usize,
}

/// Somebody who may ask with a token.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub id: Uuid,
    /// An access token as programs get it when they sign in.
    pub access_token: String,
}

/// Sessions that can be booked, and by whom.
pub struct Studio {
    /// Who hold the sessions; the session of number `n` is that of facilitator `n % facilitators`.
    pub facilitators: Vec<Person>,
    /// Ids of the sessions, as they stand in bodies.
    pub sessions: Vec<String>,
    /// Who book.
    pub members: Vec<Person>,
}

/// Migrates `database` and makes a studio of this size.
pub fn studio(database: &Database, size: Size) -> Result<Studio> {
    // A server that finds no venue would fill the house with the demonstration, and its bookings would be counted.
    programme(database, 0, 1)?;
    with_house(database, |house| async move {
        // The key that signs is made once, and not by everybody who begins at the same time.
        house.published_keys().await?;
        let facilitators = all(size.facilitators, |number| {
            person(house.clone(), Role::Facilitator, number)
        })
        .await?;
        let members = all(size.members, |number| {
            person(house.clone(), Role::Member, number)
        })
        .await?;
        let sessions = all(size.sessions, |number| {
            let owner = facilitators[number % facilitators.len()].clone();
            session(house.clone(), owner, size.members)
        })
        .await?;
        Ok(Studio {
            facilitators,
            sessions,
            members,
        })
    })
}

/// Does `work` for each number below `count`, many at once, and gives what came of it in the order of the numbers.
async fn all<T, F>(count: usize, work: impl Fn(usize) -> F) -> Result<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let mut done = Vec::with_capacity(count);
    let mut working = JoinSet::new();
    for number in 0..count {
        if working.len() >= AT_ONCE
            && let Some(piece) = working.join_next().await
        {
            done.push(piece?);
        }
        let piece = work(number);
        working.spawn(async move { (number, piece.await) });
    }
    while let Some(piece) = working.join_next().await {
        done.push(piece?);
    }
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, piece)| piece).collect()
}

async fn person(house: House, role: Role, number: usize) -> Result<Person> {
    let word = role.as_str();
    let new = NewAccount {
        email: &format!("{word}-{number:010}@example.org"),
        name: &format!("Person {number:010}"),
        role,
        password: None,
    };
    let id = house.create_user(new).await?;
    let tokens = house.issue_tokens(id).await?;
    Ok(Person {
        id,
        access_token: tokens.access_token.expose_secret().to_owned(),
    })
}

async fn session(house: House, owner: Person, places: usize) -> Result<String> {
    let by = house.who_has_bearer_token(&owner.access_token).await?;
    let by = by.ok_or("a token that was just made is not known")?;
    let starts_at = house.now() + BEGINS_IN;
    let session = Session::parse(SessionFields {
        kind: SessionKind::Session,
        title: "The measured breath",
        description: "Please come ten minutes early.",
        location: "Via del Banco 1, Roma",
        time_zone: zone()?,
        starts_at,
        ends_at: starts_at + SignedDuration::from_hours(2),
        capacity: i64::try_from(places)?,
        price: Money {
            amount: PRICE,
            currency: Currency::EUR,
        },
    })
    .map_err(faults)?;
    Ok(house.create_session(session, &by).await?.to_string())
}

fn zone() -> Result<Zone> {
    Zone::parse("Europe/Rome").map_err(|message| {
        faults(vec![FieldError {
            field: "time_zone",
            message,
        }])
    })
}
