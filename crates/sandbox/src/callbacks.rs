//! Callbacks on their way to the house: each is posted once, and nobody tries again, as with MTN.

use std::time::Duration;

use url::Url;

use crate::{
    payment::{Payment, State},
    sandbox::Sandbox,
};

/// How long the house may take to answer one.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A callback.
#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) to: Url,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    /// A header that proves who sends it.
    pub(crate) signature: Option<(&'static str, String)>,
}

impl Letter {
    /// One that nobody signs.
    pub(crate) fn json(to: Url, body: &serde_json::Value) -> Self {
        Self {
            to,
            content_type: "application/json",
            body: body.to_string(),
            signature: None,
        }
    }
}

/// Which callbacks go out when a payment is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tell {
    Once,
    /// The news, an older callback that comes late, and the news again.
    Shuffled,
    Nothing,
}

impl Tell {
    pub(crate) fn letters(self, payment: &Payment, sandbox: &Sandbox) -> Vec<Letter> {
        let news = || payment.letter(payment.state, &sandbox.setup);
        let older = || payment.letter(State::Waiting, &sandbox.setup);
        let letters = match self {
            Self::Once => vec![news()],
            Self::Shuffled => vec![news(), older(), news()],
            Self::Nothing => vec![],
        };
        letters.into_iter().flatten().collect()
    }
}

impl Sandbox {
    /// Posts it, and answers the HTTP status if there was one.
    pub(crate) async fn deliver(&self, letter: Letter) -> Option<u16> {
        let question = self
            .http
            .post(letter.to)
            .header("content-type", letter.content_type)
            .body(letter.body);
        let question = match letter.signature {
            Some((name, value)) => question.header(name, value),
            None => question,
        };
        match question.send().await {
            Ok(answer) => Some(answer.status().as_u16()),
            Err(error) => {
                tracing::debug!(error = %error.without_url(), "a callback of the sandbox was not answered");
                None
            }
        }
    }
}
