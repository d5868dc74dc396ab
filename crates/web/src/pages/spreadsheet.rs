//! Tables for spreadsheet programs: the same as comma-separated values (RFC 4180) and as an Excel workbook (ECMA-376).

use axum::response::Response;
use jiff::{Zoned, civil, tz::TimeZone};
use rust_xlsxwriter::{DocProperties, Format as Look, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{csv, words};
use crate::http::Problem;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The row that names the columns; above it stand what it is and of when.
const HEAD: u32 = 3;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Comma-separated values.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

/// A table.
pub(super) struct Spreadsheet {
    /// What the file is called, without its ending; it has no quotes.
    pub(super) file_name: String,
    /// What it is.
    pub(super) title: String,
    /// What the sheet is called.
    pub(super) sheet: &'static str,
    /// When it was written, by the clocks of the house.
    pub(super) now: Zoned,
    /// The columns.
    pub(super) columns: Vec<Column>,
    /// Rows of as many cells as there are columns.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// What programs call it, as in the API.
    key: &'static str,
    /// What people call it.
    label: &'static str,
    /// How its numbers and moments are shown; empty for text.
    shown: &'static str,
    /// In characters.
    width: u16,
    number: bool,
}

impl Column {
    /// A column of words.
    pub(super) const fn text(key: &'static str, label: &'static str, width: u16) -> Self {
        Self {
            key,
            label,
            shown: "",
            width,
            number: false,
        }
    }

    /// A column of numbers that are shown so.
    pub(super) const fn number(
        key: &'static str,
        label: &'static str,
        shown: &'static str,
        width: u16,
    ) -> Self {
        Self {
            key,
            label,
            shown,
            width,
            number: true,
        }
    }

    /// A column of moments.
    pub(super) const fn moment(key: &'static str, label: &'static str, width: u16) -> Self {
        Self {
            key,
            label,
            shown: "yyyy-mm-dd hh:mm",
            width,
            number: false,
        }
    }

    fn look(&self) -> Look {
        let look = if self.shown.is_empty() {
            Look::new()
        } else {
            Look::new().set_num_format(self.shown)
        };
        if self.number {
            look.set_align(FormatAlign::Right)
        } else {
            look.set_align(FormatAlign::Left)
        }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// Words, never a formula.
    Text(String),
    /// An exact decimal.
    Number(String),
    /// A moment by the clocks of its place.
    Moment(Zoned),
    /// Nothing is said.
    Nothing,
}

impl Spreadsheet {
    /// The file as an answer that the browser keeps.
    pub(super) fn answer(&self, format: Format) -> Result<Response, Problem> {
        Ok(match format {
            Format::Csv => csv::download(self.csv()?, &format!("{}.csv", self.file_name)),
            Format::Xlsx => {
                let bytes = self.xlsx().map_err(|error| Problem::internal(&error))?;
                csv::attachment(bytes, &format!("{}.xlsx", self.file_name), XLSX)
            }
        })
    }

    fn csv(&self) -> Result<Vec<u8>, Problem> {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.key).collect();
        let mut writer = csv::begin(&columns)?;
        for row in &self.rows {
            let cells = row.iter().map(|cell| match cell {
                Cell::Text(text) | Cell::Number(text) => text.clone(),
                Cell::Moment(moment) => words::machine(moment),
                Cell::Nothing => String::new(),
            });
            csv::row(&mut writer, cells)?;
        }
        csv::bytes(writer)
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let made = self.now.with_time_zone(TimeZone::UTC).datetime();
        let properties = DocProperties::new().set_title(&self.title);
        workbook.set_properties(&properties.set_creation_datetime(&made));
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.sheet)?;
        self.head(sheet)?;
        let looks: Vec<Look> = self.columns.iter().map(Column::look).collect();
        for (row, cells) in (HEAD + 1..).zip(&self.rows) {
            for ((column, cell), look) in (0..).zip(cells).zip(&looks) {
                match cell {
                    Cell::Text(text) => {
                        sheet.write_string_with_format(row, column, text, look)?;
                    }
                    Cell::Number(text) => {
                        if let Ok(number) = text.parse::<f64>() {
                            sheet.write_number_with_format(row, column, number, look)?;
                        } else {
                            sheet.write_string_with_format(row, column, text, look)?;
                        }
                    }
                    Cell::Moment(moment) => {
                        let moment = whole_seconds(moment.datetime());
                        sheet.write_datetime_with_format(row, column, moment, look)?;
                    }
                    Cell::Nothing => {
                        sheet.write_blank(row, column, look)?;
                    }
                }
            }
        }
        workbook.save_to_buffer()
    }

    /// What it is and of when, and the names of the columns, which stay when somebody scrolls.
    fn head(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (bold, soft) = (Look::new().set_bold(), Look::new().set_italic());
        let zone = self.now.time_zone().iana_name().unwrap_or_default();
        let when = self.now.strftime("%a %-d %b %Y, %H:%M");
        sheet.write_string_with_format(0, 0, &self.title, &bold)?;
        sheet.write_string_with_format(1, 0, format!("{when} {zone}"), &soft)?;
        for (at, column) in (0..).zip(&self.columns) {
            let look = column.look().set_num_format("General").set_bold();
            sheet.write_string_with_format(HEAD, at, column.label, &look)?;
            sheet.set_column_width(at, column.width)?;
        }
        sheet.set_freeze_panes(HEAD + 1, 0)?;
        Ok(())
    }
}

/// A moment is shown by the minute, and a fraction of a second says nothing.
fn whole_seconds(moment: civil::DateTime) -> civil::DateTime {
    moment.with().subsec_nanosecond(0).build().unwrap_or(moment)
}
