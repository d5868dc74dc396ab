//! What a database says of itself, in words that hold for every engine: for the doctor, who changes nothing.

use jiff::Timestamp;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// As it should be.
    Good,
    /// Worth a look.
    Doubtful,
    /// Data may be lost, or is.
    Bad,
}

/// One property of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its name in the engine's own words.
    pub name: &'static str,
    /// What it is.
    pub found: String,
    /// Whether that will do.
    pub finding: Finding,
    /// What to do about it otherwise.
    pub remedy: &'static str,
}

impl Property {
    pub(crate) fn new(
        name: &'static str,
        found: impl Into<String>,
        finding: Finding,
        remedy: &'static str,
    ) -> Self {
        Self {
            name,
            found: found.into(),
            finding,
            remedy,
        }
    }

    pub(crate) fn required(
        name: &'static str,
        found: impl Into<String>,
        good: bool,
        remedy: &'static str,
    ) -> Self {
        let finding = if good { Finding::Good } else { Finding::Bad };
        Self::new(name, found, finding, remedy)
    }
}

/// How the schema stands to the one this program was made for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// Migrations that are to be run, as `V3__identity`.
    pub pending: Vec<String>,
    /// Migrations that were run and that this program does not know, or knows otherwise: a newer program was here.
    pub foreign: Vec<String>,
}

impl Schema {
    /// Compares what was run with what is known: version, name and checksum of each migration.
    pub(crate) fn compare(
        known: &[(i64, String, String)],
        applied: &[(i64, String, String)],
    ) -> Self {
        let named = |(version, name, _): &(i64, String, String)| format!("V{version}__{name}");
        let without = |from: &[(i64, String, String)], others: &[(i64, String, String)]| {
            let missing = from.iter().filter(|one| !others.contains(one));
            missing.map(named).collect::<Vec<_>>()
        };
        let foreign = without(applied, known);
        let applied_versions: Vec<i64> = applied.iter().map(|(version, ..)| *version).collect();
        let pending = known
            .iter()
            .filter(|(version, ..)| !applied_versions.contains(version))
            .map(named)
            .collect();
        Self { pending, foreign }
    }

    /// Whether the tables are those this program works with.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.pending.is_empty() && self.foreign.is_empty()
    }
}

/// What a database says of itself.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// The engine and its version.
    pub version: String,
    /// What keeps data and connections safe.
    pub properties: Vec<Property>,
    /// How its schema stands.
    pub schema: Schema,
    /// What time it is there; an embedded database has no clock of its own.
    pub now: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migration(version: i64, checksum: &str) -> (i64, String, String) {
        (version, format!("m{version}"), checksum.to_owned())
    }

    #[test]
    fn schemas() {
        let known = [migration(1, "a"), migration(2, "b")];
        for (applied, pending, foreign) in [
            (vec![], vec!["V1__m1", "V2__m2"], vec![]),
            (vec![migration(1, "a")], vec!["V2__m2"], vec![]),
            (known.to_vec(), vec![], vec![]),
            (
                vec![migration(1, "a"), migration(2, "x")],
                vec![],
                vec!["V2__m2"],
            ),
            (
                vec![migration(1, "a"), migration(2, "b"), migration(3, "c")],
                vec![],
                vec!["V3__m3"],
            ),
        ] {
            let schema = Schema::compare(&known, &applied);
            assert_eq!(
                (schema.pending.clone(), schema.foreign.clone()),
                (
                    pending.iter().map(ToString::to_string).collect(),
                    foreign.iter().map(ToString::to_string).collect(),
                )
            );
            assert_eq!(
                schema.is_current(),
                pending.is_empty() && foreign.is_empty()
            );
        }
    }
}
