use foh_domain::booking::GuestFields;

use super::*;

const SITE: &str = "https://tickets.example.org";
const URL: &str = "https://tickets.example.org/sessions/1";

fn guest(name: &str, email: &str) -> Guest {
    Guest::parse(GuestFields {
        name,
        email,
        phone: None,
        notes: None,
    })
    .unwrap()
}

fn sender() -> Sender {
    Sender::parse("\"Piccolo; Studio\" <studio@example.org>").unwrap()
}

fn appointment<'a>(guest: &'a Guest, sender: Option<&'a Sender>) -> Appointment<'a> {
    Appointment {
        booking_id: Uuid::from_u128(7),
        site: SITE,
        sender,
        guest,
        address: guest.email.as_ref().unwrap(),
        revision: 3,
        written_at: "2026-11-20T09:00:00.123456Z".parse().unwrap(),
        starts_at: "2026-11-28T17:00:00Z".parse().unwrap(),
        ends_at: "2026-11-28T18:30:00Z".parse().unwrap(),
        title: "Breath and voice",
        location: "Via Roma 1, Bologna",
        description: "Your place is booked.",
        url: URL,
    }
}

/// The lines of the object, unfolded.
fn lines(part: &CalendarPart) -> Vec<String> {
    let unfolded = part.ics.replace("\r\n ", "");
    unfolded
        .split_terminator("\r\n")
        .map(str::to_owned)
        .collect()
}

#[test]
fn an_entry_says_what_calendars_need() {
    let (guest, sender) = (guest("Zoë Rossi", "zoe@example.org"), sender());
    let part = appointment(&guest, Some(&sender))
        .told(CalendarMethod::Request)
        .unwrap();
    assert_eq!(part.method, CalendarMethod::Request);
    assert_eq!(
        lines(&part),
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Front of House//Studio//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:REQUEST",
            "BEGIN:VEVENT",
            "ATTENDEE;CN=Zoë Rossi;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:zoe@example.org",
            "DESCRIPTION:Your place is booked.\\nhttps://tickets.example.org/sessions/1",
            "DTEND:20261128T183000Z",
            "DTSTAMP:20261120T090000Z",
            "DTSTART:20261128T170000Z",
            "LOCATION:Via Roma 1\\, Bologna",
            "ORGANIZER;CN=\"Piccolo; Studio\":mailto:studio@example.org",
            "SEQUENCE:3",
            "STATUS:CONFIRMED",
            "SUMMARY:Breath and voice",
            "UID:00000000-0000-0000-0000-000000000007@tickets.example.org",
            "URL:https://tickets.example.org/sessions/1",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    );
}

#[test]
fn a_cancellation_is_of_the_same_entry_and_the_last_word() {
    let guest = guest("Zoë Rossi", "zoe@example.org");
    let appointment = appointment(&guest, None);
    let only = |lines: Vec<String>, names: &[&str]| {
        let mut lines = lines;
        lines.retain(|line| names.iter().any(|name| line.starts_with(name)));
        lines
    };
    let request = lines(&appointment.told(CalendarMethod::Request).unwrap());
    let cancel = lines(&appointment.told(CalendarMethod::Cancel).unwrap());
    assert_eq!(only(request, &["UID"]), only(cancel.clone(), &["UID"]));
    assert_eq!(
        only(cancel, &["METHOD", "SEQUENCE", "STATUS"]),
        ["METHOD:CANCEL", "SEQUENCE:4", "STATUS:CANCELLED"]
    );
}

#[test]
fn without_a_sender_the_site_invites() {
    let guest = guest("Zoë Rossi", "zoe@example.org");
    let part = appointment(&guest, None).told(CalendarMethod::Request);
    assert!(lines(&part.unwrap()).contains(&format!("ORGANIZER:{SITE}")));
}

#[test]
fn no_text_makes_a_property() {
    let good = guest("Zoë Rossi", "zoe@example.org");
    let sender = sender();
    let plain = lines(
        &appointment(&good, Some(&sender))
            .told(CalendarMethod::Request)
            .unwrap(),
    );
    for bad in [
        "A\r\nATTENDEE:mailto:eve@example.net",
        "A\nMETHOD:CANCEL",
        "A\rMETHOD:CANCEL\r",
        "A\u{85}METHOD:CANCEL",
        "A\0\u{b}\u{c}",
        "A;CN=\"Eve\":mailto:eve@example.net",
        "\"A\":mailto:eve@example.net\r\nMETHOD:CANCEL\r\nX;Y=\"",
        "\\nMETHOD:CANCEL\\, \\; \\",
    ] {
        // The name is parsed in the product; here it is taken as it never can be.
        let json = serde_json::json!({ "name": bad, "email": "zoe@example.org" });
        let guest: Guest = serde_json::from_value(json).unwrap();
        let attacked = Appointment {
            title: bad,
            location: bad,
            description: bad,
            ..appointment(&guest, Some(&sender))
        };
        let part = attacked.told(CalendarMethod::Request).unwrap();
        let told = lines(&part);
        let names = |lines: &[String]| -> Vec<String> {
            let name = |line: &String| line.split([':', ';']).next().unwrap_or_default().to_owned();
            lines.iter().map(name).collect()
        };
        assert_eq!(names(&told), names(&plain), "{bad:?}");
        assert!(!part.ics.replace("\r\n", "").contains(['\r', '\n']));
        let attendee = told.iter().find(|line| line.starts_with("ATTENDEE"));
        assert!(
            attendee
                .unwrap()
                .ends_with("RSVP=FALSE:mailto:zoe@example.org")
        );
    }
}

#[test]
fn text_is_escaped() {
    let guest = guest("Zoë Rossi", "zoe@example.org");
    let part = Appointment {
        title: "Breath; voice, \\ and \"rest\": a day\nout",
        ..appointment(&guest, None)
    };
    let part = part.told(CalendarMethod::Request).unwrap();
    assert!(
        lines(&part)
            .contains(&"SUMMARY:Breath\\; voice\\, \\\\ and \"rest\": a day out".to_owned()),
        "{}",
        part.ics
    );
}

#[test]
fn long_lines_are_folded_between_characters() {
    let guest = guest(&"Ő".repeat(120), "zoe@example.org");
    let title = "é–🎭".repeat(50);
    let part = Appointment {
        title: &title,
        ..appointment(&guest, None)
    };
    let part = part.told(CalendarMethod::Request).unwrap();
    assert!(
        part.ics.split("\r\n").all(|line| line.len() <= 75),
        "{}",
        part.ics
    );
    assert!(lines(&part).contains(&format!("SUMMARY:{title}")));
}

#[test]
fn addresses_stay_one_address() {
    for (address, uri) in [
        ("ada+studio@example.org", "mailto:ada+studio@example.org"),
        (
            "a?cc=eve%40example.net&x#y@example.org",
            "mailto:a%3Fcc=eve%2540example.net%26x%23y@example.org",
        ),
    ] {
        assert_eq!(mailto(address), uri);
    }
}

#[test]
fn the_host_of_a_site_has_no_port() {
    for (site, expected) in [
        ("https://tickets.example.org", "tickets.example.org"),
        ("http://localhost:8080", "localhost"),
        ("http://[::1]:8080", "[::1]"),
        ("http://[::1]", "[::1]"),
    ] {
        assert_eq!(host(site), expected);
    }
}
