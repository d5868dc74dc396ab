//! The development mailbox: the e-mails and text messages that would have been sent.

use foh_domain::identity::EmailAddress;
use foh_store::{StoreError, outbox};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::compose::Composed;
use crate::House;

/// An e-mail or a text message in the list of the mailbox.
#[derive(Debug, Clone)]
pub struct KeptMailSummary {
    /// Its id.
    pub id: Uuid,
    /// When it was written.
    pub created_at: Timestamp,
    /// What it is for.
    pub kind: String,
}

/// A whole e-mail or text message of the mailbox.
pub struct KeptMail {
    /// Whom it would have gone to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its plain text.
    pub text: String,
    /// What a calendar would have been told (RFC 5545), if anything.
    pub calendar: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

impl House {
    /// The kept e-mails and text messages, the newest first; composed, so that the list can show whom they are for.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn mailbox(
        &self,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<(KeptMailSummary, Option<KeptMail>)>, StoreError> {
        let before = before.unwrap_or(Uuid::max());
        let entries = self
            .db
            .read(move |tx| outbox::local(tx, before, limit))
            .await?;
        let mut mails = Vec::with_capacity(entries.len());
        for entry in entries {
            let mail = self.kept(&entry).await;
            let summary = KeptMailSummary {
                id: entry.id,
                created_at: entry.created_at,
                kind: entry.kind,
            };
            mails.push((summary, mail));
        }
        Ok(mails)
    }

    /// One of them; `None` when there is none or it is no longer wanted.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn kept_mail(&self, id: Uuid) -> Result<Option<KeptMail>, StoreError> {
        let entry = self.db.read(move |tx| outbox::get(tx, id)).await?;
        match entry.filter(|entry| !entry.channel.leaves()) {
            Some(entry) => Ok(self.kept(&entry).await),
            None => Ok(None),
        }
    }

    async fn kept(&self, entry: &outbox::Entry) -> Option<KeptMail> {
        if entry.channel == outbox::Channel::LocalText {
            return self.kept_text(entry).await;
        }
        match self.compose(entry).await {
            Ok(Composed::Mail(mail)) => Some(KeptMail {
                to: EmailAddress::parse(mail.to.expose_secret())
                    .ok()?
                    .expose()
                    .to_owned(),
                subject: mail.subject,
                text: mail.text,
                calendar: mail.calendar.map(|part| part.ics),
                created_at: entry.created_at,
            }),
            Ok(Composed::Obsolete) => None,
            Err(error) => {
                tracing::warn!(entry = %entry.id, %error, "a kept e-mail cannot be composed");
                None
            }
        }
    }

    async fn kept_text(&self, entry: &outbox::Entry) -> Option<KeptMail> {
        let composed = self.compose_text(entry).await;
        let message = composed.inspect_err(
            |error| tracing::warn!(entry = %entry.id, %error, "a kept text message cannot be composed"),
        );
        let message = message.ok()??;
        Some(KeptMail {
            to: message.to.expose().to_owned(),
            subject: "Text message".to_owned(),
            text: message.body,
            calendar: None,
            created_at: entry.created_at,
        })
    }
}
