//! Text messages through Twilio's HTTP API, or one that is like it (twilio.com/docs/messaging/api/message-resource).

use std::{fmt, time::Duration};

use foh_domain::{identity::PhoneNumber, messages::TextStatus};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{
    CallbackError, Receipt, Sending, TextError, TextGateway, TextMessage, TextReport,
    TextSetupError, Trouble, signature::is_genuine,
};
use crate::http::{self, Client, PATIENCE};

/// How much of an answer is read, in bytes.
const LARGEST_ANSWER: usize = 64 * 1024;
/// The longest name of a message that is kept, in bytes; theirs have 34.
const LONGEST_SID: usize = 64;

/// What [`Twilio`] needs to know.
pub struct TwilioSetup {
    /// Where it is asked, such as `https://api.twilio.com`.
    pub address: String,
    /// The account (`AC…`).
    pub account: String,
    /// The account's token.
    pub token: SecretString,
    /// Whom the messages come from: a number in international form, or a messaging service (`MG…`).
    pub from: String,
}

/// Whom the messages come from.
enum From {
    Number(PhoneNumber),
    Service(String),
}

/// Twilio, or whoever speaks like it.
pub struct Twilio {
    messages: Url,
    /// The account itself.
    about: Url,
    account: String,
    token: SecretString,
    from: From,
    client: Client,
}

impl fmt::Debug for Twilio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Twilio")
            .field("messages", &self.messages.as_str())
            .finish_non_exhaustive()
    }
}

/// What is read of an answer to a message that was taken.
#[derive(Deserialize)]
struct Taken {
    sid: String,
}

/// What is read of an answer to a message that was not.
#[derive(Deserialize)]
struct NotTaken {
    code: Option<u32>,
}

impl Twilio {
    /// The provider at an address. Nothing is sent yet.
    ///
    /// # Errors
    /// See [`TextSetupError`].
    pub fn new(setup: TwilioSetup) -> Result<Self, TextSetupError> {
        Self::with_patience(setup, PATIENCE)
    }

    /// The same with another time limit for each answer.
    ///
    /// # Errors
    /// See [`TextSetupError`].
    pub fn with_patience(setup: TwilioSetup, patience: Duration) -> Result<Self, TextSetupError> {
        let home = Url::parse(&setup.address).map_err(|_| TextSetupError::NotAnAddress)?;
        if !home.has_host() {
            return Err(TextSetupError::NotAnAddress);
        }
        let more = !home.username().is_empty()
            || home.password().is_some()
            || home.query().is_some()
            || home.fragment().is_some();
        if more {
            return Err(TextSetupError::TooMuch);
        }
        let client = Client::new(&home, patience).map_err(|_| TextSetupError::InTheClear)?;
        if !is_word(&setup.account) {
            return Err(TextSetupError::Account);
        }
        let token = setup.token.expose_secret();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TextSetupError::Token);
        }
        let from = if setup.from.starts_with("MG") && is_word(&setup.from) {
            From::Service(setup.from)
        } else {
            From::Number(PhoneNumber::parse(&setup.from).map_err(|_| TextSetupError::From)?)
        };
        let account = &setup.account;
        Ok(Self {
            messages: at(&home, &[account, "Messages.json"])?,
            about: at(&home, &[&format!("{account}.json")])?,
            account: setup.account,
            token: setup.token,
            from,
            client,
        })
    }

    /// Where it is asked.
    #[must_use]
    pub fn place(&self) -> String {
        self.messages.origin().ascii_serialization()
    }

    /// Finds out whether the provider is there and knows the account, without sending anything.
    ///
    /// # Errors
    /// See [`TextError`].
    pub async fn greet(&self) -> Result<(), TextError> {
        let question = self
            .client
            .get(&self.about)?
            .basic_auth(&self.account, Some(self.token.expose_secret()));
        let answer = http::ask(question).await?;
        if answer.status().is_success() {
            Ok(())
        } else {
            let wait = http::retry_after(answer.headers());
            Err(TextError::of(answer.status().as_u16(), None, wait))
        }
    }

    async fn post(&self, message: &TextMessage) -> Result<Receipt, TextError> {
        let from = match &self.from {
            From::Number(number) => ("From", number.expose()),
            From::Service(service) => ("MessagingServiceSid", service.as_str()),
        };
        let form = [
            ("To", message.to.expose()),
            from,
            ("Body", &message.body),
            ("StatusCallback", &message.status_callback),
        ];
        let question = self
            .client
            .post(&self.messages)?
            .basic_auth(&self.account, Some(self.token.expose_secret()))
            .form(&form);
        let answer = http::ask(question).await?;
        let status = answer.status();
        let wait = http::retry_after(answer.headers());
        let body = http::body(answer, LARGEST_ANSWER).await;
        if !status.is_success() {
            // The status has said everything; a body that breaks off only explains less.
            let told = body
                .ok()
                .and_then(|body| serde_json::from_slice(&body).ok());
            let code = told.and_then(|told: NotTaken| told.code);
            return Err(TextError::of(status.as_u16(), code, wait));
        }
        let taken: Taken =
            serde_json::from_slice(&body?).map_err(|_| TextError::Unknown(Trouble::Unreadable))?;
        if is_sid(&taken.sid) {
            Ok(Receipt { sid: taken.sid })
        } else {
            Err(TextError::Unknown(Trouble::Unreadable))
        }
    }
}

impl TextGateway for Twilio {
    fn send<'a>(&'a self, message: &'a TextMessage) -> Sending<'a> {
        Box::pin(self.post(message))
    }

    fn verify_callback(
        &self,
        url: &str,
        fields: &[(String, String)],
        signature: &str,
    ) -> Result<TextReport, CallbackError> {
        if !is_genuine(&self.token, url, fields, signature) {
            return Err(CallbackError::Forged);
        }
        let field = |name: &str| {
            let found = fields.iter().find(|(field, _)| field == name);
            found.map(|(_, value)| value.as_str())
        };
        let sid = field("MessageSid").filter(|sid| is_sid(sid));
        let (Some(sid), Some(word)) = (sid, field("MessageStatus")) else {
            return Err(CallbackError::Unreadable);
        };
        Ok(TextReport {
            sid: sid.to_owned(),
            status: status(word),
            error_code: field("ErrorCode").and_then(|code| code.parse().ok()),
        })
    }
}

/// A part of the accounts of the provider.
fn at(home: &Url, path: &[&str]) -> Result<Url, TextSetupError> {
    let mut url = home.clone();
    url.path_segments_mut()
        .map_err(|()| TextSetupError::NotAnAddress)?
        .pop_if_empty()
        .extend(["2010-04-01", "Accounts"])
        .extend(path);
    Ok(url)
}

/// What their words mean here (twilio.com/docs/messaging/api/message-resource, "Message Status values").
fn status(word: &str) -> Option<TextStatus> {
    Some(match word {
        "accepted" | "scheduled" | "queued" | "sending" => TextStatus::Queued,
        "sent" => TextStatus::Sent,
        "delivered" | "read" => TextStatus::Delivered,
        "undelivered" => TextStatus::Undelivered,
        "failed" | "canceled" => TextStatus::Failed,
        _ => return None,
    })
}

fn is_sid(sid: &str) -> bool {
    sid.len() <= LONGEST_SID && is_word(sid)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> TwilioSetup {
        TwilioSetup {
            address: "https://api.twilio.com".into(),
            account: "AC0123".into(),
            token: "hunter2".into(),
            from: "+250788000000".into(),
        }
    }

    #[test]
    fn where_it_is_asked() {
        for (address, expected) in [
            (
                "https://api.twilio.com",
                "https://api.twilio.com/2010-04-01/Accounts/AC0123/Messages.json",
            ),
            (
                "http://127.0.0.1:9000/sms/",
                "http://127.0.0.1:9000/sms/2010-04-01/Accounts/AC0123/Messages.json",
            ),
        ] {
            let address = address.to_owned();
            let twilio = Twilio::new(TwilioSetup { address, ..setup() }).unwrap();
            assert_eq!(twilio.messages.as_str(), expected);
        }
    }

    #[test]
    fn setups_that_do_not_do() {
        let of = |change: fn(&mut TwilioSetup)| {
            let mut setup = setup();
            change(&mut setup);
            Twilio::new(setup).unwrap_err()
        };
        let address = |address: &str| {
            let address = address.to_owned();
            Twilio::new(TwilioSetup { address, ..setup() }).unwrap_err()
        };
        assert_eq!(address("api.twilio.com"), TextSetupError::NotAnAddress);
        assert_eq!(
            address("https://a:b@api.twilio.com"),
            TextSetupError::TooMuch
        );
        assert_eq!(
            address("https://api.twilio.com/?a=b"),
            TextSetupError::TooMuch
        );
        assert_eq!(address("http://api.twilio.com"), TextSetupError::InTheClear);
        assert_eq!(
            of(|setup| setup.account = "AC/..".into()),
            TextSetupError::Account
        );
        assert_eq!(
            of(|setup| setup.token = "a b".into()),
            TextSetupError::Token
        );
        assert_eq!(of(|setup| setup.token = "".into()), TextSetupError::Token);
        assert_eq!(of(|setup| setup.from = "0788".into()), TextSetupError::From);
        let from = "MG0123".to_owned();
        assert!(Twilio::new(TwilioSetup { from, ..setup() }).is_ok());
    }

    #[test]
    fn debug_shows_no_token() {
        let shown = format!("{:?}", Twilio::new(setup()).unwrap());
        assert!(
            !shown.contains("hunter2") && !shown.contains("250788"),
            "{shown}"
        );
    }
}
