//! Drawers: those there were, and one with what went through it.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    travel::{Shift, ShiftBook},
};
use foh_domain::{
    audit::Action, booking::Reference, payments::Money, theatre::Zone, travel::Drawer,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{done::Done, frame};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
    pages::{
        admin::lists::{Asked, PAGE},
        csv,
        render::{self, Id},
        words,
    },
    views::{
        admin::{State as Standing, Tone},
        parts::Notice,
        travel_desk::{
            Figures, Section, ShiftDifference, ShiftLine, ShiftPage, ShiftRow, ShiftsPage,
        },
    },
};

/// The columns of a file, named as in the API.
const COLUMNS: [&str; 6] = [
    "at",
    "kind",
    "booking_id",
    "reference",
    "amount",
    "currency",
];

/// `GET /travel/desk/shifts`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let before = asked.cursor()?;
    let zone = web.house.desk_place(&staff).await?.zone;
    let found = web.house.shifts(&staff, before, PAGE + 1).await?;
    let ids = found.iter().map(|shift| shift.operator_id);
    let names = web.house.names_of(ids).await?;
    let found = listing::page(
        found,
        PAGE,
        |shift| shift.id.to_string(),
        |shift| {
            let name = names.get(&shift.operator_id);
            row(&shift, name.map_or("Erased", |name| name.expose()), &zone)
        },
    );
    let page = ShiftsPage {
        frame: frame(&web, "Former drawers", Section::Shifts, &staff),
        all: !staff.role.is_scoped(),
        pager: asked.pager(Section::Shifts.href(), &[], found.next.as_deref()),
        rows: found.items,
    };
    render::page(StatusCode::OK, &page)
}

fn row(shift: &Shift, operator: &str, zone: &Zone) -> ShiftRow {
    let short = |at: Timestamp| {
        let at = words::local(at, zone);
        (
            at.strftime("%a %-d %b %Y, %H:%M").to_string(),
            words::machine(&at),
        )
    };
    ShiftRow {
        id: shift.id.to_string(),
        opened: short(shift.opened_at),
        closed: shift.closed_at.map(|at| short(at).0).unwrap_or_default(),
        operator: operator.to_owned(),
        state: standing(shift),
        sales: shift.drawer.sales.to_string(),
        refunds: shift.drawer.refunds.to_string(),
        difference: counted(shift).map(|found| found.words).unwrap_or_default(),
    }
}

fn standing(shift: &Shift) -> Standing {
    if shift.closed_at.is_some() {
        Standing::new(Tone::Off, "Closed")
    } else {
        Standing::new(Tone::Open, "Open")
    }
}

/// `GET /travel/desk/shifts/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let page = view(&web, &staff, id, Done::notice(&asked.done)).await?;
    render::page(StatusCode::OK, &page)
}

/// A drawer as its page shows it.
pub(super) async fn view(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    notice: Option<Notice>,
) -> Result<ShiftPage, Problem> {
    let book = web.house.shift_book(id, staff).await?;
    let zone = web.house.desk_place(staff).await?.zone;
    let shift = &book.shift;
    let names = web.house.names_of(vec![shift.operator_id]).await?;
    let name = names.get(&shift.operator_id);
    let long = |at: Timestamp| {
        let at = words::local(at, &zone);
        format!("{}, {}", words::date(&at), words::time(&at))
    };
    let own = shift.operator_id == staff.id;
    let section = if own && shift.closed_at.is_none() {
        Section::Drawer
    } else {
        Section::Shifts
    };
    Ok(ShiftPage {
        frame: frame(web, "Drawer", section, staff),
        id: shift.id.to_string(),
        notice,
        operator: name.map_or("Erased", |name| name.expose()).to_owned(),
        own,
        opened: long(shift.opened_at),
        closed: shift.closed_at.map(long),
        state: standing(shift),
        figures: figures(&shift.drawer),
        difference: counted(shift),
        notes: shift.notes.clone(),
        lines: lines(&book)
            .into_iter()
            .map(|line| shown(&line, &zone))
            .collect(),
    })
}

/// What a drawer has taken and given.
pub(super) fn figures(drawer: &Drawer) -> Figures {
    let expected = Money {
        amount: drawer.expected(),
        currency: drawer.float.currency,
    };
    Figures {
        float: drawer.float.to_string(),
        sales: drawer.sales.to_string(),
        refunds: drawer.refunds.to_string(),
        expected: expected.to_string(),
    }
}

fn counted(shift: &Shift) -> Option<ShiftDifference> {
    let counted = shift.counted?;
    let over = counted.amount.cast_signed() - shift.drawer.expected().cast_signed();
    Some(difference(counted, over))
}

/// How far what was counted is from what must be there, in minor units: below zero where some is missing.
pub(super) fn difference(counted: Money, over: i64) -> ShiftDifference {
    let by = Money {
        amount: over.unsigned_abs(),
        currency: counted.currency,
    };
    ShiftDifference {
        counted: counted.to_string(),
        words: match over {
            0 => "Exactly right".to_owned(),
            1.. => format!("{by} too much"),
            _ => format!("{by} too little"),
        },
        right: over == 0,
    }
}

/// What went through a drawer at one moment.
struct Line {
    at: Timestamp,
    sold: bool,
    booking_id: Option<Uuid>,
    money: Money,
}

/// What went through a drawer, in order.
fn lines(book: &ShiftBook) -> Vec<Line> {
    let sold = book.payments.iter().map(|payment| Line {
        at: payment.created_at,
        sold: true,
        booking_id: Some(payment.reservation_id),
        money: payment.money,
    });
    let back = book.refunds.iter().map(|refund| Line {
        at: refund.decided_at.unwrap_or(refund.created_at),
        sold: false,
        booking_id: book.refunded.get(&refund.payment_id).copied(),
        money: refund.money,
    });
    let mut lines: Vec<Line> = sold.chain(back).collect();
    lines.sort_by_key(|line| line.at);
    lines
}

fn shown(line: &Line, zone: &Zone) -> ShiftLine {
    let at = words::local(line.at, zone);
    let reference = line.booking_id.map(|id| Reference::of(id).to_string());
    ShiftLine {
        at: (
            at.strftime("%-d %b, %H:%M").to_string(),
            words::machine(&at),
        ),
        what: if line.sold { "Sold" } else { "Handed back" },
        booking_id: line.booking_id.map(|id| id.to_string()).unwrap_or_default(),
        reference: reference.unwrap_or_default(),
        amount: format!("{} {}", if line.sold { "+" } else { "−" }, line.money),
    }
}

/// `GET /travel/desk/shifts/{id}/lines.csv`
pub(super) async fn file(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let book = web.house.shift_book(id, &staff).await?;
    let zone = web.house.desk_place(&staff).await?.zone;
    let lines = lines(&book);
    let mut writer = csv::begin(&COLUMNS)?;
    let rows = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    for line in lines {
        let reference = line.booking_id.map(|id| Reference::of(id).to_string());
        let kind = if line.sold { "sale" } else { "refund" };
        let cells = [
            words::machine(&words::local(line.at, &zone)),
            kind.to_owned(),
            line.booking_id.map(|id| id.to_string()).unwrap_or_default(),
            reference.unwrap_or_default(),
            line.money.plain(),
            line.money.currency.code().to_owned(),
        ];
        csv::row(&mut writer, cells)?;
    }
    let words = [("what", "drawer".into()), ("rows", rows.into())];
    web.house
        .witnessed(Action::Exported, Some(id), &words)
        .await?;
    Ok(csv::download(csv::bytes(writer)?, "drawer.csv"))
}

#[cfg(test)]
mod tests {
    use foh_domain::payments::Currency;

    use super::*;

    #[test]
    fn a_difference_says_which_way() {
        let counted = Money {
            amount: 10_000,
            currency: Currency::EUR,
        };
        for (over, words, right) in [
            (0, "Exactly right", true),
            (50, "€0.50 too much", false),
            (-1_000, "€10.00 too little", false),
        ] {
            let found = difference(counted, over);
            assert_eq!((found.words.as_str(), found.right), (words, right));
        }
    }
}
