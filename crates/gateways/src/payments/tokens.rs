//! Access tokens that expire (RFC 6749, 4.4): kept while they are good, renewed by one for all who wait.

use std::time::{Duration, Instant};

use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{
    PaymentError, Trouble,
    line::{self, RawAnswer},
};

/// A token is renewed so long before it expires: a question that takes this long to arrive still finds it good.
const MARGIN: Duration = Duration::from_secs(20);
/// A token that says nothing of its end is used for one question only.
const UNSAID: u64 = 0;

struct Token {
    bearer: SecretString,
    until: Instant,
}

/// The token of one product of a provider.
#[derive(Default)]
pub(super) struct Tokens(Mutex<Option<Token>>);

impl Tokens {
    /// Asks with a token, which `renewal` gets. A token that is refused is renewed once: after 401 nothing was done.
    pub(super) async fn ask(
        &self,
        renewal: RequestBuilder,
        question: RequestBuilder,
    ) -> Result<RawAnswer, PaymentError> {
        let first = self.bearer(&renewal).await?;
        let answer = line::ask(again(&question)?.bearer_auth(first.expose_secret())).await?;
        if answer.status != 401 {
            return Ok(answer);
        }
        self.discard(&first).await;
        let second = self.bearer(&renewal).await?;
        line::ask(question.bearer_auth(second.expose_secret())).await
    }

    /// The lock is held while a token is got, so that everybody who waits gets the same one.
    async fn bearer(&self, renewal: &RequestBuilder) -> Result<SecretString, PaymentError> {
        let mut token = self.0.lock().await;
        if let Some(token) = token.as_ref().filter(|token| Instant::now() < token.until) {
            return Ok(token.bearer.clone());
        }
        let begun = Instant::now();
        let answer = line::ask(again(renewal)?)
            .await
            .map_err(PaymentError::beforehand)?;
        let fresh = read(&answer, begun)?;
        let bearer = fresh.bearer.clone();
        *token = Some(fresh);
        Ok(bearer)
    }

    /// Forgets a token, unless somebody has renewed it meanwhile.
    async fn discard(&self, refused: &SecretString) {
        let mut token = self.0.lock().await;
        let same = |token: &mut Token| token.bearer.expose_secret() == refused.expose_secret();
        let _ = token.take_if(same);
    }
}

fn again(question: &RequestBuilder) -> Result<RequestBuilder, PaymentError> {
    // Only a streamed body cannot be sent twice.
    question
        .try_clone()
        .ok_or(PaymentError::NotSent(Trouble::Address))
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    expires_in: Option<Seconds>,
}

/// MTN writes a number, Airtel a string.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

impl Seconds {
    fn get(&self) -> u64 {
        match self {
            Self::Number(seconds) => *seconds,
            Self::Text(seconds) => seconds.parse().unwrap_or(UNSAID),
        }
    }
}

/// No payment was asked for yet, so none was made, whatever goes wrong.
fn read(answer: &RawAnswer, begun: Instant) -> Result<Token, PaymentError> {
    match answer.status {
        200..=299 => {}
        400 | 401 | 403 => return Err(PaymentError::NotSent(Trouble::Credentials)),
        status => return Err(PaymentError::NotSent(Trouble::Answer(status))),
    }
    let granted: Granted = answer
        .json()
        .ok_or(PaymentError::NotSent(Trouble::Unreadable))?;
    let seconds = granted.expires_in.map_or(UNSAID, |seconds| seconds.get());
    // A year is for ever, and fits.
    let lasts = Duration::from_secs(seconds.min(31_536_000)).saturating_sub(MARGIN);
    Ok(Token {
        bearer: granted.access_token,
        until: begun + lasts,
    })
}
