//! The e-mail that leads somebody to what is kept about them.

use foh_gateways::mail::Mail;
use foh_store::outbox::Entry;

use super::{
    Payload,
    account::{Letter, drawn},
    compose::{ComposeError, Composed},
};
use crate::{House, privacy::Kept};

impl House {
    pub(super) async fn about_person(
        &self,
        entry: &Entry,
        payload: &Payload,
    ) -> Result<Composed, ComposeError> {
        let id = entry.subject_id;
        let kept = self.db.read(move |tx| Kept::find(tx, id)).await?;
        let Some((name, email)) = kept.and_then(|kept| kept.open(self)) else {
            return Ok(Composed::Obsolete);
        };
        let token = payload.tokens.first();
        let token = token.ok_or(ComposeError::Entry("a token is missing"))?;
        let base = &self.settings.site_base_url;
        let letter = Letter {
            heading: "What we keep about you",
            greeting: format!("Dear {name},"),
            opening: format!(
                "Somebody asked what is kept about the person with the address {}. The link shows it, and there you can have a copy \
                 or have it erased.",
                email.expose()
            ),
            action: Some((
                "See what is kept",
                format!("{base}/privacy/link?token={token}"),
            )),
            after: "The link works for an hour. If it was not you who asked, ignore this e-mail: nobody has seen anything, and nothing \
                    changes.",
        };
        let (text, html) = drawn(&letter)?;
        Ok(Composed::Mail(Box::new(Mail {
            to_name: Some(name),
            to: email.expose().into(),
            subject: letter.heading.to_owned(),
            text,
            html,
            inline: Vec::new(),
            calendar: None,
            idempotency_key: entry.id.to_string(),
        })))
    }
}
