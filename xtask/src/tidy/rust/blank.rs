//! Blanks comments and the insides of strings, so that rules see code only.

/// The text with the same lines and columns, where comments, strings and characters are blanks; quotes stay.
pub fn blank(text: &str) -> String {
    let mut out = Output {
        chars: text.chars().collect(),
        at: 0,
        text: String::with_capacity(text.len()),
    };
    while let Some(c) = out.peek(0) {
        match (c, out.peek(1)) {
            ('/', Some('/')) => out.hide_while(|c| c != '\n'),
            ('/', Some('*')) => out.block_comment(),
            ('"', _) => out.string(),
            ('r', _) if !out.after_name() && out.raw_hashes().is_some() => out.raw_string(),
            ('\'', _) => out.character_or_lifetime(),
            _ => out.keep(),
        }
    }
    out.text
}

struct Output {
    chars: Vec<char>,
    at: usize,
    text: String,
}

impl Output {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        self.text.extend(self.peek(0));
        self.at += 1;
    }

    fn hide(&mut self) {
        let shown = if self.peek(0) == Some('\n') {
            '\n'
        } else {
            ' '
        };
        self.text.extend(self.peek(0).map(|_| shown));
        self.at += 1;
    }

    fn hide_while(&mut self, condition: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&condition) {
            self.hide();
        }
    }

    /// Whether what comes next continues a name, so that an `r` is a letter and no prefix. `b` and `c` before it are prefixes.
    fn after_name(&self) -> bool {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let mut before = self.chars[..self.at].iter().rev().copied();
        match before.next() {
            Some('b' | 'c') => before.next().is_some_and(is_name),
            other => other.is_some_and(is_name),
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.peek(0).is_some() {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                _ => {
                    self.hide();
                    continue;
                }
            }
            self.hide();
            self.hide();
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.keep();
        while let Some(c) = self.peek(0) {
            match c {
                '"' => return self.keep(),
                '\\' => {
                    self.hide();
                    self.hide();
                }
                _ => self.hide(),
            }
        }
    }

    /// The number of hashes, if a raw string starts here.
    fn raw_hashes(&self) -> Option<usize> {
        let hashes = self.chars[self.at + 1..]
            .iter()
            .take_while(|c| **c == '#')
            .count();
        (self.peek(1 + hashes) == Some('"')).then_some(hashes)
    }

    fn raw_string(&mut self) {
        let hashes = self.raw_hashes().unwrap_or_default();
        for _ in 0..hashes + 2 {
            self.keep();
        }
        while let Some(c) = self.peek(0) {
            if c == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                for _ in 0..=hashes {
                    self.keep();
                }
                return;
            }
            self.hide();
        }
    }

    fn character_or_lifetime(&mut self) {
        let escaped = self.peek(1) == Some('\\');
        if !escaped && self.peek(2) != Some('\'') {
            // A lifetime.
            return self.keep();
        }
        self.keep();
        if escaped {
            self.hide();
        }
        self.hide();
        self.hide_while(|c| c != '\'' && c != '\n');
        self.keep();
    }
}

#[cfg(test)]
mod tests {
    use super::blank;

    #[test]
    fn only_code_is_left() {
        for (text, expected) in [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c\n */ d */ e", "a          \n         e"),
            (r#"f("x // y \" z", 1)"#, r#"f("           ", 1)"#),
            (
                r##"f(r#"a " b"#, br"c\", 1)"##,
                r##"f(r#"     "#, br"  ", 1)"##,
            ),
            ("r#type = for_r\"x\"", "r#type = for_r\" \""),
            (
                "f('\"', '\\'', '\\u{e9}') /*x*/",
                "f(' ', '  ', '      ')      ",
            ),
            (
                "fn f<'a>(x: &'a str) {} // '",
                "fn f<'a>(x: &'a str) {}     ",
            ),
            ("\"a\nb\" c", "\" \n \" c"),
            ("b'x' 'static", "b' ' 'static"),
            ("\"open", "\"    "),
        ] {
            assert_eq!(blank(text), expected, "{text}");
        }
    }
}
