//! Splits SQL into statements and statements into words.

/// One statement.
#[derive(Debug, PartialEq, Eq)]
pub struct Statement {
    /// Where it begins, counted from 1.
    pub line: usize,
    /// Names and keywords in lower case, strings with their quotes, everything else character by character.
    pub words: Vec<String>,
}

/// All statements of a file, without comments.
pub fn statements(text: &str) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut line = 1;
    for (start, word) in words_of(text) {
        if words.is_empty() {
            line = start;
        }
        if word != ";" || inside_trigger(&words) {
            words.push(word);
        } else if !words.is_empty() {
            statements.push(Statement {
                line,
                words: std::mem::take(&mut words),
            });
        }
    }
    if !words.is_empty() {
        statements.push(Statement { line, words });
    }
    statements
}

/// SQLite writes the statements of a trigger between BEGIN and END.
fn inside_trigger(words: &[String]) -> bool {
    let has = |word: &str| words.iter().any(|found| found == word);
    words.first().is_some_and(|first| first == "create")
        && words.iter().take(3).any(|word| word == "trigger")
        && has("begin")
        && words.last().is_some_and(|last| last != "end")
}

/// Each word with its line.
fn words_of(text: &str) -> Vec<(usize, String)> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = word_length(rest, first);
        let (word, after) = rest.split_at(length);
        let comment = word.starts_with("--") || word.starts_with("/*");
        if !comment && !first.is_whitespace() {
            let line = 1 + text[..text.len() - rest.len()].matches('\n').count();
            words.push((line, spelled(word, first)));
        }
        rest = after;
    }
    words
}

fn word_length(rest: &str, first: char) -> usize {
    let until = |end: &str, from: usize| {
        rest[from..]
            .find(end)
            .map_or(rest.len(), |at| from + at + end.len())
    };
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    if rest.starts_with("--") {
        rest.find('\n').unwrap_or(rest.len())
    } else if rest.starts_with("/*") {
        until("*/", 2)
    } else if let Some(tag) = dollar_tag(rest) {
        until(tag, tag.len())
    } else if first == '\'' || first == '"' {
        // A doubled quote starts the next word directly; for comparing twins that is as good.
        until(&first.to_string(), 1)
    } else if is_name(first) {
        rest.find(|c| !is_name(c)).unwrap_or(rest.len())
    } else {
        first.len_utf8()
    }
}

/// `$$` or `$name$` at the start of a dollar-quoted string.
fn dollar_tag(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('$')?;
    let end = inner.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let numbered = inner.starts_with(|c: char| c.is_ascii_digit());
    (inner[end..].starts_with('$') && !numbered).then(|| &rest[..end + 2])
}

fn spelled(word: &str, first: char) -> String {
    match first {
        '"' => word.trim_matches('"').to_owned(),
        '\'' | '$' => word.to_owned(),
        _ => word.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::statements;

    #[test]
    fn statements_and_words_are_told_apart() {
        for (text, expected) in [
            ("", &[][..]),
            (" ; ;", &[]),
            ("A b;\n-- c; d\nE/* f; */G", &[(1, "a b"), (3, "e g")]),
            ("x 'a;--B' \"C d\"", &[(1, "x 'a;--B' C d")]),
            (
                "f $$ a; b $$; g $t$ ; $$ $t$",
                &[(1, "f $$ a; b $$"), (1, "g $t$ ; $$ $t$")],
            ),
            ("a>=$1;", &[(1, "a > = $ 1")]),
            (
                "CREATE TRIGGER t BEGIN a; b; END; c",
                &[(1, "create trigger t begin a ; b ; end"), (1, "c")],
            ),
        ] {
            let found: Vec<(usize, String)> = statements(text)
                .into_iter()
                .map(|statement| (statement.line, statement.words.join(" ")))
                .collect();
            let expected: Vec<(usize, String)> = expected
                .iter()
                .map(|(line, words)| (*line, (*words).to_owned()))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
