//! A provider of text messages that speaks Twilio's protocol: it checks who asks, takes messages, signs its news, and misbehaves on demand.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::listening::Listening;

/// The account it knows.
pub const ACCOUNT: &str = "AC00112233445566778899aabbccddeeff";
/// The account's token.
pub const TOKEN: &str = "7b3f9e0c1d2a4856b7c8d9e0f1a2b3c4";

/// How the provider misbehaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not at all.
    None,
    /// It hangs up on whoever calls, before it is asked anything.
    Down,
    /// It takes nothing and answers with this status, these headers, each line ended by `\r\n`, and this code.
    Answer {
        /// The status.
        status: u16,
        /// Further headers.
        headers: String,
        /// The error code in its body; without one the body is a page for people.
        code: Option<u32>,
        /// How often.
        times: usize,
    },
    /// It takes a message and then never answers.
    SilentAfterTaking {
        /// How often.
        times: usize,
    },
    /// It takes a message and hangs up in the middle of its answer.
    CutAfterTaking {
        /// How often.
        times: usize,
    },
    /// It takes messages and answers without an end.
    Huge,
}

/// A message it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its name for it.
    pub sid: String,
    /// The posted fields, in their order.
    pub fields: Vec<(String, String)>,
}

impl Taken {
    /// A posted field; empty where there is none.
    pub fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }

    /// News of this message, as it posts them to the address it was given: the fields and their signature.
    pub fn news(&self, status: &str, error_code: Option<u32>) -> (Vec<(String, String)>, String) {
        let mut fields = vec![
            ("SmsSid".to_owned(), self.sid.clone()),
            ("SmsStatus".to_owned(), status.to_owned()),
            ("MessageStatus".to_owned(), status.to_owned()),
            ("To".to_owned(), self.field("To").to_owned()),
            ("MessageSid".to_owned(), self.sid.clone()),
            ("AccountSid".to_owned(), ACCOUNT.to_owned()),
            ("From".to_owned(), self.field("From").to_owned()),
            ("ApiVersion".to_owned(), "2010-04-01".to_owned()),
        ];
        fields.extend(error_code.map(|code| ("ErrorCode".to_owned(), code.to_string())));
        let signature = signature(self.field("StatusCallback"), &fields);
        (fields, signature)
    }
}

/// The signature of a form that is posted to an address.
pub fn signature(url: &str, fields: &[(String, String)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort();
    let text: String = std::iter::once(url.to_owned())
        .chain(sorted.into_iter().map(|(name, value)| name + &value))
        .collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, TOKEN.as_bytes());
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}

struct World {
    fault: Fault,
    taken: Vec<Taken>,
    asked: usize,
}

/// The provider, until it is dropped.
pub struct Provider {
    world: Arc<Mutex<World>>,
    listening: Listening,
}

fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Provider {
    /// Starts it on a free port of this machine.
    pub fn start() -> Self {
        let world = Arc::new(Mutex::new(World {
            fault: Fault::None,
            taken: Vec::new(),
            asked: 0,
        }));
        let shared = Arc::clone(&world);
        let mut listening = Listening::open();
        listening.serve(async move |listener| {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { world, listening }
    }

    /// Its address.
    pub fn url(&self) -> String {
        self.listening.url().to_owned()
    }

    /// Misbehaves from now on.
    pub fn set_fault(&self, fault: Fault) {
        lock(&self.world).fault = fault;
    }

    /// Every message it took, repetitions included.
    pub fn taken(&self) -> Vec<Taken> {
        lock(&self.world).taken.clone()
    }

    /// How often it was asked, whatever came of it.
    pub fn asked(&self) -> usize {
        lock(&self.world).asked
    }
}

/// A request as it arrived.
struct Question {
    line: String,
    authorization: String,
    content_type: String,
    body: Vec<u8>,
}

impl Question {
    fn is_known(&self) -> bool {
        let known = STANDARD.encode(format!("{ACCOUNT}:{TOKEN}"));
        self.authorization == format!("Basic {known}")
    }

    /// Why it is not taken, or the fields of a message.
    fn fields(&self) -> Result<Vec<(String, String)>, (u16, u32)> {
        if !self.is_known() {
            return Err((401, 20003));
        }
        if self.line == format!("GET /2010-04-01/Accounts/{ACCOUNT}.json") {
            return Err((200, 0));
        }
        let path = format!("POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json");
        if self.line != path || self.content_type != "application/x-www-form-urlencoded" {
            return Err((404, 20404));
        }
        let fields: Vec<_> = url::form_urlencoded::parse(&self.body)
            .into_owned()
            .collect();
        let has = |name: &str| fields.iter().any(|(field, _)| field == name);
        if !has("To") {
            Err((400, 21604))
        } else if !has("From") && !has("MessagingServiceSid") {
            Err((400, 21603))
        } else if !has("Body") {
            Err((400, 21602))
        } else {
            Ok(fields)
        }
    }
}

async fn serve(stream: TcpStream, world: Arc<Mutex<World>>) -> io::Result<()> {
    if lock(&world).fault == Fault::Down {
        return Ok(());
    }
    let mut stream = BufReader::new(stream);
    let Some(question) = question(&mut stream).await? else {
        return Ok(());
    };
    let (fault, answer) = handle(&question, &mut lock(&world));
    match fault {
        Fault::SilentAfterTaking { .. } => std::future::pending().await,
        Fault::CutAfterTaking { .. } => {
            stream
                .write_all(&answer.as_bytes()[..answer.len() - 10])
                .await
        }
        Fault::Huge => {
            stream
                .write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 1000000000000\r\n\r\n{")
                .await?;
            loop {
                stream.write_all(&[b' '; 8_192]).await?;
            }
        }
        _ => {
            stream.write_all(answer.as_bytes()).await?;
            stream.shutdown().await
        }
    }
}

/// What becomes of the question: how it misbehaves, and the answer it gives if it does.
fn handle(question: &Question, world: &mut World) -> (Fault, String) {
    world.asked += 1;
    let fields = match question.fields() {
        Ok(fields) => fields,
        Err((status, code)) => return (Fault::None, refusal(status, "", Some(code))),
    };
    let fault = world.fault.clone();
    if let Fault::Answer { times, .. }
    | Fault::SilentAfterTaking { times }
    | Fault::CutAfterTaking { times } = &mut world.fault
    {
        *times -= 1;
        if *times == 0 {
            world.fault = Fault::None;
        }
    }
    if let Fault::Answer {
        status,
        headers,
        code,
        ..
    } = &fault
    {
        let answer = refusal(*status, headers, *code);
        return (fault, answer);
    }
    let sid = format!("SM{:032x}", world.taken.len() + 1);
    let taken = Taken { sid, fields };
    let body = format!(
        r#"{{"account_sid": "{ACCOUNT}", "error_code": null, "sid": "{}", "status": "queued", "to": "{}"}}"#,
        taken.sid,
        taken.field("To")
    );
    world.taken.push(taken);
    (
        fault,
        answer(201, "content-type: application/json\r\n", &body),
    )
}

/// What it answers who is refused. The text quotes who was written to, as theirs does.
fn refusal(status: u16, headers: &str, code: Option<u32>) -> String {
    let body = match code {
        Some(code) => format!(
            r#"{{"code": {code}, "message": "The number +250788123456 is not right", "more_info": "https://www.twilio.com/docs/errors/{code}", "status": {status}}}"#
        ),
        None => "<html>+250788123456</html>".to_owned(),
    };
    answer(status, headers, &body)
}

fn answer(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} So\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// A request (RFC 9112): head, then as many bytes as it says.
async fn question(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Question>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut question = Question {
        line: line.trim_end().trim_end_matches(" HTTP/1.1").to_owned(),
        authorization: String::new(),
        content_type: String::new(),
        body: Vec::new(),
    };
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => value.clone_into(&mut question.authorization),
            "content-type" => value.clone_into(&mut question.content_type),
            "content-length" => question.body = vec![0; value.parse().unwrap_or(0)],
            _ => {}
        }
    }
    stream.read_exact(&mut question.body).await?;
    Ok(Some(question))
}
