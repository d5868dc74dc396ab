//! What the doctor says: a list for people, or the same as JSON.

use std::fmt;

use serde::Serialize;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    /// As it should be.
    Pass,
    /// Works, and is worth a look.
    Warn,
    /// Must be mended.
    Fail,
    /// Could not be looked at, because of what failed before.
    Skipped,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// What was looked at, in one word.
    pub(crate) check: &'static str,
    /// How it came out.
    pub(crate) verdict: Verdict,
    /// What was found.
    pub(crate) what: String,
    /// What to do about it.
    pub(crate) remedy: Option<String>,
}

impl Finding {
    pub(crate) fn pass(check: &'static str, what: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Pass,
            what: what.into(),
            remedy: None,
        }
    }

    pub(crate) fn warn(
        check: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            check,
            verdict: Verdict::Warn,
            what: what.into(),
            remedy: Some(remedy.into()),
        }
    }

    pub(crate) fn fail(
        check: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            verdict: Verdict::Fail,
            ..Self::warn(check, what, remedy)
        }
    }

    pub(crate) fn skipped(check: &'static str, what: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Skipped,
            ..Self::pass(check, what)
        }
    }
}

/// All of them, in the order they were made.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    /// Whether anything failed: `pass` or `fail`.
    result: &'static str,
    checks: Vec<Finding>,
}

impl Report {
    pub(crate) fn of(checks: Vec<Finding>) -> Self {
        let failed = checks.iter().any(|one| one.verdict == Verdict::Fail);
        Self {
            result: if failed { "fail" } else { "pass" },
            checks,
        }
    }

    pub(crate) fn is_well(&self) -> bool {
        self.result == "pass"
    }

    fn count(&self, verdict: Verdict) -> usize {
        let same = self.checks.iter().filter(|one| one.verdict == verdict);
        same.count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.checks {
            let verdict = match finding.verdict {
                Verdict::Pass => "pass",
                Verdict::Warn => "warn",
                Verdict::Fail => "FAIL",
                Verdict::Skipped => "----",
            };
            writeln!(f, "{verdict}  {:<14} {}", finding.check, finding.what)?;
            if let Some(remedy) = &finding.remedy {
                writeln!(f, "{:21}→ {remedy}", "")?;
            }
        }
        write!(
            f,
            "\n{} passed, {} to look at, {} failed, {} skipped",
            self.count(Verdict::Pass),
            self.count(Verdict::Warn),
            self.count(Verdict::Fail),
            self.count(Verdict::Skipped),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_for_people_and_one_for_programs() {
        let report = Report::of(vec![
            Finding::pass("secrets", "The key is there."),
            Finding::warn("mail", "Nobody answers.", "start the server"),
            Finding::skipped("places", "No database."),
        ]);
        assert!(report.is_well());
        let list = report.to_string();
        assert!(
            list.contains(
                "warn  mail           Nobody answers.\n                     → start the server\n"
            ),
            "{list}"
        );
        assert!(
            list.ends_with("\n1 passed, 1 to look at, 0 failed, 1 skipped"),
            "{list}"
        );
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["result"], "pass");
        assert_eq!(json["checks"][1]["verdict"], "warn");
        assert_eq!(json["checks"][0]["remedy"], serde_json::Value::Null);
        assert!(!Report::of(vec![Finding::fail("a", "b", "c")]).is_well());
    }
}
