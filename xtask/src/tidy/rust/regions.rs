//! Finds what is compiled for tests only.

use std::collections::BTreeSet;

/// Test code of one file.
#[derive(Debug, Default)]
pub struct Regions {
    /// Indexes of lines, from 0.
    pub lines: BTreeSet<usize>,
    /// Names of modules in other files.
    pub modules: Vec<String>,
}

/// Finds items marked `#[cfg(test)]` or `#[cfg(all(test, …))]` in code without comments and strings.
pub fn find(code: &str) -> Regions {
    let mut regions = Regions::default();
    for marker in ["cfg(test)]", "cfg(all(test,"] {
        for (at, _) in code.match_indices(marker) {
            if code[..at].ends_with("#![") {
                regions.lines.extend(0..code.lines().count());
            } else if code[..at].ends_with("#[") {
                mark(code, at - "#[".len(), &mut regions);
            }
        }
    }
    regions
}

fn mark(code: &str, start: usize, regions: &mut Regions) {
    let (end, body) = item(code, start);
    let line_of = |at: usize| code[..at].matches('\n').count();
    regions.lines.extend(line_of(start)..=line_of(end));
    let words: Vec<&str> = code[body..end].split_whitespace().collect();
    if let [.., "mod", name] = words.as_slice() {
        regions.modules.push((*name).to_owned());
    }
}

/// Where the item that starts with these attributes ends (at its closing brace or semicolon), and where it begins after them.
fn item(code: &str, start: usize) -> (usize, usize) {
    let mut depth = 0_usize;
    let mut body = start;
    for (at, c) in code[start..]
        .char_indices()
        .map(|(offset, c)| (start + offset, c))
    {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && c == '}' {
                    return (at, body);
                }
                if depth == 0 && c == ']' && code[body..at].trim_start().starts_with('#') {
                    body = at + 1;
                }
            }
            ';' if depth == 0 => return (at, body),
            _ => {}
        }
    }
    (code.len(), body)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn items_are_marked_to_their_end() {
        for (code, lines, modules) in [
            ("fn a() {}\n", vec![], vec![]),
            (
                "#[cfg(test)]\n#[allow(x)]\nmod tests {\n  {}\n}\nfn a() {}\n",
                vec![0, 1, 2, 3, 4],
                vec![],
            ),
            ("a\n#[cfg(test)]\nuse x::{y};\nb\n", vec![1, 2], vec![]),
            (
                "#[cfg(test)]\npub(crate) mod tests;\nb\n",
                vec![0, 1],
                vec!["tests"],
            ),
            (
                "#[cfg(all(test, unix))]\nfn a(x: [u8; 2]) {\n}\nb\n",
                vec![0, 1, 2],
                vec![],
            ),
            ("#[cfg(not(test))]\nfn a() {}\n", vec![], vec![]),
            ("#![cfg(test)]\na\n", vec![0, 1], vec![]),
            ("#[cfg(test)]\nmod a { fn", vec![0, 1], vec![]),
        ] {
            let regions = find(code);
            assert_eq!(
                regions.lines.into_iter().collect::<Vec<_>>(),
                lines,
                "{code}"
            );
            assert_eq!(regions.modules, modules, "{code}");
        }
    }
}
