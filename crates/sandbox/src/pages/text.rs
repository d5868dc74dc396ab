//! Words of the pages.

use jiff::Timestamp;

use crate::payment::{Calls, Payment, State, Why, Wire};

/// A number but for its last three digits.
pub(super) fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(3);
    let shown = number.chars().enumerate();
    shown
        .map(|(n, digit)| if n < hidden { '•' } else { digit })
        .collect()
}

/// To the second, in UTC: a sandbox has no zone of its own.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

pub(super) fn method(payment: &Payment) -> &'static str {
    match payment.wire {
        Wire::Mtn(_) => "MTN MoMo",
        Wire::Airtel => "Airtel Money",
        Wire::Stripe(_) => "Card",
    }
}

/// How a payment stands: a class, and words.
pub(super) fn state(payment: &Payment) -> (&'static str, String) {
    match payment.state {
        State::Waiting => match &payment.wire {
            Wire::Stripe(session) if session.declined => {
                ("waiting", "Waits, a card was declined".into())
            }
            _ => ("waiting", "Waits for the payer".into()),
        },
        State::Paid(taken) if taken != payment.asked => ("paid", format!("Took {taken}")),
        State::Paid(taken) if payment.given_back == taken.amount => ("failed", "Given back".into()),
        State::Paid(_) if payment.given_back > 0 => ("paid", "Paid, in part given back".into()),
        State::Paid(_) => ("paid", "Paid".into()),
        State::Failed(Why::Refused) => ("failed", "Refused".into()),
        State::Failed(Why::TooLittle) => ("failed", "Too little money".into()),
        State::Failed(Why::Expired) => ("failed", "Not answered in time".into()),
    }
}

pub(super) fn calls(calls: Calls) -> String {
    let last = match (calls.count, calls.last) {
        (0, _) => return "No callback was sent".into(),
        (_, Some(status)) => format!("answered {status}"),
        (_, None) => "not answered".into(),
    };
    match calls.count {
        1 => format!("1 callback, {last}"),
        count => format!("{count} callbacks, the last {last}"),
    }
}

/// A piece of a text: words, or an address to follow.
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) is_link: bool,
}

/// The text in pieces, so that its links can be followed.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let words = text.split_inclusive(char::is_whitespace);
    let mut pieces: Vec<Piece> = Vec::new();
    for word in words {
        let bare = word.trim_end().trim_end_matches(['.', ',', ')', '!', '?']);
        let is_link = crate::answer::web_address(bare).is_some();
        let (link, rest) = if is_link {
            word.split_at(bare.len())
        } else {
            ("", word)
        };
        if is_link {
            pieces.push(Piece {
                text: link.to_owned(),
                is_link,
            });
        }
        match pieces.last_mut() {
            Some(last) if !last.is_link => last.text.push_str(rest),
            _ => pieces.push(Piece {
                text: rest.to_owned(),
                is_link: false,
            }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_masked() {
        for (number, shown) in [("250788123456", "•••••••••456"), ("456", "456"), ("", "")]
        {
            assert_eq!(masked(number), shown);
        }
    }

    #[test]
    fn links_are_found() {
        let shown = |text: &str| {
            let pieces = pieces(text);
            let shown = pieces.iter().map(|piece| {
                if piece.is_link {
                    format!("<{}>", piece.text)
                } else {
                    piece.text.clone()
                }
            });
            shown.collect::<String>()
        };
        for (text, expected) in [
            (
                "Your ticket: http://a.test/b?c.",
                "Your ticket: <http://a.test/b?c>.",
            ),
            ("https://a.test\nBye", "<https://a.test>\nBye"),
            ("javascript:alert(1) a:b", "javascript:alert(1) a:b"),
            ("", ""),
        ] {
            assert_eq!(shown(text), expected);
        }
    }
}
