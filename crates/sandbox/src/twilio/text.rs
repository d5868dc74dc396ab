//! A text that was taken: what becomes of it, and the callbacks that tell.

use std::sync::Arc;

use jiff::Timestamp;
use secrecy::SecretString;
use url::{Url, form_urlencoded};

use super::API_VERSION;
use crate::{
    callbacks::Letter,
    digits::{self, Act},
    payment::Calls,
    sandbox::Sandbox,
    setup::TwilioAccess,
    sign,
};

/// Twilio's code for a telephone that is off (twilio.com/docs/api/errors/30003).
const UNREACHABLE: &str = "30003";

/// A text that was taken.
pub(crate) struct Text {
    pub(super) sid: String,
    pub(crate) to: String,
    pub(super) from: String,
    pub(crate) body: String,
    pub(crate) status: &'static str,
    pub(super) callback: Option<Url>,
    pub(crate) made_at: Timestamp,
    pub(crate) calls: Calls,
}

/// A status, and those that are told when it is reached, in this order.
type Step = (&'static str, &'static [&'static str]);

/// What becomes of a text to somebody who acts so.
fn steps(act: Act) -> [Step; 2] {
    match act {
        Act::Never => [("sent", &["sent"]), ("undelivered", &["undelivered"])],
        Act::PayShuffled => [
            ("sent", &[]),
            ("delivered", &["delivered", "sent", "delivered"]),
        ],
        Act::PayUntold => [("sent", &[]), ("delivered", &[])],
        _ => [("sent", &["sent"]), ("delivered", &["delivered"])],
    }
}

impl Sandbox {
    /// It is sent, and delivered or not, each after a while.
    pub(super) fn deliver_text(self: &Arc<Self>, number: u64, access: TwilioAccess) {
        let sandbox = Arc::clone(self);
        let act = self
            .books()
            .texts
            .get(number)
            .map(|text| digits::act(&text.to));
        self.errands.begin(async move {
            for (status, told) in act.into_iter().flat_map(steps) {
                tokio::time::sleep(sandbox.setup.pace.text).await;
                let letters: Vec<Letter> = {
                    let mut books = sandbox.books();
                    let Some(text) = books.texts.get_mut(number) else {
                        return;
                    };
                    text.status = status;
                    let told = told.iter();
                    told.filter_map(|status| text.letter(status, &access))
                        .collect()
                };
                for letter in letters {
                    let answer = sandbox.deliver(letter).await;
                    if let Some(text) = sandbox.books().texts.get_mut(number) {
                        text.calls.note(answer);
                    }
                }
            }
        });
    }
}

impl Text {
    /// The callback that says that it has this status; nothing if nobody asked for one.
    fn letter(&self, status: &str, access: &TwilioAccess) -> Option<Letter> {
        let to = self.callback.clone()?;
        // In the order of their names, which the signature wants.
        let fields = [
            ("AccountSid", access.account.as_str()),
            ("ApiVersion", API_VERSION),
            (
                "ErrorCode",
                if status == "undelivered" {
                    UNREACHABLE
                } else {
                    ""
                },
            ),
            ("From", &self.from),
            ("MessageSid", &self.sid),
            ("MessageStatus", status),
            ("SmsSid", &self.sid),
            ("SmsStatus", status),
            ("To", &self.to),
        ];
        let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let fields: Vec<(&str, &str)> = fields.collect();
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&fields)
            .finish();
        let signature = signature(&access.token, &to, &fields);
        Some(Letter {
            to,
            content_type: "application/x-www-form-urlencoded",
            body,
            signature: Some(("x-twilio-signature", signature)),
        })
    }
}

/// The address and all fields by their names, each followed by its value.
fn signature(token: &SecretString, to: &Url, fields: &[(&str, &str)]) -> String {
    let mut signed = to.to_string();
    for (name, value) in fields {
        signed.push_str(name);
        signed.push_str(value);
    }
    sign::sha1_base64(token, &signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Twilio's libraries (docs/usage/validation).
    #[test]
    fn signatures_are_as_documented() {
        let to: Url = "https://mycompany.com/myapp.php?foo=1&bar=2"
            .parse()
            .unwrap();
        let fields = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        ];
        let signature = signature(&"12345".into(), &to, &fields);
        assert_eq!(signature, "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }
}
