//! What became of payments that a server was told of while it was killed.

use std::fmt;

use serde::Serialize;

/// What became of payments.
#[derive(Clone, Debug, Serialize)]
pub struct Settled {
    /// Payments whose webhook was acknowledged.
    #[serde(rename = "payments_told")]
    pub told: u64,
    /// Of them, those whose webhook was not acknowledged as often as each is sent.
    pub rarely_told: u64,
    /// Payments that are taken in the database.
    #[serde(rename = "payments_taken")]
    pub taken: u64,
    /// Payments that did more than once what they do.
    pub doubled: u64,
    /// How often the server was killed.
    pub kills: usize,
    /// Webhooks that had no answer because of it, and were sent again.
    pub cut_off: u64,
}

impl Settled {
    /// Acknowledged, and not taken.
    pub fn lost(&self) -> u64 {
        self.told.saturating_sub(self.taken)
    }
}

impl fmt::Display for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            told,
            taken,
            doubled,
            kills,
            cut_off,
            ..
        } = self;
        write!(
            f,
            "{told} payments told, {taken} taken, doubled {doubled}, killed {kills} times, {cut_off} webhooks cut off"
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::Figures;
    use super::*;

    fn pay() -> Figures {
        Figures {
            stored: None,
            settled: Some(Settled {
                told: 2_000,
                rarely_told: 0,
                taken: 2_000,
                doubled: 0,
                kills: 2,
                cut_off: 90,
            }),
            ..Figures::sample("pay")
        }
    }

    fn but(change: impl Fn(&mut Settled)) -> Figures {
        let mut figures = pay();
        figures.settled.as_mut().into_iter().for_each(change);
        figures
    }

    #[test]
    fn payments_are_lost_doubled_or_told_too_rarely() {
        assert!(pay().sound());
        assert_eq!(but(|settled| settled.taken = 1_998).lost(), 2);
        assert!(!but(|settled| settled.taken = 1_998).sound());
        assert!(!but(|settled| settled.doubled = 1).sound());
        assert!(!but(|settled| settled.rarely_told = 1).sound());
    }

    #[test]
    fn they_stand_beside_the_other_fields() {
        let line: Value = serde_json::from_str(&pay().json_line()).unwrap();
        let fields = [
            "payments_told",
            "payments_taken",
            "lost",
            "doubled",
            "cut_off",
        ];
        assert_eq!(
            fields.map(|field| line[field].clone()),
            [json!(2_000), json!(2_000), json!(0), json!(0), json!(90)]
        );
    }
}
