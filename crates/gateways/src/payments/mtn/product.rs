//! One product of the API: its keys and its token.

use reqwest::{RequestBuilder, header::HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{
    super::{PaymentError, PaymentSetupError, tokens::Tokens},
    Line, MtnAccess, RawAnswer, line,
};

pub(super) struct Product {
    /// The first part of its paths.
    pub(super) name: &'static str,
    user: Uuid,
    key: SecretString,
    subscription_key: HeaderValue,
    tokens: Tokens,
}

impl Product {
    pub(super) fn new(name: &'static str, access: &MtnAccess) -> Result<Self, PaymentSetupError> {
        Ok(Self {
            name,
            user: access.user,
            key: access.key.clone(),
            subscription_key: line::header(&access.subscription_key, "subscription key")?,
            tokens: Tokens::default(),
        })
    }

    pub(super) async fn ask(
        &self,
        line: &Line,
        environment: &HeaderValue,
        question: RequestBuilder,
    ) -> Result<RawAnswer, PaymentError> {
        let subscription = |question: RequestBuilder| {
            question.header("ocp-apim-subscription-key", &self.subscription_key)
        };
        let renewal = subscription(line.post(&[self.name, "token", ""])?)
            .basic_auth(self.user, Some(self.key.expose_secret()))
            // The proxy refuses a POST without a length.
            .header("content-length", "0");
        let question = subscription(question).header("x-target-environment", environment);
        self.tokens.ask(renewal, question).await
    }
}
