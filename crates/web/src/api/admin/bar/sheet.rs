//! Reading a file of beverages (CSV, RFC 4180, and what spreadsheet programs make of it).

use std::collections::HashSet;

use csv::{ReaderBuilder, StringRecord};
use foh_app::bar::{ImportRow, ImportedField, MOST_IMPORT_ROWS};

/// The largest file, in bytes.
pub(crate) const MOST_BYTES: usize = 512 * 1024;

/// The rows of a file. Of more than there may be one more is read, so that they are refused.
///
/// # Errors
/// Why nothing of the file can be used, and what to do.
pub(crate) fn rows(file: &[u8]) -> Result<Vec<ImportRow>, String> {
    if file.len() > MOST_BYTES {
        return Err("This file is larger than 512 kB. Send it in parts.".into());
    }
    let text = std::str::from_utf8(file)
        .map_err(|_| "This is no text in UTF-8: save the file as “CSV UTF-8”.".to_owned())?;
    let whole = text;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut place = Place::after(whole, text);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns = columns(reader.headers().map_err(broken)?)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        rows.push(row(&columns, &record, place.line_of(text, &record)));
        if rows.len() > MOST_IMPORT_ROWS {
            break;
        }
    }
    Ok(rows)
}

/// How far the lines of a file are counted: the reader tells where a row begins, but not past the end of the line before it.
struct Place {
    byte: usize,
    line: u64,
}

impl Place {
    /// At the beginning of what is read, after what was passed over.
    fn after(whole: &str, read: &str) -> Self {
        Self {
            byte: 0,
            line: 1 + ends(&whole[..whole.len() - read.len()]),
        }
    }

    /// The line on which a row begins. Rows come in their order.
    fn line_of(&mut self, text: &str, record: &StringRecord) -> u64 {
        let begins = record.position().map_or(0, csv::Position::byte);
        let begins = usize::try_from(begins).unwrap_or(0);
        let rest = &text[begins..];
        let begins = text.len() - rest.trim_start_matches(['\r', '\n']).len();
        self.line += ends(&text[self.byte..begins]);
        self.byte = begins;
        self.line
    }
}

/// How many lines end in it.
fn ends(text: &str) -> u64 {
    text.matches('\n').count() as u64
}

#[expect(clippy::needless_pass_by_value, reason = "given to `map_err`")]
fn broken(error: csv::Error) -> String {
    let line = error.position().map_or(1, csv::Position::line);
    format!("The file cannot be read beyond line {line}.")
}

/// What stands between the names of the columns: where a comma is the decimal point, spreadsheet programs write semicolons.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    if head.matches(';').count() > head.matches(',').count() {
        b';'
    } else {
        b','
    }
}

fn columns(head: &StringRecord) -> Result<Vec<ImportedField>, String> {
    let known = ImportedField::ALL.map(ImportedField::as_str).join(", ");
    let mut columns = Vec::new();
    let mut seen = HashSet::new();
    for name in head {
        let field = ImportedField::parse(name).ok_or_else(|| {
            let name = name.trim();
            format!("There is no column “{name}”: the first row names columns of {known}.")
        })?;
        if !seen.insert(field) {
            return Err(format!("The column {} is there twice.", field.as_str()));
        }
        columns.push(field);
    }
    if seen.contains(&ImportedField::Name) {
        Ok(columns)
    } else {
        Err(format!(
            "The first row must name the columns, among them “name”: {known}."
        ))
    }
}

fn row(columns: &[ImportedField], record: &StringRecord, line: u64) -> ImportRow {
    let mut row = ImportRow {
        line,
        ..ImportRow::default()
    };
    if record.len() != columns.len() {
        row.unreadable = Some(format!(
            "It has {} cells where the first row has {}.",
            record.len(),
            columns.len()
        ));
    }
    for (column, cell) in columns.iter().zip(record) {
        let cell = cell.to_owned();
        match column {
            ImportedField::Name => row.name = cell,
            ImportedField::UnitType => row.unit_type = Some(cell),
            ImportedField::LitresPerItem => row.litres_per_item = Some(cell),
            ImportedField::AlarmMinimum => row.alarm_minimum = Some(cell),
            ImportedField::Colour => row.colour = Some(cell),
            ImportedField::Active => row.active = Some(cell),
            ImportedField::Locations => row.locations = Some(cell),
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "a cell of a row")]
    fn cell(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn columns_stand_in_any_order() {
        let file = "\u{feff}Locations,Name,Litres per item\r\n\"Foyer|Garden\",\"Stout, \"\"dry\"\"\",0.5\r\n\r\n,Lager,\"0,33\"\r\n";
        let rows = rows(file.as_bytes()).unwrap();
        let stout = ImportRow {
            line: 2,
            name: "Stout, \"dry\"".into(),
            litres_per_item: cell("0.5"),
            locations: cell("Foyer|Garden"),
            ..ImportRow::default()
        };
        let lager = ImportRow {
            line: 4,
            name: "Lager".into(),
            litres_per_item: cell("0,33"),
            locations: cell(""),
            ..ImportRow::default()
        };
        assert_eq!(rows, [stout, lager]);
    }

    #[test]
    fn semicolons_are_found_from_the_head() {
        let rows = rows(b"name;litres_per_item;alarm_minimum\nLager;0,33;\n").unwrap();
        assert_eq!(rows[0].litres_per_item, cell("0,33"));
        assert_eq!(
            (&rows[0].alarm_minimum, &rows[0].colour),
            (&cell(""), &None)
        );
    }

    #[test]
    fn a_row_of_another_length_says_so() {
        let rows = rows(b"name,active\nLager\nStout,yes,no\nAle,yes\n").unwrap();
        let unreadable: Vec<_> = rows.iter().map(|row| row.unreadable.is_some()).collect();
        assert_eq!(unreadable, [true, true, false]);
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        let large = vec![b'x'; MOST_BYTES + 1];
        for (file, part) in [
            (&b""[..], "The first row must name the columns"),
            (b"Lager,0.5\n", "There is no column “Lager”"),
            (b"name,Price\n", "There is no column “Price”"),
            (b"active\nyes\n", "The first row must name the columns"),
            (b"name,NAME\nLager,Ale\n", "The column name is there twice"),
            (b"name\nK\xf6lsch\n", "UTF-8"),
            (&large, "larger than 512 kB"),
        ] {
            let told = rows(file).unwrap_err();
            assert!(told.contains(part), "{told}");
        }
    }
}
