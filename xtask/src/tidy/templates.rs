//! Pages carry no code and no looks of their own: the content security policy forbids both.

use super::{Finding, tree::TextFile};

const RULE: &str = "templates";

/// Inline scripts and styles in templates.
pub fn check(files: &[TextFile]) -> Vec<Finding> {
    files.iter().flat_map(check_file).collect()
}

fn check_file(file: &TextFile) -> Vec<Finding> {
    let text = without_template_code(&file.text);
    let mut findings = Vec::new();
    for (at, tag) in tags(&text) {
        let line = 1 + text[..at].matches('\n').count();
        findings
            .extend(objection(&tag).map(|message| Finding::new(RULE, &file.path, line, message)));
    }
    findings
}

/// The name of a tag and of its attributes, in lower case.
struct Tag {
    name: String,
    attributes: Vec<String>,
}

fn objection(tag: &Tag) -> Option<String> {
    let handler = tag
        .attributes
        .iter()
        .find(|name| name.len() > 2 && name.starts_with("on"));
    if tag.name == "script" && !tag.attributes.iter().any(|name| name == "src") {
        Some("an inline <script>: put it into a module under assets".to_owned())
    } else if tag.name == "style" {
        Some("an inline <style>: put it into a style sheet under assets".to_owned())
    } else if tag.attributes.iter().any(|name| name == "style") {
        Some("style=: use a class".to_owned())
    } else {
        handler.map(|name| format!("{name}=: add the listener in a module under assets"))
    }
}

/// The text with blanks (and the same lines) instead of `{{ … }}`, `{% … %}`, `{# … #}` and HTML comments.
fn without_template_code(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    let pairs = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<!--", "-->")];
    while let Some((start, (open, close))) = pairs
        .iter()
        .filter_map(|pair| Some((rest.find(pair.0)?, *pair)))
        .min()
    {
        let inside = start + open.len();
        let end = rest[inside..]
            .find(close)
            .map_or(rest.len(), |at| inside + at + close.len());
        result.push_str(&rest[..start]);
        result.extend(
            rest[start..end]
                .chars()
                .map(|c| if c == '\n' { '\n' } else { ' ' }),
        );
        rest = &rest[end..];
    }
    result + rest
}

/// All opening tags with their places.
fn tags(text: &str) -> Vec<(usize, Tag)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('<') {
        let inside = &text[at + 1..];
        if inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            found.push((at, tag(inside)));
        }
    }
    found
}

/// What the next character of a tag belongs to.
enum Within {
    Name,
    /// After the `=`.
    BeforeValue,
    /// A value without quotes.
    Value,
    Quotes(char),
}

fn tag(inside: &str) -> Tag {
    let mut names = vec![String::new()];
    let mut within = Within::Name;
    for c in inside.chars() {
        within = match within {
            Within::Quotes(open) if c != open => Within::Quotes(open),
            Within::Quotes(_) => Within::Name,
            _ if c == '>' => break,
            Within::Name | Within::BeforeValue if matches!(c, '"' | '\'') => Within::Quotes(c),
            Within::Name if c == '=' => Within::BeforeValue,
            Within::BeforeValue if c.is_whitespace() => Within::BeforeValue,
            Within::Value if c.is_whitespace() => Within::Name,
            Within::BeforeValue | Within::Value => Within::Value,
            Within::Name => {
                names
                    .last_mut()
                    .expect("at least one")
                    .push(c.to_ascii_lowercase());
                continue;
            }
        };
        names.push(String::new());
    }
    let mut names = names
        .iter()
        .flat_map(|name| name.split(|c: char| c.is_whitespace() || c == '/'));
    let name = names.next().unwrap_or_default().to_owned();
    Tag {
        name,
        attributes: names.map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{TextFile, check};

    fn lines(text: &str) -> Vec<usize> {
        let file = TextFile {
            path: "crates/web/templates/a.html".to_owned(),
            text: text.to_owned(),
        };
        check(&[file]).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn inline_code_and_looks_are_found() {
        for text in [
            "<script>alert(1)</script>",
            "<SCRIPT type=\"module\">x</SCRIPT>",
            "<style>p { color: red }</style>",
            "<p style=\"color: red\">",
            "<p\n  class=a\n  STYLE='x'>",
            "<p class=\"a\"style=\"b\">",
            "<button onclick=\"go()\">",
            "<a href=\"/x\" {% if a > b %}hidden{% endif %} onMouseOver=go()>",
            "<p style>",
        ] {
            assert_eq!(lines(text).len(), 1, "{text}");
        }
        assert_eq!(lines("<p>\n{# x\n#}\n<p style=''>"), [4]);
    }

    #[test]
    fn modules_classes_and_prose_are_free() {
        for text in [
            "<script type=\"module\" src=\"{{ asset(\"a.js\") }}\"></script>",
            "<link rel=stylesheet href=/a.css>",
            "<p class=\"style=\" data-style=x title='onclick=1'>a > b, style=x onclick=y</p>",
            "<!-- <script>x</script> -->{# <p style=x> #}",
            "{% if a < b %}<input value=style name=on>{% endif %}",
        ] {
            assert_eq!(lines(text), [0; 0], "{text}");
        }
    }
}
