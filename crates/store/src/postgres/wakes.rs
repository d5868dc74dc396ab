//! Wakes between nodes: one thread and one connection that tells the others (NOTIFY) and hears them (LISTEN).

use std::{cell::Cell, future::poll_fn, pin::pin, time::Duration};

use tokio::{runtime, time};
use tokio_postgres::{AsyncMessage, Client};
use uuid::Uuid;

use super::connect;
use crate::{
    StoreError,
    wakes::{Bell, Heard, Topic, Wake},
};

/// How long wakes gather before they are sent: however many are told, the server sees at most 200 statements a second.
const GATHER: Duration = Duration::from_millis(5);
/// How long to wait before connecting again; after each failure twice as long…
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// …up to this.
const LAST_PAUSE: Duration = Duration::from_secs(5);
/// A statement that takes longer has lost its server.
const ANSWER: Duration = Duration::from_secs(5);
/// Wakes in one payload, which the server limits to 8,000 bytes.
const IN_ONE: usize = 100;
/// Stands for more than was told one by one.
const EVERYTHING: &str = "*";

/// Tells and hears until the bell is closed.
pub(crate) fn carry_wakes(url: &str, bell: &Bell) {
    let Ok(runtime) = runtime::Builder::new_current_thread().enable_all().build() else {
        tracing::warn!("other nodes cannot be woken; they look by themselves");
        return;
    };
    runtime.block_on(async {
        let mut pause = FIRST_PAUSE;
        while !bell.is_closed() {
            match carry(url, bell, &mut pause).await {
                Ok(()) => return,
                Err(error) => tracing::debug!(%error, "wakes are not carried for now"),
            }
            let _ = time::timeout(pause, closed(bell)).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
    });
}

/// Waits until the bell is closed; what is to be told meanwhile goes on waiting.
async fn closed(bell: &Bell) {
    while !bell.is_closed() {
        bell.rung.notified().await;
    }
    bell.rung.notify_one();
}

/// Works one connection until it ends or the bell is closed.
async fn carry(url: &str, bell: &Bell, pause: &mut Duration) -> Result<(), StoreError> {
    let connecting = async {
        tokio::select! { made = connect(url) => Some(made), () = closed(bell) => None }
    };
    let Some(made) = connecting.await else {
        return Ok(());
    };
    let (client, mut connection) = made?;
    // What comes from this very connection was told here before.
    let own = Cell::new(0);
    let heard = poll_fn(|context| {
        loop {
            match std::task::ready!(connection.poll_message(context)) {
                Some(Ok(AsyncMessage::Notification(said))) if said.process_id() != own.get() => {
                    hear(bell, said.payload());
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return std::task::Poll::Ready(Err(super::fault(&error))),
                None => {
                    let gone = StoreError::Unavailable("the server has gone".into());
                    return std::task::Poll::Ready(Err(gone));
                }
            }
        }
    });
    let sending = Cell::new(false);
    let said = async {
        let asked = client.query_one("SELECT pg_backend_pid()", &[]);
        let pid = answered(asked).await?.try_get(0);
        own.set(pid.map_err(|error| super::fault(&error))?);
        answered(client.batch_execute("LISTEN foh_wakes")).await?;
        *pause = FIRST_PAUSE;
        // Whatever was told while nobody listened.
        bell.tell(Heard::Everything);
        while !bell.is_closed() {
            let outgoing = bell.take();
            if outgoing.is_empty() {
                bell.rung.notified().await;
                // The first of many has come; the others are on their way.
                time::sleep(GATHER).await;
                continue;
            }
            let mut payloads: Vec<String> = outgoing.wakes.chunks(IN_ONE).map(payload).collect();
            if outgoing.everything {
                payloads.push(EVERYTHING.to_owned());
            }
            sending.set(true);
            send(&client, &payloads).await?;
            sending.set(false);
        }
        Ok(())
    };
    let (heard, said) = (pin!(heard), pin!(said));
    let ended = tokio::select! {
        ended = heard => ended,
        ended = said => ended,
    };
    if sending.get() {
        bell.lost();
    }
    ended
}

async fn send(client: &Client, payloads: &[String]) -> Result<(), StoreError> {
    let told = async {
        client
            .execute(
                "SELECT pg_notify('foh_wakes', payload) FROM UNNEST($1::text[]) AS told(payload)",
                &[&payloads],
            )
            .await
    };
    answered(told).await.map(|_| ())
}

async fn answered<T>(
    work: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, StoreError> {
    match time::timeout(ANSWER, work).await {
        Ok(done) => done.map_err(|error| super::fault(&error)),
        Err(_) => Err(StoreError::Unavailable("the server does not answer".into())),
    }
}

/// For each wake its letter and two ids.
fn payload(wakes: &[Wake]) -> String {
    let mut text = String::with_capacity(wakes.len() * 65);
    for wake in wakes {
        text.push(wake.topic.letter());
        for id in [wake.subject, wake.id] {
            text.push_str(id.simple().encode_lower(&mut Uuid::encode_buffer()));
        }
    }
    text
}

fn hear(bell: &Bell, told: &str) {
    match wakes_in(told) {
        Some(wakes) => wakes
            .into_iter()
            .for_each(|wake| bell.tell(Heard::Wake(wake))),
        // More than could be told, or something only a newer node knows.
        None => bell.tell(Heard::Everything),
    }
}

/// `None` when it is anything else than wakes.
fn wakes_in(told: &str) -> Option<Vec<Wake>> {
    let parts = told.as_bytes().chunks(65);
    parts
        .map(|part| {
            let part = std::str::from_utf8(part).ok()?;
            let (letter, ids) = part.split_at_checked(1)?;
            let (subject, id) = ids.split_at_checked(32)?;
            Some(Wake {
                topic: Topic::of_letter(letter.chars().next()?)?,
                subject: Uuid::try_parse(subject).ok()?,
                id: Uuid::try_parse(id).ok()?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_read_as_written_and_fits() {
        let wakes: Vec<Wake> = (0..IN_ONE as u128)
            .map(|number| Wake {
                topic: Topic::Notifications,
                subject: Uuid::from_u128(number << 64),
                id: Uuid::from_u128(u128::MAX - number),
            })
            .collect();
        let text = payload(&wakes);
        assert!(text.len() < 8_000, "{}", text.len());
        assert_eq!(wakes_in(&text), Some(wakes));
        for foreign in [EVERYTHING, "n", "n00", &"x".repeat(65), "ä"] {
            assert_eq!(wakes_in(foreign), None, "{foreign}");
        }
    }
}
