//! Files for spreadsheets: comma-separated values (RFC 4180).

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use csv::Writer;

use crate::http::Problem;

/// A file whose first row names its columns.
pub(super) fn begin(columns: &[&str]) -> Result<Writer<Vec<u8>>, Problem> {
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(columns).map_err(broken)?;
    Ok(writer)
}

/// Adds a row.
pub(super) fn row(
    writer: &mut Writer<Vec<u8>>,
    cells: impl IntoIterator<Item = String>,
) -> Result<(), Problem> {
    let cells = cells.into_iter().map(harmless);
    writer.write_record(cells).map_err(broken)
}

/// The bytes of the file.
pub(super) fn bytes(writer: Writer<Vec<u8>>) -> Result<Vec<u8>, Problem> {
    writer
        .into_inner()
        .map_err(|error| Problem::internal(error.error()))
}

/// The file as an answer that the browser keeps under this name, which is ours and has no quotes.
pub(super) fn download(bytes: Vec<u8>, name: &str) -> Response {
    attachment(bytes, name, "text/csv; charset=utf-8; header=present")
}

/// As [`download`], of any kind of file.
pub(super) fn attachment(bytes: Vec<u8>, name: &str, kind: &'static str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("attachment; filename=\"{name}\"");
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

#[expect(clippy::needless_pass_by_value, reason = "given to `map_err`")]
fn broken(error: csv::Error) -> Problem {
    Problem::internal(&error)
}

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before the characters that begin one
/// (OWASP, CSV Injection).
fn harmless(cell: String) -> String {
    let begins_formula = |first| {
        matches!(
            first,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    };
    if cell.starts_with(begins_formula) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_are_text() {
        for (cell, written) in [
            (
                "=HYPERLINK(\"http://evil.example\")",
                "'=HYPERLINK(\"http://evil.example\")",
            ),
            ("+39061234567", "'+39061234567"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("＝1", "'＝1"),
            ("Ada = Lovelace", "Ada = Lovelace"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell.to_owned()), written);
        }
    }
}
