//! What a payer of mobile money does, and how texts reach a number: its last digit decides.

/// What a payer does when they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Pay,
    Refuse,
    PayLate,
    Never,
    TooLittle,
    PayShuffled,
    PayUntold,
    PayOther,
    PayUnheard,
    Wait,
}

/// A line of the table on the page.
pub(crate) struct Line {
    pub(crate) digit: char,
    pub(crate) act: Act,
    pub(crate) words: &'static str,
}

const fn line(digit: char, act: Act, words: &'static str) -> Line {
    Line { digit, act, words }
}

/// The table, as the page shows it.
pub(crate) const TABLE: [Line; 10] = [
    line('1', Act::Pay, "Pays at once."),
    line('2', Act::Refuse, "Refuses."),
    line(
        '3',
        Act::PayLate,
        "Pays late, when the places are no longer held. “Approve” hurries it.",
    ),
    line(
        '4',
        Act::Never,
        "Never answers, and gets no text: the telephone is off.",
    ),
    line('5', Act::TooLittle, "Has too little money."),
    line(
        '6',
        Act::PayShuffled,
        "Pays; the callback comes twice, and an older one between. So it is with texts.",
    ),
    line(
        '7',
        Act::PayUntold,
        "Pays; no callback comes. So it is with texts.",
    ),
    line(
        '8',
        Act::PayOther,
        "Pays another amount: the provider takes a tenth more.",
    ),
    line(
        '9',
        Act::PayUnheard,
        "Pays, but the answer to the request is lost on its way.",
    ),
    line('0', Act::Wait, "Waits for you, on this page."),
];

/// What who has this number does.
pub(crate) fn act(number: &str) -> Act {
    let last = number.chars().next_back();
    TABLE
        .iter()
        .find(|line| Some(line.digit) == last)
        .map_or(Act::Wait, |line| line.act)
}
