//! Where somebody is sent on to: only to this site.

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
    }
}
