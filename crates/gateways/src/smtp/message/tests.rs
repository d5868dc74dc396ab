use super::*;
use crate::mail::CalendarMethod;

fn mail() -> Mail {
    Mail {
        to_name: Some("Ada Lovelace".into()),
        to: "ada@example.org".into(),
        subject: "Your tickets".into(),
        text: "Hello\n.\nline".into(),
        html: "<p>Hello</p>".into(),
        inline: vec![],
        calendar: None,
        idempotency_key: "01990000-0000-7000-8000-000000000001".into(),
    }
}

fn composed(mail: &Mail) -> String {
    let sender = Sender::parse("Front of House <box-office@example.com>").unwrap();
    String::from_utf8(compose(mail, &sender).unwrap().content).unwrap()
}

/// The header lines, unfolded.
fn headers(message: &str) -> Vec<String> {
    let (head, _) = message.split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", " ")
        .split("\r\n")
        .map(str::to_owned)
        .collect()
}

/// The kinds of the parts, in their order, without their boundaries.
fn kinds(message: &str) -> Vec<&str> {
    message
        .lines()
        .filter_map(|line| line.strip_prefix("Content-Type: "))
        .map(|kind| kind.trim_end_matches(';'))
        .collect()
}

#[test]
fn has_the_headers_it_needs_and_no_others() {
    let message = composed(&mail());
    let mut headers = headers(&message);
    headers.retain(|line| !line.starts_with("Date: ") && !line.starts_with("Content-Type: "));
    headers.sort();
    assert_eq!(
        headers,
        [
            "Auto-Submitted: auto-generated",
            "From: \"Front of House\" <box-office@example.com>",
            "MIME-Version: 1.0",
            "Message-ID: <01990000-0000-7000-8000-000000000001@example.com>",
            "Subject: Your tickets",
            "To: \"Ada Lovelace\" <ada@example.org>",
        ]
    );
}

#[test]
fn line_breaks_do_not_make_headers() {
    for bad in [
        "A\r\nBcc: eve@example.net",
        "A\nBcc: eve@example.net",
        "A\rBcc: eve@example.net",
        "A\0\u{85}\u{2028}\nBcc: eve@example.net",
        "É\r\nBcc: eve@example.net",
        "A\"\r\nBcc: eve@example.net\r\n\r\nbody",
    ] {
        let plain = headers(&composed(&mail()));
        let mut mail = mail();
        mail.to_name = Some(bad.into());
        mail.subject = bad.into();
        let attacked = headers(&composed(&mail));
        assert_eq!(attacked.len(), plain.len(), "{attacked:#?}");
        assert!(attacked.iter().all(|line| !line.starts_with("Bcc")));
    }
}

#[test]
fn what_cannot_be_a_mail_is_refused_for_good() {
    let change: [fn(&mut Mail); 8] = [
        |m| m.to = "nobody".into(),
        |m| m.to = "ada@example.org\r\nBcc: eve@example.net".into(),
        |m| m.to = "ada@example.org> SIZE=1".into(),
        |m| m.to = "ada@example.org,eve@example.net".into(),
        |m| m.idempotency_key = String::new(),
        |m| m.idempotency_key = "a>\r\nBcc: eve@example.net".into(),
        |m| m.idempotency_key = "a@b".into(),
        |m| {
            m.inline = vec![InlineImage {
                content_id: "a\r\nX: y".into(),
                png: vec![],
            }];
        },
    ];
    let sender = Sender::parse("box-office@example.com").unwrap();
    for (case, change) in change.into_iter().enumerate() {
        let mut mail = mail();
        change(&mut mail);
        let result = compose(&mail, &sender).map(drop);
        assert_eq!(result, Err(invalid()), "case {case}");
    }
}

#[test]
fn an_international_domain_travels_in_ascii() {
    let mut mail = mail();
    mail.to = "ada@bücher.example".into();
    let sender = Sender::parse("box-office@example.com").unwrap();
    let outgoing = compose(&mail, &sender).unwrap();
    assert_eq!(outgoing.to.to_string(), "ada@xn--bcher-kva.example");
    assert!(!outgoing.needs_utf8_addresses());
}

#[test]
fn images_stand_beside_the_html() {
    let mut mail = mail();
    mail.inline = vec![InlineImage {
        content_id: "ticket-1".into(),
        png: vec![0x89, b'P', b'N', b'G'],
    }];
    let message = composed(&mail);
    assert_eq!(
        kinds(&message),
        [
            "multipart/alternative",
            "text/plain; charset=utf-8",
            "multipart/related",
            "text/html; charset=utf-8",
            "image/png",
        ]
    );
    assert!(message.contains("Content-ID: <ticket-1>\r\n"));
    assert!(message.contains("Content-Disposition: inline\r\n"));
}

#[test]
fn a_calendar_entry_is_an_alternative_and_a_file() {
    let mut mail = mail();
    mail.inline = vec![InlineImage {
        content_id: "ticket-1".into(),
        png: vec![0x89, b'P', b'N', b'G'],
    }];
    for (method, word) in [
        (CalendarMethod::Request, "REQUEST"),
        (CalendarMethod::Cancel, "CANCEL"),
    ] {
        mail.calendar = Some(CalendarPart {
            method,
            ics: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into(),
        });
        assert_eq!(
            kinds(&composed(&mail)),
            [
                "multipart/mixed",
                "multipart/alternative",
                "text/plain; charset=utf-8",
                "multipart/related",
                "text/html; charset=utf-8",
                "image/png",
                &format!("text/calendar; method={word}; charset=utf-8"),
                "application/ics; name=\"invite.ics\"",
            ]
        );
    }
}

#[test]
fn everything_on_the_wire_is_ascii_in_short_lines() {
    let mut mail = mail();
    mail.to_name = Some("Éloïse d'Été ".repeat(30));
    mail.subject = "Réservation confirmée – ".repeat(30);
    mail.text = "é".repeat(5000);
    mail.html = "<p>é</p>".repeat(5000);
    let message = composed(&mail);
    assert!(message.is_ascii());
    assert!(message.split("\r\n").all(|line| line.len() <= 998));
    assert!(!message.replace("\r\n", "").contains(['\r', '\n']));
}
