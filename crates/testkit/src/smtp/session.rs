//! One connection of a client.

use super::{Fault, Received, State};
use std::io;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufStream},
    net::TcpStream,
};

/// What becomes of the connection after a command.
#[derive(PartialEq, Eq)]
enum Next {
    Continue,
    HangUp,
}

pub struct Session {
    stream: BufStream<TcpStream>,
    state: State,
    /// The mail being announced; `Some` after MAIL.
    mail: Option<Received>,
}

impl Session {
    pub fn new(stream: TcpStream, state: State) -> Self {
        Self {
            stream: BufStream::new(stream),
            state,
            mail: None,
        }
    }

    pub async fn run(mut self) {
        // A client that goes away is its own business.
        let _ = self.converse().await;
    }

    async fn converse(&mut self) -> io::Result<()> {
        self.reply("220 foh-testkit ESMTP").await?;
        while let Some(line) = self.line().await? {
            if self.command(&String::from_utf8_lossy(&line)).await? == Next::HangUp {
                return self.stream.shutdown().await;
            }
        }
        Ok(())
    }

    async fn command(&mut self, line: &str) -> io::Result<Next> {
        let line = line.trim_end();
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                self.mail = None;
                self.reply("250-foh-testkit\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8")
                    .await?;
            }
            "HELO" => {
                self.mail = None;
                self.reply("250 foh-testkit").await?;
            }
            "MAIL" => self.sender(rest).await?,
            "RCPT" => self.recipient(rest).await?,
            "DATA" => return self.data().await,
            "RSET" => {
                self.mail = None;
                self.reply("250 2.0.0 forgotten").await?;
            }
            "NOOP" => self.reply("250 2.0.0 still here").await?,
            "QUIT" => {
                self.reply("221 2.0.0 bye").await?;
                return Ok(Next::HangUp);
            }
            _ => self.reply("500 5.5.2 unknown command").await?,
        }
        Ok(Next::Continue)
    }

    async fn sender(&mut self, rest: &str) -> io::Result<()> {
        match address(rest, "FROM:") {
            None => self.reply("501 5.5.4 MAIL FROM:<address>").await,
            Some(_) if self.mail.is_some() => self.reply("503 5.5.1 one mail at a time").await,
            Some(from) => {
                self.mail = Some(Received {
                    from: from.to_owned(),
                    to: Vec::new(),
                    raw: Vec::new(),
                });
                self.reply("250 2.1.0 sender noted").await
            }
        }
    }

    async fn recipient(&mut self, rest: &str) -> io::Result<()> {
        let Some(to) = address(rest, "TO:").filter(|to| !to.is_empty()) else {
            return self.reply("501 5.5.4 RCPT TO:<address>").await;
        };
        if self.mail.is_none() {
            return self.reply("503 5.5.1 MAIL first").await;
        }
        if let Some(code) = self.take_reply() {
            return self
                .reply(&format!("{code} {}.7.1 not today", code / 100))
                .await;
        }
        if let Some(mail) = &mut self.mail {
            mail.to.push(to.to_owned());
        }
        self.reply("250 2.1.5 recipient noted").await
    }

    async fn data(&mut self) -> io::Result<Next> {
        let Some(mut mail) = self.mail.take_if(|mail| !mail.to.is_empty()) else {
            self.reply("503 5.5.1 RCPT first").await?;
            return Ok(Next::Continue);
        };
        self.reply("354 end with a lone dot").await?;
        loop {
            let Some(line) = self.line().await? else {
                return Ok(Next::HangUp);
            };
            match line.strip_prefix(b".") {
                Some(b"\r\n" | b"\n") => break,
                Some(unstuffed) => mail.raw.extend_from_slice(unstuffed),
                None => mail.raw.extend_from_slice(&line),
            }
        }
        self.state.received.send_modify(|mails| mails.push(mail));
        if self.take_hang_up() {
            return Ok(Next::HangUp);
        }
        self.reply("250 2.0.0 received").await?;
        Ok(Next::Continue)
    }

    /// The next line with its end, or `None` at the end of the connection.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).await?;
        Ok(line.ends_with(b"\n").then_some(line))
    }

    async fn reply(&mut self, text: &str) -> io::Result<()> {
        let mut fault = self.state.fault.subscribe();
        // The owner of the server ends this wait by another fault or by ending the server.
        let _ = fault.wait_for(|fault| *fault != Fault::Stall).await;
        self.stream.write_all(text.as_bytes()).await?;
        self.stream.write_all(b"\r\n").await?;
        self.stream.flush().await
    }

    /// The status to refuse a recipient with, if that is the fault of the hour.
    fn take_reply(&self) -> Option<u16> {
        let mut taken = None;
        self.state.fault.send_if_modified(|fault| {
            let Fault::Reply { code, times } = fault else {
                return false;
            };
            taken = (*times > 0).then_some(*code);
            *times = times.saturating_sub(1);
            true
        });
        taken
    }

    fn take_hang_up(&self) -> bool {
        let mut taken = false;
        self.state.fault.send_if_modified(|fault| {
            let Fault::HangUpAfterData { times } = fault else {
                return false;
            };
            taken = *times > 0;
            *times = times.saturating_sub(1);
            true
        });
        taken
    }
}

/// The address in `FROM:<address> PARAMETERS`.
fn address<'a>(text: &'a str, keyword: &str) -> Option<&'a str> {
    let found = text.get(..keyword.len())?;
    let rest = &text[keyword.len()..];
    let (address, _parameters) = rest.trim_start().strip_prefix('<')?.split_once('>')?;
    found.eq_ignore_ascii_case(keyword).then_some(address)
}
