//! As much of HTTP/1.1 as the generator must understand of an answer: status, length, and whether the connection stays.

use std::fmt;

/// The head of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Status code.
    pub status: u16,
    /// Length of status line and headers with the empty line that ends them.
    pub body_start: usize,
    /// Length of the body that follows.
    pub body_length: usize,
    /// Whether the server said it closes the connection.
    pub close: bool,
}

/// What came is not an answer that this generator understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The first line is not a status line.
    StatusLine,
    /// `Content-Length` is not a number.
    Length,
    /// A body without `Content-Length`: nothing the product answers to this generator has one.
    NoLength,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StatusLine => "the answer does not begin with an HTTP/1.1 status line",
            Self::Length => "Content-Length is not a number",
            Self::NoLength => "the answer has no Content-Length (chunked bodies are not measured)",
        })
    }
}

impl std::error::Error for Malformed {}

/// Reads the head at the beginning of `bytes`; `None` while it is incomplete.
pub fn parse_head(bytes: &[u8]) -> Result<Option<Head>, Malformed> {
    let Some(mut line_end) = line_end(bytes, 0) else {
        return Ok(None);
    };
    let status = parse_status(&bytes[..line_end])?;
    let mut length = None;
    let mut close = false;
    loop {
        let start = line_end + 1;
        let Some(end) = self::line_end(bytes, start) else {
            return Ok(None);
        };
        let line = bytes[start..end].trim_ascii_end();
        if line.is_empty() {
            let bodiless = status < 200 || status == 204 || status == 304;
            let body_length = match length {
                _ if bodiless => 0,
                Some(length) => length,
                None => return Err(Malformed::NoLength),
            };
            return Ok(Some(Head {
                status,
                body_start: end + 1,
                body_length,
                close,
            }));
        }
        if let Some(value) = header(line, b"content-length:") {
            length = Some(parse_number(value)?);
        } else if let Some(value) = header(line, b"connection:") {
            close |= value.eq_ignore_ascii_case(b"close");
        }
        line_end = end;
    }
}

fn line_end(bytes: &[u8], start: usize) -> Option<usize> {
    bytes[start..]
        .iter()
        .position(|&byte| byte == b'\n')
        .map(|at| start + at)
}

fn parse_status(line: &[u8]) -> Result<u16, Malformed> {
    match line {
        [
            b'H',
            b'T',
            b'T',
            b'P',
            b'/',
            b'1',
            b'.',
            b'0' | b'1',
            b' ',
            a,
            b,
            c,
            ..,
        ] if [a, b, c].iter().all(|digit| digit.is_ascii_digit()) => Ok([a, b, c]
            .iter()
            .fold(0, |number, digit| number * 10 + u16::from(**digit - b'0'))),
        _ => Err(Malformed::StatusLine),
    }
}

fn header<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (start, value) = line.split_at_checked(name.len())?;
    start.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
}

fn parse_number(digits: &[u8]) -> Result<usize, Malformed> {
    std::str::from_utf8(digits)
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or(Malformed::Length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATED: &[u8] =
        b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{\"status\":\"yes!\"}HTTP/1.1 200";

    fn head(bytes: &[u8]) -> Head {
        parse_head(bytes).unwrap().unwrap()
    }

    #[test]
    fn reads_status_and_lengths_and_stops_at_the_body() {
        let head = head(CREATED);
        assert_eq!(
            (head.status, head.body_length, head.close),
            (201, 17, false)
        );
        assert_eq!(
            &CREATED[head.body_start..head.body_start + head.body_length],
            b"{\"status\":\"yes!\"}"
        );
    }

    #[test]
    fn asks_for_more_at_every_cut_of_the_head() {
        let complete = head(CREATED).body_start;
        for cut in 0..complete {
            assert_eq!(parse_head(&CREATED[..cut]), Ok(None), "cut at {cut}");
        }
        assert!(parse_head(&CREATED[..complete]).unwrap().is_some());
    }

    #[test]
    fn header_names_have_no_case_and_values_no_edges() {
        let head = head(b"HTTP/1.0 200 OK\r\nCONTENT-LENGTH:  3 \r\nConnection: Close\r\n\r\n");
        assert_eq!((head.body_length, head.close), (3, true));
    }

    #[test]
    fn answers_without_body_need_no_length() {
        assert_eq!(head(b"HTTP/1.1 204 No Content\r\n\r\n").body_length, 0);
        assert_eq!(
            head(b"HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n").body_length,
            0
        );
    }

    #[test]
    fn what_it_does_not_understand_is_an_error() {
        let cases: [(&[u8], Malformed); 4] = [
            (b"SSH-2.0-x\r\n\r\n", Malformed::StatusLine),
            (b"HTTP/1.1 2x0 OK\r\n\r\n", Malformed::StatusLine),
            (
                b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
                Malformed::Length,
            ),
            (
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
                Malformed::NoLength,
            ),
        ];
        for (bytes, malformed) in cases {
            assert_eq!(parse_head(bytes), Err(malformed));
        }
    }
}
