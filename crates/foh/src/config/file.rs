//! The configuration file, `foh.toml`.

use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::settings::{Setting, Settings, Value};
use super::{Fault, Faults, Key, Origin, Sources};

/// Reads the file into `settings`, if there is one.
///
/// # Errors
/// When it cannot be read or is not TOML.
pub(super) fn read(sources: &Sources, settings: &mut Settings) -> Result<(), Faults> {
    let path = match &sources.file {
        Some(path) => sources.directory.join(path),
        None => sources.directory.join("foh.toml"),
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && sources.file.is_none() => {
            return Ok(());
        }
        Err(error) => return Err(unreadable(&path, &error).into()),
    };
    let file = File { path, text: &text };
    let (table, errors) = DeTable::parse_recoverable(&text);
    let mut faults = Faults::default();
    for error in errors {
        // Not the error's own Display: it repeats the line, which may hold a secret.
        faults.push(Fault {
            key: "the file".to_owned(),
            origin: file.origin(&error.span().unwrap_or_default()),
            problem: format!("is not TOML: {}", error.message()),
            remedy: "correct this line".to_owned(),
        });
    }
    faults.none_yet()?;
    for (name, value) in table.get_ref() {
        file.take(name, value, settings);
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    Fault {
        key: "--config".to_owned(),
        origin: Origin::File {
            path: path.to_owned(),
            line: 1,
        },
        problem: format!("the file cannot be read: {error}"),
        remedy: "name a readable text file, or none to use foh.toml in the working directory"
            .to_owned(),
    }
}

struct File<'a> {
    path: PathBuf,
    text: &'a str,
}

impl File<'_> {
    fn origin(&self, span: &Range<usize>) -> Origin {
        let before = self.text.get(..span.start).unwrap_or_default();
        Origin::File {
            path: self.path.clone(),
            line: before.matches('\n').count() + 1,
        }
    }

    fn take(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        settings: &mut Settings,
    ) {
        let origin = self.origin(&name.span());
        let Some(key) = Key::named(name.get_ref()) else {
            settings.faults.push(unknown_key(name.get_ref(), origin));
            return;
        };
        match value_of(key, value.get_ref()) {
            Ok(Some(value)) => {
                settings.file.insert(key, Setting { value, origin });
            }
            Ok(None) => {}
            Err(problem) => settings.faults.push(Fault::new(key, origin, problem)),
        }
    }
}

/// The value in the shapes this key may have; `None` for an empty text, which is as good as no key.
fn value_of(key: Key, value: &DeValue<'_>) -> Result<Option<Value>, String> {
    match value {
        DeValue::String(text) => {
            let text = text.trim();
            Ok((!text.is_empty()).then(|| Value::Text(text.to_owned())))
        }
        DeValue::Array(items) if key.is_list() => {
            let items = items.iter().map(|item| text_of(item.get_ref()));
            Ok(Some(Value::List(items.collect::<Result<_, _>>()?)))
        }
        DeValue::Table(table) if key == Key::Limits => {
            let entries = table.iter().map(|(name, value)| {
                let text = text_of(value.get_ref())
                    .map_err(|problem| format!("{name}: {problem}", name = name.get_ref()))?;
                Ok((name.get_ref().clone().into_owned(), text))
            });
            Ok(Some(Value::Table(entries.collect::<Result<_, String>>()?)))
        }
        other => text_of(other).map(|text| Some(Value::Text(text))),
    }
}

fn text_of(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.clone().into_owned()),
        other => Err(format!(
            "is a TOML {} instead of text in quotes",
            other.type_str()
        )),
    }
}

fn unknown_key(name: &str, origin: Origin) -> Fault {
    let known = Key::ALL.map(Key::name).join(", ");
    Fault {
        key: name.to_owned(),
        origin,
        problem: "is not a known key".to_owned(),
        remedy: format!("correct or remove it; known are {known}"),
    }
}
