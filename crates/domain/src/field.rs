//! Faults of user input, each naming its field, and the parsers of plain fields.

use serde::Serialize;

/// One fault of one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name as the API spells it.
    pub field: &'static str,
    /// What is wrong and what would be right, in plain words.
    pub message: String,
}

/// Collects the faults of a request, so that its sender hears of all of them at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// Notes a fault of `field`.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(FieldError {
            field,
            message: message.into(),
        });
    }

    /// The value, or `None` with its fault noted under `field`.
    pub fn take<T>(&mut self, field: &'static str, parsed: Result<T, String>) -> Option<T> {
        parsed.map_err(|message| self.add(field, message)).ok()
    }

    /// `Ok` when nothing was noted.
    ///
    /// # Errors
    /// All the noted faults, in the order they were found.
    pub fn finish(self) -> Result<(), Vec<FieldError>> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.0)
        }
    }
}

/// A trimmed text of one line with `1..=most` characters (Unicode scalar values).
pub fn line(value: &str, most: usize) -> Result<String, String> {
    let value = value.trim();
    if value.is_empty() {
        return Err("Please fill this in.".into());
    }
    if value.chars().any(char::is_control) {
        return Err("This must be one line without control characters.".into());
    }
    within(value, most)
}

/// A trimmed text that may span lines, with `0..=most` characters.
pub fn prose(value: &str, most: usize) -> Result<String, String> {
    let value = value.trim().replace("\r\n", "\n");
    if value
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        return Err("This must not contain control characters.".into());
    }
    within(&value, most)
}

fn within(value: &str, most: usize) -> Result<String, String> {
    if value.chars().count() > most {
        return Err(format!("This is too long: at most {most} characters."));
    }
    Ok(value.to_owned())
}

/// A whole number within `least..=most`.
pub fn number(value: i64, least: u32, most: u32) -> Result<u32, String> {
    u32::try_from(value)
        .ok()
        .filter(|n| (least..=most).contains(n))
        .ok_or_else(|| format!("This must be a whole number from {least} to {most}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_limited_in_characters() {
        assert_eq!(line("  Ada  ", 10).unwrap(), "Ada");
        assert_eq!(line("ééééé", 5).unwrap(), "ééééé");
        assert!(line("éééééé", 5).is_err());
        assert!(line(" \t ", 5).is_err());
        assert!(line("a\r\nBcc: b", 50).is_err());
    }

    #[test]
    fn prose_keeps_line_breaks_only() {
        assert_eq!(prose("a\r\nb", 9).unwrap(), "a\nb");
        assert!(prose("a\u{0}b", 9).is_err());
        assert_eq!(prose("", 9).unwrap(), "");
    }

    #[test]
    fn numbers_name_their_range() {
        assert_eq!(number(1, 1, 9).unwrap(), 1);
        for wrong in [-1, 0, 10, i64::MAX] {
            assert!(number(wrong, 1, 9).unwrap_err().contains("1 to 9"));
        }
    }
}
