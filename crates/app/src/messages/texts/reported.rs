//! What the provider says becomes of text messages.

use foh_domain::messages::TextStatus;
use foh_gateways::sms::{CallbackError, TextReport, meaning};
use foh_store::{
    StoreError, Tx,
    outbox::{self, Channel, Entry},
    text_messages::{self, TextMessage},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{House, Texts, outbox::About};

/// A text message that did not arrive.
#[derive(Debug, Clone)]
pub struct LostText {
    /// What is known of it.
    pub message: TextMessage,
    /// Its entry; the content is wiped.
    pub entry: Entry,
    /// What it was about.
    pub about: About,
}

impl LostText {
    /// Why it did not arrive, as far as the provider says.
    #[must_use]
    pub fn reason(&self) -> String {
        let what = match self.message.status {
            TextStatus::Failed => "the text message could not be sent",
            _ => "the text message did not arrive",
        };
        match self.message.error_code.map(|code| (code, meaning(code))) {
            Some((code, Some(words))) => format!("{what}: {words} ({code})"),
            Some((code, None)) => format!("{what} ({code})"),
            None => what.to_owned(),
        }
    }
}

/// Why what somebody says of a text message is not taken.
#[derive(Debug, thiserror::Error)]
pub enum TextReportError {
    /// It is not signed by the provider.
    #[error("it is not signed by the provider of text messages")]
    Forged,
    /// It is signed, and is not what the provider documents.
    #[error("it cannot be read")]
    Unreadable,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Where the provider tells how a message stands. It names the message by our own id, so that news is understood even when the answer
    /// that would have told the provider's name for it was lost.
    pub(in crate::messages) fn text_status_url(&self, id: Uuid) -> String {
        format!(
            "{}/api/sms/status?message={id}",
            self.settings.site_base_url
        )
    }

    /// Notes what the provider posts about a message; twice and in any order is as good as once. What is no message of ours is passed over.
    ///
    /// # Errors
    /// See [`TextReportError`].
    pub async fn text_reported(
        &self,
        id: Uuid,
        fields: &[(String, String)],
        signature: &str,
    ) -> Result<(), TextReportError> {
        let Texts::Provider(provider) = &self.settings.texts else {
            return Err(TextReportError::Forged);
        };
        let url = self.text_status_url(id);
        let report =
            provider
                .verify_callback(&url, fields, signature)
                .map_err(|error| match error {
                    CallbackError::Forged => TextReportError::Forged,
                    CallbackError::Unreadable => TextReportError::Unreadable,
                })?;
        let now = self.now();
        self.db
            .write(id, move |tx| note(tx, id, &report, now))
            .await?;
        Ok(())
    }

    /// Text messages that were handed over and did not arrive, the newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn lost_texts(
        &self,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<LostText>, StoreError> {
        let before = before.unwrap_or(Uuid::max());
        let lost = self
            .db
            .read(move |tx| text_messages::lost(tx, before, limit))
            .await?;
        let lost = lost.into_iter().map(|(message, entry)| LostText {
            message,
            about: About::of(&entry),
            entry,
        });
        Ok(lost.collect())
    }
}

/// The message of the report, as it stands after it.
fn note(tx: &mut Tx<'_>, id: Uuid, report: &TextReport, now: Timestamp) -> Result<(), StoreError> {
    if text_messages::lock(tx, id)?.is_none() {
        let entry = outbox::get(tx, id)?;
        if entry.is_none_or(|entry| entry.channel != Channel::Sms) {
            return Ok(());
        }
        // The answer was lost, or is being noted at this moment: either way the provider has the message.
        text_messages::taken(tx, id, &report.sid, now)?;
        outbox::delivered(tx, id, now)?;
    }
    let Some(message) = text_messages::lock(tx, id)? else {
        return Ok(());
    };
    // A message that staff had sent once more has another name: what becomes of the former one no longer counts.
    let Some(news) = report.status.filter(|_| message.sid == report.sid) else {
        return Ok(());
    };
    let status = message.status.after(news);
    if status == message.status {
        return Ok(());
    }
    let error_code = report.error_code.filter(|_| status.is_lost());
    text_messages::advance(tx, id, status, error_code, now)
}
