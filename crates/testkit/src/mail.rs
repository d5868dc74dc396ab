//! Reads what a mail says: decoded text, HTML, headers and the links in them.

use mail_parser::{Message, MessageParser};

/// The decoded plain text part of a mail; empty if it has none.
pub fn text(raw: &[u8]) -> String {
    let mail = parse(raw);
    // `body_text` would make text from an HTML part, and so hide that the text part is missing.
    mail.text_bodies()
        .find(|part| part.is_text() && !part.is_text_html())
        .and_then(|part| part.text_contents())
        .unwrap_or_default()
        .to_owned()
}

/// The decoded HTML part of a mail; empty if it has none.
pub fn html(raw: &[u8]) -> String {
    let mail = parse(raw);
    mail.html_bodies()
        .find(|part| part.is_text_html())
        .and_then(|part| part.text_contents())
        .unwrap_or_default()
        .to_owned()
}

/// The decoded subject.
pub fn subject(raw: &[u8]) -> String {
    parse(raw).subject().unwrap_or_default().to_owned()
}

/// A header as it was sent, without decoding, unfolded to one line; `None` if the mail has none of that name.
pub fn header(raw: &[u8], name: &str) -> Option<String> {
    let value = parse(raw)
        .header_raw(name)?
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    Some(value)
}

/// The content of the attachments, with their file names.
pub fn attachments(raw: &[u8]) -> Vec<(String, Vec<u8>)> {
    use mail_parser::MimeHeaders as _;
    parse(raw)
        .attachments()
        .map(|part| {
            (
                part.attachment_name().unwrap_or_default().to_owned(),
                part.contents().to_vec(),
            )
        })
        .collect()
}

/// The calendar entry among the alternatives of a mail: the method its header names, and the decoded object.
pub fn calendar(raw: &[u8]) -> Option<(String, String)> {
    use mail_parser::MimeHeaders as _;
    let mail = parse(raw);
    let part = mail.parts.iter().find(|part| {
        part.content_type()
            .is_some_and(|kind| kind.subtype() == Some("calendar"))
    })?;
    let method = part.content_type()?.attribute("method")?;
    Some((method.to_owned(), part.text_contents()?.to_owned()))
}

/// All `http` and `https` links in a text or in HTML, in order, each as often as it occurs.
pub fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("http") {
        rest = &rest[start..];
        let after_scheme = ["http://", "https://"]
            .iter()
            .find(|scheme| rest.starts_with(**scheme));
        let Some(scheme) = after_scheme else {
            rest = &rest["http".len()..];
            continue;
        };
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`'))
            .unwrap_or(rest.len());
        let link = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']);
        if link.len() > scheme.len() {
            found.push(link.replace("&amp;", "&"));
        }
        rest = &rest[end..];
    }
    found
}

fn parse(raw: &[u8]) -> Message<'_> {
    MessageParser::default()
        .parse(raw)
        .expect("a mail that can be parsed")
}

#[cfg(test)]
mod tests {
    use super::{attachments, header, html, links, subject, text};

    const MAIL: &[u8] = b"From: box-office@theatre.example\r\n\
        Subject: =?utf-8?Q?Ihre_Pl=C3=A4tze?=\r\n\
        List-Unsubscribe: <https://foh.example/u>,\r\n\t<mailto:u@foh.example>\r\n\
        MIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=outer\r\n\r\n\
        --outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n\
        --inner\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        Sch=C3=B6n! https://foh.example/confirm?t=3DA=\r\nB&lang=3Dde.\r\n\
        --inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        PGEgaHJlZj0iaHR0cHM6Ly9mb2guZXhhbXBsZS8/dD1BQiZhbXA7bGFuZz1kZSI+w7w8L2E+\r\n\
        --inner--\r\n\
        --outer\r\nContent-Type: image/png; name=code.png\r\nContent-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment; filename=code.png\r\n\r\nAAEC\r\n\
        --outer--\r\n";

    #[test]
    fn parts_are_decoded() {
        assert_eq!(
            text(MAIL).trim(),
            "Schön! https://foh.example/confirm?t=AB&lang=de."
        );
        assert_eq!(
            html(MAIL),
            r#"<a href="https://foh.example/?t=AB&amp;lang=de">ü</a>"#
        );
        assert_eq!(subject(MAIL), "Ihre Plätze");
        assert_eq!(attachments(MAIL), [("code.png".to_owned(), vec![0, 1, 2])]);
    }

    #[test]
    fn headers_are_raw_and_unfolded() {
        let value = header(MAIL, "list-unsubscribe").unwrap();
        assert_eq!(value, "<https://foh.example/u>, <mailto:u@foh.example>");
        assert_eq!(header(MAIL, "X-None"), None);
    }

    #[test]
    fn a_missing_part_is_empty() {
        let plain = b"Subject: a\r\n\r\nOnly text\r\n";
        assert_eq!(
            (text(plain).trim(), html(plain).as_str()),
            ("Only text", "")
        );
        let rich = b"Subject: a\r\nContent-Type: text/html\r\n\r\n<p>Only HTML</p>\r\n";
        assert_eq!(
            (text(rich).as_str(), html(rich).trim()),
            ("", "<p>Only HTML</p>")
        );
    }

    #[test]
    fn links_are_found() {
        for (given, expected) in [
            ("", &[][..]),
            ("no http here, nor https://", &[]),
            (
                "see http://a.example/b?c=d#e.",
                &["http://a.example/b?c=d#e"],
            ),
            (
                "(https://a.example) or https://b.example/x, ok",
                &["https://a.example", "https://b.example/x"],
            ),
            (
                r#"<a href="https://a.example/?b=c&amp;d=e">"#,
                &["https://a.example/?b=c&d=e"],
            ),
        ] {
            assert_eq!(links(given), expected, "{given}");
        }
    }
}
