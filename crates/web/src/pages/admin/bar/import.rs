//! Beverages from a file: sent or pasted, looked at, and then imported.

use axum::{
    extract::{
        Multipart, State,
        multipart::{Field as Part, MultipartError, MultipartRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{
    bar::{Import, ImportState, ImportedField},
    identity::Staff,
};
use serde::Deserialize;

use super::frame;
use crate::{
    Web,
    api::admin::bar::{MOST_BYTES, Unimported, imported, previewed},
    http::{Problem, Query, SignedIn, too_large},
    pages::render,
    views::{
        admin::bar::{ImportLine, ImportPage, ImportPreview, RowState, Section},
        parts::{Field, Notice, NoticeKind},
    },
};

const PATH: &str = "/admin/bar/beverages/import";

/// The largest form that is read to its end, in bytes: of a file that is a little too large it is said in words that it is.
pub(super) const MOST_FORM_BYTES: usize = 4 * MOST_BYTES;

/// What an import has just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Imported {
    made: Option<u32>,
    changed: u32,
    same: u32,
}

impl Imported {
    fn notice(&self) -> Option<Notice> {
        let made = self.made?;
        let Self { changed, same, .. } = self;
        let text = format!("{made} new, {changed} changed, {same} as they were.");
        Some(if made + changed == 0 {
            Notice::new(
                NoticeKind::Info,
                "Everything was as the file says already",
                text,
            )
        } else {
            Notice::new(NoticeKind::Done, "Imported", text)
        })
    }
}

/// The form, as it was sent.
#[derive(Default)]
struct Sent {
    file: Vec<u8>,
    text: String,
    import: bool,
}

impl Sent {
    async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Self, Problem> {
        let mut form = form
            .map_err(|_| Problem::malformed("Send the form as multipart/form-data with a file."))?;
        let mut sent = Self::default();
        while let Some(part) = form.next_field().await.map_err(|error| unread(&error))? {
            match part.name().unwrap_or_default() {
                "file" => sent.file = whole(part).await?,
                "text" => sent.text = part.text().await.map_err(|error| unread(&error))?,
                "import" => sent.import = whole(part).await? == b"true",
                name => {
                    let detail = format!("{name}: There is no such field.");
                    return Err(Problem::malformed(detail));
                }
            }
        }
        Ok(sent)
    }

    /// The file where one was chosen, or else what was pasted.
    fn bytes(&self) -> &[u8] {
        if self.file.is_empty() {
            self.text.as_bytes()
        } else {
            &self.file
        }
    }
}

async fn whole(part: Part<'_>) -> Result<Vec<u8>, Problem> {
    let bytes = part.bytes().await.map_err(|error| unread(&error))?;
    Ok(bytes.into())
}

fn unread(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large()
    } else {
        Problem::malformed("The form was not received whole.")
    }
}

/// `GET /admin/bar/beverages/import`
pub(super) async fn form(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(done): Query<Imported>,
) -> Result<Response, Problem> {
    let mut page = page(&web, &staff, String::new());
    page.notice = done.notice();
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/bar/beverages/import`: shows what the file would do, or does it.
pub(super) async fn send(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let sent = Sent::read(form).await?;
    let import = if sent.import {
        match imported(&web, sent.bytes()).await {
            Ok(done) => return Ok(seen(&done)),
            Err(refused) => Err(refused),
        }
    } else {
        previewed(&web, sent.bytes()).await
    };
    // What is too large to be taken is too large to be shown, and what is no text cannot be corrected here.
    let kept = Some(sent.bytes()).filter(|bytes| bytes.len() <= MOST_BYTES);
    let text = kept.and_then(|bytes| std::str::from_utf8(bytes).ok());
    let text = text.unwrap_or_default().trim_start_matches('\u{feff}');
    let mut page = page(&web, &staff, text.to_owned());
    let status = match import {
        Ok(import) => {
            page.preview = Some(preview(&import));
            StatusCode::OK
        }
        Err(Unimported::Rows(import)) => {
            page.preview = Some(preview(&import));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Unimported::File(message)) => {
            page.text = page.text.refused(message);
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Unimported::Store(problem)) => return Err(problem),
    };
    render::page(status, &page)
}

/// Leads on to where it is said what was done.
fn seen(done: &Import) -> Response {
    let (made, changed, same) = (done.made(), done.changed(), done.same());
    let path = format!("{PATH}?made={made}&changed={changed}&same={same}");
    Redirect::to(&path).into_response()
}

fn page(web: &Web, staff: &Staff, text: String) -> ImportPage {
    ImportPage {
        frame: frame(web, "Import beverages", Section::Import, staff),
        notice: None,
        text: Field::new(text),
        preview: None,
    }
}

fn preview(import: &Import) -> ImportPreview {
    let lines = import.rows.iter().map(|row| ImportLine {
        line: row.line,
        name: row.name.clone(),
        state: match &row.state {
            ImportState::New => RowState::New,
            ImportState::Changed(fields) => {
                let words: Vec<&str> = fields.iter().map(|field| in_words(*field)).collect();
                RowState::Changed(words.join(", "))
            }
            ImportState::Same => RowState::Same,
            ImportState::Faulty(faults) => {
                let told = faults.iter().map(|fault| match fault.field {
                    Some(field) => format!("{}: {}", in_words(field), fault.message),
                    None => fault.message.clone(),
                });
                RowState::Faulty(told.collect())
            }
        },
    });
    ImportPreview {
        made: import.made(),
        changed: import.changed(),
        same: import.same(),
        faulty: import.faulty(),
        lines: lines.collect(),
    }
}

/// What people call a column.
const fn in_words(field: ImportedField) -> &'static str {
    match field {
        ImportedField::Name => "name",
        ImportedField::UnitType => "unit type",
        ImportedField::LitresPerItem => "litres per item",
        ImportedField::AlarmMinimum => "alarm minimum",
        ImportedField::Colour => "colour",
        ImportedField::Active => "active",
        ImportedField::Locations => "locations",
    }
}
