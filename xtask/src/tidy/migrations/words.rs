//! Cuts a statement's words at commas and brackets.

/// Leaves out IF EXISTS and IF NOT EXISTS.
pub fn without_conditions<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut kept = Vec::new();
    let mut rest = words;
    while let [first, after @ ..] = rest {
        rest = match rest {
            ["if", "exists", after @ ..] | ["if", "not", "exists", after @ ..] => after,
            _ => {
                kept.push(*first);
                after
            }
        };
    }
    kept
}

/// The words outside of brackets, with their positions.
pub fn outer<'a>(words: &[&'a str]) -> Vec<(usize, &'a str)> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match *word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth == 0 => found.push((at, *word)),
            _ => {}
        }
    }
    found
}

/// The position of the bracket that closes one opened before.
pub fn closing(words: &[&str]) -> Option<usize> {
    let mut depth = 1_usize;
    words.iter().position(|word| {
        match *word {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

/// Splits at the commas outside of brackets.
pub fn split<'a, 'b>(words: &'b [&'a str]) -> Vec<&'b [&'a str]> {
    let commas: Vec<usize> = outer(words)
        .iter()
        .filter(|(_, word)| *word == ",")
        .map(|(at, _)| *at)
        .collect();
    let starts = std::iter::once(0).chain(commas.iter().map(|at| at + 1));
    let ends = commas.iter().copied().chain([words.len()]);
    starts
        .zip(ends)
        .map(|(start, end)| &words[start..end])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{closing, outer, split, without_conditions};

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn brackets_are_respected() {
        let given = words("a ( b , c ( d ) ) e , f");
        assert_eq!(outer(&given), [(0, "a"), (9, "e"), (10, ","), (11, "f")]);
        assert_eq!(split(&given), [&given[..10], &given[11..]]);
        assert_eq!(closing(&given[2..]), Some(6));
        assert_eq!(closing(&words("a ( b )")), None);
    }

    #[test]
    fn conditions_are_left_out() {
        for (given, expected) in [
            ("drop table if exists a", "drop table a"),
            (
                "add column if not exists a int not null",
                "add column a int not null",
            ),
            ("check ( a is not null )", "check ( a is not null )"),
        ] {
            assert_eq!(
                without_conditions(&words(given)),
                words(expected),
                "{given}"
            );
        }
    }
}
