//! Beverages from a file.

use axum::{Json as Answer, extract::State, http::StatusCode};
use foh_app::bar::{Import, ImportError, ImportState, ImportedField};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::sheet;
use crate::{
    Web,
    http::{CsvFile, Problem, Query},
};

/// Whether anything is done.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportQuery {
    /// Only answers what would be done.
    #[serde(default)]
    dry_run: bool,
}

/// What is wrong with a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RowFaultAnswer {
    /// The column; empty for the row as a whole.
    #[schema(example = "unit_type")]
    field: &'static str,
    /// What to write instead.
    message: String,
}

/// What a row does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedRowAnswer {
    /// The line of the file that it begins at.
    #[schema(example = 2)]
    line: u64,
    /// The name that stands in it.
    #[schema(example = "Lager")]
    name: String,
    /// `new`, `changed`, `same` or `faulty`.
    #[schema(example = "changed")]
    state: &'static str,
    /// The fields that it changes.
    fields: Vec<&'static str>,
    /// What is wrong with it.
    errors: Vec<RowFaultAnswer>,
}

/// What a file does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportAnswer {
    /// How many beverages it makes.
    made: usize,
    /// How many it changes.
    changed: usize,
    /// How many it leaves as they are.
    same: usize,
    /// How many rows cannot be used: if there is any, nothing is done.
    faulty: usize,
    /// Row by row.
    rows: Vec<ImportedRowAnswer>,
}

impl From<&Import> for ImportAnswer {
    fn from(import: &Import) -> Self {
        let rows = import.rows.iter().map(|row| {
            let mut answer = ImportedRowAnswer {
                line: row.line,
                name: row.name.clone(),
                state: "same",
                fields: Vec::new(),
                errors: Vec::new(),
            };
            match &row.state {
                ImportState::Same => {}
                ImportState::New => answer.state = "new",
                ImportState::Changed(fields) => {
                    answer.state = "changed";
                    answer.fields = fields.iter().map(|field| field.as_str()).collect();
                }
                ImportState::Faulty(faults) => {
                    answer.state = "faulty";
                    let faults = faults.iter().map(|fault| RowFaultAnswer {
                        field: fault.field.map_or("", ImportedField::as_str),
                        message: fault.message.clone(),
                    });
                    answer.errors = faults.collect();
                }
            }
            answer
        });
        Self {
            made: import.made(),
            changed: import.changed(),
            same: import.same(),
            faulty: import.faulty(),
            rows: rows.collect(),
        }
    }
}

/// Makes and changes beverages as a file says, all of it or nothing; rows are matched by name. The first row names the columns, in any order: `name`,
/// `unit_type`, `litres_per_item`, `alarm_minimum`, `colour`, `active` and `locations`, with `|` between their names. A column that is left out leaves
/// beverages that are there as they are. At most 1,000 rows and 512 kB.
#[utoipa::path(post, path = "/api/admin/bar/beverages/import", tag = "bar administration", params(ImportQuery), request_body(content = String, content_type = "text/csv", example = "name,unit_type,litres_per_item,locations\nLager,Crate of 24,0.33,Foyer|Garden"), responses((status = 200, body = ImportAnswer), (status = 400, description = "`unreadable_file`, or `rows_at_fault` with the rows.")), security(("token" = []), ("basic" = [])))]
pub(crate) async fn import(
    State(web): State<Web>,
    Query(query): Query<ImportQuery>,
    CsvFile(file): CsvFile,
) -> Result<Answer<ImportAnswer>, Problem> {
    let import = if query.dry_run {
        previewed(&web, &file).await
    } else {
        imported(&web, &file).await
    };
    match import {
        Ok(import) => Ok(Answer(ImportAnswer::from(&import))),
        Err(Unimported::File(message)) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "unreadable_file",
            "The file cannot be used.",
        )
        .detail(message)),
        Err(Unimported::Rows(import)) => {
            let answer = serde_json::to_value(ImportAnswer::from(&import));
            let rows = answer.map_err(|error| Problem::internal(&error))?;
            Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "rows_at_fault",
                "Some rows need another look: nothing was imported.",
            )
            .with("rows", rows["rows"].clone()))
        }
        Err(Unimported::Store(problem)) => Err(problem),
    }
}

/// Why nothing was imported.
pub(crate) enum Unimported {
    /// Nothing of the file can be used, for this reason.
    File(String),
    /// Some of its rows cannot be used.
    Rows(Import),
    /// It is not the sender's fault.
    Store(Problem),
}

impl From<ImportError> for Unimported {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Empty => Self::File("There are no rows under the first one.".into()),
            ImportError::TooMany => {
                Self::File("There are more than 1,000 rows. Send them in parts.".into())
            }
            ImportError::Faulty(import) => Self::Rows(import),
            ImportError::Store(error) => Self::Store(error.into()),
        }
    }
}

/// What importing this file would do now.
pub(crate) async fn previewed(web: &Web, file: &[u8]) -> Result<Import, Unimported> {
    let rows = sheet::rows(file).map_err(Unimported::File)?;
    Ok(web.house.preview_beverages(rows).await?)
}

/// Imports this file, and answers what that did.
pub(crate) async fn imported(web: &Web, file: &[u8]) -> Result<Import, Unimported> {
    let rows = sheet::rows(file).map_err(Unimported::File)?;
    Ok(web.house.import_beverages(rows).await?)
}
