//! Where somebody is sent on to: only to this site.

use axum::http::{HeaderMap, Method, Uri, header};

/// The longest path that somebody is sent on to.
const LONGEST: usize = 1_000;

/// The path if it is one of this site. Browsers read a backslash as a slash and drop tabs and line breaks, so that
/// `/\evil`, `//evil` and `/<tab>/evil` lead elsewhere: nothing but visible ASCII without backslashes is let through.
#[must_use]
pub fn local(next: &str) -> Option<&str> {
    let visible = next
        .bytes()
        .all(|byte| matches!(byte, b'!'..=b'~') && byte != b'\\');
    let rooted = next.starts_with('/') && !next.starts_with("//");
    (visible && rooted && next.len() <= LONGEST).then_some(next)
}

/// The page a request came from: what was asked for, or where the form was that was sent. What was posted is gone, and there it
/// is done again.
#[must_use]
pub fn page_of(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let from = if matches!(*method, Method::GET | Method::HEAD) {
        uri.path_and_query().map(ToString::to_string)
    } else {
        headers
            .get(header::REFERER)
            .and_then(|value| value.to_str().ok()?.parse::<Uri>().ok())
            .and_then(|referer| referer.path_and_query().map(ToString::to_string))
    };
    from.filter(|path| local(path).is_some())
}

/// The address of a page that leads on to `next` when it has done its part.
#[must_use]
pub fn leading_on(page: &str, next: Option<&str>) -> String {
    next.map_or_else(
        || page.to_owned(),
        |next| format!("{page}?next={}", in_query(next)),
    )
}

/// A path as the value of a query.
#[must_use]
pub fn in_query(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_lead_on() {
        for good in [
            "/",
            "/door",
            "/door/0193?token=abc",
            "/admin/shows?search=%2F%2Fevil",
            "/a//b",
            "/%2F/evil.example",
        ] {
            assert_eq!(local(good), Some(good));
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        for wrong in [
            "",
            "door",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/door\\..\\\\evil.example",
            "https://evil.example",
            "https:/evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            " //evil.example",
            "/\r\nSet-Cookie: foh=x",
            "/é",
            &long,
        ] {
            assert_eq!(local(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_path_in_a_query_is_one_value() {
        assert_eq!(in_query("/door/1?a=b&c=é"), "/door/1%3Fa%3Db%26c%3D%C3%A9");
        assert_eq!(leading_on("/sign-in", None), "/sign-in");
        assert_eq!(leading_on("/sign-in", Some("/a?b")), "/sign-in?next=/a%3Fb");
    }
}
