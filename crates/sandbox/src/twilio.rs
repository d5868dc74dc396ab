//! Texts by Twilio's protocol (twilio.com/docs/messaging/api/message-resource, and /docs/usage/security for signatures): none leaves.

mod text;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::Response,
    routing::post,
};
use serde_json::json;
use url::form_urlencoded;

use crate::{
    answer::{self, header_text},
    payment::Calls,
    sandbox::Sandbox,
    setup::Setup,
};

pub(crate) use text::Text;

const API_VERSION: &str = "2010-04-01";
/// The longest text, in characters.
const LONGEST_BODY: usize = 1_600;

/// Numbers that Twilio refuses in its own tests (twilio.com/docs/iam/test-credentials), and its codes.
const REFUSED: [(&str, u16, &str); 5] = [
    ("+15005550001", 21_211, "The 'To' number is not valid."),
    ("+15005550002", 21_612, "The 'To' number cannot be reached."),
    (
        "+15005550003",
        21_408,
        "Texts to this country are not permitted.",
    ),
    ("+15005550004", 21_610, "The recipient is unsubscribed."),
    ("+15005550009", 21_614, "The 'To' number is not a mobile."),
];

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new().route("/2010-04-01/Accounts/{account}/Messages.json", post(take))
}

fn refusal(status: u16, code: u16, message: &str) -> Response {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    answer::json(
        status,
        &json!({"code": code, "message": message, "more_info": more, "status": status}),
    )
}

async fn take(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let access = sandbox.setup.twilio();
    let authorization = header_text(&headers, "authorization");
    if account != access.account || !Setup::is_basic(authorization, &access.account, &access.token)
    {
        return refusal(401, 20_003, "Authenticate");
    }
    let text = match read(&sandbox, &body) {
        Ok(text) => text,
        Err(refusal) => return refusal,
    };
    let path = format!(
        "/{API_VERSION}/Accounts/{account}/Messages/{}.json",
        text.sid
    );
    let answer = json!({
        "sid": text.sid, "account_sid": account, "api_version": API_VERSION, "status": text.status, "to": text.to,
        "from": text.from, "body": text.body, "num_segments": "1", "num_media": "0", "direction": "outbound-api",
        "error_code": null, "error_message": null, "date_created": text.made_at.to_string(), "uri": path,
    });
    let added = {
        let mut books = sandbox.books();
        books.texts.add(text.sid.clone(), text)
    };
    if let Some(number) = added {
        sandbox.deliver_text(number, access);
    }
    answer::json(201, &answer)
}

fn read(sandbox: &Sandbox, body: &str) -> Result<Text, Response> {
    let field = |name: &str| {
        let mut fields = form_urlencoded::parse(body.as_bytes());
        fields
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.into_owned())
    };
    let refused = |code, message| Err(refusal(400, code, message));
    let Some(to) = field("To") else {
        return refused(21_604, "A 'To' phone number is required.");
    };
    let Some(from) = field("From").or_else(|| field("MessagingServiceSid")) else {
        return refused(21_603, "A 'From' phone number is required.");
    };
    let text = field("Body").unwrap_or_default();
    if text.is_empty() {
        return refused(21_602, "Message body is required.");
    }
    if text.chars().count() > LONGEST_BODY {
        return refused(21_617, "The message body is too long.");
    }
    let digits = to.strip_prefix('+').unwrap_or_default();
    if !(8..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return refused(21_211, "The 'To' number is not valid.");
    }
    if let Some((_, code, message)) = REFUSED.iter().find(|(number, ..)| *number == to) {
        return refused(*code, message);
    }
    let callback = match field("StatusCallback") {
        None => None,
        Some(address) => match answer::web_address(&address) {
            Some(address) => Some(address),
            None => return refused(21_609, "The 'StatusCallback' URL is not valid."),
        },
    };
    Ok(Text {
        sid: format!("SM{}", sandbox.books().fresh(&sandbox.setup, "text")),
        to,
        from: answer::short(&from, 34),
        body: text,
        status: "queued",
        callback,
        made_at: sandbox.now(),
        calls: Calls::default(),
    })
}
