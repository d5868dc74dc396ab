//! Mail through a real receiver, on good days and bad.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cuttable;

use std::sync::Arc;
use std::time::Duration;

use cuttable::Cuttable;
use foh_gateways::mail::{
    CalendarMethod, CalendarPart, Detail, InlineImage, Mail, MailError, MailGateway as _, Reason,
    Sender, Step,
};
use foh_gateways::smtp::{Greeting, Patience, SmtpMailer, SmtpUrl};
use foh_testkit::mail::{attachments, calendar, header, html, subject, text};
use foh_testkit::smtp::{Fault, Server};
use tokio::task::JoinSet;

const KEY: &str = "01990000-0000-7000-8000-000000000001";

fn mailer(url: &str) -> SmtpMailer {
    let patience = Patience {
        connect: Duration::from_millis(300),
        command: Duration::from_millis(300),
        content: Duration::from_millis(300),
        whole: Duration::from_secs(5),
    };
    let sender = Sender::parse("Front of House <box-office@theatre.example>").unwrap();
    SmtpMailer::new(SmtpUrl::parse(url).unwrap(), sender)
        .unwrap()
        .with_patience(patience)
}

fn mail() -> Mail {
    Mail {
        to_name: Some("Zoë d'Été".into()),
        to: "zoe@example.org".into(),
        subject: "Vos billets – réservation confirmée".into(),
        text: "Bonsoir Zoë,\n.\n..\nhttps://example.org/t/1\n".into(),
        html: "<p>Bonsoir Zoë <img src=\"cid:ticket-1\"></p>".into(),
        inline: vec![InlineImage {
            content_id: "ticket-1".into(),
            png: (0..=255).collect(),
        }],
        calendar: None,
        idempotency_key: KEY.into(),
    }
}

fn reason(step: Step, detail: Detail) -> Reason {
    Reason { step, detail }
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let server = Server::start();
    mailer(&server.url()).send(&mail()).await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.from, "box-office@theatre.example");
    assert_eq!(received.to, ["zoe@example.org"]);
    assert_eq!(subject(&received.raw), mail().subject);
    assert_eq!(text(&received.raw).replace("\r\n", "\n"), mail().text);
    assert_eq!(html(&received.raw), mail().html);
    assert_eq!(attachments(&received.raw)[0].1, mail().inline[0].png);
    let header = |name| header(&received.raw, name).unwrap();
    assert_eq!(header("Message-ID"), format!("<{KEY}@theatre.example>"));
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(
        header("From"),
        "\"Front of House\" <box-office@theatre.example>"
    );
}

#[tokio::test]
async fn a_calendar_entry_arrives_to_the_letter() {
    let server = Server::start();
    // Lines as long as they get, and what encodings like to damage.
    let ics = format!(
        "BEGIN:VCALENDAR\r\nSUMMARY:Été = 1\\, .\r\n.\r\nDESCRIPTION:{}\r\n  folded\r\nEND:VCALENDAR\r\n",
        "x".repeat(63)
    );
    let invitation = Mail {
        calendar: Some(CalendarPart {
            method: CalendarMethod::Request,
            ics: ics.clone(),
        }),
        ..mail()
    };
    mailer(&server.url()).send(&invitation).await.unwrap();
    let received = &server.received()[0];
    assert_eq!(text(&received.raw).replace("\r\n", "\n"), mail().text);
    assert_eq!(html(&received.raw), mail().html);
    assert_eq!(
        calendar(&received.raw),
        Some(("REQUEST".into(), ics.clone()))
    );
    let file = attachments(&received.raw)
        .into_iter()
        .find(|(name, _)| name == "invite.ics");
    assert_eq!(file.unwrap().1, ics.into_bytes());
}

#[tokio::test]
async fn a_mail_sent_again_is_the_same_message() {
    let server = Server::start();
    server.set_fault(Fault::HangUpAfterData { times: 1 });
    let mailer = mailer(&server.url());
    // The server has it, but its receipt was lost: the outbox must decide, so there is no second attempt in here.
    assert_eq!(
        mailer.send(&mail()).await,
        Err(MailError::Temporary(reason(
            Step::Content,
            Detail::ConnectionLost
        )))
    );
    assert_eq!(server.received().len(), 1);
    mailer.send(&mail()).await.unwrap();
    let ids: Vec<_> = server
        .received()
        .iter()
        .map(|mail| header(&mail.raw, "Message-ID"))
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn what_the_server_answers_decides() {
    let server = Server::start();
    let mailer = mailer(&server.url());
    for (code, expected) in [
        (550, MailError::Permanent as fn(Reason) -> MailError),
        (553, MailError::Permanent),
        (451, MailError::Temporary),
        (421, MailError::Temporary),
    ] {
        // Twice, because a kept connection that says 421 is worth another attempt.
        server.set_fault(Fault::Reply { code, times: 2 });
        let answer = mailer.send(&mail()).await;
        let told = reason(Step::Recipient, Detail::Answer(code));
        assert_eq!(answer, Err(expected(told)));
        server.set_fault(Fault::None);
        mailer.send(&mail()).await.unwrap();
    }
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn an_error_tells_nothing_personal() {
    let server = Server::start();
    server.set_fault(Fault::Reply {
        code: 550,
        times: 1,
    });
    let error = mailer(&server.url()).send(&mail()).await.unwrap_err();
    let told = format!("{error} {error:?}");
    assert!(!told.contains("zoe") && !told.contains("today"), "{told}");
}

#[tokio::test]
async fn a_server_that_is_away_or_silent_is_tried_later() {
    let server = Server::start();
    let mailer = mailer(&server.url());
    server.set_fault(Fault::Refuse);
    assert_eq!(
        mailer.send(&mail()).await,
        Err(MailError::Temporary(reason(
            Step::Connect,
            Detail::Unreachable
        )))
    );
    server.set_fault(Fault::Stall);
    assert_eq!(
        mailer.send(&mail()).await,
        Err(MailError::Temporary(reason(
            Step::Connect,
            Detail::TimedOut
        )))
    );
    server.set_fault(Fault::None);
    mailer.send(&mail()).await.unwrap();
    // Silence on the kept connection, and on the new one it is tried on.
    server.set_fault(Fault::Stall);
    assert_eq!(
        mailer.send(&mail()).await,
        Err(MailError::Temporary(reason(
            Step::Connect,
            Detail::TimedOut
        )))
    );
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_server_is_greeted_without_a_mail() {
    let server = Server::start();
    let greet = |url: String| async move { mailer(&url).greet().await };
    let open = Greeting {
        encrypted: false,
        signed_in: false,
    };
    assert_eq!(greet(server.url()).await, Ok(open));
    let required = format!("{}?tls=required", server.url());
    assert_eq!(
        greet(required).await,
        Err(MailError::Misconfigured(reason(
            Step::Encrypt,
            Detail::NotOffered
        )))
    );
    server.set_fault(Fault::Stall);
    assert_eq!(
        greet(server.url()).await,
        Err(MailError::Temporary(reason(
            Step::Connect,
            Detail::TimedOut
        )))
    );
    server.set_fault(Fault::Refuse);
    assert_eq!(
        greet(server.url()).await,
        Err(MailError::Temporary(reason(
            Step::Connect,
            Detail::Unreachable
        )))
    );
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn no_mail_takes_longer_than_it_may() {
    let server = Server::start();
    server.set_fault(Fault::Stall);
    let mailer = mailer(&server.url()).with_patience(Patience {
        whole: Duration::from_millis(100),
        ..Patience::default()
    });
    assert_eq!(
        mailer.send(&mail()).await,
        Err(MailError::Temporary(reason(Step::Whole, Detail::TimedOut)))
    );
}

#[tokio::test]
async fn connections_are_kept_and_replaced_when_the_server_closes_them() {
    let server = Server::start();
    let line = Cuttable::to(server.address()).await;
    let mailer = mailer(&line.url());
    for _ in 0..3 {
        mailer.send(&mail()).await.unwrap();
    }
    assert_eq!(line.opened(), 1, "one connection for three mails");
    for opened in 2..5 {
        line.cut().await;
        mailer.send(&mail()).await.unwrap();
        assert_eq!(line.opened(), opened);
    }
    assert_eq!(server.received().len(), 6, "each mail exactly once");
}

#[tokio::test]
async fn an_abandoned_mail_does_not_spoil_the_next() {
    let server = Server::start();
    let mailer = mailer(&server.url());
    mailer.send(&mail()).await.unwrap();
    server.set_fault(Fault::Stall);
    let (first, second) = (mail(), mail());
    let abandoned = tokio::time::timeout(Duration::from_millis(50), mailer.send(&first)).await;
    assert!(abandoned.is_err());
    server.set_fault(Fault::None);
    mailer.send(&second).await.unwrap();
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn many_mails_at_once_all_arrive() {
    let server = Server::start();
    let mailer = Arc::new(mailer(&server.url()));
    let mails = (0..20).map(|number| Mail {
        idempotency_key: format!("mail-{number}"),
        ..mail()
    });
    let mut sending = JoinSet::new();
    for mail in mails {
        let mailer = Arc::clone(&mailer);
        sending.spawn(async move { mailer.send(&mail).await });
    }
    for sent in sending.join_all().await {
        sent.unwrap();
    }
    let mut ids: Vec<_> = server
        .received()
        .iter()
        .map(|mail| header(&mail.raw, "Message-ID"))
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

#[tokio::test]
async fn encryption_and_sign_in_are_not_skipped_silently() {
    let server = Server::start();
    let port = server.address().port();
    for (url, step) in [
        (
            format!("smtp://127.0.0.1:{port}?tls=required"),
            Step::Encrypt,
        ),
        (
            format!("smtp://user:password@127.0.0.1:{port}"),
            Step::SignIn,
        ),
    ] {
        assert_eq!(
            mailer(&url).send(&mail()).await,
            Err(MailError::Misconfigured(reason(step, Detail::NotOffered)))
        );
    }
    assert!(server.received().is_empty());
    let opportunistic = format!("smtp://localhost:{port}?tls=opportunistic");
    mailer(&opportunistic).send(&mail()).await.unwrap();
}
