//! What providers say is kept before anybody reads it.

use foh_domain::{payments::ProviderAnswer, privacy::SealError};
use foh_gateways::payments::RawAnswer;
use foh_store::{
    StoreError,
    payment_events::{self, EventSource, NewPaymentEvent},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{House, entropy};

/// Whose answer it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnswerOf {
    pub(super) payment_id: Uuid,
    pub(super) refund_id: Option<Uuid>,
    pub(super) source: EventSource,
}

/// Why an answer was not kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeepError {
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// An answer as it is stored.
    pub(super) fn kept_answer(
        &self,
        of: AnswerOf,
        (http_status, body): (Option<u16>, &[u8]),
        news: Option<(String, [u8; 32])>,
        now: Timestamp,
    ) -> Result<NewPaymentEvent, SealError> {
        let id = entropy::id_beside(of.payment_id, now);
        let (name, event) = news.unzip();
        let answer = ProviderAnswer {
            event: name,
            body: body.to_vec(),
        };
        Ok(NewPaymentEvent {
            id,
            payment_id: of.payment_id,
            refund_id: of.refund_id,
            source: of.source,
            http_status,
            event,
            content: self.keyring.seal(id, entropy::bytes(), &answer)?,
            created_at: now,
        })
    }

    /// Keeps the answer to a question, in a transaction of its own.
    pub(super) async fn keep_answer(
        &self,
        of: AnswerOf,
        answer: Option<&RawAnswer>,
    ) -> Result<(), KeepError> {
        let Some(answer) = answer else {
            return Ok(());
        };
        let said = (Some(answer.status), answer.body.as_slice());
        let event = self.kept_answer(of, said, None, self.now())?;
        self.db
            .write(of.payment_id, move |tx| {
                payment_events::insert(tx, &event).map(|_| ())
            })
            .await?;
        Ok(())
    }
}
