//! Airtel's codes: `response_code` of the product (`DP…`), `result_code` of its bus (`ESB…`, `ROUTER…`).
//!
//! The lists of different countries contradict each other, so a code never says by itself that money was taken: a transaction's status does.

use foh_domain::payments::FailureReason;

/// What a code says of a request that did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It was not done.
    Refused(FailureReason),
    /// The id was used before, and it is ours.
    Duplicate,
    /// Airtel knows no such transaction.
    NotFound,
    /// Airtel cannot say, or this program does not know the code.
    Unsure,
}

pub(super) fn meaning(code: &str) -> Meaning {
    use FailureReason as Reason;
    match code {
        // A wrong PIN; the payer can try once more.
        "DP00800001002" | "ROUTER115" | "DP00800001008" => Meaning::Refused(Reason::Refused),
        "DP00800001003" => Meaning::Refused(Reason::LimitReached),
        "DP00800001005" | "DP00800001024" | "DP00800001029" => {
            Meaning::Refused(Reason::NotAnswered)
        }
        "DP00800001007" => Meaning::Refused(Reason::InsufficientFunds),
        "ESB000033" | "ESB000036" => Meaning::Refused(Reason::PayerUnknown),
        // Less than the least amount, a general refusal, the payee is barred; then: what we sent or how we are set up is not to its liking.
        "DP00800001004" | "DP00800001009" | "DP00800001010" | "DP00800001026" | "ESB000008"
        | "ESB000011" | "ESB000034" | "ESB000035" | "ESB000039" | "ROUTER001" | "ROUTER003"
        | "ROUTER005" | "ROUTER006" | "ROUTER007" | "ROUTER112" | "ROUTER119" => {
            Meaning::Refused(Reason::ProviderFailed)
        }
        "ESB000041" => Meaning::Duplicate,
        "DP00800001025" | "ESB000045" => Meaning::NotFound,
        // Among them DP00800001000 and …006, ESB000001 and …004, ROUTER117: ask.
        _ => Meaning::Unsure,
    }
}
