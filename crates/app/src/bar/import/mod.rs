//! Beverages from a file: first what it would do is shown, row by row, and then it is done, all of it or nothing. Rows are matched by the exact
//! name of the beverage, so that a file that is sent twice changes nothing the second time.

mod plan;
mod row;

use std::sync::Arc;

use foh_domain::{audit::Action, bar::Beverage};
use foh_store::{StoreError, Tx};
use uuid::Uuid;

use self::plan::{Looking, Outcome, Planned};
use crate::{
    House,
    audit::Witness,
    entropy,
    theatre::{Content, note_changed, note_made},
};

pub use self::row::{ImportRow, ImportedField};

/// More rows than that are not looked at.
pub const MOST_IMPORT_ROWS: usize = 1_000;

/// How often a file is tried whose new names others have taken meanwhile.
const ATTEMPTS: u32 = 3;

/// What a file does, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its rows in their order.
    pub rows: Vec<ImportedRow>,
}

/// What a row does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// The line of the file that it begins at.
    pub line: u64,
    /// The name that stands in it.
    pub name: String,
    /// What becomes of it.
    pub state: ImportState,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportState {
    /// It makes a beverage.
    New,
    /// It changes these fields of one.
    Changed(Vec<ImportedField>),
    /// It says what is so already.
    Same,
    /// It cannot be used.
    Faulty(Vec<RowFault>),
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Where; `None` for the row as a whole.
    pub field: Option<ImportedField>,
    /// What, and what to write instead.
    pub message: String,
}

impl Import {
    fn count(&self, is: impl Fn(&ImportState) -> bool) -> usize {
        self.rows.iter().filter(|row| is(&row.state)).count()
    }

    /// How many beverages it makes.
    #[must_use]
    pub fn made(&self) -> usize {
        self.count(|state| matches!(state, ImportState::New))
    }

    /// How many beverages it changes.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.count(|state| matches!(state, ImportState::Changed(_)))
    }

    /// How many beverages it leaves as they are.
    #[must_use]
    pub fn same(&self) -> usize {
        self.count(|state| matches!(state, ImportState::Same))
    }

    /// How many rows cannot be used.
    #[must_use]
    pub fn faulty(&self) -> usize {
        self.count(|state| matches!(state, ImportState::Faulty(_)))
    }

    fn of(planned: &[Planned]) -> Self {
        let rows = planned.iter().map(|row| ImportedRow {
            line: row.line,
            name: row.name.clone(),
            state: match &row.outcome {
                Outcome::New(_) => ImportState::New,
                Outcome::Changed { fields, .. } => ImportState::Changed(fields.clone()),
                Outcome::Same => ImportState::Same,
                Outcome::Faulty(faults) => ImportState::Faulty(faults.clone()),
            },
        });
        Self {
            rows: rows.collect(),
        }
    }
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There are no rows.
    #[error("there are no rows")]
    Empty,
    /// There are more than [`MOST_IMPORT_ROWS`].
    #[error("there are too many rows")]
    TooMany,
    /// Some rows cannot be used.
    #[error("some rows are at fault")]
    Faulty(Import),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// What importing these rows would do now.
    ///
    /// # Errors
    /// [`ImportError::Empty`], [`ImportError::TooMany`], or a fault of the store.
    pub async fn preview_beverages(&self, rows: Vec<ImportRow>) -> Result<Import, ImportError> {
        bounded(&rows)?;
        let planned = self
            .db
            .read(move |tx| plan::plan(tx, &rows, Looking::Only))
            .await?;
        Ok(Import::of(&planned))
    }

    /// Makes and changes beverages as these rows say, and answers what it did.
    ///
    /// # Errors
    /// See [`ImportError`]; nothing was made and nothing was changed.
    pub async fn import_beverages(&self, rows: Vec<ImportRow>) -> Result<Import, ImportError> {
        bounded(&rows)?;
        let rows = Arc::new(rows);
        let mut attempt = 1;
        loop {
            match self.import_once(Arc::clone(&rows)).await {
                // Somebody has made one of them in another lane meanwhile: now it is seen, and changed.
                Err(ImportError::Store(error))
                    if error.is_constraint("beverages_name_key") && attempt < ATTEMPTS =>
                {
                    attempt += 1;
                }
                done => return done,
            }
        }
    }

    async fn import_once(&self, rows: Arc<Vec<ImportRow>>) -> Result<Import, ImportError> {
        let (now, witness) = (self.now(), self.witness().await?);
        self.db
            .write(Uuid::nil(), move |tx| {
                let planned = plan::plan(tx, &rows, Looking::ToChange)?;
                let import = Import::of(&planned);
                if import.faulty() > 0 {
                    return Err(ImportError::Faulty(import));
                }
                for row in planned {
                    match row.outcome {
                        Outcome::New(made) => {
                            let id = entropy::id_beside(Uuid::nil(), now);
                            made.insert(tx, id)?;
                            note_made(&witness, tx, id, &made)?;
                        }
                        Outcome::Changed {
                            id, before, after, ..
                        } => {
                            after.update(tx, id, now)?;
                            note_changed::<Beverage>(&witness, tx, id, (&before, &after))?;
                        }
                        Outcome::Same | Outcome::Faulty(_) => {}
                    }
                }
                note_import(&witness, tx, &import)?;
                Ok(import)
            })
            .await
    }
}

fn bounded(rows: &[ImportRow]) -> Result<(), ImportError> {
    match rows.len() {
        0 => Err(ImportError::Empty),
        1..=MOST_IMPORT_ROWS => Ok(()),
        _ => Err(ImportError::TooMany),
    }
}

/// A file that changes nothing is not worth an entry, as no other change that changes nothing.
fn note_import(witness: &Witness, tx: &mut Tx<'_>, import: &Import) -> Result<(), StoreError> {
    let (made, changed) = (import.made(), import.changed());
    if made + changed == 0 {
        return Ok(());
    }
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).into();
    let words = [
        ("what", "beverages".into()),
        ("made", number(made)),
        ("changed", number(changed)),
    ];
    witness.note(tx, Action::ContentImported, None, &words)
}
